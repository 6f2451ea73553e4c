"""A class is marked: in parallel, on a Dask cluster, again after a kill, and as stock nbgrader would mark it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbgrader
import psutil
import pytest
from nbgrader.api import Gradebook
from small_lesson import lesson

from grading import classes, executors, report
from grading.__main__ import main
from grading.gradebook import Course

ROOT = Path(__file__).resolve().parents[2]
NAME = "90-small"
SUBMITTED = {
    "ann": lesson(),
    "bob": lesson(average="def average(numbers):\n    return sum(numbers) / 2"),
    "cyd": lesson(weighted_sum="def weighted_sum(x, w):\n    return sum(x) * sum(w)"),
    "eve": lesson(average="import os\nos._exit(0)"),
}
POINTS = {"ann": 2.0, "bob": 1.0, "cyd": 1.0, "dan": 0.0, "eve": 0.0, "fay": 0.0}
STATUS = {"ann": "graded", "bob": "graded", "cyd": "graded", "dan": "malformed", "eve": "crashed", "fay": "missing"}


@pytest.fixture
def course(tmp_path):
    """A course folder with the small lesson, and a class that has handed in."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / "solutions" / NAME).mkdir(parents=True)
    (tmp_path / "solutions" / NAME / "small.ipynb").write_text(json.dumps(lesson()))
    for student in POINTS:
        (tmp_path / "submitted" / student / NAME).mkdir(parents=True)
    for student, nb in SUBMITTED.items():
        (tmp_path / "submitted" / student / NAME / "small.ipynb").write_text(json.dumps(nb))
    (tmp_path / "submitted" / "dan" / NAME / "small.ipynb").write_text("no notebook")
    return Course(tmp_path)


def points(course):
    with Gradebook(course.directory.db_url, course.directory.course_id) as book:
        return {s.student.id: s.score for s in book.assignment_submissions(NAME)}


def statuses(course):
    kept = [json.loads(file.read_text()) for file in classes.records(course, NAME).glob("*.json")]
    return {record["student"]: record["status"] for record in kept}


def test_a_class_is_marked_from_the_command_line(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    assert main(["grade", NAME, "--workers", "2"]) == 0
    assert points(course) == POINTS and statuses(course) == STATUS
    said = capsys.readouterr().out
    assert "1 crashed, 3 graded, 1 malformed, 1 missing" in said
    page = (course.root / "reports" / f"{NAME}.html").read_text()
    assert "ann" not in page and "student 1" in page
    data = json.loads((course.root / "reports" / f"{NAME}.json").read_text())
    (average, weighted_sum) = data["exercises"]
    assert average["difficulty"] == 0.667 and weighted_sum["mistakes"][0]["count"] == 1
    marked = json.loads((course.root / "autograded" / "bob" / NAME / "small.ipynb").read_text())
    assert marked["cells"][2]["outputs"][0]["output_type"] == "error"

    before = course.place("autograded", "ann", NAME).joinpath("small.ipynb").stat().st_mtime_ns
    assert main(["grade", NAME]) == 0
    assert course.place("autograded", "ann", NAME).joinpath("small.ipynb").stat().st_mtime_ns == before, "not again"
    (course.root / "submitted" / "fay" / NAME / "small.ipynb").write_text(json.dumps(lesson()))
    assert main(["grade", NAME]) == 0
    assert points(course) == POINTS | {"fay": 2.0}


def test_stock_nbgrader_gives_the_same_marks_to_honest_work(course, tmp_path_factory):
    honest = ["ann", "bob", "cyd"]
    with executors.executor_of(2, None) as executor:
        classes.grade(course, NAME, executor, told=lambda record: None)
    other = tmp_path_factory.mktemp("stock")
    shutil.copytree(course.root / "solutions", other / "solutions")
    for student in honest:
        shutil.copytree(course.root / "submitted" / student, other / "submitted" / student)
    config = (ROOT / "nbgrader_config.py").read_text()
    stock = "\nc.Autograde.autograde_preprocessors = Autograde.autograde_preprocessors.default()\n"
    (other / "nbgrader_config.py").write_text(config + stock)
    for command in (["generate_assignment", NAME], ["autograde", NAME]):
        run = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command], cwd=other, env=os.environ, capture_output=True, text=True
        )
        assert run.returncode == 0, run.stderr
    assert points(Course(other)) == {student: POINTS[student] for student in honest}


def grades(course, lesson):
    """What stands in the gradebook: by student and cell, points, whether a person is to look, and the comment."""
    found = {}
    with Gradebook(course.directory.db_url, course.directory.course_id) as book:
        for submission in book.assignment_submissions(lesson):
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    place = submission.student.id, notebook.name, grade.name
                    found[place] = grade.auto_score, grade.needs_manual_grade
                for comment in notebook.comments:
                    found[submission.student.id, notebook.name, comment.name, "said"] = comment.auto_comment
    return found


def test_nbgraders_example_course_gets_the_same_marks_as_from_nbgrader(tmp_path):
    example = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
    for name in ("stock", "ours"):
        for folder in ("source", "submitted"):
            shutil.copytree(example / folder, tmp_path / name / folder)
        (tmp_path / name / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.course_id = 'example'\n"
        )
    stock, ours = Course(tmp_path / "stock"), Course(tmp_path / "ours")
    for command in ("generate_assignment", "autograde"):
        command = [sys.executable, "-m", "nbgrader", command, "ps1", "--IncludeHeaderFooter.header="]
        run = subprocess.run(command, cwd=stock.root, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
    with executors.executor_of(2, None) as executor:
        done = classes.grade(ours, "ps1", executor, told=lambda record: None)
    assert done.total() == 4
    assert grades(ours, "ps1") == grades(stock, "ps1")
    assert len(grades(ours, "ps1")) > 10


def test_nbgraders_own_command_goes_through_the_sandbox(course):
    for student in ("dan", "fay"):
        shutil.rmtree(course.root / "submitted" / student)
    course.remember(NAME)
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", NAME], cwd=course.root, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert points(course) == {student: POINTS[student] for student in SUBMITTED}
    assert "eve: crashed" in run.stderr


def test_without_a_sandbox_nothing_is_marked(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert main(["grade", NAME]) == 2
    assert (
        "bubblewrap is not installed. On Debian and Ubuntu: sudo apt-get install bubblewrap" in capsys.readouterr().err
    )
    assert not (course.root / "gradebook.db").exists()
    assert main(["doctor"]) == 1
    assert "bubblewrap is not installed" in capsys.readouterr().out
    assert main(["grade", NAME, "--trust-submissions", "--workers", "1"]) == 0
    assert points(course)["ann"] == 2.0


@pytest.mark.parametrize("arguments", [["grade", "99-nothing"], ["report", "99-nothing"]])
def test_an_unknown_lesson_is_told(course, monkeypatch, capsys, arguments):
    monkeypatch.chdir(course.root)
    assert main(arguments) == 2
    assert f"there is no lesson '99-nothing' in solutions/; there are {NAME}" in capsys.readouterr().err


def test_no_course_here_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["grade", NAME]) == 2
    assert "run this in the folder of the course" in capsys.readouterr().err


@pytest.mark.parametrize("after", [0.5, 1.5, 3.0])
def test_a_killed_run_is_finished_by_running_it_again(course, after):
    command = [sys.executable, "-m", "grading", "grade", NAME, "--workers", "1"]
    process = subprocess.Popen(command, cwd=course.root, start_new_session=True, stderr=subprocess.DEVNULL)
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert subprocess.run(command, cwd=course.root, capture_output=True).returncode == 0
    assert points(course) == POINTS and statuses(course) == STATUS
    assert list(course.root.glob("autograded/**/.*.part")) == []


def test_links_are_not_followed(course):
    secret = course.root / "secret.txt"
    secret.write_text("secret")
    folder = course.root / "submitted" / "ann" / NAME
    (folder / "data.txt").symlink_to(secret)
    (folder / "up").symlink_to(course.root)
    (folder / "small.ipynb").unlink()
    (folder / "small.ipynb").symlink_to(course.root / "submitted" / "bob" / NAME / "small.ipynb")
    content, files, _ = classes.handed_in(course, NAME, "ann", "small", only=True)
    assert content is None and files == {}


def test_a_renamed_file_is_taken_with_a_note(course):
    folder = course.root / "submitted" / "ann" / NAME
    (folder / "small.ipynb").rename(folder / "small (1).ipynb")
    content, _, note = classes.handed_in(course, NAME, "ann", "small", only=True)
    assert content and note == "The file was handed in as small (1).ipynb."


def test_a_worker_that_dies_loses_nothing(course):
    class Dies(ThreadPoolExecutor):
        sent = 0

        def submit(self, function, *arguments):
            Dies.sent += 1
            if Dies.sent <= 3:
                return super().submit(lambda: 1 / 0)
            return super().submit(function, *arguments)

    with Dies(2) as executor:
        classes.grade(course, NAME, executor, told=lambda record: None)
    assert points(course) == POINTS


def test_a_dask_scheduler_and_workers_one_of_them_killed(course, tmp_path):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    address = f"tcp://127.0.0.1:{_free_port()}"
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
    processes = [subprocess.Popen(scheduler, cwd=tmp_path, **quiet)]
    processes += [subprocess.Popen(worker, cwd=tmp_path, **quiet) for _ in range(2)]
    try:
        told = []

        def kill_one(record):
            told.append(record["student"])
            if len(told) == 1:
                processes[1].send_signal(signal.SIGKILL)
                processes[2].send_signal(signal.SIGKILL)
                processes.append(subprocess.Popen(worker, cwd=tmp_path, **quiet))

        with executors.executor_of(None, address) as executor:
            classes.grade(course, NAME, executor, told=kill_one)
        assert sorted(told) == sorted(POINTS), "each once"
        assert points(course) == POINTS and statuses(course) == STATUS
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_a_process_of_the_pool_killed(course):
    with executors.executor_of(2, None) as executor:
        sent = classes.send_out(course, NAME, executor)
        os.kill(next(iter(executor.pool._processes)), signal.SIGKILL)
        classes.take_in(course, sent, told=lambda record: None)
        assert executor.left < executors.TRIES, "the pool was made anew"
    assert points(course) == POINTS and statuses(course) == STATUS


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_whoever_ends_a_run_does_not_wait_and_nothing_is_left(course, end):
    slow = lesson(average="import time\ntime.sleep(30)")
    for student in ("ann", "bob", "cyd", "eve"):
        (course.root / "submitted" / student / NAME / "small.ipynb").write_text(json.dumps(slow))
    command = [sys.executable, "-m", "grading", "grade", NAME, "--workers", "2"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
    run = subprocess.Popen(command, cwd=course.root, env=environment, **quiet)
    try:
        for _ in range(600):
            below = psutil.Process(run.pid).children(recursive=True)
            if [child.name() for child in below].count("bwrap") >= 2:
                break
            time.sleep(0.1)
        time.sleep(1)
        below = psutil.Process(run.pid).children(recursive=True)
        os.killpg(run.pid, end) if end == signal.SIGINT else run.kill()
        run.wait(timeout=20)
        _, left = psutil.wait_procs(below, timeout=10)
        assert [process for process in left if process.status() != psutil.STATUS_ZOMBIE] == []
    finally:
        run.kill()


def test_several_lessons_are_sent_out_before_the_first_is_written_down(course, monkeypatch, capsys):
    shutil.copytree(course.root / "solutions" / NAME, course.root / "solutions" / "91-more")
    shutil.copytree(course.root / "submitted" / "bob" / NAME, course.root / "submitted" / "bob" / "91-more")
    monkeypatch.chdir(course.root)
    assert main(["grade", NAME, "91-more", "--workers", "1"]) == 0
    assert points(course) == POINTS and "1 graded" in capsys.readouterr().out
    assert (course.root / "reports" / "91-more.html").exists()


def test_a_scheduler_that_is_not_there_is_told(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    assert main(["grade", NAME, "--scheduler", f"tcp://127.0.0.1:{_free_port()}"]) == 2
    assert "nothing was marked: no Dask scheduler answers at tcp://127.0.0.1:" in capsys.readouterr().err


def _free_port():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_a_local_cluster_marks_a_class(course):
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        executors.executor_of(None, cluster.scheduler_address) as executor,
    ):
        classes.grade(course, NAME, executor, told=lambda record: None)
    assert points(course) == POINTS


def _mark_again(course, student, **files):
    """Lay other files down for a student, mark, and give what the feedback will be made of."""
    folder = course.root / "submitted" / student / NAME
    shutil.rmtree(folder)
    folder.mkdir()
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content if isinstance(content, str) else json.dumps(content))
    with executors.executor_of(1, None) as executor:
        classes.grade(course, NAME, executor, told=lambda record: None)
    return json.loads((course.root / "autograded" / student / NAME / "small.ipynb").read_text())


def test_what_is_said_of_a_submission_stands_on_top_of_its_notebook(course):
    assert _mark_again(course, "ann", small_ipynb=lesson())["cells"][0]["cell_type"] == "code"
    (said,) = _mark_again(course, "ann", small_ipynb="<<<<<<< HEAD\n=======\n>>>>>>> x")["cells"]
    assert "malformed: The file holds merge-conflict markers (&lt;" in "".join(said["source"])
    assert points(course)["ann"] == 0, "nothing is left of the notebook that was handed in before"
    said, *cells = _mark_again(course, "ann", other_ipynb=lesson())["cells"]
    assert "handed in as other.ipynb" in "".join(said["source"]) and len(cells) == 5 and points(course)["ann"] == 2
    said, *_ = _mark_again(course, "ann", **{"\udcff_ipynb": lesson()})["cells"]
    assert "handed in as ?.ipynb" in "".join(said["source"]) and points(course)["ann"] == 2
    (said,) = _mark_again(course, "ann", one_ipynb=lesson(), two_ipynb=lesson())["cells"]
    assert "2 notebooks, and none is called small.ipynb" in "".join(said["source"])


@pytest.mark.parametrize("time", ["yesterday evening", "", "2026-11-21-23-59-59", "\udc80"])
def test_a_time_that_nobody_can_read_stops_nothing(course, time):
    (course.root / "submitted" / "bob" / NAME / "timestamp.txt").write_bytes(time.encode("utf-8", "surrogateescape"))
    with executors.executor_of(1, None) as executor:
        classes.grade(course, NAME, executor, told=lambda record: None)
    assert points(course) == POINTS


def test_points_changed_after_the_release_count(course):
    course.remember(NAME)
    changed = lesson()
    changed["cells"][2]["metadata"]["nbgrader"]["points"] = 5
    (course.root / "solutions" / NAME / "small.ipynb").write_text(json.dumps(changed))
    with executors.executor_of(1, None) as executor:
        classes.grade(course, NAME, executor, told=lambda record: None)
    assert points(course)["ann"] == 6 and points(course)["bob"] == 1
    with Gradebook(course.directory.db_url, course.directory.course_id) as book:
        assert book.find_assignment(NAME).max_score == 6


def test_the_report_says_who_is_who_only_when_asked(course):
    with executors.executor_of(1, None) as executor:
        classes.grade(course, NAME, executor, told=lambda record: None)
    assert {s["student"] for s in report.collect(course, NAME, names=True)["submissions"]} == set(POINTS)
    assert not {s["student"] for s in report.collect(course, NAME)["submissions"]} & set(POINTS)
