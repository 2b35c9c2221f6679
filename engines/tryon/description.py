"""What the warp and the dresser are told of a person: tensors made of labels, points and the garment's kind."""

from typing import Final

import torch
from torch import Tensor
from torch.nn import functional as F

from engines.tryon.agnostic import HEAD, LOWER, SHOES, UPPER, WHOLE, Regions, is_part
from engines.tryon.limbs import LIMBS, limb_maps
from engines.tryon.results import Kind, Sleeve

ARMS: Final = ("left_arm", "right_arm")
LEGS: Final = ("left_leg", "right_leg", "socks")
KEPT: Final = (HEAD, ARMS, LEGS, SHOES, LOWER, (*UPPER, *WHOLE), ("background",))  # a map each
BLUR: Final = 16  # the body's outline is told so many times coarser, for the old garment shows in it
NAMES: Final = len(Kind) + len(Sleeve)
WARP_MAPS: Final = len(LIMBS) + 2 + 1 + NAMES  # limbs, head and what else stays in front, outline, kind and sleeve
DRESSER_MAPS: Final = 3 + 1 + 3 + 1 + len(LIMBS) + len(KEPT) + 3 + NAMES


def names(kind: Kind, sleeve: Sleeve, count: int, size: tuple[int, int]) -> Tensor:
    """Return a map (count, 7, *size) for each kind and each sleeve, 1 for the ones that are meant."""
    told = torch.tensor([float(one is kind) for one in Kind] + [float(one is sleeve) for one in Sleeve])
    return told[None, :, None, None].expand(count, -1, *size)


def warp_maps(labels: Tensor, where: Regions, xy: Tensor, known: Tensor, kind: Kind, sleeve: Sleeve) -> Tensor:
    """Return what the warp is told of the person (B, WARP_MAPS, h, w).

    Args:
        labels: (B, h, w) of LIP, in the window and at the warp's resolution.
        where: of `agnostic.regions` at the same resolution.
        xy, known: (B, 18, 2) in its pixels, (B, 18).
    """
    B, h, w = labels.shape
    head = is_part(labels, *HEAD) & where.front
    outline = F.avg_pool2d((labels > 0)[:, None].float(), BLUR)
    groups = torch.stack([head, where.front & ~head], 1).float()
    outline = F.interpolate(outline, (h, w), mode="bilinear")
    return torch.cat([limb_maps(xy, known, (h, w)), groups, outline, names(kind, sleeve, B, (h, w)).to(xy)], 1)


def dresser_maps(
    picture: Tensor,
    labels: Tensor,
    where: Regions,
    xy: Tensor,
    known: Tensor,
    bent: Tensor,
    kind: Kind,
    sleeve: Sleeve,
) -> Tensor:
    """Return what the dresser is told (B, DRESSER_MAPS, h, w).

    Args:
        picture: RGB of 0 to 1 (B, 3, h, w), in the window.
        labels, where, xy, known: as for `warp_maps`.
        bent: the garment, RGB of 0 to 1 and mask (B, 4, h, w); what is in front of it is taken from it here.
    """
    B, h, w = labels.shape
    hole = where.hole[:, None].float()
    mask = bent[:, 3:] * (1 - where.front[:, None].float())
    kept = torch.stack([is_part(labels, *part) for part in KEPT], 1) * (1 - hole)
    skin = is_part(labels, "face") & where.front
    return torch.cat(
        [
            (picture * 2 - 1) * (1 - hole),
            hole,
            (bent[:, :3] * 2 - 1) * mask,
            mask,
            limb_maps(xy, known, (h, w)),
            kept,
            mean_colour(picture, skin).expand(-1, -1, h, w) * 2 - 1,
            names(kind, sleeve, B, (h, w)).to(xy),
        ],
        1,
    )


def mean_colour(picture: Tensor, mask: Tensor) -> Tensor:
    """Return the mean colour (B, 3, 1, 1) of pictures (B, 3, h, w) where the mask (B, h, w) is; else grey."""
    weight = mask[:, None].float()
    total = weight.sum((2, 3), keepdim=True)
    mean = (picture * weight).sum((2, 3), keepdim=True) / total.clamp(min=1)
    return torch.where(total > 0, mean, torch.full_like(mean, 0.5))
