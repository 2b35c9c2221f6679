"""A garment's outline made sharp by its colours, where the network is only roughly right.

GrabCut (Rother, Kolmogorov, Blake, SIGGRAPH 2004) learns the colours of garment and ground from where the network is
sure, and divides the rest: the gap between sleeve and body, the edge.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.models.results import Mask

SURE_GARMENT, SURE_GROUND = 0.97, 0.02  # the network's values from which on and up to which it is believed
DEEP: Final = 20  # pixels from the edge: nearer to it nothing is sure, for sleeves and body grow together
ALIKE, SPREAD = 2.5, (3.0, 12.0)  # spreads from the ground's colour that still are ground; least and most of a spread
LARGEST_GAP: Final = 0.35  # of the garment: where more of it looks like the ground, colours tell nothing
ROUNDS: Final = 3
BELIEVED: Final = 0.7  # overlap (IoU) with the network's mask below which the colours tell too little
SOFT: Final = 3  # pixels: width of the blur that makes the edge soft again


def sharpened(picture: Image.Image, mask: Mask) -> Mask:
    """Return the mask with its edge where the colours change; as it was, where garment and ground look alike."""
    values = mask.values
    rough, ground = values > 0.5, values < SURE_GROUND
    inside = cv2.distanceTransform(rough.astype(np.uint8), cv2.DIST_L2, 3) > DEEP
    places = np.where(rough, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    places[(values > SURE_GARMENT) & inside] = cv2.GC_FGD
    places[ground] = cv2.GC_BGD
    if not (places == cv2.GC_FGD).any() or not ground.any():
        return mask
    pixels = np.asarray(picture)
    gap = rough & like_ground(pixels, ground)
    if gap.sum() < LARGEST_GAP * rough.sum():
        places[gap] = cv2.GC_PR_BGD
    models = np.zeros((2, 1, 65))
    cv2.setRNGSeed(0)
    cv2.grabCut(pixels, places, (0, 0, 1, 1), models[0], models[1], ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = (places == cv2.GC_FGD) | (places == cv2.GC_PR_FGD)
    if (found & rough).sum() < BELIEVED * (found | rough).sum():
        return mask
    return Mask(cv2.GaussianBlur(found.astype(np.float32), (SOFT, SOFT), 0))


def like_ground(pixels: NDArray[np.uint8], ground: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where a picture (H, W, 3) RGB has the colours of the ground (H, W) and hangs together with it."""
    colours = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float32)
    mean, spread = np.median(colours[ground], 0), colours[ground].std(0).clip(*SPREAD)
    alike = ground | (np.abs((colours - mean) / spread).max(-1) < ALIKE)
    _, pieces = cv2.connectedComponents(alike.astype(np.uint8), connectivity=4)
    return alike & np.isin(pieces, np.unique(pieces[ground]))
