"""Lesson 12, hyperparameters: grids, random candidates, the capstone, the interview questions, an objective for Optuna.

Combinations may come in any order, and random values cannot be foretold, so `grid` and `random_candidates` are judged
by what they give. Many draws tell how values are spread: their shares of the range, sorted, lie near a straight line.
"""

import itertools
from functools import lru_cache

import numpy as np

from nncheck.exercise import BehaviourExercise, Case, FunctionExercise, TrainingExercise, Unfit, Wrong
from nncheck.specs import Trial
from nncheck.training import Data, at_least
from nncheck.values import Other, Spec, show
from nnlib.activations import ACTIVATIONS, linear
from nnlib.datasets import mnist, moved, one_hot
from nnlib.layers import Dense, Softmax
from nnlib.network import Network
from nnlib.optimizers import GradientDescent
from nnlib.training import accuracy, fit

# --- grid ----------------------------------------------------------------------------------------------------------


def grid(space):
    return [dict(zip(space, values, strict=True)) for values in itertools.product(*space.values())]


def _grid_growing(space):
    candidates = [{}]
    for name, values in space.items():
        candidates = [{**candidate, name: value} for candidate in candidates for value in values]
    return candidates


def _grid_growing_loops(space):
    candidates = [{}]
    for name in space:
        longer = []
        for candidate in candidates:
            for value in space[name]:
                new = candidate.copy()
                new[name] = value
                longer.append(new)
        candidates = longer
    return candidates


def _grid_by_itself(space):
    if not space:
        return [{}]
    *before, last = space
    rest = _grid_by_itself({name: space[name] for name in before})
    return [{**candidate, last: value} for value in space[last] for candidate in rest]


def _grid_counted(space):
    sizes = [len(values) for values in space.values()]
    total = int(np.prod(sizes))
    return [
        {name: space[name][i] for name, i in zip(space, np.unravel_index(k, sizes), strict=True)} for k in range(total)
    ]


def _grid_generator(space):
    yield from grid(space)


def _grid_one_dict(space):
    candidates, candidate = [], {}
    for values in itertools.product(*space.values()):
        for name, value in zip(space, values, strict=True):
            candidate[name] = value
        candidates.append(candidate)
    return candidates


def _grid_one_at_a_time(space):
    first = {name: values[0] for name, values in space.items()}
    return [{**first, name: value} for name, values in space.items() for value in values]


def _grid_one_at_a_time_once(space):
    first = {name: values[0] for name, values in space.items()}
    return [first, *({**first, name: value} for name, values in space.items() for value in values[1:])]


def _grid_zip(space):
    return [dict(zip(space, values, strict=True)) for values in zip(*space.values(), strict=False)]


def _grid_two_names(space):
    a, b = list(space)[:2]
    return [{a: x, b: y} for x in space[a] for y in space[b]]


def _grid_returned_early(space):
    candidates = []
    for values in itertools.product(*space.values()):
        candidates.append(dict(zip(space, values, strict=True)))
        return candidates


def _grid_last_only(space):
    candidates = []
    for name, values in space.items():
        candidates = [{name: value} for value in values]
    return candidates


def _grid_separate(space):
    return [{name: value} for name, values in space.items() for value in values]


def _grid_not_the_last(space):
    return grid({name: values[:-1] for name, values in space.items()})


def _grid_without_ends(space):
    return grid(space)[:-1]


def _grid_keeps_lists(space):
    return [dict(space) for _ in grid(space)]


def _grid_empties_space(space):
    candidates = [{}]
    while space:
        name, values = space.popitem()
        candidates = [{name: value, **candidate} for candidate in candidates for value in values]
    return candidates


def _grid_from_nothing(space):
    candidates = []
    for name, values in space.items():
        candidates = [{**candidate, name: value} for candidate in candidates for value in values]
    return candidates


def _grid_overwrites(space):
    candidates = [{}]
    for name, values in space.items():
        for value in values:
            candidates = [{**candidate, name: value} for candidate in candidates]
    return candidates


def _grid_fixed(space):
    return [
        {"eta": eta, "hidden": hidden, "momentum": momentum}
        for eta in space["eta"]
        for hidden in space["hidden"]
        for momentum in space["momentum"]
    ]


def _same(a, b):
    """Whether two values of hyperparameters are the same; True is not 1."""
    several = list | tuple | np.ndarray
    a, b = _plain(a), _plain(b)
    if isinstance(a, several) or isinstance(b, several):
        return isinstance(a, several) and isinstance(b, several) and len(a) == len(b) and all(map(_same, a, b))
    return isinstance(a, bool | np.bool_) == isinstance(b, bool | np.bool_) and bool(a == b)


def _same_candidate(a, b):
    return set(a) == set(b) and all(_same(a[name], b[name]) for name in a)


def _found(candidate, candidates):
    return any(_same_candidate(candidate, other) for other in candidates)


def _are_pairs(items, space):
    """Whether these are pairs of a name of the space and something else."""
    return all(isinstance(p, list | tuple) and len(p) == 2 and isinstance(p[0], str) and p[0] in space for p in items)


_PAIRS_MESSAGE = (
    "These are pairs of a name and a value. What goes together is to be one dict with a value for every name; "
    "dict(...) makes one of such pairs."
)


def _no_dicts(got, what, space):
    """What is wrong with a value that is no list of dicts; None where it is one."""
    if isinstance(got, dict):
        return "one dict"
    if not isinstance(got, list | tuple):
        return f"is {_said_of(got)}; {what} is asked."
    if got and all(isinstance(item, list | tuple) for item in got):
        pairs = _are_pairs(got, space) or all(item and _are_pairs(item, space) for item in got)
        return "pairs" if pairs else "names missing"
    odd = [item for item in got if not isinstance(item, dict)]
    return f"holds {_said_of(odd[0])}; every entry has to be a dict, from names to values." if odd else None


def _is_grid(case, got):
    space = case.args[0]
    right = grid(space)
    if (fault := _no_dicts(got, "a list of dicts", space)) is not None:
        return fault
    if len(got) == len(right) > 1 and all(_same_candidate(c, got[0]) for c in got):
        return "lists kept" if got[0] and _same_candidate(got[0], space) else "one dict, written over"
    if set(map(frozenset, got)) != {frozenset(space)}:
        few = [c for c in got if set(c) < set(space)]
        if any(_same(value, space[name]) for c in few for name, value in c.items()):
            return "star missing"
        if few and all(len(c) == 1 for c in got) and len(space) > 1:
            return "one name in each"
        if few:
            return (
                "two names only" if len(few[0]) == 2 else f"holds a dict without {sorted(set(space) - set(few[0]))[0]}."
            )
        extra = sorted(map(str, set().union(*got) - set(space)))
        return f"holds a dict with {extra[0]}, which the space has not." if extra else "nothing to begin with"
    if any(not any(_same(candidate[name], value) for value in space[name]) for candidate in got for name in space):
        strange = next((c, n) for c in got for n in space if not any(_same(c[n], v) for v in space[n]))
        return f"holds {strange[1]} = {show(strange[0][strange[1]])}, which is not among its values."
    missing = [candidate for candidate in right if not _found(candidate, got)]
    if not missing:
        return None if len(got) == len(right) else f"has {len(got)} entries: some combinations come more than once."
    for name, wrong in (("in step", _grid_zip), ("one at a time", _grid_one_at_a_time)):
        theirs = wrong(space)
        if all(_found(c, theirs) for c in got) and all(_found(c, got) for c in theirs):
            return name
    if len(got) == 1 and _same_candidate(got[0], right[0]):
        return "return in the loop"
    if len(got) == 1 and _same_candidate(got[0], right[-1]):
        return "last values only"
    unused = [name for name in space for value in space[name] if not any(_same(c[name], value) for c in got)]
    if unused and len(set(unused)) == len(space):
        return "last value left out"
    return f"has {len(got)} entries, and {len(missing)} of the combinations are not among them."


def _grid_hidden(rng):
    pick = lambda n: sorted(rng.choice(np.arange(1, 50), n, replace=False).tolist())  # noqa: E731
    return [
        Case(({"batch_size": pick(3), "epochs": pick(2)},)),
        Case(({"eta": (rng.integers(1, 90, 2) / 64).tolist(), "shuffle": [True, False], "hidden": pick(3)},)),
        Case(({"activation": ["tanh", "relu", "sigmoid"]},)),
        Case(({"a": pick(2), "b": pick(1), "c": pick(2), "d": pick(3)},)),
    ]


GRID = FunctionExercise(
    id="12/grid",
    names=("grid",),
    signature="grid(space)",
    reference=(grid,),
    accepts=_is_grid,
    cases=(
        Case(({"eta": [0.1, 1.0], "hidden": [4, 16, 64]},)),
        Case(({"eta": [0.01, 0.1, 1.0], "hidden": [8, 16], "momentum": [0.0, 0.9]},)),
        Case(({"activation": ["tanh", "relu"], "hidden": [5, 7]},)),
        Case(({"batch_size": [32]},)),
    ),
    hidden=_grid_hidden,
    right=(
        grid,
        _grid_growing,
        _grid_growing_loops,
        _grid_by_itself,
        _grid_counted,
        _grid_generator,
        lambda space: tuple(grid(dict(reversed(space.items())))),
    ),
    wrong=(
        Wrong(
            "in step",
            "The lists are gone through in step, as zip does: first with first, second with second. Every value is to meet every value of the others.",
            _grid_zip,
        ),
        Wrong(
            "one at a time",
            "One hyperparameter changes while the others stay at their first value. That misses the combinations in which two change together.",
            _grid_one_at_a_time,
        ),
        Wrong(
            "one at a time",
            "One hyperparameter changes while the others stay at their first value. That misses the combinations in which two change together.",
            _grid_one_at_a_time_once,
        ),
        Wrong(
            "one dict, written over",
            "All entries are one and the same dict, written over and over, so each shows the last combination. Make a new dict for every combination.",
            _grid_one_dict,
        ),
        Wrong(
            "names missing",
            "These are the values without their names. Each combination is to be a dict: dict(zip(space, values)) puts names and values together.",
            lambda space: list(itertools.product(*space.values())),
        ),
        Wrong("pairs", _PAIRS_MESSAGE, lambda space: [list(c.items()) for c in grid(space)]),
        Wrong("pairs", _PAIRS_MESSAGE, lambda space: [(name, values[0]) for name, values in space.items()]),
        Wrong("pairs", _PAIRS_MESSAGE, lambda space: list(space.items())),
        Wrong(
            "one name in each",
            "Each dict holds one name only. A combination has a value for every name of the space.",
            _grid_separate,
        ),
        Wrong(
            "one name in each",
            "Each dict holds one name only. A combination has a value for every name of the space.",
            _grid_last_only,
        ),
        Wrong(
            "two names only",
            "This is written for two hyperparameters. A space may have any number of them.",
            _grid_two_names,
        ),
        Wrong(
            "these names only",
            "This is written for certain names. Take the names from the space itself: list(space) holds them.",
            _grid_fixed,
        ),
        Wrong(
            "product of the dict",
            "Going through a dict gives its names. Their values are in space.values(), and the star hands them over one by one: product(*space.values()).",
            lambda space: [dict(zip(space, values, strict=True)) for values in itertools.product(*space)],
        ),
        Wrong(
            "star missing",
            "product got one thing, all lists together. The star in product(*space.values()) hands them over one by one.",
            lambda space: [dict(zip(space, values, strict=False)) for values in itertools.product(space.values())],
        ),
        Wrong(
            "lists kept",
            "Each entry still holds the lists. In a combination, every name has one value.",
            _grid_keeps_lists,
        ),
        Wrong(
            "last value left out",
            "The last value of each list is left out: range(n) ends at n − 1 by itself.",
            _grid_not_the_last,
        ),
        Wrong(
            "return in the loop",
            "This returns in the first round of the loop, with one combination only. Move return out of the loop.",
            _grid_returned_early,
        ),
        Wrong(
            "nothing to begin with",
            "The list stays empty. A loop that makes every candidate longer needs one to begin with: [{}] holds one candidate, without any names yet.",
            _grid_from_nothing,
        ),
        Wrong(
            "last values only",
            "Each value takes the place of the one before it. Every candidate so far is to be continued with every value.",
            _grid_overwrites,
        ),
        Wrong(
            "one dict",
            "That is a single dict. Asked is a list with a dict for each combination.",
            lambda space: grid(space)[0],
        ),
        Wrong(
            "counted only",
            "That is how many combinations there are. Asked are the combinations themselves, in a list.",
            lambda space: len(grid(space)),
        ),
        Wrong(
            "last combination left out",
            "All combinations but one are here. Does a loop end one too early?",
            _grid_without_ends,
        ),
        Wrong(
            "space emptied",
            "This takes the space apart, and whoever called still needs it. Look at its items without removing them.",
            _grid_empties_space,
        ),
        Wrong(
            "printed",
            "This prints the combinations and returns nothing. return hands them over.",
            lambda space: print(grid(space)),
        ),
    ),
    hints=(
        "With two names it would be a loop inside a loop. For any number of names, product does the nesting.",
        "product(*space.values()) gives the values of one combination after the other, as tuples in the order of the names.",
        "dict(zip(space, values)) puts the names back. A list of such dicts, one for each values, is the answer.",
    ),
    solution="def grid(space):\n    return [dict(zip(space, values)) for values in product(*space.values())]\n",
)

# --- random_candidates ---------------------------------------------------------------------------------------------


def _draw(values, rng):
    if isinstance(values, list):
        return values[rng.integers(len(values))]
    if len(values) == 3:
        return float(np.exp(rng.uniform(np.log(values[0]), np.log(values[1]))))
    return float(rng.uniform(*values))


def _candidates(draw):
    """The answer that draws each value by `draw(values, rng)`."""

    def random_candidates(space, n, rng):
        return [{name: draw(values, rng) for name, values in space.items()} for _ in range(n)]

    return random_candidates


random_candidates = _candidates(_draw)


def _draw_tens(values, rng):
    match values:
        case list():
            return values[int(len(values) * rng.random())]
        case (low, high, "log"):
            return 10 ** rng.uniform(np.log10(low), np.log10(high))
        case (low, high):
            return low + (high - low) * rng.random()


def _draw_match_any(values, rng):
    match values:
        case (low, high, "log"):
            return 10 ** rng.uniform(np.log10(low), np.log10(high))
        case (low, high):
            return low + (high - low) * rng.random()
    return values[int(len(values) * rng.random())]


def _draw_ratio(values, rng):
    if isinstance(values, tuple):
        low, high = values[:2]
        return low * (high / low) ** rng.random() if values[-1] == "log" else np.float32(rng.uniform(low, high))
    return values[rng.choice(len(values))]


def _random_by_columns(space, n, rng):
    columns = {}
    for name, values in space.items():
        if isinstance(values, list):
            columns[name] = [values[k] for k in rng.integers(0, len(values), n)]
        elif len(values) == 2:
            columns[name] = rng.uniform(values[0], values[1], n).tolist()
        else:
            columns[name] = np.exp(rng.uniform(np.log(values[0]), np.log(values[1]), n)).tolist()
    return [{name: columns[name][k] for name in space} for k in range(n)]


def _random_choice(values, rng):
    return rng.choice(values) if isinstance(values, list) else _draw_tens(values, rng)


def _but(lists=None, plain=None, log=None):
    """As it should be, but for lists, plain ranges or ranges with "log"."""

    def draw(values, rng):
        if isinstance(values, list):
            return lists(values, rng) if lists else _draw(values, rng)
        if len(values) == 3:
            return log(*values[:2], rng) if log else _draw(values, rng)
        return plain(*values, rng) if plain else _draw(values, rng)

    return _candidates(draw)


def _random_one_candidate(space, n, rng):
    candidate = {name: _draw(values, rng) for name, values in space.items()}
    return [candidate.copy() for _ in range(n)]


def _random_one_dict(space, n, rng):
    candidates, candidate = [], {}
    for _ in range(n):
        for name, values in space.items():
            candidate[name] = _draw(values, rng)
        candidates.append(candidate)
    return candidates


class _Share:
    """A generator that gives the same share of every range."""

    def __init__(self, share):
        self.share = share

    def uniform(self, low, high):
        return low + (high - low) * self.share

    def integers(self, m):
        return min(int(m * self.share), m - 1)


def _random_in_step(space, n, rng):
    shares = [_Share(rng.random()) for _ in range(n)]
    return [{name: _draw(values, share) for name, values in space.items()} for share in shares]


def _random_by_turns(space, n, rng):
    """The share for one name, what is left of it for the next."""
    shares = [(_Share(u), _Share(1 - u)) for u in rng.random(n)]
    return [{k: _draw(v, pair[j % 2]) for j, (k, v) in enumerate(space.items())} for pair in shares]


def _random_evenly(space, n, rng):
    def column(values):
        if isinstance(values, list):
            return [values[k % len(values)] for k in range(n)]
        return np.linspace(*values, n) if len(values) == 2 else np.geomspace(*values[:2], n)

    columns = {name: column(values) for name, values in space.items()}
    return [{name: columns[name][k] for name in space} for k in range(n)]


def _random_from_grid(space, n, rng):
    lists = {k: v if isinstance(v, list) else np.linspace(v[0], v[1], 5).tolist() for k, v in space.items()}
    every = grid(lists)
    return [every[k] for k in rng.integers(len(every), size=n)]


def _random_own_rng(space, n, rng):
    return random_candidates(space, n, np.random.default_rng(0))


def _random_own_rng_each(space, n, rng):
    return [random_candidates(space, 1, np.random.default_rng(42))[0] for _ in range(n)]


def _random_no_seed(space, n, rng):
    return random_candidates(space, n, np.random.default_rng())


def _random_global(space, n, rng):
    def draw(values):
        if isinstance(values, list):
            return values[np.random.randint(len(values))]
        if len(values) == 3:
            return np.exp(np.random.uniform(np.log(values[0]), np.log(values[1])))
        return np.random.uniform(*values)

    return [{name: draw(values) for name, values in space.items()} for _ in range(n)]


_kept_candidates: list = []


def _random_onto_the_last(space, n, rng):
    before = list(_kept_candidates)
    _kept_candidates[:] = random_candidates(space, n, rng)
    return before + _kept_candidates


def _random_no_repeats(space, n, rng):
    columns = {
        name: rng.choice(values, n, replace=False).tolist()
        if isinstance(values, list)
        else [_draw(values, rng) for _ in range(n)]
        for name, values in space.items()
    }
    return [{name: columns[name][k] for name in space} for k in range(n)]


def _two_is_a_range(values, rng):
    if len(values) == 2:
        return float(rng.uniform(*values))
    return _draw_tens(values, rng) if values[-1] == "log" else values[rng.integers(len(values))]


def _tuple_is_a_list(values, rng):
    return values[rng.integers(len(values))]


def _log_of_choice(values, rng):
    if isinstance(values, tuple) and len(values) == 2:
        return float(rng.uniform(*values))
    return values[rng.integers(len(values))]


MANY = 400  # candidates, where it is looked at how they are spread
_seen: dict = {}  # what the cases of this check gave so far, for telling an answer that ignores its rng


def _uneven(shares):
    """How far the sorted shares are from an even spread, in units of what chance makes of it."""
    shares = np.sort(shares)
    even = (np.arange(len(shares)) + 0.5) / len(shares)
    return float(np.max(np.abs(shares - even)) * np.sqrt(len(shares)))


def _share_of(x, low, high, log):
    if log:
        return np.log(np.maximum(x, 1e-300) / low) / np.log(high / low)
    return (x - low) / (high - low)


def _odd_range(name, numbers, values):
    """What is wrong with the numbers drawn for a range; None if nothing."""
    low, high, log = *values[:2], len(values) == 3
    shares = _share_of(np.asarray(numbers, dtype=float), low, high, log)
    if all(any(_same(x, v) for v in values[:2]) for x in numbers) and len(numbers) > 5:
        return "ends only"
    outside = [x for x in numbers if not low * (1 - 1e-6) - 1e-12 <= x <= high * (1 + 1e-6)]
    if outside and log:
        few = 2.5 if len(numbers) >= MANY else 1.0
        if any(_uneven((numbers - way(low)) / way(high / low)) < few for way in (np.log, np.log10)):
            return "exponent kept"
        if min(numbers) < 0:
            return "log of the result"
        if min(numbers) > np.exp(low) * 0.99 and max(numbers) < np.exp(high) * 1.01:
            return "exp without log"
        if _uneven((np.log10(np.maximum(numbers, 1e-300)) - np.log(low)) / np.log(high / low)) < few:
            return "two kinds of logarithm"
    if outside:
        return f"holds {name} = {show(outside[0])}, outside of its range."
    if len(numbers) >= MANY:
        if len(set(numbers)) < 0.9 * len(numbers):
            return "few values"
        if log and _uneven(shares) > 2.5 and _uneven(_share_of(np.asarray(numbers), low, high, log=False)) < 2.5:
            return "log left out"
        if log and _uneven((np.log(numbers) - np.log10(low)) / np.log10(high / low)) < 2.5:
            return "two kinds of logarithm"
        if _uneven(shares) > 2.5:
            return "spread unevenly, with log" if log else "spread unevenly"
        if _uneven(shares) < 0.1:
            return "not random"
    return None


def _odd_list(name, chosen, values):
    odd = [x for x in chosen if not any(_same(x, v) for v in values)]
    if odd and isinstance(odd[0], list | tuple | np.ndarray):
        return "list kept"
    if odd and all(isinstance(x, int | float) for x in (*odd, *values)):
        return "index in place of the value" if all(x in range(len(values)) for x in chosen) else "between the values"
    if odd:
        return f"holds {name} = {show(odd[0])}, which is not among its values."
    if len(chosen) >= MANY:
        counts = [sum(_same(x, v) for x in chosen) for v in values]
        if 0 in counts:
            return "a value never chosen"
        if max(np.abs(np.array(counts) - len(chosen) / len(values))) > 5 * np.sqrt(len(chosen) / len(values)):
            return "some values too often"
    return None


def _is_number(x):
    """Whether x is a real number that is finite, and no truth value."""
    if isinstance(x, bool) or not isinstance(x, int | float | np.integer | np.floating):
        return False
    return abs(x) < 10**300 if isinstance(x, int) else bool(np.isfinite(x))


def _said_of(value):
    return value.what if isinstance(value, Other) else show(value)


def _plain(value):
    return value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value


def _are_candidates(case, got):
    space, n, rng = case.args
    if case is RANDOM_CASES[0]:
        _seen.clear()
    if (fault := _no_dicts(got, "a list of dicts", space)) is not None:
        return fault
    got = [{name: _plain(value) for name, value in candidate.items()} for candidate in got]
    if got and all(value is ... for candidate in got for value in candidate.values()):
        return "is not written yet: put a drawn value in the place of the dots."
    if len(got) != n:
        return f"has {len(got)} entries; n = {n} are asked."
    for candidate in got:
        if set(candidate) != set(space):
            return f"holds a dict with the names {', '.join(map(str, candidate)) or '(none)'}; the space has {', '.join(space)}."
    for name, values in space.items():
        column = [candidate[name] for candidate in got]
        if any(_same(x, values) for x in column):
            return "list kept"
        odd = [x for x in column if not _is_number(x)]
        if isinstance(values, tuple) and odd:
            if any(isinstance(x, np.ndarray) and x.shape == (2,) for x in odd):
                return "star forgotten"
            if any(isinstance(x, list | tuple | np.ndarray) for x in odd):
                return "array in place of a number"
            picked = any(isinstance(x, str) and x == "log" for x in odd)
            return "ends only" if picked else f"holds {name} = {_said_of(odd[0])}; a number is asked."
    ranges = [name for name, values in space.items() if isinstance(values, tuple)]
    if n > 3 and ranges and all(_same_candidate(candidate, got[0]) for candidate in got):
        return "one candidate n times"
    for name, values in space.items():
        column = [candidate[name] for candidate in got]
        fault = _odd_list(name, column, values) if isinstance(values, list) else _odd_range(name, column, values)
        if fault:
            return fault
    if n >= MANY:
        shares = [
            _share_of(np.array([c[name] for c in got], dtype=float), *values[:2], len(values) == 3)
            for name, values in space.items()
            if isinstance(values, tuple)
        ]
        for a, b in itertools.combinations(shares, 2):
            if abs(np.corrcoef(a, b)[0, 1]) > 0.9:
                return "in step"
    for other, before in _seen.items():
        if other[1] != rng.args and other[0] == (str(space), n) and all(map(_same_candidate, before, got)):
            return "same for every rng"
    _seen[(str(space), n), rng.args] = got
    return None


WIDE = {"eta": (0.001, 10.0, "log"), "momentum": (0.0, 0.95), "hidden": [4, 16, 64]}
RANDOM_CASES = (  # a quick one first: a wrong answer is compared with all named ones
    Case(({"hidden": [16, 64], "activation": ["tanh", "relu"]}, 8, Spec("rng", (2,)))),
    Case((WIDE, MANY, Spec("rng", (3,)))),
    Case((WIDE, MANY, Spec("rng", (4,)))),
    Case(({"eta": (0.01, 10.0, "log"), "momentum": (0.0, 0.9), "hidden": [8, 16, 32]}, 5, Spec("rng", (1,)))),
)


def _random_hidden(rng):
    seeds = rng.integers(1000, size=3).tolist()
    low = float(rng.integers(1, 9) / 64)
    return [
        Case(({"a": (low, 50 * low, "log"), "b": (-2.0, 3.0), "c": ["x", "y", "z"]}, MANY, Spec("rng", (seeds[0],)))),
        Case(({"l2": (1e-6, 0.1, "log")}, MANY, Spec("rng", (seeds[1],)))),
        Case(({"width": [16, 256], "decay": (0.25, 0.75), "batch_size": [32]}, MANY, Spec("rng", (seeds[2],)))),
    ]


LOG_LEFT_OUT = 'With "log", each factor of ten is to get as many draws as the next. Here the numbers are spread evenly, so nearly all lie in the largest decade. Draw the logarithm evenly.'
RNG = "Called again with rng in the same state, this gives other candidates. Draw all random numbers with the methods of rng, such as rng.uniform and rng.integers, and begin with an empty list in every call: what is kept from one call to the next comes on top."
OTHER_RNG = "Another rng was handed in, and the same candidates came. Draw all random numbers with the methods of the rng of that call, such as rng.uniform and rng.integers: then a seed gives the same candidates again, and another seed others."
IN_STEP = "The values of a candidate move in step: where one stands in its range tells where another does. Draw a number of its own for each."
BETWEEN = "From a list, one of its values is asked, not a number between them. A list of two values is a list too; a range is a tuple: isinstance(values, list) tells them apart."
ENDS = "A pair (low, high) is a range: any number in between may come. Here one of the entries of the tuple was picked."
STAR = "rng.uniform got the pair as one thing, takes it for two lower ends, and draws an array of two numbers. Hand over the ends one by one: values[0] and values[1], or *values for a pair."
ONE_ENTRY = "That is an array, and a candidate holds a single number for each range. Without a third argument, rng.uniform(low, high) gives one."

RANDOM = FunctionExercise(
    id="12/random",
    names=("random_candidates",),
    signature="random_candidates(space, n, rng)",
    reference=(random_candidates,),
    accepts=_are_candidates,
    cases=RANDOM_CASES,
    hidden=_random_hidden,
    right=(
        random_candidates,
        _candidates(_draw_tens),
        _candidates(_draw_ratio),
        _random_by_columns,
        _candidates(_random_choice),
        lambda space, n, rng: (random_candidates(space, 1, rng)[0] for _ in range(n)),
    ),
    wrong=(
        Wrong("log left out", LOG_LEFT_OUT, _but(log=lambda low, high, rng: rng.uniform(low, high))),
        Wrong(
            "exponent kept",
            "That is the logarithm that was drawn. Take the exponential of it, to come back to the range.",
            _but(log=lambda low, high, rng: rng.uniform(np.log(low), np.log(high))),
        ),
        Wrong(
            "exponent kept",
            "That is the logarithm that was drawn. Take the exponential of it, to come back to the range.",
            _but(log=lambda low, high, rng: rng.uniform(np.log10(low), np.log10(high))),
        ),
        Wrong(
            "two kinds of logarithm",
            "The way there and the way back do not fit: np.log belongs to np.exp, np.log10 to 10**.",
            _but(log=lambda low, high, rng: 10 ** rng.uniform(np.log(low), np.log(high))),
        ),
        Wrong(
            "two kinds of logarithm",
            "The way there and the way back do not fit: np.log belongs to np.exp, np.log10 to 10**.",
            _but(log=lambda low, high, rng: np.exp(rng.uniform(np.log10(low), np.log10(high)))),
        ),
        Wrong(
            "exp without log",
            "The exponential is there, the logarithms are not: draw evenly between log(low) and log(high), then take the exponential.",
            _but(log=lambda low, high, rng: np.exp(rng.uniform(low, high))),
        ),
        Wrong(
            "log of the result",
            "The logarithm is taken of the number drawn. It is the other way round: take the logarithm of both ends, draw between them, and then the exponential.",
            _but(log=lambda low, high, rng: np.log(rng.uniform(low, high))),
        ),
        Wrong("star forgotten", STAR, _but(plain=lambda low, high, rng: rng.uniform((low, high)))),
        Wrong("array in place of a number", ONE_ENTRY, _but(plain=lambda low, high, rng: rng.uniform(low, high, 1))),
        Wrong(
            "array in place of a number",
            ONE_ENTRY,
            _but(log=lambda low, high, rng: np.exp(rng.uniform(np.log(low), np.log(high), 1))),
        ),
        Wrong("ends only", ENDS, _candidates(_tuple_is_a_list)),
        Wrong("ends only", ENDS, _candidates(_log_of_choice)),
        Wrong("ends only", ENDS, _but(plain=lambda low, high, rng: (low, high)[rng.integers(2)])),
        Wrong(
            "few values",
            "Only a few values come from a range. Random search tries a new number each time; that is its strength over a grid.",
            _random_from_grid,
        ),
        Wrong(
            "few values",
            "Only a few values come from a range. Random search tries a new number each time; that is its strength over a grid.",
            _but(plain=lambda low, high, rng: round(rng.uniform(low, high), 1)),
        ),
        Wrong(
            "spread unevenly",
            'Some parts of a range get more draws than others. Without "log", every number of the range is as likely as every other.',
            _but(plain=lambda low, high, rng: low + (high - low) * rng.random() ** 2),
        ),
        Wrong(
            "spread unevenly",
            'Some parts of a range get more draws than others. Without "log", every number of the range is as likely as every other.',
            _but(
                plain=lambda low, high, rng: float(np.clip(rng.normal((low + high) / 2, (high - low) / 6), low, high))
            ),
        ),
        Wrong(
            "spread unevenly, with log",
            'The numbers lie in their range, but not as they should: with "log", each factor of ten is to get as many draws as the next. Draw evenly between the two logarithms, then take the exponential.',
            _but(log=lambda low, high, rng: low * (high / low) ** (rng.random() ** 2)),
        ),
        Wrong(
            "spread unevenly, with log",
            'The numbers lie in their range, but not as they should: with "log", each factor of ten is to get as many draws as the next. Draw evenly between the two logarithms, then take the exponential.',
            _but(log=lambda low, high, rng: low + high - np.exp(rng.uniform(np.log(low), np.log(high)))),
        ),
        Wrong(
            "between the values",
            BETWEEN,
            _candidates(_two_is_a_range),
        ),
        Wrong(
            "between the values",
            BETWEEN,
            _candidates(_draw_match_any),
        ),
        Wrong(
            "between the values",
            BETWEEN,
            _but(
                lists=lambda values, rng: (
                    rng.uniform(min(values), max(values)) if values[0] != str(values[0]) else values[0]
                )
            ),
        ),
        Wrong(
            "index in place of the value",
            "That is the place in the list. Take the value that stands there.",
            _but(lists=lambda values, rng: int(rng.integers(len(values)))),
        ),
        Wrong(
            "a value never chosen",
            "One value of a list never comes. rng.integers(n) gives 0 to n − 1 and leaves n out by itself.",
            _but(lists=lambda values, rng: values[rng.integers(len(values) - 1)] if len(values) > 1 else values[0]),
        ),
        Wrong(
            "a value never chosen",
            "One value of a list never comes. rng.integers(n) gives 0 to n − 1 and leaves n out by itself.",
            _but(lists=lambda values, rng: values[0]),
        ),
        Wrong(
            "some values too often",
            "From a list, every value is to be as likely as every other.",
            _but(lists=lambda values, rng: values[int(len(values) * rng.random() ** 2)]),
        ),
        Wrong(
            "list kept",
            "A candidate still holds a whole list or range. Each name gets one value.",
            _but(lists=lambda values, rng: values),
        ),
        Wrong(
            "list kept",
            "A candidate still holds a whole list or range. Each name gets one value.",
            _but(lists=lambda values, rng: rng.choice(values, 1).tolist()),
        ),
        Wrong(
            "one candidate n times",
            "All n candidates are the same. Draw anew for each of them, inside the loop.",
            _random_one_candidate,
        ),
        Wrong(
            "one candidate n times",
            "All n candidates are the same. Draw anew for each of them, inside the loop.",
            _random_one_dict,
        ),
        Wrong(
            "in step",
            IN_STEP,
            _random_in_step,
        ),
        Wrong("in step", IN_STEP, _random_by_turns),
        Wrong(
            "not random",
            "These go through their ranges in even steps. Random search draws from rng.",
            _random_evenly,
        ),
        Wrong(
            "no repeats",
            "Without repeats, a list is used up after as many draws as it has values. Each draw is made from the whole list.",
            _random_no_repeats,
        ),
        Wrong("same for every rng", OTHER_RNG, _random_own_rng),
        Wrong("another result each time", RNG, _random_no_seed),
        Wrong("another result each time", RNG, _random_global),
        Wrong("another result each time", RNG, _random_onto_the_last),
        Wrong(
            "one candidate n times",
            "All n candidates are the same. Draw anew for each of them, inside the loop.",
            _random_own_rng_each,
        ),
        Wrong(
            "one dict",
            "That is a single dict. Asked is a list of n of them.",
            lambda space, n, rng: random_candidates(space, n, rng)[0],
        ),
        Wrong(
            "names missing",
            "These are the values without their names. Each candidate is to be a dict with a value for every name.",
            lambda space, n, rng: [list(c.values()) for c in random_candidates(space, n, rng)],
        ),
        Wrong(
            "pairs", _PAIRS_MESSAGE, lambda space, n, rng: [list(c.items()) for c in random_candidates(space, n, rng)]
        ),
    ),
    hints=(
        'Three kinds of values, three ways to draw: isinstance(values, list) tells a list, len(values) == 3 a range with "log".',
        "values[rng.integers(len(values))] picks from a list, rng.uniform(low, high) draws from a range.",
        'With "log": np.exp(rng.uniform(np.log(low), np.log(high))). For each of n candidates, make a new dict and fill it name by name.',
    ),
    solution=(
        "def random_candidates(space, n, rng):\n"
        "    candidates = []\n"
        "    for _ in range(n):\n"
        "        candidate = {}\n"
        "        for name, values in space.items():\n"
        "            if isinstance(values, list):\n"
        "                candidate[name] = values[rng.integers(len(values))]\n"
        "            elif len(values) == 2:\n"
        "                candidate[name] = rng.uniform(values[0], values[1])\n"
        "            else:\n"
        "                candidate[name] = np.exp(rng.uniform(np.log(values[0]), np.log(values[1])))\n"
        "        candidates.append(candidate)\n"
        "    return candidates\n"
    ),
)

# --- capstone ------------------------------------------------------------------------------------------------------

MOVES = {"shift": 2.0, "degrees": 15.0}
SAMPLES, WORK = 100_000, 1.2e10
FULL, NONE_BELOW = 0.91, 0.80


@lru_cache(maxsize=1)
def _training_digits():
    """The 10,000 images of the capstone, moved, and their labels; the same as the lesson makes."""
    images = mnist()
    X = moved(images.train_images[:10_000], rng=12, **MOVES) / np.float32(255)
    return X.reshape(-1, 784), images.train_labels[:10_000].astype(int)


@lru_cache(maxsize=4)
def capstone_data(seed):
    """The training images, and 4,000 of the test images, chosen and moved from this seed."""
    rng, images = np.random.default_rng(seed), mnist()
    chosen = rng.permutation(len(images.test_images))[:4000]
    X_new = moved(images.test_images[chosen], rng=rng, **MOVES) / np.float32(255)
    return Data(*_training_digits(), X_new.reshape(-1, 784), images.test_labels[chosen].astype(int))


_sliding = at_least(FULL, none_below=NONE_BELOW)


def _judged(trained):
    share, says, _ = _sliding(trained)
    known = trained.training_accuracy
    *hidden, _ = [layer for layer in trained.network.layers if hasattr(layer, "W")]
    bent = any(getattr(layer, "activation", None) is not linear for layer in hidden)
    mistake = None
    if bent and np.isfinite(trained.history.loss).all() and trained.accuracy > 0.3:
        by_heart = known - trained.accuracy > 0.05
        mistake = _pace(trained) or ("learned too little" if known < 0.94 else "learned by heart" if by_heart else None)
    return share, f"{says} Of the images it was trained with it knows {100 * known:.1f}%.", mistake


def _pace(trained):
    """Whether the steps are seen to be too large or too small, by what they add up to; None where neither is sure."""
    s, known = trained.settings, trained.training_accuracy
    step = s["eta"] / (1 - s["momentum"])  # momentum of 0.9 makes ten steps of one
    way = step * len(trained.data.X) / s["batch_size"] * sum(1 / (1 + s["decay"] * k) for k in range(s["epochs"]))
    relu = any(getattr(layer, "activation", None) is ACTIVATIONS["relu"] for layer in trained.network.layers)
    if relu and step > 0.9 and known < 0.97:
        return "steps too large"
    return "steps too small or too few" if way < 120 and known < 0.94 else None


def _network(*sizes, activation="relu", initializer="he"):
    hidden = [Dense(a, b, activation, initializer) for a, b in itertools.pairwise(sizes[:-1])]
    return Network([*hidden, Dense(sizes[-2], sizes[-1]), Softmax()], "categorical_cross_entropy")


def _settings(**others):
    return {"epochs": 10, "batch_size": 32, "eta": 0.3, "decay": 0.3} | others


def build_best():
    return _network(784, 128, 10), _settings()


def _build_two_hidden_layers():
    return _network(784, 120, 64, 10), _settings(eta=0.2, decay=0.2)


def _build_with_momentum():
    return [_network(784, 128, 10), {"epochs": 10, "batch_size": 50, "eta": 0.05, "momentum": 0.9, "decay": 0.4}]


def _build_tanh():
    return _network(784, 128, 10, activation="tanh", initializer="glorot"), _settings(eta=0.3, decay=0.1, batch_size=10)


MEMORIZED = "It knows many more of the images it was trained with than of new ones: the gap is overfitting. Try a wider layer all the same: with these images it helps the new ones most. A weak penalty (l2 of about 0.0003) can add a little."
TOO_LITTLE = "It still misses many of the images it was trained with, so overfitting is not what holds it back. eta may be too small or too large: try a factor of 3 both ways, and spend the whole budget. If neither helps, the layers are too narrow, their activation is slow to learn, or a penalty is too strong."
TOO_LARGE = "The steps look too large: the network jumps about and still misses many of the images it was trained with. Try a third of eta, and with momentum 0.9 a tenth, as it makes each step count about ten times. A decay helps the last steps."
TOO_SMALL = "It still misses many of the images it was trained with, as its steps are too small or too few to get there. Try three times the eta, spend the whole budget, and look whether the batches are large or the decay strong."

CAPSTONE = TrainingExercise(
    id="12/capstone",
    names=("build_best",),
    signature="build_best() -> (network, settings)",
    points=2.0,
    partial=True,
    data=capstone_data,
    settings={"epochs": None, "batch_size": None, "eta": None, "momentum": 0.0, "decay": 0.0, "l2": 0.0, "l1": 0.0},
    samples=SAMPLES,
    work=WORK,
    judged=_judged,
    right=(build_best, _build_two_hidden_layers, _build_with_momentum),
    wrong=(
        Wrong(
            "no hidden layer",
            "Without a hidden layer every digit is judged by one weighted sum of its pixels. Moved images need more than that.",
            lambda: (_network(784, 10), _settings()),
        ),
        Wrong(
            "no bend",
            "The hidden layers are linear, and so the whole network is one weighted sum. Give them an activation.",
            lambda: (_network(784, 128, 10, activation="linear"), _settings(eta=0.05)),
        ),
        Wrong("steps too small or too few", TOO_SMALL, lambda: (_network(784, 64, 10), _settings(eta=0.01, decay=0.0))),
        Wrong("steps too large", TOO_LARGE, lambda: (_network(784, 128, 10), _settings(eta=1.0, decay=0.0))),
        Wrong("steps too large", TOO_LARGE, lambda: (_network(784, 128, 10), _settings(eta=0.3, momentum=0.9))),
        Wrong("learned too little", TOO_LITTLE, lambda: (_network(784, 16, 16, 10), _settings(eta=0.1))),
        Wrong("steps too small or too few", TOO_SMALL, lambda: (_network(784, 128, 10), _settings(epochs=2, eta=0.05))),
        Wrong(
            "learned too little",
            TOO_LITTLE,
            lambda: (_network(784, 64, 10, activation="sigmoid", initializer="glorot"), _settings(eta=0.1)),
        ),
        Wrong(
            "learned by heart", MEMORIZED, lambda: (_network(784, 32, 32, 32, 10), _settings(eta=0.2, batch_size=16))
        ),
        Wrong(
            "over the budget",
            "The budget counts every image every time it is shown: epochs times 10,000. And the more parameters, the fewer images: their product has a limit too.",
            lambda: (_network(784, 128, 10), _settings(epochs=11)),
        ),
        Wrong(
            "over the budget",
            "The budget counts every image every time it is shown: epochs times 10,000. And the more parameters, the fewer images: their product has a limit too.",
            lambda: (_network(784, 512, 10), _settings()),
        ),
        Wrong(
            "diverged",
            "The loss left all bounds: the learning rate is too large for this network. With momentum 0.9, each step counts about ten times.",
            lambda: (_network(784, 64, 64, 10), _settings(eta=50.0, momentum=0.9, l2=0.1)),
        ),
        Wrong(
            "nothing learned",
            "It does no better than guessing. Do all weights start at 0, or is the learning rate far too small, or far too large?",
            lambda: (_network(784, 64, 10, initializer="zeros"), _settings()),
        ),
        Wrong(
            "nothing learned",
            "It does no better than guessing. Do all weights start at 0, or is the learning rate far too small, or far too large?",
            lambda: (_network(784, 64, 64, 10), _settings(eta=20.0, decay=0.0)),
        ),
        Wrong(
            "no step",
            "Nothing is learned without epochs, or with a learning rate of 0.",
            lambda: (_network(784, 64, 10), _settings(eta=0.0)),
        ),
    ),
    hints=(
        "Choose by the images held back, never by the marker's. Change the learning rate first, in factors of 3; then the width.",
        'One hidden layer of about 100 ReLU neurons with initializer="he" goes far. Spend the whole budget: 10 epochs.',
        "A larger learning rate that decays gains the last percent: eta around 0.3 with decay around 0.3, batches of about 32.",
    ),
    solution=(
        "def build_best():\n"
        '    hidden = Dense(784, 128, "relu", initializer="he")\n'
        '    network = Network([hidden, Dense(128, 10), Softmax()], "categorical_cross_entropy")\n'
        '    return network, {"epochs": 10, "batch_size": 32, "eta": 0.3, "decay": 0.3}\n'
    ),
)

# --- quiz ----------------------------------------------------------------------------------------------------------

QUIZ = {"components": ("d", 0.785835), "forward": ("a", 1.25), "backward": ("b", 13_002), "nonconvex": ("c", 4.5), "bias": ("b", 1.5), "brain": ("c", 160)}  # fmt: skip
NEAR = {"components": 5e-5}  # half a unit of the fourth digit; elsewhere the numbers are short and exact
LETTERS = "abcd"


def _pair(name, value):
    """The letter and the number of an answer. Raises Unfit where it is no such pair."""
    form = f'{name} is to be a pair of a letter and a number, such as ("a", 0.5).'
    if not (isinstance(value, list | tuple) and len(value) == 2):
        raise Unfit(form)
    letter, number = value if isinstance(value[0], str) else reversed(value)
    if isinstance(letter, str) and isinstance(number, str):
        raise Unfit(f"{form} Leave the quotes of the number away.")
    if not isinstance(letter, str) or letter.strip().lower() not in list(LETTERS):
        raise Unfit(f"{form} The letters are a, b, c and d, in quotes.")
    number = _plain(number)
    if isinstance(number, list | tuple | np.ndarray):
        raise Unfit(f"{form} Here it holds {show(number)}: take the number itself out of its brackets, with [0] say.")
    if not _is_number(number):
        raise Unfit(form)
    return letter.strip().lower(), float(number)


def _said(name, value):
    """What an answer says: the choice, once its number is right; before that, only the number."""
    letter, number = _pair(name, value)
    right = QUIZ[name][1]
    if name in NEAR and any(abs(number - round(right, digits)) < 1e-9 for digits in (1, 2, 3)):
        return "rounded", "too far"
    if abs(number - right) > NEAR.get(name, 1e-6 * right):
        return "number", f"{number:.4g}"
    return "choice", letter


def _tells(name, found, asked):
    if found[0] == "rounded":
        return f"The number in {name} is right as far as it goes; four digits are asked."
    if found[0] == "number":
        return f"The number in {name} is not the one that was asked for. Compute it first: a choice is looked at only when its number is right."
    return f"The number in {name} is right. Read the choices once more with it in mind."


def _quiz_with(**changed):
    return tuple((QUIZ | changed).values())


def _quiz_wrong():
    numbers = {
        "components": {
            "bias and activation left out": (0.9, "That is the weighted sum alone. A neuron adds its bias, and passes the result through its activation."),
            "activation left out": (1.3, "That is the weighted sum with the bias. It still has to go through the activation, here the sigmoid."),
            "rounded too far": (0.786, "The number is right as far as it goes; four digits are asked."),
            "bias left out": (0.710950, "The bias is missing: it is added to the weighted sum, before the sigmoid."),
            "bias after the activation": (1.110950, "The bias was added after the sigmoid. It belongs inside, to the weighted sum."),
            "weights left out": (0.988000, "The inputs were added up without their weights. Each input is multiplied by its weight first."),
        },
        "forward": {
            "ReLU left out": (-0.75, "A ReLU gives 0 for a negative sum. Look at the first hidden neuron."),
            "weights transposed": (4.25, "The weights are read the wrong way round: row i of W1 holds the weights of hidden neuron i."),
            "first biases left out": (1.75, "The biases of the hidden layer are missing. Each is added before the ReLU."),
            "last bias left out": (1.0, "The bias of the output neuron is missing."),
            "hidden layer only": (0.0, "Forward goes on to the output neuron: its weights, its bias."),
        },
        "backward": {
            "weights only": (12_960, "Biases are learned too, so a slope is found for each of them as well."),
            "one for each neuron": (42, "That is one number for each neuron, its delta. From the deltas come the slopes, one for each weight and each bias."),
            "one for each output": (10, "That is one for each output. The way back does not end there: it goes on to every weight and bias."),
            "one alone": (1, "The error is one number, and its slopes are many: one for each weight and each bias."),
            "input layer given biases": (13_786, "The inputs have no biases: they are no neurons, they only hold the image."),
        },
        "nonconvex": {
            "middle of the errors": (0.0, "That is the middle of the two errors. Asked is the error in the middle: first go half way between the two points, then compute E there."),
            "no ½": (9.0, "The ½ of the squared error is missing."),
            "not squared": (1.5, "The difference is to be squared before it is halved."),
        },
        "bias": {
            "sign": (-1.5, "At that input the sum is −6. The sigmoid is ½ where its sum is 0: solve 2x − 3 = 0."),
            "not divided by the weight": (3.0, "At that input the sum is 3. It is not the bias alone: the input is multiplied by its weight, 2, first."),
            "the bias itself": (-3.0, "That is the bias. Asked is the input x at which 2x − 3 is 0."),
            "value at 0": (0.04743, "That is what the neuron gives at x = 0. Asked is the input at which it gives ½."),
            "weight by bias": (0.666667, "The division is upside down: 2x = 3."),
        },
        "brain": {
            "biases counted too": (170, "The biases are not on the way back: a delta travels along weights only."),
            "neurons counted": (26, "Those are the neurons of both layers. Each of the 16 is joined to each of the 10, by a weight of its own."),
            "both directions counted": (320, "Forward and backward use the same weights, so each is counted once."),
            "one for each hidden neuron": (16, "Every hidden neuron hears from all 10 outputs, along 10 weights."),
            "one for each output": (10, "Every output neuron sends its delta to all 16 hidden neurons, along 16 weights."),
        },
    }  # fmt: skip
    choices = {
        "components": {
            "a": ("weighted sum only", "Your number needed more than inputs, weights and a sum: the bias went into it, and the sigmoid."),
            "b": ("no activation", "Without an activation your number would be 1.3. Which part made it less than 1?"),
            "c": ("no bias", "Your number holds a bias of 0.4. Without it, the neuron would give something else."),
        },
        "forward": {
            "b": ("forward finds slopes", "You found an output and no slopes. Slopes come on the way back."),
            "c": ("forward changes weights", "All weights are still what they were: you only used them. Changing them is the step of gradient descent."),
            "d": ("forward is an epoch", "You took one sample through the network. An epoch takes all samples, forward and backward."),
        },
        "backward": {
            "a": ("backward updates the weights", "It finds as many slopes as there are weights and biases, and changes none of them. The update is gradient descent's, and other methods use the same slopes in other ways."),
            "c": ("backward runs the network in reverse", "No input comes out of it. What travels back are slopes of the error, and what comes out is one for each weight and bias."),
            "d": ("backward nudges each weight", "That would need a forward pass for each of the 13,002. The chain rule finds all slopes in one pass back; nudging is how one checks them."),
        },
        "nonconvex": {
            "a": ("the activations bend", "Here is no activation at all, and the middle is still higher than both ends. The product of the two weights does it."),
            "b": ("the data are noisy", "One exact sample, no noise, and the middle is still higher than both ends. It lies in how the weights enter."),
            "d": ("descent is random", "Nothing random was used: E itself is higher in the middle. Convex or not is a matter of E, whatever descends on it."),
        },
        "bias": {
            "a": ("bias makes steeper", "How steep it is, the weight decides. The place you found is moved by the bias."),
            "c": ("bias speeds up learning", "How fast a network learns is up to the learning rate. The bias is learned, as the weights are, and moves the place that you found."),
            "d": ("bias is not needed", "Without it, the place would be at x = 0 whatever the weight, and you found another."),
        },
        "brain": {
            "a": ("the brain backpropagates", "These weights would be used in both directions. A synapse passes signals one way, and nobody has found a second set for the way back."),
            "b": ("nothing in common", "Both have units that add up what comes in, and both learn by changing the strength of connections. What differs is the way back along the same weights."),
            "d": ("same signals", "Neurons of the brain send pulses in time, ours one number. And the way back along the same weights is known of networks only."),
        },
    }  # fmt: skip
    wrong = []
    for name, mistakes in numbers.items():
        for mistake, (number, message) in mistakes.items():
            wrong.append(
                Wrong(f"{name}: {mistake}", f"{name}: {message}", _quiz_with(**{name: (QUIZ[name][0], number)}))
            )
    for name, mistakes in choices.items():
        for letter, (mistake, message) in mistakes.items():
            wrong.append(
                Wrong(f"{name}: {mistake}", f"{name}: {message}", _quiz_with(**{name: (letter, QUIZ[name][1])}))
            )
    return tuple(wrong)


QUIZ_EXERCISE = BehaviourExercise(
    id="12/quiz",
    names=tuple(QUIZ),
    signature=", ".join(QUIZ) + ": pairs of a letter and a number",
    points=2.0,
    behaviour=_said,
    reference=tuple(QUIZ.values()),
    tells=_tells,
    right=(
        tuple(QUIZ.values()),
        tuple([letter.upper(), np.float64(number)] for letter, number in QUIZ.values()),
        tuple((number, f" {letter} ") for letter, number in QUIZ.values()),
        _quiz_with(components=("d", 0.7858), backward=("b", np.int64(13_002)), brain=("C", 160.0)),
        _quiz_with(components=("d", np.float32(1 / (1 + np.exp(-1.3)))), bias=["b", 3 / 2]),
    ),
    wrong=_quiz_wrong(),
    hints=(
        "Begin with the numbers: each is a line of Python or of arithmetic. A choice is looked at only when its number is right.",
        "components: sigmoid of the sum plus 0.4. forward: both sums, ReLU, then 2·a1 + 1·a2 + 0.25. backward: weights and biases of three layers. nonconvex: v = 0 and w = 0. bias: where is 2x − 3 equal to 0? brain: 10 outputs, each joined to 16.",
        "Then ask of each choice: does the number that I found speak for it, or against it?",
    ),
    solution=(
        'components = ("d", 0.7858)\nforward = ("a", 1.25)\nbackward = ("b", 784 * 16 + 16 + 16 * 16 + 16 + 16 * 10 + 10)\n'
        'nonconvex = ("c", 0.5 * (0 * 0 - 3) ** 2)\nbias = ("b", 3 / 2)\nbrain = ("c", 16 * 10)\n'
    ),
)

# --- objective -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _small_digits():
    """1,500 of the training images, and 1,000 held back, as the lesson has them."""
    X, labels = _training_digits()
    images = mnist()
    X_held = moved(images.train_images[10_000:11_000], rng=13, **MOVES) / np.float32(255)
    T_held = one_hot(images.train_labels[10_000:11_000], 10)
    return X[:1500], one_hot(labels[:1500], 10), X_held.reshape(-1, 784), T_held


def _quick(sizes, eta, activation="relu", seed=0):
    return _trained(tuple(map(int, sizes)), float(eta), activation, seed)


@lru_cache(maxsize=500)  # a wrong answer is compared with all named ones, and most of those train the same networks
def _trained(sizes, eta, activation, seed):
    """Validation accuracy, training accuracy, and loss."""
    X, T, X_held, T_held = _small_digits()
    layers = [
        Dense(a, b, activation, "he", rng=seed + k, dtype=np.float32)
        for k, (a, b) in enumerate(itertools.pairwise(sizes))
    ]
    layers += [Dense(sizes[-1], 10, rng=seed + 9, dtype=np.float32), Softmax()]
    network = Network(layers, "categorical_cross_entropy")
    with np.errstate(all="ignore"):
        history = fit(network, X, T, 5, 20, GradientDescent(eta), rng=1)
        return accuracy(network.predict(X_held), T_held), accuracy(network.predict(X), T), history.loss[-1]


def _asked(trial, log=True, low=0.001, high=1.0, most=3, widest=64, all_widths=False, one_width=False):
    eta = trial.suggest_float("eta", low, high, log=log)
    layers = trial.suggest_int("layers", 1, most)
    if one_width:
        return eta, [784] + layers * [trial.suggest_int("width_0", 2, widest)]
    widths = [trial.suggest_int(f"width_{k}", 2, widest) for k in range(most if all_widths else layers)]
    return eta, [784, *widths[:layers]]


def objective(trial):
    eta, sizes = _asked(trial)
    return _quick(sizes, eta)[0]


def _objective_growing(trial):
    sizes = [784]
    for k in range(trial.suggest_int("layers", 1, 3)):
        sizes.append(trial.suggest_int(f"width_{k}", 2, 64, log=False))
    return np.float64(_quick(sizes, trial.suggest_float("eta", 1e-3, 1, log=True))[0])


def _objective_tanh(trial):
    eta, sizes = _asked(trial)
    return _quick(sizes, eta, activation="tanh")[0]


def _objective_sigmoid(trial):
    eta, sizes = _asked(trial)
    return _quick(sizes, eta, activation="sigmoid")[0]


def _objective_unseeded(trial):
    eta, sizes = _asked(trial)
    return _quick(sizes, eta, seed=int(np.random.default_rng().integers(1, 10**9)))[0]


def _objective_plainly(trial):
    """Written out: three branches, one for each number of layers."""
    eta = trial.suggest_float("eta", 0.001, 1.0, log=True)
    layers = trial.suggest_int("layers", 1, 3)
    first = trial.suggest_int("width_0", 2, 64)
    if layers == 1:
        return _quick([784, first], eta)[0]
    second = trial.suggest_int("width_1", 2, 64)
    if layers == 2:
        return _quick([784, first, second], eta)[0]
    return _quick([784, first, second, trial.suggest_int("width_2", 2, 64)], eta)[0]


def _objective_ignores_layers(trial):
    eta, sizes = _asked(trial)
    return _quick(sizes[:2], eta)[0]


def _objective_ignores_eta(trial):
    _, sizes = _asked(trial)
    return _quick(sizes, 0.1)[0]


def _objective_ignores_widths(trial):
    eta, sizes = _asked(trial)
    return _quick([784] + [32] * (len(sizes) - 1), eta)[0]


def _objective_untrained(trial):
    _, sizes = _asked(trial)
    return _quick(sizes, 0.0)[0]


def _objective_returns(what):
    def answer(trial):
        eta, sizes = _asked(trial)
        return what(_quick(sizes, eta))

    return answer


def _objective_asking(**how):
    def answer(trial):
        eta, sizes = _asked(trial, **how)
        return _quick(sizes, eta)[0]

    return answer


def _objective_params(trial):
    return _quick([784, trial.params["width_0"]], trial.params["eta"])[0]


def _objective_other_names(trial):
    eta = trial.suggest_float("learning_rate", 0.001, 1.0, log=True)
    return _quick([784, trial.suggest_int("width", 2, 64)], eta)[0]


def _objective_width(trial):
    return _quick([784] + trial.suggest_int("layers", 1, 3) * [trial.suggest_int("width", 2, 64)], 0.05)[0]


def _objective_counted_from_1(trial):
    eta, layers = trial.suggest_float("eta", 0.001, 1.0, log=True), trial.suggest_int("layers", 1, 3)
    return _quick([784] + [trial.suggest_int(f"width_{k}", 2, 64) for k in range(1, layers + 1)], eta)[0]


def _trial(**values):
    return Case((Spec("trial", (values,)),))


# By what is set in a trial: between which accuracies an honest network comes out, with room for other ways to train it.
GOOD, BAD = (0.6, 0.97), (0.0, 0.55)
OBJECTIVE_CASES = (
    _trial(eta=0.05, layers=1, width_0=64),
    _trial(eta=0.05, layers=2, width_0=64, width_1=32),
    _trial(eta=0.05, layers=1, width_0=2),
    _trial(eta=0.05, layers=2, width_0=64, width_1=2),
    _trial(eta=0.001, layers=1, width_0=64),
    _trial(eta=1.0, layers=3, width_0=2, width_1=64, width_2=64),
    Case((Spec("trial", (19,)),)),
)


def _band(case):
    values = case.args[0].args[0]
    if not isinstance(values, dict):
        trial = Trial(values)
        _asked(trial)
        values = trial.params
    narrow = min(v for k, v in values.items() if k.startswith("width")) == 2
    return BAD if narrow or values["eta"] < 0.002 else GOOD


def _is_accuracy(case, got):
    if isinstance(got, np.ndarray) and got.ndim == 0:
        got = got[()]
    if isinstance(got, list | tuple):
        return "more than one number"
    if isinstance(got, bool | np.bool_) or not isinstance(got, int | float | np.number):
        return f"is {got.what if isinstance(got, Other) else show(got)}; the validation accuracy is asked, a number from 0 to 1."
    low, high = band = _band(case)
    values = case.args[0].args[0]
    if got < 0:
        return "minus sign"
    if got > 1:
        return "in percent" if got > 5 else "the loss"
    if low <= got <= high:
        return None
    if band is GOOD and got < 0.5:
        return "too low"
    if band is BAD and got >= GOOD[0]:
        if not isinstance(values, dict):
            return "no log"
        if values["eta"] < 0.002:
            return "eta ignored"
        return "widths ignored" if values["width_0"] == 2 else "second layer ignored"
    return f"is {show(got)}, which the network that this trial asks for does not reach, trained with its eta, on images held back."


OBJECTIVE = FunctionExercise(
    id="12/objective",
    names=("objective",),
    signature="objective(trial)",
    core=False,
    seconds=30.0,
    reference=(objective,),
    accepts=_is_accuracy,
    cases=OBJECTIVE_CASES,
    hidden=lambda rng: [
        _trial(eta=float(rng.uniform(0.04, 0.08)), layers=3, width_0=60, width_1=50, width_2=40),
        _trial(eta=float(rng.uniform(0.04, 0.08)), layers=2, width_0=2, width_1=int(rng.integers(30, 64))),
    ],
    right=(objective, _objective_growing, _objective_tanh, _objective_plainly),
    wrong=(
        Wrong(
            "the loss",
            "That is a loss: it falls as the network learns. This study looks for the largest value, so return the accuracy on the images held back.",
            _objective_returns(lambda result: result[2]),
        ),
        Wrong(
            "in percent",
            "That is in percent. An accuracy is a share, from 0 to 1.",
            _objective_returns(lambda result: 100 * result[0]),
        ),
        Wrong(
            "too low",
            "Is that the share of wrong answers? The study looks for the largest value, so it would find the worst network.",
            _objective_returns(lambda result: 1 - result[0]),
        ),
        Wrong("too low", "Is the network built and not trained, so that it guesses?", _objective_untrained),
        Wrong(
            "too low",
            "Are the hidden layers others than asked for? ReLU layers with He's weights come further in these few epochs.",
            _objective_sigmoid,
        ),
        Wrong(
            "another result each time",
            "Called again with the same trial, this gives another accuracy: something is drawn without a seed. Give each layer an rng.",
            _objective_unseeded,
        ),
        Wrong(
            "minus sign",
            "The minus is for studies that minimize. This one maximizes the accuracy as it is.",
            _objective_returns(lambda result: -result[0]),
        ),
        Wrong(
            "more than one number",
            "Optuna compares trials by one number: the validation accuracy alone.",
            _objective_returns(lambda result: result[:2]),
        ),
        Wrong(
            "second layer ignored",
            "The width of the second layer changes nothing. Has the network as many layers as were asked for, and each a width of its own?",
            _objective_ignores_layers,
        ),
        Wrong("eta ignored", "The learning rate is asked for and not used in training.", _objective_ignores_eta),
        Wrong(
            "widths ignored",
            "The first width changes nothing: a layer of 2 neurons cannot do as well as that. Is the width of the trial used?",
            _objective_ignores_widths,
        ),
        Wrong(
            "widths ignored",
            "The first width changes nothing: a layer of 2 neurons cannot do as well as that. Is the width of the trial used?",
            lambda trial: 0.9,
        ),
        Wrong(
            "no log",
            "The learning rate is drawn evenly from its range, so the small ones hardly ever come. suggest_float takes log=True.",
            _objective_asking(log=False),
        ),
        Wrong(
            "a narrower range",
            "The range asked for does not hold all of it. The exercise says from where to where each hyperparameter goes.",
            _objective_asking(low=0.01),
        ),
        Wrong(
            "a narrower range",
            "The range asked for does not hold all of it. The exercise says from where to where each hyperparameter goes.",
            _objective_asking(high=0.5),
        ),
        Wrong(
            "widths of layers that are not there",
            "This asks for the width of layers that the network will not have. Ask in a loop over as many layers as were drawn.",
            _objective_asking(all_widths=True),
        ),
        Wrong(
            "second layer ignored",
            "The width of the second layer changes nothing. Has the network as many layers as were asked for, and each a width of its own?",
            _objective_asking(one_width=True),
        ),
        Wrong(
            "other names",
            "The names are part of the question: eta, layers, width_0, width_1, width_2.",
            _objective_other_names,
        ),
        Wrong(
            "other names",
            "The names are part of the question: eta, layers, width_0, width_1, width_2.",
            _objective_width,
        ),
        Wrong(
            "counted from 1",
            "The widths are counted from 0: a network of one layer has width_0 alone. range(layers) begins there by itself.",
            _objective_counted_from_1,
        ),
        Wrong(
            "asks for nothing",
            "trial.params holds what was asked for so far. Ask first, with trial.suggest_float and trial.suggest_int.",
            _objective_params,
        ),
    ),
    hints=(
        "Three steps: ask the trial, build the network, return quick_accuracy of it.",
        'layers = trial.suggest_int("layers", 1, 3), then a loop: for k in range(layers), ask for f"width_{k}".',
        "Keep n_in, the number of inputs of the next layer: it starts at 784 and becomes the width just drawn.",
    ),
    solution=(
        "def objective(trial):\n"
        '    eta = trial.suggest_float("eta", 0.001, 1.0, log=True)\n'
        "    layers, n_in = [], 784\n"
        '    for k in range(trial.suggest_int("layers", 1, 3)):\n'
        '        width = trial.suggest_int(f"width_{k}", 2, 64)\n'
        '        layers.append(Dense(n_in, width, "relu", initializer="he", rng=k))\n'
        "        n_in = width\n"
        "    layers += [Dense(n_in, 10, rng=9), Softmax()]\n"
        '    return quick_accuracy(Network(layers, "categorical_cross_entropy"), eta)\n'
    ),
)

EXERCISES = [GRID, RANDOM, CAPSTONE, QUIZ_EXERCISE, OBJECTIVE]
