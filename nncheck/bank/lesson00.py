"""Lesson 00, welcome: one warm-up exercise."""

import statistics

from nncheck.exercise import Case, FunctionExercise, Wrong


def average(numbers):
    return sum(numbers) / len(numbers)


def _by_hand(numbers):
    total = 0.0
    for x in numbers:
        total = total + x
    return total / len(numbers)


def _running(numbers):
    mean = 0
    for n, x in enumerate(numbers, start=1):
        mean += (x - mean) / n
    return mean


def _sum_only(numbers):
    return sum(numbers)


def _whole_division(numbers):
    return sum(numbers) // len(numbers)


def _one_less(numbers):
    return sum(numbers) / (len(numbers) - 1)


def _fixed_count(numbers):
    return sum(numbers) / 4


def _middle_of_range(numbers):
    return (min(numbers) + max(numbers)) / 2


def _median(numbers):
    return statistics.median(numbers)


def _first_and_last(numbers):
    return (numbers[0] + numbers[-1]) / 2


def _return_in_loop(numbers):
    total = 0
    for x in numbers:
        total += x
        return total / len(numbers)


def _only_the_last(numbers):
    total = 0
    for x in numbers:
        total = x
    return total / len(numbers)


def _first_left_out(numbers):
    return sum(numbers[k] for k in range(1, len(numbers))) / len(numbers)


def _last_left_out(numbers):
    return sum(numbers[k] for k in range(len(numbers) - 1)) / len(numbers)


def _one_example(numbers):
    return 3.5


def _repeats_once_in_the_count(numbers):
    return sum(numbers) / len(set(numbers))


def _repeats_once(numbers):
    return sum(set(numbers)) / len(set(numbers))


def _printed(numbers):
    print(sum(numbers) / len(numbers))


def _precedence(numbers):
    return sum(numbers[:-1]) + numbers[-1] / len(numbers)


def _sorted_in_place(numbers):
    numbers.sort()
    return sum(numbers) / len(numbers)


def _emptied(numbers):
    n, total = len(numbers), 0
    while numbers:
        total += numbers.pop()
    return total / n


def _rounded(numbers):
    return round(sum(numbers) / len(numbers))


def _hidden(rng):
    cases = [Case(([float(x) for x in rng.uniform(-10, 10, size=n).round(2)],)) for n in rng.integers(2, 9, size=4)]
    cases += [Case(([int(x) for x in rng.integers(1, 100, size=7)],)), Case(([float(rng.uniform(1, 9))],))]
    a, b = (int(x) for x in rng.integers(1, 100, size=2))
    return [*cases, Case(([a, a + b, a, a],))]


_REPEATS_MESSAGE = (
    "A set keeps a repeated number once. In an average a number counts as often as it stands in the list."
)

EXERCISES = [
    FunctionExercise(
        id="00/average",
        names=("average",),
        signature="average(numbers)",
        reference=(average,),
        cases=(Case(([3, 1, 2, 8],)), Case(([0.5, 2.5],)), Case(([7],)), Case(([-2, 5, 1],)), Case(([4, 4, 1],))),
        hidden=_hidden,
        right=(average, _by_hand, _running, statistics.fmean),
        wrong=(
            Wrong("sum", "That is the sum. An average is the sum divided by how many numbers there are.", _sum_only),
            Wrong("whole division", "// divides and drops the fraction: 7 // 2 is 3. Divide with /.", _whole_division),
            Wrong(
                "one less",
                "This divides by one less than the count. len(numbers) is how many there are, although the last index is one less.",
                _one_less,
            ),
            Wrong(
                "fixed count",
                "This always divides by the same number. A function works for a list of any length: ask the list with len(numbers).",
                _fixed_count,
            ),
            Wrong(
                "middle of the range",
                "That is halfway between the smallest and the largest number. The average counts every number.",
                _middle_of_range,
            ),
            Wrong(
                "median",
                "That is the median, the number in the middle. The average is the sum divided by the count.",
                _median,
            ),
            Wrong(
                "first and last",
                "This looks at the first and the last number only. All of them count.",
                _first_and_last,
            ),
            Wrong(
                "return in the loop",
                "This returns in the first round of the loop, so only the first number is counted. Move return out of the loop.",
                _return_in_loop,
            ),
            Wrong(
                "only the last",
                "Only the last number is counted: each round of the loop forgets the ones before. Add to the total with +=.",
                _only_the_last,
            ),
            Wrong("first left out", "The first number is left out: indices start at 0.", _first_left_out),
            Wrong("last left out", "The last number is left out: range(n) ends at n − 1 by itself.", _last_left_out),
            Wrong(
                "printed",
                "This prints the average and returns nothing. print shows a value to a reader; return hands it to whoever called.",
                _printed,
            ),
            Wrong(
                "precedence",
                "Only the last number is divided: / binds more tightly than +. Put brackets around the sum.",
                _precedence,
            ),
            Wrong(
                "list changed",
                "The list has lost its order on the way. sorted(numbers) gives a sorted copy, and an average needs no order.",
                _sorted_in_place,
            ),
            Wrong(
                "list emptied",
                "pop takes numbers out of the list of whoever called. Go through it with a for loop, which leaves it as it is.",
                _emptied,
            ),
            Wrong(
                "one example",
                "This gives the same number for every list. Compute it from numbers, whatever they are.",
                _one_example,
            ),
            Wrong("repeats counted once", _REPEATS_MESSAGE, _repeats_once_in_the_count),
            Wrong("repeats counted once", _REPEATS_MESSAGE, _repeats_once),
            Wrong("rounded", "This rounds the average. Return it as it is.", _rounded),
        ),
        hints=(
            "Add the numbers up first. Then ask: how many were there?",
            "sum(numbers) adds a list up and len(numbers) counts it.",
            "One line is enough: return the sum divided by the count, with / and not //.",
        ),
        solution="def average(numbers):\n    return sum(numbers) / len(numbers)\n",
    ),
]
