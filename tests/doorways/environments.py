"""Environments that hold only what a learner has: made with uv, from its cache, far from this checkout."""

import os
import shutil
import socket
import subprocess
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sysconfig.get_path("scripts")) / "uv"
FOREIGN = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "JUPYTER", "IPYTHON", "NBGRADER", "OPENBLAS")


def bare(**more) -> dict[str, str]:
    """The environment variables without those of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return kept | {name: str(value) for name, value in more.items()}


def run(*command, **options) -> str:
    """What a command says on stdout. Raises AssertionError with the end of what it said where it fails."""
    options = {"env": bare(), "text": True, "capture_output": True, "stdin": subprocess.DEVNULL} | options
    done = subprocess.run([str(part) for part in command], **options)
    said = f"{done.stdout or ''}{done.stderr or ''}"
    assert done.returncode == 0, f"{' '.join(map(str, command))} ended with {done.returncode}:\n{said[-6000:]}"
    return done.stdout


class Environment:
    """A virtual environment of a version of Python, such as "3.12"; uv looks for it, pyenv's among them."""

    def __init__(self, folder: Path, python: str, seed: bool = False):
        self.bin = folder / "bin"
        seeds = ["--seed"] if seed else []
        run(UV, "venv", "--quiet", *seeds, "--python", python, folder, env=bare(PYENV_VERSION=python))
        self.path = os.pathsep.join([str(self.bin), os.environ["PATH"]])

    def install(self, *what, **options) -> None:
        """As `pip install`, but quicker."""
        run(UV, "pip", "install", "--quiet", "--python", self.bin / "python", *what, **options)

    def run(self, program: str, *arguments, **options) -> str:
        """What a program of this environment says."""
        return run(self.bin / program, *arguments, **({"env": bare(PATH=self.path)} | options))

    def packages(self) -> set[str]:
        """The names of all that is installed."""
        listing = run(UV, "pip", "list", "--quiet", "--python", self.bin / "python", "--format=freeze")
        return {line.partition("==")[0].partition(" @ ")[0].lower() for line in listing.splitlines()}


def copy_of_the_checkout(to: Path) -> Path:
    """A copy without what git ignores, as a clone of it would be."""
    listing = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in filter(None, listing.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)
    return to


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(true, seconds: float, what: str):
    """What `true` returns once it is true. Raises AssertionError after so many seconds."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if found := true():
            return found
        time.sleep(0.2)
    raise AssertionError(f"{what}: not within {seconds} seconds")
