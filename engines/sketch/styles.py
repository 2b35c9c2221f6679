"""The bank of styles: which of the codes seen while training a seed may pick, and how a picture is judged for it."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from torch import Tensor

from engines.drawn.edges import Mask, foreground
from engines.models.painter import FOLD, HINTS, Painter, StyleEncoder
from engines.sketch.data import Lesson

GAP = 9  # pixels of an opening in an outline that counts as closed; odd
TRIED = 8  # drawings of the training part on which the styles of a bank are tried
CANDIDATES = 48  # styles of photos, and as many of drawn pictures, from which a bank is chosen
PAPER = 235  # from here on, of 255, all channels of a pixel are paper


@dataclass(frozen=True)
class Palette:
    """What a world's bank of styles is made from: pictures that show them, and drawings to try them on."""

    world: int
    pictures: list[NDArray[np.uint8]]
    scenes: bool
    inks: list[NDArray[np.uint8]]


def palette_of(lesson: Lesson) -> Palette:
    """The more vivid photos and some that a program drew, and drawings by people of the training part.

    Of a world of scenes, only those that a program drew, where there are any: their grounds are calm and alike.
    """
    scenes = bool(lesson.drawn) and lesson.drawn[0].ground == "scene"
    photos = [subject.photo for subject in lesson.photos]
    vivid = most_vivid(photos, max(CANDIDATES, len(photos) // 3))
    drawn = [subject.photo for subject in lesson.drawn[:CANDIDATES]]
    inks = [drawing.ink for drawing in lesson.people[:TRIED]]
    pictures = drawn if scenes else vivid[:: max(1, len(vivid) // CANDIDATES)] + drawn
    return Palette(lesson.number, pictures, scenes, inks)


def to_tensor(pictures: NDArray[np.uint8]) -> Tensor:
    """(B, 3, H, W) uint8 to float in [-1, 1]."""
    return torch.from_numpy(pictures).float() / 127.5 - 1


def to_pictures(painted: Tensor) -> NDArray[np.uint8]:
    """(B, 3, H, W) in [-1, 1] to (B, H, W, 3) RGB."""
    return ((painted.float() + 1) * 127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1).cpu().numpy()


def vividness(photo: NDArray[np.uint8]) -> float:
    """How much colour a thing has: its mean spread of channels, 0 to 1, on what is not paper."""
    small = np.asarray(Image.fromarray(photo).resize((32, 32), Image.Resampling.BOX), np.float32)
    thing = small.min(-1) < PAPER
    return float(np.ptp(small[thing], axis=-1).mean()) / 255 if thing.any() else 0.0


def most_vivid(photos: list[NDArray[np.uint8]], count: int) -> list[NDArray[np.uint8]]:
    """The most colourful photos, the most vivid first."""
    order = np.argsort([-vividness(photo) for photo in photos])
    return [photos[i] for i in order[:count]]


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
    """(N, S) the style codes of photos (P, P, 3), of any sizes."""
    device = next(encoder.parameters()).device
    small = [Image.fromarray(photo).resize((encoder.SIDE, encoder.SIDE), Image.Resampling.BOX) for photo in photos]
    pages = np.stack([np.asarray(photo) for photo in small]).transpose(0, 3, 1, 2)
    return torch.cat(
        [encoder(to_tensor(part.copy()).to(device)) for part in np.array_split(pages, -(-len(pages) // 64))]
    )


@torch.no_grad()
def cleanest(painter: Painter, world: int, codes: Tensor, inks: list[NDArray[np.uint8]], count: int) -> Tensor:
    """(count, S) of the codes (N, S), in their order: those that fill the outlines best and spill least beside them."""
    insides = [inside(ink)[::2, ::2] for ink in inks]
    scores = []
    for code in codes:
        seen = [painted(picture) for picture in paint(painter, inks, world, code, quick=True)]
        fill = [(s & b).sum() / max(1, (s | b).sum()) for s, b in zip(seen, insides, strict=True)]
        spill = [s[~b].mean() for s, b in zip(seen, insides, strict=True)]
        scores.append(np.mean(fill) - 2 * np.mean(spill))
    return codes[sorted(np.argsort(scores)[::-1][:count].tolist())]


@torch.no_grad()
def paint(
    painter: Painter, inks: list[NDArray[np.uint8]], world: int, code: Tensor, quick: bool = False
) -> NDArray[np.uint8]:
    """Paint drawings (S, S), 255 is ink, in one style code (S,). Returns (N, S, S, 3), half of it if `quick`."""
    page = torch.from_numpy(np.stack(inks)[:, None]).to(code.device).float() / 255
    N, _, S, _ = page.shape
    hints = page.new_zeros(N, HINTS, S // FOLD, S // FOLD)
    worlds = torch.full((N,), world, device=code.device)
    way = painter.quick if quick else painter
    parts = [
        way(*part)
        for part in zip(page.split(8), hints.split(8), code.expand(N, -1).split(8), worlds.split(8), strict=True)
    ]
    return to_pictures(torch.cat(parts))


def most_usual(codes: Tensor, count: int) -> Tensor:
    """(count, S) of the codes (N, S): those nearest to their median, the nearest first."""
    away = (codes - codes.median(0).values).norm(dim=1)
    return codes[away.argsort()[:count]]


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
