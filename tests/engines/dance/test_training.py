"""The dancer's training, its lessons and its judge, as small as they go."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from engines.checkpoints import load
from engines.dance import train_dancer
from engines.dance.data import Features, Sample
from engines.dance.drawn import draw_samples
from engines.dance.evaluate import compare, diversity, frechet, load_judge, nearest, r_precision, told_apart
from engines.dance.lessons import learn_to_read
from engines.dance.schedule import STEPS, betas, motion_left
from engines.dance.train_dancer import DanceConfig, distance
from engines.dance.train_judge import JudgeConfig
from engines.dance.train_judge import train as train_judge
from engines.models.dancer import Dancer
from tests.engines.dance.tiny import swaying


@pytest.fixture(scope="module")
def drawn() -> list[Sample]:
    return draw_samples(10, 3)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A motion pack of one clip."""
    folder = tmp_path_factory.mktemp("data") / "motion"
    folder.mkdir()
    np.savez(folder / "clips_cmu.npz", one=swaying().joints)
    np.savez(folder / "clips_misc.npz", two=swaying().joints)
    row = {
        "id": "one",
        "split": "train",
        "genre": "salsa",
        "text": "a person sways",
        "text_measured": "",
        "texts_all": "",
        "label": "",
    }
    with (folder / "clips.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    return folder.parent


@pytest.fixture(scope="module")
def dances(tmp_path_factory: pytest.TempPathFactory, drawn: list[Sample]) -> Path:
    """A folder as `python -m engines.dance.drawn` leaves it."""
    folder = tmp_path_factory.mktemp("drawn")
    np.savez(
        folder / "1.npz",
        features=np.concatenate([sample.features for sample in drawn]).astype(np.float16),
        lengths=np.array([len(sample.features) for sample in drawn]),
        beats=np.concatenate([sample.beats for sample in drawn]),
        beat_counts=np.array([len(sample.beats) for sample in drawn]),
    )
    told = [{"texts": sample.texts, "kind": sample.kind} for sample in drawn]
    (folder / "1.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def test_the_noise_grows_to_nothing_but_noise():
    left = motion_left()
    assert (np.diff(left) < 0).all()
    assert left[0] > 0.99 > 1e-4 > left[-1]
    assert left[STEPS // 2] < 0.02  # most steps are where only words tell
    np.testing.assert_allclose(np.cumprod(1 - betas())[:-1], left[:-1], rtol=1e-6)


def test_lessons_teach_which_moves_a_text_names(drawn: list[Sample], capsys: pytest.CaptureFixture[str]):
    torch.manual_seed(0)
    network = Dancer(width=32, layers=1)
    leave = network.leave.weight.clone()
    losses = learn_to_read(network, drawn, 50, seed=0, batch=12)
    assert len(losses) == 50
    assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:10])
    assert "reading 50 of 50" in capsys.readouterr().out
    assert torch.equal(network.leave.weight, leave)  # what dances learns nothing yet


def test_trembling_costs_more_than_lying_beside():
    wanted = torch.zeros(1, 40, 263)
    there = torch.ones(1, 40, dtype=torch.bool)
    weights = torch.ones(263)
    beside = distance(wanted + 0.1, wanted, there, weights)
    tremble = distance(wanted + 0.1 * (-1) ** torch.arange(40)[None, :, None], wanted, there, weights)
    assert tremble > 2 * beside
    there[:, 20:] = False
    assert distance(wanted + 0.1 * there[..., None], wanted, there, weights) == pytest.approx(float(beside), rel=0.3)


def test_a_training_learns_stops_and_goes_on(
    data: Path, dances: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    config = DanceConfig(
        data, dances, tmp_path, width=16, layers=1, lessons=2, steps=3, batch=4, real_share=0.5, device="cpu"
    )
    path = train_dancer.train(config)
    network = load(path, "dancer")
    assert isinstance(network, Dancer)
    assert network.card.numel() % train_dancer.CARD == 0
    assert network.std.min() > 0
    assert "3 real clips, 10 drawn dances" in capsys.readouterr().out
    before = network.leave.weight.clone()
    train_dancer.train(DanceConfig(**{**vars(config), "steps": 6}))
    assert not torch.equal(load(path, "dancer").state_dict()["leave.weight"], before)


def test_a_judge_learns_and_figures_tell_good_from_bad(dances: Path, drawn: list[Sample], tmp_path: Path):
    path = train_judge(JudgeConfig(drawn=dances, out=tmp_path, steps=2, batch=6, device="cpu"))
    judge = load_judge(path)
    asked = told_apart(drawn[:6], lambda sample: sample.texts[0])

    def answer(text: str, frames: int, seed: int) -> Features:
        return drawn[seed].features

    figures = compare(judge, answer, asked, drawn)
    assert set(figures) == {"themselves", "nearest", "dancer"}
    assert figures["themselves"].fid == pytest.approx(0, abs=1e-3)
    assert 0 <= figures["dancer"].r_precision <= 1
    texts = [text for text, _ in asked]
    assert all(one is sample.features for one, (_, sample) in zip(nearest(judge, texts, drawn), asked, strict=True))


def test_figures_with_known_answers():
    points = np.eye(40)
    assert r_precision(points, points) == 1
    assert r_precision(points, -points) == 0
    rng = np.random.default_rng(0)
    cloud = rng.normal(size=(500, 4))
    assert frechet(cloud, cloud) == pytest.approx(0, abs=1e-6)
    assert frechet(cloud, cloud + 3 * np.eye(4)[0]) == pytest.approx(9, rel=1e-6)
    assert diversity(np.zeros((10, 4))) == 0
