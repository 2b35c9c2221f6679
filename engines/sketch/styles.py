"""The bank of styles: which of the codes seen while training a seed may pick, and how a picture is judged for it."""

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from torch import Tensor

from engines.drawn.edges import Mask, foreground
from engines.models.painter import Painter, StyleEncoder

GAP = 9  # pixels of an opening in an outline that counts as closed; odd
PAPER = 235  # from here on, of 255, all channels of a pixel are paper


def to_tensor(pictures: NDArray[np.uint8]) -> Tensor:
    """(B, 3, H, W) uint8 to float in [-1, 1]."""
    return torch.from_numpy(pictures).float() / 127.5 - 1


def to_pictures(painted: Tensor) -> NDArray[np.uint8]:
    """(B, 3, H, W) in [-1, 1] to (B, H, W, 3) RGB."""
    return ((painted.float() + 1) * 127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1).cpu().numpy()


def vividness(photo: NDArray[np.uint8]) -> float:
    """How much colour a thing on white has: its mean spread of channels, 0 to 1, on what is not paper."""
    spread = np.ptp(photo.astype(np.float32), axis=-1) / 255
    mask = foreground(photo)
    return float(spread[mask].mean()) if mask.any() else 0.0


def most_vivid(photos: list[NDArray[np.uint8]], share: float = 0.3) -> list[NDArray[np.uint8]]:
    """The more colourful share of the photos, the most vivid first."""
    order = np.argsort([-vividness(photo) for photo in photos])
    return [photos[i] for i in order[: max(1, round(share * len(photos)))]]


def inside(ink: NDArray[np.uint8]) -> Mask:
    """What a drawing's outline encloses, lines included; openings of up to GAP pixels count as closed. (S, S)."""
    thick = Image.fromarray(np.where(ink > 100, 255, 0).astype(np.uint8)).filter(ImageFilter.MaxFilter(GAP))
    page = 255 - np.asarray(thick)
    filled = foreground(np.stack([page] * 3, -1), least=0.5)
    return np.asarray(Image.fromarray(filled.astype(np.uint8)).filter(ImageFilter.MinFilter(GAP))).astype(bool)


def painted(picture: NDArray[np.uint8]) -> Mask:
    """What of a picture is not paper: (S, S)."""
    return picture.min(-1) < PAPER


@torch.no_grad()
def read_styles(encoder: StyleEncoder, photos: list[NDArray[np.uint8]]) -> Tensor:
    """(N, S) the style codes of photos."""
    device = next(encoder.parameters()).device
    batches = [np.stack(photos[i : i + 64]).transpose(0, 3, 1, 2).copy() for i in range(0, len(photos), 64)]
    return torch.cat([encoder(to_tensor(batch).to(device)) for batch in batches]).float()


@torch.no_grad()
def cleanest(painter: Painter, codes: Tensor, inks: list[NDArray[np.uint8]], count: int) -> Tensor:
    """(count, S) of the codes (N, S), in their order: those that fill the outlines best and spill least beside them."""
    bodies = [inside(ink) for ink in inks]
    page = torch.from_numpy(np.stack(inks)[:, None]).to(codes.device).float() / 255
    scores = []
    for code in codes:
        pictures = to_pictures(painter(page, code.expand(len(inks), -1)))
        seen = [painted(picture) for picture in pictures]
        fill = [(s & b).sum() / (s | b).sum() for s, b in zip(seen, bodies, strict=True)]
        spill = [s[~b].mean() for s, b in zip(seen, bodies, strict=True)]
        scores.append(np.mean(fill) - 2 * np.mean(spill))
    return codes[sorted(np.argsort(scores)[::-1][:count].tolist())]


def spread(codes: Tensor, count: int) -> Tensor:
    """(count, S) of the codes (N, S): the first, then always the one furthest from those before it.

    Neighbouring seeds thus give different pictures. Fewer codes than `count` are used repeatedly.
    """
    chosen = [0]
    distance = (codes - codes[0]).norm(dim=1)
    while len(chosen) < count:
        furthest = int(distance.argmax()) if len(chosen) < len(codes) else chosen[len(chosen) % len(codes)]
        chosen.append(furthest)
        distance = torch.minimum(distance, (codes - codes[furthest]).norm(dim=1))
    return codes[chosen]
