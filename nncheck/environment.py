"""Is everything there that a lesson needs? What is missing, and what to do about it."""

import importlib.util
import sys

NEEDED = ("numpy", "matplotlib", "ipywidgets", "jupyterlab", "nbgrader", "nnlib")
OLDEST, FIRST_UNTRIED = (3, 11), (3, 14)


def look_around() -> bool:
    """Print what is there and what to do where something is missing; whether all is well."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    for name in NEEDED:
        print(f"{'✗' if name in missing else '✓'} {name}")
    if missing:
        print("To install what is missing, run in the folder of the course, then restart the kernel:")
        if set(missing) - {"nnlib"}:
            print("    pip install -r requirements.txt")
        if "nnlib" in missing:
            print("    pip install --no-deps -e .")
    old = not OLDEST <= sys.version_info[:2] < FIRST_UNTRIED
    if old:
        print(f"This is Python {sys.version.split()[0]}; the course is made for 3.11, 3.12 and 3.13.")
    if not missing and not old:
        print("Everything is there.")
    return not missing and not old
