"""Marking one submission: its cells run in the sandbox, its answers are judged out here.

`mark` is a pure function of plain data: it can run in any process on any machine, and touches no gradebook. What comes
out is the notebook as nbgrader wants it after a run (a test cell that failed ends in an error), the verdict on each
check, and a status:

    graded         everything ran
    timeout        a cell took too long
    out_of_memory  it took more memory than there is for it
    crashed        the Python of the notebook ended, or talked out of turn
    malformed      the file is no notebook that could be marked
    missing        nothing was handed in
"""

import base64
import contextlib
import hashlib
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import lru_cache

import numpy as np

from grading.paper import Check, Malformed, checks_of, grade_id, put_together, read, writable
from grading.sandbox import Limits, SandboxError, sandbox
from grading.shown import only_shows, shown_to_everybody
from nncheck.bank import chain, find
from nncheck.cells import made_by
from nncheck.exercise import ValueExercise
from nncheck.judging import Verdict, judge, request
from nncheck.notebook import _failure as failure_text
from nncheck.notebook import _success as success_text
from nncheck.values import encode

ROUNDED = 1e-9  # what rounding to nine decimals changes at most, and a little more
RIGHT = "The value is right for the numbers of the lesson."
STANDS = f"{RIGHT} When they change, it does not follow them: write it as a formula of the names."
NOT_REACHED = f"{RIGHT} On other numbers the notebook ended before it came to this value: a cell above stops it there."
LATE = "It was stopped: it ran for longer than a submission may."


def job(student: str, lesson: Mapping, submitted: bytes | None, secret: str, **options) -> dict:
    """All that `mark` needs, as plain data: the lesson's notebook as written, and the file that was handed in.

    options: files (name to bytes) handed in beside it, limits, figures (draw them), trusted (no sandbox).
    """
    files = {name: _text(content) for name, content in options.pop("files", {}).items()}
    limits = asdict(options.pop("limits", Limits()))
    plain = {"figures": True, "trusted": False} | options
    content = None if submitted is None else _text(submitted)
    return {"student": student, "lesson": lesson, "submitted": content, "secret": secret, "files": files} | {
        "limits": limits,
        **plain,
    }


def mark(job: Mapping) -> dict:
    """The result of a submission, as plain data.

    student, status, reason (a sentence, empty where all is well), notes, notebook (None where it could not be marked),
    verdicts (by test cell, a list), points (by test cell, of the checks), seconds, cells (seconds of its own cells),
    memory.
    """
    start = time.perf_counter()
    result = {"student": job["student"], "status": "graded", "reason": "", "notes": [], "notebook": None}
    result |= {"verdicts": {}, "points": {}, "cells": 0.0, "memory": 0}
    if job["submitted"] is None:
        return result | {"status": "missing", "reason": "Nothing was handed in.", "seconds": 0.0}
    try:
        notebook, notes = put_together(job["lesson"], read(base64.b64decode(job["submitted"])))
    except Malformed as fault:
        return result | {"status": "malformed", "reason": str(fault), "seconds": time.perf_counter() - start}
    marker = _Marker(job, notebook)
    marker.run()
    result |= {"notes": notes, "notebook": notebook, "verdicts": marker.verdicts, "points": marker.points}
    result |= {"status": marker.status, "reason": marker.reason, "cells": marker.took, "memory": marker.memory}
    return result | {"seconds": time.perf_counter() - start}


def seed_of(secret: str, id: str) -> int:
    """The seed of an exercise's hidden cases: the instructor's secret decides it, and nothing handed in."""
    return int.from_bytes(hashlib.sha256(f"{secret} {id}".encode()).digest()[:4], "big")


class _Marker:
    """Goes through a notebook once, and where values of a worked example are asked, again on other numbers."""

    def __init__(self, job, notebook):
        self.job, self.notebook = job, notebook
        self.limits = Limits(**job["limits"])
        self.files = {name: base64.b64decode(content) for name, content in job["files"].items()}
        self.checks = {
            k: checks for k, cell in enumerate(notebook["cells"]) if (checks := self._checks_of(cell)) is not None
        }
        self.shows = {"".join(cell["source"]) for cell in job["lesson"]["cells"] if only_shows(cell)}
        self.same = shown_to_everybody(job["lesson"], notebook) if job["figures"] else {}
        self.status, self.reason = "graded", ""
        self.verdicts, self.points, self.took, self.memory = {}, {}, 0.0, 0
        self.stopped = set()  # the names of cells that stopped with an error
        exercises = [find(check.id) for checks in self.checks.values() for check in checks]
        self.lesson = next((e.lesson for e in exercises if isinstance(e, ValueExercise)), None)

    @staticmethod
    def _checks_of(cell) -> list[Check] | None:
        graded = cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("grade")
        checks = checks_of(cell) if graded and not cell["metadata"]["nbgrader"].get("solution") else None
        try:
            return [check for check in checks if find(check.id)] if checks else None
        except ValueError:  # a check that is none of this course's is run as any other code
            return None

    def run(self):
        values = []
        try:
            with sandbox(self.limits, self.files, self.job["trusted"]) as box:
                start = self._begin(box)
                found = self._pass(box, start)
                for k, verdict in found:
                    self._write(k, verdict)
                values = [(k, verdict.id) for k, verdict in found if verdict.passed and _is_value(verdict.id)]
                if values and box.listens:
                    self._confirm(box, start, values)
                    values = []
            if values:  # what is behind the walls does not answer any more
                with sandbox(self.limits, self.files, self.job["trusted"]) as box:
                    self._confirm(box, self._begin(box), values)
        except SandboxError as fault:
            self.status, self.reason = fault.status, str(fault)
        for k, cell in enumerate(self.notebook["cells"]):
            if k in self.checks and not cell["outputs"]:
                cell["outputs"] = [_error("NotMarked", self.reason or LATE)]

    def _begin(self, box) -> int:
        """Run the cells of the course that the notebook begins with; the place of the first other one.

        They import, which takes a while; from then on a twin waits that has run nothing else.
        """
        for k, cell in enumerate(self.notebook["cells"]):
            if cell["cell_type"] == "code":
                if not _is_ours(cell) or k in self.checks or "given(" in cell["source"]:
                    break
                self._run(box, k)
        else:
            k += 1
        box.send({"do": "twin"})
        return k

    def _pass(self, box, start) -> list[tuple[int, Verdict]]:
        """Run the cells from `start` on the numbers of the lesson; the verdicts, each with its test cell's place."""
        given, found = dict(chain(self.lesson).given) if self.lesson else {}, []
        try:
            box.send({"do": "given", "given": {self.lesson: encode(given)} if given else {}})
            for k in range(start, len(self.notebook["cells"])):
                if k in self.checks:
                    for check in self.checks[k]:
                        found.append((k, self._verdict(box, check)))
                else:
                    self._run(box, k)
            self.memory = int(_number(box.send({"do": "leave"}).get("memory")))
        except SandboxError as fault:
            self.status, self.reason = fault.status, str(fault)
        return found

    def _confirm(self, box, start, values):
        """Run the cells on other numbers: a right value that was typed in does not move with them."""
        given = chain(self.lesson).draw(np.random.default_rng(seed_of(self.job["secret"], f"given {self.lesson}")))
        status, followed = (self.status, self.reason), {}
        box.wind_up()
        with contextlib.suppress(SandboxError):  # it ended sooner than on the lesson's numbers
            box.send({"do": "given", "given": {self.lesson: encode(given)}})
            for k in range(start, values[-1][0] + 1):
                if k not in self.checks:
                    self._run(box, k, again=True)
                for check in self.checks.get(k, []):
                    if _is_value(check.id):
                        followed[k, check.id] = self._verdict(box, check, given).passed
        self.status, self.reason = status  # what goes wrong on other numbers costs its marks, and nothing else
        for k, id in values:
            if not followed.get((k, id)):
                named, said = (("typed in",), STANDS) if (k, id) in followed else ((), NOT_REACHED)
                self._write(k, Verdict(id, "names", said, named=named))

    def _run(self, box, k, again=False):
        """Run a cell, if it is one of code, and keep what it shows; again: run it for what it computes alone."""
        cell, same = self.notebook["cells"][k], self.same.get(k)
        if cell["cell_type"] != "code" or not cell["source"].strip():
            return
        draw, error = self.job["figures"] and not again and same is None, None
        if draw or cell["source"] not in self.shows:
            reply = box.send({"do": "run", "source": cell["source"], "draw": draw})
            error = reply.get("error")
            if not again:
                self._keep(k, cell, reply)
        if same is not None and error is None:
            cell["outputs"], cell["execution_count"] = same, k + 1

    def _keep(self, k, cell, reply):
        outputs = reply.get("outputs")
        cell["outputs"] = [
            kept for output in (outputs if isinstance(outputs, list) else []) if (kept := _output(output))
        ]
        cell["execution_count"] = k + 1
        self.stopped -= (made := made_by(cell["source"]))
        self.stopped |= made if reply.get("error") else set()
        self.took += _number(reply.get("took"))
        if reply.get("error") == "TookTooLong":
            self.status, self.reason = "timeout", f"A cell took longer than {self.limits.cell_seconds:g} seconds."
        if reply.get("error") == "MemoryError":
            self.status, self.reason = "out_of_memory", "A cell asked for more memory than there is for a submission."

    def _verdict(self, box, check, given=None) -> Verdict:
        exercise, seed = find(check.id), seed_of(self.job["secret"], check.id)
        if given:  # of small numbers nine decimals, as the lessons print them, are few digits
            most = max(exercise.tolerance.absolute, ROUNDED)
            exercise = replace(exercise, tolerance=replace(exercise.tolerance, absolute=most))
        answer = box.send({"do": "ask", "request": _request(check.id, seed), "names": list(check.names)})
        self.took += _number(answer.get("took"))
        if answer.get("late"):
            self.status, self.reason = "timeout", "An answer took too long when it was called."
            return Verdict(exercise.id, "runs", f"{exercise.names[0]} took too long: it was stopped.")
        if answer.get("missing"):
            missing = next((name for name in check.names if name in answer["missing"]), check.names[0])
            message = f"{missing} is not there: its cell stopped with an error, or is gone."
            return Verdict(exercise.id, "attempted", message)
        try:
            verdict = judge(exercise, answer["reply"], seed, given=given)
        except Exception as fault:  # what asks sits beside the student's code, which may have put anything in its place
            self.status, self.reason = "crashed", f"What came back of {check.id} cannot be judged."
            return Verdict(exercise.id, "crashed", f"{self.reason} ({type(fault).__name__})")
        if verdict.rung == "attempted" and _is_value(check.id) and check.names[0] in self.stopped:
            # What stands there is the ... that the lesson began with.
            return replace(verdict, message=f"{check.names[0]} is not there yet: its cell stopped with an error.")
        return verdict

    def _write(self, k, verdict):
        """Put the verdict on a check into its test cell, as a run would have done, and into the record."""
        cell = self.notebook["cells"][k]
        name = grade_id(cell)
        points = float(cell["metadata"]["nbgrader"]["points"])
        record = {"id": verdict.id, "rung": verdict.rung, "named": list(verdict.named), "share": verdict.share}
        self.verdicts.setdefault(name, [])[:] = [v for v in self.verdicts.get(name, []) if v["id"] != verdict.id]
        self.verdicts[name].append(record | {"message": writable(verdict.message)})
        share = min(v["share"] for v in self.verdicts[name])
        self.points[name] = round(points * share, 4)
        if any(check.points for check in self.checks[k]):
            text = success_text(verdict, 0) if verdict.passed else failure_text(verdict)
            cell["outputs"] = [_stream(text + "\n"), _result(self.points[name], k + 1)]
        elif verdict.passed:
            cell["outputs"] = [*cell["outputs"], _stream(success_text(verdict, 0) + "\n")]
        else:
            cell["outputs"] = [_error("CheckFailed", writable(failure_text(verdict)))]
        cell["execution_count"] = k + 1


@lru_cache(maxsize=512)
def _request(id: str, seed: int) -> dict:
    """What is asked of an answer: of every submission the same."""
    return request(find(id), seed)


def _stream(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def _result(value, count):
    data = {"text/plain": repr(value)}
    return {"output_type": "execute_result", "execution_count": count, "data": data, "metadata": {}}


def _error(name, text):
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [text]}


def _is_answer(cell) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def _is_ours(cell) -> bool:
    """Whether a cell of a notebook put together is the lesson's whatever was handed in."""
    return bool(grade_id(cell)) and not _is_answer(cell)


def _is_value(id: str) -> bool:
    return isinstance(find(id), ValueExercise)


def _number(value) -> float:
    """A finite number of 0 or more out of a reply, which may hold anything."""
    return float(value) if type(value) in (int, float) and 0 <= value < 1e15 else 0.0


def _output(output) -> dict | None:
    """An output as a notebook may hold it, made of what came in a reply; None where that is none."""
    output = output if isinstance(output, dict) else {}
    match output.get("output_type"):
        case "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return {"output_type": "stream", "name": name, "text": writable(output.get("text", ""))}
        case "error":
            told = [writable(output.get(key, "")) for key in ("ename", "evalue")]
            lines = output.get("traceback")
            lines = [writable(line) for line in lines] if isinstance(lines, list) else []
            return {"output_type": "error", "ename": told[0], "evalue": told[1], "traceback": lines}
        case "display_data" | "execute_result" as kind:
            data, metadata = ({} if not isinstance(d := output.get(key), dict) else d for key in ("data", "metadata"))
            shown = {"data": {writable(k): v for k, v in _plain(data).items()}, "metadata": _plain(metadata)}
            count = {"execution_count": int(_number(output.get("execution_count")))} if kind == "execute_result" else {}
            return {"output_type": kind, **count, **shown}
    return None


def _plain(value):
    """JSON data with all text in it writable."""
    if isinstance(value, dict):
        return {writable(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return writable(value) if isinstance(value, str) else value


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
