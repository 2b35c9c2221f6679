"""Files from the wild: four programs' BVH, and the pack's own clips."""

import numpy as np
import pytest

from engines.dance.files.posing import posed
from engines.dance.files.reading import read_clips
from engines.models.humanml import NAMES, PARENTS, Motion

pytestmark = pytest.mark.data


@pytest.mark.parametrize(
    ("name", "frames", "unit", "up"),
    [
        ("cmu_jumping_jacks", 83, "CMU", "Y"),
        ("cmu_salsa_60_10_scaled", 200, "m", "Y"),
        ("fair1_wave_hello_zup", 140, None, "Z"),
        ("rokoko_jesse_dance", 202, "cm", "Y"),
    ],
)
def test_bvh(pack, name, frames, unit, up):
    (clip,) = read_clips(name, (pack("motion") / "bvh_samples" / f"{name}.bvh").read_bytes()).accepted
    values = {remark.key: remark.value for remark in clip.remarks}
    assert len(clip.joints) == frames
    assert (values.get("dance_found_unit"), values["dance_found_up"]) == (unit, up)
    place = dict(zip(NAMES, clip.joints[0], strict=True))
    assert place["head"][1] > place["pelvis"][1] > place["left_knee"][1] > place["left_foot"][1] >= 0
    assert place["left_shoulder"][0] > place["right_shoulder"][0]
    assert place["left_foot"][2] > place["left_ankle"][2]  # toes point forward


def test_the_fine_tuning_sample(pack):
    read = read_clips("sample.json", (pack("motion") / "sample_finetune.json").read_bytes())
    assert not read.refused
    assert [(clip.style, len(clip.joints)) for clip in read.accepted] == [
        ("latin", 60),
        ("ballet", 60),
        ("pop", 60),
        ("pop", 60),
    ]


def test_the_packs_clips_keep_their_poses_as_rotations(pack):
    read = read_clips("clips_misc.npz", (pack("motion") / "clips_misc.npz").read_bytes())
    assert len(read.accepted) == 9
    assert not read.refused
    for clip in read.accepted:
        motion = Motion(clip.joints)
        bones = motion.joints[:, 1:] - motion.joints[:, PARENTS[1:]]
        back = posed(motion.joints).places()
        turned = back[:, 1:] - back[:, PARENTS[1:]]
        cosines = (bones * turned).sum(-1) / np.linalg.norm(bones, axis=-1) / np.linalg.norm(turned, axis=-1)
        assert cosines.min() > 0.9999
