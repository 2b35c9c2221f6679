"""The Sketch engine with the weights that ship."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from engines.checkpoints import VersionStore, Weights, find_weight, inspect
from engines.drawn.goods.shoes import draw_shoe
from engines.drawn.strokes import Hand, redraw
from engines.runtime import InputError, ModelCache
from engines.sketch import WORLDS, SketchEngine, World
from tests.engines.checkpoints.painters import NAME, write_manifest, write_painter

SKETCH = Image.fromarray(255 - redraw(draw_shoe(np.random.default_rng(2)).strokes, Hand(), np.random.default_rng(2)))


@pytest.fixture(scope="module")
def engine() -> SketchEngine:
    return SketchEngine(device="cpu")


def test_every_world_has_both_names_and_a_bundled_weight(engine: SketchEngine) -> None:
    assert [world.id for world in engine.worlds()] == [world.id for world in WORLDS]
    assert [world.number for world in engine.worlds()] == list(range(8))
    assert len({world.colour for world in engine.worlds()}) == 8
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


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.id)
def test_every_world_paints_the_drawing_its_own_way(engine: SketchEngine, world: World) -> None:
    picture = np.asarray(engine.paint(SKETCH, world.id), int)
    darkest = np.median(picture[:12].min(-1))  # of the channels, above the drawing
    assert {"paper": darkest > 235, "sky": darkest < 90, "scene": 90 < darkest < 235}[world.kind]
    others = [np.asarray(engine.paint(SKETCH, other.id), int) for other in WORLDS if other != world]
    assert min(np.abs(picture - other).mean() for other in others) > 2


def test_the_quick_picture_is_the_same_at_half_the_side(engine: SketchEngine) -> None:
    quick, full = engine.paint(SKETCH, "shoes", quick=True), engine.paint(SKETCH, "shoes")
    assert quick.size == (128, 128)
    assert np.abs(np.asarray(quick, int) - np.asarray(full.reduce(2), int)).mean() < 12


def test_colours_steer_the_picture(engine: SketchEngine) -> None:
    pictures = []
    for colour in ((220, 30, 40, 128), (30, 60, 220, 128)):
        page = Image.new("RGBA", SKETCH.size, (255, 255, 255, 0))
        ImageDraw.Draw(page).rectangle((70, 120, 190, 190), fill=colour)
        page.paste("black", mask=Image.eval(SKETCH, lambda grey: 255 - grey))
        pictures.append(np.asarray(engine.paint(page, "shoes"), float)[120:190, 70:190].mean((0, 1)))
    red, blue = pictures
    assert red[0] - red[2] > blue[0] - blue[2] + 40


def test_a_shoe_is_believed_to_be_a_shoe(engine: SketchEngine) -> None:
    guess = engine.guess(SKETCH)
    assert guess.world == "shoes"
    assert sum(guess.shares.values()) == pytest.approx(1, abs=1e-3)
    with pytest.raises(InputError):
        engine.guess(Image.new("RGB", (64, 64), "white"))


def test_only_painters_that_are_there_paint(engine: SketchEngine) -> None:
    assert engine.painters() == ["house"]
    with pytest.raises(InputError) as error:
        engine.paint(SKETCH, "shoes", by="turbo")
    assert error.value.key == "painter_unknown"


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
