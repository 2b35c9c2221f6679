"""The Try-on engine with the weights that ship, on drawn people and drawn garments."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engines.checkpoints import find_weight
from engines.drawn.garments import draw_garment
from engines.drawn.people import draw_person, wear
from engines.runtime import InputError
from engines.tryon.choices import BODY, DRESSER, GARMENT, WARP
from engines.tryon.engine import TryOnEngine, on_white
from engines.tryon.results import Kind, Nudge, Sleeve, TryOnResult
from engines.tryon.wardrobe import FOLDER, LIST, WardrobeGarment, download_name


@pytest.fixture(scope="module")
def engine() -> TryOnEngine:
    return TryOnEngine(device="cpu")


@pytest.fixture(scope="module")
def people() -> list[Image.Image]:
    """Drawn people from head to feet."""
    drawn = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        garments = [draw_garment(rng, kind) for kind in ("trousers", "top")]
        drawn.append(Image.fromarray(wear(draw_person(rng, crop="full"), garments, scale=2).picture))
    return drawn


def test_the_weights_are_small() -> None:
    assert sum(find_weight(name).path.stat().st_size for name in (BODY, GARMENT, WARP, DRESSER)) < 40_000_000


def test_importing_the_engine_brings_no_heavy_package() -> None:
    heavy = ("torch", "cv2", "timm", "diffusers")
    code = f"import sys, engines.tryon.engine; print([m for m in {heavy} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_most_drawn_people_can_be_dressed(engine: TryOnEngine, people: list[Image.Image]) -> None:
    shirt = Image.fromarray(draw_garment(np.random.default_rng(9), "top", "short").picture)
    results = []
    for person in people:
        try:
            results.append((person, engine.try_on(person, shirt, Kind.TOP, Sleeve.SHORT)))
        except InputError:
            continue
    assert len(results) >= 3
    for person, result in results:
        before, after = np.asarray(person), np.asarray(result.image)
        np.testing.assert_array_equal(before[~result.mask], after[~result.mask])
        assert 0.02 < result.mask.mean() < 0.5
        assert result.warped.getchannel("A").getextrema()[1] == 255
        assert 0 <= result.confidence <= 1


def test_parts_points_and_mask_are_the_photos(engine: TryOnEngine, people: list[Image.Image]) -> None:
    person = people[0]
    assert engine.parse(person).shape == person.size[::-1]
    pose = engine.pose(person)
    assert ((pose.xy >= -20) & (pose.xy <= max(person.size) + 20)).all()
    drawn = draw_garment(np.random.default_rng(3), "top", "long")
    mask = engine.garment_mask(Image.fromarray(drawn.picture))
    overlap = (mask & drawn.mask).sum() / (mask | drawn.mask).sum()
    assert overlap > 0.8


@pytest.mark.parametrize(
    ("picture", "key"),
    [
        (Image.new("RGB", (1, 1)), "tryon_tiny"),
        (Image.new("RGB", (300, 400)), "tryon_black"),
        (Image.new("RGB", (300, 400), "white"), "tryon_plain"),
        (Image.fromarray(np.random.default_rng(0).integers(0, 256, (400, 300, 3), np.uint8)), "tryon_nobody"),
    ],
)
def test_what_cannot_be_dressed_is_said(engine: TryOnEngine, picture: Image.Image, key: str) -> None:
    with pytest.raises(InputError) as problem:
        engine.see_person(picture)
    assert problem.value.key == key


def test_a_person_is_no_garment_but_wears_one(engine: TryOnEngine, people: list[Image.Image]) -> None:
    seen = engine.see_garment(people[0], Kind.TOP)
    assert seen.kind is Kind.TOP
    assert seen.mask.values.max() > 0.5


def test_a_clear_picture_lies_on_white() -> None:
    clear = Image.new("RGBA", (2, 1), (255, 0, 0, 255))
    clear.putpixel((1, 0), (0, 0, 0, 0))
    assert list(np.asarray(on_white(clear)).reshape(-1, 3).tolist()) == [[255, 0, 0], [255, 255, 255]]


def test_the_wardrobe_holds_every_garment_of_its_list(engine: TryOnEngine) -> None:
    entries = json.loads((FOLDER / LIST).read_text("utf-8"))
    garments = engine.wardrobe()
    assert [garment.id for garment in garments] == [entry["id"] for entry in entries]
    assert len(garments) >= 40
    assert {garment.kind for garment in garments} == set(Kind)
    for garment in garments:
        assert garment.path.is_file()
        assert all(garment.words[language] for language in ("en", "ko"))


def test_a_download_has_a_plain_name() -> None:
    pieces = [WardrobeGarment(name, Path(), Kind.TOP, Sleeve.SHORT, {}) for name in ("tee-sun", "jeans-blue")]
    assert download_name() == "five-doors-try-on.png"
    assert download_name(pieces) == "five-doors-tee-sun-and-jeans-blue.png"


def test_nothing_comes_after_a_stop(engine: TryOnEngine, people: list[Image.Image]) -> None:
    shirt = Image.fromarray(draw_garment(np.random.default_rng(9), "top", "short").picture)
    steps = list(engine.steps(people[0], shirt, nudge=Nudge(), stop=lambda: True))
    assert len(steps) == 1
    assert not isinstance(steps[0], TryOnResult)
