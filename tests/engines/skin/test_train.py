"""Boosting on small tables."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xgboost

from engines.runtime.telling import EVENTS, _opened
from engines.skin.train import SkinConfig, preview, train
from tests.engines.runs import goes_on_as_unbroken, history

SMALL = SkinConfig(drawn=300, steps=6, epoch=1)


def test_skin_types_are_foretold_better_than_by_the_commonest(tmp_path: Path) -> None:
    path = train(replace(SMALL, out=tmp_path, steps=20, epoch=10))
    rows = history(tmp_path)
    assert [row["step"] for row in rows] == [0, 10, 20]
    assert rows[-1]["accuracy"] > rows[0]["accuracy"] + 0.3
    assert xgboost.Booster(model_file=path).num_boosted_rounds() == 20
    columns = json.loads((tmp_path / "columns.json").read_text())
    assert columns["target"]["classes"][0] == "combination"
    assert columns["columns"]["season"] == ["autumn", "spring", "summer", "winter"]
    assert len(list((tmp_path / "samples").iterdir())) == 2


def test_a_run_that_goes_on_gives_the_losses_of_an_unbroken_one(tmp_path: Path) -> None:
    assert goes_on_as_unbroken(train, SMALL, tmp_path)


def numbers(folder: Path, noise: float) -> Path:
    rng = np.random.default_rng(0)
    x = rng.random((200, 2))
    y = 3 * x[:, 0] - x[:, 1] + noise * rng.standard_normal(200)
    rows = [f"{a:.4f},{b:.4f},{c:.4f}" for (a, b), c in zip(x, y, strict=True)]
    (folder / "table.csv").write_text("\n".join(["a,b,y", *rows]))
    return folder


def test_numbers_are_foretold_too(tmp_path: Path) -> None:
    train(replace(SMALL, data=numbers(tmp_path, 0.1), out=tmp_path / "run", steps=40, epoch=40))
    rows = history(tmp_path / "run")
    assert rows[0]["r2"] < 0.1
    assert rows[-1]["r2"] > 0.8


def test_it_ends_early_and_keeps_the_best_round(tmp_path: Path) -> None:
    """Of pure noise there is little to learn: soon the loss on the other rows rises."""
    config = replace(SMALL, data=numbers(tmp_path, 100), out=tmp_path / "run", steps=500, epoch=2, patience=2)
    path = train(config)
    rounds, last = xgboost.Booster(model_file=path).num_boosted_rounds(), history(tmp_path / "run")[-1]["step"]
    assert last < 100
    assert last - 5 <= rounds <= last - 4 or rounds == 1


def test_whoever_follows_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = tmp_path / "events.jsonl"
    monkeypatch.setenv(EVENTS, str(events))
    train(replace(SMALL, out=tmp_path, steps=4, epoch=2))
    _opened.cache_clear()
    told = [json.loads(line) for line in events.read_text().splitlines()]
    assert [one["event"] for one in told][:3] == ["begin", "note", "metrics"]
    assert [one["step"] for one in told if "loss" in one] == [1, 2, 3, 4]
    assert [one["step"] for one in told if "accuracy" in one] == [0, 2, 4]
    assert [one["file"] for one in told if one["event"] == "sample"] == ["0000002.png", "0000004.png"]
    assert "5 classes" in told[1]["text"]


def test_a_preview_shows_the_table_and_counts_its_classes(tmp_path: Path) -> None:
    drawn = preview(SMALL)
    assert drawn.counts["rows"] == 300 == sum(list(drawn.counts.values())[2:])
    assert drawn.picture.width == 960
    assert preview(replace(SMALL, data=numbers(tmp_path, 0.1))).counts == {"rows": 200, "columns": 2}
