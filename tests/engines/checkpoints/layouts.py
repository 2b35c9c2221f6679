"""Checkpoint files with the names and shapes of large networks, but without their bytes on the disk."""

import json
import math
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from tests.parity.cases import FIXTURES, read_case

Shape = tuple[int, ...]

# Which entry of the catalogue each published network is, and which of its namings the fixture has.
PUBLISHED = {
    "clip_vitb32": "clip",
    "cpvton_gmm": "cpvton_gmm",
    "cpvton_tom": "cpvton_tom",
    "deeplabv3plus_mobilenet": "deeplabv3plus",
    "deeplabv3plus_resnet101": "deeplabv3plus",
    "gfpgan_clean": "gfpgan",
    "graphonomy": "graphonomy",
    "hed": "hed",
    "hrnet_w32_ap10k": "hrnet",
    "hrnet_w32_coco": "hrnet",
    "lpips_alex": "lpips_alex",
    "lpips_vgg": "lpips_vgg",
    "mdm": "mdm",
    "mobile_sam": "mobile_sam",
    "openpose_body": "openpose_body",
    "pix2pix_patchgan70": "pix2pix_patchgan",
    "pix2pix_unet256": "pix2pix_unet",
    "pix2pix_unet256_instance": "pix2pix_unet",
    "simclr_vit_tiny": "simclr_vit",
    "u2net": "u2net",
    "u2netp": "u2netp",
    "unet_milesial": "unet",
    "vit_tiny_patch16": "vit",
    "vitonhd_alias": "vitonhd_alias",
    "vitonhd_gmm": "vitonhd_gmm",
    "vitonhd_seg": "vitonhd_seg",
}

SAFETENSORS = {"float32": ("F32", 4), "float16": ("F16", 2), "int64": ("I64", 8), "uint8": ("U8", 1)}


def published_layout(name: str) -> dict[str, tuple[Shape, str]]:
    """Return (shape, number format) by key of a fixture's network."""
    return {at.key: (at.shape, at.dtype) for at in read_case(name, FIXTURES).layout}


def as_tensors(layout: Mapping[str, tuple[Shape, str]]) -> dict[str, torch.Tensor]:
    """Return tensors of these shapes that share one number each, so that a file of them is small."""
    return {key: torch.zeros((), dtype=getattr(torch, dtype)).expand(shape) for key, (shape, dtype) in layout.items()}


def write_torch(path: Path, layout: Mapping[str, tuple[Shape, str]], *containers: str, **beside: Any) -> Path:
    """Write a file of `torch.save`, the tensors nested in `containers`, outermost first."""
    content: Any = as_tensors(layout)
    for container in reversed(containers):
        content = {container: content}
    torch.save({**content, **beside}, path)
    return path


def write_safetensors(path: Path, layout: Mapping[str, tuple[Shape, str]]) -> Path:
    """Write a .safetensors file of zeros: its header, and a hole of the right length after it."""
    header, end = {}, 0
    for key, (shape, dtype) in layout.items():
        kind, size = SAFETENSORS[dtype]
        start, end = end, end + math.prod(shape) * size
        header[key] = {"dtype": kind, "shape": list(shape), "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + end)
    return path


def without_some(layout: Mapping[str, Any], share: float, seed: int) -> tuple[dict[str, Any], list[str]]:
    """Return the layout without a share of its keys (at least one), and which those are."""
    gone = random.Random(seed).sample(sorted(layout), max(1, round(share * len(layout))))
    return {key: value for key, value in layout.items() if key not in gone}, gone
