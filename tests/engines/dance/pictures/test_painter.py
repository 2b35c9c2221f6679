import numpy as np
import pytest

from engines.dance.pictures.camera import follow
from engines.dance.pictures.looks import LOOKS
from engines.dance.pictures.painter import FigurePainter
from engines.models.humanml import Motion
from tests.engines.dance.bodies import standing_still

SIZE = (160, 120)


def pictures(look, motion, fps=None):
    return list(FigurePainter(LOOKS[look], SIZE).frames(motion, fps))


def turned(motion):
    return Motion((motion.joints * (-1, 1, -1)).astype(np.float32))


def share(picture, colour):
    return float((np.abs(picture.astype(int) - colour).max(-1) < 12).mean())


@pytest.mark.parametrize("look", LOOKS)
def test_pictures(look):
    drawn = pictures(look, standing_still(3))
    assert [picture.shape for picture in drawn] == [(120, 160, 3)] * 3
    assert drawn[0].dtype == np.uint8
    assert share(drawn[0], LOOKS[look].top) > 0.003  # dressed
    assert (drawn[0] == drawn[2]).all()  # who stands still is drawn alike


@pytest.mark.parametrize("look", LOOKS)
def test_a_face_is_seen_from_the_front_alone(look):
    painter, still = FigurePainter(LOOKS[look], (540, 540)), standing_still(2)
    front, back = (next(painter.frames(motion)) for motion in (still, turned(still)))
    assert share(front, LOOKS[look].mouth) > 2 * share(back, LOOKS[look].mouth)
    assert share(front, LOOKS[look].cheek) > share(back, LOOKS[look].cheek)


def test_thirty_pictures_a_second_of_twenty_frames():
    assert len(pictures("kid", standing_still(40), 30)) == 60
    assert len(pictures("kid", standing_still(1), 30)) == 1


def test_the_nearer_arm_is_drawn_over_the_body():
    joints = standing_still(2).joints
    joints[:, 19] = (0.0, 1.25, 0.2)  # right elbow and wrist before the chest
    joints[:, 21] = (0.1, 1.2, 0.3)
    motion = Motion(joints)
    skin = LOOKS["kid"].skin
    before = share(next(FigurePainter(LOOKS["kid"], (540, 540)).frames(motion)), skin)
    behind = share(next(FigurePainter(LOOKS["kid"], (540, 540)).frames(turned(motion))), skin)
    assert before > behind


def test_the_whole_dance_is_in_the_picture():
    joints = standing_still(80).joints.astype(np.float64)
    joints += np.sin(np.arange(80) / 4)[:, None, None] * (2.5, 0, 0.5)
    joints[:, 20] += (0.3, 1.2, 0)
    camera = follow(joints, 20, (540, 540))
    pixels, distance = camera.project(joints)
    assert pixels.min() > 0
    assert pixels.max() < 540
    assert distance.min() > 1


def test_it_follows():
    joints = standing_still(80).joints.astype(np.float64)
    joints += np.linspace(0, 8, 80)[:, None, None] * (1, 0, 0)
    pixels, _ = follow(joints, 20, (540, 540)).project(joints[:, :1])
    assert np.ptp(pixels[:, 0, 0]) < 200
