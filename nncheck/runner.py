"""Run a notebook's cells in a process of their own and answer questions about them with plain values.

`python -m nncheck.runner` is the process: it reads requests from stdin and writes replies to stdout, one JSON object a
line. It holds the asking half of a check and no answers. `Runner` is the other end, where the judge sits:

    with Runner() as runner:
        for cell in cells:
            runner.run(cell)
        reply = runner.ask(request(exercise, seed), exercise.names)
    verdict = judge(exercise, reply, seed)

A cell sees what it would see in a notebook, with three differences: `check`, `hint`, `solution`, `score` and `progress`
do nothing, `given` hands out the numbers it was told to, and lines that are for IPython (% and !) are left out.
"""

import ast
import contextlib
import json
import linecache
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence

from nncheck.asking import ask, quiet
from nncheck.values import decode, encode


class Runner:
    """A process that runs cells. Use it as a context manager: leaving ends the process.

    given: by lesson, the numbers that `given` hands out there.
    """

    def __init__(self, given: Mapping[str, Mapping[str, float]] | None = None):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nncheck.runner"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | {"MPLBACKEND": "agg", "PYTHONIOENCODING": "utf-8"},
        )
        self._send(
            {"do": "given", "given": {lesson: encode(dict(numbers)) for lesson, numbers in (given or {}).items()}}
        )

    def __enter__(self) -> "Runner":
        return self

    def __exit__(self, *_) -> None:
        self._process.kill()
        self._process.communicate()

    def run(self, source: str) -> str:
        """Run a cell; the traceback of what it raised, empty where it ran through."""
        return self._send({"do": "run", "source": source})["error"]

    def set(self, values: Mapping[str, object]) -> None:
        """Put values under names, as if a cell had assigned them."""
        self._send({"do": "set", "values": {name: encode(value) for name, value in values.items()}})

    def ask(self, request: Mapping, names: Sequence[str]) -> dict:
        """The reply to a request, for the answers that stand under these names; a name not there answers None."""
        return self._send({"do": "ask", "request": request, "names": list(names)})["reply"]

    def _send(self, message: dict) -> dict:
        try:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise RuntimeError(f"the process that runs the cells has ended, at {message['do']!r}")
        return json.loads(line)


def _serve(requests, replies) -> None:
    notebook: dict = {"__name__": "__main__", "_ih": []}
    for line in requests:
        message = json.loads(line)
        reply = {}
        match message["do"]:
            case "given":
                _stand_in(message["given"])
            case "run":
                reply["error"] = _run(message["source"], notebook)
            case "set":
                notebook |= {name: decode(value) for name, value in message["values"].items()}
            case "ask":
                answers = [notebook.get(name) for name in message["names"]]
                reply["reply"] = ask(message["request"], answers, notebook)
        print(json.dumps(reply), file=replies, flush=True)


def _stand_in(given: Mapping) -> None:
    """What the cells find under `nncheck` here: nothing that judges, and the numbers that are handed out."""
    import nncheck

    def nothing(*_, **__):
        return None

    for name in ("check", "hint", "solution", "score", "progress"):
        setattr(nncheck, name, nothing)
    nncheck.given = lambda lesson: decode(given[lesson])


def _run(source: str, notebook: dict) -> str:
    plain = "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())
    filename = f"<cell {len(notebook['_ih'])}>"
    notebook["_ih"].append(plain)
    linecache.cache[filename] = (len(plain), None, plain.splitlines(keepends=True), filename)
    try:
        with quiet():
            exec(compile(ast.parse(plain, filename), filename, "exec"), notebook)
    except (Exception, SystemExit):
        return traceback.format_exc(limit=-4)
    return ""


if __name__ == "__main__":
    # The cells share this process, and what they print must not get between the replies.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with contextlib.suppress(KeyboardInterrupt):
        _serve(sys.stdin, replies)
