"""LPIPS between pictures, on random features and equal channel weights."""

import numpy as np
import pytest
import torch
from PIL import Image, ImageFilter

from engines.models.lpips import LPIPS
from engines.models.predictors.lpips import LpipsDistance


@pytest.fixture(scope="module")
def measure() -> LpipsDistance:
    torch.manual_seed(0)
    return LpipsDistance(LPIPS("alex", lpips=False).eval())


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 4), np.uint8)
    return Image.fromarray(pixels).convert(mode)


@pytest.mark.parametrize(
    ("width", "height", "mode"),
    [(64, 64, "RGB"), (33, 90, "RGB"), (32, 32, "RGB"), (50, 40, "RGBA"), (50, 40, "L")],
)
def test_distance_grows_with_the_difference(width: int, height: int, mode: str, measure: LpipsDistance) -> None:
    picture = noise(width, height, mode)
    slightly = Image.eval(picture, lambda value: value * 9 // 10)
    strongly = picture.convert("L").filter(ImageFilter.GaussianBlur(4))
    assert measure(picture, picture) == 0
    assert 0 < measure(picture, slightly) < measure(picture, strongly)


def test_distance_is_the_network_s_for_pixels_in_minus_1_to_1(measure: LpipsDistance) -> None:
    a, b = noise(40, 40), noise(40, 40).transpose(Image.Transpose.ROTATE_90)
    x, y = (torch.from_numpy(np.asarray(one) / np.float32(127.5) - 1).permute(2, 0, 1)[None] for one in (a, b))
    with torch.inference_mode():
        want = measure.network(x, y).item()
    distance = measure(a, b)
    assert isinstance(distance, float)
    assert distance == pytest.approx(want, rel=1e-4)


@pytest.mark.parametrize(("a", "b"), [((64, 64), (64, 65)), ((31, 64), (31, 64)), ((1, 1), (1, 1))])
def test_sizes_must_be_equal_and_not_tiny(a: tuple[int, int], b: tuple[int, int], measure: LpipsDistance) -> None:
    message = f"at least 32 x 32 pixels, but have {a[0]} x {a[1]} and {b[0]} x {b[1]}"
    with pytest.raises(ValueError, match=message):
        measure(Image.new("RGB", a), Image.new("RGB", b))


def test_network_must_give_a_mean() -> None:
    with torch.device("meta"):
        network = LPIPS("alex", spatial=True)
    with pytest.raises(ValueError, match="spatial=False"):
        LpipsDistance(network)
