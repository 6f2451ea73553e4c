"""Walls around a student's code: bubblewrap, limits, and a line to the harness inside.

Inside there is no network, no home, no gradebook, no other submission and no answer: only the system's programs, this
Python, nnlib, the asking half of nncheck, the files that were handed in, and a scratch folder in memory. The limits
below hold for every process inside.

What takes long to import is imported once: the harness inside forks a process for each submission. When that has left,
the harness ends every other process behind the walls, empties the scratch folders, and proves that it did by an answer
only it can give (see `harness.py`). Where anything of this fails, and after any submission that went wrong, the
sandbox is ended, all its processes with it, and the next submission gets a new one.
"""

import atexit
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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grading.harness import OUT_OF_MEMORY

HERE = Path(__file__).parent
MOST_REPLY = 32 * 2**20  # bytes of one reply
SCRATCH = ("/student", "/tmp", "/dev/shm")  # the folders that can be written to; `harness.py` empties them
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


_kept = []  # a sandbox that is ready for the next submission, and the process that keeps it


@contextlib.contextmanager
def sandbox(limits: Limits, files: Mapping[str, bytes] | None = None, trusted: bool = False) -> Iterator["Sandbox"]:
    """Walls for one submission: a process behind them runs cells and answers questions about them.

    files: what was handed in beside the notebook, by relative name. trusted: no walls (for a machine without them).
    Raises SandboxError where what is inside ends, is too slow, or says what it should not.
    """
    box = None if files or trusted else _ready(limits)
    try:
        if box is None:
            box = Sandbox(limits, files or {}, trusted)
            box.begin()
        yield box
        again = not files and not trusted and box.leave()
    except BaseException:
        if box:
            box.end()
        raise
    if again and not _kept:
        _kept.append((os.getpid(), box))
    else:
        box.end()


def _ready(limits: Limits) -> "Sandbox | None":
    """The kept sandbox, ready for a submission; None where there is none of these limits that still answers."""
    try:
        owner, box = _kept.pop()
    except IndexError:
        return None
    if owner != os.getpid():  # this process was forked from the one that uses it
        return None
    if box.limits == limits:
        with contextlib.suppress(SandboxError):  # it may have been ended meanwhile, and that is no submission's fault
            box.begin()
            return box
    box.end()
    return None


@atexit.register
def end_kept() -> None:
    """End the sandbox that waits for the next submission."""
    while _kept:
        owner, box = _kept.pop()
        if owner == os.getpid():
            box.end()


class Sandbox:
    """A harness behind walls, and the line to it."""

    def __init__(self, limits: Limits, files: Mapping[str, bytes], trusted: bool):
        self.limits, self._trusted = limits, trusted
        self._folder = Path(tempfile.mkdtemp(prefix="grading-"))
        for name, content in files.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
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
        }
        challenge, self._challenge = os.pipe()
        if trusted:
            settings |= {"HOME": str(self._folder), "MPLCONFIGDIR": str(self._folder), "PYTHONPATH": str(HERE.parent)}
            settings["IPYTHONDIR"] = str(self._folder / "ipython")
            command = [sys.executable, str(HERE / "harness.py")]
        else:
            settings["PYTHONPATH"] = "/course"
            command = [*_walls(limits), *_course(f"{name}.py" for name in ASKING), *_handed_in(self._folder)]
            command += [item for name, value in settings.items() for item in ("--setenv", name, value)]
            command += ["--chdir", "/student", sys.executable, "-s", "/course/harness.py", str(challenge)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=settings,
            cwd=self._folder if trusted else "/",
            start_new_session=True,
            pass_fds=[challenge],
        )
        os.close(challenge)
        self._rest, self._number, self._started, self.listens = b"", 0, False, True

    def begin(self) -> None:
        """Make ready for a submission."""
        self.wind_up()
        if not self._started:
            limits = {"memory": self.limits.memory, "output": self.limits.output, "processes": self.limits.processes}
            self.send({"do": "start", "limits": limits}, seconds=60)
            self._started = True
        self.send({"do": "new"})

    def wind_up(self) -> None:
        """From now on there is all the time that a run of a submission has."""
        self._ends = time.monotonic() + self.limits.seconds

    def leave(self) -> bool:
        """Have everything of a submission removed; whether the harness has proved that it is."""
        if not self.listens:
            return False
        secret, deadline = os.urandom(16).hex(), time.monotonic() + 10
        try:
            self._write_line(b'{"do": "leave"}\n', deadline)
            os.write(self._challenge, f"{secret}\n".encode())
            # Only the harness holds the other end. What stands before its answer may come from anybody.
            while self._line(deadline) != b'{"clean": "%s"}' % secret.encode():
                pass
        except (SandboxError, OSError):
            return False
        return True

    def end(self) -> None:
        """End all that runs behind the walls."""
        if self._trusted:  # where no walls come down on the processes that cells were run in
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.communicate()
        os.close(self._challenge)
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
        self.listens = reply.get("number") == self._number or ("ended" in reply and "over" not in reply)
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
        *(item for at in SCRATCH for item in ("--size", str(limits.scratch), "--tmpfs", at)),
        *binds,  # behind the folders in memory: this Python may lie in one of them
    ]  # fmt: skip


def _course(modules: Iterable[str]) -> list[str]:
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
