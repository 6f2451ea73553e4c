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
import hashlib
import time
from collections.abc import Mapping
from dataclasses import asdict, replace

import numpy as np

from grading.paper import Check, Malformed, checks_of, grade_id, put_together, read
from grading.sandbox import Limits, Sandbox, SandboxError
from nncheck.bank import chain, find
from nncheck.exercise import ValueExercise
from nncheck.judging import Verdict, judge, request
from nncheck.notebook import _failure as failure_text
from nncheck.notebook import _success as success_text
from nncheck.values import encode

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
        self.status, self.reason = "graded", ""
        self.verdicts, self.points, self.took, self.memory = {}, {}, 0.0, 0
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
        given = dict(chain(self.lesson).given) if self.lesson else {}
        found = self._pass(given, self._judge_first)
        for k, verdict in found:
            self._write(k, verdict)
        if self.lesson and self.status == "graded" and any(v.passed for _, v in found):
            self._again()
        for k, cell in enumerate(self.notebook["cells"]):
            if k in self.checks and not cell["outputs"]:
                cell["outputs"] = [_error("NotMarked", self.reason or LATE)]

    def _again(self):
        """Run the cells on other numbers: a value that was typed in does not move."""
        other = chain(self.lesson).draw(np.random.default_rng(seed_of(self.job["secret"], f"given {self.lesson}")))
        status = self.status, self.reason
        for k, verdict in self._pass(other, self._judge_other, draw=False):
            first = self.verdicts[grade_id(self.notebook["cells"][k])][0]
            if first["rung"] == "passed" and not verdict.passed:
                message = "The value is right for the numbers of the lesson, and does not follow them when they change."
                self._write(k, replace(verdict, rung="names", message=message, came="", named=("typed in",), share=0.0))
        self.status, self.reason = status  # what went wrong on other numbers has cost what it costs

    def _pass(self, given, judged, draw=None):
        """Run all cells on these numbers; the verdicts, each with the place of its test cell."""
        draw = self.job["figures"] if draw is None else draw
        first, found = draw is not False or not self.took, []
        first = not self.took
        try:
            with Sandbox(self.limits, self.files, self.job["trusted"]) as box:
                if self.lesson:
                    box.send({"do": "given", "given": {self.lesson: encode(given)}})
                for k, cell in enumerate(self.notebook["cells"]):
                    if k in self.checks:
                        found += [(k, verdict) for check in self.checks[k] for verdict in judged(box, check, given)]
                    elif cell["cell_type"] == "code" and cell["source"].strip():
                        reply = box.send({"do": "run", "source": cell["source"], "draw": draw})
                        if first:
                            self._keep(k, cell, reply)
                self.memory = max(self.memory, int(box.send({"do": "end"}).get("memory", 0)))
        except SandboxError as fault:
            self.status, self.reason = fault.status, str(fault)
        return found

    def _keep(self, k, cell, reply):
        cell["outputs"] = [output for output in reply.get("outputs", []) if _is_output(output)]
        cell["execution_count"] = k + 1
        self.took += float(reply.get("took", 0))
        if reply.get("error") == "TookTooLong":
            self.status, self.reason = "timeout", f"A cell took longer than {self.limits.cell_seconds:g} seconds."
        if reply.get("error") == "MemoryError":
            self.status, self.reason = "out_of_memory", "A cell asked for more memory than there is for a submission."

    def _judge_first(self, box, check, given):
        yield self._verdict(box, check, None)

    def _judge_other(self, box, check, given):
        if isinstance(find(check.id), ValueExercise):
            yield self._verdict(box, check, given)

    def _verdict(self, box, check, given) -> Verdict:
        exercise, seed = find(check.id), seed_of(self.job["secret"], check.id)
        answer = box.send({"do": "ask", "request": request(exercise, seed), "names": list(check.names)})
        if answer.get("late"):
            self.status, self.reason = "timeout", "An answer took too long when it was called."
            return Verdict(exercise.id, "runs", f"{exercise.names[0]} took too long: it was stopped.")
        if answer.get("missing"):
            message = f"{answer['missing'][0]} is not there: its cell stopped with an error, or is gone."
            return Verdict(exercise.id, "attempted", message)
        try:
            self.took += float(answer["took"])
            return judge(exercise, answer["reply"], seed, given=given)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as fault:
            # The half that asks sits beside the student's code, which may have put anything in its place.
            raise SandboxError("crashed", f"What came back of {check.id} cannot be judged ({fault!r:.80}).") from None

    def _write(self, k, verdict):
        """Put the verdict on a check into its test cell, as a run would have done, and into the record."""
        cell = self.notebook["cells"][k]
        name = grade_id(cell)
        points = float(cell["metadata"]["nbgrader"]["points"])
        record = {"id": verdict.id, "rung": verdict.rung, "named": list(verdict.named), "share": verdict.share}
        self.verdicts.setdefault(name, [])[:] = [v for v in self.verdicts.get(name, []) if v["id"] != verdict.id]
        self.verdicts[name].append(record | {"message": verdict.message})
        share = min(v["share"] for v in self.verdicts[name])
        self.points[name] = round(points * share, 4)
        if any(check.points for check in self.checks[k]):
            text = success_text(verdict, 0) if verdict.passed else failure_text(verdict)
            cell["outputs"] = [_stream(text + "\n"), _result(self.points[name], k + 1)]
        elif verdict.passed:
            cell["outputs"] = [*cell["outputs"], _stream(success_text(verdict, 0) + "\n")]
        else:
            cell["outputs"] = [_error("CheckFailed", failure_text(verdict))]
        cell["execution_count"] = k + 1


def _stream(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def _result(value, count):
    data = {"text/plain": repr(value)}
    return {"output_type": "execute_result", "execution_count": count, "data": data, "metadata": {}}


def _error(name, text):
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [text]}


def _is_output(output) -> bool:
    kinds = ("stream", "error", "display_data", "execute_result")
    return isinstance(output, dict) and output.get("output_type") in kinds


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
