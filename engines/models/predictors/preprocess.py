"""Picture -> tensor by the rules that the catalogue states for an architecture."""

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from engines.models.catalogue.entry import Preprocessing


def to_input(picture: Image.Image, rules: Preprocessing, network: nn.Module) -> Tensor:
    """Return a picture as (1, C, H, W) in its own size, on the network's device and in its number format.

    Resizing is the caller's: published programs differ in how they do it.
    """
    grey = rules.order == "L"
    pixels = np.asarray(picture.convert("L" if grey else "RGB"), np.float32)
    pixels = pixels[..., None] if grey else pixels
    if rules.order == "BGR":
        pixels = pixels[..., ::-1]
    mean, std = (np.array(numbers, np.float32) for numbers in (rules.mean, rules.std))
    pixels = np.divide(pixels - mean, std, dtype=np.float32)  # (H, W, C)
    parameter = next(network.parameters())
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))[None].to(parameter)
