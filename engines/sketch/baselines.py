"""What can be painted and guessed without learning: the least that a network has to be better than."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from engines.sketch.data import Lesson
from engines.sketch.guess_figures import Questions, to_tensor
from engines.sketch.styles import inside, painted
from engines.sketch.subjects import PHOTO_SIDE

if TYPE_CHECKING:
    from engines.models.painter import Painter

SMALL: Final = 16  # side of the pages that are compared pixel by pixel
LINE: Final = -1.0  # the colour of the lines, of -1 to 1


def flat_painter(lessons: Sequence[Lesson]) -> "Painter":
    """Return what fills the inside of a drawing with the mean colour of its world's things, its outside with the mean
    colour around them, and lays the lines on top. lessons: one for each world, in the order of the worlds."""
    return cast("Painter", _FlatPainter([mean_colours(lesson) for lesson in lessons]))


class _FlatPainter:
    """A painter with one style that says nothing."""

    def __init__(self, colours: list[tuple[NDArray[np.float64], NDArray[np.float64]]]) -> None:
        self.styles = torch.zeros(len(colours), 1, 1)
        self.colours = torch.tensor(np.array(colours)).float() / 127.5 - 1  # (worlds, 2, 3)

    def __call__(self, ink: Tensor, hints: Tensor, style: Tensor, world: Tensor) -> Tensor:  # noqa: ARG002  # a painter's
        pages = []
        for page, (thing, ground) in zip(ink[:, 0], self.colours[world], strict=True):
            body = torch.from_numpy(inside((page * 255).byte().numpy()))
            flat = torch.where(body, thing[:, None, None], ground[:, None, None])
            pages.append(flat + page * (LINE - flat))
        return torch.stack(pages)


def mean_colours(lesson: Lesson) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean colour (3,) of 255 of a world's things in its photos, and of what is around them."""
    things, grounds = [], []
    for subject in lesson.photos:
        left, top, right, bottom = (edge * len(subject.photo) // PHOTO_SIDE for edge in subject.box)
        around = np.ones(subject.photo.shape[:2], bool)
        around[top:bottom, left:right] = False
        thing = ~around & (painted(subject.photo) | (subject.ground != "paper"))
        things.append(subject.photo[thing].mean(0))
        grounds.append(subject.photo[around if around.any() else thing].mean(0))
    return np.mean(things, 0), np.mean(grounds, 0)


def nearest_right(known: Questions, asked: Questions) -> float:
    """Return the share of pages that are of the same world as the nearest of the known ones, pixel by blurred pixel."""
    (known_rows, asked_rows), worlds = (_blurred(known), _blurred(asked)), known[1]
    nearest = torch.cdist(asked_rows, known_rows).argmin(1).numpy()
    return round(float((worlds[nearest] == asked[1]).mean()), 4)


def _blurred(questions: Questions) -> Tensor:
    """(N, C SMALL²) the pages of questions."""
    return F.adaptive_avg_pool2d(to_tensor(questions[0]), SMALL).flatten(1)
