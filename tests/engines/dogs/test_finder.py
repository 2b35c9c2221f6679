import numpy as np
import torch
from PIL import Image

from engines.dogs.finder import MAPS, SIDE, STEP, apart, find_dogs, overlap, read_boxes
from engines.dogs.scenes import finder_loss, targets
from engines.models.spotter import Spotter

BOXES = torch.tensor([[[16.0, 24.0, 80.0, 120.0], [100.0, 40.0, 150.0, 90.0]]])


def perfect_maps(boxes: torch.Tensor) -> torch.Tensor:
    """(5, h, w) the maps that a finder without fault would make."""
    heat, told = targets(boxes)
    sure = torch.where(heat == 1, 6.0, -6.0)
    return torch.cat([sure, torch.nan_to_num(told[0])])


def test_what_is_to_be_learnt_reads_back_as_the_boxes() -> None:
    found = read_boxes(perfect_maps(BOXES))
    assert np.allclose(sorted(found[:, :4].tolist()), sorted(BOXES[0].tolist()), atol=0.01)
    assert (found[:, 4] > 0.9).all()


def test_a_box_that_is_not_there_leaves_no_trace() -> None:
    heat, told = targets(torch.full((2, 3, 4), float("nan")))
    assert heat.max() == 0
    assert told.isnan().all()


def test_the_loss_is_least_for_the_true_maps() -> None:
    heat, told = targets(BOXES)
    true = perfect_maps(BOXES)[None]
    moved = true.roll(2, dims=3)
    assert finder_loss(true, heat, told) < 0.1 < finder_loss(moved, heat, told)


def test_of_boxes_on_one_dog_the_surest_stays() -> None:
    boxes = np.array([[0, 0, 10, 10, 0.9], [1, 1, 10, 10, 0.8], [20, 20, 30, 30, 0.7]])
    assert apart(boxes)[:, 4].tolist() == [0.9, 0.7]
    assert apart(boxes[:0]).shape == (0, 5)


def test_overlap() -> None:
    one = np.array([0.0, 0, 10, 10])
    assert overlap(one, one) == 1
    assert overlap(one, np.array([5.0, 0, 15, 10])) == 1 / 3
    assert overlap(one, np.array([20.0, 20, 30, 30])) == 0


class Told(Spotter):
    """Makes the maps of BOXES whatever it sees."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        assert x.shape == (1, 3, SIDE, SIDE)
        return perfect_maps(BOXES)[None]


def test_boxes_come_back_in_pixels_of_the_photo_and_end_at_its_border() -> None:
    network = Told(MAPS, "regnetx_002", STEP, 16).eval()
    first, second = sorted(find_dogs(network, Image.new("RGB", (320, 200))), key=lambda box: box.x)
    assert np.allclose([first.x, first.y, first.w, first.h], [32, 48, 128, 152], atol=0.1)  # 240 is below the photo
    assert np.allclose([second.x, second.y, second.w, second.h], [200, 80, 100, 100], atol=0.1)
