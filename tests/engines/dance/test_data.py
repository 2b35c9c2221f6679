import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engines.dance.data import (
    SHARDS,
    Sample,
    energy_of,
    load_drawn,
    load_real,
    mirrored,
    mirrored_text,
    retimed,
    statistics,
)
from engines.dance.drawn import main as draw
from engines.dance.skeleton import BONES, features_of
from engines.models.humanml import NAMES, align, extract_features, process, recover_from_ric
from tests.engines.dance.tiny import swaying

NONE = np.zeros(0, np.float32)
OUT = np.array([0.1, 0.05, 0.2])  # from the elbow to the wrist


def waving() -> np.ndarray:
    """A swaying person whose left arm goes round, (60, 22, 3)."""
    joints = swaying().joints.copy()
    turn = np.arange(60) / 5
    arm = joints[:, 16, None] + 0.25 * np.stack([np.cos(turn), np.sin(turn), 0 * turn], -1)[:, None]
    joints[:, [18, 20]] = np.concatenate([arm, arm + OUT], 1)
    return joints.astype(np.float32)


def test_a_mirrored_motion_is_the_motion_of_mirrored_joints():
    joints = waving()
    swap = [NAMES.index(mirrored_text(name)) for name in NAMES]
    wanted = features_of(joints[:, swap] * np.array([-1, 1, 1], np.float32))
    found = mirrored(Sample(features_of(joints), ("turns left",), NONE, "wave", True))
    assert np.abs(found.features - wanted).max() < 5e-3
    assert found.texts == ("turns right",)
    assert np.abs(recover_from_ric(found.features) - recover_from_ric(wanted)).max() < 5e-3


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("steps to the left, then right", "steps to the right, then left"),
        ("왼쪽으로 돌고 오른팔을 들어요", "오른쪽으로 돌고 왼팔을 들어요"),
    ],
)
def test_left_and_right_change_places_in_words(text: str, other: str):
    assert mirrored_text(text) == other


def test_faster_motions_are_shorter_and_livelier():
    joints = waving()
    fast = retimed(joints, 1.5)
    assert len(fast) == pytest.approx(60 / 1.5, abs=1)
    assert energy_of(features_of(fast)) > energy_of(features_of(joints)) > 0


def test_statistics_share_a_groups_deviation():
    features = features_of(waving())
    mean, std = statistics([Sample(features, ("a",), NONE, "a", True)])
    assert np.allclose(mean, features.mean(0), atol=1e-6)
    assert len(set(std[4:67].tolist())) == 1
    assert std[4] == pytest.approx(features[:, 4:67].std(0).mean(), rel=1e-4)


def test_a_motion_pack_is_read(tmp_path: Path):
    folder = tmp_path / "motion"
    folder.mkdir()
    np.savez(folder / "clips_cmu.npz", one=waving(), two=waving())
    np.savez(folder / "clips_misc.npz", three=waving())
    columns = {
        "text": "a person waves",
        "text_measured": "a person waves, slowly",
        "texts_all": "hello|bye",
        "label": "",
    }
    splits = {"one": "train", "two": "val", "three": "train"}
    rows = [{"id": name, "split": split, "genre": "salsa", **columns} for name, split in splits.items()]
    with (folder / "clips.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    samples = load_real(tmp_path, "train", (1.0, 2.0))
    assert [len(sample.features) for sample in samples] == [59, 29, 59, 29]
    assert samples[0].texts[:4] == ("a person waves, slowly", "a person waves", "hello", "bye")
    assert samples[0].real


def test_drawn_dances_come_back_from_their_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.argv", ["drawn", "--count", "3", "--seed", "5", "--out", str(tmp_path)])
    draw()
    samples = load_drawn(tmp_path)
    assert len(samples) == 3
    for sample in samples:
        assert not sample.real
        assert len(sample.texts) >= 6
        assert 0 <= sample.beats.min() <= sample.beats.max() <= len(sample.features) + 1
        joints = recover_from_ric(sample.features)
        assert joints[..., 1].min() > -0.03
        assert 1.2 < joints[:, NAMES.index("head"), 1].max() < 2.6
    assert len(json.loads((tmp_path / "5.json").read_text(encoding="utf-8"))) == 3


@pytest.mark.data
def test_every_clip_of_the_motion_pack_comes_back(pack: Callable[[str], Path]):
    for shard in SHARDS:
        for clip in np.load(pack("motion") / shard, allow_pickle=False).values():
            for joints in (align(clip.astype(np.float64)), process(clip.astype(np.float64), BONES)[1]):
                assert np.abs(recover_from_ric(extract_features(joints)) - joints[:-1]).max() < 1e-4
