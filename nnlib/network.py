"""A network: layers in order, and a loss at the end.

Forward, the output of each layer is the input of the next. Backward, the gradient of the loss goes through the same
layers in reverse, and each keeps the gradients of its own parameters on the way. That is all of backpropagation.
"""

import json
import zipfile

import numpy as np

from nnlib.activations import sigmoid
from nnlib.arguments import named, numbers
from nnlib.layers import Dense, Softmax, build
from nnlib.losses import LOSSES, binary_cross_entropy, categorical_cross_entropy


class Network:
    """Layers in order and the loss to be made small: a function of `nnlib.losses` or its name.

    Raises ValueError for an unknown loss, and for layers that do not fit together.

    >>> net = Network([Dense(2, 3, "tanh", rng=0), Dense(3, 1, rng=1)], "half_squared_error")
    >>> net.n_parameters
    13
    >>> net.predict([[1, 0], [0, 1]]).shape
    (2, 1)
    """

    def __init__(self, layers, loss="half_squared_error"):
        self.layers = list(layers)
        self.loss = named(loss, LOSSES, "loss")
        n = None  # how many numbers a sample has on the way, once that is known
        for k, layer in enumerate(self.layers):
            if isinstance(layer, type):
                name = layer.__name__
                raise ValueError(f"layers[{k}] is the class {name}; brackets behind it make a layer: {name}(...)")
            if not hasattr(layer, "backward"):
                raise ValueError(f"layers[{k}] is {layer!r}; a layer of nnlib.layers is expected")
            if hasattr(layer, "W"):
                *_, n_out, n_in = layer.W.shape
                if n not in (None, n_in):
                    raise ValueError(f"layers[{k}] is {layer!r}, but what comes to it has {n} columns")
                n = n_out
        if not self.layers:
            raise ValueError("layers is empty; at least one layer is expected")

    @property
    def dtype(self):
        """What the parameters are: float32 or float64. Data are taken in the same."""
        return self.parameters[0].dtype if self.parameters else np.dtype(np.float64)

    @property
    def parameters(self):
        """All weights and biases, a list of arrays, in the order of the layers."""
        return [p for layer in self.layers for p in layer.parameters]

    @property
    def gradients(self):
        """The gradients that the last `backward` found, in the order of `parameters`."""
        return [g for layer in self.layers for g in layer.gradients]

    @property
    def n_parameters(self):
        """How many numbers there are to learn."""
        return sum(p.size for p in self.parameters)

    def forward(self, X, learning=False):
        """Outputs (m, n_out) for a batch X (m, n_in), an array; learning: whether dropout drops.

        Raises ValueError where X does not fit the first layer.
        """
        for layer in self.layers:
            X = layer.forward(X, learning)
        return X

    def backward(self, Y, T):
        """Find all gradients of the mean loss, from outputs Y that `forward` gave and targets T, both (m, n_out).

        Raises ValueError where T has another shape than Y.
        """
        if Y.shape != T.shape:
            raise ValueError(f"T has shape {T.shape}, Y has {Y.shape}: they must be the same")
        *before, last = self.layers
        if self._slopes_cancel():
            gradient = last.backward_delta(Y - T, to_input=bool(before))
        else:
            gradient = last.backward(self.loss.gradient(Y, T), to_input=bool(before))
        for k in reversed(range(len(before))):
            gradient = before[k].backward(gradient, to_input=k > 0)

    def _slopes_cancel(self):
        """Softmax with categorical cross-entropy, sigmoid with the binary one: together, dE/dz is y − t.

        So it is exact where one slope is 0 and the other infinite, and it costs one subtraction.
        """
        last = self.layers[-1]
        if isinstance(last, Softmax):
            return self.loss is categorical_cross_entropy
        return isinstance(last, Dense) and last.activation is sigmoid and self.loss is binary_cross_entropy

    def predict(self, X):
        """Outputs (m, n_out) for X (m, n_in), as the network answers outside of learning.

        Raises ValueError where X has another shape, or holds what is no finite number.
        """
        return self.forward(numbers("X", X, "m", "n_in", dtype=self.dtype))

    def summary(self):
        """A table in text: each layer, the shape of what it gives, its number of parameters."""
        rows = [(repr(layer), sum(p.size for p in layer.parameters)) for layer in self.layers]
        width = max(len(text) for text, _ in rows)
        lines = [f"{text:<{width}}  {count:>10,}" for text, count in rows]
        return "\n".join([*lines, f"{'parameters':<{width}}  {self.n_parameters:>10,}"])

    def save(self, path):
        """Write the network to an .npz file: plain arrays and a description in JSON, nothing that could run.

        Raises ValueError for an activation, an initializer or a loss of your own, which a file cannot hold.
        """
        description = {"loss": self.loss.__name__, "layers": [layer.describe() for layer in self.layers]}
        Network([build(layer) for layer in description["layers"]], description["loss"])
        arrays = {f"p{k}": p for k, p in enumerate(self.parameters)}
        np.savez(path, description=np.array(json.dumps(description)), **arrays)

    @classmethod
    def load(cls, path):
        """Read a network that `save` wrote.

        Raises FileNotFoundError where there is no such file, ValueError where it holds something else.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                description = json.loads(str(file["description"]))
                net = cls([build(layer) for layer in description["layers"]], description["loss"])
                for k, p in enumerate(net.parameters):
                    p[...] = file[f"p{k}"]
        except (KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError(f"{path} holds no network: {error}") from None
        return net
