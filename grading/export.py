"""The marks as Canvas and Moodle import them.

    nbgrader export --exporter=grading.export.CanvasExporter        # grades-canvas.csv
    nbgrader export --exporter=grading.export.MoodleExporter        # grades-moodle.csv

`--to`, `--assignment` and `--student` work as with nbgrader's own export, and so do the marks: manual marks and extra
credit are in, the late penalty is off, and nobody falls below 0. Who has handed in nothing has an empty cell, where
nbgrader's own export says 0: whether that is a 0 is for you to say.

**Canvas** wants the columns Student, ID, SIS User ID, SIS Login ID and Section, then one for each assignment, and below
the header a row of Points Possible. It looks for a student by ID, its own number, then by SIS User ID, then by SIS
Login ID, then by name. The login is the student's name in nbgrader, as on a JupyterHub. The LMS user id of the
gradebook (`nbgrader db student add --lms-user-id`) is ID where it is a number, and SIS User ID where it is not. An
assignment is found by its title; Canvas offers to make those it does not know. Read in Canvas' own importer:
https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_importer.rb

**Moodle** lets you say which column is which (Grades, Import, CSV file): map Username, Email address or ID number to
the user, and each lesson to a grade item with as many points. It stops at a student it does not find, and a blank cell
finds nobody. So the columns Email address and ID number (the LMS user id) are there only if the whole class has one.
Read in https://docs.moodle.org/en/Grade_import and
https://github.com/moodle/moodle/blob/main/public/grade/import/csv/classes/load_data.php

A spreadsheet takes a cell that begins with = + - or @ for a formula, and a formula can send your marks away. Such a
cell gets an apostrophe in front (https://owasp.org/www-community/attacks/CSV_Injection), line breaks and tabs become
spaces, and so do semicolons, at which some spreadsheets cut. The systems find students by login, so a name may
change; for a login or an address that had to change there is a warning, and that row needs your hand.
"""

import csv
import re

from nbgrader.plugins import ExportPlugin

DIGITS = 5  # Moodle keeps five decimals, Canvas shows two


class _Exporter(ExportPlugin):
    """A row for each student, a column for each assignment. A subclass says what stands around the marks."""

    file = ""

    def export(self, gradebook) -> None:
        """Write the marks of the gradebook into the file."""
        assignments = _asked_for(gradebook.assignments, self.assignment, "name", "assignment")
        students = _asked_for(gradebook.students, self.student, "id", "student")
        students.sort(key=lambda student: (student.last_name or "", student.first_name or "", student.id))
        marks = {}
        for assignment in assignments:
            for submission in assignment.submissions:
                penalized = submission.score - submission.late_submission_penalty
                marks[submission.student_id, assignment.name] = round(max(0.0, penalized), DIGITS)
            waiting = sum(submission.needs_manual_grade for submission in assignment.submissions)
            if waiting:
                self.log.warning("%s: %d submissions still wait for a mark by hand", assignment.name, waiting)
        rows = self.head(students, assignments)
        for student in students:
            rows.append(self.about(student) + [marks.get((student.id, each.name), "") for each in assignments])
        to = self.to or self.file
        with open(to, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[_no_formula(cell) for cell in row] for row in rows])
        self.log.info("The marks of %d students are in %s", len(students), to)

    def head(self, students, assignments) -> list[list]:
        """The rows above the students."""
        raise NotImplementedError

    def about(self, student) -> list:
        """The cells before a student's marks."""
        raise NotImplementedError

    def key(self, text: str | None) -> str:
        """A cell by which the student is found: it should reach the other system unchanged."""
        text = text or ""
        if _no_formula(text) != text:
            self.log.warning("%r could be taken for a formula: it is changed, and this student will not be found", text)
        return text


class CanvasExporter(_Exporter):
    """Canvas: Grades, Import."""

    file = "grades-canvas.csv"

    def head(self, students, assignments):
        titles = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
        return [
            titles + [each.name for each in assignments],
            ["Points Possible", "", "", "", ""] + [each.max_score for each in assignments],
        ]

    def about(self, student):
        name = ", ".join(part for part in (student.last_name, student.first_name) if part) or student.id
        lms = self.key(student.lms_user_id)
        number = re.fullmatch("[0-9]+", lms)
        return [name, lms if number else "", "" if number else lms, self.key(student.id), ""]


class MoodleExporter(_Exporter):
    """Moodle: Grades, Import, CSV file."""

    file = "grades-moodle.csv"

    def head(self, students, assignments):
        fields = {"Email address": "email", "ID number": "lms_user_id"}
        self.fields = {title: name for title, name in fields.items() if all(getattr(each, name) for each in students)}
        for title in fields.keys() - self.fields.keys():
            self.log.warning("There is no column %s: not every student has one in the gradebook", title)
        return [["Username", "First name", "Last name", *self.fields, *(each.name for each in assignments)]]

    def about(self, student):
        names = [student.first_name or "", student.last_name or ""]
        return [self.key(student.id), *names, *(self.key(getattr(student, name)) for name in self.fields.values())]


def _asked_for(entries, names, attribute, kind) -> list:
    """The entries with these names, or all where there are none. Raises ValueError at a name that nobody has."""
    entries, names = list(entries), {str(name) for name in names}
    unknown = names - {getattr(entry, attribute) for entry in entries}
    if unknown:
        raise ValueError(f"the gradebook knows no {kind} {', '.join(sorted(unknown))}")
    return [entry for entry in entries if not names or getattr(entry, attribute) in names]


def _no_formula(cell):
    if not isinstance(cell, str):
        return cell
    text = re.sub(r"[;\s\x00-\x1f]+", " ", cell).strip()
    return "'" + text if text.startswith(tuple("=+-@＝＋－＠")) else text
