"""Worlds that a host trained."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from engines.drawn.goods.shoes import draw_shoe
from engines.drawn.strokes import Hand, redraw
from engines.models.painter import build_painter
from engines.runtime import InputError, ModelCache
from engines.sketch import WORLDS, SketchEngine
from engines.sketch.own_worlds import DESCRIPTION, PAINTER, OwnWorlds, describe, to_id

SIZES = {"worlds": 1, "widths": [8, 16, 16], "style": 4, "world": 4, "styles": 3, "thinking": 1, "detail": 8}
SKETCH = Image.fromarray(255 - redraw(draw_shoe(np.random.default_rng(2)).strokes, Hand(), np.random.default_rng(2)))


def write_world(folder: Path, seed: int = 0) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    save_file({k: torch.randn_like(t) * 0.3 for k, t in build_painter(**SIZES).state_dict().items()}, folder / PAINTER)
    describe(folder, "Sea shells", "paper", "#aabbcc")


def test_a_new_world_can_be_painted_at_once(tmp_path: Path) -> None:
    engine = SketchEngine(ModelCache(100_000_000), "cpu", own_worlds=tmp_path)
    assert len(engine.worlds()) == len(WORLDS)
    with pytest.raises(InputError):
        engine.paint(SKETCH, "sea_shells")
    write_world(tmp_path / to_id("Sea shells"))
    own = engine.worlds()[-1]
    assert (own.id, own.name("ko"), own.colour, own.kind) == ("sea_shells", "Sea shells", "#aabbcc", "paper")
    first = np.asarray(engine.paint(SKETCH, "sea_shells"))
    assert first.shape == (256, 256, 3)
    write_world(tmp_path / "sea_shells", seed=1)  # trained on
    assert (np.asarray(engine.paint(SKETCH, "sea_shells")) != first).any()


def test_a_broken_painter_is_one_sentence(tmp_path: Path) -> None:
    write_world(tmp_path / "shells")
    (tmp_path / "shells" / PAINTER).write_bytes(b"not a painter at all")
    with pytest.raises(InputError):
        SketchEngine(ModelCache(100_000_000), "cpu", own_worlds=tmp_path).paint(SKETCH, "shells")


@pytest.mark.parametrize(
    "told",
    [
        "not json",
        "[]",
        json.dumps({"names": {"en": "A"}, "kind": "paper", "colour": "#aabbcc", "symmetric": False}),
        json.dumps({"names": {"en": "A", "ko": "B"}, "kind": "sea", "colour": "#aabbcc", "symmetric": False}),
        json.dumps({"names": {"en": "A", "ko": "B"}, "kind": "sky", "colour": "red;}", "symmetric": False}),
    ],
)
def test_a_wrong_description_is_no_world(tmp_path: Path, told: str) -> None:
    write_world(tmp_path / "shells")
    (tmp_path / "shells" / DESCRIPTION).write_text(told)
    assert OwnWorlds(tmp_path).worlds() == []


def test_nobody_takes_the_name_of_a_bundled_world(tmp_path: Path) -> None:
    write_world(tmp_path / "shoes")
    write_world(tmp_path / "Upper Case")
    assert OwnWorlds(tmp_path).worlds() == []
    assert OwnWorlds(None).worlds() == []
    assert to_id("  Sea shells! ") == "sea_shells"
    for name in ("Shoes", "신발", "..", ""):
        with pytest.raises(ValueError, match="cannot be named"):
            to_id(name)


def test_an_edited_description_stays(tmp_path: Path) -> None:
    write_world(tmp_path / "shells")
    path = tmp_path / "shells" / DESCRIPTION
    path.write_text(path.read_text().replace('"ko": "Sea shells"', '"ko": "조개"'))
    describe(tmp_path / "shells", "Other", "sky", "#000000")
    assert OwnWorlds(tmp_path).worlds()[0].name("ko") == "조개"
