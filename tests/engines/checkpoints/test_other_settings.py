"""Networks of the catalogue at settings that no fixture has: built from their shapes, never from a file's name.

Each is laid out without memory, written as a file of its names and shapes, and must come back with the same
arguments and every key matched; a twentieth of the keys may be missing, and it comes back all the same.
"""

from pathlib import Path
from typing import Any

import pytest

from engines.checkpoints import inspect
from engines.checkpoints.recognise import build_on_meta
from engines.models.catalogue import CATALOGUE
from tests.engines.checkpoints.layouts import Shape, without_some, write_safetensors

HRNET_W48 = {f"stage{stage}": [48 * 2**branch for branch in range(stage)] for stage in (2, 3, 4)}
VIT_B16 = {"vision_patch_size": 16}
VIT_L14 = {
    "embed_dim": 768,
    "vision_layers": 24,
    "vision_width": 1024,
    "vision_patch_size": 14,
    "transformer_width": 768,
    "transformer_heads": 12,
}

SETTINGS: list[tuple[str, dict[str, Any]]] = [
    # another number of classes, joints, channels
    ("u2net", {"out_ch": 4}),
    ("u2netp", {"in_ch": 1}),
    ("u2netp", {"in_ch": 4, "out_ch": 3}),
    ("unet", {"n_channels": 1, "n_classes": 1}),
    ("unet", {"n_classes": 4, "bilinear": True}),
    ("deeplabv3plus", {"backbone": "mobilenet", "num_classes": 19}),
    ("deeplabv3plus", {"backbone": "resnet50", "num_classes": 21}),
    ("deeplabv3plus", {"backbone": "resnet101", "num_classes": 19}),
    ("graphonomy", {"n_classes": 7, "source_classes": 20}),
    ("graphonomy", {"n_classes": 18, "source_classes": 20}),
    ("hrnet", {"num_joints": 16}),
    ("vitonhd_seg", {"input_nc": 28, "output_nc": 20}),
    # another depth or width
    ("unet", {"n_classes": 1, "width": 16}),
    ("hrnet", HRNET_W48),
    ("hrnet", {**HRNET_W48, "num_joints": 133}),
    ("pix2pix_unet", {"num_downs": 7}),
    ("pix2pix_unet", {"num_downs": 5, "ngf": 32, "norm": "instance"}),
    ("pix2pix_unet", {"input_nc": 1, "output_nc": 3, "num_downs": 9, "ngf": 48}),
    ("pix2pix_patchgan", {"n_layers": 5, "ndf": 32}),
    ("pix2pix_patchgan", {"n_layers": 1, "input_nc": 4, "norm": "instance"}),
    ("cpvton_tom", {"input_nc": 22, "output_nc": 3, "num_downs": 8}),
    ("dog_embedder", {"backbone": "regnetx_002", "breeds": 7, "out": 64}),
    ("spotter", {"maps": 5, "backbone": "regnetx_002", "step": 8, "width": 48}),
    ("spotter", {"maps": 38, "backbone": "regnetx_004", "step": 2, "width": 40}),
    ("garment_warp", {"people": 9, "width": 16}),
    ("dresser", {"inputs": 11, "widths": [8, 16, 24]}),
    ("dancer", {"width": 16, "layers": 3, "buckets": 50, "words": 6, "patch": 2, "card": 30, "readers": 1}),
    ("world_classifier", {"inputs": 3, "worlds": 9, "widths": [8, 16, 32]}),
    (
        "painter",
        {"widths": [16, 32, 64], "style": 8, "styles": 7, "thinking": 1, "worlds": 3, "world": 6, "detail": 16},
    ),
    ("vit", {"embed_dim": 384, "num_heads": 6, "num_classes": 120}),
    ("vit", {"embed_dim": 768, "num_heads": 12, "patch_size": 8, "img_size": 96, "num_classes": 0}),
    ("vit", {"depth": 6, "img_size": 384}),
    ("simclr_vit", {"embed_dim": 384, "num_heads": 6, "hidden": 512, "out": 64}),
    ("clip", VIT_B16),
    ("clip", VIT_L14),
    ("clip", {**VIT_L14, "image_resolution": 336}),
    ("mdm", {"njoints": 251}),
    ("mdm", {"latent_dim": 256, "ff_size": 512, "num_layers": 4}),
    # another size of picture
    ("cpvton_gmm", {"grid_size": 3}),
    ("vitonhd_gmm", {"load_height": 512, "load_width": 512}),
    ("vitonhd_gmm", {"grid_size": 7, "inputA_nc": 10}),
    ("vitonhd_alias", {"input_nc": 10}),
    ("vitonhd_alias", {"num_upsampling_layers": "more", "ngf": 32, "semantic_nc": 9}),
    ("gfpgan", {"out_size": 256}),
    ("gfpgan", {"out_size": 1024}),
    ("gfpgan", {"out_size": 512, "channel_multiplier": 1, "sft_half": False}),
    ("mobile_sam", {"depths": [1, 1, 3, 1], "mask_in_chans": 8}),
    ("lpips_squeeze", {}),
]


@pytest.mark.parametrize(("name", "changes"), SETTINGS, ids=lambda value: value if isinstance(value, str) else "")
def test_built_from_shapes(name: str, changes: dict[str, Any], tmp_path: Path) -> None:
    config = {**CATALOGUE[name].config, **changes}
    state = build_on_meta(CATALOGUE[name], config).state_dict()
    layout: dict[str, tuple[Shape, str]] = {
        key: (tuple(tensor.shape), str(tensor.dtype).removeprefix("torch.")) for key, tensor in state.items()
    }
    report = inspect(write_safetensors(tmp_path / "w.safetensors", layout))
    assert report.architecture == name
    assert report.complete
    assert set(report.matched) == set(layout)
    told = {key: value for key, value in report.config.items() if key in changes}
    assert told == changes

    thinned, _ = without_some(layout, 0.05, seed=len(layout))
    report = inspect(write_safetensors(tmp_path / "w.safetensors", thinned))
    assert report.architecture == name
    assert (report.unexpected, report.mismatched) == ((), ())
