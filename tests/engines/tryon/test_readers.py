"""What a photo does not show is not seen."""

import numpy as np
import pytest

from engines.tryon.framing import whole
from engines.tryon.readers import _inside_alone, inside
from engines.tryon.results import HEIGHT, WIDTH, Frame
from tests.engines.tryon.figures import figure


@pytest.mark.parametrize(
    ("frame", "size", "rows", "columns"),
    [
        (Frame(0, 0, 192, 256), (192, 256), (0, 256), (0, 192)),
        (Frame(0, 0, 384, 512), (384, 400), (0, 200), (0, 192)),
        (Frame(-40, -20, 192, 256), (500, 500), (20, 256), (40, 192)),
        (whole((600, 200)), (600, 200), (96, 160), (0, 192)),
    ],
)
def test_beyond_the_photo_is_nothing(
    frame: Frame, size: tuple[int, int], rows: tuple[int, int], columns: tuple[int, int]
) -> None:
    seen = inside(frame, size)
    wanted = np.zeros((HEIGHT, WIDTH), bool)
    wanted[slice(*rows), slice(*columns)] = True
    np.testing.assert_array_equal(seen, wanted)


def test_points_that_were_guessed_beyond_the_photo_were_not_found() -> None:
    pose = figure().pose
    kept = _inside_alone(pose, Frame(0, 0, WIDTH, HEIGHT), (WIDTH, 150))
    np.testing.assert_array_equal(kept.score > 0, pose.xy[:, 1] < 150)
    np.testing.assert_array_equal(kept.xy, pose.xy)
