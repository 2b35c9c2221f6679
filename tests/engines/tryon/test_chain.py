"""All steps of a try-on, by networks with weights of chance, of people and garments that were seen before."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engines.checkpoints import Weights
from engines.checkpoints.lending import Networks
from engines.models.results import LabelMap
from engines.runtime import InputError, ModelCache, Monitor, Timings
from engines.tryon.chain import Chain, Wish, together
from engines.tryon.choices import BODY, DRESSER, GARMENT, WARP, Choices
from engines.tryon.description import DRESSER_MAPS, WARP_MAPS
from engines.tryon.engine import TryOnEngine
from engines.tryon.framing import View
from engines.tryon.garment import MAPS
from engines.tryon.results import HEIGHT, LIP, WIDTH, Frame, Kind, Nudge, PersonSeen, Step, TryOnResult
from engines.tryon.seeing import Hung, Read
from tests.engines.tryon.figures import figure, garment
from tests.engines.tryon.filled import filled_weights

BODIES: dict[str, Any] = {"maps": len(LIP) + 18, "backbone": "regnetx_002", "step": 2, "width": 8}
SMALL: dict[str, tuple[str, dict[str, Any]]] = {
    BODY: ("spotter", BODIES),
    GARMENT: ("spotter", BODIES | {"maps": MAPS}),
    WARP: ("garment_warp", {"people": WARP_MAPS, "width": 8}),
    DRESSER: ("dresser", {"inputs": DRESSER_MAPS, "widths": [8, 8, 8, 8, 8]}),
}
PHOTO = figure().photo().resize((576, 768), Image.Resampling.BICUBIC)
FRAME = Frame(0, 0, 576, 768)
SHIRT, JEANS = (Wish(Image.new("RGB", (40, 40), colour)) for colour in ("red", "blue"))


@dataclass(frozen=True)
class Room:
    """A chain that has seen the figure in PHOTO, and two garments."""

    engine: TryOnEngine
    chain: Chain
    monitor: Monitor
    timings: Timings

    def calls(self) -> dict[str, int]:
        return {name: figures.calls for name, figures in self.monitor.snapshot().models.items()}

    def wear(self, wish: Wish = SHIRT, nudge: Nudge | None = None) -> TryOnResult:
        *_, result = self.chain.steps(PHOTO, wish, nudge or Nudge(), lambda: False)
        assert isinstance(result, TryOnResult)
        return result


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    filled_weights(folder, SMALL)
    return folder


@pytest.fixture
def room(weights: Path) -> Room:
    monitor = Monitor()
    engine = TryOnEngine(ModelCache(10**9, monitor), "cpu", Weights(folder=weights))
    chain = engine._chain
    one = figure()
    person = PersonSeen(one.photo(), FRAME, one.parts, one.pose)
    for view in View:
        key = (chain.seeing._print(PHOTO), view)
        chain.seeing._people.put(key, Read(person, view is View.FULL, ("tryon_dark",), key))
    for wish, kind in ((SHIRT, Kind.TOP), (JEANS, Kind.TROUSERS)):
        wanted = (chain.seeing._print(wish.photo), None, None, ())
        seen = garment(kind)
        chain.seeing._garments.put(wanted, Hung(seen, seen.picture, wanted))
    return Room(engine, chain, monitor, engine.timings)


def test_every_step_comes_with_a_picture_its_time_and_its_network(room: Room) -> None:
    *steps, result = room.chain.steps(PHOTO, SHIRT, Nudge(), lambda: False)
    assert all(isinstance(step, Step) for step in steps)
    told = {step.name: step for step in steps if isinstance(step, Step)}
    assert list(told) == ["mask", "parse", "pose", "warp", "result"]
    assert isinstance(result, TryOnResult)
    assert result.networks == {name: step.network for name, step in told.items()}
    assert set(result.networks.values()) == {BODY, GARMENT, WARP, DRESSER}
    assert result.seconds == {name: step.seconds for name, step in told.items()}
    assert all(step.seconds >= 0 and step.picture.mode == "RGB" for step in told.values())
    assert {f"tryon_{name}" for name in told} == room.timings.summary().keys()
    assert "tryon_dark" in result.remarks
    assert 0 <= result.confidence <= 1


def test_the_result_is_in_pixels_of_the_photo(room: Room) -> None:
    result = room.wear()
    assert result.image.size == result.warped.size == PHOTO.size
    assert result.parse.shape == result.mask.shape == PHOTO.size[::-1]
    assert result.mask.any()
    before, after = np.asarray(PHOTO), np.asarray(result.image)
    np.testing.assert_array_equal(before[~result.mask], after[~result.mask])
    face = result.parse == LIP.index("face")
    assert not result.mask[face & (np.arange(768) < 100)[:, None]].any()
    nose = result.pose.xy[result.pose.names.index("nose")]
    np.testing.assert_allclose(nose, (figure().pose.xy[0] + 0.5) * 3 - 0.5, atol=0.1)
    assert result.pose.to_coco17().xy.shape == (17, 2)


@pytest.mark.parametrize("last", range(5))
def test_it_can_be_stopped_between_the_steps(room: Room, last: int) -> None:
    done: list[Step | TryOnResult] = []
    for step in room.chain.steps(PHOTO, SHIRT, Nudge(), lambda: len(done) > last):
        done.append(step)
    # Parts and points come of one look, and what is finished is handed out.
    assert [step.name for step in done if isinstance(step, Step)] == {
        0: ["mask"],
        1: ["mask", "parse", "pose"],
        2: ["mask", "parse", "pose"],
        3: ["mask", "parse", "pose", "warp"],
        4: ["mask", "parse", "pose", "warp", "result"],
    }[last]
    assert any(isinstance(step, TryOnResult) for step in done) == (last == 4)


def test_a_nudge_looks_and_bends_nothing_anew(room: Room) -> None:
    first = room.wear()
    before = room.calls()
    moved = room.wear(nudge=Nudge(right=0.1, down=0.05, scale=0.9))
    assert room.calls() == before | {DRESSER: before[DRESSER] + 1}
    assert (np.asarray(first.warped) != np.asarray(moved.warped)).any()


def test_a_second_garment_costs_the_last_steps_alone(room: Room) -> None:
    room.wear()
    before = room.calls()
    room.wear(JEANS)
    assert room.calls() == before | {WARP: before[WARP] + 1, DRESSER: before[DRESSER] + 1}


def test_an_outfit_is_put_on_one_after_the_other(room: Room) -> None:
    both = room.chain.outfit(PHOTO, [SHIRT, JEANS])
    top = room.wear()
    assert both.mask.sum() > top.mask.sum()
    assert both.mask[top.mask].all()
    before, after = np.asarray(PHOTO), np.asarray(both.image)
    np.testing.assert_array_equal(before[~both.mask], after[~both.mask])
    assert room.calls()[BODY] == 1  # the parts, after the first garment; nothing else is looked for again
    assert both.seconds.keys() >= {"warp", "result"}


def test_one_garment_that_cannot_be_put_on_does_not_stop_the_others(room: Room) -> None:
    black = Image.new("RGB", (200, 200))
    garments = [SHIRT.photo, black, JEANS.photo]
    kinds = []
    for number, came in room.engine.several(PHOTO, garments):
        kinds.append((number, came.key if isinstance(came, InputError) else "worn"))
    assert kinds == [(0, "worn"), (1, "tryon_black"), (2, "worn")]


def test_trousers_need_a_photo_that_shows_legs(room: Room) -> None:
    key = (room.chain.seeing._print(PHOTO), View.FULL)
    seen = room.chain.seeing._people.get(key)
    assert seen is not None
    room.chain.seeing._people.put(key, replace(seen, full=False))
    with pytest.raises(InputError) as problem:
        room.wear(JEANS)
    assert problem.value.key == "tryon_legs"


def test_results_of_several_garments_become_one() -> None:
    empty = np.zeros((HEIGHT, WIDTH), bool)
    one = TryOnResult(
        Image.new("RGB", (WIDTH, HEIGHT)),
        np.zeros((HEIGHT, WIDTH), np.uint8),
        figure().pose,
        empty,
        Image.new("RGBA", (WIDTH, HEIGHT)),
        {"warp": 0.5, "mask": 1.0},
        {"warp": "a"},
        0.5,
        ("x", "y"),
    )
    other = replace(one, mask=~empty, seconds={"warp": 0.25}, confidence=0.8, remarks=("y", "z"))
    both = together([one, other])
    assert both.mask.all()
    assert both.seconds == {"warp": 0.75, "mask": 1.0}
    assert both.confidence == pytest.approx(0.4)
    assert both.remarks == ("x", "y", "z")


def test_a_change_of_weights_looks_anew(room: Room) -> None:
    """What was seen is remembered by the network that saw it."""
    seeing = room.chain.seeing
    other = Chain(Networks(ModelCache(10**9), "cpu", room.engine._networks._weights), Choices(), Timings()).seeing
    assert seeing._print(PHOTO) == other._print(PHOTO)
    assert seeing._print(PHOTO)[1:] == (BODY, GARMENT)
    assert seeing._print(PHOTO) != seeing._print(SHIRT.photo)


def test_parts_are_labels_that_everybody_knows(room: Room) -> None:
    assert LabelMap(room.wear().parse, LIP).mask("upper_clothes").any()
