"""What colour is a dog's coat, in a plain word?"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.dogs.results import COAT_COLOURS, Box

SIDE: Final = 48  # pixels of the square that is looked at
CELLS: Final = 6  # of each colour channel: pixels of one cell count as alike
MIXED: Final = 0.55  # share of the coat that its commonest family of colours needs, or the coat is mixed
WARM: Final = ("cream", "golden", "red", "brown")  # one coat has several of these, by light and shade

_PLAIN: Final = tuple(name for name in COAT_COLOURS if name != "mixed")


def coat_colour(photo: Image.Image, box: Box) -> str:
    """Return the colour of the dog in the box, one of `COAT_COLOURS`.

    What the middle of the box shows more often than its surroundings is taken for the dog.
    """
    around = max(box.w, box.h) * 0.15
    left, top = max(0.0, box.x - around), max(0.0, box.y - around)
    right, bottom = min(photo.width, box.x + box.w + around), min(photo.height, box.y + box.h + around)
    pixels = np.asarray(
        photo.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX, (left, top, right, bottom)), np.float64
    )
    y, x = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j]
    inside, outside = np.hypot(x, y) < 0.6, np.maximum(abs(x), abs(y)) > 0.88
    cell = (pixels // (256 / CELLS)).astype(int) @ (CELLS**2, CELLS, 1)
    shares = [np.bincount(cell[mask], minlength=CELLS**3) / mask.sum() for mask in (inside, outside)]
    likely = (shares[0] / (shares[0] + shares[1] + 1e-6))[cell] * inside
    nearest = _nearest(pixels)
    parts = np.bincount(nearest.ravel(), likely.ravel(), minlength=len(_PLAIN))
    share = dict(zip(_PLAIN, parts / parts.sum(), strict=True))
    families = [WARM, *((name,) for name in _PLAIN if name not in WARM)]
    best = max(families, key=lambda family: sum(share[name] for name in family))
    if sum(share[name] for name in best) < MIXED:
        return "mixed"
    return max(best, key=share.__getitem__)


def _nearest(pixels: NDArray[np.float64]) -> NDArray[np.intp]:
    """(H, W) the index of the plain colour that each pixel (H, W, 3) is nearest to, lightness counting half."""
    known = np.array([COAT_COLOURS[name] for name in _PLAIN], np.float64)
    away = _opponent(pixels)[..., None, :] - _opponent(known)
    return (away**2).sum(-1).argmin(-1)


def _opponent(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lightness (halved), red against green, yellow against blue."""
    r, g, b = np.moveaxis(rgb, -1, 0)
    return np.stack([(r + g + b) / 6, r - g, (r + g) / 2 - b], -1)
