"""Drawn faces: a picture on white paper, and the lines it follows."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from engines.drawn.creatures.face_features import features
from engines.drawn.creatures.face_looks import any_look
from engines.drawn.creatures.faces import draw_face
from engines.drawn.creatures.heads import by_turns, depth, head_around
from engines.drawn.creatures.parts import reach
from engines.drawn.edges import canny
from engines.drawn.forms import DrawnThing

SIDE = 128


@pytest.fixture(scope="module")
def faces() -> list[DrawnThing]:
    return [draw_face(np.random.default_rng(seed), SIDE) for seed in range(12)]


def points_of(thing: DrawnThing) -> NDArray[np.float32]:
    return np.concatenate([stroke.points for stroke in thing.strokes])


def on_edges(thing: DrawnThing, near: int = 2) -> float:
    """Share of the lines' points that lie within some pixels of an edge of the picture."""
    edges = Image.fromarray((canny(thing.picture, 1.0, 0.3, 0.6) > 0).astype(np.uint8))
    near_edge = np.asarray(edges.filter(ImageFilter.MaxFilter(2 * near + 1)))
    x, y = points_of(thing).round().astype(int).clip(0, SIDE - 1).T
    return float(near_edge[y, x].mean())


def test_the_same_numbers_make_the_same_face(faces) -> None:
    again = draw_face(np.random.default_rng(3), SIDE)
    assert np.array_equal(faces[3].picture, again.picture)
    assert all(np.array_equal(a.points, b.points) for a, b in zip(faces[3].strokes, again.strokes, strict=True))


def test_a_face_stands_on_white_paper_and_nearly_fills_it(faces) -> None:
    for face in faces:
        assert face.picture.shape == (SIDE, SIDE, 3)
        assert (face.picture[[0, -1], [0, -1]] == 255).all()
        y, x = np.nonzero(face.picture.min(-1) < 250)
        assert 0.7 * SIDE <= max(np.ptp(x), np.ptp(y)) + 1 <= 0.99 * SIDE


def test_lines_stay_on_the_page_and_follow_the_picture(faces) -> None:
    for face in faces:
        points = points_of(face)
        assert points.min() >= 0
        assert points.max() <= SIDE
    shares = [on_edges(face) for face in faces]
    assert np.mean(shares) > 0.9
    assert min(shares) > 0.65


def test_a_larger_page_shows_the_same_face(faces) -> None:
    large = draw_face(np.random.default_rng(0), 2 * SIDE)
    shrunk = np.asarray(Image.fromarray(large.picture).reduce(2), float)
    assert np.abs(faces[0].picture - shrunk).mean() < 4
    assert np.allclose(faces[0].strokes[0].points * 2, large.strokes[0].points, atol=0.01)


def test_faces_differ_in_colour_and_in_what_is_drawn(faces) -> None:
    middles = np.stack([face.picture[SIDE // 4 : -SIDE // 4, SIDE // 4 : -SIDE // 4].mean((0, 1)) for face in faces])
    assert (np.ptp(middles, axis=0) > 80).all()
    assert len({len(face.strokes) for face in faces}) >= 4


@pytest.mark.parametrize("seed", range(6))
def test_features_keep_inside_the_head(seed) -> None:
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, 100)
    head = np.stack([0.5 * np.cos(angle), np.sin(angle)], 1) + np.array([3.0, -2.0])
    parts, _ = features(rng, any_look(rng), head, all_of_them=True)
    assert max(depth(head, line.points).max() for part in parts for line in part.lines) < 0.95


def test_a_head_that_is_not_drawn_goes_around_what_is() -> None:
    low, high = np.array([1.0, 2.0]), np.array([3.0, 3.0])
    head = head_around(low, high)
    corners = np.array([[1.0, 2.0], [3.0, 2.0], [1.0, 3.0], [3.0, 3.0]])
    assert (depth(head, corners) < 1).all()
    assert np.allclose((head.min(0) + head.max(0)) / 2, (low + high) / 2, atol=0.01)


def test_a_hand_does_not_always_close_a_line() -> None:
    ring = np.stack([np.cos(np.linspace(0, 2 * np.pi, 60)), np.sin(np.linspace(0, 2 * np.pi, 60))], 1)
    lengths = {len(by_turns(np.random.default_rng(seed), ring)) for seed in range(20)}
    assert min(lengths) < len(ring) < max(lengths)
    assert len(ring) in lengths


def test_a_look_keeps_its_colours_in_range() -> None:
    looks = [any_look(np.random.default_rng(seed)) for seed in range(40)]
    assert 8 <= sum(look.person for look in looks) <= 32
    for look in looks:
        for tone in (look.skin, look.shade, look.light, look.blush, look.hair):
            assert 0 <= tone.min() <= tone.max() <= 1
        assert look.shade.mean() < look.skin.mean() < look.light.mean()


def test_reach_counts_lines_and_curves() -> None:
    rng = np.random.default_rng(1)
    parts, _ = features(rng, any_look(rng), head_around(np.array([-1.0, -1.0]), np.array([1.0, 1.0])), all_of_them=True)
    low, high = reach(parts)
    assert all((line.points >= low).all() and (line.points <= high).all() for part in parts for line in part.lines)
