"""People drawn by program who change clothes, and garments laid out flat, as tensors to learn from.

    python -m engines.tryon.drawn --count 600 --seed 1 --out runs/drawn

draws people once and keeps them, SEED.safetensors in that folder, for they take a quarter of a second each and several
trainings want them. A training without packs draws its own, and keeps them in its run's folder.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from engines.drawn.garments import DrawnGarment, draw_garment
from engines.drawn.people import Worn, draw_person, wear
from engines.runtime.apprentice import read_settings
from engines.tryon.garment import KINDS, SLEEVES
from engines.tryon.results import HEIGHT, WIDTH, Kind, Sleeve
from engines.tryon.scenes import LEAST, Scenes, cut_out, frames_of, grouped

CHANGES: Final = {Kind.TOP: 0.55, Kind.DRESS: 0.18, Kind.TROUSERS: 0.15, Kind.SKIRT: 0.12}  # what is put on
LONG_LEG: Final = 0.7  # trousers that go down so much of the leg are long
HIDDEN: Final = 0.4  # how much a point counts that something hides
COAT_BEFORE: Final = 0.2  # share of people who wear a coat as well before they change
TOLD_EVERY: Final = 50
EXAMINED: Final = 4  # without packs there is one to be examined on for so many to learn from
OTHERS: Final = 1_000_003  # seeds from those to learn from to those to be examined on
GARMENT: Final = ("pictures", "masks", "kinds", "sleeves")
OWN: Final = "drawn"  # folder of a run with what it has drawn for itself


@dataclass(frozen=True)
class DrawnConfig:
    """What to draw, and where to keep it."""

    count: int = 600
    seed: int = 0  # a folder keeps one file a seed
    out: Path = Path("runs/drawn")


def sleeve_of(garment: DrawnGarment) -> Sleeve:
    """The length of a garment's sleeves, or of trousers' legs."""
    if garment.kind == Kind.TROUSERS:
        return Sleeve.LONG if garment.design.cut.leg > LONG_LEG else Sleeve.SHORT
    return Sleeve.NONE if garment.kind == Kind.SKIRT else Sleeve(garment.sleeve)


def draw_scenes(config: DrawnConfig) -> dict[str, Tensor]:
    """Draw people before and after they change one garment, as `Scenes` but for its groups, plus kind and sleeve."""
    rng = np.random.default_rng(config.seed)
    rows: dict[str, list[Tensor]] = {}
    while len(rows.get("kind", [])) < config.count:
        for name, value in _scene(rng).items():
            rows.setdefault(name, []).append(value)
        drawn = len(rows.get("kind", []))
        if drawn and drawn % TOLD_EVERY == 0:
            print(f"{drawn} of {config.count} people drawn", flush=True)
    scenes = {name: torch.stack(values) for name, values in rows.items()}
    pictures, masks = scenes.pop("pictures"), scenes.pop("masks")
    scenes["flat"] = cut_out(pictures, masks)
    frame = frames_of(masks)  # from the whole flat picture to the garment's frame
    scale = torch.tensor([WIDTH, HEIGHT])
    pixels = (scenes.pop("places").float() + 1) / 2 * scale[:, None, None]
    inside = (pixels - frame[:, :2, None, None]) / frame[:, 2:, None, None] * 2 - 1
    centres = scale / (scale - 1)  # -1 and 1 become the centres of the outermost pixels
    scenes["flow"] = (inside * centres[:, None, None]).half()
    return scenes


def _scene(rng: np.random.Generator) -> dict[str, Tensor]:
    """One person who changes; nothing, where hardly anything of the new garment would show."""
    kind = Kind(rng.choice(list(CHANGES), p=list(CHANGES.values())))
    top, bottom = draw_garment(rng, "top"), draw_garment(rng, str(rng.choice(["trousers", "skirt"])))
    new = draw_garment(rng, str(kind))
    before = [top, bottom]
    if kind is Kind.TOP and rng.random() < COAT_BEFORE:
        before = [draw_garment(rng, "top", "long"), top, bottom]
    if kind is Kind.DRESS and rng.random() < 0.4:
        before = [draw_garment(rng, "dress")]
    number, after = {Kind.TOP: (0, [new, bottom]), Kind.DRESS: (0, [new])}.get(kind, (1, [top, new]))
    person = draw_person(rng, "full" if kind in (Kind.TROUSERS, Kind.SKIRT) and rng.random() < 0.7 else None)
    first, then = wear(person, before), wear(person, after)
    worn = then.owner == number
    if worn.mean() < LEAST:
        return {}
    return {
        "before": _channels_first(first.picture),
        "after": _channels_first(then.picture),
        "before_labels": torch.from_numpy(first.labels),
        "after_labels": torch.from_numpy(then.labels),
        "xy": torch.from_numpy(then.pose),
        "known": torch.from_numpy(_known(then)),
        "worn": torch.from_numpy(worn.astype(np.uint8)),
        "pictures": _channels_first(new.picture),
        "masks": torch.from_numpy(new.mask.astype(np.uint8)),
        "places": _channels_first(np.where(worn[..., None], then.places, np.nan)).half(),
        "kind": torch.tensor(KINDS.index(kind)),
        "sleeve": torch.tensor(SLEEVES.index(sleeve_of(new))),
    }


def _known(worn: Worn) -> np.ndarray:
    """(18,) 1 for a point that shows, 0 outside of the picture, HIDDEN for the others."""
    inside = ((worn.pose >= 0) & (worn.pose < (WIDTH, HEIGHT))).all(1)
    return np.where(worn.visible, 1.0, HIDDEN * inside).astype(np.float32)


def _channels_first(pixels: np.ndarray) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))


def load_scenes(folder: Path) -> Scenes | None:
    """Read what `python -m engines.tryon.drawn` has kept in a folder; None: nothing."""
    files = [load_file(path) for path in sorted(folder.glob("*.safetensors"))]
    if not files:
        return None
    return scenes_of({name: torch.cat([one[name] for one in files]) for name in files[0]})


def scenes_of(drawn: dict[str, Tensor]) -> Scenes:
    """Return what `draw_scenes` has drawn as scenes."""
    kinds, sleeves = drawn.pop("kind").tolist(), drawn.pop("sleeve").tolist()
    groups = grouped([(KINDS[kind], SLEEVES[sleeve]) for kind, sleeve in zip(kinds, sleeves, strict=True)])
    return Scenes(**drawn, groups=groups)


def own_people(out: Path, count: int, seed: int) -> tuple[Scenes, Scenes]:
    """Return people for a run without packs, to learn from and to be examined on; its folder keeps them."""

    def people(number: int, chance: int) -> Scenes:
        config = DrawnConfig(number, chance)
        return scenes_of(kept(out / OWN / f"people-{number}-{chance}.safetensors", lambda: draw_scenes(config)))

    return people(count, seed), people(-(-count // EXAMINED), seed + OTHERS)


def own_garments(out: Path, count: int, seed: int) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
    """Return garments as `draw_garments` does, for a run without packs, to learn from and to be examined on."""

    def garments(number: int, chance: int) -> tuple[Tensor, ...]:
        path = out / OWN / f"garments-{number}-{chance}.safetensors"
        drawn = kept(path, lambda: dict(zip(GARMENT, draw_garments(number, chance), strict=True)))
        return tuple(drawn[name] for name in GARMENT)

    return garments(count, seed), garments(-(-count // EXAMINED), seed + OTHERS)


def kept(path: Path, draw: Callable[[], dict[str, Tensor]]) -> dict[str, Tensor]:
    """Return what a file keeps; where there is none, it is drawn and kept."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")  # several ranks may draw at the same time
        save_file({name: value.contiguous() for name, value in draw().items()}, part)
        part.replace(path)
    return load_file(path)


def draw_garments(count: int, seed: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Draw flat garments: pictures (N, 3, 256, 192), masks (N, 256, 192), both uint8, kinds and sleeves (N,)."""
    rng = np.random.default_rng(seed)
    drawn = [draw_garment(rng) for _ in range(count)]
    return (
        torch.stack([_channels_first(one.picture) for one in drawn]),
        torch.stack([torch.from_numpy(one.mask.astype(np.uint8)) for one in drawn]),
        torch.tensor([KINDS.index(Kind(one.kind)) for one in drawn]),
        torch.tensor([SLEEVES.index(sleeve_of(one)) for one in drawn]),
    )


def keep(config: DrawnConfig) -> Path:
    """Draw people and keep them; returns the file."""
    path = config.out / f"{config.seed}.safetensors"
    path.unlink(missing_ok=True)
    kept(path, lambda: draw_scenes(config))
    return path


if __name__ == "__main__":
    print(keep(read_settings(DrawnConfig, __doc__)))
