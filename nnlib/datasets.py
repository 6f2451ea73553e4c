"""Data to learn from: bank loans, moons, circles, spirals, and the handwritten digits of MNIST.

The first four are made from a seed, so that everybody has the same. MNIST ships with the package, in the IDX format
it was published in; nothing is fetched. Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten
digits", CC BY-SA 3.0.
"""

import gzip
import hashlib
import struct
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nnlib.arguments import between, numbers, whole

MNIST_FOLDER = Path(__file__).parent / "data" / "mnist"
MNIST_SHA256 = {  # of the uncompressed files
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


class Images(NamedTuple):
    """Images and labels for training and for testing: uint8, (m, rows, columns) and (m,)."""

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def mnist() -> Images:
    """The MNIST digits: 60,000 for training and 10,000 for testing, 28x28 pixels, 0 (black) to 255 (white).

    Raises FileNotFoundError or ValueError, naming the file, where one is missing or damaged.
    """
    return read_idx_folder(MNIST_FOLDER, MNIST_SHA256)


def read_idx_folder(folder, sha256=None) -> Images:
    """Images and labels from a folder of the four IDX files of MNIST's naming, gzipped or not.

    Fashion-MNIST and other sets published in this form can be dropped into a folder and read. `sha256` maps file
    names to the digests of their uncompressed bytes. Raises FileNotFoundError or ValueError, naming the file.
    """
    arrays = []
    for part in ("train", "t10k"):
        for kind in ("images-idx3", "labels-idx1"):
            name = f"{part}-{kind}-ubyte"
            arrays.append(read_idx(Path(folder) / name, (sha256 or {}).get(name)))
    images = Images(*arrays)
    for part in ("train", "test"):
        i, l = getattr(images, f"{part}_images"), getattr(images, f"{part}_labels")
        if len(i) != len(l):
            raise ValueError(f"{folder}: {len(i)} {part} images and {len(l)} {part} labels do not belong together")
    return images


def read_idx(path, sha256=None) -> np.ndarray:
    """The array in an IDX file of unsigned bytes, gzipped (`path` + ".gz") or not.

    Raises FileNotFoundError where there is neither, ValueError where it is damaged or not of this form.
    """
    path = Path(path)
    zipped = path.with_name(path.name + ".gz")
    advice = "Install the package again, or put the file there again."
    try:
        data = gzip.decompress(zipped.read_bytes()) if zipped.exists() else path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"{zipped} is missing. {advice}") from None
    except (OSError, EOFError) as error:
        raise ValueError(f"{zipped} is damaged ({error}). {advice}") from None
    if sha256 and hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"{path.name} is damaged: its checksum is not the published one. {advice}")
    # 0, 0, the type (8: unsigned byte), the number of dimensions; then each dimension as a big-endian integer
    if len(data) < 4 or data[:3] != b"\x00\x00\x08":
        raise ValueError(f"{path.name} is not an IDX file of unsigned bytes. {advice}")
    n = data[3]
    shape = struct.unpack(f">{n}I", data[4 : 4 + 4 * n])
    if len(data) != 4 + 4 * n + np.prod(shape, dtype=int):
        raise ValueError(f"{path.name} is damaged: it does not hold the {shape} bytes it announces. {advice}")
    return np.frombuffer(data, np.uint8, offset=4 + 4 * n).reshape(shape)


def moved(images, rng=None, shift=1.0, degrees=5.0):
    """Images, each turned about its middle and shifted by a random amount: an array of the same shape, in float32.

    images (m, 28, 28) or (m, 784), as bytes or floats. shift: at most so many pixels to each side; degrees: at most so
    far to the left or right. What comes in from outside is 0. In between pixels the four around are mixed (bilinear).
    Raises ValueError for another shape, or a shift or degrees below 0.
    """
    images = numbers("images", images)
    if images.shape[1:] not in ((28, 28), (784,)):
        raise ValueError(f"images has shape {images.shape}; (m, 28, 28) or (m, 784) is expected")
    between("shift", shift, 0), between("degrees", degrees, 0)
    rng, m = np.random.default_rng(rng), len(images)
    angle = np.deg2rad(rng.uniform(-degrees, degrees, (m, 1))).astype(np.float32)
    down, right = rng.uniform(-shift, shift, (2, m, 1)).astype(np.float32)
    # Where each new pixel comes from: the way back, turned and shifted, in a frame of zeros for what lies outside.
    y, x = (np.indices((28, 28), np.float32) - 13.5).reshape(2, 1, 784)
    cos, sin = np.cos(angle), np.sin(angle)
    from_y = np.clip(cos * y - sin * x - down + 14.5, 0, 28.999)
    from_x = np.clip(sin * y + cos * x - right + 14.5, 0, 28.999)
    framed = np.pad(images.reshape(m, 28, 28).astype(np.float32), ((0, 0), (1, 1), (1, 1)))
    first = np.arange(0, 900 * m, 900)[:, None] + 30 * from_y.astype(int) + from_x.astype(int)
    above = framed.take(first) * (1 - from_x % 1) + framed.take(first + 1) * (from_x % 1)
    below = framed.take(first + 30) * (1 - from_x % 1) + framed.take(first + 31) * (from_x % 1)
    return (above * (1 - from_y % 1) + below * (from_y % 1)).reshape(images.shape)


def one_hot(labels, n_classes, dtype=np.float64):
    """Labels (m,) of 0 ... n_classes − 1 as rows with a single 1: (m, n_classes). ValueError for other labels.

    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    labels, n_classes = np.asarray(labels), whole("n_classes", n_classes)
    if labels.ndim != 1 or not np.isin(labels, np.arange(n_classes)).all():
        came = f"labels have shape {labels.shape} and values {np.unique(labels)[:12]}"
        raise ValueError(f"{came}; (m,) of whole numbers from 0 to {n_classes - 1} are expected")
    return np.eye(n_classes, dtype=dtype)[labels.astype(int)]


def moons(m, noise=0.1, rng=None):
    """Two half moons that reach into each other: X (m, 2), labels (m,) of 0 and 1.

    noise: the standard deviation added to each coordinate. Raises ValueError for m below 1 or a negative noise.
    """
    m, noise = whole("m", m), between("noise", noise, 0)
    rng = np.random.default_rng(rng)
    labels = np.arange(m) % 2
    angle = np.pi * rng.uniform(size=m)
    X = np.column_stack([np.cos(angle), np.sin(angle)])
    X[labels == 1] = [1, 0.5] - X[labels == 1]
    return X + rng.normal(0, noise, (m, 2)), labels


def circles(m, noise=0.05, factor=0.3, rng=None):
    """A circle of radius 1 around one of radius `factor`: X (m, 2), labels (m,) of 0 (outer) and 1 (inner).

    noise: the standard deviation added to each coordinate. Raises ValueError for m below 1, a negative noise, or a
    factor that is not between 0 and 1.
    """
    m, noise, factor = whole("m", m), between("noise", noise, 0), between("factor", factor, 0, 1)
    rng = np.random.default_rng(rng)
    labels = np.arange(m) % 2
    angle = 2 * np.pi * rng.uniform(size=m)
    X = np.column_stack([np.cos(angle), np.sin(angle)]) * np.where(labels, factor, 1)[:, None]
    return X + rng.normal(0, noise, (m, 2)), labels


def spirals(per_class, classes=3, noise=0.2, rng=None):
    """Arms of a spiral, one a class: X (classes·per_class, 2), labels. The generator of Stanford's CS231n notes.

    Arm j runs from radius 0 to 1 and from angle 4j to 4j + 4, with `noise` on the angle, in radians. Raises ValueError
    for numbers of samples or classes below 1 or a negative noise.
    """
    per_class, classes = whole("per_class", per_class), whole("classes", classes)
    between("noise", noise, 0)
    rng = np.random.default_rng(rng)
    radius = np.tile(np.linspace(0, 1, per_class), classes)
    labels = np.repeat(np.arange(classes), per_class)
    angle = np.concatenate([np.linspace(4 * j, 4 * j + 4, per_class) for j in range(classes)])
    angle += rng.normal(0, noise, len(angle))
    return np.column_stack([radius * np.sin(angle), radius * np.cos(angle)]), labels


def bank_loans(m=200, rng=None):
    """Loan applications: X (m, 4) of income, debt, years in the job and savings, each scaled to 0 ... 1; labels ±1.

    Made up for the course: +1 (paid back) where income and savings outweigh debt, with some chance in it. Raises
    ValueError for m below 1.
    """
    m = whole("m", m)
    rng = np.random.default_rng(rng)
    X = rng.uniform(size=(m, 4))
    score = X @ [1.5, -2.0, 0.5, 1.0] - 0.4 + rng.normal(0, 0.1, m)
    return X, np.where(score > 0, 1, -1)
