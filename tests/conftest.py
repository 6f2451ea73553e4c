"""What all tests share: in CI nothing may be skipped, as a test that did not run has proven nothing; and Chromium."""

import os
import shutil

import pytest

# Products of small matrices on several threads take many times as long where the cores have other things to do.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# What keeps Chromium from asking the network for anything of its own; a container has no sandbox and no GPU for it.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")
not_run = {}  # a test or a file of tests -> None, in order and once


def note(report):
    # A test marked as expected to fail is reported as skipped where it fails, and as passed where it does not.
    if report.skipped or hasattr(report, "wasxfail"):
        not_run[report.nodeid] = None


pytest_runtest_logreport = note
pytest_collectreport = note


def pytest_sessionfinish(session):
    if IN_CI and not_run and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    if IN_CI and not_run:
        terminalreporter.section("skipped in CI", red=True)
        terminalreporter.line(f"CI is set: {len(not_run)} of the tests may not be skipped or expected to fail there:")
        for nodeid in not_run:
            terminalreporter.line(f"  {nodeid}")


@pytest.fixture(scope="module")
def chromium():
    """Chromium, without a page yet."""
    sync_api = pytest.importorskip("playwright.sync_api")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("chromium is not here")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGS)
        yield chromium
        chromium.close()
