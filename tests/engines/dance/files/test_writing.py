import io

import numpy as np
import pytest

from engines.dance.files.reading import read_clips
from engines.dance.files.writing import write_bvh, write_npz
from engines.models.humanml import recover_from_ric
from tests.engines.dance.files.motions import dancing


@pytest.mark.parametrize("write", [write_bvh, lambda motion: write_npz(motion, "a person spins")])
def test_what_is_written_is_read_again(write):
    motion = dancing()
    (clip,) = read_clips("mine", write(motion)).accepted
    assert clip.joints.shape == motion.joints.shape
    assert np.linalg.norm(clip.joints - motion.joints, axis=-1).max() < 0.01


def test_bvh_says_what_it_should():
    text = write_bvh(dancing(25)).decode()
    assert text.startswith("HIERARCHY\nROOT pelvis\n{\n\tOFFSET 0.000000 0.000000 0.000000\n\tCHANNELS 6 Xposition")
    assert "MOTION\nFrames: 25\nFrame Time: 0.050000\n" in text
    assert text.count("{") == text.count("}") == 22 + 6 + 5  # joints, stems, ends


def test_angles_of_a_bvh_do_not_leap():
    rows = np.loadtxt(write_bvh(dancing()).decode().split("Frame Time: 0.050000\n")[1].splitlines())
    assert np.abs(np.diff(rows[:, 3:], axis=0)).max() < 90


def test_npz_holds_features_and_no_pickles():
    motion = dancing()
    table = np.load(io.BytesIO(write_npz(motion, "춤")), allow_pickle=False)
    assert table["features"].shape == (len(motion.joints) - 1, 263)
    assert np.abs(recover_from_ric(table["features"].astype(np.float64)) - motion.joints[:-1]).max() < 1e-3
    assert (table["text"].item(), table["fps"].item()) == ("춤", 20)
