"""The judging half of a check: from a reply to a verdict.

This half knows the answers and never touches the student's objects, only the plain values of a reply
(`nncheck.asking`), so it can sit in another process. `request` says what to ask; `judge` climbs the ladder and stops
at the first rung that breaks:

    attempted -> callable -> own work -> repeats -> runs -> inputs left alone -> type -> shape -> finite -> value
    -> silent, where an exercise asks for it

and then looks for the mistake behind it: a named wrong answer that gives the same, or else something that can be
said in general.
"""

import inspect
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nncheck import detectors, specs, training
from nncheck.asking import ask
from nncheck.comparing import Problem, compare
from nncheck.exercise import (
    BehaviourExercise,
    Case,
    Exercise,
    FunctionExercise,
    Tolerance,
    TrainingExercise,
    Unfit,
    ValueExercise,
    Wrong,
)
from nncheck.values import Other, decode, encode, show

VISIBLE_OTHER = 2026  # seed of the other numbers that a check in the notebook tries a value's cells on
VISIBLE_TRAINING = 2026  # seed of a training that a check in the notebook does
MAX_ROOTS = 5  # earlier wrong values that are considered together in following through


@dataclass(frozen=True)
class Verdict:
    """What came of a check.

    rung: the one that broke, `"passed"` where none did. message: what to tell the student. came: what came in, in a
    sentence, empty where that stays hidden. named: the names of the wrong answers that fit. notes: what a student whose
    answer passed should still know. share: of the points.
    """

    id: str
    rung: str
    message: str = ""
    came: str = ""
    named: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    share: float = 0.0

    def __post_init__(self):
        if self.passed:
            object.__setattr__(self, "share", 1.0)

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.rung == "passed"


def request(exercise: Exercise, seed: int | None = None) -> dict:
    """What to ask for an exercise, as plain JSON-able data; hidden cases come from `seed`, none without it."""
    asked = {
        "names": list(exercise.names),
        "calls": [],
        "context": [],
        "other": {},
        "withheld": list(exercise.withholds),
        "silent": isinstance(exercise, FunctionExercise) and exercise.silent,
    }
    if isinstance(exercise, FunctionExercise):
        asked["calls"] = _calls(exercise, _cases(exercise, seed))
        asked["seconds"] = exercise.seconds
        asked["context"] = list(exercise.given)
    elif isinstance(exercise, TrainingExercise) and not exercise.network:
        asked["calls"] = [{"name": exercise.names[0], "args": []}]
    elif isinstance(exercise, ValueExercise):
        other = _other_values(exercise, seed)
        asked["context"] = [*exercise.chain.given, *exercise.earlier(exercise.names[-1])]
        asked["other"] = {name: encode(other[name]) for name in asked["context"]}
    return asked


def judge(
    exercise: Exercise,
    reply: Mapping,
    seed: int | None = None,
    given: Mapping[str, float] | None = None,
    before: Mapping[str, Sequence] | None = None,
) -> Verdict:
    """The verdict on a reply to `request(exercise, seed)`.

    given: the numbers that were handed out in the place of the published ones. before: values that earlier names of
    the notebook have had, for telling a stale value.
    """
    if isinstance(exercise, FunctionExercise):
        return _judge_functions(exercise, reply, seed)
    if isinstance(exercise, BehaviourExercise):
        return _judge_behaviour(exercise, reply)
    if isinstance(exercise, TrainingExercise):
        return _judge_training(exercise, reply, seed)
    notes = ()
    for name in exercise.names:
        verdict = _judge_value(exercise, name, reply, seed, {**exercise.chain.given, **(given or {})}, before or {})
        if not verdict.passed:
            break
        notes = tuple(dict.fromkeys(notes + verdict.notes))
    came = "" if verdict.rung == "attempted" else _came_in(exercise, map(decode, reply["answers"]))
    return replace(verdict, came=came, notes=notes)


def answers_of(exercise: Exercise, answer) -> tuple:
    """An entry of `right`, or the answer of a `Wrong`, as the arguments of a check."""
    return (answer,) if len(exercise.names) == 1 else tuple(answer)


def _came_in(exercise, answers) -> str:
    named = zip(exercise.names, answers, strict=True)
    return "What came in: " + ", ".join(f"{name} = {show(answer)}" for name, answer in named)


# --- functions -----------------------------------------------------------------------------------------------------


def _cases(exercise: FunctionExercise, seed: int | None) -> list[Case]:
    hidden = [] if seed is None else exercise.hidden(np.random.default_rng(seed))
    return [*exercise.cases, *hidden]


def _calls(exercise: FunctionExercise, cases) -> list[dict]:
    """What to call, for the asking half."""
    calls = []
    for case in cases:
        call = {"name": case.name or exercise.names[0], "args": [encode(arg) for arg in case.args]}
        calls.append(call if case.after is None else call | {"after": encode(case.after)})
    return calls


def _judge_functions(exercise: FunctionExercise, reply, seed) -> Verdict:
    if verdict := _no_functions(exercise, reply):
        return verdict
    if reply["withheld"] or any(call.get("withheld") for call in reply["calls"]):
        return _withheld(exercise)
    cases = _cases(exercise, seed)
    if not _repeats(reply, exercise.tolerance):
        wrong = [w for w in exercise.wrong if not _repeats(_reply_of(exercise, w, cases[:3]), exercise.tolerance)]
        call = _call_text(exercise, cases[0])
        message = (
            f"{call} gives another result when it is called again. Each call must start afresh from its arguments."
        )
        return _explained(exercise, Problem("repeats", message), wrong)
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
        return _explained(exercise, loud, list({w.name: w for w in fitting}.values()))
    if problem is None:
        return Verdict(exercise.id, "passed", notes=_warning_notes(reply["calls"][: len(exercise.cases)]))
    if spoiled := _spoiled(exercise.given, _context(reply)):
        return _overwritten(exercise, spoiled[0], _context(reply))
    wrong = [w for w in exercise.wrong if w.name == problem.mistake]
    # Where several functions are wrong at once, at least the first of them can be told.
    first = {k for k in failed if cases[k].name == cases[min(failed)].name}
    for where in (range(len(cases)), failed, first):
        wrong = wrong or [w for w in exercise.wrong if _gives_the_same(exercise, w, cases, reply["calls"], where)]
    return replace(_explained(exercise, problem, wrong), came=came)


def _no_functions(exercise, reply) -> Verdict | None:
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
    return f"{_call_text(exercise, case)} gave {show(decode(outcome['value']))}"


def _problem_of_call(exercise, case, outcome, shown, outcomes) -> Problem | None:
    name = case.name or exercise.names[0]
    reference = exercise.reference[exercise.names.index(name)]
    call = _call_text(exercise, case) if shown else f"{name}(...), on inputs that are not shown,"
    if problem := _no_value(name, call, outcome, shown, outcomes):
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


def _no_value(name, call, outcome, shown, outcomes) -> Problem | None:
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
    return f"{case.name or exercise.names[0]}({', '.join(map(show, case.args))})"


def _reply_of(exercise, wrong: Wrong, cases) -> dict:
    """What the asking half would report of a named wrong answer, on these cases."""
    asked = {"names": exercise.names, "calls": _calls(exercise, cases), "context": [], "other": {}, "withheld": []}
    asked |= {"silent": exercise.silent, "seconds": exercise.seconds}
    return ask(asked, answers_of(exercise, wrong.answer), {})


def _gives_the_same(exercise, wrong: Wrong, cases, outcomes, where) -> bool:
    """Whether a named wrong answer does what the student's does, on the cases of these places."""
    # Case by case, so that most wrong answers are told apart on the first and only the fitting one runs them all.
    return bool(where) and all(
        _same_outcome(outcomes[k], _reply_of(exercise, wrong, [cases[k]])["calls"][0], exercise.tolerance)
        for k in sorted(where)
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
    """Whether the first call gave the same when it was made again at the end."""
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


# --- behaviour -----------------------------------------------------------------------------------------------------


def _judge_behaviour(exercise: BehaviourExercise, reply) -> Verdict:
    answers = dict(zip(exercise.names, map(decode, reply["answers"]), strict=True))
    came = _came_in(exercise, answers.values())
    for name, answer, right in zip(exercise.names, answers.values(), exercise.reference, strict=True):
        if answer is None or answer is ...:
            return Verdict(exercise.id, "attempted", f"{name} is not written yet.")
        try:
            found = exercise.behaviour(name, answer)
        except Unfit as fault:
            return Verdict(exercise.id, "type", str(fault), came)
        asked = exercise.behaviour(name, right)
        if found != asked:
            k = exercise.names.index(name)
            wrong = [w for w in exercise.wrong if _behaves(exercise, name, answers_of(exercise, w.answer)[k]) == found]
            verdict = _explained(exercise, Problem("value", exercise.tells(name, found, asked)), wrong)
            return replace(verdict, came=came)
    return Verdict(exercise.id, "passed")


def _behaves(exercise, name, answer):
    try:
        return exercise.behaviour(name, answer)
    except Unfit as fault:
        return str(fault)


# --- training ------------------------------------------------------------------------------------------------------


def _judge_training(exercise: TrainingExercise, reply, seed) -> Verdict:
    name = exercise.names[0]
    if exercise.network:
        answer = decode(reply["answers"][0])
        if answer is None or answer is ...:
            return Verdict(exercise.id, "attempted", f"{name} is not written yet.")
    else:
        if verdict := _no_functions(exercise, reply):
            return verdict
        outcome = reply["calls"][0]
        if problem := _no_value(name, f"{name}()", outcome, shown=True, outcomes=reply["calls"]):
            return Verdict(exercise.id, problem.rung, problem.message)
        answer = decode(outcome["value"])
    try:
        share, says, mistake = training.result(exercise, answer, VISIBLE_TRAINING if seed is None else seed)
    except Unfit as fault:
        return Verdict(exercise.id, "type", str(fault))
    if share >= 1:
        return Verdict(exercise.id, "passed")
    says += f" That is {share:.0%} of the points so far." if share > 0 else ""
    messages = [w.message for w in exercise.wrong if w.name == mistake]
    message = "\n".join([f"{name}: {says}", *messages[:1]])
    return Verdict(exercise.id, "value", message, named=(mistake,) if messages else (), share=share)


# --- values --------------------------------------------------------------------------------------------------------


def _other_values(exercise: ValueExercise, seed: int | None) -> dict:
    chain = exercise.chain
    return chain.evaluate(chain.draw(np.random.default_rng(VISIBLE_OTHER if seed is None else seed)))


def _judge_value(exercise: ValueExercise, name, reply, seed, given, before) -> Verdict:
    chain, k = exercise.chain, exercise.names.index(name)
    answer, source = decode(reply["answers"][k]), reply["source"][k]
    if answer is None or answer is ...:
        return Verdict(
            exercise.id, "attempted", f"{name} is not written yet: put your formula in the place of the dots."
        )
    if reply["withheld"]:
        return _withheld(exercise)
    context = _context(reply) | dict(zip(exercise.names[:k], map(decode, reply["answers"]), strict=False))
    spoiled = _spoiled(given, context)
    truth = chain.evaluate(given)
    problem = compare(answer, _as_answer(truth[name]), exercise.tolerance, name)
    if problem is None:
        if name_overwritten := next((key for key in chain.needs(name) if key in spoiled), None):
            return _overwritten(exercise, name_overwritten, context)
        verdict = _written_with_names(exercise, name, answer, source, seed)
        if spoiled and verdict.passed:
            note = f"right, but {spoiled[0]} was given and has been overwritten; later cells still need it."
            verdict = replace(verdict, notes=(note,))
        return verdict
    if problem.rung != "value":
        # Of an array the shape alone may tell the mistake: entry by entry where rows were to be added up, say.
        wrong = _mistakes(exercise, name, answer, given, [{}]) if problem.rung == "shape" else []
        return _explained(exercise, problem, wrong, name)
    own = _own_values(exercise, name, context, truth)
    roots = _roots(exercise, given, own)
    worlds = [{root: own[root] for root in chosen} for chosen in _subsets(roots)]
    for world in worlds:
        if world and compare(answer, _as_answer(chain.evaluate(given, world)[name]), exercise.tolerance, name) is None:
            verdict = _written_with_names(exercise, name, answer, source, seed)
            note = f"right for your own {next(iter(world))}, which is not right yet. Mend that one first."
            return replace(verdict, notes=(note, *verdict.notes)) if verdict.passed else verdict
    direct = [key for key in chain.needs(name) if key in spoiled]
    if direct or (spoiled and _fits_spoiled(exercise, name, answer, given, context, spoiled, own)):
        return _overwritten(exercise, (direct or spoiled)[0], context)
    wrong = _mistakes(exercise, name, answer, given, worlds)
    if source is not None and not source["current"] and (stale := _stale(exercise, name, answer, given, before)):
        return Verdict(
            exercise.id,
            "value",
            f"{name} was computed from an earlier {stale}. Run the cell of {name} again, then this one.",
        )
    verdict = _explained(exercise, problem, wrong, name)
    missing = [key for key in chain.needs(name) if key in (*given, *exercise.earlier(name)) and key not in context]
    if missing and any(key in context for key in given):
        verdict = replace(verdict, message=f"{verdict.message} {missing[0]} is not there: run the cells above first.")
    return verdict


def _as_answer(value):
    return np.array(value) if isinstance(value, list) else value


def _context(reply) -> dict:
    return {key: decode(value) for key, value in reply["context"].items()}


def _spoiled(given, context) -> list[str]:
    """The given names that stand for something else in the notebook now."""
    exactly = Tolerance(1e-12, 0.0)
    return [key for key in given if key in context and compare(context[key], given[key], exactly, "") is not None]


def _own_values(exercise, name, context, truth) -> dict:
    """The student's own earlier values, where they are numbers of the right shape."""
    own = {}
    for key in exercise.earlier(name):
        if key in context:
            problem = compare(context[key], _as_answer(truth[key]), exercise.tolerance, key)
            if problem is None or problem.rung == "value":
                value = np.asarray(context[key], dtype=float)
                own[key] = value.tolist()
    return own


def _roots(exercise, given, own) -> list[str]:
    """The earlier values that do not follow from the student's own values before them: where it went wrong."""
    roots = []
    for key, value in own.items():
        so_far = {k: own[k] for k in roots}
        expected = exercise.chain.evaluate(given, so_far)[key]
        if not exercise.tolerance.close(value, expected):
            roots.append(key)
    return roots[:MAX_ROOTS]


def _subsets(roots: list[str]) -> Iterator[tuple[str, ...]]:
    """Every choice among the roots, the empty one first and all of them second: the likely ones early."""
    yield ()
    for size in range(len(roots), 0, -1):
        yield from itertools.combinations(roots, size)


def _mistakes(exercise, name, answer, given, worlds) -> list[Wrong]:
    """The named wrong answers that give this value: in the first world in which any does, the nearest."""
    for world in worlds:
        fitting = []
        for wrong in exercise.wrong:
            value = _value_of(exercise, wrong, name, given, world)
            if value is not None and compare(answer, _as_answer(value), exercise.tolerance, "") is None:
                distance = float(np.max(np.abs(np.asarray(answer, dtype=float) - np.asarray(value, dtype=float))))
                fitting.append((distance, wrong))
        if fitting:
            # Two mistakes can give the same number; one that is merely close to another's is left out.
            nearest = min(distance for distance, _ in fitting)
            size = float(np.max(np.abs(np.asarray(answer, dtype=float))))
            return [wrong for distance, wrong in fitting if distance <= 2 * nearest + 1e-12 * size]
    return []


def _value_of(exercise, wrong: Wrong, name, given, world):
    """What a named mistake gives for a name; None where its formulas cannot be computed."""
    if wrong.instead is None:
        return answers_of(exercise, wrong.answer)[exercise.names.index(name)]
    return _computed(exercise, name, given, world, wrong.instead)


def _computed(exercise, name, given, own, instead=None):
    """What the chain gives for a name; None where arrays do not fit together, or hold no numbers."""
    try:
        return exercise.chain.evaluate(given, own, instead)[name]
    except (KeyError, TypeError, ValueError):
        return None


def _fits_spoiled(exercise, name, answer, given, context, spoiled, own) -> bool:
    """Whether the value is right for the given numbers as the notebook holds them now, and the values found before."""
    try:
        now = given | {key: np.asarray(context[key], dtype=float)[()] for key in spoiled}
    except (TypeError, ValueError):
        return False
    # The student's own values were found before the overwriting, or after it from the spoiled number itself.
    before = {key: value for key, value in own.items() if not set(exercise.chain.needs(key)) & set(spoiled)}
    for found in ({}, own, before):
        value = _computed(exercise, name, now, found)
        if value is not None and compare(answer, _as_answer(value), exercise.tolerance, "") is None:
            return True
    return False


def _stale(exercise, name, answer, given, before) -> str | None:
    """The earlier name whose former value this answer was computed from."""
    for key in exercise.earlier(name):
        for value in before.get(key, ()):
            then = _computed(exercise, name, given, {key: value})
            if then is not None and compare(answer, _as_answer(then), exercise.tolerance, "") is None:
                return key
    return None


def _written_with_names(exercise, name, answer, source, seed) -> Verdict:
    """A right value passes, unless its cells show that it depends on nothing: then it was typed in."""
    if source is None or not source["current"]:
        return Verdict(exercise.id, "passed")
    on_other = None if source["on_other"] is None else decode(source["on_other"])
    unmoved = on_other is not None and compare(on_other, answer, exercise.tolerance, "") is None
    if not source["uses"] or unmoved:
        return Verdict(
            exercise.id,
            "names",
            f"{name} is the right number. Now write it with the names, so that it holds for other inputs: "
            "a formula, in place of a number that is typed in.",
        )
    other = _other_values(exercise, seed)
    if on_other is not None and compare(on_other, _as_answer(other[name]), exercise.tolerance, "") is not None:
        # A mistake may leave the published numbers as they are: a transposed matrix that is symmetric.
        worlds = [{key: other[key] for key in exercise.earlier(one)} for one in (name, exercise.names[0])]
        wrong = _mistakes(exercise, name, on_other, {key: other[key] for key in exercise.chain.given}, worlds)
        why = f". {wrong[0].message}" if wrong else ": one of your numbers is typed in where a name should stand."
        note = f"right here, though not for other inputs{why}"
        return Verdict(exercise.id, "passed", notes=(note,))
    return Verdict(exercise.id, "passed")


# --- what is said --------------------------------------------------------------------------------------------------


def _explained(exercise, problem: Problem, wrong: list[Wrong], name: str = "the result") -> Verdict:
    named = tuple(dict.fromkeys(w.name for w in wrong))
    messages = tuple(dict.fromkeys(w.message for w in wrong))
    if messages:
        message = messages[0]
        if len(messages) > 1:
            message = "\n- ".join(["More than one mistake gives this; see which one is yours:", *messages])
        if problem.rung in ("runs", "inputs"):
            message = f"{problem.message}\n{message}"
    else:
        message = problem.message
        if problem.rung in ("value", "shape") and problem.expected is not None:
            general = detectors.explain(problem.got, problem.expected, name, exercise.tolerance)
            if general and isinstance(exercise, ValueExercise):
                message = general
            elif general:
                message = f"{message} {general[0].upper()}{general[1:]}"
    return Verdict(exercise.id, problem.rung, message, named=named)


def _withheld(exercise) -> Verdict:
    message = "This hands over the course's own function. Write yours, and then compare it with that one."
    return Verdict(exercise.id, "own work", message)


def _overwritten(exercise, key, context) -> Verdict:
    message = (
        f"{key} was given and has been overwritten: it is {show(context[key])} now. Later steps still need "
        f"the old {key}, so give the new value a name of its own. Then run the cell with the given numbers again."
    )
    return Verdict(exercise.id, "given", message, named=("given overwritten",))


def _warning_notes(outcomes) -> tuple[str, ...]:
    warned = dict.fromkeys(text for outcome in outcomes for text in outcome.get("warnings", ()))
    return tuple(f"right, with a warning on the way ({text})." for text in warned)
