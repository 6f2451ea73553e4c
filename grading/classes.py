"""Marking a class: who handed in what, marked in parallel by any executor, written down by one.

What is marked already, and has not changed since, is not marked again.
"""

import contextlib
import hashlib
import json
import os
import secrets
import stat
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from nbformat import ValidationError

from grading.executors import TRIES
from grading.gradebook import Course, _renamed_into
from grading.marking import job, mark
from grading.paper import MOST_BYTES

MOST_FILES = 50 * 2**20  # bytes of all files beside a notebook


def secret_of(course: Course) -> str:
    """The instructor's secret, that decides the hidden cases; made when first asked for, and for its owner alone."""
    file = course.root / ".grading-secret"
    if not file.exists():
        with contextlib.suppress(FileExistsError):
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as handle:
                handle.write(secrets.token_hex(16))
    return file.read_text().strip()


def records(course: Course, lesson: str) -> Path:
    """The folder that keeps what came of each submission, beside the reports."""
    return course.root / "reports" / ".marked" / lesson


def handed_in(course: Course, lesson: str, student: str, notebook: str, only: bool) -> tuple[bytes | None, dict, str]:
    """A student's file, the files beside it, and what is to be said about how it was found.

    only: the lesson has one notebook, so a single notebook of another name will be it. Links are not followed.
    """
    folder = course.place("submitted", student, lesson)
    if folder.is_symlink() or not folder.is_dir():
        return None, {}, ""
    note = ""
    path = folder / f"{notebook}.ipynb"
    if not path.exists() and only:
        others = sorted(folder.glob("*.ipynb"))
        if len(others) == 1:
            path, note = others[0], f"The file was handed in as {others[0].name}."
        elif others:
            note = f"There are {len(others)} notebooks, and none is called {path.name}: which one is it?"
    return _regular(path, MOST_BYTES + 1), files_beside(folder), note


def files_beside(folder: Path) -> dict[str, bytes]:
    """What lies beside the notebooks in a folder, by relative name: regular files, of so many bytes in all."""
    files, left = {}, MOST_FILES
    for path in sorted(folder.rglob("*")):
        if path.suffix != ".ipynb" and (content := _regular(path, left)) is not None:
            files[str(path.relative_to(folder))] = content
            left -= len(content)
    return files


def _regular(path: Path, most: int) -> bytes | None:
    """At most so many bytes of a file; None for what is no regular file, a link above all, or cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as handle:
        return handle.read(most) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None


def jobs(course: Course, lesson: str, secret: str, **options) -> Iterator[tuple[str, str, dict, str, str]]:
    """Student, notebook, job, fingerprint and a note, for each notebook of each student."""
    notebooks = course.lesson(lesson)
    for student in course.students(lesson):
        for name, source in notebooks.items():
            content, files, note = handed_in(course, lesson, student, name, only=len(notebooks) == 1)
            task = job(student, source, content, secret, files=files, **options)
            fingerprint = hashlib.sha256(json.dumps([task, note], sort_keys=True).encode()).hexdigest()
            yield student, name, task, fingerprint, note


def grade(course: Course, lesson: str, executor: Executor, force=False, told=print, **options) -> Counter:
    """Mark what is new or changed in a lesson; how many submissions came to which status.

    told: called with each result, for a progress bar. options: as `grading.marking.job` takes them.
    """
    return take_in(course, send_out(course, lesson, executor, force, **options), told)


@dataclass
class Sent:
    """A lesson that is being marked: what was sent to workers, and the records of what is as it was."""

    lesson: str
    executor: Executor
    tasks: dict = field(default_factory=dict)  # (student, notebook) -> job, fingerprint, note
    again: list = field(default_factory=list)
    finished: SimpleQueue = field(default_factory=SimpleQueue)  # of (student, notebook) and the future of its result

    def submit(self, key):
        task, *_ = self.tasks[key]
        self.executor.submit(mark, task).add_done_callback(lambda future: self.finished.put((key, future)))


def send_out(course: Course, lesson: str, executor: Executor, force=False, **options) -> Sent:
    """Send to workers what is new or changed in a lesson. Several lessons can be sent before the first is taken in."""
    course.remember(lesson)
    records(course, lesson).mkdir(parents=True, exist_ok=True)
    sent = Sent(lesson, executor)
    for student, name, task, fingerprint, note in jobs(course, lesson, secret_of(course), **options):
        file = _record_of(course, lesson, student, name)
        old = json.loads(file.read_text()) if file.exists() else {}
        if not force and old.get("fingerprint") == fingerprint:
            sent.again.append(old | {"again": True})
        else:
            sent.tasks[student, name] = (task, fingerprint, note)
            sent.submit((student, name))
    return sent


def take_in(course: Course, sent: Sent, told=print) -> Counter:
    """Write down each result as it comes; how many submissions came to which status."""
    done = Counter()
    for old in sent.again:
        done[old["status"]] += 1
        told(old)
    with course.book():  # once for all
        for (student, name), result in _results(sent):
            _, fingerprint, note = sent.tasks[student, name]
            if note:
                result["notes"] = [note, *result["notes"]]
            try:
                course.write(sent.lesson, student, {name: result})
            except (ValueError, ValidationError) as fault:  # of what a student's cells have put into the notebook
                reason = f"The notebook cannot be written down as it came out of its run ({type(fault).__name__})."
                result = result | {"notebook": None, "status": "crashed", "reason": reason, "points": {}}
                course.write(sent.lesson, student, {name: result})
            record = {key: value for key, value in result.items() if key != "notebook"}
            record |= {"fingerprint": fingerprint, "name": name}
            file = _record_of(course, sent.lesson, student, name)
            _renamed_into(file, lambda to, record=record: to.write_text(json.dumps(record)))
            done[result["status"]] += 1
            told(record)
    return done


def _record_of(course, lesson, student, name) -> Path:
    return records(course, lesson) / f"{student}--{name}.json"


def _results(sent: Sent) -> Iterator[tuple[tuple, dict]]:
    """The result of each task as it comes; one whose worker died is sent out again, and in the end told as crashed."""
    tries, left = Counter(), len(sent.tasks)
    while left:
        key, future = sent.finished.get()
        error = future.exception()
        if error is None or tries[key] >= TRIES:
            left -= 1
            yield key, future.result() if error is None else _not_marked(sent.tasks[key][0], error)
        else:
            tries[key] += not isinstance(error, BrokenProcessPool)  # that one process was killed is nobody's fault
            sent.submit(key)


def _not_marked(task, error) -> dict:
    reason = f"The marker itself failed on this submission: {type(error).__name__}: {error}"
    result = {"student": task["student"], "status": "crashed", "reason": reason, "notes": [], "notebook": None}
    return result | {"verdicts": {}, "points": {}, "cells": 0.0, "memory": 0, "seconds": 0.0}
