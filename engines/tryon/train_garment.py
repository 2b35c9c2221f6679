"""Train the network that reads a garment's mask, kind and sleeves (`--part garment`).

It learns from photos of garments with a mask, half of them put before another ground, from photos without one (their
kind), from garments drawn by program, and from people, who are no garment.

Without packs (`--data=`) all of them are drawn, those that it is examined on as well.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from engines.models.changes import Augmentation, damaged, normalise, recoloured
from engines.models.spotter import Spotter
from engines.runtime.apprentice import Apprentice, read_settings
from engines.runtime.course import Exam, limits_of, report, run
from engines.runtime.preview import Preview
from engines.tryon import sheets
from engines.tryon.data import UNKNOWN, Masked, Row, load_garments, load_parsed
from engines.tryon.drawn import EXAMINED, DrawnConfig, draw_garments, draw_scenes, own_garments, own_people
from engines.tryon.garment import KINDS, MAPS, OTHER, SLEEVES, STEP, look, pooled
from engines.tryon.results import HEIGHT, WIDTH, Kind, Sleeve
from engines.tryon.train_body import HALF, begin_with, chosen, conclude
from engines.tryon.views import Spread, random_views, view_labels, view_pictures

KIND_OF = {  # the pack's classes; those it lacks are no garment that can be put on
    **dict.fromkeys(("dress",), Kind.DRESS),
    **dict.fromkeys(("pants", "shorts"), Kind.TROUSERS),
    **dict.fromkeys(("skirt",), Kind.SKIRT),
    **dict.fromkeys(("t-shirt", "longsleeve", "shirt", "outwear", "polo", "blazer"), Kind.TOP),
    **dict.fromkeys(("hoodie", "top", "sweatshirt", "blouse"), Kind.TOP),
}
LEG_OF = {"pants": Sleeve.LONG, "shorts": Sleeve.SHORT, "skirt": Sleeve.NONE}
UNTOLD = -100  # a kind or sleeve that nobody knows, as cross_entropy wants it
SPREAD = Spread(scale=(0.85, 1.7), stretch=0.2, turn=12, shift=0.15)
LIGHT = Augmentation(crop=(1.0, 1.0), jitter=0.35, grey=0.03, blur=0.1)
KIND_WEIGHT = 0.3
OTHER_GROUND = 0.5  # share of the garments with a mask that get one
PALE_GROUND = 0.4  # share of these grounds that are nearly white
PLAIN_GROUND = 0.8  # share of them that have one colour; the rest are photos out of focus
EXAM = 12  # pictures a step of the exam
QUICK = 40  # garments of the exams on the way


@dataclass(frozen=True)
class GarmentConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    data: Path = Path("../shared/data")  # with the packs; empty: there are none
    out: Path = Path("runs/garment")
    start: Path = Path()  # a network of the same kind whose fitting tensors are begun with, such as the dog finder
    backbone: str = "regnetx_002"
    width: int = 32
    drawn: int = 600  # garments by program
    drawn_share: float = 0.3  # of the batch
    people: int = 24  # to be drawn where there are no packs
    people_share: float = 0.08
    steps: int = 1000
    epoch: int = 0  # steps from one exam to the next; 0: a twentieth of the run
    half_share: float = 0.5  # of the steps, over pictures half as fine
    seconds: float = 1e9  # stops after this long, to go on later
    batch: int = 32  # of the pictures half as fine; of the fine ones half as many
    accumulate: int = 1
    learning_rate: float = 2e-3
    averaging: float = 0.998
    patience: int = 0
    save_every: float = 240  # seconds
    device: str = "auto"
    seed: int = 0


@dataclass(frozen=True)
class Garments:
    """One sort of pictures: masks (N, 256, 192) of 0, 1 or UNKNOWN, kinds and sleeves (N,), UNTOLD where not known."""

    pictures: Tensor
    masks: Tensor
    kinds: Tensor
    sleeves: Tensor


def told(packed: Masked) -> Garments:
    """The garments of the pack with what its table says of them."""
    kinds = torch.tensor([kind_of(row) for row in packed.rows])
    return Garments(packed.pictures, packed.masks, kinds, torch.tensor([sleeve_of(row) for row in packed.rows]))


def kind_of(row: Row) -> int:
    """The index of a row's kind, or OTHER."""
    kind = KIND_OF.get(row["class"])
    return OTHER if kind is None else KINDS.index(kind)


def sleeve_of(row: Row) -> int:
    """The index of a row's sleeve or, of trousers, leg; or UNTOLD."""
    if row["class"] in LEG_OF:
        return SLEEVES.index(LEG_OF[row["class"]])
    return SLEEVES.index(Sleeve(row["sleeve"])) if row["sleeve"] else UNTOLD


class GarmentLessons:
    """Batches of random views; each of `sorts` gives its share of them."""

    def __init__(self, sorts: list[Garments], shares: list[float], grounds: Tensor) -> None:
        self.sorts, self.shares, self.grounds = sorts, torch.tensor(shares), grounds

    def batch(self, count: int, size: tuple[int, int]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Pictures normalised (B, 3, *size), masks (B, h, w) in places of the map, kinds and sleeves (B,)."""
        which = torch.multinomial(self.shares, count, replacement=True).bincount(minlength=len(self.sorts))
        chosen = [(one, torch.randint(len(one.kinds), (int(n),))) for one, n in zip(self.sorts, which, strict=True)]
        pictures, masks, kinds, sleeves = (
            torch.cat([getattr(one, name)[index] for one, index in chosen])
            for name in ("pictures", "masks", "kinds", "sleeves")
        )
        theta, mirrored = random_views(count, SPREAD)
        x = view_pictures(pictures, theta, size)
        seen = view_labels(masks, theta, mirrored, (size[0] // STEP, size[1] // STEP))
        seen = torch.where(masks.amax((1, 2))[:, None, None] == UNKNOWN, seen, seen.where(seen != UNKNOWN, 0))
        change = (masks.amax((1, 2)) == 1) & (torch.rand(count) < OTHER_GROUND)
        cover = view_pictures(masks[:, None].clamp(max=1) * 255, theta, size)
        cover = (-F.max_pool2d(-cover, 3, 1, 1)).where(change[:, None, None, None], 1)  # without its halo
        x = x * cover + random_grounds(self.grounds, count, size) * (1 - cover)
        return normalise(damaged(recoloured(x, LIGHT), LIGHT)), seen, kinds, sleeves


def random_grounds(photos: Tensor, count: int, size: tuple[int, int]) -> Tensor:
    """Return grounds (count, 3, *size) of 0 to 1: of a colour that changes a little, or photos out of focus."""
    colour = torch.rand(count, 3, 1, 1)
    grey = colour.mean(1, keepdim=True)
    colour = grey + (colour - grey) * torch.rand(count, 1, 1, 1)
    colour = torch.where(torch.rand(count, 1, 1, 1) < PALE_GROUND, 1 - 0.15 * colour, colour)
    waves = F.interpolate(torch.randn(count, 1, 4, 3), size, mode="bicubic") * 0.06 * torch.rand(count, 1, 1, 1)
    photo = photos[torch.randint(len(photos), (count,))].float() / 255
    photo = F.interpolate(F.interpolate(photo, scale_factor=1 / 8, mode="area"), size, mode="bicubic")
    plain = torch.rand(count, 1, 1, 1) < PLAIN_GROUND
    return torch.where(plain, colour + waves, photo).clamp(0, 1)


def garment_loss(maps: Tensor, masks: Tensor, kinds: Tensor, sleeves: Tensor) -> Tensor:
    """Return the mean of the mask's loss, where it is known, plus those of kinds and sleeves."""
    logits, known = maps[:, 0], masks != UNKNOWN
    truth = (masks == 1).float()
    cross = F.binary_cross_entropy_with_logits(logits, truth, known.float(), reduction="sum") / known.sum().clamp(min=1)
    chance = logits.sigmoid() * known
    both, either = (chance * truth).sum((1, 2)), (chance + truth * known).sum((1, 2))
    overlap = (1 - (2 * both + 1) / (either + 1)).mean()  # Dice: a small garment counts as much as a large one
    kind, sleeve = pooled(maps)
    names = F.cross_entropy(kind, kinds) + F.cross_entropy(sleeve, sleeves, reduction="sum") / len(sleeves)
    return cross + overlap + KIND_WEIGHT * names


def train(config: GarmentConfig) -> Path:
    """Run until the steps or the time end. Returns the path of the network."""
    torch.manual_seed(config.seed)
    config.out.mkdir(parents=True, exist_ok=True)
    lessons, examined = gather(config)
    network = Spotter(MAPS, config.backbone, STEP, config.width)
    if config.start.is_file():
        begin_with(network, config.start)
    apprentice = Apprentice(network, config.device, config.learning_rate, config.averaging)
    apprentice.resume(config.out)

    def loss() -> Tensor:
        coarse = torch.rand(()) < config.half_share
        batch = lessons.batch(config.batch, HALF) if coarse else lessons.batch(-(-config.batch // 2), (HEIGHT, WIDTH))
        x, masks, kinds, sleeves = (part.to(apprentice.device.name) for part in batch)
        return garment_loss(network(x).float(), masks, kinds, sleeves)

    few = first(examined, QUICK)
    exam = Exam(
        lambda: chosen(examine(apprentice.master, few), "mask_iou", "kinds", "sleeves"),
        "mask_iou",
        picture=lambda: shown(apprentice.master, few.pictures),
    )
    path = run(apprentice, loss, config.out, "garment", limits_of(config), exam)
    conclude(config.out, examine(apprentice.master, examined))
    return path


def gather(config: GarmentConfig) -> tuple[GarmentLessons, Garments]:
    """Read the packs and draw garments: what is learnt from, and what the network is examined on."""
    if config.data == Path():
        learnt, examined = (Garments(*part) for part in own_garments(config.out, config.drawn, config.seed))
        people = own_people(config.out, config.people, config.seed)[0].after
        lessons = GarmentLessons([learnt, nobody(people)], [1 - config.people_share, config.people_share], people)
        return lessons, examined
    people = load_parsed(config.data, "train").pictures
    sorts = [told(load_garments(config.data, "train")), nobody(people)]
    shares = [1 - config.people_share, config.people_share]
    if config.drawn:
        sorts.append(Garments(*draw_garments(config.drawn, config.seed)))
        shares.append(config.drawn_share)
    return GarmentLessons(sorts, shares, people), told(load_garments(config.data, "val"))


def nobody(people: Tensor) -> Garments:
    """Return pictures of people (N, 3, 256, 192) as what is no garment."""
    masks = torch.full((len(people), HEIGHT, WIDTH), UNKNOWN, dtype=torch.uint8)
    return Garments(people, masks, torch.full((len(people),), OTHER), torch.full((len(people),), UNTOLD))


def first(garments: Garments, count: int) -> Garments:
    """Return some of them, spread over all that have a mask."""
    masked = (garments.masks.amax((1, 2)) == 1).nonzero()[:, 0]
    index = masked[:: max(1, len(masked) // count)][:count]
    return Garments(*(part[index] for part in vars(garments).values()))


def examine(network: Spotter, exam: Garments) -> dict[str, float]:
    """Return the mask's mean overlap on plain grounds, and the shares of kinds and sleeves that are right."""
    overlaps, kinds, sleeves = [], [], []
    for start in range(0, len(exam.masks), EXAM):
        part = slice(start, start + EXAM)
        seen = look(network, exam.pictures[part].float() / 255)
        found, mask = seen.mask > 0.5, exam.masks[part]
        both = (found & (mask == 1)).sum((1, 2))
        either = (found | (mask == 1)).sum((1, 2))
        overlaps += (both / either)[mask.amax((1, 2)) == 1].tolist()
        kinds += seen.kinds.argmax(1).tolist()
        sleeves += seen.sleeves.argmax(1).tolist()
    known = exam.sleeves != UNTOLD
    return {
        "mask_iou": round(float(np.mean(overlaps)), 4),
        "mask_iou_worst_tenth": round(float(np.quantile(overlaps, 0.1)), 4),
        "kinds": round(float((torch.tensor(kinds) == exam.kinds).float().mean()), 4),
        "sleeves": round(float((torch.tensor(sleeves) == exam.sleeves)[known].float().mean()), 4),
    }


def shown(network: Spotter, pictures: Tensor) -> Image.Image:
    """Return a sheet of what the network, in eval mode, reads in the first pictures."""
    rows: list[tuple[str, list[Image.Image]]] = []
    for part in pictures[: 2 * sheets.COLUMNS].split(sheets.COLUMNS):
        seen = look(network, part.float() / 255)
        names = [name_of(*one) for one in zip(seen.kinds.argmax(1), seen.sleeves.argmax(1), strict=True)]
        cut = [sheets.on_paper(*one) for one in zip(part, seen.mask, strict=True)]
        rows.append(("garments", [sheets.photo(one) for one in part]))
        rows.append(("cut out and named", [sheets.named(*one) for one in zip(cut, names, strict=True)]))
    return sheets.sheet(rows)


def name_of(kind: Tensor, sleeve: Tensor) -> str:
    """Return kind and sleeves in words."""
    if kind == OTHER:
        return "no garment"
    if sleeve == UNTOLD or KINDS[int(kind)] is Kind.SKIRT:
        return str(KINDS[int(kind)])
    length = SLEEVES[int(sleeve)]
    return f"{KINDS[int(kind)]}, {'sleeveless' if length is Sleeve.NONE else length}"


def preview(config: GarmentConfig) -> Preview:
    """Return garments of each sort with their masks and names."""
    if config.data == Path():
        garments = Garments(*draw_garments(3 * sheets.COLUMNS, config.seed))
        people = nobody(draw_scenes(DrawnConfig(sheets.COLUMNS, config.seed))["after"])
        counts = {"drawn": config.drawn, "people": config.people, "examined": -(-config.drawn // EXAMINED)}
        return Preview(sheets.sheet([*_told(garments, 3), *_told(people, 1)]), counts)
    lessons, examined = gather(replace(config, drawn=2 * sheets.COLUMNS))
    counts = {"garments": len(lessons.sorts[0].kinds), "people": len(lessons.sorts[1].kinds), "drawn": config.drawn}
    rows = [row for garments, lines in zip(lessons.sorts, (3, 1, 2), strict=True) for row in _told(garments, lines)]
    return Preview(sheets.sheet(rows), counts | {"examined": len(examined.kinds)})


def _told(garments: Garments, lines: int) -> list[tuple[str, list[Image.Image]]]:
    """Rows of a sheet: garments before paper where they have a mask, and what they are called."""
    few = range(min(lines * sheets.COLUMNS, len(garments.kinds)))
    cells = []
    for n in few:
        picture, mask = garments.pictures[n], garments.masks[n]
        cut = sheets.on_paper(picture, mask) if mask.max() == 1 else sheets.photo(picture)
        cells.append(sheets.named(cut, name_of(garments.kinds[n], garments.sleeves[n])))
    return [("", cells[start : start + sheets.COLUMNS]) for start in range(0, len(cells), sheets.COLUMNS)]


if __name__ == "__main__":
    report(train, preview, read_settings(GarmentConfig, __doc__))
