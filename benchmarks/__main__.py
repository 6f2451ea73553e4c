"""Measure, and write benchmarks/results.json and docs/benchmarks.md: `python -m benchmarks [--rounds N]`."""

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks import accuracy, grading, training

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results.json"
TABLE = ROOT / "docs" / "benchmarks.md"
SMALL, WIDE = (784, 16, 16, 10), (784, 512, 512, 10)


def main():
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="how often each is timed (default 9, at least 7)")
    parser.add_argument(
        "--only", choices=["nnlib", "grading"], help="measure one half and keep the figures of the other"
    )
    asked = parser.parse_args()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"ratios": {}}
    if asked.only != "grading":
        measure_nnlib(results, max(7, asked.rounds))
    if asked.only != "nnlib":
        measure_grading(results)
    results |= {"machine": machine(), "versions": versions()}
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    TABLE.write_text(table(results))
    print(json.dumps(results["ratios"], indent=1))


def measure_grading(results):
    """Put the times of marking a class into the results."""
    print("40 submissions, marked 22 times ...", flush=True)
    results["grading"] = {"date": today(), **grading.measured()}
    results["ratios"] |= grading.ratios(results["grading"])


def measure_nnlib(results, rounds):
    """Put the times of training, and what comes with them, into the results."""
    print(f"784-16-16-10, {rounds} rounds of {training.EPOCHS} epochs ...", flush=True)
    small = training.seconds_per_epoch(SMALL, rounds)
    print(f"784-512-512-10, {rounds} rounds of 1 epoch ...", flush=True)
    wide = training.seconds_per_epoch(WIDE, rounds, epochs=1)
    print("accuracy from five seeds ...", flush=True)
    reached = accuracy.reached()
    medians = {
        "784-16-16-10": {name: statistics.median(times) for name, times in small.items()},
        "784-512-512-10": {name: statistics.median(times) for name, times in wide.items()},
    }
    narrow, broad = medians.values()
    results["ratios"] |= {
        "nnlib/sklearn": narrow["nnlib"] / narrow["sklearn"],
        "nnlib/torch": narrow["nnlib"] / narrow["torch"],
        "nnlib/limit": narrow["nnlib"] / narrow["limit"],
        "nnlib/torch-wide": broad["nnlib"] / broad["torch"],
    }
    results |= {
        "date": today(),
        "seconds per epoch": medians,
        "rounds": {"784-16-16-10": small, "784-512-512-10": wide},
        "accuracy": reached,
        "seconds to 95%": accuracy.seconds_to(0.95),
        "import nnlib, seconds": seconds_to_import("nnlib"),
        "import numpy, seconds": seconds_to_import("numpy"),
        "peak memory beside the images, MB": {name: peak_memory(name) for name in ("nnlib", "sklearn", "torch")},
    }


def today():
    return datetime.date.today().isoformat()


def machine():
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    kilobytes = [int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")]
    return {
        "processor": names[0] if names else platform.processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory, GB": round(kilobytes[0] / 2**20) if kilobytes else None,
        "system": f"{platform.system()} {platform.machine()}",
    }


def _lines(path):
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def versions():
    return {"python": platform.python_version()} | {name: version(name) for name in ("numpy", "scikit-learn", "torch")}


def seconds_to_import(package, times=9):
    """The median time that `import package` takes in a fresh process."""
    code = f"import time; t = time.perf_counter(); import {package}; print(time.perf_counter() - t)"
    return statistics.median(float(_python(code)) for _ in range(times))


def peak_memory(name):
    """Megabytes that an epoch of 784-16-16-10 needs beside the images; None where the system does not tell."""
    code = f"""
from benchmarks import training
data = training.mnist()
def told(name): return int(open("/proc/self/status").read().split(name)[1].split()[0]) // 1024
try:
    training.PEERS[{name!r}]({SMALL}, data[0][:1000], data[1][:1000], 1)
    open("/proc/self/clear_refs", "w").write("5")  # the peak counts from here
    before = told("VmRSS:")
    training.PEERS[{name!r}]({SMALL}, *data, 1)
    print(told("VmHWM:") - before)
except OSError:
    print(None)
"""
    return json.loads(_python(code).replace("None", "null"))


def _python(code):
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def table(results):
    """The page of the docs."""
    here, ratios = results["machine"], results["ratios"]
    rows = [
        f"| {net} | {' | '.join(f'{seconds[name]:.3f}' for name in training.PEERS)} |"
        for net, seconds in results["seconds per epoch"].items()
    ]
    runs = [
        f"| {net} | {found['settings']['epochs']} epochs of {found['settings']['batch_size']}, "
        f"η = {found['settings']['eta0']} / (1 + {found['settings']['rate']} epoch) | "
        f"{', '.join('{:.2f}'.format(100 * run['accuracy']) for run in found['runs'])} | "
        f"{max(run['seconds'] for run in found['runs']):.1f} s |"
        for net, found in results["accuracy"].items()
    ]
    memory = results["peak memory beside the images, MB"]
    return f"""# Benchmarks

Measured by `make bench` on {results["date"]}: {here["processor"]}, {here["cores"]} cores, {here["memory, GB"]} GB,
{here["system"]}; {", ".join(f"{name} {number}" for name, number in results["versions"].items())}.

## Seconds per epoch

MNIST, 60,000 images in float32, batches of {training.BATCH}, plain stochastic gradient descent, ReLU, softmax with
cross-entropy. Medians of {len(results["rounds"]["784-16-16-10"]["nnlib"])} rounds in one run, each training with all of
them in turn. *limit* is what no NumPy code can do without: the eight matrix products of a step and the gathering of a
shuffled batch, one after the other; nnlib gathers the next batches in a thread while it computes.

| network | {" | ".join(training.PEERS)} |
|---|{"---|" * len(training.PEERS)}
{chr(10).join(rows)}

On 784-16-16-10, nnlib takes {ratios["nnlib/sklearn"]:.2f} of the time of scikit-learn's `MLPClassifier`,
{ratios["nnlib/torch"]:.2f} of that of PyTorch on the CPU, and {ratios["nnlib/limit"]:.2f} times the limit; on
784-512-512-10, {ratios["nnlib/torch-wide"]:.2f} of the time of PyTorch. How much a second core helps each of them, and
how soon it answers, differs between machines and hours: compare within a run, not between runs.

## Accuracy

The share of the 10,000 test images that are read rightly, in percent, from the seeds 0 to 4; ReLU, He's initial
weights, plain stochastic gradient descent. The settings were chosen on images held back from training.

| network | settings | test accuracy | longest training |
|---|---|---|---|
{chr(10).join(runs)}

784-128-64-10 reads 95% rightly after {results["seconds to 95%"]:.1f} s of training.

## Size and start

`import nnlib` takes {results["import nnlib, seconds"]:.2f} s, of which NumPy's own import is about
{results["import numpy, seconds"]:.2f} s. Beside the images, which are 188 MB, an epoch of 784-16-16-10 needs at most
{memory["nnlib"]} MB with nnlib, {memory["sklearn"]} MB with scikit-learn and {memory["torch"]} MB with PyTorch.
{table_of_grading(results)}"""


def table_of_grading(results):
    """The part of the page about marking; empty before it was measured."""
    if "grading" not in results:
        return ""
    marking, ratios = results["grading"], results["ratios"]
    rows = "\n".join(f"| {name} | {seconds:.1f} |" for name, seconds in marking["seconds"].items())
    one, writing = marking["seconds of a submission"], marking["seconds of writing"]
    return f"""
## Marking

The same {marking["submissions"]} submissions of lessons 01 to 06 (solved, half done, wrong, blank), marked on one core
by nbgrader's own `autograde` without a sandbox, and by `python -m grading grade` in the sandbox; then by two workers on
two cores (ours seven times, in turn; the medians). Figures of the lesson that no answer has a part in are taken from
there, and not drawn anew. Lessons 07 to 12, in which students train networks, are handed in twice. Measured on
{marking["date"]}.

| way | seconds |
|---|---|
{rows}

Without figures `grading` takes {ratios["grading/stock"]:.2f} of nbgrader's time, with them
{ratios["grading with figures/stock"]:.2f}; two workers take {ratios["grading/two-workers"]:.2f} of the time of one
(the median of the rounds, each compared within itself).
Of lessons 07 to 12 it takes {ratios["grading/stock, lessons 07 to 12"]:.2f} of nbgrader's time.
Beyond a submission's own cells, marking takes {marking["seconds beyond own cells"]:.2f} s (the median, with figures).

On paper: a worker takes {one:.1f} s for a submission with its figures, and the one process that writes the gradebook
{writing:.2f} s. So 10,000 submissions on 50 workers are {10_000 * one / 50 / 60:.0f} minutes of marking and, beside it,
{10_000 * writing / 60:.0f} minutes of writing: the longer of the two is what such a class takes.
"""


if __name__ == "__main__":
    main()
