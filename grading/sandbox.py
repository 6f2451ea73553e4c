"""Walls around a student's code: bubblewrap, limits, and a line to the harness inside.

Inside there is no network, no home, no gradebook, no other submission and no answer: only the system's programs, this
Python, nnlib, the asking half of nncheck, the files that were handed in, and a scratch folder in memory that goes when
the sandbox ends. All its processes end with it. The limits below hold for every process inside.
"""

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grading.harness import OUT_OF_MEMORY

HERE = Path(__file__).parent
MOST_REPLY = 32 * 2**20  # bytes of one reply
TALKED = "The notebook wrote on the line that the marker listens to."
ASKING = ("asking", "environment", "source", "specs", "values")  # the modules of nncheck that hold no answers


class SandboxError(Exception):
    """What is inside has ended or does not answer. status: what to call it; the text says why."""

    def __init__(self, status: str, reason: str):
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Seconds of one cell and of all; bytes of memory, of scratch files and of a cell's output; processes and threads.
    """

    cell_seconds: float = 60
    seconds: float = 600
    memory: int = 4 * 2**30
    scratch: int = 256 * 2**20
    output: int = 200_000
    processes: int = 256


def why_no_sandbox() -> str | None:
    """What is missing for a sandbox on this machine, in a sentence that says what to do; None where it works."""
    if not sys.platform.startswith("linux"):
        return "The sandbox needs Linux. On another system grade in a Linux container, or give --trust-submissions."
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed. On Debian and Ubuntu: sudo apt-get install bubblewrap"
    tried = subprocess.run([*_walls(Limits()), "/bin/true"], capture_output=True, text=True)
    if tried.returncode:
        return (
            f"bubblewrap is installed and cannot make a sandbox here: {tried.stderr.strip()} Unprivileged user "
            "namespaces may be switched off: see kernel.unprivileged_userns_clone and the settings of AppArmor."
        )
    return None


class Sandbox:
    """A process behind walls that runs cells and answers questions about them. Leaving the context ends it.

    files: what was handed in beside the notebook, by relative name. trusted: no walls (for a machine without them).
    Raises SandboxError where what is inside ends, is too slow, or says what it should not.
    """

    def __init__(self, limits: Limits, files: Mapping[str, bytes] | None = None, trusted: bool = False):
        self.limits = limits
        self._folder = Path(tempfile.mkdtemp(prefix="grading-"))
        self._put(files or {})
        modules = [f"{name}.py" for name in ASKING]
        inside = {} if trusted else {"PYTHONPATH": "/course"}
        settings = {
            "PATH": "/usr/bin:/bin",
            "HOME": "/student",
            "LANG": "C.UTF-8",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            "MPLCONFIGDIR": "/tmp",
            "IPYTHONDIR": "/tmp/ipython",
            "PYTHONDONTWRITEBYTECODE": "1",
        } | inside
        if trusted:
            settings |= {"HOME": str(self._folder), "MPLCONFIGDIR": str(self._folder), "PYTHONPATH": str(HERE.parent)}
            settings["IPYTHONDIR"] = str(self._folder / "ipython")
            command = [sys.executable, str(HERE / "harness.py")]
        else:
            command = [*_walls(limits), *_course(modules), *_handed_in(self._folder)]
            command += [item for name, value in settings.items() for item in ("--setenv", name, value)]
            command += ["--chdir", "/student", sys.executable, "-s", "/course/harness.py"]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=settings,
            cwd=self._folder if trusted else "/",
            start_new_session=True,
        )
        self._rest, self._number = b"", 0
        self._ends = time.monotonic() + limits.seconds
        self.listens = True

    def _put(self, files):
        for name, content in files.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def __enter__(self) -> "Sandbox":
        limits = {"memory": self.limits.memory, "output": self.limits.output, "processes": self.limits.processes}
        self.send({"do": "start", "limits": limits}, seconds=60)
        return self

    def __exit__(self, *_) -> None:
        self._process.kill()
        self._process.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)

    def send(self, message: Mapping, seconds: float | None = None) -> dict:
        """What the harness answers to a message."""
        limit = seconds or self.limits.cell_seconds
        # The harness interrupts what takes too long; what cannot be interrupted is killed from here, a little later.
        deadline = min(time.monotonic() + limit + 5, self._ends)
        self._number += 1
        self.listens = False  # unless it answers
        self._write_line(json.dumps({"seconds": limit, "number": self._number, **message}).encode() + b"\n", deadline)
        reply = self._reply(deadline)
        self.listens = "ended" in reply or reply.get("number") == self._number
        if "ended" in reply and message["do"] != "leave":
            raise SandboxError(*_ended(reply["ended"]))
        if not self.listens:
            raise SandboxError("crashed", TALKED)
        return reply

    def _reply(self, deadline) -> dict:
        try:
            reply = json.loads(self._line(deadline))
        except (ValueError, RecursionError):
            reply = None
        if not isinstance(reply, dict):
            raise SandboxError("crashed", TALKED)
        return reply

    def _write_line(self, line: bytes, deadline) -> None:
        into = self._process.stdin.fileno()
        os.set_blocking(into, False)  # whoever listens inside may have stopped listening
        with selectors.DefaultSelector() as selector, contextlib.suppress(BrokenPipeError):
            selector.register(into, selectors.EVENT_WRITE)
            while line:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise SandboxError("timeout", "A cell ran for too long, and could not be interrupted.")
                line = line[os.write(into, line) :]

    def _line(self, deadline) -> bytes:
        out = self._process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(out, selectors.EVENT_READ)
            while b"\n" not in self._rest:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise SandboxError("timeout", "A cell ran for too long, and could not be interrupted.")
                part = os.read(out.fileno(), 2**20)
                if not part:
                    raise SandboxError(*_ended(self._process.wait()))
                self._rest += part
                if len(self._rest) > MOST_REPLY:
                    raise SandboxError("crashed", "An answer is too large to be looked at.")
        line, _, self._rest = self._rest.partition(b"\n")
        return line


def _ended(code) -> tuple[str, str]:
    """The status and the sentence for a process that has ended with this code, as a shell or as `wait` spells it."""
    if code in (128 + signal.SIGKILL, -signal.SIGKILL, signal.SIGKILL, OUT_OF_MEMORY, OUT_OF_MEMORY << 8):
        return "out_of_memory", "The notebook was ended by the system, most likely for the memory it took."
    return "crashed", "A cell ended the Python that runs the notebook (os._exit, a crash in a library, or the like)."


def _walls(limits: Limits) -> list[str]:
    """bubblewrap: namespaces of its own for all there are, no rights, a file system of system folders only."""
    places = ["/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache"]
    # This Python, and where it comes from: an environment keeps its libraries apart from its interpreter.
    pythons = {sys.prefix, sys.base_prefix, *filter(None, map(sysconfig.get_path, ("purelib", "platlib", "stdlib")))}
    binds = [item for place in [*places, *sorted(pythons)] for item in ("--ro-bind-try", place, place)]
    return [
        "bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session",
        "--cap-drop", "ALL", "--uid", "65534", "--gid", "65534", "--hostname", "course", "--clearenv",
        "--proc", "/proc", "--dev", "/dev",
        "--size", str(limits.scratch), "--tmpfs", "/tmp", "--size", str(limits.scratch), "--tmpfs", "/student",
        *binds,  # behind the folders in memory: this Python may lie in one of them
    ]  # fmt: skip


def _course(modules) -> list[str]:
    """The harness, nnlib, and the half of nncheck that asks, read-only."""
    root = HERE.parent
    binds = ["--ro-bind", HERE / "harness.py", "/course/harness.py", "--ro-bind", root / "nnlib", "/course/nnlib"]
    binds += ["--ro-bind", HERE / "inside.py", "/course/nncheck/__init__.py"]
    for name in modules:
        binds += ["--ro-bind", root / "nncheck" / name, f"/course/nncheck/{name}"]
    return list(map(str, binds))


def _handed_in(folder: Path) -> list[str]:
    binds = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            binds += ["--ro-bind", str(path), f"/student/{path.relative_to(folder)}"]
    return binds
