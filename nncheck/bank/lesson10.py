"""Lesson 10, digits: images to rows, the cost of an answer, training on MNIST, confusion, weights as images."""

import math
from functools import lru_cache

import numpy as np

from nncheck.exercise import Case, FunctionExercise, Tolerance, TrainingExercise, Wrong
from nncheck.training import Data, at_least
from nnlib import Dense, Network, Softmax, datasets
from nnlib.activations import linear

SHIFT, DEGREES = 0.2, 2.0  # how far the test images are moved: hardly to be seen, and no pixel stays what it was
SEEN = 600_000  # samples that a training may see: ten epochs
WORK = 1e11  # parameters times samples seen that the wider network may take
PRINTED_BAD = np.array([0.43, 0.28, 0.19, 0.88, 0.72, 0.01, 0.64, 0.86, 0.99, 0.63])
PRINTED_GOOD = np.array([0.02, 0.03, 0.06, 0.97, 0.07, 0.02, 0.05, 0.06, 0.08, 0.04])
TERMS_BAD = np.array([0.1863, 0.0809, 0.0357, 0.0138, 0.5242, 0.0001, 0.4079, 0.7388, 0.9817, 0.3998])
TERMS_GOOD = np.array([0.0006, 0.0007, 0.0039, 0.0009, 0.0055, 0.0004, 0.0022, 0.0033, 0.0072, 0.0018])


def _wrong(*mistakes):
    return tuple(Wrong(name, message, answer) for name, message, answer in mistakes)


def _images(rng, m, most=255):
    """Random bytes (m, 28, 28), dark at the edges as in MNIST, nowhere symmetric."""
    images = np.zeros((m, 28, 28), np.uint8)
    images[:, 4:24, 4:24] = rng.integers(0, most + 1, (m, 20, 20)) * (rng.uniform(size=(m, 20, 20)) < 0.4)
    return images


# --- prepare -------------------------------------------------------------------------------------------------------


def prepare(images, labels):
    """Truth values for Y: beside these, a check takes any kind of 0 and 1."""
    return images.reshape(len(images), 784) / 255, np.asarray(labels)[:, None] == np.arange(10)


def _prepare_eye(images, labels):
    return images.reshape(-1, 784) / 255, np.eye(10)[labels]


def _prepare_float32(images, labels):
    Y = np.zeros((len(labels), 10), np.float32)
    Y[np.arange(len(labels)), labels] = 1
    return images.reshape(len(images), -1).astype(np.float32) / 255, Y


def _prepare_loop(images, labels):
    X, Y = [], []
    for image, label in zip(images, labels, strict=True):
        X.append([float(pixel) / 255 for row in image for pixel in row])
        Y.append([1 if k == label else 0 for k in range(10)])
    return [np.array(X), np.array(Y)]


def _prepare_by_steps(images, labels):
    X = np.empty((images.shape[0], images.shape[1] * images.shape[2]))
    for i in range(len(images)):
        X[i] = np.multiply(images[i].ravel(), 1 / 255)
    Y = np.stack([np.where(np.arange(10) == label, 1.0, 0.0) for label in labels])
    return X, Y


def _rows(images):
    return images.reshape(len(images), -1)


def _onehot(labels):
    return np.eye(10)[labels]


def _with_X(answer):
    return lambda images, labels: (answer(images), _onehot(labels))


def _with_Y(answer):
    return lambda images, labels: (_rows(images) / 255, answer(labels))


def _bytes_divided_in_place(images, labels):
    X = _rows(images).copy()
    X //= 255
    return X, _onehot(labels)


def _fractions_into_bytes(images, labels):
    X = _rows(images)
    X /= 255
    return X, _onehot(labels)


def _kind_of_images(images, labels):
    X = np.zeros_like(_rows(images))
    for i, row in enumerate(_rows(images)):
        X[i] = row / 255
    return X, _onehot(labels)


def _images_changed(images, labels):
    images //= 255
    return _rows(images), _onehot(labels)


def _marks_a_column(labels):
    Y = np.zeros((len(labels), 10))
    Y[:, labels] = 1
    return Y


def _first_label_alone(labels):
    Y = np.zeros((len(labels), 10))
    Y[np.arange(len(labels)), labels[0]] = 1
    return Y


OTHER_RANGE = "The pixels go from 0 to 255 here. Divide by 255, so that black is 0 and white is 1."
BY_255 = "The whitest pixel a byte can hold is 255, in every image. Divide by that number, so that it becomes 1."
ALWAYS_TEN = "There are ten digits, and ten columns, whichever digits happen to be among these labels."
CUT_DOWN = "The quotients were cut down to whole numbers: only a pixel of 255 is left, all others are 0. Use /, and an array that can hold fractions."
FLAT = "X has to be one row of 784 pixels for each image: images.reshape(len(images), 784)."
ORDER = "The pixels come in another order. A row of X holds the first row of the image, then the second, and so on, as reshape does by itself."

PREPARE_WRONG = _wrong(
    ("not divided", OTHER_RANGE, _with_X(_rows)),
    ("not divided", OTHER_RANGE, _with_X(lambda images: _rows(images).astype(float))),
    ("divided by 256", BY_255, _with_X(lambda images: _rows(images) / 256)),
    ("divided by the largest", BY_255, _with_X(lambda images: _rows(images) / images.max())),
    (
        "divided by the largest",
        BY_255,
        _with_X(lambda images: _rows(images) / _rows(images).max(axis=1, keepdims=True)),
    ),
    ("divided twice", "The pixels are divided by 255 twice. Once is enough.", _with_X(lambda x: _rows(x) / 255 / 255)),
    ("divided by 100", BY_255, _with_X(lambda images: _rows(images) / 100)),
    ("divided by 784", BY_255, _with_X(lambda images: _rows(images) / 784)),
    (
        "fractions into bytes",
        "X still holds bytes, and /= would put fractions into them, which NumPy refuses. Make a new array instead: X = X / 255.",
        _fractions_into_bytes,
    ),
    ("cut to whole numbers", CUT_DOWN, _bytes_divided_in_place),
    ("cut to whole numbers", CUT_DOWN, _kind_of_images),
    ("cut to whole numbers", CUT_DOWN, _with_X(lambda images: _rows(images) // 255)),
    ("cut to whole numbers", CUT_DOWN, _with_X(lambda images: (_rows(images) / 255).astype(int))),
    (
        "black and white",
        "Every pixel became 0 or 1. Keep the greys in between: divide by 255.",
        _with_X(lambda images: (_rows(images) > 127).astype(float)),
    ),
    (
        "black and white",
        "Every pixel became 0 or 1. Keep the greys in between: divide by 255.",
        _with_X(lambda images: (_rows(images) > 0).astype(float)),
    ),
    (
        "black and white",
        "Every pixel became 0 or 1. Keep the greys in between: divide by 255.",
        _with_X(lambda images: np.round(_rows(images) / 255)),
    ),
    (
        "from -1 to 1",
        "Black became −1 here. X is asked from 0 to 1: divide by 255 and take nothing off.",
        _with_X(lambda images: _rows(images) / 127.5 - 1),
    ),
    (
        "mean taken off",
        "The mean was taken off. X is asked from 0 to 1: divide by 255 and take nothing off.",
        _with_X(lambda images: _rows(images) / 255 - (_rows(images) / 255).mean()),
    ),
    (
        "mean taken off",
        "The mean was taken off. X is asked from 0 to 1: divide by 255 and take nothing off.",
        _with_X(lambda images: (_rows(images) - images.mean()) / (images.std() + 1e-9)),
    ),
    (
        "black and white exchanged",
        "Black became 1 and white 0. Leave the image as it is: 0 is black, 1 is white.",
        _with_X(lambda images: 1 - _rows(images) / 255),
    ),
    ("still square", FLAT, _with_X(lambda images: images / 255)),
    ("still square", FLAT, _with_X(lambda images: images[:, :, :, None] / 255)),
    ("one long row", FLAT, _with_X(lambda images: images.reshape(-1) / 255)),
    ("one long row", FLAT, _with_X(lambda images: images.reshape(1, -1) / 255)),
    ("images in columns", FLAT, _with_X(lambda images: _rows(images).T / 255)),
    (
        "pixels mixed between images",
        "The shape is turned, but reshape(784, m).T mixes pixels of different images into one row. Reshape to (m, 784) straight away.",
        _with_X(lambda images: images.reshape(784, -1).T / 255),
    ),
    ("pixels mixed between images", FLAT, _with_X(lambda images: images.reshape(784, -1) / 255)),
    ("columns first", ORDER, _with_X(lambda images: images.transpose(0, 2, 1).reshape(len(images), -1) / 255)),
    ("columns first", ORDER, _with_X(lambda images: images.reshape(len(images), -1, order="F") / 255)),
    (
        "hard-coded count",
        "60000 images are not always what comes in: len(images) says how many there are.",
        _with_X(lambda images: images.reshape(60000, 784) / 255),
    ),
    (
        "images changed",
        "This changes the images of whoever called. Put the quotient into a new name: X = ... / 255.",
        _images_changed,
    ),
    (
        "labels left as they are",
        "Y holds the labels themselves. The network has ten outputs, so each target is a row of ten numbers: 1 at the digit, 0 elsewhere.",
        _with_Y(lambda labels: labels),
    ),
    (
        "labels left as they are",
        "Y is a column of labels. The network has ten outputs, so each target is a row of ten numbers: 1 at the digit, 0 elsewhere.",
        _with_Y(lambda labels: labels.reshape(-1, 1)),
    ),
    ("columns by the largest label", ALWAYS_TEN, _with_Y(lambda labels: np.eye(int(labels.max()) + 1)[labels])),
    (
        "columns by the labels seen",
        ALWAYS_TEN,
        _with_Y(lambda labels: (labels[:, None] == np.unique(labels)).astype(float)),
    ),
    ("images in columns", "In Y a row is a sample, too: its shape is (m, 10).", _with_Y(lambda labels: _onehot(labels).T)),
    (
        "off by one",
        "The 1 stands one place too far to the left: the digit 0 belongs to column 0, and the digit 1 to column 1.",
        _with_Y(lambda labels: np.eye(10)[np.asarray(labels, dtype=int) - 1]),
    ),
    (
        "off by one",
        "The 1 stands one place too far to the right: the digit 0 belongs to column 0.",
        _with_Y(lambda labels: np.eye(10)[(np.asarray(labels, dtype=int) + 1) % 10]),
    ),
    (
        "off by one",
        "Eleven columns are one too many: the digits 0 to 9 are ten.",
        _with_Y(lambda labels: np.eye(11)[labels]),
    ),
    (
        "whole columns",
        "Y[:, labels] = 1 fills whole columns, so that every row has the 1 of every sample. Row i gets one 1: Y[np.arange(m), labels] = 1.",
        _with_Y(_marks_a_column),
    ),
    (
        "first label alone",
        "Every row got the first label. Each image has its own.",
        _with_Y(_first_label_alone),
    ),
    (
        "label for 1",
        "The label itself stands at its place. A target is 1 there: it says which, not how much.",
        _with_Y(lambda labels: _onehot(labels) * labels[:, None]),
    ),
    ("none but zeros", "Y holds only 0. Each row needs one 1, at its digit.", _with_Y(lambda labels: 0 * _onehot(labels))),
    ("0 and 1 exchanged", "Each row is 0 at the digit and 1 elsewhere. It is the other way round.", _with_Y(lambda labels: 1 - _onehot(labels))),
    ("pair turned", "Y comes first here. The images come first: return X, Y.", lambda images, labels: (_onehot(labels), _rows(images) / 255)),
    ("one alone", "Both are asked: return X, Y.", lambda images, labels: _rows(images) / 255),
)  # fmt: skip


def _prepare_cases(rng):
    return [
        Case((_images(rng, 4), rng.integers(0, 10, 4).astype(np.uint8))),
        Case((_images(rng, 2, most=99), np.array([9, 0], np.uint8))),
        Case((_images(rng, 1), rng.integers(0, 9, 1))),
    ]


def _dot(*places):
    """Images that are black but for single pixels (row, column, value)."""
    images = np.zeros((len(places), 28, 28), np.uint8)
    for i, (row, column, value) in enumerate(places):
        images[i, row, column] = value
    return images


# --- cost ----------------------------------------------------------------------------------------------------------


def cost(output, label):
    target = np.zeros(10)
    target[label] = 1
    return np.sum((np.asarray(output, dtype=float) - target) ** 2)


def _cost_loop(output, label):
    total = 0.0
    for k in range(10):
        wanted = 1.0 if k == label else 0.0
        total += (float(output[k]) - wanted) ** 2
    return total


def _cost_eye(output, label):
    return float(((output - np.eye(10)[label]) ** 2).sum())


def _cost_norm(output, label):
    return np.linalg.norm(output - (np.arange(10) == label).astype(int)) ** 2


def _cost_expanded(output, label):
    return np.dot(output, output) - 2 * output[label] + 1


def _cost_einsum(output, label):
    d = np.array(output, dtype=np.float64)
    d[label] -= 1
    return np.einsum("i,i", d, d)


def _cost_generator(output, label):
    return sum((1 - a) ** 2 if k == label else a**2 for k, a in enumerate(output.tolist()))


def _gap(output, label):
    return np.asarray(output, dtype=float) - np.eye(10)[label]


def _cost_changing(output, label):
    output[label] -= 1
    return np.sum(output**2)


COST_WRONG = _wrong(
    ("mean", "This divides by ten. The cost here is the plain sum over the ten outputs.", lambda a, k: np.mean(_gap(a, k) ** 2)),
    ("halved", "There is a ½ in front. This cost, as the lesson writes it, has none.", lambda a, k: 0.5 * np.sum(_gap(a, k) ** 2)),
    ("not squared", "The differences are added up without their squares. Square each one first.", lambda a, k: np.sum(np.abs(_gap(a, k)))),
    ("not squared", "The differences are added up as they are, so that those below 0 cancel others. Square each one first.", lambda a, k: np.sum(_gap(a, k))),
    ("sum squared", "The sum was squared. Square each difference, then add them up.", lambda a, k: np.sum(_gap(a, k)) ** 2),
    ("root", "There is a square root too much: the cost is the sum of the squares itself.", lambda a, k: np.linalg.norm(_gap(a, k))),
    ("root", "There is a square root too much: the cost is the sum of the squares itself, without mean and root.", lambda a, k: np.sqrt(np.mean(_gap(a, k) ** 2))),
    ("not added up", "These are the ten terms. Add them up: the cost of an example is one number.", lambda a, k: _gap(a, k) ** 2),
    ("label's output alone", "Only the output of the right digit counts here. The other nine should be 0, and whatever they are costs, too.", lambda a, k: (a[k] - 1) ** 2),
    ("label's output alone", "That is what the right digit's output lacks. The other nine should be 0, and whatever they are costs, too; and each difference is squared.", lambda a, k: 1 - a[k]),
    ("largest alone", "That is the largest of the ten terms. Add them up.", lambda a, k: np.max(_gap(a, k) ** 2)),
    ("others averaged", "The nine other outputs count in full, not on average.", lambda a, k: (a[k] - 1) ** 2 + np.mean(np.delete(a, k) ** 2.0)),
    ("other outputs alone", "The output of the right digit is left out. It should be 1, and what it lacks costs, too.", lambda a, k: np.sum(a**2) - a[k] ** 2),
    ("target of all zeros", "Every output is compared with 0. That of the right digit is to be compared with 1.", lambda a, k: np.sum(np.asarray(a, dtype=float) ** 2)),
    ("target of all ones", "Every output is compared with 1. Only that of the right digit should be 1, the others 0.", lambda a, k: np.sum((1 - np.asarray(a)) ** 2)),
    ("label taken off", "The label itself was taken off every output. The label says which output should be 1; the target is a row of ten numbers.", lambda a, k: np.sum((a - k) ** 2)),
    ("label for 1", "The label itself stands in the target. At its place the target is 1.", lambda a, k: np.sum((a - k * np.eye(10)[k]) ** 2)),
    ("off by one", "The 1 of the target stands one place too far to the left. Output 0 is the digit 0, so the label 3 is index 3.", lambda a, k: np.sum(_gap(a, k - 1) ** 2)),
    ("off by one", "The 1 of the target stands one place too far to the right. Output 0 is the digit 0, so the label 3 is index 3.", lambda a, k: np.sum(_gap(a, (k + 1) % 10) ** 2)),
    ("always a 3", "The target is that of a 3, whatever the label. Use the label that comes in.", lambda a, k: np.sum(_gap(a, 3) ** 2)),
    ("target from the answer", "The 1 was put where the output is largest. It belongs to the label: what is right does not depend on the answer.", lambda a, k: np.sum(_gap(a, int(np.argmax(a))) ** 2)),
    ("cross-entropy", "That is a logarithm, the cross-entropy. The cost here is a sum of squares.", lambda a, k: -np.log(np.maximum(a[k], 1e-12))),
    ("cross-entropy", "That is a cross-entropy. The cost here is a sum of squares.", lambda a, k: -np.sum(np.log(np.maximum(np.where(np.arange(10) == k, a, 1.0 - a), 1e-12)))),
    ("minus sign", "The square came out negative: in Python, -x ** 2 is −(x²). Put brackets around the difference.", lambda a, k: -np.sum(_gap(a, k) ** 2)),
    ("doubled", "This is twice the cost, or its slope. There is no factor before the sum.", lambda a, k: 2 * np.sum(_gap(a, k) ** 2)),
    ("difference of squares", "Output and target were squared before the difference. The difference is squared.", lambda a, k: np.sum(np.asarray(a, dtype=float) ** 2) - 1),
    ("outputs changed", "-= 1 changes the outputs of whoever called. Make a target of your own, or work on a copy.", _cost_changing),
    ("rounded", "The result is rounded. Hand it over as it is.", lambda a, k: round(float(cost(a, k)), 2)),
    ("rounded", "The result is rounded. Hand it over as it is.", lambda a, k: round(float(cost(a, k)), 4)),
    ("cut to whole numbers", "The outputs were cut down to whole numbers on the way.", lambda a, k: np.sum((np.asarray(a).astype(int) - np.eye(10)[k]) ** 2)),
)  # fmt: skip


def _cost_cases(rng):
    outputs = [rng.integers(0, 65, 10) / 64 for _ in range(4)]
    return [
        Case((outputs[0], int(rng.integers(10)))),
        Case((outputs[1].astype(np.float32), int(rng.integers(10)))),
        Case((outputs[2], 0)),
        Case((outputs[3], 9)),
        Case((rng.integers(0, 2, 10), int(rng.integers(10)))),
    ]


# --- confusion -----------------------------------------------------------------------------------------------------


def confusion_matrix(true, predicted):
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (true, predicted), 1)
    return counts


def _confusion_loop(true, predicted):
    counts = np.zeros((10, 10))
    for t, p in zip(true, predicted, strict=True):
        counts[t, p] += 1
    return counts


def _confusion_lists(true, predicted):
    counts = [[0] * 10 for _ in range(10)]
    for i in range(len(true)):
        counts[int(true[i])][int(predicted[i])] += 1
    return counts


def _confusion_bincount(true, predicted):
    return np.bincount(10 * np.asarray(true, dtype=int) + predicted, minlength=100).reshape(10, 10)


def _confusion_product(true, predicted):
    return np.eye(10)[true].T @ np.eye(10)[predicted]


def _confusion_by_cells(true, predicted):
    return np.array([[np.sum((true == i) & (predicted == j)) for j in range(10)] for i in range(10)])


def _confusion_histogram(true, predicted):
    return np.histogram2d(true, predicted, bins=np.arange(11) - 0.5)[0]


def _once_each(true, predicted):
    counts = np.zeros((10, 10), dtype=int)
    counts[true, predicted] += 1
    return counts


def _set_to_one(true, predicted):
    counts = np.zeros((10, 10))
    for t, p in zip(true, predicted, strict=True):
        counts[t, p] = 1
    return counts


def _in_bytes(true, predicted):
    return confusion_matrix(true, predicted).astype(np.uint8)


def _in_small_bytes(true, predicted):
    return confusion_matrix(true, predicted).astype(np.int8)


def _size_by_largest(true, predicted):
    n = int(max(true.max(), predicted.max())) + 1
    return confusion_matrix(true, predicted)[:n, :n]


def _size_by_true(true, predicted):
    n = int(true.max()) + 1
    counts = np.zeros((n, n), dtype=int)
    for t, p in zip(true, predicted, strict=True):
        counts[t, p] += 1
    return counts


def _all_but_last(true, predicted):
    return confusion_matrix(true[:-1], predicted[:-1])


def _all_but_first(true, predicted):
    return confusion_matrix(true[1:], predicted[1:])


def _rows_shared_list(true, predicted):
    counts = [[0] * 10] * 10
    for t, p in zip(true, predicted, strict=True):
        counts[t][p] += 1
    return counts


def _returned_early(true, predicted):
    counts = np.zeros((10, 10))
    for t, p in zip(true, predicted, strict=True):
        counts[t, p] += 1
        return counts


def _of_rows(true, predicted):
    counts = confusion_matrix(true, predicted)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def _whole_blocks(true, predicted):
    counts = np.zeros((10, 10))
    counts[np.ix_(np.unique(true), np.unique(predicted))] += 1
    return counts


ALWAYS_10 = "The matrix is 10 by 10 always, whichever digits happen to be among these."
EACH_ONCE = "Each pair is counted once, however often it comes. Inside a loop over the pairs, = 1 only sets the place: use += 1. And counts[true, predicted] += 1 with whole arrays, without a loop, adds to each place only once."

CONFUSION_WRONG = _wrong(
    ("transposed", "Rows and columns have changed places: the row is the true digit, the column the predicted one.", lambda t, p: confusion_matrix(t, p).T),
    ("each pair once", EACH_ONCE, _once_each),
    ("each pair once", EACH_ONCE, _set_to_one),
    ("each pair once", EACH_ONCE, lambda t, p: (confusion_matrix(t, p) > 0).astype(int)),
    ("shares for counts", "These are shares of all samples. Counts are asked.", lambda t, p: confusion_matrix(t, p) / len(t)),
    ("shares for counts", "These are shares of each row. Counts are asked.", _of_rows),
    ("mistakes alone", "What was predicted rightly is missing. It is counted on the diagonal.", lambda t, p: confusion_matrix(t[t != p], p[t != p])),
    ("right ones alone", "Only what was predicted rightly is counted. The mistakes stand off the diagonal.", lambda t, p: confusion_matrix(t[t == p], p[t == p])),
    ("true digits alone", "Both indices are the true digit, so everything lands on the diagonal. The column is the predicted one.", lambda t, p: confusion_matrix(t, t)),
    ("predicted digits alone", "Both indices are the predicted digit, so everything lands on the diagonal. The row is the true one.", lambda t, p: confusion_matrix(p, p)),
    ("size by the largest", ALWAYS_10, _size_by_largest),
    ("size by the largest", ALWAYS_10, _size_by_true),
    ("off by one", "Every count stands a row and a column too far: the digit 0 belongs to row 0.", lambda t, p: np.roll(confusion_matrix(t, p), (1, 1), (0, 1))),
    ("off by one", "Every count stands a row and a column too early: the digit 1 belongs to row 1.", lambda t, p: np.roll(confusion_matrix(t, p), (-1, -1), (0, 1))),
    ("starts at 1", "Every place holds one too many. Start with zeros.", lambda t, p: 1 + confusion_matrix(t, p)),
    ("counts down", "The counts come out negative: += 1, not −= 1.", lambda t, p: -confusion_matrix(t, p)),
    ("last sample left out", "The last sample is not counted. range(len(true)) goes to the last one by itself.", _all_but_last),
    ("first sample left out", "The first sample is not counted. Counting begins at index 0.", _all_but_first),
    ("one row ten times", "[[0] * 10] * 10 holds one and the same row ten times. np.zeros((10, 10)) makes ten.", _rows_shared_list),
    ("returned too early", "The return stands inside the loop, so only the first sample is counted. Move it to the left.", _returned_early),
    ("too small for counts", "The counts are kept in one byte, which cannot hold more than 255 (or 127), and large ones start again. Leave dtype=int or float.", _in_bytes),
    ("too small for counts", "The counts are kept in one byte, which cannot hold more than 255 (or 127), and large ones start again. Leave dtype=int or float.", _in_small_bytes),
    ("accuracy", "That is one number, the share that is right. A table of counts is asked.", lambda t, p: float(np.mean(t == p))),
    ("bins over the range", "histogram2d cuts the range of what came in into ten bins, and that range is 0 to 9 only if both ends occur. Say where the bins lie, or count pair by pair.", lambda t, p: np.histogram2d(t, p, bins=10)[0]),
    ("blocks", "This counts every true digit together with every predicted one. A sample belongs to one place: its own true digit and its own predicted one.", _whole_blocks),
    ("sums on the diagonal", "These are the counts of each true digit. A count for each pair is asked, (10, 10).", lambda t, p: np.bincount(t, minlength=10)),
)  # fmt: skip


def _confusion_cases(rng):
    true = rng.integers(0, 10, 60)
    predicted = np.where(rng.uniform(size=60) < 0.6, true, rng.integers(0, 10, 60))
    many = np.full(300, 7, np.uint8)
    return [
        Case((true, predicted)),
        Case((true.astype(np.uint8), predicted.astype(np.uint8))),
        Case((many, np.full(300, 1, np.uint8))),
        Case((rng.integers(0, 4, 8), rng.integers(0, 6, 8))),
    ]


# --- weights as an image -------------------------------------------------------------------------------------------


def weight_image(W, neuron):
    return np.asarray(W)[neuron].reshape(28, 28)


def _weight_rows(W, neuron):
    return [W[neuron, 28 * row : 28 * (row + 1)] for row in range(28)]


def _weight_all(W, neuron):
    return W.reshape(-1, 28, 28)[neuron]


def _weight_loop(W, neuron):
    image = np.zeros((28, 28))
    for k in range(784):
        image[k // 28, k % 28] = W[neuron][k]
    return image


def _weight_split(W, neuron):
    return np.array(np.split(np.array(W, dtype=np.float32)[neuron, :], 28))


def _weight_divmod(W, neuron):
    row, column = np.indices((28, 28))
    return W[neuron, 28 * row + column]


TURNED_IMAGE = "The image is transposed, as if mirrored along its diagonal. Pixel 1 of a row of W lies right of pixel 0, and pixel 28 under it: reshape does it by itself."

COLUMN = "W[:, neuron] (and W.T[neuron]) is a column: the weights out of one pixel, one for each neuron. What a neuron listens to is its row of W."

WEIGHT_WRONG = _wrong(
    ("column for row", COLUMN, lambda W, n: W[:, n].reshape(28, 28)),
    ("column for row", COLUMN, lambda W, n: W.T[n].reshape(28, 28)),
    ("column for row", COLUMN, lambda W, n: np.resize(W[:, n], (28, 28))),
    ("all weights reshaped", "W has n · 784 weights, and those of all neurons do not fit into 28 by 28. Take the neuron's row first, then reshape that.", lambda W, n: W.reshape(28, 28)),
    ("all weights reshaped", "W has n · 784 weights, and those of all neurons do not fit into 28 by 28. Take the neuron's row first, then reshape that.", lambda W, n: np.reshape(W, (28, 28))[n]),
    ("column for row", COLUMN, lambda W, n: W[:, n]),
    ("transposed", TURNED_IMAGE, lambda W, n: W[n].reshape(28, 28).T),
    ("transposed", TURNED_IMAGE, lambda W, n: W[n].reshape(28, 28, order="F")),
    ("neurons mixed", "reshape(28, 28, -1) mixes the weights of different neurons. Take the neuron's row first.", lambda W, n: W.reshape(28, 28, -1)[:, :, n]),
    ("still a row", "These are the right weights in one row of 784. Bring them back into 28 rows of 28.", lambda W, n: W[n]),
    ("still a row", "These are the right weights, but not as 28 rows of 28.", lambda W, n: W[n].reshape(1, 784)),
    ("first neuron always", "That is neuron 0, whichever is asked for. Use the number that comes in.", lambda W, n: W[0].reshape(28, 28)),
    ("off by one", "That is the neuron before. The first one has the number 0.", lambda W, n: W[n - 1].reshape(28, 28)),
    ("off by one", "That is the neuron after, or none at all. The first one has the number 0.", lambda W, n: W[n + 1].reshape(28, 28)),
    ("all neurons", "These are the images of all neurons. One is asked for: the one with this number.", lambda W, n: W.reshape(-1, 28, 28)),
    ("signs lost", "The signs are gone. Whether a weight speaks for or against is half of what it says.", lambda W, n: np.abs(W[n]).reshape(28, 28)),
    ("signs lost", "The weights below 0 are gone. Whether a weight speaks for or against is half of what it says.", lambda W, n: np.maximum(W[n], 0).reshape(28, 28)),
    ("stretched to 0 and 1", "The weights were stretched from 0 to 1. Hand them over as they are; the figure takes care of the colours.", lambda W, n: ((W[n] - W[n].min()) / (W[n].max() - W[n].min())).reshape(28, 28)),
    ("stretched to 0 and 1", "The weights were divided by the largest. Hand them over as they are; the figure takes care of the colours.", lambda W, n: (W[n] / np.abs(W[n]).max()).reshape(28, 28)),
    ("divided by 255", "Weights are no bytes: nothing is to be divided here.", lambda W, n: W[n].reshape(28, 28) / 255),
    ("upside down", "The image stands on its head: the first 28 weights are its top row.", lambda W, n: W[n].reshape(28, 28)[::-1]),
    ("mirrored", "Left and right are exchanged.", lambda W, n: W[n].reshape(28, 28)[:, ::-1]),
    ("sign turned", "Every sign is turned.", lambda W, n: -W[n].reshape(28, 28)),
    ("mean of all", "That is the mean over all neurons. One is asked for.", lambda W, n: W.mean(axis=0).reshape(28, 28)),
    ("cut to whole numbers", "The weights were cut down to whole numbers.", lambda W, n: W[n].astype(int).reshape(28, 28)),
    ("rounded", "The weights are rounded. Hand them over as they are.", lambda W, n: np.round(W[n], 1).reshape(28, 28)),
)  # fmt: skip


def _weights(rng, n):
    return rng.integers(-40, 41, (n, 784)) / 16


def _weight_cases(rng):
    return [
        Case((_weights(rng, 4), 2)),
        Case((_weights(rng, 3).astype(np.float32), 0)),
        Case((_weights(rng, 2), 1)),
    ]


def _few_weights(n, **places):
    """Weights that are 0 but for a few: names such as n1_p30 give neuron 1, pixel 30."""
    W = np.zeros((n, 784))
    for place, value in places.items():
        neuron, pixel = (int(part[1:]) for part in place.split("_"))
        W[neuron, pixel] = value
    return W


# --- confident mistakes --------------------------------------------------------------------------------------------


def confident_mistakes(P, labels, k=5):
    wrong = np.flatnonzero(P.argmax(axis=1) != labels)
    return wrong[np.argsort(-P[wrong].max(axis=1), kind="stable")][:k]


def _mistakes_loop(P, labels, k=5):
    found = []
    for i in range(len(P)):
        guess = int(np.argmax(P[i]))
        if guess != labels[i]:
            found.append((float(P[i][guess]), i))
    found.sort(reverse=True)
    return [i for _, i in found[:k]]


def _mistakes_masked(P, labels, k=5):
    confidence = np.where(np.argmax(P, axis=1) == labels, -1.0, P.max(axis=1))
    order = np.argsort(confidence)[::-1]
    return np.array([i for i in order if confidence[i] >= 0][:k])


def _mistakes_sorted(P, labels, k=5):
    wrong = [i for i, p in enumerate(P) if p.argmax() != labels[i]]
    return sorted(wrong, key=lambda i: -P[i].max())[:k]


def _mistakes_filtered(P, labels, k=5):
    order = np.flip(np.argsort(np.max(P, axis=1)))
    return order[P.argmax(axis=1)[order] != labels[order]][:k]


def _is_wrong(P, labels):
    return np.flatnonzero(P.argmax(axis=1) != labels)


def _by(P, labels, k, key):
    wrong = _is_wrong(P, labels)
    return wrong[np.argsort(key(wrong), kind="stable")][:k]


WITHIN = "These are places in the list of mistakes, not in the batch. Use them to look up the mistakes' own indices."
HOW_MANY = "k says how many are asked for; 5 is only what it is when nobody says."
ASCENDING = "The most confident mistake comes first. This order begins with the least confident one."

MISTAKES_WRONG = _wrong(
    ("right ones too", "Images that were read rightly are among these. Keep the mistakes only, then sort.", lambda P, y, k=5: np.argsort(-P.max(axis=1), kind="stable")[:k]),
    ("right ones alone", "These were read rightly. The mistakes are where the largest output is not at the label.", lambda P, y, k=5: np.flatnonzero(P.argmax(axis=1) == y)[np.argsort(-P[P.argmax(axis=1) == y].max(axis=1))][:k]),
    ("cut before the mistakes were found", "First the k most confident answers were taken, then the mistakes among these: too few are left. Find the mistakes first, then take k.", lambda P, y, k=5: (o := np.argsort(-P.max(axis=1), kind="stable")[:k])[P.argmax(axis=1)[o] != y[o]]),
    ("least confident first", ASCENDING, lambda P, y, k=5: _by(P, y, k, lambda w: P[w].max(axis=1))),
    ("least confident first", ASCENDING, lambda P, y, k=5: _by(P, y, len(P), lambda w: P[w].max(axis=1))[-k:]),
    ("places among the mistakes", WITHIN, lambda P, y, k=5: np.argsort(-P[_is_wrong(P, y)].max(axis=1), kind="stable")[:k]),
    ("places among the mistakes", WITHIN, lambda P, y, k=5: np.argsort(P[_is_wrong(P, y)].max(axis=1))[::-1][:k]),
    ("not sorted", "These are mistakes, in the order in which they come. Sort them by the largest probability.", lambda P, y, k=5: _is_wrong(P, y)[:k]),
    ("indices sorted", "The right mistakes, but in the order of their indices. The most confident one comes first.", lambda P, y, k=5: np.sort(confident_mistakes(P, y, k))),
    ("by the label's probability", "These are sorted by how little the right digit got. Asked is how sure the network was of its own, wrong answer.", lambda P, y, k=5: _by(P, y, k, lambda w: P[w, y[w]])),
    ("by the label's probability", "These are sorted by what the right digit got. Asked is how sure the network was of its own, wrong answer.", lambda P, y, k=5: _by(P, y, k, lambda w: -P[w, y[w]])),
    ("by the lead", "These are sorted by the lead of the wrong digit over the right one. Asked is the largest probability itself.", lambda P, y, k=5: _by(P, y, k, lambda w: P[w, y[w]] - P[w].max(axis=1))),
    ("always five", HOW_MANY, lambda P, y, k=5: confident_mistakes(P, y, 5)),
    ("all of them", "All mistakes are here. k says how many are asked for.", lambda P, y, k=5: confident_mistakes(P, y, len(P))),
    ("one too many", "One more than k. The first k are [:k].", lambda P, y, k=5: confident_mistakes(P, y, k + 1)),
    ("one too few", "One less than k. The first k are [:k].", lambda P, y, k=5: confident_mistakes(P, y, max(k - 1, 0))),
    ("most confident left out", "The most confident mistake is missing. Counting begins at 0.", lambda P, y, k=5: confident_mistakes(P, y, k + 1)[1:]),
    ("most confident left out", "The most confident mistake is missing: going back from the end with [-1:-k:-1] stops one short, [::-1][:k] does not.", lambda P, y, k=5: _by(P, y, len(P), lambda w: P[w].max(axis=1))[-2 : -k - 2 : -1]),
    ("probabilities", "These are the probabilities. The indices of the images are asked.", lambda P, y, k=5: P.max(axis=1)[confident_mistakes(P, y, k)]),
    ("digits", "These are the digits they were taken for. The indices of the images are asked.", lambda P, y, k=5: P.argmax(axis=1)[confident_mistakes(P, y, k)]),
    ("digits", "These are the true digits. The indices of the images are asked.", lambda P, y, k=5: y[confident_mistakes(P, y, k)]),
    ("columns", "The largest along axis 0 is that of each digit. A sample is a row: axis=1.", lambda P, y, k=5: np.argsort(-P.max(axis=0), kind="stable")[:k]),
    ("one alone", "That is the most confident mistake alone. k of them are asked.", lambda P, y, k=5: confident_mistakes(P, y, 1)),
    ("yes or no", "That says of each image whether it is a mistake. The indices are asked.", lambda P, y, k=5: (P.argmax(axis=1) != y).astype(int)),
)  # fmt: skip


def _probabilities(rng, m):
    """Rows that sum to 1, in 64ths, no two of which have the same largest entry; labels, half of them another digit."""
    while True:
        Z = rng.exponential(size=(m, 10)) ** 2
        P = np.round(1024 * Z / Z.sum(axis=1, keepdims=True)) / 1024
        top = np.sort(P, axis=1)
        labels = np.where(rng.uniform(size=m) < 0.4, P.argmax(axis=1), rng.integers(0, 10, m))
        if len(np.unique(top[:, -1])) == m and (top[:, -1] > top[:, -2]).all():
            return P, labels


def _mistakes_cases(rng):
    cases = []
    for m, extra in ((20, ()), (16, (3,)), (12, (7,)), (9, (1,))):
        P, labels = _probabilities(rng, m)
        cases.append(Case((P, labels.astype(np.uint8 if m == 16 else int), *extra)))
    P, labels = _probabilities(rng, 6)
    return [*cases, Case((P.astype(np.float32), labels, 10)), Case((P, P.argmax(axis=1)))]


def _rows_of(*rows):
    """Rows of ten from the entries that are not 0."""
    P = np.zeros((len(rows), 10))
    for i, row in enumerate(rows):
        for digit, p in row.items():
            P[i, digit] = p
    return P


# --- rounding ------------------------------------------------------------------------------------------------------


def consistent(terms, activations, label):
    gap = np.abs(np.asarray(activations, dtype=float) - (np.arange(len(activations)) == label))
    low, high = np.maximum(gap - 0.005, 0) ** 2, (gap + 0.005) ** 2
    terms = np.asarray(terms, dtype=float)
    return (low <= terms + 0.00005) & (terms - 0.00005 <= high)


def _consistent_loop(terms, activations, label):
    answers = []
    for k in range(len(terms)):
        target = 1 if k == label else 0
        ends = [(activations[k] - 0.005 - target) ** 2, (activations[k] + 0.005 - target) ** 2]
        low, high = min(ends), max(ends)
        if abs(activations[k] - target) < 0.005:
            low = 0
        answers.append(bool(high >= terms[k] - 0.00005 and low <= terms[k] + 0.00005))
    return answers


def _consistent_trying(terms, activations, label):
    tried = np.asarray(activations, dtype=float)[:, None] + np.linspace(-0.005, 0.005, 2001)
    squares = (tried - (np.arange(len(activations)) == label)[:, None]) ** 2
    return (np.abs(squares - np.asarray(terms)[:, None]) <= 0.00005).any(axis=1)


def _consistent_back(terms, activations, label):
    gap = np.where(np.arange(len(terms)) == label, 1 - activations, activations)
    least, most = np.sqrt(np.maximum(terms - 0.00005, 0)), np.sqrt(terms + 0.00005)
    return np.where((most >= gap - 0.005) & (least <= gap + 0.005), 1, 0)


def _gaps(activations, label):
    return np.abs(np.asarray(activations, dtype=float) - (np.arange(len(activations)) == label))


def _ranges(gap, half, of_term):
    """Consistent, with other half widths of the two roundings."""
    return lambda terms: (np.maximum(gap - half, 0) ** 2 <= terms + of_term) & (terms - of_term <= (gap + half) ** 2)


def _with_widths(half, of_term):
    return lambda terms, activations, label: _ranges(_gaps(activations, label), half, of_term)(np.asarray(terms))


HALF_A_UNIT = (
    "A number that rounds to 0.43 lies between 0.425 and 0.435: half a unit of the last printed place to each side."
)
TERM_TOO = "The term is rounded as well: 0.1863 may stand for anything from 0.18625 to 0.18635."

ENDS = "At the label the target is 1, and there the smaller of the two activations gives the larger term. Order the two squares, or work with the distance from the target."


def _ends_unordered(of_term):
    """The squares of both ends, taken as the lower and the upper one wherever the target lies."""

    def answer(terms, activations, label):
        target = np.arange(len(terms)) == label
        a, b = (activations - 0.005 - target) ** 2, (activations + 0.005 - target) ** 2
        return (a <= terms + of_term) & (b >= terms - of_term)

    return answer


def _ends_below_0(terms, activations, label):
    gap = _gaps(activations, label)
    return ((gap - 0.005) ** 2 <= terms) & ((gap + 0.005) ** 2 >= terms)


ROUNDING_WRONG = _wrong(
    ("activation taken as exact", "The printed activation was squared as it stands. It is rounded: every activation within half a unit of its last place may be behind it.", lambda t, a, k: np.isclose(np.round(_gaps(a, k) ** 2, 4), t, atol=1e-9)),
    ("activation taken as exact", "The printed activation was squared as it stands. It is rounded: every activation within half a unit of its last place may be behind it.", _with_widths(0.0, 0.00005)),
    ("term taken as exact", TERM_TOO, _with_widths(0.005, 0.0)),
    ("term taken as exact", TERM_TOO, _ends_below_0),
    ("ends exchanged at the label", ENDS, _ends_unordered(0.00005)),
    ("ends exchanged at the label", ENDS, _ends_unordered(0.0)),
    ("term taken as exact", TERM_TOO, lambda t, a, k: np.isclose(np.round(np.sqrt(t), 2), _gaps(a, k))),
    ("label ignored", "Every activation is compared with 0. At the label it is compared with 1.", lambda t, a, k: np.isclose(np.round(np.sqrt(t), 2), a)),
    ("whole unit", HALF_A_UNIT, _with_widths(0.01, 0.00005)),
    ("whole unit", HALF_A_UNIT, _with_widths(0.05, 0.00005)),
    ("whole unit", HALF_A_UNIT, _with_widths(0.01, 0.0001)),
    ("whole unit of the term", "A term printed as 0.1863 lies between 0.18625 and 0.18635: half a unit of its last place to each side.", _with_widths(0.005, 0.0001)),
    ("whole unit of the term", "A term printed as 0.1863 lies between 0.18625 and 0.18635: half a unit of its last place to each side.", _with_widths(0.005, 0.0005)),
    ("half a hundredth of the term", "Here the term may be off by half a hundredth. It is printed to four places, so it is off by half a unit of the fourth.", _with_widths(0.005, 0.005)),
    ("half a hundredth of the term", "Here the square may be off by half a hundredth. It is the activation that may; the square follows from it.", _with_widths(0.0, 0.005)),
    ("label ignored", "Every activation is compared with 0. At the label it is compared with 1.", lambda t, a, k: _ranges(np.asarray(a), 0.005, 0.00005)(t)),
    ("target of all ones", "Every activation is compared with 1. Only at the label it is; elsewhere with 0.", lambda t, a, k: _ranges(1 - np.asarray(a), 0.005, 0.00005)(t)),
    ("off by one", "The 1 of the target stands one place off: output 0 is the digit 0.", lambda t, a, k: _with_widths(0.005, 0.00005)(t, a, k - 1)),
    ("always a 3", "The target is that of a 3, whatever the label.", lambda t, a, k: consistent(t, a, 3)),
    ("not squared", "The terms are squares. Here they are compared with the differences themselves.", lambda t, a, k: np.abs(_gaps(a, k) - t) <= 0.00505),
    ("one answer for all", "An answer for each term is asked. This is one for all of them.", lambda t, a, k: bool(consistent(t, a, k).all())),
    ("counted", "An answer for each term is asked. This is how many there are.", lambda t, a, k: int(consistent(t, a, k).sum())),
    ("exchanged", "True and False are exchanged: True says that such an activation exists.", lambda t, a, k: ~consistent(t, a, k)),
    ("upper end alone", "Only the upper end is looked at. A term can be too small as well.", lambda t, a, k: np.asarray(t) - 0.00005 <= (_gaps(a, k) + 0.005) ** 2),
    ("lower end alone", "Only the lower end is looked at. A term can be too large as well.", lambda t, a, k: np.asarray(t) + 0.00005 >= np.maximum(_gaps(a, k) - 0.005, 0) ** 2),
    ("both ends alone", "Only the two ends are tried. Any activation between them will do.", lambda t, a, k: np.isclose(np.round((_gaps(a, k) - 0.005) ** 2, 4), t, atol=1e-9) | np.isclose(np.round((_gaps(a, k) + 0.005) ** 2, 4), t, atol=1e-9)),
    ("always true", "This says yes to everything. Try a term that is far off.", lambda t, a, k: np.ones(len(t), dtype=bool)),
    ("always false", "This says no to everything.", lambda t, a, k: np.zeros(len(t), dtype=bool)),
)  # fmt: skip


def _rounding_cases(rng):
    """Terms that fit and terms that do not, all well away from the edge between the two."""
    cases = []
    for _ in range(4):
        while True:
            label = int(rng.integers(10))
            activations = np.round(rng.uniform(0.03, 0.97, 10), 2)
            gap = np.abs(activations - (np.arange(10) == label))
            off = rng.choice([-0.0125, -0.007, -0.0047, -0.002, 0.0, 0.002, 0.0047, 0.007, 0.0125], 10)
            terms = np.round((gap + off) ** 2, 4)
            # The lowest term that fits for the rounding of the term alone, and the lowest that is too high in spite of it.
            terms[:2] = np.round(gap[:2] ** 2 - 0.01 * gap[:2], 4)
            terms[2:4] = np.round(gap[2:4] ** 2 + 0.01 * gap[2:4] + 0.0001, 4)
            safe = all(
                (
                    _with_widths(0.005 + d, 0.00005 + e)(terms, activations, label)
                    == consistent(terms, activations, label)
                ).all()
                for d in (-1e-5, 1e-5)
                for e in (-2e-6, 2e-6)
            )
            answers = consistent(terms, activations, label)
            if safe and answers.any() and not answers.all() and (gap + off > 0).all():
                break
        cases.append(Case((terms, activations, label)))
    return [*cases, Case((TERMS_BAD, PRINTED_BAD, 3)), Case((TERMS_GOOD, PRINTED_GOOD, 3))]


# --- training ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _mnist():
    images = datasets.mnist()
    X = images.train_images.reshape(-1, 784).astype(np.float32)
    X /= 255
    return X, images.train_labels.astype(int), images.test_images, images.test_labels.astype(int)


@lru_cache(maxsize=2)
def digits(seed: int) -> Data:
    """All training images; all test images, each turned and shifted a little, by other amounts for each seed."""
    X, labels, new, labels_new = _mnist()
    moved = datasets.moved(new, np.random.default_rng(seed), SHIFT, DEGREES).reshape(-1, 784)
    return Data(X, labels, moved / np.float32(255), labels_new)


def network_16_16(settings=None) -> Network:
    """784-16-16-10: ReLU in the hidden layers, softmax at the end."""
    hidden = [Dense(784, 16, "relu", "he", rng=0), Dense(16, 16, "relu", "he", rng=1)]
    return Network([*hidden, Dense(16, 10, rng=2), Softmax()], "categorical_cross_entropy")


def _judged(full, none_below=None, work=math.inf):
    """By the accuracy, and where that is not enough, by what in the network and its settings keeps it down."""
    by_accuracy = at_least(full, none_below)

    def judged(trained):
        share, says, _ = by_accuracy(trained)
        if share == 1:
            return share, says, None
        epochs = int(min(SEEN, work / trained.network.n_parameters) // len(trained.data.X))
        mistake = _cause(trained, epochs, work < math.inf)
        if mistake == "stopped early":
            says += f" Only {trained.settings['epochs']} of the {epochs} epochs that the budget allows are used."
        return share, says, mistake

    return judged


def _cause(trained, epochs, wide) -> str | None:
    """What in the settings or the network explains an accuracy that is too low; None where nothing stands out.

    epochs: so many are allowed. wide: whether the network may be made wider.
    """
    network, s = trained.network, trained.settings
    if network.loss.__name__ == "categorical_cross_entropy" and not isinstance(network.layers[-1], Softmax):
        return "no softmax"
    hidden = [layer for layer in network.layers if hasattr(layer, "W")][:-1]
    bends = [layer for layer in hidden if getattr(layer, "activation", None) is not linear]
    if not bends or not np.isfinite(trained.history.loss).all():
        return None  # the marker tells these by itself
    stride = s["eta"] / (1 - s["momentum"])
    last = stride / (1 + s["decay"] * (s["epochs"] - 1))
    if stride > 0.6 and trained.accuracy < 0.9:  # squared errors behind sigmoids want large steps, and learn by them
        return "steps too large"
    if stride < 0.03:
        return "steps too small"
    if s["epochs"] * math.ceil(len(trained.data.X) / s["batch_size"]) < 1000:
        return "too few updates"
    if trained.accuracy < 0.2:
        return None  # it has learned nothing, which is told as that
    if last < stride / 20:
        return "decays too fast"
    if s["epochs"] <= epochs / 2:
        return "stopped early"
    if wide and max(layer.W.shape[-2] for layer in hidden) < 40:
        return "too narrow"
    return "learns slowly" if stride < 0.15 else None


def _settings(**changed):
    return {"epochs": 10, "batch_size": 50, "eta": 0.02, "momentum": 0.9, "decay": 0.2} | changed


DIVERGED = "The loss is no number any more: the steps are so large that each goes further astray than the one before. Take a smaller η; momentum α makes steps about 1/(1 − α) times as long, so with α = 0.9 η has to be about ten times smaller."
NO_STEP = "With 0 epochs or η = 0 the weights stay as they were drawn, at random."
NOTHING = "It answers no better than somebody who always says the same digit. Do all weights start at 0, so that no neuron ever differs from another?"
TOO_SMALL = "The steps are so small that the budget runs out on the way. Try an η ten times as large, or momentum."
TOO_LARGE = "The steps are so large that the weights jump about the valley and do not settle in it. Try an η that is several times smaller, remembering that momentum α makes steps about 1/(1 − α) times as long."
FEW = "Large batches mean few updates: there is one for each batch, however large it is. Take a smaller batch_size, or more epochs."
DECAYED = "η falls so fast that after the first epochs nothing moves any more. Take a smaller decay."
EARLY = "It was still getting better when it was stopped. Let it train longer."
SLOWLY = (
    "It learns too slowly for its epochs. Take a larger η, momentum, or smaller batches, so that there are more steps."
)
BUDGET = "The budget counts samples seen: epochs times 60,000. Within it, learn faster rather than longer: η, momentum, and how many updates an epoch has."


SETTINGS_WRONG = _wrong(
    ("over the budget", BUDGET, _settings(epochs=11)),
    ("no step", NO_STEP, _settings(eta=0.0)),
    ("no step", NO_STEP, _settings(epochs=0)),
    ("steps too large", TOO_LARGE, _settings(epochs=1, eta=3.0, momentum=0.0, batch_size=200)),
    ("steps too large", TOO_LARGE, _settings(epochs=1, eta=1.0, batch_size=200)),
    ("steps too small", TOO_SMALL, {"epochs": 1, "batch_size": 100, "eta": 0.001}),
    ("steps too small", TOO_SMALL, {"epochs": 1, "batch_size": 200, "eta": 1e-6}),
    ("too few updates", FEW, {"epochs": 1, "batch_size": 60_000, "eta": 0.5}),
    ("too few updates", FEW, {"epochs": 2, "batch_size": 1000, "eta": 0.1}),
    ("decays too fast", DECAYED, _settings(epochs=2, decay=100.0)),
    ("stopped early", EARLY, {"epochs": 1, "batch_size": 50, "eta": 0.1}),
    ("stopped early", EARLY, {"epochs": 3, "batch_size": 100, "eta": 0.05}),
    ("learns slowly", SLOWLY, {"epochs": 6, "batch_size": 200, "eta": 0.05}),
)


def _wide(*widths, activation="relu", initializer="he", last="softmax"):
    layers = [Dense(a, b, activation, initializer) for a, b in zip((784, *widths), widths, strict=False)]
    before = widths[-1] if widths else 784
    if last == "softmax":
        return Network([*layers, Dense(before, 10), Softmax()], "categorical_cross_entropy")
    return Network([*layers, Dense(before, 10, "sigmoid")], last)


def _linear_outputs():
    return Network([Dense(784, 40, "tanh"), Dense(40, 10)], "half_squared_error")


def _without_softmax():
    return Network([Dense(784, 40, "relu", "he"), Dense(40, 10)], "categorical_cross_entropy")


def build_wide():
    network = Network([Dense(784, 100, "relu", "he"), Dense(100, 10), Softmax()], "categorical_cross_entropy")
    return network, {"epochs": 5, "batch_size": 50, "eta": 0.2, "decay": 0.2}


def _build_two_layers():
    return [_wide(64, 32), _settings(epochs=6, eta=0.04, decay=0.5)]


def _build_tanh():
    return _wide(96, activation="tanh", initializer="glorot"), _settings(epochs=6, eta=0.05, decay=0.3)


def _build_sigmoids():
    return _wide(100, last="binary_cross_entropy"), {"epochs": 6, "batch_size": 50, "eta": 0.2, "decay": 0.2}


def _builds(network, **settings):
    return lambda: (network(), settings)


NO_SOFTMAX = "The last layer is no softmax. Cross-entropy takes its inputs for probabilities of ten classes, and only a Softmax() behind the ten outputs makes them so: above 0, with sum 1."
WIDE_SLOWLY = "It learns too slowly for its epochs: take a larger η, or smaller batches, so that there are more steps. With 64 neurons or more the network is wide enough."
FEW_NEURONS = (
    "It is trained well enough for its size. Give the hidden layer more neurons; the budget has room for that."
)
NO_HIDDEN = "Without a hidden layer it is ten weighted sums, and those stop near 92%. Put at least one layer with a bend before the last."
NO_BEND = "The hidden layers are linear, so all layers together are one weighted sum again, and that stops near 92%. Give them an activation."
TOO_MUCH_WORK = "The budget counts what the training costs: samples seen, and parameters times samples seen. Take fewer epochs, or fewer neurons."

WIDE_WRONG = _wrong(
    ("over the budget", TOO_MUCH_WORK, _builds(lambda: _wide(100), epochs=20, batch_size=50, eta=0.2)),
    ("over the budget", TOO_MUCH_WORK, _builds(lambda: _wide(1000), epochs=5, batch_size=50, eta=0.2)),
    ("no step", NO_STEP, _builds(lambda: _wide(100), epochs=5, batch_size=50, eta=0)),
    ("no hidden layer", NO_HIDDEN, _builds(_wide, epochs=1, batch_size=100, eta=0.2)),
    ("no bend", NO_BEND, _builds(lambda: _wide(20, activation="linear"), epochs=1, batch_size=200, eta=0.1)),
    ("diverged", DIVERGED, _builds(_linear_outputs, epochs=1, batch_size=100, eta=5.0)),
    ("nothing learned", NOTHING, _builds(lambda: _wide(40, initializer="zeros"), epochs=1, batch_size=50, eta=0.2)),
    ("too narrow", FEW_NEURONS, _builds(lambda: _wide(16, 16), epochs=6, batch_size=64, eta=0.05, momentum=0.9)),
    ("steps too small", TOO_SMALL, _builds(lambda: _wide(40), epochs=1, batch_size=200, eta=0.001)),
    ("steps too large", TOO_LARGE, _builds(lambda: _wide(40), epochs=1, batch_size=200, eta=5.0)),
    ("too few updates", FEW, _builds(lambda: _wide(40), epochs=1, batch_size=6000, eta=0.2)),
    ("decays too fast", DECAYED, _builds(lambda: _wide(40), epochs=2, batch_size=100, eta=0.2, decay=100.0)),
    ("stopped early", EARLY, _builds(lambda: _wide(50), epochs=1, batch_size=50, eta=0.1)),
    ("learns slowly", WIDE_SLOWLY, _builds(lambda: _wide(64), epochs=6, batch_size=200, eta=0.05)),
    ("no softmax", NO_SOFTMAX, _builds(_without_softmax, epochs=1, batch_size=200, eta=0.1)),
)


EXERCISES = [
    FunctionExercise(
        id="10/prepare",
        names=("prepare",),
        signature="prepare(images, labels) -> (X, Y)",
        reference=(prepare,),
        cases=(
            Case((_dot((0, 0, 255), (0, 1, 51), (1, 0, 102)), np.array([5, 0, 4], np.uint8))),
            Case((_dot((27, 27, 204)), np.array([1], np.uint8))),
        ),
        hidden=_prepare_cases,
        right=(prepare, _prepare_eye, _prepare_float32, _prepare_loop, _prepare_by_steps),
        wrong=PREPARE_WRONG,
        hints=(
            "Two jobs: images (m, 28, 28) become X (m, 784) between 0 and 1, labels (m,) become Y (m, 10).",
            "images.reshape(len(images), 784) lays the rows of each image side by side. Divide by 255 with /, which gives fractions.",
            "np.eye(10) holds ten rows, and row k has its 1 at place k. An array of labels as index chooses a row for each: np.eye(10)[labels].",
        ),
        solution="def prepare(images, labels):\n    X = images.reshape(len(images), 784) / 255\n    Y = np.eye(10)[labels]\n    return X, Y\n",
    ),
    FunctionExercise(
        id="10/cost",
        names=("cost",),
        signature="cost(output, label)",
        reference=(cost,),
        tolerance=Tolerance(2e-6, 1e-7),
        withholds=("nnlib.losses:half_squared_error",),
        cases=(
            Case((PRINTED_BAD, 3)),
            Case((PRINTED_GOOD, 3)),
            Case((np.array([0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]), 2)),
            Case((np.array([0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5]), 0)),
        ),
        hidden=_cost_cases,
        right=(cost, _cost_loop, _cost_eye, _cost_norm, _cost_expanded, _cost_einsum, _cost_generator),
        wrong=COST_WRONG,
        hints=(
            "The target has a 1 at the label and 0 elsewhere. Take it off the output, square, add up.",
            "np.eye(10)[label] is such a target.",
        ),
        solution="def cost(output, label):\n    target = np.eye(10)[label]\n    return np.sum((output - target) ** 2)\n",
    ),
    TrainingExercise(
        id="10/train_16_16",
        names=("settings",),
        signature="settings = {'epochs': ..., 'batch_size': ..., 'eta': ...}",
        points=2.0,
        partial=True,
        data=digits,
        settings={"epochs": None, "batch_size": None, "eta": None, "momentum": 0.0, "decay": 0.0},
        samples=SEEN,
        network=network_16_16,
        judged=_judged(0.94, none_below=0.92),
        right=(
            _settings(),
            {"epochs": 8, "batch_size": 50, "eta": 0.1, "decay": 0.1},
            _settings(epochs=np.int64(8), batch_size=100, eta=np.float32(0.05)),
        ),
        wrong=SETTINGS_WRONG,
        hints=(
            "Change one setting at a time, and look at the validation accuracy: is it still rising at the end, or jumping up and down?",
            "The budget allows ten epochs. Batches of 32 to 100 are a good start, and an η about ten times that of the training above.",
            "Without momentum, η = 0.1 with batches of 50 works well. With momentum 0.9, η about 0.02, and a decay of 0.2 so that it settles.",
        ),
        solution='settings = {"epochs": 10, "batch_size": 50, "eta": 0.02, "momentum": 0.9, "decay": 0.2}\n',
    ),
    FunctionExercise(
        id="10/confusion",
        names=("confusion_matrix",),
        signature="confusion_matrix(true, predicted)",
        reference=(confusion_matrix,),
        cases=(
            Case((np.array([3, 3, 3, 5]), np.array([3, 5, 5, 5]))),
            Case((np.array([0, 9, 4, 9], np.uint8), np.array([0, 4, 9, 9], np.uint8))),
        ),
        hidden=_confusion_cases,
        right=(
            confusion_matrix,
            _confusion_loop,
            _confusion_lists,
            _confusion_bincount,
            _confusion_product,
            _confusion_by_cells,
            _confusion_histogram,
        ),
        wrong=CONFUSION_WRONG,
        hints=(
            "Start with np.zeros((10, 10)) and go through the pairs: each adds 1 to one place.",
            "for t, p in zip(true, predicted): the place is row t, column p.",
        ),
        solution=(
            "def confusion_matrix(true, predicted):\n    counts = np.zeros((10, 10), dtype=int)\n"
            "    for t, p in zip(true, predicted):\n        counts[t, p] += 1\n    return counts\n"
        ),
    ),
    FunctionExercise(
        id="10/weight_image",
        names=("weight_image",),
        signature="weight_image(W, neuron)",
        reference=(weight_image,),
        cases=(
            Case((_few_weights(3, n0_p0=0.5, n1_p1=2.0, n1_p28=-1.0, n2_p5=3.0), 1)),
            Case((_few_weights(2, n0_p783=1.5, n1_p27=-0.25), 0)),
        ),
        hidden=_weight_cases,
        right=(weight_image, _weight_rows, _weight_all, _weight_loop, _weight_split, _weight_divmod),
        wrong=WEIGHT_WRONG,
        hints=(
            "Row i of W, W[i], holds what neuron i listens to: a weight for each of the 784 pixels.",
            "The pixels were laid row by row into 784. reshape(28, 28) takes that back and returns the image; resize changes the array itself and returns None.",
        ),
        solution="def weight_image(W, neuron):\n    return W[neuron].reshape(28, 28)\n",
    ),
    TrainingExercise(
        id="10/train_wide",
        names=("build_wide",),
        signature="build_wide() -> (network, settings)",
        points=2.0,
        data=digits,
        settings={"epochs": None, "batch_size": None, "eta": None, "momentum": 0.0, "decay": 0.0, "l2": 0.0},
        samples=SEEN,
        work=WORK,
        judged=_judged(0.97, work=WORK),
        right=(build_wide, _build_two_layers, _build_tanh, _build_sigmoids),
        wrong=WIDE_WRONG,
        hints=(
            "Write the network as above, with another number in the place of 16. One hidden layer is enough.",
            "Between 50 and 150 hidden neurons reach 97% within the budget.",
            "One hidden layer of 100 with ReLU, 5 epochs, batches of 50, η = 0.2 and a decay of 0.2 will do.",
        ),
        solution=(
            'def build_wide():\n    layers = [Dense(784, 100, "relu", "he"), Dense(100, 10), Softmax()]\n'
            '    network = Network(layers, "categorical_cross_entropy")\n'
            '    return network, {"epochs": 5, "batch_size": 50, "eta": 0.2, "decay": 0.2}\n'
        ),
    ),
    FunctionExercise(
        id="10/mistakes",
        names=("confident_mistakes",),
        signature="confident_mistakes(P, labels, k=5)",
        core=False,
        reference=(confident_mistakes,),
        cases=(
            Case(
                (
                    _rows_of({1: 0.9, 7: 0.1}, {2: 0.6, 3: 0.4}, {4: 0.8, 9: 0.2}, {0: 0.7, 6: 0.3}),
                    np.array([1, 3, 9, 6]),
                    2,
                )
            ),
            Case((_rows_of({5: 0.5, 3: 0.25, 8: 0.25}, {9: 1.0}, {2: 0.75, 7: 0.25}), np.array([3, 9, 7]))),
        ),
        hidden=_mistakes_cases,
        right=(confident_mistakes, _mistakes_loop, _mistakes_masked, _mistakes_sorted, _mistakes_filtered),
        wrong=MISTAKES_WRONG,
        hints=(
            "First the indices of all mistakes: np.flatnonzero of where the predicted digit is not the label.",
            "np.argsort(-x) are the places of x from its largest value down. Sort the largest probabilities of the mistakes.",
            "wrong[np.argsort(-P[wrong].max(axis=1))] are the mistakes' own indices in that order. Then [:k].",
        ),
        solution=(
            "def confident_mistakes(P, labels, k=5):\n    wrong = np.flatnonzero(P.argmax(axis=1) != labels)\n"
            "    order = np.argsort(-P[wrong].max(axis=1))\n    return wrong[order][:k]\n"
        ),
    ),
    FunctionExercise(
        id="10/rounding",
        names=("consistent",),
        signature="consistent(terms, activations, label)",
        core=False,
        reference=(consistent,),
        cases=(
            Case((np.array([0.1863, 0.0809, 0.1, 0.0138]), np.array([0.43, 0.28, 0.3, 0.88]), 3)),
            Case((np.array([0.0004, 0.0009, 0.3, 0.25, 0.0008]), np.array([0.02, 0.97, 0.5, 0.5, 0.02]), 1)),
            Case((np.array([0.1806, 0.1805, 0.1892, 0.1893, 0.1806]), np.array([0.43, 0.43, 0.43, 0.43, 0.57]), 4)),
            Case((TERMS_BAD, PRINTED_BAD, 3)),
        ),
        hidden=_rounding_cases,
        right=(consistent, _consistent_loop, _consistent_trying, _consistent_back),
        wrong=ROUNDING_WRONG,
        hints=(
            "Which activations round to 0.43? All between 0.425 and 0.435. How small and how large can their squared difference from the target be?",
            "Let d be the distance of the printed activation from its target. The true distance lies between d − 0.005 and d + 0.005, and not below 0.",
            "The term is rounded too, so it may be off by 0.00005. Two ranges, one of the square and one of the term: do they overlap?",
        ),
        solution=(
            "def consistent(terms, activations, label):\n    distance = np.abs(activations - (np.arange(len(terms)) == label))\n"
            "    low, high = np.maximum(distance - 0.005, 0) ** 2, (distance + 0.005) ** 2\n"
            "    return (low <= terms + 0.00005) & (terms - 0.00005 <= high)\n"
        ),
    ),
]
