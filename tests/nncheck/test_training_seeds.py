"""No mark hangs on luck: an honest answer to a training exercise passes from every seed, a hopeless one from none."""

import pytest

from nncheck.asking import ask
from nncheck.bank import exercises
from nncheck.exercise import TrainingExercise
from nncheck.judging import answers_of, judge, request

SEEDS = (11, 12, 13, 14, 15)
TRAINING = [exercise for exercise in exercises() if isinstance(exercise, TrainingExercise)]
HOPELESS = ("no hidden layer", "no bend", "no remedy", "steps too small")


def verdict(exercise, answer, seed):
    return judge(exercise, ask(request(exercise, seed), answers_of(exercise, answer), {}), seed)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("exercise", TRAINING, ids=lambda exercise: exercise.id)
def test_an_honest_answer_passes(exercise, seed):
    assert verdict(exercise, exercise.right[0], seed).passed


@pytest.mark.parametrize("seed", SEEDS[:2])
@pytest.mark.parametrize("exercise", TRAINING, ids=lambda exercise: exercise.id)
def test_a_hopeless_one_does_not(exercise, seed):
    hopeless = [wrong for wrong in exercise.wrong if wrong.name in HOPELESS]
    for wrong in hopeless[:2]:
        assert verdict(exercise, wrong.answer, seed).share < 1
    assert hopeless or exercise.id == "09/logistic", "a mistake of this kind is in every bank"
