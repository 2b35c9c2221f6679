"""People with a garment that they wear, seen in the window where it is worn: what the warp and the dresser learn from.

A batch holds one kind of garment with one length of sleeve, for the regions that change depend on both.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional as F

from engines.models.heatmaps import read_points
from engines.models.skeletons import OPENPOSE_18
from engines.models.spotter import Spotter
from engines.tryon.agnostic import LABEL, worn_sleeve
from engines.tryon.body import HALVED, NEAR, STEP, look_for_points
from engines.tryon.closeup import views_of, windows
from engines.tryon.data import Parsed
from engines.tryon.results import HEIGHT, WIDTH, Kind, Sleeve
from engines.tryon.views import MIRRORED_LABELS, view_pictures
from engines.tryon.warp import SURE

WORN_AS: Final = {  # the labels of a garment as it is worn
    Kind.TOP: ("upper_clothes", "coat"),
    Kind.DRESS: ("dress",),
    Kind.TROUSERS: ("pants",),
    Kind.SKIRT: ("skirt",),
}
LEAST: Final = 0.02  # of the frame: a garment smaller than this is not learnt from
ZOOM, SHIFT = 0.12, 0.06  # how far a window is off, in logarithms and in shares of it
MIRRORED: Final = torch.tensor(OPENPOSE_18.mirrored)
MARGIN: Final = 0.04  # around a garment in its frame, of the frame
LOOKED_AT: Final = 16  # people a step
Group = tuple[Kind, Sleeve]


@dataclass(frozen=True)
class Scenes:
    """N people before and after they put a garment on; of photos both are the same.

    Args:
        before, after: (N, 3, 256, 192) uint8.
        before_labels, after_labels: (N, 256, 192) uint8 of LIP.
        xy, known: points (N, 18, 2) in pixels, (N, 18).
        worn: (N, 256, 192) uint8, 1 where the garment shows.
        flat: the garment, RGB and mask (N, 4, 256, 192) uint8, in its frame.
        flow: (N, 2, 256, 192) float16, where each pixel of `worn` lies in the garment's frame, -1 to 1 between the
            centres of its outermost pixels, NaN elsewhere and where nobody knows.
        groups: which of them have each kind and sleeve.
    """

    before: Tensor
    after: Tensor
    before_labels: Tensor
    after_labels: Tensor
    xy: Tensor
    known: Tensor
    worn: Tensor
    flat: Tensor
    flow: Tensor
    groups: dict[Group, Tensor]


@dataclass(frozen=True)
class Seen:
    """Some of them in their window, all (B, ..., h, w): pictures and garment of 0 to 1, points in its pixels."""

    before: Tensor
    after: Tensor
    before_labels: Tensor
    after_labels: Tensor
    xy: Tensor
    known: Tensor
    worn: Tensor
    flat: Tensor
    flow: Tensor

    def to(self, device: str) -> "Seen":
        """Return the same on a device."""
        return Seen(**{name: part.to(device) for name, part in vars(self).items()})


def any_group(scenes: Scenes) -> Group:
    """Choose a kind and sleeve, the rarer ones more often than they occur."""
    groups = list(scenes.groups)
    sizes = torch.tensor([float(len(scenes.groups[group])) for group in groups]).sqrt()
    return groups[int(torch.multinomial(sizes, 1))]


def view(scenes: Scenes, index: Tensor, kind: Kind, size: tuple[int, int], jitter: float = 1.0) -> Seen:
    """Return people `index` (B,) in their windows, each a little off by chance, half of them mirrored."""
    B = len(index)
    xy, known = scenes.xy[index], scenes.known[index]
    window = windows(xy, known, kind)
    if jitter:
        zoom = torch.exp((torch.rand(B, 1) * 2 - 1) * ZOOM * jitter)
        centre = window[:, :2] + window[:, 2:] / 2 + (torch.rand(B, 2) * 2 - 1) * SHIFT * jitter * window[:, 2:]
        window = torch.cat([centre - window[:, 2:] * zoom / 2, window[:, 2:] * zoom], 1)
    theta = views_of(window)
    mirrored = torch.rand(B) < 0.5 * (jitter > 0)
    theta[:, :, 0] *= torch.where(mirrored, -1.0, 1.0)[:, None]
    grid = F.affine_grid(theta, [B, 1, *size], align_corners=False)

    def nearest(maps: Tensor) -> Tensor:
        return F.grid_sample(maps.float(), grid, mode="nearest", align_corners=False)

    def labels(maps: Tensor) -> Tensor:
        seen = nearest(maps[index][:, None])[:, 0].long()
        return torch.where(mirrored[:, None, None], MIRRORED_LABELS[seen], seen)

    pixels = (xy + 0.5) / torch.tensor([WIDTH, HEIGHT]) * 2 - 1
    back = torch.linalg.solve(theta[:, :, :2], (pixels - theta[:, None, :, 2]).transpose(1, 2)).transpose(1, 2)
    places = (back + 1) / 2 * torch.tensor([size[1], size[0]]) - 0.5
    places[mirrored], known[mirrored] = places[mirrored][:, MIRRORED], known[mirrored][:, MIRRORED]
    flat = F.avg_pool2d(scenes.flat[index].float() / 255, HEIGHT // size[0])
    flat[mirrored] = flat[mirrored].flip(3)
    inside = F.grid_sample(torch.ones(B, 1, HEIGHT, WIDTH), grid, mode="nearest", align_corners=False) > 0
    flow = torch.where(inside, nearest(scenes.flow[index]), torch.nan)
    flow[:, 0] *= torch.where(mirrored, -1.0, 1.0)[:, None, None]
    return Seen(
        before=view_pictures(scenes.before[index], theta, size),
        after=view_pictures(scenes.after[index], theta, size),
        before_labels=labels(scenes.before_labels),
        after_labels=labels(scenes.after_labels),
        xy=places,
        known=known,
        worn=nearest(scenes.worn[index][:, None])[:, 0],
        flat=flat,
        flow=flow,
    )


def join(one: Seen, other: Seen) -> Seen:
    """Both as one batch."""
    return Seen(*(torch.cat([getattr(one, field.name), getattr(other, field.name)]) for field in fields(Seen)))


def some(choices: Tensor, count: int) -> Tensor:
    """Return so many of them by chance, any of them as often as it comes."""
    return choices[torch.randint(len(choices), (count,))]


@torch.inference_mode()
def guess_points(network: Spotter, pictures: Tensor, kept: Path) -> tuple[Tensor, Tensor]:
    """Return points (N, 18, 2) and which are known (N, 18), as the body's reader sees them; `kept` is a file that keeps
    them for the next time."""
    if kept.exists():
        points = load_file(kept)
        return points["xy"], points["known"]
    found = [look_for_points(network, part.float() / 255) for part in pictures.split(LOOKED_AT)]
    places, scores = zip(*(read_points(maps, NEAR) for maps in found), strict=True)
    points = {"xy": torch.cat(places) * (HALVED * STEP) - 0.5, "known": (torch.cat(scores) > SURE).float()}
    save_file(points, kept)
    return points["xy"], points["known"]


def scenes_of_photos(parsed: Parsed, xy: Tensor, known: Tensor) -> Scenes:
    """Make scenes of parsed people: each garment that somebody wears, cut out as it is worn, is the flat one."""
    parts = list(_worn_by(parsed, xy, known))
    index = torch.tensor([number for number, *_ in parts])
    worn = torch.stack([mask for _, mask, _ in parts])
    pictures, labels = parsed.pictures[index], parsed.labels[index]
    return Scenes(
        before=pictures,
        after=pictures,
        before_labels=labels,
        after_labels=labels,
        xy=xy[index],
        known=known[index],
        worn=worn,
        flat=cut_out(pictures, worn),
        flow=torch.full((1, 2, 1, 1), torch.nan, dtype=torch.float16).expand(len(index), 2, HEIGHT, WIDTH),
        groups=grouped([group for *_, group in parts]),
    )


def grouped(groups: list[Group]) -> dict[Group, Tensor]:
    """Return which numbers have each kind and sleeve."""
    places: dict[Group, list[int]] = {}
    for place, group in enumerate(groups):
        places.setdefault(group, []).append(place)
    return {group: torch.tensor(numbers) for group, numbers in places.items()}


def _worn_by(parsed: Parsed, xy: Tensor, known: Tensor) -> Iterator[tuple[int, Tensor, Group]]:
    """Number, mask (256, 192) uint8 and group of each garment that is worn, where its wearer's points are known."""
    arms, legs = (worn_sleeve(parsed.labels, xy, known, which) for which in ("arm", "leg"))
    for number, labels in enumerate(parsed.labels):
        for kind, names in WORN_AS.items():
            mask = torch.isin(labels, torch.tensor([LABEL[name] for name in names], dtype=torch.uint8))
            sleeve = (arms if kind in (Kind.TOP, Kind.DRESS) else legs)[number]
            if mask.float().mean() < LEAST or sleeve is None:
                continue
            if kind is Kind.SKIRT:
                sleeve = Sleeve.NONE
            elif kind is Kind.TROUSERS and sleeve is Sleeve.NONE:
                sleeve = Sleeve.SHORT
            yield number, mask.to(torch.uint8), (kind, sleeve)


def frames_of(masks: Tensor) -> Tensor:
    """Return the 3:4 frame (N, 4) of left, top, width and height that each garment fills, from masks (N, H, W)."""
    boxes = []
    for mask in masks:
        rows, columns = mask.any(1).nonzero()[:, 0], mask.any(0).nonzero()[:, 0]
        left, top, right, bottom = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
        height = max(float(bottom - top), float(right - left) * HEIGHT / WIDTH) / (1 - 2 * MARGIN)
        width = height * WIDTH / HEIGHT
        boxes.append([float(left + right - width) / 2, float(top + bottom - height) / 2, width, height])
    return torch.tensor(boxes)


def cut_out(pictures: Tensor, masks: Tensor) -> Tensor:
    """Return garments (N, 4, 256, 192) uint8, RGB and mask, so cut from pictures that each fills its frame."""
    cut = []
    for number, theta in enumerate(views_of(frames_of(masks))):
        both = torch.cat([pictures[number], masks[number][None] * 255])[None].float()
        grid = F.affine_grid(theta[None], [1, 4, HEIGHT, WIDTH], align_corners=False)
        cut.append(F.grid_sample(both, grid, align_corners=False)[0].round().to(torch.uint8))
    return torch.stack(cut)


def random_bends(count: int, size: tuple[int, int], strength: float) -> Tensor:
    """Return grids (count, *size, 2) that bend pictures smoothly by chance, `strength` of half a picture's side."""
    zoom = torch.exp(torch.randn(count, 2) * strength)
    turn = torch.randn(count) * strength
    shift = torch.randn(count, 2) * strength / 2
    aspect = WIDTH / HEIGHT
    rows = (
        torch.stack([zoom[:, 0], turn / aspect, shift[:, 0]], 1),
        torch.stack([-turn * aspect, zoom[:, 1], shift[:, 1]], 1),
    )
    grid = F.affine_grid(torch.stack(rows, 1), [count, 1, *size], align_corners=True)
    waves = torch.zeros(count, 2, *size)
    for places in ((3, 3), (6, 5)):
        wave = F.interpolate(torch.randn(count, 2, *places), size, mode="bicubic", align_corners=True)
        waves += wave * strength / math.sqrt(places[0])
    return grid + waves.permute(0, 2, 3, 1)
