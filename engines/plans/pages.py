"""Pages with the edges that are to be found on them: drawn by program, or a host's own.

A host's folder has `drawings/`, and perhaps `targets/` with pictures of the same names and sizes: lines, light on dark
or dark on light. Without targets the edges are Canny's. Lines of one pixel are made three wide, as drawn pages have
them: of lines that thin, a network that is right to half a pixel would still miss most.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from scipy import ndimage
from torch import Tensor

from engines.drawn.edges import canny
from engines.drawn.plans import draw_plan
from engines.plans.files import MOST, WHITE, Part, part_of, pictures_of, read, squared
from engines.runtime.errors import InputError

Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]

SIDE: Final = 512
VARIANTS: Final = 10  # of each own drawing: two become twenty
PARTS: Final = ("train", "val")
BLUR: Final = 1.4  # pixels, before Canny looks for edges
HYSTERESIS: Final = (0.6, 0.85)
LINE: Final = 64  # of 255: share of a pixel that a line must cover


@dataclass(frozen=True)
class Pages:
    """pictures: (N, S, S) uint8 grey; edges: (N, S, S) bool."""

    pictures: Tensor
    edges: Tensor

    def __len__(self) -> int:
        return len(self.pictures)

    def to(self, device: str) -> "Pages":
        """On a torch device."""
        return Pages(self.pictures.to(device), self.edges.to(device))


def pack(pages: list[tuple[Picture, Mask]]) -> Pages:
    """Pages from pictures (S, S) and edges (S, S)."""
    pictures, edges = (torch.from_numpy(np.stack(part)) for part in zip(*pages, strict=True))
    return Pages(pictures, edges)


def drawn_pages(part: Part, count: int, seed: int) -> Pages:
    """Pages drawn by program; those of the part "val" by other random numbers."""
    plans = [draw_plan(np.random.default_rng([seed, PARTS.index(part), number]), SIDE) for number in range(count)]
    return pack([(plan.picture, plan.edges) for plan in plans])


def kept_pages(folder: Path, part: Part, count: int, seed: int) -> Pages:
    """Drawn pages, from the folder of the run where they were drawn before."""
    path = folder / f"drawn-{part}-{count}-{seed}.npz"
    if path.is_file():
        with np.load(path, allow_pickle=False) as file:
            edges = np.unpackbits(file["edges"], axis=-1).astype(bool)
            return Pages(torch.from_numpy(file["pictures"]), torch.from_numpy(edges))
    pages = drawn_pages(part, count, seed)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as target:
        np.savez(target, pictures=pages.pictures.numpy(), edges=np.packbits(pages.edges.numpy(), axis=-1))
    unfinished.replace(path)
    return pages


def own_pages(data: Path, part: Part, seed: int, most: int = MOST) -> Pages:
    """Pages from a host's folder, at most so many drawings of it; those to learn from in VARIANTS each.

    Raises:
        InputError: as `pictures_of` and `read`, and `training_edges_missing`, `training_edges_size`.
    """
    found = pictures_of(data / "drawings")
    targets = {path.stem: path for path in pictures_of(data / "targets")} if (data / "targets").is_dir() else None
    for path in found:
        if targets is not None and path.stem not in targets:
            raise InputError(
                "training_edges_missing",
                f"`{path.name}` has no target of the same name: please add it, or take the folder `targets` away.",
            )
    chosen = part_of(found, part)[:most]
    variants = _variants(len(part_of(found, part))) if part == "train" else 1
    rng, pages = np.random.default_rng(seed), []
    for path in chosen:
        picture, edges = _page(path, targets[path.stem] if targets else None)
        pages += [(picture, edges), *(changed(rng, picture, edges) for _ in range(variants - 1))]
    if not any(edges.any() for _, edges in pages):
        raise InputError("training_edges_none", "There are no lines in the targets: please draw some.")
    return pack(pages)


def count_pages(data: Path) -> dict[str, int]:
    """Return how many drawings a host's folder has, pages that are made of them, and pages to be asked about."""
    found = pictures_of(data / "drawings")
    lessons, questions = len(part_of(found, "train")), len(part_of(found, "val"))
    return {"drawings": len(found), "pages": lessons * _variants(lessons), "validation": questions}


def _variants(drawings: int) -> int:
    return min(VARIANTS, max(1, MOST // drawings))


def _page(drawing: Path, target: Path | None) -> tuple[Picture, Mask]:
    picture = read(drawing)
    page, _ = squared(picture, SIDE, WHITE)
    grey = np.asarray(Image.fromarray(page).convert("L"))
    if target is None:
        return grey, ndimage.binary_dilation(canny(page, BLUR, *HYSTERESIS) > 0, np.ones((3, 3)))
    lines = read(target).convert("L")
    if lines.size != picture.size:
        raise InputError(
            "training_edges_size",
            f"`{target.name}` is {lines.width} x {lines.height} pixels and its drawing {picture.width} x "
            f"{picture.height}: please make them alike.",
        )
    return grey, line_mask(lines)


def line_mask(target: Image.Image) -> Mask:
    """Return lines (SIDE, SIDE) of a picture of them, mode L, whichever of light and dark there is less of."""
    light = np.asarray(target) > 127
    lines = light if light.mean() < 0.5 else ~light
    mask = squared(Image.fromarray(lines.astype(np.uint8) * 255), SIDE, 0)[0] >= LINE
    thin = ndimage.binary_erosion(mask, np.ones((2, 2))).sum() < 0.1 * mask.sum()
    return ndimage.binary_dilation(mask, np.ones((3, 3))) if thin else mask


def changed(rng: Generator, picture: Picture, edges: Mask) -> tuple[Picture, Mask]:
    """Return a page as if it had been scanned another time: turned, flipped, lighter, softer, noisier."""
    page, mask = Image.fromarray(picture), Image.fromarray(edges.astype(np.uint8) * 255)
    angle, paper = rng.uniform(-8, 8), int(np.median(picture))
    page = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=paper)
    mask = mask.rotate(angle, Image.Resampling.BILINEAR)
    if rng.random() < 0.5:
        page, mask = (one.transpose(Image.Transpose.FLIP_LEFT_RIGHT) for one in (page, mask))
    if rng.random() < 0.5:
        page, mask = (one.transpose(Image.Transpose.FLIP_TOP_BOTTOM) for one in (page, mask))
    page = page.filter(ImageFilter.GaussianBlur(rng.uniform(0, 1)))
    grey = (np.asarray(page, np.float32) - 128) * rng.uniform(0.7, 1.2) + 128 + rng.uniform(-25, 25)
    grey += rng.standard_normal(grey.shape, np.float32) * np.float32(rng.uniform(0, 8))
    return grey.clip(0, 255).astype(np.uint8), np.asarray(mask) > 127
