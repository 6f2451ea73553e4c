"""The asking half of a check: look at the student's work and report what is there, as plain values.

This half runs where the student's code runs: in the notebook's kernel, or in a process of its own when a class is
marked. It knows the questions and none of the answers. A request says what to report:

    names    the names the exercise asks for, in order
    calls    the calls to make: {"name": which of the names, "args": [encoded, ...], "after": encoded}
    context  names from earlier in the lesson, reported where they stand in the notebook
    other    other numbers for the context, {name: encoded}: the cells behind a value are run again on them
    withheld dotted names of functions that an answer is to write and not to call
    silent   whether to look out for an answer that switches warnings off
    seconds  how long a call may take

The reply holds the encoded answers, the outcome of each call and of the first two made again at the end, the context
found, and what is known of the cells that assigned the value. Judging is done elsewhere (`nncheck.judging`).
"""

import _thread
import contextlib
import functools
import importlib
import io
import itertools
import logging
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from nncheck import source, specs, values
from nncheck.values import Other, decode, encode
from nnlib.network import Network

MOST_YIELDED = 10_000  # of the values of a generator, a map or another iterator, which are reported as a list
WATCHED_CALLS = 3  # calls of each name that are watched for withheld functions; watching slows a call down

# What switches warnings off: all of NumPy's file of error settings (np.errstate, np.seterr), and the warnings filter.
ERROR_SETTINGS = np.seterr.__code__.co_filename
FILTERS = {f.__code__ for f in (warnings.catch_warnings.__enter__, warnings.simplefilter, warnings.filterwarnings)}
NUMPY = str(Path(np.__file__).parent)


def ask(request: Mapping, answers: Sequence, notebook: Mapping) -> dict:
    """The reply to a request: `answers` in the order of the names, `notebook` the names of the student's notebook."""
    functions = dict(zip(request["names"], answers, strict=True))
    withheld = [found for path in request["withheld"] if (found := _find(path)) is not None]
    silent = request.get("silent", False)
    made: dict[str, int] = {}
    calls = []
    for call in request["calls"]:
        made[call["name"]] = made.get(call["name"], 0) + 1
        if calls and calls[-1].get("error") == "TookTooLong":  # the others would keep everybody waiting as long
            calls.append(calls[-1])
            continue
        watched = withheld if made[call["name"]] <= WATCHED_CALLS else []
        calls.append(_call(functions[call["name"]], call, watched, silent, request.get("seconds")))
    # Two, as one result may be met again by chance: an accuracy is one of few numbers.
    first = [] if calls and calls[-1].get("error") == "TookTooLong" else request["calls"][:2]
    return {
        "answers": [encode(answer) for answer in answers],
        "calls": calls,
        "again": [_call(functions[call["name"]], call, [], silent, request.get("seconds")) for call in first],
        "context": {name: encode(notebook[name]) for name in request["context"] if name in notebook},
        "withheld": any(answer is function for answer in answers for function in withheld),
        "source": _source(request, answers, notebook),
    }


def _call(function, call, watched, silent=False, seconds=None) -> dict:
    """Call once, on fresh inputs, and report the outcome; nothing the function prints gets out.

    silent: report too whether warnings were switched off on the way, and start from NumPy's usual settings.
    """
    encoded_args = call["args"]
    if not callable(function):
        return {"outcome": "not callable"}
    built: dict = {}
    args = [specs.build(decode(arg), built) for arg in encoded_args]
    seen_withheld, seen_switches = [], []

    def watch(frame, event, _):
        if event == "call" and frame.f_code in codes:
            seen_withheld.append(frame.f_code.co_name)
        if event == "call" and silent and _switches_off(frame):
            seen_switches.append(frame.f_code.co_name)

    codes = {f.__code__ for f in watched if hasattr(f, "__code__")}
    usual = (
        np.errstate(divide="warn", over="warn", invalid="warn", under="ignore") if silent else contextlib.nullcontext()
    )
    with warnings.catch_warnings(record=True) as caught, quiet() as printed, usual:
        warnings.simplefilter("always")
        previous = sys.getprofile()
        if codes or silent:
            sys.setprofile(watch)
        try:
            with time_limit(seconds):
                value = function(*args)
                if isinstance(value, Iterator):
                    value = list(itertools.islice(value, MOST_YIELDED))
                if call.get("after") is not None:
                    value = _afterwards(value, args, decode(call["after"]))
        except (Exception, SystemExit) as error:
            return {
                "outcome": "raised",
                "error": type(error).__name__,
                "where": "".join(traceback.format_list(_students_frames(error))),
                "traceback": _students_part(error),
                "withheld": bool(seen_withheld),
            }
        finally:
            if codes or silent:
                sys.setprofile(previous)
    return {
        "outcome": "returned",
        "value": encode(specs.described(value)),
        "printed": bool(printed.getvalue()),
        "altered": [k for k, arg in enumerate(args) if encode(arg, built=built) != encoded_args[k]],
        "warnings": sorted({f"{w.category.__name__}: {w.message}" for w in caught}),
        "withheld": bool(seen_withheld),
        "switched_off": bool(seen_switches),
    }


def _afterwards(value, args, after):
    """What a case asks once its call is over: see `nncheck.exercise.Case`."""
    networks = [arg for arg in args if isinstance(arg, Network)]
    if networks:
        return value, networks[0].predict(after)
    if value is None:
        return None
    if not callable(value):
        raise TypeError(f"a function is to be returned, and {values.show(value)} came")
    return value(after)


class TookTooLong(Exception):
    """Raised in a call that takes longer than it may."""


@contextlib.contextmanager
def time_limit(seconds: float | None):
    """Stop what runs inside after so many seconds, with TookTooLong; outside of the main thread nothing is stopped."""
    if seconds is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    over, lock = False, threading.Lock()

    def stop():
        with lock:
            if not over:
                _thread.interrupt_main()
                stopped.set()

    stopped = threading.Event()
    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    usual = signal.getsignal(signal.SIGINT)
    if usual in (signal.SIG_IGN, signal.SIG_DFL):  # as of a process that a shell has put in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    timer.start()
    try:
        try:
            yield
        finally:
            with lock:  # from here on the timer stops nothing; it may have done so in this moment
                over = True
            timer.cancel()
    except KeyboardInterrupt:
        if not stopped.is_set():
            raise
        raise TookTooLong(f"stopped after {seconds:g} seconds") from None
    finally:
        if usual in (signal.SIG_IGN, signal.SIG_DFL):
            signal.signal(signal.SIGINT, usual)


def _switches_off(frame) -> bool:
    """Whether this call switches warnings off; what NumPy does about its own warnings is no concern of the student."""
    code, caller = frame.f_code, frame.f_back.f_code.co_filename
    switch = code.co_filename == ERROR_SETTINGS and code.co_name != "_no_nep50_warning"  # NumPy's own, up to 2.1
    return (switch or code in FILTERS) and not caller.startswith(NUMPY)


def _students_frames(error: BaseException) -> list:
    """The frames of the student's own code, without those of this library above them."""
    return [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]


def _students_part(error: BaseException) -> str:
    lines = traceback.format_list(_students_frames(error)) + traceback.format_exception_only(error)
    return "".join(lines).rstrip()[-4000:]


@contextlib.contextmanager
def quiet():
    """Nothing printed or logged inside gets out: text on stderr would cost a graded cell its marks.

    Yields what was printed.
    """
    with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.redirect_stderr(io.StringIO()):
        logged = logging.root.manager.disable  # a log handler holds on to the stderr it was made with
        logging.disable()
        try:
            yield printed
        finally:
            logging.disable(logged)


def _find(path: str):
    """The function at a dotted path, None where this process does not have it."""
    module, _, name = path.partition(":")
    try:
        return functools.reduce(getattr, name.split("."), importlib.import_module(module))
    except (ImportError, AttributeError):
        return None


def _source(request, answers, notebook) -> list[dict | None]:
    """What the notebook's cells say about each value: which names it uses, and what other numbers make of it.

    None where that cannot be known: outside a notebook, or for a value that is not the one under that name.
    """
    names = request["names"]
    if not request["other"]:
        return [None for _ in names]
    # What is asked together with a name, and after it, is not known before it.
    return [
        _source_of(name, answer, request["other"], set(request["other"]) - set(names[k:]), notebook)
        for k, (name, answer) in enumerate(zip(names, answers, strict=True))
    ]


def _source_of(name, answer, other, known, notebook) -> dict | None:
    if notebook.get(name, Other) is not answer:
        return None
    part = source.behind(name, notebook, known)
    if part is None:
        return None
    now = {key: notebook[key] for key in known if key in notebook}
    with quiet(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        again = source.replay(part, notebook, now, again=True)
        moved = source.replay(part, notebook, {key: decode(other[key]) for key in known})
    if again is None:
        return None
    current = encode(again) == encode(answer)  # else a name has changed since, or something not seen had a part in it
    return {"current": current, "uses": sorted(part.uses), "on_other": None if moved is None else encode(moved)}
