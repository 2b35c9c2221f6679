import numpy as np
import pytest
import torch

from engines.dance.batches import LEAST_FRAMES, MOST_FRAMES, SEAM, Batches, joined, misspelt, phases
from engines.dance.data import Sample, statistics
from engines.dance.skeleton import features_of
from engines.models.humanml import recover_from_ric
from tests.engines.dance.tiny import swaying

BEATS = np.arange(5, 70, 10, dtype=np.float32)
REAL = Sample(features_of(swaying(9.0).joints), ("a person sways", "흔들어요"), np.zeros(0, np.float32), "sway", True)
DRAWN = Sample(features_of(swaying(4.0).joints), ("sway to the left",), BEATS, "sway", False)


def batches(real_share: float) -> Batches:
    mean, std = statistics([REAL, DRAWN])
    torch.manual_seed(3)
    return Batches([REAL], [DRAWN], mean, std + 0.01, 4, real_share)


@pytest.mark.parametrize("real_share", [0.0, 1.0])
def test_batches_are_padded_to_whole_tokens(real_share: float):
    batch = batches(real_share).draw(12)
    B, T, _ = batch.x.shape
    assert (B, T % 4, batch.x.shape[2]) == (12, 0, 263)
    assert T <= MOST_FRAMES + SEAM
    frames = batch.there.sum(1)
    assert frames.min() >= LEAST_FRAMES
    assert frames.max() == T
    assert (frames % 4 == 0).all()
    assert not batch.x[~batch.there].any()
    assert batch.prompt.words.shape[0] == 12
    assert set(batch.prompt.energy[:, 1].tolist()) == {0.0, 1.0}  # told of some


def test_torch_decides_what_comes():
    lessons = batches(0.5)
    first = lessons.draw(4)
    other = lessons.draw(4)
    assert torch.equal(batches(0.5).draw(4).x, first.x)
    assert other.x.shape != first.x.shape or not torch.equal(other.x, first.x)


def test_beats_are_told_only_where_they_are_known():
    assert not batches(1.0).draw(12).prompt.beats.any()
    told = batches(0.0).draw(12).prompt.beats.abs().sum((1, 2)) > 0
    assert 0 < told.sum() < 12


def test_phases_go_round_once_a_beat_and_beyond_the_last():
    turns = phases(BEATS, 80)
    assert turns.shape == (80, 2)
    for beat in (5, 15, 65, 75):
        assert turns[beat] == pytest.approx([0, 1], abs=1e-5)
    assert turns[10] == pytest.approx([0, -1], abs=1e-5)
    assert not phases(BEATS[:1], 80).any()


def test_joined_motions_do_not_jump():
    a = REAL.features[:70]
    b = REAL.features[30:100]
    features = joined(a, b)
    assert LEAST_FRAMES < len(features) < len(a) + len(b)
    steps = np.abs(np.diff(recover_from_ric(features), axis=0)).max()
    assert steps < 2 * np.abs(np.diff(recover_from_ric(REAL.features), axis=0)).max()


def test_misspelling_changes_few_words_by_a_letter():
    rng = np.random.default_rng(0)
    text = "a person slowly spins around and jumps"
    changed = [misspelt(text, rng) for _ in range(60)]
    assert 0 < sum(one != text for one in changed) < 40
    assert all(len(one.split()) == 7 and abs(len(one) - len(text)) < 4 for one in changed)
