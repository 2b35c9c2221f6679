"""Bodies whose physics is known."""

import numpy as np
import pytest

from engines.dance.physics import ANKLES, ELBOWS, KNEES, SHOULDERS, TOES, WRISTS, measure
from engines.models.humanml import Motion
from tests.engines.dance.bodies import standing_still

FPS = 20


def moved(motion: Motion, way: np.ndarray) -> Motion:
    """Everything moved by (T, 3)."""
    return Motion((motion.joints + way[:, None]).astype(np.float32))


def test_who_stands_still_breaks_no_law() -> None:
    physics = measure(standing_still())
    assert (physics.skating, physics.sunk, physics.bent, physics.jerk, physics.contact) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("speed", "height", "share"),
    [
        (0.4, 0.0, 0.0),  # slow enough
        (0.6, 0.0, 1.0),  # slides in every frame
        (0.6, 0.2, 0.0),  # flies
    ],
)
def test_skating_is_the_share_of_steps_on_the_floor_that_slide(speed: float, height: float, share: float) -> None:
    way = np.zeros((60, 3))
    way[:, 0], way[:, 1] = np.arange(60) / FPS * speed, height
    physics = measure(moved(standing_still(), way))
    # The mean over five frames counts what is beyond the ends as rest: two frames at each end may be below.
    assert physics.skating == pytest.approx(share, abs=0.1)


def test_the_deepest_joint_counts() -> None:
    joints = standing_still().joints.copy()
    joints[7, TOES[0], 1] = -0.04
    assert measure(Motion(joints)).sunk == pytest.approx(0.04, abs=1e-6)


def test_jerk_is_the_third_derivative() -> None:
    t = np.arange(60) / FPS
    way = np.zeros((60, 3))
    way[:, 0] = 2 * t**3  # its third derivative is 12
    assert measure(moved(standing_still(), way)).jerk == pytest.approx(12, rel=0.02)


def test_pfc_of_a_body_that_slides_and_speeds_up() -> None:
    # The body speeds up evenly, so |a| / max |a| is 1; both feet slide with it, at a t metres a second.
    t = np.arange(61) / FPS
    way = np.zeros((61, 3))
    way[:, 2] = 0.5 * t**2
    speed = (np.diff(t**2) * 0.5 * FPS)[1:]
    expected = ((speed / 30) ** 2).mean() * 10_000
    assert measure(moved(standing_still(61), way)).contact == pytest.approx(expected, rel=1e-3)


def test_pfc_forgives_falling_but_not_landing() -> None:
    t = np.arange(40) / FPS
    way = np.zeros((40, 3))
    way[:, 0] = t  # slides evenly, a metre a second
    way[:, 1] = 10 - 4.9 * np.minimum(t, 1) ** 2  # falls for a second and then stands: one push in 38
    assert measure(moved(standing_still(40), way)).contact == pytest.approx((1 / 30) ** 2 / 38 * 10_000, rel=0.02)


@pytest.mark.parametrize(
    ("side", "forwards", "wrong"),
    [(0, 0.3, False), (1, 0.3, False), (0, -0.3, True), (1, -0.3, True)],
)
def test_a_knee_bends_forwards_alone(side: int, forwards: float, wrong: bool) -> None:
    joints = standing_still().joints.copy()
    joints[:, KNEES[side], 2] = forwards
    assert measure(Motion(joints)).bent == pytest.approx(0.25 if wrong else 0)


@pytest.mark.parametrize(
    ("elbow", "wrist", "wrong"),
    [
        ((0.0, -0.26, 0.0), (0.0, 0.0, 0.26), False),  # hanging, to the front
        ((0.0, -0.26, 0.0), (-0.26, 0.0, 0.0), False),  # hanging, before the belly
        ((0.0, -0.26, 0.0), (0.18, 0.0, -0.18), True),  # hanging, to the back and out
        ((0.26, 0.0, 0.0), (0.0, 0.26, 0.0), False),  # to the side, up
        ((0.26, 0.0, 0.0), (0.0, 0.0, 0.26), False),  # to the side, to the front
        ((0.26, 0.0, 0.0), (0.0, 0.0, -0.26), True),  # to the side, to the back
        ((0.0, 0.0, 0.26), (0.0, 0.26, 0.0), False),  # forwards, up
        ((0.0, 0.0, 0.26), (0.26, 0.0, 0.0), True),  # forwards, out
    ],
)
def test_an_elbow_does_not_bend_backwards(
    elbow: tuple[float, float, float], wrist: tuple[float, float, float], wrong: bool
) -> None:
    joints = standing_still().joints.copy()
    joints[:, ELBOWS[0]] = joints[:, SHOULDERS[0]] + np.array(elbow, np.float32)
    joints[:, WRISTS[0]] = joints[:, ELBOWS[0]] + np.array(wrist, np.float32)
    assert measure(Motion(joints)).bent == pytest.approx(0.25 if wrong else 0)


def test_the_feet_are_where_the_names_say() -> None:
    joints = standing_still().joints
    assert (joints[0, TOES, 1] < joints[0, ANKLES, 1]).all()
