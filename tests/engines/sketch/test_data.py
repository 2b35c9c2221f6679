"""Pairs to learn from: every world, by program and by people, with colour hints."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engines.drawn.creatures.pandas import draw_panda
from engines.drawn.goods.shoes import draw_shoe
from engines.drawn.heroes.heroes import draw_hero
from engines.runtime.errors import InputError
from engines.sketch.data import ALIGNED, APART, LOOSE, Lesson, Pack, Sampler, Shares, load_drawings
from engines.sketch.hints import any_hint, no_hint
from engines.sketch.lessons import bundled_lessons, own_files, own_lessons
from engines.sketch.subjects import SIDE, Studies, from_drawn, is_pixel_art
from tests.engines.sketch.packs import PEOPLE, write_packs


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    folder = tmp_path_factory.mktemp("packs")
    write_packs(folder)
    return bundled_lessons(folder, Studies(folder / "studies"), drawn=0)[0]


@pytest.fixture
def drawn() -> Lesson:
    rng = np.random.default_rng(3)
    return Lesson(1, [], [from_drawn(draw_shoe(rng), "paper") for _ in range(3)])


def test_a_batch_has_every_world_as_often_as_any_other(lesson: Lesson, drawn: Lesson) -> None:
    pairs = Sampler([lesson, drawn, Lesson(2, [])], seed=1).batch(0, 8)
    assert pairs.ink.shape == (8, 1, SIDE, SIDE)
    assert pairs.picture.shape == (8, 3, SIDE, SIDE)
    assert pairs.hints.shape == (8, 4, SIDE // 4, SIDE // 4)
    assert pairs.ink.dtype == pairs.picture.dtype == np.uint8
    assert sorted(pairs.world.tolist()) == [0] * 4 + [1] * 4


def test_people_and_programs_have_their_shares(lesson: Lesson) -> None:
    fits = {sampler_fit for share in (0.0, 1.0) for sampler_fit in _fits(lesson, share)}
    assert fits == {(0.0, ALIGNED), (1.0, LOOSE), (1.0, APART)}


def _fits(lesson: Lesson, people: float) -> set[tuple[float, float]]:
    sampler = Sampler([lesson], 0, Shares(people=people))
    return {(people, sampler.pair(lesson)[4]) for _ in range(30)}


def test_a_picture_and_its_drawing_lie_on_each_other(lesson: Lesson, drawn: Lesson) -> None:
    sampler = Sampler([lesson, drawn])
    for subject in [*lesson.photos[:4], *drawn.drawn]:
        ink, picture, _ = sampler.by_program(subject)
        thing = (255 - picture.astype(int)).max(-1) > 20
        near = np.maximum.reduce([np.roll(thing, (dy, dx), (0, 1)) for dy in (-9, 0, 9) for dx in (-9, 0, 9)])
        assert near[ink > 128].mean() > 0.9


def test_a_detectors_own_lines_are_thin_and_always_the_same_pen(lesson: Lesson) -> None:
    sampler = Sampler([lesson], 0, Shares(by_hand=0.0))
    inks = [sampler.by_program(lesson.photos[0])[0] for _ in range(4)]
    by_hand = [Sampler([lesson], seed).by_program(lesson.photos[0])[0] for seed in range(12)]
    assert max(_width(ink) for ink in inks) < 3
    assert np.ptp([_width(ink) for ink in by_hand]) > 2


def _width(ink: np.ndarray) -> float:
    """Roughly: how much of the ink a line of one pixel less at each side would keep."""
    from PIL import ImageFilter

    lines = Image.fromarray((ink > 100).astype(np.uint8) * 255)
    return 2 / max(0.05, 1 - np.asarray(lines.filter(ImageFilter.MinFilter(3))).sum() / np.asarray(lines).sum())


def test_a_scene_fills_the_page_and_pixel_art_keeps_its_pixels() -> None:
    rng = np.random.default_rng(0)
    scene, hero = from_drawn(draw_panda(rng), "scene"), from_drawn(draw_hero(rng), "paper")
    sampler = Sampler([Lesson(0, [scene])])
    _, picture, _ = sampler.by_program(scene)
    assert (picture.min(-1) == 255).mean() < 0.05
    assert is_pixel_art(hero.photo)
    _, picture, _ = sampler.by_program(hero)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) <= len(np.unique(hero.photo.reshape(-1, 3), axis=0))


def test_hints_have_the_colours_of_the_picture() -> None:
    rng = np.random.default_rng(0)
    picture = np.full((SIDE, SIDE, 3), 255, np.uint8)
    picture[60:200, 60:200] = (200, 40, 40)
    ink = np.zeros((SIDE, SIDE), np.uint8)
    ink[60:200, 58:62] = ink[60:200, 198:202] = 255
    hints = [any_hint(picture, ink, rng) for _ in range(60)]
    given = [hint for hint in hints if hint.any()]
    assert 15 < len(given) < 45
    for hint in given:
        sure = hint[..., 3] > 0.5
        red, green, blue = (hint[sure] / hint[sure][:, 3:])[:, :3].mean(0)
        assert red > 0.7
        assert max(green, blue) < 0.25
    blank = np.full_like(picture, 255)
    assert not any(any_hint(blank, ink, rng).any() for _ in range(10))
    assert no_hint(SIDE).shape == (64, 64, 4)


def test_a_blank_world_has_nothing_to_learn_from() -> None:
    with pytest.raises(InputError, match="no picture"):
        Sampler([Lesson(0, [])])


def test_a_missing_pack_is_named() -> None:
    with pytest.raises(InputError, match=r"nowhere\.zip"):
        Pack(Path("nowhere.zip"))


def test_people_drew_with_and_without_a_photo(tmp_path: Path) -> None:
    write_packs(tmp_path)
    drawings = load_drawings(Pack(tmp_path / PEOPLE), "shoes", "train")
    assert [drawing.photo is None for drawing in drawings] == [True, False, False]


def test_a_folder_of_pictures_of_all_kinds(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for i in range(9):
        picture = Image.fromarray(draw_shoe(rng, 200).picture)
        size = (200, 200) if i % 2 else (150 + 20 * i, 100)
        picture.resize(size).save(tmp_path / f"{i}.{'jpg' if i % 3 else 'png'}")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG not really")
    (tmp_path / "notes.txt").write_text("no picture")
    Image.new("RGB", (20, 20)).save(tmp_path / "tiny.png")
    files = own_files(tmp_path)
    assert len(files) == 11
    learnt, asked = own_lessons(files, Studies(tmp_path / "studies"))
    assert (len(learnt.photos), len(asked.photos)) == (8, 1)


@pytest.mark.parametrize("pictures", [0, 1])
def test_too_few_pictures_are_told(tmp_path: Path, pictures: int) -> None:
    for i in range(pictures):
        Image.fromarray(draw_shoe(np.random.default_rng(i), 200).picture).save(tmp_path / f"{i}.png")
    with pytest.raises(InputError, match=f"has {pictures} pictures to learn from, and 8 are needed"):
        own_files(tmp_path)
    with pytest.raises(InputError, match="has 0 pictures"):
        own_files(tmp_path / "nowhere")
