"""What the doorways share: a copy of the checkout as it would be cloned, and the packages built from it."""

import pytest
from environments import UV, copy_of_the_checkout, run


@pytest.fixture(scope="session")
def checkout(tmp_path_factory):
    return copy_of_the_checkout(tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="session")
def built(checkout, tmp_path_factory):
    """The folder with the sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(UV, "build", "--quiet", "--out-dir", folder, checkout)
    return folder
