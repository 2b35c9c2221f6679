"""OpenPose from picture to people: preparation, linking beside a plain computation, and the figure."""

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from engines.models.openpose import OpenPoseBody
from engines.models.predictors.openpose import OpenPosePredictor, prepare, to_keypoints
from engines.models.predictors.openpose_drawing import COLOURS, draw_people
from engines.models.predictors.openpose_linking import LIMB_MAPS, LIMBS, MOST_PEAKS, link
from engines.models.skeletons import OPENPOSE_18, to_coco_17
from tests.engines.models.predictors.people import TWO, maps_of, person

EVERYTHING = tuple(range(18))
LEFT_SIDE = (5, 6, 7, 15, 17)


def plain_peaks(
    heat: NDArray[np.float32], seen: tuple[int, int], picture: tuple[int, int]
) -> list[tuple[int, int, float]]:
    """What `link` finds in one heat map, on maps of the picture's full size."""
    h, w = heat.shape
    fine = cv2.resize(heat, (8 * w, 8 * h), interpolation=cv2.INTER_CUBIC)[: seen[0], : seen[1]]
    full = cv2.resize(fine, picture[::-1], interpolation=cv2.INTER_CUBIC).astype(np.float64)
    smooth = np.pad(ndimage.gaussian_filter(full, 3), 1)
    found = []
    for y, x in np.argwhere(smooth > 0.1) - 1:
        cross = (smooth[y, x + 1], smooth[y + 2, x + 1], smooth[y + 1, x], smooth[y + 1, x + 2])
        if smooth[y + 1, x + 1] >= max(cross):
            found.append((int(x), int(y), float(full[y, x])))
    return found


@pytest.mark.parametrize(
    ("seen", "picture"),
    [
        ((184, 240), (368, 480)),
        ((184, 237), (250, 322)),  # filled up, no whole factor
        ((184, 240), (92, 120)),  # enlarged for the network
        ((181, 233), (181, 233)),
    ],
)
def test_peaks_are_those_of_maps_in_full_size(seen: tuple[int, int], picture: tuple[int, int]) -> None:
    limbs, heat = maps_of(TWO, 23, 30)
    found = link(limbs, heat, seen, picture)
    want = [peak for joint in EVERYTHING for peak in plain_peaks(heat[joint], seen, picture)]
    np.testing.assert_array_equal(found.joints[:, :2], np.array(want)[:, :2])
    np.testing.assert_allclose(found.joints[:, 2], np.array(want)[:, 2], atol=1e-5)


@pytest.mark.parametrize(
    ("shown", "sizes"),
    [
        ([], []),  # nobody
        ([EVERYTHING], [18]),
        ([EVERYTHING, EVERYTHING], [18, 18]),
        ([EVERYTHING, (0, 1, 2)], [18]),  # three joints are no person
        ([(1, 2, 3, 4)], [4]),
        ([(1, 2, 3, 4), EVERYTHING], [4, 18]),
        ([(5, 6, 7), EVERYTHING], [18]),
        ([LEFT_SIDE], [5]),  # an arm, and an eye with its ear: the last limb, ear to shoulder, joins them
        ([(5, 6, 17)], []),
    ],
)
def test_people_have_the_joints_that_show(shown: list[tuple[int, ...]], sizes: list[int]) -> None:
    people = [(joints, parts) for (joints, _), parts in zip(TWO, shown, strict=False)]
    found = link(*maps_of(people, 23, 30), (184, 240), (184, 240))
    assert found.count.tolist() == sizes
    assert (found.parts >= 0).sum(1).tolist() == sizes
    kept = [one for one in people if len(one[1]) in sizes]
    for points, (joints, parts) in zip(to_keypoints(found), kept, strict=True):
        there = points.score > 0
        assert np.flatnonzero(there).tolist() == list(parts)
        assert np.abs(points.xy[there] - joints[there]).max() < 1.5  # pixels, of cells of 8
        assert not points.xy[~there].any()


def test_two_halves_become_one_person_where_a_limb_joins_them() -> None:
    """Neck to nose joins the trunk and the head; without it the shoulders and ears do; without those, nothing does."""
    limbs, heat = maps_of(TWO[:1], 23, 30)
    whole = link(limbs, heat, (184, 240), (184, 240))
    cut = limbs.copy()
    neck_to_nose = LIMB_MAPS[LIMBS.index((1, 0))]
    cut[neck_to_nose : neck_to_nose + 2] = 0
    halves = link(cut, heat, (184, 240), (184, 240))
    assert whole.count.tolist() == [18]
    assert halves.count.tolist() == [18]
    shoulder_to_ear = [LIMB_MAPS[-1], LIMB_MAPS[-1] + 1, LIMB_MAPS[-2], LIMB_MAPS[-2] + 1]
    cut[shoulder_to_ear] = 0
    apart = link(cut, heat, (184, 240), (184, 240))
    assert sorted(apart.count.tolist()) == [5, 13]
    assert whole.score[0] > halves.score[0] > apart.score.max()


def test_a_noisy_map_gives_the_strongest_peaks_only() -> None:
    random = np.random.default_rng(0)
    heat, limbs = random.random((19, 46, 60), np.float32), np.zeros((38, 46, 60), np.float32)
    found = link(limbs, heat, (368, 480), (184, 240))
    assert len(found.joints) == 18 * MOST_PEAKS
    assert found.parts.shape == (0, 18)
    everything = plain_peaks(heat[0], (368, 480), (184, 240))
    assert len(everything) > MOST_PEAKS
    assert {tuple(xy) for xy in found.joints[:MOST_PEAKS, :2].astype(int)} <= {(x, y) for x, y, _ in everything}


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 4), np.uint8)
    return Image.fromarray(pixels).convert(mode)


@pytest.mark.parametrize(
    ("width", "height", "mode", "seen", "padded"),
    [
        (368, 368, "RGB", (184, 184), (184, 184)),
        (100, 368, "RGB", (184, 50), (184, 56)),  # portrait
        (300, 200, "RGBA", (184, 276), (184, 280)),
        (92, 92, "L", (184, 184), (184, 184)),  # enlarged
        (1, 1000, "RGB", (1000, 1), (1000, 8)),  # strips
        (2000, 1, "RGB", (1, 2000), (8, 2000)),
        (4000, 100, "RGB", (37, 1472), (40, 1472)),
    ],
)
def test_prepared_size(width: int, height: int, mode: str, seen: tuple[int, int], padded: tuple[int, int]) -> None:
    x, found = prepare(noise(width, height, mode))
    assert (found, x.shape) == (seen, (3, *padded))
    assert x.dtype == np.float32
    assert (x[:, seen[0] :] == 0).all()  # 128 of 256
    assert (x[:, :, seen[1] :] == 0).all()


def test_prepared_pixels_are_bgr_between_minus_and_plus_a_half() -> None:
    picture = noise(184, 184)  # the network's own size: nothing is resized
    x, _ = prepare(picture)
    np.testing.assert_array_equal(x[::-1].transpose(1, 2, 0), np.asarray(picture, np.float32) / 256 - 0.5)


@pytest.fixture(scope="module")
def predict() -> OpenPosePredictor:
    torch.manual_seed(0)
    return OpenPosePredictor(OpenPoseBody().eval())


@pytest.mark.parametrize(("width", "height", "mode"), [(1, 40, "RGB"), (40, 1, "RGB"), (20, 90, "RGBA")])
def test_a_network_that_learned_nothing_finds_nobody(
    width: int, height: int, mode: str, predict: OpenPosePredictor
) -> None:
    assert predict(noise(width, height, mode)) == []


def test_figure_of_nobody_is_the_canvas() -> None:
    canvas = np.asarray(noise(20, 30))
    drawn = draw_people(canvas, [])
    np.testing.assert_array_equal(drawn, canvas)
    assert drawn is not canvas


def test_figure_shows_what_was_found_in_its_colours() -> None:
    xy, score = person(0, 0, 200, 200), np.ones(18)
    score[[3, 4]] = 0  # without the right forearm
    canvas = np.zeros((200, 200, 3), np.uint8)
    drawn = draw_people(canvas, [OPENPOSE_18.keypoints(xy, score)])
    assert not canvas.any()
    left_wrist, right_wrist = (tuple(xy[joint].astype(int)[::-1]) for joint in (7, 4))
    assert np.argmax(drawn[left_wrist]) == np.argmax(COLOURS[7])
    assert not drawn[right_wrist].any()
    middle_of_left_thigh = tuple(xy[[11, 12]].mean(0).astype(int)[::-1])
    limb = OPENPOSE_18.edges.index((11, 12))
    np.testing.assert_allclose(drawn[middle_of_left_thigh], 0.6 * np.array(COLOURS[limb]), atol=1)


def test_points_outside_the_canvas_can_be_drawn() -> None:
    points = OPENPOSE_18.keypoints(person(-150, -50, 900, 900), np.ones(18))
    assert draw_people(np.zeros((60, 40, 3), np.uint8), [points, points]).shape == (60, 40, 3)


def test_people_can_be_given_as_coco_s() -> None:
    found = link(*maps_of(TWO, 23, 30), (184, 240), (368, 480))
    for points, (joints, _) in zip(to_keypoints(found), TWO, strict=True):
        coco = to_coco_17(points)
        assert np.abs(coco.xy[coco.names.index("left_ankle")] - 2 * joints[13]).max() < 3
