"""The predictor with a tiny network of random weights."""

from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from engines.models.predictors.mobile_sam import MobileSamPredictor, scaled_size
from tests.engines.models.test_mobile_sam import build

RANDOM = np.random.default_rng(0)


def picture(width: int, height: int, mode: str = "RGB") -> Image.Image:
    return Image.fromarray(RANDOM.integers(0, 256, (height, width, 3), np.uint8)).convert(mode)


def ready(size: tuple[int, int] = (50, 40), mode: str = "RGB") -> MobileSamPredictor:
    predictor = MobileSamPredictor(build())
    predictor.set_picture(picture(*size, mode))
    return predictor


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
@pytest.mark.parametrize("size", [(64, 64), (50, 40), (33, 91), (300, 2), (1, 70), (1, 1)])
def test_masks_have_the_pictures_size(size: tuple[int, int], mode: str) -> None:
    answers = ready(size, mode).mask([(0.5, 0.5)], [1])
    assert [one.mask.values.shape for one in answers] == [size[::-1]] * 2
    assert [one.score for one in answers] == sorted((one.score for one in answers), reverse=True)
    assert all(0 <= one.mask.values.min() <= one.mask.values.max() <= 1 for one in answers)


@pytest.mark.parametrize(
    ("size", "scaled"),
    [
        ((800, 600), (1024, 768)),
        ((600, 800), (768, 1024)),
        ((1024, 1024), (1024, 1024)),
        ((1000, 333), (1024, 341)),  # 340.99
        ((5000, 1), (1024, 1)),
    ],
)
def test_longest_side_is_scaled(size: tuple[int, int], scaled: tuple[int, int]) -> None:
    assert scaled_size(size, 1024) == scaled


def test_encoder_sees_the_published_numbers() -> None:
    seen: list[Tensor] = []
    predictor = MobileSamPredictor(build())
    predictor.network.image_encoder.register_forward_pre_hook(lambda layer, given: seen.append(given[0]))
    portrait = picture(30, 60)
    predictor.set_picture(portrait)
    pixels = np.asarray(portrait.resize((32, 64), Image.Resampling.BILINEAR), np.float64)
    want = np.zeros((3, 64, 64))
    want[:, :, :32] = ((pixels - (123.675, 116.28, 103.53)) / (58.395, 57.12, 57.375)).transpose(2, 0, 1)
    np.testing.assert_allclose(seen[0][0].numpy(), want, atol=1e-5)


@pytest.mark.parametrize(
    ("arguments", "points", "box"),
    [
        ({"points": [(10, 20)], "labels": [1]}, [(20, 40)], None),
        ({"box": (1, 2, 20, 30)}, None, (2, 4, 40, 60)),
        ({"points": [(1, 2), (3, 4)], "labels": [1, 0], "box": [[0, 0], [5, 6]]}, [(2, 4), (6, 8)], (0, 0, 10, 12)),
    ],
)
def test_prompts_are_scaled_like_the_picture(arguments: dict[str, Any], points: Any, box: Any) -> None:
    predictor = ready((32, 24))  # drawn twice as large
    seen: list[Any] = []
    predictor.network.prompt_encoder.register_forward_pre_hook(lambda layer, given: seen.append(given))
    predictor.mask(**arguments)
    for got, want in zip((seen[0][0], seen[0][2]), (points, box), strict=True):
        assert (got is None) == (want is None)
        if want is not None:
            np.testing.assert_allclose(got.reshape(np.shape(want)), want)


def test_one_picture_serves_many_questions() -> None:
    predictor = ready()
    runs: list[int] = []
    predictor.network.image_encoder.register_forward_hook(lambda layer, given, output: runs.append(1))
    first = predictor.mask([(10, 10)], [1])[0].mask.values
    other = predictor.mask([(40, 30)], [1])[0].mask.values
    np.testing.assert_array_equal(first, predictor.mask([(10, 10)], [1])[0].mask.values)
    assert np.abs(first - other).max() > 1e-5
    assert not runs


def test_values_above_a_half_are_logits_above_zero() -> None:
    predictor = ready((64, 48))
    with torch.inference_mode():
        embedding = predictor._embedding
        assert embedding is not None
        prompts = predictor.network.encode_prompts((torch.tensor([[[9.0, 9.0]]]), torch.tensor([[1]])))
        logits, _ = predictor.network.decode_masks(embedding, *prompts, multimask_output=False)
        logits = predictor.network.postprocess_masks(logits, (48, 64), (48, 64))[0, 0]
    (one,) = predictor.mask([(9, 9)], [1], multimask=False)
    np.testing.assert_array_equal(one.mask.binary(), logits.numpy() > 0)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({}, "`points` or `box` must be given"),
        ({"points": [(1, 2)]}, "`labels` must be one a point, 1, but are 0"),
        ({"labels": [1]}, "`labels` must be one a point, 0, but are 1"),
    ],
)
def test_questions_that_are_none_are_refused(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ready().mask(**arguments)


def test_picture_comes_first() -> None:
    with pytest.raises(ValueError, match="`set_picture` must be called"):
        MobileSamPredictor(build()).mask([(1, 2)], [1])
