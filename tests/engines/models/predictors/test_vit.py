"""The predictors with tiny networks of random weights, against a pipeline of torchvision's parts."""

from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from timm.models.vision_transformer import VisionTransformer
from torch import Tensor
from torchvision.transforms import functional as tv

from engines.models.catalogue.entry import Preprocessing
from engines.models.predictors.middle import resize_to_middle
from engines.models.predictors.vit import SimclrPredictor, VitPredictor
from engines.models.simclr import SimCLR

TINY: dict[str, Any] = {"img_size": 32, "patch_size": 8, "embed_dim": 64, "depth": 1, "num_heads": 1}


def noise(width: int, height: int, channels: int = 3) -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, channels), dtype=np.uint8)
    return Image.fromarray(pixels[..., 0] if channels == 1 else pixels)


def prepared(picture: Image.Image, mean: float = 0.5, std: float = 0.5) -> Tensor:
    x = tv.center_crop(tv.resize(picture, 35, tv.InterpolationMode.BICUBIC), 32)  # 32 / 0.9 = 35.6
    return tv.normalize(tv.to_tensor(x), [mean] * 3, [std] * 3)[None]


@pytest.fixture(scope="module")
def vit() -> VisionTransformer:
    torch.manual_seed(0)
    network = VisionTransformer(**TINY, num_classes=5).eval()
    torch.nn.init.normal_(network.get_parameter("head.weight"))  # it starts at zero: every class would be as likely
    return network


@pytest.fixture(scope="module")
def pair() -> SimCLR:
    torch.manual_seed(0)
    return SimCLR(**TINY).eval()


def test_embedding_is_the_class_tokens(vit: VisionTransformer) -> None:
    picture = noise(50, 41)
    with torch.inference_mode():
        features = vit.forward_features(prepared(picture))[0, 0]
    got = VitPredictor(vit).embedding(picture).values
    np.testing.assert_allclose(got, (features / features.norm()).numpy(), atol=1e-5)


def test_scores_are_probabilities(vit: VisionTransformer) -> None:
    picture = noise(50, 41)
    with torch.inference_mode():
        expected = vit(prepared(picture)).softmax(-1)[0].numpy()
    got = VitPredictor(vit).scores(picture)
    np.testing.assert_allclose(got, expected, atol=1e-5)
    assert got.sum() == pytest.approx(1, abs=1e-5)
    assert got.max() > 1.1 * got.min()


def test_other_weights_bring_their_own_mean_and_size(vit: VisionTransformer) -> None:
    picture = noise(32, 32)
    rules = Preprocessing(mean=(51.0,) * 3, std=(102.0,) * 3)
    x = tv.normalize(tv.to_tensor(picture), [0.2] * 3, [0.4] * 3)[None]
    with torch.inference_mode():
        expected = vit(x).softmax(-1)[0].numpy()
    np.testing.assert_allclose(VitPredictor(vit, rules, crop_pct=1).scores(picture), expected, atol=1e-5)


def test_without_a_head_there_are_no_scores() -> None:
    predict = VitPredictor(VisionTransformer(**TINY, num_classes=0).eval())
    assert predict.embedding(noise(32, 32)).values.shape == (64,)
    with pytest.raises(ValueError, match="must have a head"):
        predict.scores(noise(32, 32))


def test_pair_gives_what_the_loss_compared(pair: SimCLR) -> None:
    picture = noise(60, 44)
    with torch.inference_mode():
        z = pair(prepared(picture))[0]
    got = SimclrPredictor(pair)(picture).values
    assert got.shape == (128,)
    np.testing.assert_allclose(got, (z / z.norm()).numpy(), atol=1e-5)


@pytest.mark.parametrize(
    "picture",
    [noise(1, 1), noise(1, 700), noise(9000, 2), noise(40, 30, 1), noise(40, 30, 4), noise(40, 30).convert("P")],
    ids=["one pixel", "strip", "wide strip", "grey", "with alpha", "palette"],
)
def test_any_picture_has_a_point(picture: Image.Image, pair: SimCLR) -> None:
    assert SimclrPredictor(pair)(picture).values.shape == (128,)


@pytest.mark.parametrize("crop_pct", [1.0, 0.9, 0.875])
@pytest.mark.parametrize("size", [(64, 64), (65, 64), (200, 31), (31, 200), (33, 34), (5, 3), (1, 90)])
def test_the_middle_is_torchvisions(size: tuple[int, int], crop_pct: float) -> None:
    picture = noise(*size)
    expected = tv.center_crop(tv.resize(picture, int(32 / crop_pct), tv.InterpolationMode.BICUBIC), 32)
    np.testing.assert_array_equal(np.asarray(resize_to_middle(picture, 32, crop_pct)), np.asarray(expected))


@pytest.mark.parametrize("size", [(1, 50_000), (50_000, 1)])
def test_the_middle_of_a_thread_is_its_middle(size: tuple[int, int]) -> None:
    picture = Image.new("RGB", size)
    picture.paste((200, 0, 0), (size[0] // 3, size[1] // 3, size[0] - size[0] // 3, size[1] - size[1] // 3))
    assert resize_to_middle(picture, 32).getcolors() == [(32 * 32, (200, 0, 0))]
