"""A rough mask made sharp by colours."""

import cv2
import numpy as np
from PIL import Image

from engines.drawn.garments import draw_garment
from engines.models.results import Mask
from engines.tryon.outline import sharpened


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


def test_the_gap_between_sleeve_and_body_opens() -> None:
    drawn = draw_garment(np.random.default_rng(5), "top", "long")
    ground = np.array([200, 30, 40], np.uint8)
    picture = Image.fromarray(np.where(drawn.mask[..., None], drawn.picture, ground).astype(np.uint8))
    rough = cv2.dilate(drawn.mask.astype(np.float32), np.ones((13, 13))).astype(np.float32)
    found = sharpened(picture, Mask(rough))
    assert overlap(found.binary(), drawn.mask) > 0.95 > overlap(rough > 0.5, drawn.mask)


def test_a_garment_like_its_ground_keeps_its_mask() -> None:
    rough = np.zeros((256, 192), np.float32)
    rough[60:200, 40:150] = 1
    mask = Mask(rough)
    grey = Image.new("RGB", (192, 256), "grey")
    assert overlap(sharpened(grey, mask).binary(), rough > 0.5) > 0.7
    assert sharpened(grey, Mask(np.full((256, 192), 0.5, np.float32))).values.max() == 0.5
