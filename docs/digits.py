"""The small network that reads digits on the front page: `python -m docs.digits` trains it into docs/digits.npz.

It is the one of the benchmarks with the seed 0. After some seconds the share of the test images that it reads rightly
is printed.
"""

from pathlib import Path

from benchmarks.accuracy import SETTINGS, data, train
from nnlib import accuracy

FILE = Path(__file__).with_name("digits.npz")
SIZES = (784, 16, 16, 10)

if __name__ == "__main__":
    X, T, X_test, T_test = data()
    settings = {key: value for key, value in SETTINGS[SIZES].items() if key != "at_least"}
    network, seconds = train(SIZES, 0, X, T, **settings)
    network.save(FILE)
    print(f"{accuracy(network.predict(X_test), T_test):.2%} after {seconds:.0f} s")
