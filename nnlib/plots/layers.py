"""What is to be drawn of a network: how many neurons, which of them, with what numbers and names."""

import numpy as np

from nnlib.arguments import numbers, whole
from nnlib.layers import Softmax


class Layers:
    """The arguments of `network_diagram`, checked and in one form for a Network and for a list of sizes.

    sizes: the neurons of each layer, inputs first; kinds: its activation function or ""; weights: a matrix or None
    between each two layers; activations: a list of arrays or None; ranges: the scale of each of them; labels: a list
    of names or None for each layer; shown: the neurons that are drawn; slots: the row in which each of these stands.
    """

    def __init__(self, network, activations, weights, labels, max_shown):
        part = whole("max_shown", max_shown, 3) // 3
        self.sizes, self.kinds, self.weights = _of_network(network) if hasattr(network, "layers") else _sizes(network)
        if weights is not None:
            _one_each("weights", weights, len(self.weights), "two neighbouring layers")
            shapes = zip(self.sizes[1:], self.sizes, strict=False)
            self.weights = [numbers(f"weights[{k}]", weights[k], *shape) for k, shape in enumerate(shapes)]
        self.largest_weight = max((np.abs(W).max() for W in self.weights if W is not None), default=0) or 1
        self.weighted = any(W is not None for W in self.weights)
        self.ranges = []
        self.activations = None if activations is None else self._activations(network, activations)
        self.labels = [None] * len(self.sizes) if labels is None else self._labels(labels)
        self.shown, self.slots = [], []
        for n in self.sizes:
            large = n > max_shown
            self.shown.append(np.r_[:part, n - part : n] if large else np.arange(n))
            self.slots.append(np.r_[:part, part + 1 : 2 * part + 1] if large else np.arange(n))  # a row for the dots

    def _activations(self, network, activations):
        if hasattr(network, "layers") and np.ndim(next(iter(activations), [])) == 0:
            activations = _forward(network, numbers("activations", activations, self.sizes[0]))
        _one_each("activations", activations, len(self.sizes), "layer")
        arrays = [numbers(f"activations[{k}]", activations[k], n) for k, n in enumerate(self.sizes)]
        for low, high in ((a.min(), a.max()) for a in arrays):
            usual = [(0, 1), (-1, 1), (min(0, low), max(0, high))]
            self.ranges.append(next(scale for scale in usual if scale[0] <= low and high <= scale[1]))
        return arrays

    def _labels(self, labels):
        _one_each("labels", labels, len(self.sizes), "layer")
        labels = [names if names is None else [str(name) for name in names] for names in labels]
        for k, names in enumerate(labels):
            if names is not None and len(names) != self.sizes[k]:
                raise ValueError(f"labels[{k}] has {len(names)} names; {self.sizes[k]} are expected")
        return labels

    def elided(self, k):
        """Whether some neurons of layer k are not drawn."""
        return len(self.shown[k]) < self.sizes[k]

    def role(self, k):
        """How many neurons layer k has, and of what sort."""
        sort = "input" if k == 0 else "output" if k == len(self.sizes) - 1 else "hidden"
        return f"{self.sizes[k]:,} {sort}" + ("s" if sort != "hidden" and self.sizes[k] > 1 else "")

    def headings(self, k):
        """The lines over layer k: how many neurons, their activation function, what is white and what is blue."""
        lines = [self.role(k)]
        if any(self.kinds):
            lines.append(self.kinds[k])
        if self.activations:
            lines.append("{:.3g} to {:.3g}".format(*self.ranges[k]).replace("-", "−"))
        return lines

    def alt_text(self):
        """The network in words."""
        layers = [self.role(k) + (f" ({kind})" if kind else "") for k, kind in enumerate(self.kinds)]
        text = f"Network of {', '.join(layers[:-1])} and {layers[-1]}."
        for k in range(len(self.sizes)):
            if self.elided(k):
                half = len(self.shown[k]) // 2
                text += f" Of the {self.role(k)}, the first {half} and the last {half} are drawn."
        known = [W.ravel() for W in self.weights if W is not None]
        if known:
            W = np.concatenate(known)
            text += f" {W.size:,} weights from {W.min():.3g} to {W.max():.3g}, {np.count_nonzero(W > 0):,} positive."
        if self.activations:
            ranges = ", ".join(f"{a.min():.3g} to {a.max():.3g}" for a in self.activations)
            names, values = self.labels[-1] or range(self.sizes[-1]), self.activations[-1]
            outputs = ", ".join(f"{names[i]}: {short(values[i])}" for i in self.shown[-1])
            text += f" Activations, layer by layer: {ranges}. Outputs {outputs}."
        return text


def _of_network(network):
    """Sizes, kinds and weights of a Network."""
    sizes, kinds, weights = [], [""], []
    for layer in network.layers:
        if hasattr(layer, "W"):
            if layer.W.ndim > 3:
                raise ValueError(f"network has the layer {layer}, which has no columns of neurons to draw")
            # a maxout unit has several weights for each sender, so that none of them could be drawn
            weights.append(np.asarray(layer.W, dtype=float) if layer.W.ndim == 2 else None)
            kinds.append(layer.activation.__name__ if layer.W.ndim == 2 else "maxout")
            sizes = [*(sizes or [layer.W.shape[-1]]), layer.W.shape[-2]]
        elif isinstance(layer, Softmax):
            kinds[-1] = "softmax"
    if not sizes:
        raise ValueError(f"network has the layers {network.layers}; at least one with weights is expected")
    return sizes, kinds, weights


def _sizes(sizes):
    checked = numbers("network", sizes, "layers", dtype=float)
    if len(checked) < 2 or (checked < 1).any() or (checked % 1).any():
        raise ValueError(f"network is {sizes!r}; a Network or two or more sizes, whole and above 0, are expected")
    return [int(n) for n in checked], [""] * len(checked), [None] * (len(checked) - 1)


def _forward(network, x):
    """The activations of all layers of neurons for one sample."""
    found = [x[None]]
    for layer in network.layers:
        a = layer.forward(found[-1])
        if hasattr(layer, "W"):
            found.append(a)
        else:  # softmax and dropout work on the neurons that are there
            found[-1] = a
    return [a[0] for a in found]


def short(value):
    """A number as it fits into a circle: two decimals, or three digits where it is large."""
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.3g}"


def _one_each(name, values, n, what):
    if not hasattr(values, "__len__") or len(values) != n:
        came = f"{name} has {len(values)} entries" if hasattr(values, "__len__") else f"{name} is {values!r}"
        raise ValueError(f"{came}; {n} are expected, one for each {what}")
