"""The small pictures of the steps: what was seen of a person and a garment, to be looked at."""

from typing import Final

import cv2
import numpy as np
from PIL import Image

from engines.models.predictors.openpose_drawing import draw_people
from engines.tryon.draping import Floats, drape
from engines.tryon.framing import moved_pose
from engines.tryon.posture import SURE_POINT
from engines.tryon.results import GarmentSeen, PersonSeen
from engines.tryon.sheets import COLOURS, PAPER

FAINT: Final = 0.65  # of a picture under its figure: how much paper shines through
TWICE: Final = 2  # a figure's lines are drawn on a picture so many times as large


def draw_parts(person: PersonSeen) -> Image.Image:
    """Return the parts of a person, a colour each."""
    return Image.fromarray(COLOURS[person.parts.labels])


def draw_pose(person: PersonSeen) -> Image.Image:
    """Return the points of a person, joined, on a faint picture."""
    picture = person.picture.resize((person.picture.width * TWICE, person.picture.height * TWICE))
    faint = np.asarray(picture, np.float32) * (1 - FAINT) + np.array(PAPER, np.float32) * FAINT
    pose = moved_pose(person.pose, person.pose.xy * TWICE)
    sure = np.where(pose.score >= SURE_POINT, pose.score, 0).astype(np.float32)
    figure = type(pose)(pose.xy, sure, pose.names, pose.skeleton)
    return Image.fromarray(draw_people(faint.astype(np.uint8), [figure]))


def draw_mask(garment: GarmentSeen) -> Image.Image:
    """Return a garment without the ground that it lies on."""
    return _on_paper(np.asarray(garment.picture, np.float32), garment.mask.values)


def draw_bent(garment: GarmentSeen, grid: Floats) -> Image.Image:
    """Return a garment as the grid (H, W, 2) bends it."""
    bent = drape(np.asarray(garment.picture, np.float32), grid)
    return _on_paper(bent, drape(garment.mask.values, grid, beyond=0))


def _on_paper(picture: Floats, mask: Floats) -> Image.Image:
    share = cv2.GaussianBlur(mask, (0, 0), 0.5)[..., None]
    return Image.fromarray((picture * share + np.array(PAPER, np.float32) * (1 - share)).clip(0, 255).astype(np.uint8))
