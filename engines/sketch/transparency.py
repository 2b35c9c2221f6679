"""Lines on white paper become lines on nothing, as a sheet to draw on holds them."""

import numpy as np
from PIL import Image

GRAIN = 0.08  # of full ink; up to here it is the paper
LINE = 0.35  # of full ink; from here on it is a line, and opaque


def without_paper(sheet: Image.Image) -> Image.Image:
    """A sheet of lines on white as (W, H) RGBA: opaque lines in their colours, soft rims, and no paper.

    The sheet looks the same when it is laid on white again, except for the palest traces, which are gone.

    Example:
        without_paper(Image.open("drawing.png")).getchannel("A").getextrema()
    """
    colour = np.asarray(sheet.convert("RGB"), np.float32) / 255
    ink = 1 - colour.min(-1, keepdims=True)  # of any colour: yellow is ink, too
    alpha = ((ink - GRAIN) / (LINE - GRAIN)).clip(0, 1)
    # What must lie over white in this opacity to look like the pixel does.
    own = (1 - (1 - colour) / np.maximum(alpha, 1 / 255)).clip(0, 1)
    return Image.fromarray((np.concatenate([own, alpha], -1) * 255).round().astype(np.uint8), "RGBA")
