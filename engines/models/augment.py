"""Differentiable augmentation (Zhao et al. 2020): what a critic sees is changed, alike for real and painted pictures.

A critic of few pictures soon knows them by heart and then says nothing useful; one that sees each of them in other
light, moved and with a piece missing cannot.
"""

import torch
from torch import Tensor
from torch.nn import functional as F

SHIFT = 1 / 8  # of the side
HOLE = 3 / 8


def augment(pages: Tensor, pictures: tuple[slice, ...]) -> Tensor:
    """Change each page by chance.

    pages: (B, C, H, W) with values around [-1, 1]; pictures: the channels that hold a picture, which gets other light:
    the same for all pictures of a page, while the whole page is moved and loses a piece.
    """
    B, _, H, W = pages.shape
    light, colour, contrast = torch.rand(3, B, 1, 1, 1, device=pages.device, dtype=pages.dtype)
    parts = list(pages.split(1, 1))
    for where in pictures:
        picture = pages[:, where] + (light - 0.5) * 0.6
        grey = picture.mean(1, keepdim=True)
        picture = grey + (picture - grey) * (colour * 1.2 + 0.4)
        middle = picture.mean((1, 2, 3), keepdim=True)
        parts[where] = (middle + (picture - middle) * (contrast * 0.7 + 0.65)).split(1, 1)
    down, right = round(SHIFT * H), round(SHIFT * W)
    padded = F.pad(torch.cat(parts, 1), (right, right, down, down), mode="replicate")
    tops = torch.randint(0, 2 * down + 1, (B,)).tolist()
    lefts = torch.randint(0, 2 * right + 1, (B,)).tolist()
    moved = torch.stack([page[:, t : t + H, s : s + W] for page, t, s in zip(padded, tops, lefts, strict=True)])
    return moved * _holes(B, H, W).to(pages)


def _holes(B: int, H: int, W: int) -> Tensor:
    """(B, 1, H, W) zero in one rectangle a page, which may hang over the border, else one."""
    keep = torch.ones(B, 1, H, W)
    high, wide = round(HOLE * H), round(HOLE * W)
    for page in keep:
        top, left = int(torch.randint(-high // 2, H - high // 2, ())), int(torch.randint(-wide // 2, W - wide // 2, ()))
        page[:, max(0, top) : top + high, max(0, left) : left + wide] = 0
    return keep
