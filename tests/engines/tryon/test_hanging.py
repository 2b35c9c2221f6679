"""A garment that the network's bend misses is hung on the body; one that fits, or follows the arms, is left alone."""

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from engines.models.results import LabelMap, Mask
from engines.models.skeletons import OPENPOSE_18
from engines.tryon.hanging import fallen_back, place_of
from engines.tryon.results import HEIGHT, LIP, WIDTH, Frame, GarmentSeen, Kind, PersonSeen, Sleeve
from tests.engines.tryon.figures import POINTS

FRAME = Frame(0, 0, WIDTH, HEIGHT)
PICTURE = Image.new("RGB", (WIDTH, HEIGHT))


def person() -> PersonSeen:
    xy = np.array([(WIDTH / 2 + HEIGHT * POINTS[n][0], HEIGHT * POINTS[n][1]) for n in OPENPOSE_18.names], np.float32)
    parts = LabelMap(np.zeros((HEIGHT, WIDTH), np.uint8), LIP)
    return PersonSeen(PICTURE, FRAME, parts, OPENPOSE_18.keypoints(xy, np.ones(18)))


def garment(kind: Kind, sleeve: Sleeve) -> GarmentSeen:
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    mask[40:220, 50:140] = 1
    return GarmentSeen(PICTURE, FRAME, Mask(mask), kind, sleeve, 1.0)


def missed() -> Tensor:
    return torch.full((HEIGHT, WIDTH, 2), -1.0)


@pytest.mark.parametrize(("kind", "sleeve"), [(Kind.TOP, Sleeve.NONE), (Kind.TROUSERS, Sleeve.LONG)])
def test_what_misses_the_body_is_hung_on_it(kind: Kind, sleeve: Sleeve) -> None:
    worn = garment(kind, sleeve)
    grid = fallen_back(missed(), person(), worn)
    mask = F.grid_sample(torch.from_numpy(worn.mask.values)[None, None], grid[None], align_corners=False)[0, 0] > 0.5
    rows, columns = mask.nonzero().T
    place = place_of(person(), worn)
    assert place is not None
    seen = np.clip(place, 0, [WIDTH, HEIGHT, WIDTH, HEIGHT])
    assert [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1] == pytest.approx(seen, abs=2)
    assert torch.equal(fallen_back(grid, person(), worn), grid)


def test_short_legs_end_above_long_ones() -> None:
    long, short = (place_of(person(), garment(Kind.TROUSERS, one)) for one in (Sleeve.LONG, Sleeve.SHORT))
    assert long is not None
    assert short is not None
    assert short[:3] == long[:3]
    assert short[3] < long[3]


@pytest.mark.parametrize("kind", [Kind.TOP, Kind.DRESS, Kind.SKIRT])
def test_garments_with_another_outline_stay_as_the_network_bends_them(kind: Kind) -> None:
    assert torch.equal(fallen_back(missed(), person(), garment(kind, Sleeve.LONG)), missed())
