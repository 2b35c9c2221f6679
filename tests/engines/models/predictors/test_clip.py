"""The predictor with tiny networks of random weights, against a pipeline of torchvision's parts."""

from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torchvision.transforms import functional as tv

from engines.models.clip import CLIP
from engines.models.clip_tokenizer import Tokenizer
from engines.models.predictors.clip import ClipPredictor

TINY: dict[str, Any] = {
    "embed_dim": 24,
    "image_resolution": 32,
    "vision_layers": 1,
    "vision_width": 64,
    "vision_patch_size": 8,
    "transformer_width": 64,
    "transformer_heads": 1,
    "transformer_layers": 1,
}


@pytest.fixture(scope="module")
def predict() -> ClipPredictor:
    torch.manual_seed(0)
    return ClipPredictor(CLIP(**TINY).eval())


def noise(width: int, height: int, channels: int = 3) -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, channels), dtype=np.uint8)
    return Image.fromarray(pixels[..., 0] if channels == 1 else pixels)


@pytest.mark.parametrize("size", [(32, 32), (50, 40), (33, 90), (7, 11)])
def test_pictures_are_prepared_as_published(size: tuple[int, int], predict: ClipPredictor) -> None:
    picture = noise(*size)
    x = tv.center_crop(tv.resize(picture, 32, tv.InterpolationMode.BICUBIC), 32)
    x = tv.normalize(tv.to_tensor(x), [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711])
    with torch.inference_mode():
        features = predict.network.encode_image(x[None])[0]
    expected = (features / features.norm()).numpy()
    np.testing.assert_allclose(predict.picture(picture).values, expected, atol=1e-5)


@pytest.mark.parametrize(
    "picture",
    [noise(1, 1), noise(1, 700), noise(9000, 2), noise(40, 30, 1), noise(40, 30, 4), noise(40, 30).convert("P")],
    ids=["one pixel", "strip", "wide strip", "grey", "with alpha", "palette"],
)
def test_any_picture_has_a_point(picture: Image.Image, predict: ClipPredictor) -> None:
    assert predict.picture(picture).values.shape == (24,)


def test_sentences_become_points(predict: ClipPredictor) -> None:
    points = predict.text(["a dog", "A  DOG", "a cat", ""])
    features = predict.text_features(["a dog", "a cat"])
    assert [point.values.shape for point in points] == [(24,)] * 4
    assert points[0].similarity(points[1]) == pytest.approx(1, abs=1e-5)
    assert points[0].similarity(points[2]) < 0.999
    np.testing.assert_allclose(points[0].values, features[0] / np.linalg.norm(features[0]), atol=1e-6)
    assert features.shape == (2, 24)
    assert features.dtype == np.float32


def test_no_sentences_no_points(predict: ClipPredictor) -> None:
    assert predict.text([]) == []


def test_mdm_reads_twenty_words(predict: ClipPredictor) -> None:
    long, cut = "walk " * 30, "walk " * 20
    np.testing.assert_array_equal(predict.text_features([long], longest=22), predict.text_features([cut]))
    assert np.abs(predict.text_features([long]) - predict.text_features([cut])).max() > 1e-4


def test_half_precision(predict: ClipPredictor) -> None:
    torch.manual_seed(0)
    half = ClipPredictor(CLIP(**TINY).eval().to(torch.bfloat16), predict.tokenizer)
    assert half.picture(noise(40, 30)).similarity(predict.picture(noise(40, 30))) > 0.99
    assert half.text(["a dog"])[0].similarity(predict.text(["a dog"])[0]) > 0.99


def test_another_vocabulary_is_refused() -> None:
    with pytest.raises(ValueError, match="`network` must know 49408 ids, but knows 50"):
        ClipPredictor(CLIP(**TINY, vocab_size=50), Tokenizer())
