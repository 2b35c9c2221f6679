"""What a garment is before it is drawn: its cut and its cloth. Lengths are shares of a grown wearer's height."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import colour

RGB = tuple[float, float, float]

KINDS = ("top", "dress", "trousers", "skirt")
SLEEVES = ("none", "short", "long")
NECKS = ("round", "v", "boat", "square", "turtle", "collar", "hood", "straps")
PATTERNS = (
    *("plain", "stripes", "bars", "checks", "tartan", "dots", "blocks", "fade", "flowers", "leaves", "stars", "hearts"),
    *("blots", "zigzag", "diamonds", "clouds", "confetti", "waves"),
)
TEXTURES = ("smooth", "jersey", "knit", "denim", "leather", "satin")
MOTIFS = (
    *("heart", "star", "sun", "moon", "rainbow", "flower", "cat", "bear", "rocket", "mountains", "boat", "fish"),
    *("bolt", "smile", "tree", "ball", "word", "number", "band", "circle"),
)
WORDS = ("HELLO", "PLAY", "SUNNY", "DREAM", "OCEAN", "GO", "YES", "HAPPY", "MOON", "WILD", "LOVE", "EST. 86", "SEOUL")
NEUTRALS: tuple[RGB, ...] = (
    *((0.95, 0.95, 0.94), (0.09, 0.09, 0.10), (0.55, 0.56, 0.58), (0.28, 0.29, 0.31), (0.13, 0.17, 0.28)),
    *((0.86, 0.80, 0.69), (0.93, 0.90, 0.84), (0.40, 0.31, 0.24), (0.72, 0.74, 0.77), (0.20, 0.22, 0.19)),
)
DENIM: tuple[RGB, ...] = ((0.21, 0.29, 0.43), (0.33, 0.44, 0.60), (0.55, 0.66, 0.78), (0.12, 0.15, 0.22))


@dataclass(frozen=True)
class Cut:
    """The shape of a garment.

    Args:
        kind: one of KINDS; sleeve: one of SLEEVES, as the contract names it; neck: one of NECKS.
        reach: how far down the arm the sleeve goes, 0 to 1 (0.5 is the elbow).
        width, depth: of the neckline.
        ease: how much wider than the body the cloth is, of the body's width; fitted: how much it follows the waist.
        first, last: where it starts and ends along the trunk; 0 is the base of the neck, 1 the hips.
        flare: how fast it widens below the waist; bow: how much lower the hem hangs at its middle.
        leg: how far down the leg trousers go, 0 to 1; loose: of the sleeves or trouser legs at their ends.
        front: "none", "buttons", "zip" or "open"; coat: worn over another garment.
    """

    kind: str
    sleeve: str = "none"
    neck: str = "round"
    reach: float = 0.0
    width: float = 0.055
    depth: float = 0.045
    ease: float = 0.08
    fitted: float = 0.5
    first: float = 0.0
    last: float = 1.05
    flare: float = 0.0
    bow: float = 0.01
    leg: float = 1.0
    loose: float = 0.3
    front: str = "none"
    pockets: bool = False
    cuffs: bool = False
    coat: bool = False


@dataclass(frozen=True)
class Cloth:
    """What a garment is made of: a pattern in colours (the ground first), as large as `size`, and a print or none."""

    pattern: str = "plain"
    colours: tuple[RGB, ...] = ((0.5, 0.5, 0.5), (0.9, 0.9, 0.9), (0.2, 0.2, 0.2))
    size: float = 0.04
    texture: str = "jersey"
    motif: str = ""
    word: str = ""
    ink: RGB = (0.95, 0.95, 0.95)
    sleeves: RGB | None = None
    trim: RGB | None = None
    seed: int = 0


@dataclass(frozen=True)
class Design:
    cut: Cut
    cloth: Cloth


def any_design(rng: Generator, kind: str | None = None, sleeve: str | None = None) -> Design:
    """A design by chance, of the given kind and sleeve where they are given."""
    kind = kind or str(rng.choice(KINDS, p=[0.5, 0.18, 0.2, 0.12]))
    cut = {"top": _any_top, "dress": _any_dress, "trousers": _any_trousers, "skirt": _any_skirt}[kind](rng, sleeve)
    return Design(cut, any_cloth(rng, cut))


def any_cloth(rng: Generator, cut: Cut) -> Cloth:
    """A cloth by chance that would be made into such a cut."""
    trousers = cut.kind == "trousers"
    denim = rng.random() < (0.45 if trousers else 0.12 if cut.kind == "skirt" or cut.front != "none" else 0.03)
    plain = denim or rng.random() < (0.8 if trousers else 0.45)
    pattern = "plain" if plain else str(rng.choice(PATTERNS[1:]))
    ground = DENIM[rng.integers(len(DENIM))] if denim else any_colour(rng)
    others = [any_colour(rng) for _ in range(3)]
    light = np.mean(ground)
    others.sort(key=lambda c: -abs(float(np.mean(c) - light)))  # the next colour stands out from the ground
    texture = "denim" if denim else str(rng.choice(TEXTURES, p=[0.3, 0.36, 0.14, 0.02, 0.08, 0.1]))
    motif = ""
    if cut.kind == "top" and cut.front == "none" and rng.random() < (0.55 if plain else 0.12):
        motif = str(rng.choice(MOTIFS))
    return Cloth(
        pattern=pattern,
        colours=(ground, *others),
        size=float(np.exp(rng.uniform(np.log(0.014), np.log(0.08)))),
        texture=texture,
        motif=motif,
        word=str(rng.choice(WORDS)) if motif == "word" else str(rng.integers(1, 100)),
        ink=others[0],
        sleeves=others[1] if rng.random() < 0.12 else None,
        trim=others[2] if rng.random() < 0.25 else None,
        seed=int(rng.integers(2**31)),
    )


def any_colour(rng: Generator) -> RGB:
    """About half the time one that wardrobes are full of."""
    if rng.random() < 0.42:
        base = np.array(NEUTRALS[rng.integers(len(NEUTRALS))])
        mixed = (base + rng.normal(0, 0.025, 3)).clip(0.05, 0.97)
    else:
        mixed = colour(rng.random(), rng.beta(2.2, 1.6), 0.3 + 0.66 * rng.beta(2, 1.4)).clip(0.05, 0.97)
    return (float(mixed[0]), float(mixed[1]), float(mixed[2]))


def _sleeve(rng: Generator, sleeve: str | None, shares: tuple[float, float, float]) -> tuple[str, float]:
    sleeve = sleeve or str(rng.choice(SLEEVES, p=shares))
    if sleeve == "long":
        return sleeve, float(rng.uniform(0.66, 0.82) if rng.random() < 0.2 else rng.uniform(0.94, 1.03))
    return sleeve, float(rng.uniform(0.2, 0.44)) if sleeve == "short" else 0.0


def _neckline(rng: Generator, neck: str) -> tuple[float, float]:
    """Half its width and its depth."""
    if neck in ("turtle", "hood", "collar"):
        return float(rng.uniform(0.042, 0.05)), float(rng.uniform(0.02, 0.035))
    depth = {"round": (0.03, 0.065), "v": (0.06, 0.13), "boat": (0.02, 0.03), "square": (0.05, 0.09)}
    low, high = depth.get(neck, (0.06, 0.1))
    return float(rng.uniform(0.07, 0.088) if neck == "boat" else rng.uniform(0.048, 0.068)), float(
        rng.uniform(low, high)
    )


def _any_top(rng: Generator, sleeve: str | None) -> Cut:
    sleeve, reach = _sleeve(rng, sleeve, (0.16, 0.42, 0.42))
    if sleeve == "none":
        neck = str(rng.choice(["round", "v", "square", "straps", "turtle"], p=[0.35, 0.15, 0.1, 0.33, 0.07]))
    else:
        shares = (
            [0.42, 0.14, 0.07, 0.04, 0.1, 0.16, 0.07] if sleeve == "long" else [0.55, 0.17, 0.08, 0.05, 0.02, 0.13, 0]
        )
        neck = str(rng.choice(NECKS[:7], p=shares))
    front = "none"
    if neck == "collar" or (sleeve == "long" and rng.random() < 0.22):
        front = str(rng.choice(["buttons", "zip"], p=[0.75, 0.25] if neck == "collar" else [0.35, 0.65]))
    coat = sleeve == "long" and front != "none" and rng.random() < 0.45
    width, depth = _neckline(rng, neck)
    long = (
        rng.uniform(1.05, 1.6) if coat else rng.uniform(0.66, 0.85) if rng.random() < 0.16 else rng.uniform(0.92, 1.2)
    )
    return Cut(
        kind="top",
        sleeve=sleeve,
        neck=neck,
        reach=reach,
        width=width,
        depth=depth,
        ease=float(rng.uniform(0.14, 0.35) if coat else rng.beta(1.4, 2.6) * 0.4 + 0.02),
        fitted=float(rng.beta(1.3, 1.6)),
        last=float(long),
        flare=float(max(0.0, rng.normal(0.0, 0.02))),
        bow=float(rng.normal(0.008, 0.012)),
        loose=float(rng.beta(1.5, 3)),
        front=front,
        pockets=bool(rng.random() < (0.5 if front != "none" else 0.12)),
        cuffs=bool(rng.random() < 0.4),
        coat=coat,
    )


def _any_dress(rng: Generator, sleeve: str | None) -> Cut:
    sleeve, reach = _sleeve(rng, sleeve, (0.45, 0.3, 0.25))
    necks = ["round", "v", "square", "boat", "collar", *(["straps"] if sleeve == "none" else ["turtle"])]
    neck = str(rng.choice(necks, p=[0.33, 0.22, 0.1, 0.08, 0.09, 0.18]))
    width, depth = _neckline(rng, neck)
    return Cut(
        kind="dress",
        sleeve=sleeve,
        neck=neck,
        reach=reach,
        width=width,
        depth=depth,
        ease=float(rng.uniform(0.0, 0.16)),
        fitted=float(rng.beta(2.5, 1.1)),
        last=float(rng.uniform(1.4, 1.85) if rng.random() < 0.72 else rng.uniform(1.9, 2.4)),
        flare=float(rng.uniform(0.0, 0.1)),
        bow=float(rng.normal(0.012, 0.01)),
        loose=float(rng.beta(1.5, 3)),
        front="buttons" if neck == "collar" or rng.random() < 0.08 else "none",
        cuffs=bool(rng.random() < 0.3),
    )


def _any_trousers(rng: Generator, sleeve: str | None) -> Cut:
    del sleeve  # trousers have none
    shorts = rng.random() < 0.3
    return Cut(
        kind="trousers",
        ease=float(rng.uniform(0.0, 0.12)),
        fitted=1.0,
        first=float(rng.uniform(0.6, 0.78)),
        last=1.12,
        leg=float(
            rng.uniform(0.2, 0.5)
            if shorts
            else rng.uniform(0.72, 0.85)
            if rng.random() < 0.15
            else rng.uniform(0.94, 1.04)
        ),
        loose=float(rng.beta(1.2, 2) + (0.25 if shorts else 0)),
        front="zip",
        pockets=bool(rng.random() < 0.8),
        cuffs=bool(rng.random() < 0.25),
    )


def _any_skirt(rng: Generator, sleeve: str | None) -> Cut:
    del sleeve
    return Cut(
        kind="skirt",
        ease=float(rng.uniform(0.0, 0.08)),
        fitted=1.0,
        first=float(rng.uniform(0.56, 0.72)),
        last=float(rng.uniform(1.3, 1.8) if rng.random() < 0.7 else rng.uniform(1.9, 2.4)),
        flare=float(rng.uniform(0.0, 0.13)),
        bow=float(rng.normal(0.015, 0.01)),
        front="buttons" if rng.random() < 0.15 else "none",
        pockets=bool(rng.random() < 0.2),
    )
