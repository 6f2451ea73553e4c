"""What a neuron looks for: its weights laid out as the image that they are multiplied with.

Orange where a bright pixel speaks for the neuron, purple where it speaks against, white where it does not matter. All
neurons share one scale, so that they can be compared.
"""

import numpy as np
from matplotlib import colormaps
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize

from nnlib.arguments import numbers
from nnlib.plots.axes import image_grid

MOST, TOLD = 64, 16


def weight_images(W, shape=(28, 28), columns=8, names=None):
    """An image of the given shape for each row of W (n, pixels), a neuron's weights. Returns the list of Axes.

    names: what stands over each image, "neuron 0" and so on by default. Raises ValueError where the shape does not fit,
    for more than 64 neurons, and where there are not as many names.
    """
    rows, width = (int(n) for n in numbers("shape", shape, 2))
    W = numbers("W", W, "n", rows * width)
    if len(W) > MOST:
        raise ValueError(f"W holds {len(W)} neurons; at most {MOST} can be seen at once: W[:{MOST}]")
    names = [f"neuron {k}" for k in range(len(W))] if names is None else list(names)
    if len(names) != len(W):
        raise ValueError(f"names holds {len(names)} names for {len(W)} neurons")
    largest = np.abs(W).max() or 1
    scale = {"norm": Normalize(-largest, largest), "cmap": colormaps["PuOr_r"].resampled(41)}  # few colours, small file
    axes = image_grid(len(W), columns, size=88, above=20, right=90)
    for ax, w, name in zip(axes, W, names, strict=True):
        ax.imshow(w.reshape(rows, width), **scale)
        ax.set_title(name, fontsize=12, pad=4)
        ax.alt = f"{name}: weights from {w.min():.3g} to {w.max():.3g}"
    figure = axes[0].figure
    size = figure.shown_size
    bar = figure.add_axes((1 - 74 / size["width"], 8 / size["height"], 14 / size["width"], 88 / size["height"]))
    figure.colorbar(ScalarMappable(**scale), cax=bar, label="weight")
    neurons = f"{len(W)} neuron{'s' * (len(W) > 1)}"
    figure.alt = f"Weights of {neurons} as images of {rows} by {width}, on a scale from {-largest:.3g} (purple) to "
    figure.alt += f"{largest:.3g} (orange). {'; '.join(ax.alt for ax in axes[:TOLD])}."
    if len(W) > TOLD:
        figure.alt += f" These were the first {TOLD}."
    return axes
