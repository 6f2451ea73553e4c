"""Can this machine mark a class? What is missing, and what to do about it."""

import importlib.util
import shutil

from grading.sandbox import why_no_sandbox

NEEDED = {"nbgrader": "pip install -r requirements.txt", "IPython": "pip install -r requirements.txt"}
FOR_SOME = {"distributed": "only for --scheduler: pip install 'dask[distributed]'"}


def look_around() -> int:
    """Print what is there and what is not; 0 where a class can be marked."""
    bad = 0
    for name, advice in NEEDED.items():
        found = importlib.util.find_spec(name) is not None
        bad += not found
        print(f"{'✓' if found else '✗'} {name}{'' if found else ': ' + advice}")
    for name, advice in FOR_SOME.items():
        found = importlib.util.find_spec(name) is not None
        print(f"{'✓' if found else '·'} {name}{'' if found else ': ' + advice}")
    missing = why_no_sandbox()
    print("✓ bubblewrap, and a sandbox can be made" if missing is None else f"✗ sandbox: {missing}")
    disk = shutil.disk_usage(".").free / 2**30
    print(f"{'✓' if disk > 1 else '✗'} {disk:.0f} GB free on this disk")
    return 1 if bad or missing else 0
