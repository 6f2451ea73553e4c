"""What an exercise is: the question, right answers, and wrong answers by name.

One definition has four uses: the instant feedback in the notebook, the mark, the test of the grader (every right answer
passes, every wrong one fails and is named) and the item analysis of a class. There are four kinds of exercise:

    FunctionExercise  asks for functions and calls them on cases
    ValueExercise     asks for a value of a worked example, found from given numbers and from earlier values
    BehaviourExercise asks for values that are judged by what they do
    TrainingExercise  asks for networks that are judged by what they learn
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Tolerance:
    """Equal means |x − v| ≤ max(relative·|v|, absolute)."""

    relative: float = 1e-6
    absolute: float = 1e-9

    def close(self, x, v) -> bool:
        """Whether x equals v, number by number; both of one shape."""
        x, v = np.asarray(x, dtype=float), np.asarray(v, dtype=float)
        with np.errstate(all="ignore"):  # of infinities and huge numbers
            return bool(np.all(np.abs(x - v) <= np.maximum(self.relative * np.abs(v), self.absolute)))


@dataclass(frozen=True)
class Wrong:
    """A wrong answer that students give, by name, with the sentence that puts it right.

    answer: as a student would hand it in (one function or value; a tuple of them where the exercise asks for several
    names). instead: for a value, the formulas that this mistake puts in the place of the right ones.
    """

    name: str
    message: str
    answer: object = None
    instead: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Between:
    """Stands for a right answer that may lie anywhere from `low` to `high`, numbers or arrays of one shape."""

    low: object
    high: object


@dataclass(frozen=True)
class Case:
    """One call of a function: its arguments, and which function where the exercise asks for several.

    An argument that is no plain value is a `nncheck.values.Spec`. after: what is asked once the call is over. Where it
    gave a function, this is called on `after`, and what it gives is the value. Where a network is among the arguments,
    the value is a pair: what the call gave, and the outputs of the network, changed by now, for the rows of `after`.
    """

    args: tuple
    name: str | None = None
    after: object = None


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """What both kinds have.

    id: as in `"05/E_total"`. names: what the student defines, in order. signature: how it is called or written.
    points: the mark for a right answer. core: False for a stretch exercise. right: two or more right answers, each as
    a student would hand it in (a tuple where there are several names). wrong: the named wrong ones. hints: from a nudge
    to nearly the answer. solution: Python source. withholds: functions, as `"module:name"`, that the answer is to write
    and not to call. partial: points slide, so its cell ends with `score`.
    """

    id: str
    names: tuple[str, ...]
    signature: str
    points: float = 1.0
    core: bool = True
    right: tuple
    wrong: tuple[Wrong, ...]
    hints: tuple[str, ...]
    solution: str
    tolerance: Tolerance = field(default_factory=Tolerance)
    withholds: tuple[str, ...] = ()
    partial: bool = False

    @property
    def lesson(self) -> str:
        """The number of the lesson, `"05"`."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, kw_only=True)
class FunctionExercise(Exercise):
    """Asks for functions.

    reference: the functions that know the answer, in the order of the names; where an answer is free within bounds,
    they give a `Between`. cases: calls a student may see. hidden: makes further cases from a random generator. given:
    the lesson's numbers that the function works with. accepts: where a right answer can be told and not foretold (it is
    random, say), takes the case and what the call gave, and says what is wrong with it: the name of one of `wrong`, or
    the rest of a sentence that begins with the call; None if nothing. silent: a right value does not pass where a
    RuntimeWarning came on the way, or was switched off. seconds: how long a call may take before it is stopped.
    """

    reference: tuple[Callable, ...]
    cases: tuple[Case, ...]
    hidden: Callable[[np.random.Generator], Sequence[Case]]
    given: Mapping[str, float] = field(default_factory=dict)
    accepts: Callable[[Case, object], str | None] | None = None
    silent: bool = False
    seconds: float | None = None


class Unfit(Exception):
    """Raised by `BehaviourExercise.behaviour`: what is wrong with a value, in a sentence, before it can do anything."""


@dataclass(frozen=True, kw_only=True)
class BehaviourExercise(Exercise):
    """Asks for values that are right by what they do: any weights that make an AND.

    behaviour: takes a name and a value and answers what it does, as something to compare with ==, or raises Unfit.
    reference: a right answer, in the order of the names. tells: takes the name and the behaviour found and the one
    asked for, and says in a sentence how they differ.
    """

    behaviour: Callable[[str, object], object]
    reference: tuple
    tells: Callable[[str, object, object], str]


@dataclass(frozen=True, kw_only=True)
class TrainingExercise(Exercise):
    """Asks for a network and how to train it; the marker trains such a network anew (`nncheck.training`).

    The one name is a function that returns `(network, settings)`, or, where `network` is given, the settings, a dict.
    data: the `nncheck.training.Data` of a seed. settings: the keys that may be set, with what they are where they are
    not; None where they must be. samples: how many samples may be seen at most, epochs · m. work: how large parameters
    times samples seen may be. network: makes the network of the settings. judged: takes the `nncheck.training.Trained`
    and answers the share of the points, what the network did (a sentence), and the name of one of `wrong` or None.
    """

    data: Callable[[int], object]
    settings: Mapping[str, float | None]
    samples: int
    work: float | None = None
    network: Callable[[Mapping], object] | None = None
    judged: Callable[[object], tuple[float, str, str | None]]


@dataclass(frozen=True)
class Chain:
    """Values of one worked example that build on each other.

    given: the published numbers one starts from. asked: the names asked for, in computing order.
    evaluate(given, own, instead): every value by name; `own` puts values in the place of computed ones, `instead`
    formulas in the place of the right ones. needs(name): the names that its formula uses. draw(rng): other numbers to
    start from.
    """

    given: Mapping[str, float]
    asked: tuple[str, ...]
    evaluate: Callable[..., dict]
    needs: Callable[[str], tuple[str, ...]]
    draw: Callable[[np.random.Generator], dict[str, float]]


@dataclass(frozen=True, kw_only=True)
class ValueExercise(Exercise):
    """Asks for values of a chain, most often one."""

    chain: Chain

    def earlier(self, name: str) -> tuple[str, ...]:
        """The names asked for before this one."""
        asked = self.chain.asked
        return asked[: asked.index(name)]
