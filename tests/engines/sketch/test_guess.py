"""Guessing a drawing's world: what the classifier sees, what it learns from, and what it says."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from safetensors.torch import load_file

from engines.checkpoints import find_weight, load_state
from engines.drawn.edges import NEIGHBOURS
from engines.drawn.strokes import Stroke
from engines.models.world_classifier import WorldClassifier
from engines.sketch.data import HumanDrawing, Lesson, Pack, load_drawings
from engines.sketch.guess import SIDE, guess, near
from engines.sketch.guess_drawings import DrawingLessons, Lines, begin, follow, lines_of, thin
from engines.sketch.guess_figures import calibrate, examine
from engines.sketch.guess_pictures import PictureLessons, cut_out, on_other_ground
from engines.sketch.subjects import Subject
from engines.sketch.train_guess import FRESH, GuessConfig, Pool, prepare, preview, train
from engines.sketch.worlds import WORLDS
from tests.engines.runs import goes_on_as_unbroken, history


def ring(box: tuple[int, int, int, int], width: int = 4, side: int = 256) -> np.ndarray:
    page = Image.new("L", (side, side))
    ImageDraw.Draw(page).ellipse(box, outline=255, width=width)
    return np.asarray(page)


def lines(ink: np.ndarray) -> np.ndarray:
    """0 to 255 as 0 to 1."""
    return (ink / 255).astype(np.float32)


def rings_and_crosses(count: int, source: str = "drawn") -> list[Lines]:
    angle = np.linspace(0, 2 * np.pi, 40)
    circle = Stroke(np.stack([np.cos(angle), np.sin(angle)], 1).astype(np.float32), 1.0)
    cross = [Stroke(np.array([[-1, y], [1, -y]], np.float32), 1.0) for y in (-1, 1)]
    return [Lines(0, source, [[circle]]), Lines(1, source, [cross])] * count


def test_place_and_size_do_not_matter() -> None:
    large, small = (near(lines(ring(box))) for box in ((20, 20, 236, 236), (8, 140, 108, 240)))
    assert large.shape == small.shape == (SIDE, SIDE)
    for seen in (large, small):
        y, x = np.nonzero(seen > 0.2)
        assert (x.min(), y.min()) == (x.max() - np.ptp(y), SIDE - 1 - y.max())
        assert np.ptp(x) > 0.8 * SIDE
    assert ((large > 0.2) & (small > 0.2)).sum() > 0.7 * (large > 0.2).sum()


def test_a_blank_page_and_a_dot_are_seen_as_they_are() -> None:
    assert not near(np.zeros((256, 256), np.float32)).any()
    assert 0 < (near(lines(ring((100, 100, 108, 108)))) > 0.2).mean() < 0.05


def test_a_guess_names_the_likeliest_world() -> None:
    torch.manual_seed(0)
    classifier = WorldClassifier(1, len(WORLDS), (8, 8)).eval()
    with torch.no_grad():
        classifier.worlds.bias[4] += 2
    said = guess(classifier, lines(ring((20, 20, 236, 236))))
    assert said.world == "panda"
    assert said.share == max(said.shares.values()) == said.shares["panda"]
    assert set(said.shares) == {world.id for world in WORLDS}
    assert sum(said.shares.values()) == pytest.approx(1, abs=1e-5)


def test_thinned_lines_are_one_pixel_wide_and_whole() -> None:
    thick = ring((10, 10, 110, 90), width=5, side=128) > 0
    line = thin(thick)
    assert not (line & ~thick).any()
    y, x = np.nonzero(line)
    neighbours = [sum(line[b + dy, a + dx] for dy, dx in NEIGHBOURS) for b, a in zip(y, x, strict=True)]
    assert min(neighbours) == 2  # no end, so no gap
    assert np.mean(np.array(neighbours) == 2) > 0.7  # the rest are corners of stairs
    assert len(y) < 0.3 * thick.sum()


def test_a_drawing_is_followed_as_strokes() -> None:
    strokes = follow(ring((20, 40, 236, 200)))
    points = np.concatenate([stroke.points for stroke in strokes])
    assert sum(stroke.length for stroke in strokes) == pytest.approx(297, rel=0.1)  # an ellipse of 107 by 79
    assert points.min(0) == pytest.approx([11, 21], abs=2)
    assert points.max(0) == pytest.approx([117, 99], abs=2)


def test_a_begun_drawing_has_less_line_but_some() -> None:
    rng = np.random.default_rng(0)
    strokes = rings_and_crosses(1)[1].ways[0]
    whole = sum(stroke.length for stroke in strokes)
    for _ in range(10):
        assert 0.3 * whole < sum(stroke.length for stroke in begin(strokes, rng)) <= whole


def test_every_source_of_lines_is_drawn_from() -> None:
    drawing = HumanDrawing(ring((20, 20, 236, 236)), None)
    tracing = [Stroke(np.array([[0, 0], [9, 9]], np.float32), 1.0)] * 50
    seen = Subject(np.zeros((192, 192, 3), np.uint8), [[], tracing], (0, 0, 9, 9), "paper")
    found = lines_of(Lesson(3, [seen], [seen], [drawing]))
    assert [(line.world, line.source, len(line.ways)) for line in found] == [
        (3, "people", 1),
        (3, "drawn", 1),
        (3, "photos", 1),
    ]
    assert len(found[1].ways[0]) < 50


def test_the_difference_of_rings_and_crosses_is_learnt(tmp_path: Path) -> None:
    ink = [ring((20, 20, 236, 236))]
    asked = [*rings_and_crosses(8, "photos"), Lines(0, "people", rings_and_crosses(1)[0].ways, ink[0])]
    lessons = DrawingLessons(rings_and_crosses(4), asked)
    shipped = train(lessons, GuessConfig(out=tmp_path, steps=60, epoch=60, batch=16, pool=12, averaging=0.8))
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures["steps"] == 60
    first, last = history(tmp_path)
    assert last["right"] > first["right"]
    assert figures["program"]["right"] > 0.9
    assert figures["people"]["by_world"] == {"shoes": "1 of 1"}
    assert figures["people_begun"]["count"] == 1
    classifier = WorldClassifier(1, len(WORLDS)).eval()
    classifier.load_state_dict({key: tensor.float() for key, tensor in load_file(shipped).items()})
    assert guess(classifier, lines(ink[0])).world == "shoes"


@pytest.mark.parametrize("of", ["drawings", "pictures"])
def test_without_packs_things_are_drawn_and_a_broken_run_learns_the_same(of: str, tmp_path: Path) -> None:
    config = GuessConfig(of, Path(), drawn=2, steps=2, epoch=1, batch=8, pool=2, device="cpu")

    def learn(config: GuessConfig) -> Path:
        return train(prepare(config), config)

    assert goes_on_as_unbroken(learn, config, tmp_path)
    shown = preview(replace(config, out=tmp_path))
    assert shown.picture.width == Image.open(tmp_path / "whole" / "samples" / "0000002.png").width == 960
    assert shown.counts == {"drawn": 16, "examined": 8}


def test_what_a_pool_holds_depends_on_the_step_alone() -> None:
    lessons = DrawingLessons(rings_and_crosses(4), [])
    walked, jumped = Pool(lessons, 3, 2, seed=0), Pool(lessons, 3, 2, seed=0)
    for step in range(5 * FRESH):
        before = walked.at(step)
    for one, other in zip(before, jumped.at(5 * FRESH - 1), strict=True):
        assert (one[0] == other[0]).all()
    kept = [page for page, _ in walked.at(5 * FRESH - 1)]
    changed = [(a != b[0]).any() for a, b in zip(kept, walked.at(5 * FRESH), strict=True)]
    assert changed == [False, False, True]


def test_certainty_is_brought_to_the_share_of_right_answers() -> None:
    torch.manual_seed(0)
    classifier = WorldClassifier(1, 2, (8, 8)).eval()
    rng = np.random.default_rng(0)
    x = (rng.random((400, 1, 32, 32)) * rng.random((400, 1, 1, 1)) * 255).astype(np.uint8)
    with torch.no_grad():
        classifier.worlds.weight *= 300  # much too certain
        classifier.worlds.bias.zero_()
    exam = x, rng.integers(0, 2, 400)
    before = examine(classifier, exam)
    assert calibrate(classifier, [exam]) > 1
    after = examine(classifier, exam)
    assert after["right"] == before["right"]
    assert after["calibration_error"] < before["calibration_error"]


def test_figures_say_who_is_taken_for_whom() -> None:
    class Third(WorldClassifier):
        """Says gem for everything, and is certain."""

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.tensor([[0.0] * 6 + [20.0, 0.0]]).repeat(len(x), 1)

    figures = examine(Third(), (np.zeros((4, 1, 8, 8), np.uint8), np.array([6, 6, 6, 1])))
    assert figures["right"] == 0.75
    assert figures["calibration_error"] == pytest.approx(0.25, abs=1e-3)
    assert figures["by_world"] == {"handbags": "0 of 1", "gemstones": "3 of 3"}
    assert np.array(figures["confusion"])[1].tolist() == [0, 0, 0, 0, 0, 0, 1, 0]


def test_a_thing_keeps_its_looks_on_another_ground() -> None:
    picture = np.full((128, 128, 3), 200, np.uint8)  # grey paper
    picture[32:96, 32:96] = (180, 20, 20)
    thing = cut_out(2, picture)
    assert thing.ground.tolist() == [200, 200, 200]
    assert thing.mask[64, 64] == 255
    assert thing.mask[8, 8] == 0
    rng = np.random.default_rng(0)
    for _ in range(12):
        moved = on_other_ground(picture, thing.mask, np.zeros_like(picture), rng)
        assert np.abs(moved[40:88, 40:88].astype(int) - picture[40:88, 40:88]).max() <= 1
        assert np.abs(moved[:20].astype(int) - 200).max() > 4


def test_pictures_are_asked_for_by_world_in_turn() -> None:
    rng = np.random.default_rng(0)
    things = [cut_out(world, rng.integers(0, 256, (128, 128, 3), dtype=np.uint8)) for world in (0, 1, 1, 1)]
    lessons = PictureLessons(things, things)
    x, worlds = lessons.batch(6, rng)
    assert x.shape == (6, 3, 96, 96)
    assert x.dtype == np.uint8
    assert worlds.tolist() == [0, 1, 0, 1, 0, 1]
    assert {name: len(exam[1]) for name, exam in lessons.exams().items()} == {"pictures": 4, "other_grounds": 4}


def test_what_is_to_be_learnt_must_be_known() -> None:
    with pytest.raises(ValueError, match="must be drawings or pictures, but is 'songs'"):
        prepare(GuessConfig(of="songs"))


@pytest.mark.data
def test_the_shipped_guesser_knows_what_people_draw(pack) -> None:
    weight = find_weight("world-guesser")
    classifier = WorldClassifier(**weight.config)
    classifier.load_state_dict(load_state(weight))
    classifier.eval()
    people = Pack(pack("sketch-human"))
    drawings = [(world.id, d.ink) for world in WORLDS for d in load_drawings(people, world.id, "val")]
    right = [guess(classifier, lines(ink)).world == world for world, ink in drawings]
    assert len(right) == 69
    assert np.mean(right) > 0.85
