"""How well a network bends garments, in figures and in a sheet."""

from collections.abc import Callable
from dataclasses import replace

import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from engines.models.garment_warp import SIZE, GarmentWarp
from engines.tryon import sheets
from engines.tryon.agnostic import Regions, regions
from engines.tryon.description import warp_maps
from engines.tryon.scenes import Group, Scenes, Seen, random_bends, view
from engines.tryon.warp import garment_maps

BENT = 0.12  # how far cut-out garments are bent, of half a side

# From people, their regions and the kind of garment to grids (B, h, w, 2), as the network returns them.
Bend = Callable[[Seen, Regions, Group], Tensor]


def bent_by_chance(seen: Seen, strength: float) -> Seen:
    """Return people with their flat garments bent; a strength of 0 leaves them."""
    if not strength:
        return seen
    bends = random_bends(len(seen.flat), SIZE, strength)
    return replace(seen, flat=F.grid_sample(seen.flat, bends, align_corners=True))


def examine(network: GarmentWarp, scenes: Scenes, strength: float = BENT) -> dict[str, float]:
    """Return `iou` of the bent mask with the worn one and `colour`, the mean difference of the pixels in both, for
    garments cut out as worn, each bent by chance, in the same-garment setting; by kind as well.

    Args:
        network: in eval mode.
        scenes: to be examined on.
        strength: how far the garments are bent; 0 where they are flat already, as those of drawn people are.
    """
    return measure(bent_by(network), scenes, strength)


@torch.inference_mode()
def measure(bend: Bend, scenes: Scenes, strength: float = BENT) -> dict[str, float]:
    """Return what `examine` does of any way to bend garments."""
    torch.manual_seed(0)
    overlaps: dict[str, list[float]] = {}
    colours = []
    for group, index in scenes.groups.items():
        for part in index.split(32):
            bent, seen, front = worn_by(bend, scenes, part, group, strength)
            found, worn = (bent[:, 3] > 0.5) & ~front, seen.worn > 0
            met = found & worn
            overlap = met.sum((1, 2)) / (found | worn).sum((1, 2)).clamp(min=1)
            overlaps.setdefault(group[0], []).extend(overlap.tolist())
            away = ((bent[:, :3] - seen.after).abs().mean(1) * met).sum((1, 2)) / met.sum((1, 2)).clamp(min=1)
            colours += away.tolist()
    every = [value for values in overlaps.values() for value in values]
    figures = {"iou": _mean(every), "colour": _mean(colours)}
    return figures | {f"iou_{kind}": _mean(values) for kind, values in overlaps.items()}


def _mean(values: list[float]) -> float:
    return round(sum(values) / max(len(values), 1), 4)


def bent_by(network: GarmentWarp) -> Bend:
    """Return how the network bends garments."""
    device = str(next(network.parameters()).device)

    def bend(seen: Seen, where: Regions, group: Group) -> Tensor:
        maps = warp_maps(seen.before_labels, where, seen.xy, seen.known, *group)
        grid: Tensor = network(maps.to(device), garment_maps(seen.flat).to(device))[1]
        return grid.to(maps.device)

    return bend


@torch.inference_mode()
def worn_by(bend: Bend, scenes: Scenes, index: Tensor, group: Group, strength: float) -> tuple[Tensor, Seen, Tensor]:
    """Return the garments (B, 4, h, w) of some people as they are bent; these people, each with the garment that was
    shown; and what is in front of it (B, h, w)."""
    seen = bent_by_chance(view(scenes, index, group[0], SIZE, jitter=0), strength)
    where = regions(seen.before_labels, seen.xy, seen.known, *group)
    grid = bend(seen, where, group)
    return F.grid_sample(seen.flat, grid, padding_mode="zeros", align_corners=True), seen, where.front


def shown(network: GarmentWarp, scenes: Scenes, strength: float) -> Image.Image:
    """Return a sheet of garments as the network, in eval mode, bends them."""
    torch.manual_seed(0)
    columns: list[list[Image.Image]] = []
    for group, index in scenes.groups.items():
        bent, seen, front = worn_by(bent_by(network), scenes, index[: sheets.COLUMNS // 2], group, strength)
        cover = bent[:, 3:] * ~front[:, None]
        on = bent[:, :3] * cover + seen.before * (1 - cover)
        for n in range(len(bent)):
            flat = sheets.on_paper(seen.flat[n, :3], seen.flat[n, 3])
            columns.append([flat, sheets.photo(seen.before[n]), sheets.photo(on[n]), sheets.photo(seen.after[n])])
    names = ("garments", "before", "bent onto them", "as it should be")
    rows = zip(*columns[: sheets.COLUMNS], strict=True)
    return sheets.sheet(list(zip(names, map(list, rows), strict=True)))
