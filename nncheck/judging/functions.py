"""Judging functions: by what they give on cases, visible ones and hidden ones."""

import inspect
import json
from dataclasses import replace

import numpy as np

from nncheck import detectors, specs
from nncheck.asking import ask
from nncheck.comparing import Problem, compare
from nncheck.exercise import Case, FunctionExercise, Wrong
from nncheck.judging.verdict import Verdict, answers_of, context_of, explained, overwritten, spoiled_names, withheld
from nncheck.values import Other, Spec, decode, encode, show

# What named wrong answers do, each with the wrong answer it is of: found once, since the same mistakes come again.
_outcomes: dict[tuple, tuple[Wrong, dict]] = {}
MOST_OUTCOMES = 5_000


def cases_of(exercise: FunctionExercise, seed: int | None) -> list[Case]:
    hidden = [] if seed is None else exercise.hidden(np.random.default_rng(seed))
    return [*exercise.cases, *hidden]


def calls_of(exercise: FunctionExercise, cases) -> list[dict]:
    """What to call, for the asking half."""
    calls = []
    for case in cases:
        call = {"name": case.name or exercise.names[0], "args": [encode(arg) for arg in case.args]}
        calls.append(call if case.after is None else call | {"after": encode(case.after)})
    return calls


def judge_functions(exercise: FunctionExercise, reply, seed) -> Verdict:
    if verdict := no_functions(exercise, reply):
        return verdict
    if reply["withheld"] or any(call.get("withheld") for call in reply["calls"]):
        return withheld(exercise)
    cases = cases_of(exercise, seed)
    if not _repeats(reply, exercise.tolerance):
        wrong = [w for w in exercise.wrong if not _repeats(_reply_of(exercise, w, cases[:2]), exercise.tolerance)]
        changed = zip(cases, reply["calls"], reply["again"], strict=False)
        case = next(case for case, a, b in changed if not _same_outcome(a, b, exercise.tolerance))
        call = _call_text(exercise, case)
        message = (
            f"{call} gives another result when it is called again. Each call must start afresh from its arguments."
        )
        return explained(exercise, Problem("repeats", message), wrong)
    problem = None
    failed = set()
    for k, (case, outcome) in enumerate(zip(cases, reply["calls"], strict=True)):
        found = _problem_of_call(exercise, case, outcome, shown=k < len(exercise.cases), outcomes=reply["calls"])
        if found:
            failed.add(k)
            if problem is None:
                problem = found
                came = _came(exercise, case, outcome) if k < len(exercise.cases) else ""
    if problem is None and exercise.silent and (loud := _first_loud(exercise, cases, reply["calls"])):
        fitting = (w for w in exercise.wrong if _as_loud(exercise, w, cases, reply["calls"]))
        return explained(exercise, loud, list({w.name: w for w in fitting}.values()))
    if problem is None:
        return Verdict(exercise.id, "passed", notes=_warning_notes(reply["calls"][: len(exercise.cases)]))
    if spoiled := spoiled_names(exercise.given, context_of(reply)):
        return overwritten(exercise, spoiled[0], context_of(reply))
    if any(outcome.get("error") == "TookTooLong" for outcome in reply["calls"]):
        return explained(exercise, problem, [])  # whatever else takes too long need not be the same mistake
    name = cases[min(failed)].name
    # Where several functions are wrong at once, at least the first of them can be told.
    first = {k for k in failed if cases[k].name == name}
    wrong = [w for w in exercise.wrong if w.name == problem.mistake]
    wrong = wrong or _fitting(exercise, cases, reply["calls"], range(len(cases)))
    if not wrong and problem.expected is not None and _always_the_same(cases, name, reply["calls"]):
        called = name or exercise.names[0]
        says = f"{problem.message} {called} gives the same for everything that was tried: does it use its arguments?"
        return replace(explained(exercise, Problem("value", says), []), came=came)
    wrong = wrong or _fitting(exercise, cases, reply["calls"], failed, set(range(len(cases))) - failed)
    wrong = wrong or _fitting(exercise, cases, reply["calls"], first, set(range(len(cases))) - failed)
    return replace(explained(exercise, problem, wrong), came=came)


def no_functions(exercise, reply) -> Verdict | None:
    """The verdict where what came in are no functions."""
    for name, answer in zip(exercise.names, map(decode, reply["answers"]), strict=True):
        if answer is None or answer is ...:
            return Verdict(exercise.id, "attempted", f"{name} is not written yet.")
        if not (isinstance(answer, Other) and answer.callable):
            advice = f"Hand over the function itself: {name}, without brackets and arguments behind it."
            return Verdict(exercise.id, "callable", f"{name} is {show(answer)}; a function is asked. {advice}")
    return None


def _came(exercise, case, outcome) -> str:
    if outcome["outcome"] == "raised":
        return ""
    gave, value = f"{_call_text(exercise, case)} gave", decode(outcome["value"])
    if any(isinstance(arg, Spec) and arg.name == "network" for arg in case.args) and isinstance(value, tuple):
        return f"{gave} {show(value[0])}, and the network then answers {show(value[1])}"
    return f"{gave} {show(value)}"


def _problem_of_call(exercise, case, outcome, shown, outcomes) -> Problem | None:
    name = case.name or exercise.names[0]
    reference = exercise.reference[exercise.names.index(name)]
    call = _call_text(exercise, case) if shown else f"{name}(...), on inputs that are not shown,"
    if problem := no_value(name, call, outcome, shown, outcomes):
        return problem
    value = decode(outcome["value"])
    if outcome["altered"]:
        parameters = list(inspect.signature(reference).parameters)
        changed = parameters[outcome["altered"][0]]
        return Problem(
            "inputs", f"{call} changed its argument {changed}: whoever calls {name} still needs it. Make a new one."
        )
    what = call if shown else f"{name}(...)"
    if exercise.accepts:
        fault = exercise.accepts(case, value)
        known = fault in [w.name for w in exercise.wrong]
        problem = Problem("value", f"{what} {fault}", mistake=fault if known else None) if fault else None
    else:
        with np.errstate(all="ignore"):  # a notebook may have NumPy raise where a number underflows
            expected = reference(*specs.build(case.args))
            expected = expected(case.after) if case.after is not None and callable(expected) else expected
        problem = compare(value, expected, exercise.tolerance, what)
    if problem and not shown:
        problem = replace(problem, message=f"On inputs that are not shown, {problem.message}")
    return problem


def no_value(name, call, outcome, shown, outcomes) -> Problem | None:
    """What is wrong with a call that gave no value."""
    if outcome["outcome"] == "raised":
        if all(o["outcome"] == "raised" and o["error"] == "NotImplementedError" for o in outcomes):
            return Problem("attempted", f"{name} is not written yet.")
        if outcome["error"] == "TookTooLong":
            said = outcome["traceback"].rpartition(": ")[2]
            return Problem("runs", f"{call} was {said}. Is there a loop that does more than it has to, or never ends?")
        # What an error says may quote its input: where that is hidden, tell the place and the kind of error alone.
        told = outcome["traceback"] if shown else outcome["where"] + outcome["error"]
        advice = detectors.advice(outcome["traceback"].rpartition("\n")[2])
        return Problem("runs", f"{call} stopped with an error:\n{told}{advice}")
    value = decode(outcome["value"])
    if value is None or value is ...:
        if outcome["printed"]:
            return Problem(
                "attempted", f"{name} prints its result and returns None: print shows a value, return hands it over."
            )
        if all(o["outcome"] == "returned" and o["value"]["type"] in ("none", "ellipsis") for o in outcomes):
            return Problem(
                "attempted", f"{name} returns nothing yet. Is it still to be written, or is the return missing?"
            )
        return Problem("attempted", f"{call} returns nothing: a way through the function ends without a return.")
    return None


def _call_text(exercise, case) -> str:
    return f"{case.name or exercise.names[0]}({', '.join(show(arg, typed=True) for arg in case.args)})"


def _reply_of(exercise, wrong: Wrong, cases) -> dict:
    """What the asking half would report of a named wrong answer, on these cases."""
    asked = {"names": exercise.names, "calls": calls_of(exercise, cases), "context": [], "other": {}, "withheld": []}
    asked |= {"silent": exercise.silent, "seconds": exercise.seconds}
    return ask(asked, answers_of(exercise, wrong.answer), {})


def _outcome_of(exercise, wrong: Wrong, case) -> dict:
    """What a named wrong answer does on one case."""
    key = id(wrong), json.dumps(calls_of(exercise, [case]))
    if key not in _outcomes:
        if len(_outcomes) >= MOST_OUTCOMES:
            _outcomes.clear()
        _outcomes[key] = wrong, _reply_of(exercise, wrong, [case])["calls"][0]
    return _outcomes[key][1]


def _fitting(exercise, cases, outcomes, where, right=()) -> list[Wrong]:
    """The named wrong answers that do what the student's does, on the cases of these places.

    right: places where the student's is right. A mistake that does something else on most of them, of the same
    function, is another mistake.
    """
    names = {cases[k].name for k in where}
    right = [k for k in right if cases[k].name in names]

    def agreed(wrong):
        return sum(_gives_the_same(exercise, wrong, cases, outcomes, [k]) for k in right)

    fitting = (w for w in exercise.wrong if _gives_the_same(exercise, w, cases, outcomes, where))
    return [w for w in fitting if 2 * agreed(w) >= len(right)]


def _always_the_same(cases, name, outcomes) -> bool:
    """Whether the calls of a function, of which there are several, all gave one and the same value."""
    tried = [o for case, o in zip(cases, outcomes, strict=True) if case.name == name]
    return len(tried) > 2 and all(o["outcome"] == "returned" and o["value"] == tried[0]["value"] for o in tried)


def _gives_the_same(exercise, wrong: Wrong, cases, outcomes, where) -> bool:
    """Whether a named wrong answer does what the student's does, on the cases of these places."""
    # Case by case, so that most wrong answers are told apart on the first and only the fitting one runs them all.
    return bool(where) and all(
        _same_outcome(outcomes[k], _outcome_of(exercise, wrong, cases[k]), exercise.tolerance) for k in sorted(where)
    )


def _noise(outcome) -> tuple:
    """What was heard of a call that returned: its RuntimeWarnings, and whether warnings were switched off."""
    warned = [text for text in outcome.get("warnings", ()) if text.startswith("RuntimeWarning")]
    return warned, outcome.get("switched_off", False)


def _first_loud(exercise, cases, outcomes) -> Problem | None:
    """What is wrong with the first call that was not silent by itself."""
    for k, (case, outcome) in enumerate(zip(cases, outcomes, strict=True)):
        warned, switched_off = _noise(outcome)
        name = case.name or exercise.names[0]
        call = _call_text(exercise, case) if k < len(exercise.cases) else f"{name}(...), on inputs that are not shown,"
        if switched_off:
            advice = "Here it is to be written so that there is nothing to switch off."
            return Problem("silent", f"{call} switches warnings off. {advice}")
        if warned:
            return Problem("silent", f"{call} gives the right value, with a warning on the way ({warned[0]}).")
    return None


def _as_loud(exercise, wrong: Wrong, cases, outcomes) -> bool:
    """Whether a named wrong answer gives the same values and is heard of in the same way as the student's."""
    if not _gives_the_same(exercise, wrong, cases, outcomes, range(len(cases))):
        return False
    theirs = [_noise(outcome) for outcome in _reply_of(exercise, wrong, cases)["calls"]]
    return theirs == [_noise(outcome) for outcome in outcomes]


def _repeats(reply, tolerance) -> bool:
    """Whether the first calls gave the same when they were made again at the end."""
    return all(_same_outcome(a, b, tolerance) for a, b in zip(reply["calls"], reply["again"], strict=False))


def _same_outcome(a, b, tolerance) -> bool:
    if a["outcome"] != b["outcome"]:
        return False
    if a["outcome"] == "raised":
        return a["traceback"].rpartition("\n")[2] == b["traceback"].rpartition("\n")[2]
    if (a["printed"], a["altered"]) != (b["printed"], b["altered"]):
        return False
    return a["value"] == b["value"] or _equal(decode(a["value"]), decode(b["value"]), tolerance)


def _equal(a, b, tolerance) -> bool:
    """Whether two values are the same: in type as far as the ladder tells types apart, in shape and in number."""
    if isinstance(b, tuple) and isinstance(a, tuple | list):
        return len(a) == len(b) and all(_equal(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if isinstance(b, dict) and isinstance(a, dict):
        return a.keys() == b.keys() and all(_equal(a[key], b[key], tolerance) for key in b)
    if b is None or isinstance(b, str | bool | Other | dict | set | np.bool_):
        return type(a) is type(b) and bool(np.all(a == b))
    try:
        if not np.isfinite(np.asarray(b, dtype=float)).all():
            return np.array_equal(np.asarray(a, dtype=float), np.asarray(b, dtype=float), equal_nan=True)
    except (TypeError, ValueError):
        pass
    try:
        return compare(a, b, tolerance, "") is None
    except (TypeError, ValueError):  # b holds what is no number, such as text, and a is not written the same
        return False


def _warning_notes(outcomes) -> tuple[str, ...]:
    warned = dict.fromkeys(text for outcome in outcomes for text in outcome.get("warnings", ()))
    return tuple(f"right, with a warning on the way ({text})." for text in warned)
