"""Inside the sandbox: run cells in IPython, as a notebook does, and answer questions about what is there.

Messages come in on stdin and replies go out on stdout, a JSON object a line. It holds no answers, and nothing it says
is believed beyond "this is the value": whoever takes it over can say what any answer could say.

The process that starts here runs no cell itself. For each submission it forks one, which forks a twin of itself before
the first cell of the student's, so that the same cells can be run anew on other numbers:

    harness              waits; then ends every other process, empties the scratch folders, and answers the challenge
      submission         has imported what the lesson imports; waits; then runs the cells on other numbers
        first run        runs the cells

The challenge comes on a pipe that the submission has closed and cannot open again: the harness cannot be traced.
"""

import base64
import contextlib
import ctypes
import gc
import importlib
import json
import os
import shutil
import signal
import sys
import time

OUT_OF_MEMORY = 77  # the code this process ends with when there is not even memory for a reply
ballast = bytearray()  # memory given up when there is none left, so that there is some for saying so


class TookTooLong(BaseException):
    """Raised in what takes longer than it may; no `except Exception` on the way stops it."""


class Bounded:
    """Takes text as a file does, keeps the beginning."""

    encoding, errors, closed = "utf-8", "replace", False

    def __init__(self, name, outputs, most):
        self.name, self.outputs, self.left = name, outputs, most

    def write(self, text):
        text = str(text)
        kept = text[: self.left]
        self.left -= len(kept)
        if kept and self.outputs and self.outputs[-1].get("name") == self.name:
            self.outputs[-1]["text"] += kept
        elif kept:
            self.outputs.append({"output_type": "stream", "name": self.name, "text": kept})
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def isatty(self):
        return False

    def writable(self):
        return True

    def fileno(self):
        raise OSError("no file")


def shell_of(outputs):
    """An IPython shell that puts what cells show into `outputs`."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class Shown(DisplayPublisher):
        def publish(self, data, metadata=None, **_):
            outputs.append({"output_type": "display_data", "data": data, "metadata": metadata or {}})

    class Result(DisplayHook):
        def start_displayhook(self):
            pass

        def write_output_prompt(self):
            pass

        def write_format_data(self, data, metadata=None):
            count = self.shell.execution_count
            result = {"output_type": "execute_result", "execution_count": count}
            outputs.append({**result, "data": data, "metadata": metadata or {}})

        def finish_displayhook(self):
            pass

    class Shell(InteractiveShell):
        display_pub_class, displayhook_class = Shown, Result

        def showtraceback(self, exc_tuple=None, *_, **__):
            kind, value, _tb = self._get_exc_info(exc_tuple)
            lines = self.InteractiveTB.structured_traceback(kind, value, _tb, tb_offset=1)
            text = f"{value}"[:10_000]
            error = {"output_type": "error", "ename": kind.__name__, "evalue": text}
            outputs.append({**error, "traceback": ["\n".join(lines)[:20_000]]})

        showsyntaxerror = showindentationerror = showtraceback

        def enable_gui(self, gui=None):
            """There are no windows here; %matplotlib inline asks for none either."""

        def ask_exit(self):
            """`exit` in a cell ends nothing: the cells below are marked too."""

        def init_completer(self):
            """Nobody presses Tab here."""

    quiet = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}})
    return Shell.instance(config=quiet)


def main(requests, replies, challenges):
    try:
        _serve(requests, replies, challenges)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _serve(requests, replies, challenges):
    outputs, shell, most = [], None, 0
    for line in requests:
        message = json.loads(line)
        reply = {}
        match message["do"]:
            case "start":
                limits = message["limits"]
                _limit(limits)
                ballast.extend(bytes(64 * 2**20))
                # The submission's folder comes last: a numpy.py handed in is not what `import numpy` finds.
                sys.path = [place for place in sys.path if place not in ("", os.getcwd())] + [os.getcwd()]
                most = limits["output"]
                shell = shell_of(outputs)
                if challenges:
                    _import_what_lessons_import()
                    _empty_the_scratch_folders()  # of the caches that libraries make
                    gc.freeze()  # what is imported stays: the processes forked from here need not look through it
                    _may_be_traced(False)
            case "new":
                if challenges:
                    if child := os.fork():
                        _, code = os.waitpid(child, 0)
                        _clean()
                        print(json.dumps({"ended": code, "over": True}), file=replies, flush=True)
                        print(f'\n{{"clean": "{challenges.readline().strip()}"}}', file=replies, flush=True)
                        continue
                    challenges.close()
                    _may_be_traced(True)
                    sys.modules["numpy"].random.seed()  # not the same numbers for everybody
            case "twin":
                if child := os.fork():  # the child goes on; this one waits, untouched by what is run there
                    _, code, used = os.wait4(child, 0)
                    print(json.dumps({"ended": code, "memory": used.ru_maxrss * 1024}), file=replies, flush=True)
                    continue
            case "leave":
                os._exit(0)
            case "given":
                import nncheck
                from nncheck.values import decode

                nncheck.numbers = {lesson: decode(numbers) for lesson, numbers in message["given"].items()}
            case "run":
                outputs.clear()
                reply = _run(shell, outputs, message, most)
            case "ask":
                reply = _ask(shell, message)
        print(_written(reply | {"number": message["number"]}), file=replies, flush=True)


def _written(reply):
    """A reply as JSON, without the figures where they are too large for anybody to look at."""
    text = json.dumps(reply, default=_plain)
    if len(text) < 20_000_000:
        return text
    outputs = [output for output in reply.get("outputs", []) if output["output_type"] != "display_data"]
    return json.dumps(reply | {"outputs": outputs}, default=_plain)


def _plain(value):
    """Something shown that JSON does not know: an image, or whatever else a cell made up."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def _limit(limits):
    import resource  # not on Windows, where this file is read all the same

    for what, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _import_what_lessons_import():
    for name in ("nncheck.asking", "nnlib.plots", "nnlib.widgets"):
        with contextlib.suppress(ImportError):  # a lesson that does not need it will not miss it
            importlib.import_module(name)


def _may_be_traced(may):
    """Whether another process of the same user may look into this one, at its memory and its open files."""
    PR_SET_DUMPABLE = 4
    if ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, int(may), 0, 0, 0):
        os._exit(1)


def _clean():
    """End every process behind the walls but this one, and empty the scratch folders; or end all."""
    if os.getppid() != 1:  # no walls: everything else is the user's own
        os._exit(1)
    deadline = time.monotonic() + 5
    with contextlib.suppress(ProcessLookupError):
        while time.monotonic() < deadline:
            os.kill(-1, signal.SIGKILL)  # all but the first of these walls and this one
            time.sleep(0.001)
    _empty_the_scratch_folders()
    if time.monotonic() > deadline:
        os._exit(1)


def _empty_the_scratch_folders():
    """Remove what is in the folders that can be written to; or end all."""
    with open("/proc/self/mountinfo") as mounted:
        mounts = {line.split()[4] for line in mounted}
    for folder in ("/student", "/tmp", "/dev/shm"):
        for entry in list(_left_in(folder, mounts)):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, onerror=_open_and_remove)
            else:
                os.unlink(entry.path)
        if any(_left_in(folder, mounts)):
            os._exit(1)


def _left_in(folder, mounts):
    """What was left in a folder: all but what was mounted there (this Python may lie under /tmp) and the way to it."""
    for entry in os.scandir(folder):
        if entry.path in mounts:
            continue
        if any(mount.startswith(entry.path + "/") for mount in mounts):
            yield from _left_in(entry.path, mounts)
        else:
            yield entry


def _open_and_remove(remove, path, _):
    """A folder that was closed is opened, and what is in it removed."""
    os.chmod(path, 0o700)
    os.chmod(os.path.dirname(path), 0o700)
    shutil.rmtree(path, ignore_errors=True) if os.path.isdir(path) else os.unlink(path)


class _Alarm:
    """Interrupts what runs inside after so many seconds."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __enter__(self):
        signal.signal(signal.SIGALRM, self.stop)
        signal.setitimer(signal.ITIMER_REAL, self.seconds, 1)  # and again, for what catches everything

    def __exit__(self, *_):
        signal.setitimer(signal.ITIMER_REAL, 0)

    def stop(self, *_):
        raise TookTooLong(f"stopped after {self.seconds:g} seconds")


def _run(shell, outputs, message, most):
    formatter = shell.display_formatter
    formatter.mimebundle_formatter.enabled = formatter.ipython_display_formatter.enabled = message["draw"]
    formatter.active_types = formatter.format_types if message["draw"] else ["text/plain"]
    sys.stdout, sys.stderr = Bounded("stdout", outputs, most), Bounded("stderr", outputs, most)
    start, error = time.perf_counter(), None
    try:
        with _Alarm(message["seconds"]):
            result = shell.run_cell(message["source"], store_history=True)
            error = result.error_before_exec or result.error_in_exec
    except (TookTooLong, SystemExit, KeyboardInterrupt) as late:
        error = late
        outputs.append({"output_type": "error", "ename": type(late).__name__, "evalue": str(late), "traceback": []})
    finally:
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    kind = type(error).__name__ if error is not None else None
    if kind == "MemoryError":
        ballast.clear()
    return {"outputs": outputs, "error": kind, "took": time.perf_counter() - start}


def _ask(shell, message):
    from nncheck.asking import ask

    missing = [name for name in message["names"] if name not in shell.user_ns]
    if missing:
        return {"missing": missing, "took": 0.0}
    answers = [shell.user_ns[name] for name in message["names"]]
    start = time.perf_counter()
    try:
        with _Alarm(message["seconds"]):
            reply = ask(message["request"], answers, shell.user_ns)
    except TookTooLong as late:
        return {"late": str(late), "took": time.perf_counter() - start}
    return {"reply": reply, "took": time.perf_counter() - start}


if __name__ == "__main__":
    # Cells share this process; what they write to the real stdout must not get between the replies.
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    main(requests, replies, os.fdopen(int(sys.argv[1]), "r") if len(sys.argv) > 1 else None)
