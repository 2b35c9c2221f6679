"""Drawn garments: every kind and sleeve, exact masks, and the wardrobe that comes with the page."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engines.drawn.garments import KINDS, SLEEVES, Cloth, Cut, Design, draw_garment
from engines.drawn.garments.cloths import Colours
from engines.drawn.garments.collection import COLLECTION
from engines.drawn.garments.designs import MOTIFS, PATTERNS, TEXTURES
from engines.drawn.garments.tubes import line, profile

WARDROBE = Path(__file__).parents[3] / "assets/tryon/wardrobe"
TEE = Cut("top", "short", reach=0.35)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sleeve", SLEEVES)
def test_every_kind_and_sleeve_fills_its_frame(kind: str, sleeve: str) -> None:
    drawn = draw_garment(np.random.default_rng(1), kind, sleeve)
    assert drawn.picture.shape == (256, 192, 3)
    assert drawn.kind == kind
    assert drawn.sleeve == (sleeve if kind in ("top", "dress") else "none")
    rows, columns = np.nonzero(drawn.mask)
    fills = max(np.ptp(rows) / 256, np.ptp(columns) / 192)
    assert 0.7 < fills < 1
    border = np.concatenate([drawn.mask[0], drawn.mask[-1], drawn.mask[:, 0], drawn.mask[:, -1]])
    assert not border.any()


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_show_more_than_one_colour_but_for_plain(pattern: str) -> None:
    colours = ((0.9, 0.2, 0.2), (0.2, 0.2, 0.9), (0.2, 0.8, 0.2))
    drawn = draw_garment(np.random.default_rng(2), design=Design(TEE, Cloth(pattern, colours, texture="smooth")))
    spread = drawn.colours[drawn.mask].std(0).max()
    assert (spread > 0.1) == (pattern != "plain")


DARK = Cloth(colours=((0.1, 0.1, 0.2), (0.5, 0.5, 0.5), (0.8, 0.8, 0.8)), word="GO", ink=(1.0, 1.0, 1.0))


@pytest.fixture(scope="module")
def plain() -> Colours:
    return draw_garment(np.random.default_rng(3), design=Design(TEE, DARK)).colours


@pytest.mark.parametrize("motif", MOTIFS)
def test_prints_show_on_the_chest(motif: str, plain: Colours) -> None:
    printed = draw_garment(np.random.default_rng(3), design=Design(TEE, replace(DARK, motif=motif))).colours
    rows, columns = np.nonzero(np.abs(printed - plain).max(-1) > 0.3)
    assert len(rows) > 40
    assert abs(columns.mean() - 96) < 12


@pytest.mark.parametrize("texture", TEXTURES)
def test_the_same_seed_draws_the_same(texture: str) -> None:
    design = Design(TEE, Cloth(texture=texture))
    first, second = (draw_garment(np.random.default_rng(4), design=design).picture for _ in range(2))
    assert (first == second).all()


def test_a_larger_scale_draws_the_same_garment() -> None:
    small, large = (draw_garment(np.random.default_rng(5), "dress", scale=scale) for scale in (1.0, 2.0))
    assert large.picture.shape == (512, 384, 3)
    assert (large.mask[::2, ::2] == small.mask).mean() > 0.98


def test_a_place_on_a_bent_tube_is_found_again() -> None:
    tube = line([(0, 0), (30, 40), (10, 90)], [0, 0.5, 1], profile((0, 8), (1, 5)))
    s, u = (v.astype(np.float32) for v in np.meshgrid(np.linspace(0.05, 0.95, 9), np.linspace(-0.9, 0.9, 7)))
    found, d, _ = tube.locate(*tube.at(s, u))
    assert np.abs(found - s).max() < 0.03
    assert np.abs(d / tube.half(found) - u).max() < 0.12


def test_the_wardrobe_matches_its_list() -> None:
    rows = json.loads((WARDROBE / "wardrobe.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in rows] == [piece.id for piece in COLLECTION]
    assert {row["file"] for row in rows} == {path.name for path in WARDROBE.glob("*.webp")}
    assert sum(path.stat().st_size for path in WARDROBE.iterdir()) < 1_500_000
    counts = {kind: sum(row["kind"] == kind for row in rows) for kind in KINDS}
    assert counts["top"] >= 24
    assert counts["dress"] >= 8
    assert counts["trousers"] >= 8
    assert counts["skirt"] >= 6
    for row in rows:
        picture = Image.open(WARDROBE / row["file"])
        assert (picture.mode, picture.size) == ("RGBA", (384, 512))
        assert 0.1 < (np.asarray(picture.getchannel("A")) > 127).mean() < 0.8
        assert row["en"]
        assert row["ko"]
