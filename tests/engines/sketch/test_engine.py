"""The Sketch engine with the weights that ship."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engines.checkpoints import VersionStore, Weights, find_weight, inspect
from engines.drawn.shoes import draw_shoe
from engines.drawn.strokes import Hand, redraw
from engines.runtime import InputError, ModelCache
from engines.sketch import WORLDS, SketchEngine
from tests.engines.checkpoints.painters import NAME, write_manifest, write_painter

SKETCH = Image.fromarray(255 - redraw(draw_shoe(np.random.default_rng(2)).strokes, Hand(), np.random.default_rng(2)))


@pytest.fixture(scope="module")
def engine() -> SketchEngine:
    return SketchEngine(device="cpu")


def test_every_world_has_both_names_and_a_bundled_weight(engine: SketchEngine) -> None:
    assert [world.id for world in engine.worlds()] == [world.id for world in WORLDS]
    for world in engine.worlds():
        assert world.name("en")
        assert world.name("ko")
        assert find_weight(world.weight).path.stat().st_size < 15_000_000


def test_the_painter_is_loaded_on_first_use() -> None:
    engine = SketchEngine(ModelCache(100_000_000), device="cpu")
    assert not engine.ready("shoes")
    engine.warm_up("shoes")
    assert engine.ready("shoes")


def test_a_drawing_becomes_a_picture(engine: SketchEngine) -> None:
    picture = engine.paint(SKETCH, "shoes")
    assert picture.mode == "RGB"
    assert picture.size == (256, 256)
    pixels = np.asarray(picture, int)
    inside = np.asarray(SKETCH) < 128
    assert np.ptp(pixels) > 80
    assert pixels[:20].min() > 200  # paper stays paper
    assert pixels[inside].mean() < 225  # the thing does not


def test_the_same_seed_paints_the_same_and_another_one_does_not(engine: SketchEngine) -> None:
    first, again, other, far = (np.asarray(engine.paint(SKETCH, "shoes", seed), int) for seed in (3, 3, 4, 10_000))
    assert (first == again).all()
    assert np.abs(first - other).mean() > 0.5
    assert np.abs(first - far).mean() > 0.5


def test_many_visitors_at_once_get_what_one_gets(engine: SketchEngine) -> None:
    alone = {seed: np.asarray(engine.paint(SKETCH, "shoes", seed)) for seed in range(4)}
    together: dict[int, np.ndarray] = {}

    def visit(seed: int) -> None:
        together[seed] = np.asarray(engine.paint(SKETCH, "shoes", seed))

    visitors = [threading.Thread(target=visit, args=(seed,)) for seed in alone]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert all((together[seed] == alone[seed]).all() for seed in alone)


def test_another_weight_paints_the_next_picture(tmp_path: Path) -> None:
    store = VersionStore(tmp_path / "store")
    weights = Weights(store, write_manifest(tmp_path / "bundled"))
    cache = ModelCache(100_000_000)
    engine = SketchEngine(cache, "cpu", weights)
    bundled = np.asarray(engine.paint(SKETCH, "shoes"))
    report = inspect(write_painter(tmp_path / "one.safetensors", 1), values=True)
    weights.activate(NAME, weights.register(NAME, report, source="a test").number)
    assert not engine.ready("shoes")
    mine = np.asarray(engine.paint(SKETCH, "shoes"))
    assert cache.loaded(f"{NAME}@1")
    assert (mine != bundled).any()
    store.roll_back(NAME)
    assert (np.asarray(engine.paint(SKETCH, "shoes")) == bundled).all()


@pytest.mark.parametrize(
    ("world", "seed", "key"),
    [
        ("moon", 0, "world_unknown"),
        ("../shoes", 0, "world_unknown"),
        ("shoes", -1, "seed_out_of_range"),
        ("shoes", 2**31, "seed_out_of_range"),
    ],
)
def test_what_is_not_there_is_refused(engine: SketchEngine, world: str, seed: int, key: str) -> None:
    with pytest.raises(InputError) as error:
        engine.paint(SKETCH, world, seed)
    assert error.value.key == key
