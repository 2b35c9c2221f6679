"""Train the network that paints what a garment uncovers and says where it shows (`--part tryon`).

It learns from photos of people, from whom their own garment is taken and given back, a little bent; now and then their
arms or legs are taken too, so that it can paint skin. People drawn by program change clothes for real.

Without packs (`--data=`) all people are drawn, those that it is examined on as well.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from engines.models.changes import normalise
from engines.models.dresser import Dresser
from engines.models.spotter import Spotter
from engines.runtime.apprentice import Apprentice, read_settings
from engines.runtime.course import Exam, limits_of, report, run
from engines.runtime.preview import Preview
from engines.tryon import sheets
from engines.tryon.agnostic import Regions, regions, widened
from engines.tryon.description import DRESSER_MAPS, dresser_maps
from engines.tryon.drawn import load_scenes, own_people
from engines.tryon.measures import structural_similarity
from engines.tryon.paint import shown
from engines.tryon.results import HEIGHT, WIDTH, Sleeve
from engines.tryon.scene_sheets import preview_of, quick
from engines.tryon.scenes import Group, Scenes, Seen, any_group, join, random_bends, some, view
from engines.tryon.train_body import HALF, conclude
from engines.tryon.train_warp import photo_scenes, read_body_reader

BENT = 0.015  # how far the garment is off, of half a side
MORE_SKIN = 0.4  # share of the batches in which arms or legs are painted anew though the garment hides little of them
AROUND = (2, 12)  # pixels of ground around the old garment that change with it, least and most
COARSE = 16  # pixels, over which the colours are spread that fill it
CLOSED = 12  # pixels: what is narrower than twice this in front of a garment is filled with it
SHARE_WEIGHT, BEHIND_WEIGHT, LOOK_WEIGHT = 0.5, 1.0, 0.05
LEVELS = 3  # of the body reader's features that compare pictures


@dataclass(frozen=True)
class DresserConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    data: Path = Path("../shared/data")  # with the packs; empty: there are none
    out: Path = Path("runs/tryon")
    body: Path = Path("weights/body-reader.safetensors")  # tells the points of people in photos, and compares pictures
    drawn: Path = Path("runs/drawn")  # a folder of people by program, see `engines.tryon.drawn`
    drawn_share: float = 0.35  # of the batch
    people: int = 96  # to be drawn where there are no packs
    steps: int = 2400
    epoch: int = 0  # steps from one exam to the next; 0: a twentieth of the run
    half_share: float = 0.6  # of the steps, over pictures half as fine
    seconds: float = 1e9  # stops after this long, to go on later
    batch: int = 16  # of the pictures half as fine; of the fine ones half as many
    accumulate: int = 1
    learning_rate: float = 1e-3
    averaging: float = 0.998
    patience: int = 0
    save_every: float = 240  # seconds
    device: str = "auto"
    seed: int = 0


def worn_garment(seen: Seen, strength: float = BENT) -> Tensor:
    """Return the garment as the warp would hand it on (B, 4, h, w), RGB of 0 to 1 and mask: as it is worn, going on
    under what is in front of it, a little bent, its edge a little off."""
    worn = seen.worn[:, None].float()
    size = (worn.shape[2], worn.shape[3])
    reach = max(1, CLOSED * size[0] // HEIGHT)
    closed = -widened(-widened(worn, reach), reach)
    coarse = F.avg_pool2d(torch.cat([seen.after * worn, worn], 1), COARSE)
    near = F.interpolate(F.avg_pool2d(coarse, 3, 1, 1), size, mode="bilinear")
    filled = near[:, :3] / near[:, 3:].clamp(min=1e-3)
    garment = torch.cat([torch.where(worn > 0, seen.after, filled), closed], 1)
    grid = random_bends(len(worn), size, strength).to(worn)
    bent = F.grid_sample(garment, grid, padding_mode="border", align_corners=True)
    edge = bent[:, 3:]
    wider, slimmer = F.max_pool2d(edge, 3, 1, 1), -F.max_pool2d(-edge, 3, 1, 1)
    chance = torch.rand(len(worn), 1, 1, 1, device=worn.device)
    return torch.cat([bent[:, :3], torch.where(chance < 0.25, wider, torch.where(chance > 0.75, slimmer, edge))], 1)


def taken(seen: Seen, group: Group) -> Regions:
    """Return what is painted anew: as for the garment, or now and then more skin than it asks for."""
    kind, sleeve = group
    more = Sleeve.LONG if torch.rand(()) < MORE_SKIN else sleeve
    around = int(torch.randint(AROUND[0], AROUND[1] + 1, ())) * seen.worn.shape[1] // HEIGHT
    return regions(seen.before_labels, seen.xy, seen.known, kind, more, around)


def composed(network: Dresser, seen: Seen, where: Regions, bent: Tensor, group: Group) -> tuple[Tensor, Tensor, Tensor]:
    """Return the person in the garment and what is behind it, RGB of 0 to 1, and the garment's share (B, 1, h, w)."""
    maps = dresser_maps(seen.before, seen.before_labels, where, seen.xy, seen.known, bent, *group)
    render, logit = network(maps)
    behind = (render + 1) / 2
    share = shown(logit, bent[:, 3:], where.front)
    inside = ((where.hole[:, None] | (share > 0)) & ~where.front[:, None]).float()
    picture = share * bent[:, :3] + (1 - share) * behind
    return picture * inside + seen.before * (1 - inside), behind, share


def dresser_loss(network: Dresser, judge: Spotter, seen: Seen, group: Group) -> Tensor:
    """Return the loss of a batch: pixels, what lies behind, where the garment shows, and how it looks to the judge."""
    where, bent = taken(seen, group), worn_garment(seen)
    picture, behind, share = composed(network, seen, where, bent, group)
    worn = seen.worn[:, None].float()
    hole = where.hole[:, None].float()
    uncovered = hole * (1 - worn)
    pixels = ((picture - seen.after).abs().mean(1, keepdim=True)).mean() * 4
    under = ((behind - seen.after).abs().mean(1, keepdim=True) * uncovered).sum() / uncovered.sum().clamp(min=1)
    visible = bent[:, 3:] * (1 - where.front[:, None].float())
    shows = ((share - worn * visible).abs() * visible).sum() / visible.sum().clamp(min=1)
    return pixels + BEHIND_WEIGHT * under + SHARE_WEIGHT * shows + LOOK_WEIGHT * unlike(judge, picture, seen.after)


def unlike(judge: Spotter, one: Tensor, other: Tensor) -> Tensor:
    """Return how differently two batches of pictures (B, 3, h, w) of 0 to 1 look to the finer features of a network.

    The idea is that of Johnson, Alahi, Fei-Fei: "Perceptual losses", ECCV 2016; no network trained elsewhere is used.
    """
    first, second = (judge.backbone(normalise(part))[:LEVELS] for part in (one, other))
    return torch.stack(
        [(a - b).abs().mean() / b.abs().mean().clamp(min=1e-6) for a, b in zip(first, second, strict=True)]
    ).sum()


class DresserLessons:
    """Batches of one kind of garment, of photos and of drawn people.

    Args:
        people: of photos; where there are none, drawn.
        drawn: more of them; None: there are none.
        drawn_share: of a batch.
    """

    def __init__(self, people: Scenes, drawn: Scenes | None, drawn_share: float) -> None:
        self.people, self.drawn, self.share = people, drawn, drawn_share

    def batch(self, count: int, size: tuple[int, int]) -> tuple[Seen, Group]:
        """People in their windows, the kind of garment and its sleeves."""
        group = any_group(self.people)
        drawn = round(count * self.share) if self.drawn and group in self.drawn.groups else 0
        seen = view(self.people, some(self.people.groups[group], count - drawn), group[0], size)
        if drawn and self.drawn:
            seen = join(seen, view(self.drawn, some(self.drawn.groups[group], drawn), group[0], size))
        return seen, group


def train(config: DresserConfig) -> Path:
    """Run until the steps or the time end. Returns the path of the network."""
    torch.manual_seed(config.seed)
    config.out.mkdir(parents=True, exist_ok=True)
    body = read_body_reader(config.body).requires_grad_(False)
    lessons, examined = gather(config, body)
    apprentice = Apprentice(Dresser(DRESSER_MAPS), config.device, config.learning_rate, config.averaging)
    apprentice.resume(config.out)
    device = apprentice.device.name
    body.to(device)

    def loss() -> Tensor:
        coarse = torch.rand(()) < config.half_share
        seen, group = lessons.batch(*((config.batch, HALF) if coarse else (-(-config.batch // 2), (HEIGHT, WIDTH))))
        return dresser_loss(apprentice.network, body, seen.to(device), group)

    few = quick(examined)
    exam = Exam(lambda: examine(apprentice.master, few), "ssim", picture=lambda: shown_on(apprentice.master, few))
    path = run(apprentice, loss, config.out, "tryon", limits_of(config), exam)
    conclude(config.out, examine(apprentice.master, examined))
    return path


def gather(config: DresserConfig, body: Spotter) -> tuple[DresserLessons, Scenes]:
    """Read the packs, or draw people: what is learnt from, and what the network is examined on."""
    if config.data == Path():
        learnt, examined = own_people(config.out, config.people, config.seed)
        return DresserLessons(learnt, None, 0.0), examined
    photos = photo_scenes(config.data, "train", body, config.out)
    lessons = DresserLessons(photos, load_scenes(config.drawn), config.drawn_share)
    return lessons, photo_scenes(config.data, "val", body, config.out)


@torch.inference_mode()
def examine(network: Dresser, scenes: Scenes) -> dict[str, float]:
    """Return `ssim` of people who got their own garment back, as it is worn, and `away`, the mean difference of the
    pixels that change, of 0 to 1; the latter for arms and legs that are painted anew as well (`away_skin`)."""
    torch.manual_seed(0)
    likeness: list[float] = []
    away: list[float] = []
    away_skin: list[float] = []
    device = str(next(network.parameters()).device)
    for group, index in scenes.groups.items():
        for part in index.split(8):
            seen = view(scenes, part, group[0], (HEIGHT, WIDTH), jitter=0).to(device)
            for sleeve, told in ((group[1], away), (Sleeve.LONG, away_skin)):
                where = regions(seen.before_labels, seen.xy, seen.known, group[0], sleeve)
                picture = composed(network, seen, where, worn_garment(seen, 0.005), group)[0]
                off = (picture - seen.after).abs().mean(1)
                changed = where.hole & (seen.worn == 0) if sleeve is Sleeve.LONG else where.hole
                told += ((off * changed).sum((1, 2)) / changed.sum((1, 2)).clamp(min=1)).tolist()
                if told is away:
                    likeness += structural_similarity(picture, seen.after).tolist()
    mean = {"ssim": likeness, "away": away, "away_skin": away_skin}
    return {name: round(sum(values) / len(values), 4) for name, values in mean.items()}


@torch.inference_mode()
def shown_on(network: Dresser, scenes: Scenes) -> Image.Image:
    """Return a sheet of people whom the network, in eval mode, paints in their garment."""
    torch.manual_seed(0)
    device = str(next(network.parameters()).device)
    columns: list[list[Image.Image]] = []
    for group, index in scenes.groups.items():
        seen = view(scenes, index[: sheets.COLUMNS // 2], group[0], (HEIGHT, WIDTH), jitter=0).to(device)
        where, bent = regions(seen.before_labels, seen.xy, seen.known, *group), worn_garment(seen, 0.0)
        painted = composed(network, seen, where, bent, group)[0]
        kept = seen.before * ~where.hole[:, None] + 0.9 * where.hole[:, None]
        columns += [
            [sheets.photo(kept[n]), sheets.on_paper(bent[n, :3], bent[n, 3]), *map(sheets.photo, pair)]
            for n, pair in enumerate(zip(painted, seen.after, strict=True))
        ]
    names = ("what is kept", "garments as the warp hands them on", "painted", "as it should be")
    rows = zip(*columns[: sheets.COLUMNS], strict=True)
    return sheets.sheet(list(zip(names, map(list, rows), strict=True)))


def preview(config: DresserConfig) -> Preview:
    """Return people who put a garment on, and that garment."""
    return preview_of(config.data, config.drawn, config.people, config.seed)


if __name__ == "__main__":
    report(train, preview, read_settings(DresserConfig, __doc__))
