"""The wardrobe searched by words."""

from pathlib import Path

import pytest
from PIL import Image

from engines.checkpoints import Weights
from engines.checkpoints.lending import Networks
from engines.runtime import ModelCache
from engines.tryon.results import Kind, Sleeve
from engines.tryon.searching import WardrobeSearch
from engines.tryon.wardrobe import WardrobeGarment
from tests.engines.tryon.filled import filled_weights

TINY = {
    "embed_dim": 8,
    "image_resolution": 32,
    "vision_layers": 1,
    "vision_width": 64,
    "vision_patch_size": 16,
    "transformer_width": 64,
    "transformer_heads": 1,
    "transformer_layers": 1,
}
NAMES = {
    "tee-stripes-red": (Kind.TOP, "Red stripes", "빨간 줄무늬"),
    "dress-red": (Kind.DRESS, "Red dress", "빨간 원피스"),
    "jeans-blue": (Kind.TROUSERS, "Blue jeans", "청바지"),
}


@pytest.fixture
def garments(tmp_path: Path) -> list[WardrobeGarment]:
    found = []
    for number, (name, (kind, english, korean)) in enumerate(NAMES.items()):
        path = tmp_path / f"{name}.png"
        Image.effect_noise((40 + number, 50), 60 + 40 * number).save(path)
        found.append(WardrobeGarment(name, path, kind, Sleeve.NONE, {"en": english, "ko": korean}))
    return found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("red", ["tee-stripes-red", "dress-red"]),
        ("RED Dress", ["dress-red"]),
        ("trousers", ["jeans-blue"]),
        ("빨간", ["tee-stripes-red", "dress-red"]),
        ("tee", ["tee-stripes-red"]),
        ("crown", []),
        ("  ", []),
    ],
)
def test_garments_are_found_by_what_they_are_called(
    garments: list[WardrobeGarment], text: str, wanted: list[str]
) -> None:
    search = WardrobeSearch(Networks(ModelCache(10**9), "cpu", Weights()), garments)
    assert [garment.id for garment in search.find(text)] == wanted


def test_with_clip_the_others_follow_by_how_they_look(garments: list[WardrobeGarment], tmp_path: Path) -> None:
    weights = filled_weights(tmp_path, {"clip": ("clip", TINY)})
    search = WardrobeSearch(Networks(ModelCache(10**9), "cpu", weights), garments)
    found = [garment.id for garment in search.find("red dress")]
    assert found[0] == "dress-red"
    assert sorted(found) == sorted(NAMES)
    assert search.find("") == []
    for garment in garments:  # their pictures are looked at once
        garment.path.unlink()
    assert [garment.id for garment in search.find("red dress")] == found
