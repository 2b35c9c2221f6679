"""How somebody stands, in trunks."""

import numpy as np
import pytest

from engines.tryon import posture
from tests.engines.tryon.figures import figure


def test_the_trunk_of_somebody_who_stands() -> None:
    trunk = posture.trunk(figure(height=200).pose)
    assert trunk is not None
    assert trunk.length == pytest.approx(60)
    assert trunk.width == pytest.approx(44)
    assert trunk.lean == pytest.approx(0, abs=0.1)


def test_the_trunk_of_somebody_who_lies() -> None:
    trunk = posture.trunk(figure().turned().pose)
    assert trunk is not None
    assert trunk.lean == pytest.approx(90, abs=0.1)


def test_without_shoulders_there_is_no_trunk() -> None:
    assert posture.trunk(figure().without("left_shoulder").pose) is None


def test_hips_that_were_not_found_are_guessed() -> None:
    pose = figure(height=200).without("right_hip").pose
    trunk = posture.trunk(pose)
    assert trunk is not None
    assert trunk.length == pytest.approx(1.35 * trunk.width)
    assert posture.trunk_outline(pose) is None


def test_only_whole_arms_count() -> None:
    assert len(posture.arms(figure().pose)) == 2
    (arm,) = posture.arms(figure().without("left_wrist").pose)
    np.testing.assert_array_equal(arm, posture.points(figure().pose, "right_shoulder", "right_elbow", "right_wrist"))
    assert posture.arms(figure().without("elbow").pose) == []
