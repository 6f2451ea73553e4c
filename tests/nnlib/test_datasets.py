"""The data: MNIST as published, damage that is noticed, and made-up sets that anybody can make again."""

import gzip
import shutil

import numpy as np
import pytest
from scipy import ndimage

from nnlib import datasets


def test_mnist_is_the_published_one():
    d = datasets.mnist()
    assert d.train_images.shape == (60_000, 28, 28) and d.test_images.shape == (10_000, 28, 28)
    assert d.train_images.dtype == np.uint8
    assert np.bincount(d.train_labels).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert d.train_labels[:5].tolist() == [5, 0, 4, 1, 9]


@pytest.fixture
def folder(tmp_path):
    for name, array in (("images-idx3", np.arange(24).reshape(2, 3, 4)), ("labels-idx1", np.array([7, 1]))):
        for part in ("train", "t10k"):
            header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
            data = header + array.astype(np.uint8).tobytes()
            (tmp_path / f"{part}-{name}-ubyte").write_bytes(data)
    return tmp_path


def test_another_folder_of_idx_files_can_be_read(folder):
    path = folder / "train-images-idx3-ubyte"
    (folder / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    d = datasets.read_idx_folder(folder)
    assert d.train_images[1, 2, 3] == 23 and d.test_labels.tolist() == [7, 1]


def test_a_missing_file_is_named(folder):
    (folder / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(FileNotFoundError, match=r"t10k-labels-idx1-ubyte.gz is missing. Install the package again"):
        datasets.read_idx_folder(folder)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda data: data[:-1], "is damaged: it does not hold the"),
        (lambda data: b"GIF89a" + data, "is not an IDX file of unsigned bytes"),
        (lambda data: b"", "is not an IDX file"),
    ],
)
def test_a_damaged_file_is_named(folder, damage, sentence):
    path = folder / "train-labels-idx1-ubyte"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match="train-labels-idx1-ubyte " + sentence):
        datasets.read_idx_folder(folder)


def test_a_changed_digit_is_noticed(tmp_path):
    shutil.copytree(datasets.MNIST_FOLDER, tmp_path / "mnist")
    path = tmp_path / "mnist" / "t10k-labels-idx1-ubyte.gz"
    data = bytearray(gzip.decompress(path.read_bytes()))
    data[-1] ^= 1
    path.write_bytes(gzip.compress(bytes(data)))
    with pytest.raises(ValueError, match="t10k-labels-idx1-ubyte is damaged: its checksum is not the published one"):
        datasets.read_idx_folder(tmp_path / "mnist", datasets.MNIST_SHA256)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ValueError, match=r"t10k-labels-idx1-ubyte\.gz is damaged"):
        datasets.read_idx_folder(tmp_path / "mnist", datasets.MNIST_SHA256)


def test_images_and_labels_that_do_not_belong_together(folder):
    (folder / "train-labels-idx1-ubyte").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 7]))
    with pytest.raises(ValueError, match="2 train images and 1 train labels"):
        datasets.read_idx_folder(folder)


def test_one_hot():
    np.testing.assert_array_equal(datasets.one_hot(np.array([2, 0], np.uint8), 3), [[0, 0, 1], [1, 0, 0]])
    for labels in ([0, 3], [-1, 0], [0.5], [[0], [1]]):
        with pytest.raises(ValueError, match=r"\(m,\) of whole numbers from 0 to 2 are expected"):
            datasets.one_hot(labels, 3)


def test_the_spirals_follow_their_formula_and_the_others_their_circles():
    X, labels = datasets.spirals(50, noise=0, rng=0)
    j, k = 2, 30
    radius, angle = k / 49, 4 * j + 4 * k / 49
    np.testing.assert_allclose(X[j * 50 + k], [radius * np.sin(angle), radius * np.cos(angle)])
    assert labels.tolist() == [0] * 50 + [1] * 50 + [2] * 50
    X, labels = datasets.circles(100, noise=0, rng=0)
    np.testing.assert_allclose(np.hypot(*X.T), np.where(labels, 0.3, 1))
    X, labels = datasets.moons(100, noise=0, rng=0)
    np.testing.assert_allclose(np.hypot(*(X - np.where(labels[:, None], [1, 0.5], [0, 0])).T), 1)


@pytest.mark.parametrize("make", [datasets.moons, datasets.circles, datasets.spirals, datasets.bank_loans])
def test_the_same_seed_makes_the_same_data(make):
    for a, b in zip(make(40, rng=7), make(40, rng=7), strict=True):
        np.testing.assert_array_equal(a, b)
    assert len(set(make(200, rng=7)[1].tolist())) > 1


def test_moved_images_agree_with_scipy():
    images = datasets.mnist().test_images[:3]
    moved = datasets.moved(images, rng=7, shift=2, degrees=20)
    rng = np.random.default_rng(7)
    angles, (down, right) = np.deg2rad(rng.uniform(-20, 20, 3)), rng.uniform(-2, 2, (2, 3))
    for k, a in enumerate(angles):
        back = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
        offset = 13.5 - back @ [13.5, 13.5] - [down[k], right[k]]
        expected = ndimage.affine_transform(images[k].astype(float), back, offset, order=1)
        np.testing.assert_allclose(moved[k], expected, atol=0.02)


def test_images_that_are_moved_by_nothing_stay():
    images = datasets.mnist().test_images[:5]
    assert np.array_equal(datasets.moved(images, 0, shift=0, degrees=0), images)
    rows = images.reshape(5, 784) / 255
    assert datasets.moved(rows, 0).shape == (5, 784) and not np.allclose(datasets.moved(rows, 0), rows)
    assert np.array_equal(datasets.moved(rows, 3), datasets.moved(rows, 3)), "one seed, one motion"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"images": np.ones((2, 27, 28))}, r"images has shape \(2, 27, 28\)"),
        ({"images": np.ones(784)}, "images has shape"),
        ({"shift": -1}, "shift is -1"),
        ({"degrees": -1}, "degrees is -1"),
    ],
)
def test_moving_names_what_is_wrong(wrong, words):
    with pytest.raises(ValueError, match=words):
        datasets.moved(**({"images": np.ones((2, 28, 28))} | wrong))
