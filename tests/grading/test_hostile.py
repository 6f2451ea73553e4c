"""Hostile submissions: no mark gained, nobody else's changed, no file and no process left behind, a sentence each."""

import contextlib
import json
import os
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from small_lesson import LIMITS, code, lesson, marked, notebook, with_cell

from grading import sandbox
from grading.marking import NOT_REACHED, STANDS, job, mark
from grading.sandbox import Limits

WRONG = {"average": "def average(numbers):\n    return 7", "weighted_sum": "def weighted_sum(x, w):\n    return 7"}
NONE = {"check-average": 0.0, "check-weighted_sum": 0.0}
ALL = {"check-average": 1.0, "check-weighted_sum": 1.0}

CHEATS = {
    "an input transformer that rewrites later cells": """
ip = get_ipython()
ip.input_transformers_post.append(lambda lines: ['pass\\n'])
""",
    "an int that equals everything": """
class Any(int):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0
    __hash__ = int.__hash__
def average(numbers): return Any(3)
def weighted_sum(x, w): return Any(3)
""",
    "an array that equals everything": """
import numpy as np
class Any(np.ndarray):
    def __eq__(self, other): return np.bool_(True)
    def __array_ufunc__(self, *a, **k): return 0.0
def average(numbers): return np.array(3.0).view(Any)
weighted_sum = average
""",
    "a patched NumPy": """
import numpy as np, numpy.testing as t
np.allclose = np.isclose = np.array_equal = lambda *a, **k: True
t.assert_allclose = t.assert_array_equal = lambda *a, **k: None
np.abs = np.absolute = lambda *a, **k: 0.0
""",
    "patched builtins": """
import builtins
builtins.abs = lambda x: 0
builtins.all = builtins.any = lambda *a: True
builtins.isinstance = lambda *a: True
builtins.AssertionError = type('Never', (BaseException,), {})
""",
    "a patched nncheck": """
import nncheck.asking as a, nncheck.values as v
a.ask = lambda *x, **y: {'answers': [], 'calls': [], 'again': [], 'context': {}, 'withheld': False, 'source': []}
v.encode = lambda *x, **y: {'type': 'none'}
""",
    "a reply that is forged": """
import os, json
for fd in range(3, 20):
    try: os.write(fd, json.dumps({'outputs': [], 'reply': {}}).encode() + b'\\n')
    except OSError: pass
""",
    "garbage on the line": """
import os
for fd in range(3, 20):
    try: os.write(fd, b'garbage\\n' * 3)
    except OSError: pass
""",
    "the bank": "from nncheck.bank import find\naverage = find('00/average').right[0]",
    "the judge": "import nncheck.judging",
    "the course's folder": """
import glob, os
found = [f for f in glob.glob('/**/*.ipynb', recursive=True) + glob.glob('/**/lesson0*.py', recursive=True)]
found += glob.glob('/**/gradebook.db', recursive=True)
assert found, 'nothing to read'
average = open(found[0]).read()
""",
    "hidden inputs in memory": """
import gc
found = [o for o in gc.get_objects() if isinstance(o, dict) and 'reference' in o]
average = found[0]['reference']
""",
    "forged output": "print('✓ 00/average, on hidden cases too')",
    "sys.exit": "import sys\nsys.exit(0)",
    "an exit in every call": """
class Bad:
    def __call__(self, *a): raise SystemExit(0)
average = weighted_sum = Bad()
""",
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_no_mark_is_gained(cheat):
    for at in (1, 4, 6):
        result = marked(with_cell(CHEATS[cheat], at, **WRONG))
        assert not any(result["points"].values()), result["verdicts"]
        assert result["status"] in ("graded", "crashed", "timeout")
        assert result["status"] == "graded" or result["reason"].endswith(".")


def test_forged_marks_in_the_file_count_nothing():
    nb = lesson(**WRONG)
    for cell in nb["cells"]:
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "✓"}]
        cell["metadata"].setdefault("nbgrader", {}).update(points=0, score=100, checksum="x", auto_score=100)
    nb["metadata"]["kernelspec"] = {"name": "forged", "display_name": "x", "argv": ["/bin/sh", "-c", "id"]}
    result = marked(nb)
    assert result["points"] == NONE and result["status"] == "graded"
    assert result["notebook"]["metadata"]["kernelspec"]["name"] == "python3"
    assert [c["metadata"]["nbgrader"]["points"] for c in result["notebook"]["cells"] if "points" in str(c)] == [1, 1]


ENDS = {
    "os._exit": ("import os\nos._exit(0)", "crashed"),
    "a killed process": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "out_of_memory"),
    "a killed parent": ("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)", None),
    "everything killed": ("import os, signal\nos.kill(-1, signal.SIGKILL)", None),
    "an endless loop": ("while True: pass", "timeout"),
    "an endless loop that hears no signal": (
        "import signal\nfor s in (signal.SIGINT, signal.SIGALRM, signal.SIGTERM): signal.signal(s, signal.SIG_IGN)\n"
        "while True: pass",
        "timeout",
    ),
    "an endless loop that swallows all": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "timeout",
    ),
    "a crash": ("import ctypes\nctypes.string_at(0)", "crashed"),
    "a recursion without end": ("def f(): return f()\nimport sys\nsys.setrecursionlimit(10**9)\nf()", None),
    "10 GB of memory": ("x = bytearray(10 * 2**30)", "out_of_memory"),
    "10 GB of memory, bit by bit": ("x = []\nwhile True: x.append(bytearray(2**24))", "out_of_memory"),
    "10 GB of output": ("for k in range(10**7): print('x' * 1000)", None),
    "10 GB of output past Python": ("import os\nfor k in range(10**7): os.write(1, b'x' * 1000)", None),
    "a 10 GB file": ("with open('big', 'wb') as f:\n    for k in range(10 * 2**10): f.write(bytes(2**20))", None),
    "a 10 GB file in /tmp": (
        "with open('/tmp/big', 'wb') as f:\n    for k in range(10 * 2**10): f.write(bytes(2**20))",
        None,
    ),
    "a fork bomb": ("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", None),
    "threads without end": (
        "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(99,)).start()",
        None,
    ),
    "a value that is huge": ("weighted_sum = list(range(10**7))", None),
    "a deep value": ("weighted_sum = []\nfor k in range(10**5): weighted_sum = [weighted_sum]", None),
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("at", [2, 4])
def test_what_came_before_the_end_keeps_its_marks(end, at):
    source, status = ENDS[end]
    before = time.monotonic()
    result = marked(with_cell(source, at))
    assert time.monotonic() - before < 60
    assert result["status"] in ([status] if status else ["graded", "crashed", "timeout", "out_of_memory"])
    assert result["status"] == "graded" or result["reason"].endswith(".")
    if at == 4:
        assert result["points"]["check-average"] == 1.0
    sandbox.end_kept()
    assert processes() == []


def processes():
    """The sandboxes of this process that run still, after a moment for them to go."""
    for _ in range(20):
        found = []
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                found += [child] if child.name() == "bwrap" and child.status() != psutil.STATUS_ZOMBIE else []
        if not found:
            return []
        time.sleep(0.1)
    return found


def test_an_answer_that_never_returns_costs_itself_alone():
    answer = "def average(numbers):\n    while True: pass"
    result = marked(lesson(average=answer))
    assert result["status"] == "timeout" and result["points"] == {"check-average": 0.0, "check-weighted_sum": 1.0}


def test_an_endless_loop_costs_its_own_cell():
    result = marked(with_cell("while True: pass", 1))
    assert result["status"] == "timeout" and result["points"] == ALL


def test_a_process_left_behind_ends():
    source = "import subprocess, sys\nsubprocess.Popen(['sleep', '98765'], start_new_session=True)"
    assert marked(with_cell(source, 1))["points"] == ALL
    time.sleep(0.2)
    left = [p for p in Path("/proc").glob("[0-9]*/cmdline") if b"98765" in _read(p)]
    assert left == []


def _read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize(
    "source",
    [
        "import socket\nsocket.create_connection(('127.0.0.1', {port}), timeout=1)\nprint('REACHED')",
        "import socket\nsocket.create_connection(('1.1.1.1', 53), timeout=1)\nprint('REACHED')",
        "import socket\nsocket.getaddrinfo('example.org', 80)\nprint('REACHED')",
        "open('{outside}', 'w').write('x')\nprint('REACHED')",
        "print(open('{secret}').read(), 'REACHED')",
        "import os\nos.symlink('{secret}', 'link')\nprint(open('link').read(), 'REACHED')",
        "import os\nos.listdir('{folder}')\nprint('REACHED')",
        "open('/course/nnlib/__init__.py', 'a').write('x')\nprint('REACHED')",
        "import os\nos.chroot('/')\nprint('REACHED')",
        "import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == 0\nprint('REACHED')",
        "import ctypes\nassert ctypes.CDLL(None).mount(b'none', b'/tmp', b'tmpfs', 0, None) == 0\nprint('REACHED')",
        "print(open('/proc/1/environ').read().index('SECRET'), 'REACHED')",
        "import os\nprint([os.readlink(f'/proc/2/fd/{n}') for n in os.listdir('/proc/2/fd')], 'REACHED')",
        "import os\nprint([os.open(f'/proc/2/fd/{n}', os.O_RDWR) for n in os.listdir('/proc/2/fd')], 'REACHED')",
        "open('/proc/2/mem', 'rb+')\nprint('REACHED')",
        "import ctypes\nassert ctypes.CDLL(None).ptrace(16, 2, 0, 0) == 0\nprint('REACHED')",
    ],
)
def test_nothing_outside_is_reached(source, tmp_path):
    import socket

    os.environ["SECRET"] = "1"
    (tmp_path / "secret").write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        names = {"port": server.getsockname()[1], "outside": tmp_path / "outside", "secret": tmp_path / "secret"}
        text = source
        for name, value in (names | {"folder": tmp_path}).items():
            text = text.replace("{" + name + "}", str(value))
        result = marked(with_cell(text, 1))
    assert result["points"] == ALL
    printed = [o for c in result["notebook"]["cells"] for o in c.get("outputs", []) if "REACHED" in o.get("text", "")]
    assert printed == []
    assert [p.name for p in tmp_path.iterdir()] == ["secret"]


def test_modules_handed_in_shadow_nothing():
    files = {
        "numpy.py": b"raise SystemExit('shadowed')",
        "nnlib/__init__.py": b"raise SystemExit('shadowed')",
        "nncheck.py": b"raise SystemExit('shadowed')",
        "sitecustomize.py": b"raise SystemExit('shadowed')",
        "json.py": b"raise SystemExit('shadowed')",
        "helper.py": b"three = 3",
    }
    source = "import numpy, nnlib, json, helper\nprint(numpy.__file__, nnlib.__file__, helper.three)"
    result = marked(with_cell(source, 1), files=files)
    assert result["points"] == ALL
    assert "site-packages/numpy" in result["notebook"]["cells"][1]["outputs"][0]["text"]


def test_html_in_outputs_stays_in_its_cell():
    source = "from IPython.display import HTML, Markdown, display\ndisplay(HTML('<script>alert(1)</script>'))"
    assert marked(with_cell(source, 1))["points"] == ALL


def test_scratch_is_private():
    first = marked(with_cell("open('left', 'w').write('x'); open('/tmp/left', 'w').write('x')", 1))
    second = marked(with_cell("import os\nprint(os.listdir('.'), os.path.exists('/tmp/left'))", 1))
    assert first["points"] == second["points"] == ALL
    assert second["notebook"]["cells"][1]["outputs"][0]["text"] == "[] False\n"


LINGERING = {
    "a process that answers for the harness": """
import json, os, sys, time
if os.fork() == 0:
    os.setsid()
    while True:
        for fd in range(20):
            try: os.write(fd, b'{"clean": "0"}\\n{"number": 99, "reply": {}}\\n')
            except OSError: pass
        time.sleep(0.001)
""",
    "a process that listens in its place": """
import os
for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        while True:
            for fd in range(20):
                try: os.read(fd, 1000)
                except OSError: pass
""",
    "the harness stopped": "import os, signal\nos.kill(2, signal.SIGSTOP)",
    "the harness ended": "import os, signal\nos.kill(2, signal.SIGTERM)",
    "folders that are closed": """
import os
for at in ('/student', '/tmp', '/dev/shm'):
    os.makedirs(at + '/a/b'); open(at + '/a/b/left', 'w').close()
    os.chmod(at + '/a/b', 0); os.chmod(at + '/a', 0)
""",
    "a folder made a link": "import os\nos.symlink('/course', 'c'); os.symlink('/', '/tmp/r'); os.chdir('/tmp')",
    "the twin ended": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
}


@pytest.mark.parametrize("left", LINGERING)
def test_nothing_of_a_submission_meets_the_next(left):
    marked(with_cell(LINGERING[left], 4), limits=Limits(cell_seconds=3, seconds=30))
    look = "import os\nfound = [n for at in ('/student', '/tmp', '/dev/shm') for n in os.listdir(at)]\n"
    look += (
        "import sys\nprint([n for n in found if n not in sys.prefix.split('/')])"  # this Python may lie in one of them
    )
    look += "\nprint(len([p for p in os.listdir('/proc') if p.isdigit()]))"
    result = marked(with_cell(look, 1), limits=Limits(cell_seconds=3, seconds=30))
    assert result["points"] == ALL and result["status"] == "graded"
    found, processes_there = result["notebook"]["cells"][1]["outputs"][0]["text"].splitlines()
    assert found == "[]" and int(processes_there) <= 4  # bubblewrap, the harness, the submission, its first run


def test_the_harness_is_used_again_where_all_went_well():
    first = marked(lesson())
    assert first["points"] == ALL and len(sandbox._kept) == 1
    (kept,) = sandbox._kept
    assert marked(lesson())["points"] == ALL and sandbox._kept == [kept]
    marked(lesson(average="import os\nos.kill(2, 9)"))
    assert kept not in sandbox._kept


def test_a_kept_sandbox_that_has_ended_costs_nobody_anything():
    assert marked(lesson())["points"] == ALL
    ((_, kept),) = sandbox._kept
    kept._process.kill()
    kept._process.wait()
    result = marked(lesson())
    assert result["points"] == ALL and result["status"] == "graded"


def test_a_submission_may_not_take_for_ever():
    nb = lesson()
    for k in range(8):
        nb["cells"].insert(
            1, {"id": f"s{k}", "cell_type": "code", "source": "import time; time.sleep(2)", "metadata": {}}
        )
    result = marked(nb, limits=Limits(cell_seconds=5, seconds=6))
    assert result["status"] == "timeout" and result["points"] == {}
    assert json.dumps(result)


def test_limits_hold_for_processes_inside():
    source = "import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'bytearray(9 * 2**30)']).returncode)"
    result = marked(with_cell(source, 1), limits=LIMITS)
    assert result["notebook"]["cells"][1]["outputs"][0]["text"] == "1\n"


TYPED = "net_h1 = eval('0.3775')"
ENDS_LATER = {
    "it is typed in": "",
    "os._exit on other numbers": "import os\nif i1 != 0.05: os._exit(0)",
    "no end on other numbers": "while i1 != 0.05: pass",
    "an error on other numbers": "if i1 != 0.05: del net_h1",
}


@pytest.mark.parametrize("way", ENDS_LATER)
def test_a_typed_value_gains_nothing_however_it_ends(way):
    result = marked_values(f"{TYPED}\n{ENDS_LATER[way]}")
    assert result["points"] == {"check-net_h1": 0.0} and result["status"] == "graded"
    (verdict,) = result["verdicts"]["check-net_h1"]
    if way == "os._exit on other numbers":
        assert verdict["message"] == NOT_REACHED and verdict["named"] == []
    else:
        assert verdict["message"] == STANDS and verdict["named"] == ["typed in"]


def test_a_value_that_is_computed_keeps_its_mark_where_a_later_cell_ends_everything():
    result = marked_values("net_h1 = w1 * i1 + w2 * i2 + b1", "import os\nos._exit(0)")
    assert result["points"] == {"check-net_h1": 1.0} and result["status"] == "crashed"


def test_a_value_whose_cell_stopped_is_told_so():
    (verdict,) = marked_values("net_h1 = ...\nnet_h1 = w1 * i_1 + w2 * i2 + b1")["verdicts"]["check-net_h1"]
    assert verdict["message"] == "net_h1 is not there yet: its cell stopped with an error."
    (verdict,) = marked_values("net_h1 = ...")["verdicts"]["check-net_h1"]
    assert verdict["message"].startswith("net_h1 is not written yet")


def marked_values(answer, later="pass"):
    """The result of a submission of one value of the worked example."""
    start = code('import nncheck\nglobals().update(nncheck.given("05"))', locked=True, grade_id="given")
    check = code('check("05/net_h1", net_h1)', grade=True, locked=True, points=1, grade_id="check-net_h1")
    asked = notebook(start, code("net_h1 = ...", solution=True, grade_id="net_h1"), check, code("pass"))
    handed_in = notebook(start, code(answer, solution=True, grade_id="net_h1"), check, code(later))
    limits = Limits(cell_seconds=2, seconds=60)
    return mark(job("ann", asked, json.dumps(handed_in).encode(), "secret", limits=limits))


FORGED = """
import sys
def forge(**reply):
    frame = sys._getframe()
    while frame.f_code.co_name != "_serve":
        frame = frame.f_back
    frame.f_globals.update(_run=lambda *_: reply, _ask=lambda *_: reply)
"""
REPLIES = {
    "nothing": "forge()",
    "outputs that are no list": "forge(outputs=3, took='long', error=[], reply=None)",
    "outputs of no kind": "forge(outputs=[1, {}, {'output_type': 'x'}, {'output_type': []}], took=-1, reply=[])",
    "a stream of numbers": "forge(outputs=[{'output_type': 'stream', 'name': 7, 'text': {'a': 1}}], took=1e999)",
    "an error without lines": "forge(outputs=[{'output_type': 'error', 'traceback': 'x'}], reply={'answers': 1})",
    "data that are none": "forge(outputs=[{'output_type': 'display_data', 'data': [1], 'metadata': 'x'}], took=True)",
    "half a letter": r"forge(outputs=[{'output_type': 'stream', 'text': '\ud800'}], missing=['\ud800'])",
    "data of half a letter": r"forge(outputs=[{'output_type': 'execute_result', 'data': {'\ud800': ['\ud800']}}])",
    "late": "forge(late=[1])",
    "missing what was never asked": "forge(missing='average')",
    "a deep reply": "x = []\nfor k in range(500): x = [x]\nforge(reply=x, outputs=x)",
}


@pytest.mark.parametrize("forged", REPLIES)
def test_a_forged_reply_is_told_and_can_be_written_down(forged):
    result = marked(with_cell(FORGED + REPLIES[forged], 1))
    assert not any(result["points"].values()) and result["status"] in ("graded", "crashed", "timeout")
    written = json.dumps(result, ensure_ascii=False).encode()
    nbformat.validate(nbformat.from_dict(json.loads(written)["notebook"]))


def test_half_a_letter_is_written_as_a_question_mark():
    result = marked(with_cell(r"print('\ud800')", 1))
    assert result["points"] == ALL
    assert result["notebook"]["cells"][1]["outputs"][0]["text"] == "?\n"


DEAF = """
import json, os, signal, time
signal.signal(signal.SIGALRM, signal.SIG_IGN)
for number in range(2, 9):
    for fd in range(3, 20):
        try: os.write(fd, json.dumps({'number': number}).encode() + b'\\n')
        except OSError: pass
while True: time.sleep(1)
"""


def test_a_notebook_that_stops_listening_is_ended():
    answer = "average = len\n" + "# more than the line to the sandbox holds\n" * 10_000
    before = time.monotonic()
    result = marked(with_cell(DEAF, 1, average=answer), limits=Limits(cell_seconds=2, seconds=20))
    assert time.monotonic() - before < 30
    assert not any(result["points"].values()) and result["status"] in ("timeout", "crashed") and result["reason"]
