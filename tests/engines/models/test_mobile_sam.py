"""MobileSAM at tiny sizes: what its shapes tell, what building without memory leaves, what prompts become."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from engines.models.catalogue.mobile_sam import MOBILE_SAM
from engines.models.catalogue.shapes import Shapes
from engines.models.mobile_sam import MobileSam

TINY: dict[str, Any] = {
    "img_size": 64,
    "num_classes": 5,
    "embed_dims": [8, 16, 16, 32],
    "depths": [1, 2, 3, 2],
    "num_heads": [1, 2, 2, 4],
    "window_sizes": [7, 2, 4, 3],
    "mlp_ratio": 2.0,
    "mbconv_expand_ratio": 3.0,
    "local_conv_size": 5,
    "prompt_embed_dim": 16,
    "mask_in_chans": 8,
    "decoder_depth": 1,
    "decoder_mlp_dim": 24,
    "decoder_heads": 8,
    "num_multimask_outputs": 2,
    "iou_head_hidden_dim": 12,
}
LARGE = {"embed_dims": [96, 192, 384, 576], "num_heads": [3, 6, 12, 18]}  # TinyViT of 21 million parameters


def build(seed: int = 0, **arguments: Any) -> MobileSam:
    """A network of random weights, the biases of attention too, which are zero at first."""
    torch.manual_seed(seed)
    network = MobileSam(**(TINY | arguments)).eval()
    for name, parameter in network.named_parameters():
        if name.endswith("attention_biases"):
            torch.nn.init.normal_(parameter)
    return network


def shapes_of(network: torch.nn.Module) -> dict[str, tuple[int, ...]]:
    return {key: tuple(tensor.shape) for key, tensor in network.state_dict().items()}


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"embed_dims": [64, 128, 160, 320], "num_heads": [2, 4, 5, 10], "window_sizes": [7, 7, 14, 7]},
        {"depths": [3, 2, 4, 2], "decoder_depth": 3},
        {"prompt_embed_dim": 32, "mask_in_chans": 4, "num_multimask_outputs": 4},
        LARGE,
    ],
)
def test_shapes_tell_the_arguments(changed: dict[str, Any]) -> None:
    config = TINY | {"img_size": 1024} | changed
    with torch.device("meta"):
        shapes = shapes_of(MobileSam(**config))
    assert MOBILE_SAM.infer(Shapes(shapes)) == config
    keys = list(shapes)
    for seed in range(5):  # without a twentieth of the keys, and with foreign ones
        lost = set(np.random.default_rng(seed).choice(keys, len(keys) // 20, replace=False).tolist())
        rest = {key: shape for key, shape in shapes.items() if key not in lost}
        assert MOBILE_SAM.infer(Shapes(rest | {"optimizer.step": (), "clip.proj": (768, 512)})) == config, lost


def test_entry_describes_the_published_network() -> None:
    with torch.device("meta"):
        shapes = shapes_of(MOBILE_SAM.build())
    assert MOBILE_SAM.infer(Shapes(shapes)) == MOBILE_SAM.config
    assert set(MOBILE_SAM.fingerprint) <= shapes.keys()


def without(shapes: dict[str, tuple[int, ...]], part: str) -> dict[str, tuple[int, ...]]:
    return {key: shape for key, shape in shapes.items() if not key.startswith(part)}


@pytest.mark.parametrize(
    "shapes",
    [
        {},
        without(shapes_of(build()), "mask_decoder."),  # a classifier: TinyViT alone
        without(shapes_of(build()), "image_encoder.")
        | {"image_encoder.blocks.0.attn.qkv.weight": (2304, 768)},  # SAM: the same decoder behind another encoder
        shapes_of(build()) | {"mask_decoder.iou_token.weight": (1, 17)},  # damaged: heads do not divide the width
    ],
)
def test_other_shapes_are_not_taken_for_it(shapes: dict[str, tuple[int, ...]]) -> None:
    assert MOBILE_SAM.infer(Shapes(shapes)) is None


def answer(network: MobileSam) -> dict[str, Tensor]:
    record = {
        "image": torch.rand(3, 40, 64, generator=torch.Generator().manual_seed(1)) * 255,
        "original_size": (20, 32),
        "point_coords": torch.tensor([[[30.0, 20.0], [5.0, 6.0]]]),
        "point_labels": torch.tensor([[1, 0]]),
        "boxes": torch.tensor([[4.0, 5.0, 50.0, 30.0]]),
    }
    with torch.inference_mode():
        (result,) = network([record], multimask_output=True)
    return result


def assert_same(one: dict[str, Tensor], other: dict[str, Tensor]) -> None:
    for name in ("iou_predictions", "low_res_logits"):
        torch.testing.assert_close(one[name], other[name])


@pytest.mark.parametrize("used_before", [False, True])
def test_weights_may_come_after_eval(used_before: bool) -> None:
    """No layer remembers what it made of other weights."""
    network = build(seed=0)
    if used_before:
        answer(network)
    network.load_state_dict(build(seed=1).state_dict())
    assert_same(answer(network), answer(build(seed=1)))
    with pytest.raises(AssertionError):
        assert_same(answer(network), answer(build(seed=0)))


def test_network_built_without_memory_is_the_same() -> None:
    with torch.device("meta"):
        network = MobileSam(**TINY).eval()
    network.load_state_dict(build().state_dict(), assign=True)
    assert_same(answer(network), answer(build()))


def test_half_precision_networks_work_too() -> None:
    got, want = answer(build().bfloat16()), answer(build())
    largest = want["low_res_logits"].abs().max()
    assert (got["low_res_logits"].float() - want["low_res_logits"]).abs().max() < 0.1 * largest


def test_batches_are_the_steps_one_by_one() -> None:
    network, result = build(), answer(build())
    image = torch.rand(3, 40, 64, generator=torch.Generator().manual_seed(1)) * 255
    with torch.inference_mode():
        embedding = network.image_encoder(network.preprocess(image))
        points = torch.tensor([[[30.0, 20.0], [5.0, 6.0]]]), torch.tensor([[1, 0]])
        sparse, dense = network.encode_prompts(points, torch.tensor([[4.0, 5.0, 50.0, 30.0]]))
        logits, iou = network.decode_masks(embedding, sparse, dense, multimask_output=True)
        masks = network.postprocess_masks(logits, (40, 64), (20, 32))
    assert embedding.shape == (1, 16, 4, 4)
    assert logits.shape == (1, 2, 16, 16)
    assert_same(result, {"iou_predictions": iou, "low_res_logits": logits})
    torch.testing.assert_close(result["masks"], masks > 0)


def test_questions_of_one_batch_do_not_mix() -> None:
    """Three questions with masks of their own, asked together and one by one."""
    network = build()
    generator = torch.Generator().manual_seed(2)
    embedding = torch.randn(1, 16, 4, 4, generator=generator)
    boxes, masks = torch.rand(3, 4, generator=generator) * 60, torch.randn(3, 1, 16, 16, generator=generator)
    with torch.inference_mode():
        together, _ = network.decode_masks(embedding, *network.encode_prompts(None, boxes, masks), False)
        for number in range(3):
            one = slice(number, number + 1)
            alone, _ = network.decode_masks(embedding, *network.encode_prompts(None, boxes[one], masks[one]), False)
            torch.testing.assert_close(together[one], alone)
    assert (together[0] - together[1]).abs().max() > 1e-3


POINTS = torch.ones(2, 3, 2), torch.ones(2, 3)
BOXES, MASKS = torch.ones(2, 4), torch.ones(2, 1, 16, 16)


@pytest.mark.parametrize(
    ("points", "boxes", "masks", "B", "tokens"),
    [
        (None, None, None, 1, 0),
        (POINTS, None, None, 2, 4),  # three points and "no point"
        (None, BOXES, None, 2, 2),  # two corners
        (POINTS, BOXES, None, 2, 5),
        (None, None, MASKS, 2, 0),
        (POINTS, BOXES, MASKS, 2, 5),
    ],
)
def test_prompts_become_tokens(points: Any, boxes: Any, masks: Any, B: int, tokens: int) -> None:
    with torch.inference_mode():
        sparse, dense = build().encode_prompts(points, boxes, masks)
    assert sparse.shape == (B, tokens, 16)
    assert dense.shape == (B, 16, 4, 4)


def test_grid_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="`img_size` must be a multiple of 16"):
        MobileSam(img_size=1000)
