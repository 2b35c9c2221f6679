"""Train the network that bends a garment onto a person (`--part warp`).

It learns from people drawn by program, in whose pictures it is known where each pixel of the flat garment has come to
lie; from garments cut out of photos of their wearers and bent by chance; and, for the outline alone, from photos of
garments and of people who wear one of the same kind.

Without packs (`--data=`) all people are drawn, those that it is examined on as well.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from engines.checkpoints.loading import load
from engines.models.garment_warp import SIZE, GarmentWarp
from engines.models.spotter import Spotter
from engines.runtime.apprentice import Apprentice, read_settings
from engines.runtime.course import Exam, limits_of, report, run
from engines.runtime.preview import Preview
from engines.tryon.agnostic import regions
from engines.tryon.data import load_garments, load_parsed
from engines.tryon.description import WARP_MAPS, warp_maps
from engines.tryon.drawn import load_scenes, own_people
from engines.tryon.garment import KINDS, SLEEVES
from engines.tryon.results import Kind
from engines.tryon.scene_sheets import preview_of, quick
from engines.tryon.scenes import (
    Group,
    Scenes,
    Seen,
    any_group,
    cut_out,
    guess_points,
    join,
    scenes_of_photos,
    some,
    view,
)
from engines.tryon.train_body import chosen, conclude
from engines.tryon.train_garment import told
from engines.tryon.warp import garment_maps
from engines.tryon.warp_exam import BENT, bent_by_chance, examine, shown

ROUGH = 0.6  # the spline's part in the loss
MASK_WEIGHT, FLOW_WEIGHT, SMOOTH_WEIGHT = 1.0, 4.0, 40.0
JITTER = 0.25  # how far the colours of a flat garment are off


@dataclass(frozen=True)
class WarpConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    data: Path = Path("../shared/data")  # with the packs; empty: there are none
    out: Path = Path("runs/warp")
    body: Path = Path("weights/body-reader.safetensors")  # tells the points of people in photos
    width: int = 32
    drawn: Path = Path("runs/drawn")  # a folder of people by program, see `engines.tryon.drawn`
    drawn_share: float = 0.5  # of the batch
    flat_share: float = 0.2  # garments of photos on people of photos
    people: int = 96  # to be drawn where there are no packs
    steps: int = 3000
    epoch: int = 0  # steps from one exam to the next; 0: a twentieth of the run
    seconds: float = 1e9  # stops after this long, to go on later
    batch: int = 24
    accumulate: int = 1
    learning_rate: float = 1e-3
    averaging: float = 0.998
    patience: int = 0
    save_every: float = 240  # seconds
    device: str = "auto"
    seed: int = 0


class WarpLessons:
    """Batches of one kind of garment: people of photos, people drawn, and photos of flat garments on people of photos.

    Args:
        people: of photos; where there are none, drawn.
        drawn: more of them; None: there are none.
        flat: garments (N, 4, 256, 192) uint8 by kind and sleeve.
        bent: how far the garments of `people` are bent by chance; 0 where they are flat already.
    """

    def __init__(
        self, people: Scenes, drawn: Scenes | None, flat: dict[Group, Tensor], bent: float, config: WarpConfig
    ) -> None:
        self.people, self.drawn, self.flat, self.bent, self.config = people, drawn, flat, bent, config

    def batch(self) -> tuple[Seen, Group, Tensor]:
        """People, kind and sleeve, and how many numbers at the end of the batch know the outline alone."""
        config = self.config
        group = any_group(self.people)
        drawn = round(config.batch * config.drawn_share) if self.drawn and group in self.drawn.groups else 0
        flat = round(config.batch * config.flat_share) if group in self.flat else 0
        seen = view(self.people, some(self.people.groups[group], config.batch - drawn), group[0], SIZE)
        seen = bent_by_chance(seen, self.bent)
        if flat:
            other = some(self.flat[group], flat).float() / 255
            mirror = torch.rand(flat) < 0.5
            other[mirror] = other[mirror].flip(3)
            seen.flat[-flat:] = F.avg_pool2d(other, 2)
        if drawn and self.drawn:
            seen = join(view(self.drawn, some(self.drawn.groups[group], drawn), group[0], SIZE), seen)
        outline_alone = torch.zeros(len(seen.flat), dtype=torch.bool)
        outline_alone[len(seen.flat) - flat :] = True
        return seen, group, outline_alone


def warp_loss(network: GarmentWarp, seen: Seen, group: Group, outline_alone: Tensor) -> Tensor:
    """Return how far the bent garment is from the worn one: colours, outline, known places, and how bent it is."""
    where = regions(seen.before_labels, seen.xy, seen.known, *group)
    maps = warp_maps(seen.before_labels, where, seen.xy, seen.known, *group)
    light = 1 + JITTER * (2 * torch.rand(len(maps), 3, 1, 1, device=maps.device) - 1)
    told_garment = torch.cat([(seen.flat[:, :3] * light).clamp(0, 1), seen.flat[:, 3:]], 1)
    loss = maps.new_zeros(())
    for grid, share in zip(network(maps, garment_maps(told_garment)), (ROUGH, 1.0), strict=True):
        colours = F.grid_sample(seen.flat[:, :3], grid, padding_mode="border", align_corners=True)
        mask = F.grid_sample(seen.flat[:, 3:], grid, padding_mode="zeros", align_corners=True)
        loss = loss + share * fit(colours, mask, grid, seen, where.front, outline_alone)
    return loss


def fit(colours: Tensor, mask: Tensor, grid: Tensor, seen: Seen, front: Tensor, outline_alone: Tensor) -> Tensor:
    """Return the loss of one grid (B, h, w, 2): what lies under something in front counts for nothing."""
    worn = seen.worn[:, None] > 0
    counted = (~front[:, None] | worn).float()
    off = (mask - worn.float()).abs() * counted
    overlap = 1 - (mask * worn).sum((1, 2, 3)) / ((mask + worn) * counted - mask * worn).sum((1, 2, 3)).clamp(min=1)
    outline = off.mean() * 2 + overlap.mean()
    paired = worn.float() * (~outline_alone).float()[:, None, None, None]
    colour = ((colours - seen.after).abs().mean(1, keepdim=True) * paired).sum() / paired.sum().clamp(min=1)
    places = seen.flow.permute(0, 2, 3, 1)
    told_places = ~places.isnan()
    away = ((grid - places.nan_to_num()).abs() * told_places).sum() / told_places.sum().clamp(min=1)
    return MASK_WEIGHT * outline + colour + FLOW_WEIGHT * away + SMOOTH_WEIGHT * roughness(grid)


def roughness(grid: Tensor) -> Tensor:
    """Return the mean size of the second differences of grids (B, h, w, 2): nothing for an affine map."""
    down = grid[:, 2:] - 2 * grid[:, 1:-1] + grid[:, :-2]
    across = grid[:, :, 2:] - 2 * grid[:, :, 1:-1] + grid[:, :, :-2]
    return down.abs().mean() + across.abs().mean()


def flat_garments(data: Path, split: str) -> dict[Group, Tensor]:
    """Return the garments of the pack that have a mask, in their frames (N, 4, 256, 192), by kind and sleeve."""
    packed = load_garments(data, split)
    known = told(packed)
    flat: dict[Group, Tensor] = {}
    masked = packed.masks.amax((1, 2)) == 1
    for n, kind in enumerate(KINDS):
        for m, sleeve in enumerate(SLEEVES):
            fits = known.sleeves == m if kind is Kind.TOP else torch.full_like(masked, kind is Kind.SKIRT and m == 0)
            chosen = masked & (known.kinds == n) & fits
            if chosen.any():
                flat[kind, sleeve] = cut_out(packed.pictures[chosen], packed.masks[chosen])
    return flat


def photo_scenes(data: Path, split: str, body: Spotter, out: Path) -> Scenes:
    """Return the scenes of the parsed people of one split; their points, told by the body's reader, are kept in a
    folder."""
    parsed = load_parsed(data, split)
    return scenes_of_photos(parsed, *guess_points(body, parsed.pictures, out / f"points-{split}.safetensors"))


def read_body_reader(path: Path) -> Spotter:
    """Load the network that tells the points of people in photos."""
    network = load(path, "spotter")
    assert isinstance(network, Spotter)  # for the type checker
    return network


def train(config: WarpConfig) -> Path:
    """Run until the steps or the time end. Returns the path of the network."""
    torch.manual_seed(config.seed)
    config.out.mkdir(parents=True, exist_ok=True)
    lessons, examined = gather(config)
    apprentice = Apprentice(GarmentWarp(WARP_MAPS, config.width), config.device, config.learning_rate, config.averaging)
    apprentice.resume(config.out)
    device, bent = apprentice.device.name, lessons.bent

    def loss() -> Tensor:
        seen, group, outline_alone = lessons.batch()
        return warp_loss(apprentice.network, seen.to(device), group, outline_alone.to(device))

    few = quick(examined)
    exam = Exam(
        lambda: chosen(examine(apprentice.master, few, bent), "iou", "colour"),
        "iou",
        picture=lambda: shown(apprentice.master, few, bent),
    )
    path = run(apprentice, loss, config.out, "warp", limits_of(config), exam)
    conclude(config.out, examine(apprentice.master, examined, bent))
    return path


def gather(config: WarpConfig) -> tuple[WarpLessons, Scenes]:
    """Read the packs, or draw people: what is learnt from, and what the network is examined on."""
    if config.data == Path():
        learnt, examined = own_people(config.out, config.people, config.seed)
        return WarpLessons(learnt, None, {}, 0.0, config), examined
    body = read_body_reader(config.body)
    photos = photo_scenes(config.data, "train", body, config.out)
    lessons = WarpLessons(photos, load_scenes(config.drawn), flat_garments(config.data, "train"), BENT, config)
    return lessons, photo_scenes(config.data, "val", body, config.out)


def preview(config: WarpConfig) -> Preview:
    """Return people who put a garment on, and that garment."""
    return preview_of(config.data, config.drawn, config.people, config.seed)


if __name__ == "__main__":
    report(train, preview, read_settings(WarpConfig, __doc__))
