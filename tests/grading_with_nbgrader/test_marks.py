"""A class is marked by the real nbgrader: release, submissions, autograde, feedback, gradebook.

Everyone is marked in one batch for each lesson, once for all tests of this file.
"""

import re

import numpy as np
import pytest

from grading.classes import secret_of
from grading.gradebook import Course
from grading.marking import seed_of
from nncheck import exercises

from .marking import MarkedClass
from .students import CLASS, LESSONS, OPEN, SOLUTIONS, find, grade_id, notebook_file, read

HANDED_IN = [(student, lesson) for student, changes in CLASS.items() for lesson in changes]
HANDED_IN += [("blank", lesson) for lesson in LESSONS]

LEFT_OPEN = {f"check-{OPEN}"}


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    return MarkedClass(tmp_path_factory.mktemp("course"))


def checks(lesson):
    return {check_of(exercise) for exercise in exercises(lesson)}


def by_hand(lesson):
    """The answers in words, which a person marks: what each is worth."""
    cells = read(notebook_file(SOLUTIONS, lesson))["cells"]
    known = [cell["metadata"]["nbgrader"] for cell in cells if cell["metadata"].get("nbgrader")]
    return {cell["grade_id"]: cell["points"] for cell in known if cell["grade"] and cell["solution"]}


def check_of(exercise):
    return f"check-{exercise.id.partition('/')[2]}"


# ---- the batch

COMMANDS = ["generate_assignment", *(f"autograde {name}" for name in LESSONS.values()), "generate_feedback"]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_batch_goes_through(marked, command):
    run = marked.runs[command]
    assert run.returncode == 0, f"no submission may stop or spoil the batch:\n{run.stderr}"


@pytest.mark.parametrize("lesson", LESSONS)
def test_everyone_who_handed_in_is_marked(marked, lesson):
    handed_in = {student for student, of in HANDED_IN if of == lesson}
    assert {student for student, of in marked.points if of == lesson} == handed_in
    for student in handed_in:
        asked = checks(lesson) | set(by_hand(lesson))
        assert set(marked.points[student, lesson]) == asked, "a mark for each question, and for nothing else"


@pytest.mark.parametrize("lesson", LESSONS)
def test_points_in_the_gradebook_are_those_of_the_exercises(marked, lesson):
    worth = {check_of(exercise): exercise.points for exercise in exercises(lesson)} | by_hand(lesson)
    assert marked.worth[lesson] == worth
    assert marked.total[lesson] == sum(worth.values())


def test_only_a_text_waits_for_a_person(marked):
    waiting = {("solved", text) for lesson in LESSONS for text in by_hand(lesson)}
    assert marked.waiting == waiting, "every check was marked by itself"


# ---- the marks

# who, in which lesson, loses which checks, and why so
MARKS = [
    *(("solved", lesson, set(), "every answer is right") for lesson in LESSONS),
    *(("blank", lesson, checks(lesson), "nothing was answered") for lesson in LESSONS),
    ("half-lost", "05", LEFT_OPEN | {"check-E_o1", "check-E_o2"}, "E_total is right for these E_o1 and E_o2"),
    ("not-squashed", "05", LEFT_OPEN | {"check-out_h1"}, "what follows is right for the student's own out_h1"),
    ("straight-line", "05", LEFT_OPEN | {"check-out_h1"}, "a slip without a name is followed through like any other"),
    ("typed-a-number", "05", LEFT_OPEN | {"check-E_total"}, "a number in the place of a formula costs itself"),
    (
        "overwrote-w5",
        "05",
        LEFT_OPEN | {"check-w5_new", "check-dE_dout_h1"},
        "whatever uses w5 later on needs the given one",
    ),
    ("warned", "00", set(), "neither a warning nor a line of a log is an error, in the test cell itself too"),
    ("warned", "05", LEFT_OPEN, "neither a warning nor a line on stderr is an error"),
    ("stopped-by-an-error", "00", {"check-average"}, "a function that does not parse is not there"),
    (
        "stopped-by-an-error",
        "05",
        LEFT_OPEN | {"check-dE_dw5", "check-w5_new", "check-output_weights_new", "check-E_after"},
        "what does not need the missing name stands",
    ),
    ("copied-cells", "00", set(), "a copy counts neither for nor against anyone"),
    ("copied-cells", "05", LEFT_OPEN, "a copy counts neither for nor against anyone"),
    ("deleted-a-test", "00", set(), "a test that is missing is put back"),
    ("deleted-a-test", "05", LEFT_OPEN, "a test that is missing is put back"),
    ("deleted-an-answer", "05", LEFT_OPEN | {"check-dE_db1", "check-dE_db2"}, "the cell held these two answers"),
    ("edited-a-test", "05", LEFT_OPEN | {"check-net_h1"}, "the test that counts is the instructor's"),
    ("on-windows", "00", set(), "how lines end is not the student's doing"),
    ("on-windows", "05", LEFT_OPEN, "how lines end is not the student's doing"),
    ("four-at-most", "00", {"check-average"}, "the hidden lists are longer than the examples"),
    ("table-of-examples", "00", {"check-average"}, "the hidden lists are not in the table"),
]


@pytest.mark.parametrize(("student", "lesson", "lost", "because"), MARKS, ids=[f"{row[0]}-{row[1]}" for row in MARKS])
def test_marks(marked, student, lesson, lost, because):
    assert marked.lost(student, lesson) - set(by_hand(lesson)) == lost, because
    points = marked.points[student, lesson]
    assert all(points[test] == 0 for test in lost), "an answer is right or it is not: no part of a point"


# ---- what students are told


@pytest.mark.parametrize(("lesson", "test"), [(lesson, test) for lesson in LESSONS for test in sorted(checks(lesson))])
def test_a_blank_answer_is_told_that_it_is_still_to_be_written(marked, lesson, test):
    assert re.search("not written yet|returns nothing yet", marked.says("blank", lesson, test))


# who, in which lesson, is told what by which check
SAYS = [
    ("half-lost", "05", "check-E_o1", "Did the ½ of the squared error get lost?"),
    ("half-lost", "05", "check-E_o2", "Did the ½ of the squared error get lost?"),
    ("half-lost", "05", "check-E_total", "right for your own E_o1, which is not right yet"),
    ("not-squashed", "05", "check-out_h1", "The sigmoid has still to be applied."),
    ("not-squashed", "05", "check-net_o1", "right for your own out_h1, which is not right yet"),
    ("typed-a-number", "05", "check-E_total", "write it with the names"),
    ("overwrote-w5", "05", "check-w5_new", "w5 was given and has been overwritten"),
    ("overwrote-w5", "05", "check-dE_dout_h1", "w5 was given and has been overwritten"),
    ("stopped-by-an-error", "00", "check-average", "average is not there: its cell"),
    ("stopped-by-an-error", "05", "check-dE_dw5", "dE_dw5 is not there: its cell"),
    ("deleted-an-answer", "05", "check-dE_db1", "dE_db1 is not there: its cell"),
    ("edited-a-test", "05", "check-net_h1", "The bias is missing"),
    ("four-at-most", "00", "check-average", "On inputs that are not shown, average(...) is"),
    ("table-of-examples", "00", "check-average", "on inputs that are not shown, stopped with an error"),
]


@pytest.mark.parametrize(("student", "lesson", "test", "words"), SAYS, ids=[f"{row[0]}-{row[2]}" for row in SAYS])
def test_what_a_check_says(marked, student, lesson, test, words):
    assert words in marked.says(student, lesson, test)
    assert words in marked.feedback(student, lesson), "the feedback page says what the check said"


def test_an_edited_test_is_the_instructors_again(marked):
    cell = find(marked.autograded("edited-a-test", "05"), "check-net_h1")
    original = find(marked.solutions("05"), "check-net_h1")
    assert cell["source"] == original["source"]
    assert cell["metadata"]["nbgrader"]["points"] == original["metadata"]["nbgrader"]["points"]


def test_a_warning_is_told_beside_the_mark(marked):
    note = "right, with a warning on the way (UserWarning: are these all the numbers?)"
    assert note in marked.says("warned", "00", "check-average")


# ---- hidden tests stay hidden


@pytest.mark.parametrize(("student", "lesson"), HANDED_IN)
def test_feedback_shows_no_hidden_test(marked, student, lesson):
    page = marked.feedback(student, lesson)
    for cell in marked.autograded(student, lesson)["cells"]:
        if grade_id(cell) in checks(lesson):
            seen, hidden = cell["source"].split("\n### BEGIN HIDDEN TESTS\n")
            assert seen in page
            assert hidden.splitlines()[0] not in page
    assert "HIDDEN TESTS" not in page
    assert not re.search(r"(check|score)\(.*seed=", page)


def hidden_lists(marked):
    """The lists that the hidden test of lesson 00 tries, as Python writes what stands between the brackets."""
    (average,) = exercises("00")
    seed = seed_of(secret_of(Course(marked.folder)), average.id)
    lists = [case.args[0] for case in average.hidden(np.random.default_rng(seed))]
    return [str(numbers)[1:-1] for numbers in lists if len(numbers) > 1]


@pytest.mark.parametrize("student", ["four-at-most", "table-of-examples", "warned"])
def test_feedback_shows_no_hidden_input(marked, student):
    hidden = hidden_lists(marked)
    assert hidden
    page = marked.feedback(student, "00")
    assert not [numbers for numbers in hidden if numbers in page]


# ---- the Validate button, as a command


def test_validate_finds_every_open_answer(marked):
    printed = marked.validated["released"].stdout
    for lesson in LESSONS:
        n = len(checks(lesson)) + len(by_hand(lesson))
        assert f"VALIDATION FAILED ON {n} CELL(S)!" in printed
        for exercise in exercises(lesson):
            call = "score" if exercise.partial else "check"
            assert f'{call}("{exercise.id}", {exercise.names[0]}' in printed, "the cell that failed"
            assert exercise.partial or f"✗ {exercise.id}: " in printed, "and what is wrong with it"


def test_validate_passes_a_solved_copy(marked):
    """Its exit code is 0 either way: what it prints decides."""
    printed = marked.validated["solved"].stdout
    assert printed.count("Success! Your notebook passes all the tests.") == len(LESSONS)
    assert "FAILED" not in printed
