"""A network: layers in order, and a loss at the end.

Forward, the output of each layer is the input of the next. Backward, the gradient of the loss goes through the same
layers in reverse, and each keeps the gradients of its own parameters on the way. That is all of backpropagation.
"""

import json

import numpy as np

from nnlib.activations import sigmoid
from nnlib.layers import Dense, Softmax, build, named
from nnlib.losses import LOSSES, binary_cross_entropy, categorical_cross_entropy


class Network:
    """Layers in order and the loss to be made small: a function of `nnlib.losses` or its name.

    >>> net = Network([Dense(2, 3, "tanh", rng=0), Dense(3, 1, rng=1)], "half_squared_error")
    >>> net.n_parameters
    13
    """

    def __init__(self, layers, loss="half_squared_error"):
        self.layers = list(layers)
        self.loss = named(loss, LOSSES, "loss")

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
        """Outputs (m, n_out) for a batch X (m, n_in)."""
        for layer in self.layers:
            X = layer.forward(X, learning)
        return X

    def backward(self, Y, T):
        """Find all gradients of the mean loss, from outputs Y that `forward` gave and targets T, both (m, n_out)."""
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
        """Outputs (m, n_out) for X (m, n_in), as the network answers outside of learning."""
        return self.forward(np.asarray(X))

    def summary(self):
        """A table in text: each layer, the shape of what it gives, its number of parameters."""
        rows = [(repr(layer), sum(p.size for p in layer.parameters)) for layer in self.layers]
        width = max(len(text) for text, _ in rows)
        lines = [f"{text:<{width}}  {count:>10,}" for text, count in rows]
        return "\n".join([*lines, f"{'parameters':<{width}}  {self.n_parameters:>10,}"])

    def save(self, path):
        """Write the network to an .npz file: plain arrays and a description in JSON, nothing that could run."""
        description = {"loss": self.loss.__name__, "layers": [layer.describe() for layer in self.layers]}
        arrays = {f"p{k}": p for k, p in enumerate(self.parameters)}
        np.savez(path, description=np.array(json.dumps(description)), **arrays)

    @classmethod
    def load(cls, path):
        """Read a network that `save` wrote. Raises ValueError where the file holds something else."""
        with np.load(path, allow_pickle=False) as file:
            try:
                description = json.loads(str(file["description"]))
                net = cls([build(layer) for layer in description["layers"]], description["loss"])
                for k, p in enumerate(net.parameters):
                    p[...] = file[f"p{k}"]
            except (KeyError, ValueError) as error:
                raise ValueError(f"{path} holds no network: {error}") from None
        return net
