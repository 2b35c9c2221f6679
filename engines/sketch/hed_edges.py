"""Edges by HED (Xie, Tu 2015): one more detector to learn from, where the host has its published weights.

HED was taught by people's outlines, so it sees what a thing is and leaves its texture out. Its edges are broad and
soft; here they become a map like those of `engines.drawn.edges`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.checkpoints import load
from engines.drawn.edges import Floats, gaussian, grow, ridge
from engines.models.hed import HED
from engines.models.predictors.hed import HedPredictor
from engines.runtime import choose_device

SURE, LIKELY = 0.4, 0.15  # a line has a pixel that is sure, and goes on while it is likely
BENT = 0.03  # how strongly a ridge bends down, of its height per square pixel; a slope is straighter, its foot bends up
SOFT = 1.0  # pixels that a response is blurred by, so that its ridge is smooth


def hed_edges(photos: Iterable[NDArray[np.uint8]], weights: Path, device: str = "auto") -> list[Floats]:
    """The edges in photos (H, W, 3) RGB, one pixel wide: (H, W) each, 0 where there is none, else how sure HED is.

    weights: a checkpoint of HED in any naming that `engines.checkpoints` knows; device: as in `choose_device`.

    Raises:
        InputError: `checkpoint_*`.

    Example:
        strokes = [trace(edges) for edges in hed_edges(photos, Path("network-bsds500.pytorch"))]
    """
    predict = HedPredictor(cast("HED", load(weights, "hed", choose_device(device).name)))
    return [thin(predict(Image.fromarray(photo)).values) for photo in photos]


def thin(response: Floats) -> Floats:
    """The ridges of a soft edge response (H, W), 0 to 1, one pixel wide, each as strong as the response is there."""
    smooth = gaussian(response, SOFT)
    down, right = np.gradient(smooth)
    (down_down, down_right), right_right = np.gradient(down), np.gradient(right, axis=1)
    # Across a ridge it bends down most: the second axis of its second derivatives.
    along = np.arctan2(2 * down_right, down_down - right_right) / 2
    line = ridge(smooth, -np.sin(along), np.cos(along)) & (down_down + right_right < -BENT * smooth)
    kept = grow(line & (response >= SURE), line & (response >= LIKELY))
    return np.where(kept, response, 0).astype(np.float32)
