import numpy as np
import pytest

from engines.dance.files.rigs import named
from engines.dance.files.survey import surveyed
from engines.dance.files.takes import Take
from engines.models.humanml import NAMES
from engines.models.skeletons import COCO_17
from tests.engines.dance.files.motions import dancing

JOINTS = dancing().joints.astype(np.float64)
Z_UP = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]])
X_UP = np.array([[0, 1, 0], [-1, 0, 0], [0, 0, 1]])
Y_DOWN = np.diag([1, -1, -1])


@pytest.mark.parametrize(("scale", "unit"), [(1, "m"), (100, "cm"), (1000, "mm"), (1 / 0.0254, "in"), (17.7, "CMU")])
@pytest.mark.parametrize(("turn", "up"), [(np.eye(3), "Y"), (Z_UP, "Z"), (X_UP, "X"), (Y_DOWN, "-Y")])
def test_units_and_axes(scale, unit, turn, up):
    joints, remarks = surveyed(named(scale * JOINTS @ turn.T + 3, None))
    values = {remark.key: remark.value for remark in remarks}
    assert (values["dance_found_unit"], values["dance_found_up"], values["dance_assumed_rate"]) == (unit, up, "20")
    assert np.abs(joints - JOINTS).max() < 0.01


def test_an_unknown_unit_becomes_a_grown_up():
    joints, remarks = surveyed(named(2.5 * JOINTS, None))
    assert "dance_found_no_unit" in {remark.key for remark in remarks}
    assert 1.3 < joints[0, NAMES.index("head"), 1] < 1.8


def test_mirrored_files_are_mirrored_back():
    joints, remarks = surveyed(named(JOINTS * (-1, 1, 1), None))
    assert "dance_found_mirrored" in {remark.key for remark in remarks}
    assert np.abs(joints - JOINTS).max() < 1e-6


@pytest.mark.parametrize("fps", [10, 30, 60, 119.88])
def test_any_rate_becomes_twenty(fps):
    times = np.arange(int(fps * 2) + 1) / fps
    angle = 0.5 * np.sin(3 * times)
    still = np.repeat(JOINTS[:1], len(times), 0)
    swung = still.copy()
    swung[:, NAMES.index("left_wrist"), 2] += angle * 0.2
    joints, _ = surveyed(Take(NAMES, swung, fps, "test"))
    assert len(joints) == 41 if fps != 119.88 else len(joints) in (40, 41)
    wanted = np.sin(3 * np.arange(len(joints)) / 20) * 0.1
    assert np.abs(joints[:, 20, 2] - joints[0, 20, 2] - wanted).max() < 2e-3


@pytest.mark.parametrize("extra", [2, 30, 33])
def test_of_larger_bodies_the_first_joints_are_taken(extra):
    joints, _ = surveyed(named(np.concatenate([JOINTS, JOINTS[:, :1].repeat(extra, 1)], 1), None))
    assert np.abs(joints - JOINTS).max() < 1e-6


def test_coco_is_given_a_spine_and_feet():
    face = {"nose": (0, 0.1, 0.1), "left_eye": (0.03, 0.13, 0.08), "right_eye": (-0.03, 0.13, 0.08)}
    face |= {"left_ear": (0.08, 0.1, 0), "right_ear": (-0.08, 0.1, 0)}
    still = np.repeat(JOINTS[:1], 20, 0)
    places = [
        still[:, NAMES.index("head")] + face[name] if name in face else still[:, NAMES.index(name)]
        for name in COCO_17.names
    ]
    joints, remarks = surveyed(named(np.stack(places, 1), 20))
    assert "dance_guessed_feet" in {remark.key for remark in remarks}
    assert np.linalg.norm(joints - still, axis=-1).max() < 0.16
    assert (joints[:, NAMES.index("left_foot"), 2] > joints[:, NAMES.index("left_ankle"), 2] + 0.05).all()
