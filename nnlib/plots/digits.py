"""Images side by side, with what they are and what a network took them for; mistakes are red and have a cross."""

import numpy as np

from nnlib.arguments import numbers
from nnlib.plots.axes import image_grid
from nnlib.plots.figure import INK, RED, RED_TEXT

MOST = 100


def digit_grid(images, labels=None, predicted=None, columns=10):
    """Images (m, rows, columns) or, of 28x28 pixels, (m, 784), as a grid. Returns the list of Axes, one an image.

    Whole numbers are read as 0 (black) to 255 (white), others as 0 to 1 or as far as they go. labels, predicted: (m,)
    names or numbers, written above; a prediction that is not the label is marked. Raises ValueError for what does not
    fit, and for more than 100 images.
    """
    whole = np.asarray(images).dtype.kind in "ui"
    images = numbers("images", images, "m", *("rows", "columns") if np.ndim(images) == 3 else (784,))
    if len(images) > MOST:
        raise ValueError(f"images holds {len(images)} images; at most {MOST} can be seen at once: images[:{MOST}]")
    m, images = len(images), images.reshape(len(images), *(images.shape[1:] if images.ndim == 3 else (28, 28)))
    names = {}
    for argument, values in (("labels", labels), ("predicted", predicted)):
        names[argument] = [""] * m if values is None else [str(value) for value in np.asarray(values).flat]
        if values is not None and np.shape(values) != (m,):
            raise ValueError(f"{argument} has shape {np.shape(values)}; one for each image, ({m},), is expected")
    compared = labels is not None and predicted is not None
    titles = []
    for is_, as_ in zip(*names.values(), strict=True):
        apart = "\n" if len(is_ + as_) > 8 else " "
        titles.append(f"✗ {is_}{apart}as {as_}" if compared and is_ != as_ else as_ or is_)
    wrong = [title.startswith("✗") for title in titles]

    low, high = (0, 255) if whole else (min(0, images.min()), max(1, images.max()))
    lines = [line for title in titles for line in title.split("\n")]
    above = 0 if not any(titles) else 38 if len(lines) > m else 20
    axes = image_grid(m, columns, size=max(64, 8 * max(map(len, lines))), above=above)
    for k, ax in enumerate(axes):
        ax.imshow(images[k], cmap="gray", vmin=low, vmax=high)
        ax.set_title(titles[k], fontsize=12, pad=4, color=RED_TEXT if wrong[k] else INK)
        if wrong[k]:
            ax.spines[:].set(color=RED, linewidth=3)
        ax.alt = f"image {k + 1}: {names['labels'][k] or titles[k] or 'without a label'}"
        ax.alt += f", wrongly predicted {names['predicted'][k]}" * wrong[k]
    axes[0].figure.alt = _alt_text(names, compared, wrong, axes)
    return axes


def _alt_text(names, compared, wrong, axes):
    m = len(axes)
    text = f"{m} image{'s' * (m != 1)}"
    shown = names["labels"] if any(names["labels"]) else names["predicted"]
    if any(shown):
        text += f", row by row: {', '.join(shown)}"
    if compared:
        text += f". {m - sum(wrong)} of {m} are predicted rightly"
        mistakes = [ax.alt for ax, is_wrong in zip(axes, wrong, strict=True) if is_wrong]
        text += f"; {'; '.join(mistakes)}" if mistakes else ""
    return text + "."
