"""`pip install` of what is built: in an empty environment, far from the checkout, everything is where it is needed."""

import json
import zipfile

import pytest
from environments import Environment

LOOK = """
import json, pathlib, numpy, nnlib, nncheck
from nnlib.datasets import mnist
data = mnist()
web = pathlib.Path(nnlib.__file__).parent / "widgets" / "web"
print(json.dumps({
    "nnlib": nnlib.__file__, "nncheck": nncheck.__file__, "web": sorted(file.name for file in web.iterdir()),
    "shapes": [part.shape for part in data], "digits": numpy.unique(data[1]).tolist(),
    "exercises": len(nncheck.exercises()),
}))
"""


@pytest.fixture(scope="module", params=["*.whl", "*.tar.gz"], ids=["wheel", "sdist"])
def installed(request, built, tmp_path_factory):
    (file,) = built.glob(request.param)
    environment = Environment(tmp_path_factory.mktemp("installed") / "env", "3.11")
    environment.install(file)
    return environment


def test_it_brings_numpy_and_nothing_else(installed):
    assert installed.packages() == {"neural-networks-by-hand", "numpy"}


def test_everything_is_read_from_where_it_was_installed(installed, checkout, tmp_path):
    found = json.loads(installed.run("python", "-c", LOOK, cwd=tmp_path))
    home = str(installed.bin.parent)
    assert found["nnlib"].startswith(home)
    assert found["nncheck"].startswith(home)
    assert found["web"] == sorted(file.name for file in (checkout / "nnlib" / "widgets" / "web").iterdir())
    images, labels, tests, test_labels = found["shapes"]
    assert images[0] == labels[0] > 1000
    assert tests[0] == test_labels[0] > 100
    assert found["digits"] == list(range(10))
    assert found["exercises"] > 100


def test_the_checks_work(installed, tmp_path):
    right = "import nncheck; nncheck.check('00/average', lambda numbers: sum(numbers) / len(numbers))"
    assert "00/average" in installed.run("python", "-c", right, cwd=tmp_path)
    wrong = "import nncheck; nncheck.check('00/average', lambda numbers: sum(numbers))"
    with pytest.raises(AssertionError, match="✗ 00/average"):
        installed.run("python", "-c", wrong, cwd=tmp_path)
    outcomes = json.loads(installed.run("python", "-m", "nncheck", "00", "--json", cwd=tmp_path))
    assert outcomes
    assert all(outcome["held"] for outcome in outcomes)


def test_the_wheel_holds_packages_licences_and_no_more(built):
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        *("nnlib", "nncheck", "grading"),
        "neural_networks_by_hand",
    }
    assert {name.rpartition("/")[2] for name in names} >= {
        "LICENSE",
        "LICENSE-TEXT",
        "page.html",
        "train-images-idx3-ubyte.gz",
    }
