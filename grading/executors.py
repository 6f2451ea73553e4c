"""Where submissions are marked: a pool of processes on this machine, or a Dask cluster; both are an `Executor`.

Nothing here needs nbgrader, which takes a second to import: the workers get ready while it is.
"""

import contextlib
import ctypes
import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from grading.sandbox import Limits, SandboxError, sandbox

TRIES = 3  # how often a submission is sent out again when a worker dies


class NoScheduler(Exception):
    """Nobody answers at the address that was given for a Dask scheduler."""


@contextlib.contextmanager
def executor_of(workers: int | None, scheduler: str | None, trusted: bool = False) -> Iterator[Executor]:
    """A pool of processes as wide as the machine, or of so many workers; or the Dask cluster at this address.

    trusted: the workers need no sandbox, and make none ready. Raises NoScheduler where no scheduler answers.
    """
    if scheduler:
        from dask.distributed import Client

        try:
            client = Client(scheduler, timeout="10s")
        except (OSError, ValueError) as fault:
            reason = f"no Dask scheduler answers at {scheduler} ({type(fault).__name__})"
            raise NoScheduler(f"nothing was marked: {reason}") from None
        with client:
            yield client.get_executor(pure=False, retries=TRIES)
        return
    import grading.marking  # noqa: F401
    import nncheck.bank

    nncheck.bank.exercises()  # what a worker needs is there before it is forked
    gc.freeze()  # and is not looked through for garbage
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    options = {"mp_context": context, "initializer": _get_ready, "initargs": (trusted,)}
    with _Pool(lambda: ProcessPoolExecutor(workers or os.cpu_count(), **options)) as pool:
        pool.submit(int)  # the first that is asked of it starts its workers
        yield pool


def _get_ready(trusted):
    """A worker ends at once with the process that writes the marks, and begins with a sandbox that is ready."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform == "linux":
        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if not trusted:
        with contextlib.suppress(SandboxError, OSError), sandbox(Limits()):  # what is wrong is told of a submission
            pass


class _Pool(Executor):
    """A pool of processes, made anew when one of them was killed; after so many times its error stands."""

    def __init__(self, make):
        self.make, self.pool, self.left = make, make(), TRIES

    def submit(self, fn, /, *args, **kwargs) -> Future:
        try:
            return self.pool.submit(fn, *args, **kwargs)
        except BrokenProcessPool:
            if not self.left:
                raise
            self.pool, self.left = self.make(), self.left - 1
            return self.pool.submit(fn, *args, **kwargs)

    def __exit__(self, kind, *_):
        self.shutdown(cancel_futures=kind is not None)  # whoever presses Ctrl+C does not wait for the rest of the class

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.pool.shutdown(wait, cancel_futures=cancel_futures)
