import numpy as np
import torch
from PIL import Image

from engines.dogs.augment import AUGMENTATIONS, MARGIN, crops, plain_crops
from engines.dogs.crops import frame, square, to_input
from engines.dogs.data import pack_photos
from engines.dogs.results import Box

rng = np.random.default_rng(0)


def patchwork(height: int, width: int) -> np.ndarray:
    """(H, W, 3) smooth colours that tell every place from every other."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([255 * x / width, 255 * y / height, 255 * (x + y) / (width + height)], -1).astype(np.uint8)


def test_a_square_lies_around_the_box() -> None:
    left, top, side = frame(Box(10, 20, 40, 20), 1.5)
    assert (left, top, side) == (0, 0, 60)


def test_inside_the_photo_a_square_is_the_photos_own_pixels() -> None:
    page = patchwork(100, 120)
    cut = np.asarray(square(Image.fromarray(page), Box(30, 20, 48, 48), 1.0, 48))
    assert np.abs(cut.astype(int) - page[20:68, 30:78]).max() <= 1


def test_beyond_the_photo_its_edge_is_repeated() -> None:
    page = patchwork(50, 50)
    cut = np.asarray(square(Image.fromarray(page), Box(0, 0, 50, 50), 2.0, 100)).astype(int)
    assert cut.shape == (100, 100, 3)
    assert np.abs(cut[:25] - cut[25]).max() <= 1
    assert np.abs(cut[:, 75:] - cut[:, 74:75]).max() <= 1


def test_a_box_as_narrow_as_a_pixel_at_the_edge_still_gives_a_square() -> None:
    assert square(Image.new("RGB", (40, 30)), Box(39.5, 29.5, 0.5, 0.5), 1.1, 32).size == (32, 32)


def test_the_crops_that_are_learnt_from_are_those_that_are_searched_with() -> None:
    page = patchwork(100, 144)
    box = Box(30, 20, 60, 50)
    photos = pack_photos([page], [[box.x, box.y, box.w, box.h]], [0])
    learnt = plain_crops(photos, torch.tensor([0]), 64)
    searched = to_input([square(Image.fromarray(page), box, MARGIN, 64)])
    assert (learnt - searched).abs().mean() < 0.03  # of about 4.5 from black to white


def test_changed_crops_show_the_same_dog_each_time_anew() -> None:
    photos = pack_photos([patchwork(100, 120)], [[20, 20, 60, 60]], [0])
    index = torch.zeros(6, dtype=torch.int64)
    for how in AUGMENTATIONS.values():
        x = crops(photos, index, 32, how)
        assert x.shape == (6, 3, 32, 32)
        assert x.isfinite().all()
        assert (x[0] - x[1]).abs().mean() > 0.01
