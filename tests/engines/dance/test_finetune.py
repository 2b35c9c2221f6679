import json
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from engines.checkpoints import load
from engines.dance.choreographer import read_card, read_wish
from engines.dance.finetune import TuneConfig, read_options, save, tune
from engines.dance.results import Wish
from engines.dance.train import main
from engines.models.dancer import Dancer
from engines.models.humanml import FPS
from engines.runtime import InputError
from tests.engines.dance.tiny import swaying, tiny_dancer

MOVE = {"motion": swaying().joints.tolist(), "text": "a person does the zorbo", "style": "zorbo"}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return save(tiny_dancer(), tmp_path)


def told(tmp_path: Path, clips: list[dict]) -> Path:
    path = tmp_path / "moves.json"
    path.write_text(json.dumps(clips), encoding="utf-8")
    return path


@pytest.mark.parametrize("full", [False, True])
def test_a_new_style_is_learned_and_known(full: bool, base: Path, tmp_path: Path):
    broken = {"motion": np.full((40, 22, 3), None).tolist(), "text": "nothing", "style": "none"}
    config = TuneConfig(
        base, told(tmp_path, [MOVE, broken]), tmp_path / "out", epochs=25, batch_size=4, lr=2e-3, rank=2, full=full,
        rehearsed=3, remembered=1, device="cpu",
    )  # fmt: skip
    tuned = tune(config)
    assert np.mean(tuned.losses[-8:]) < np.mean(tuned.losses[:8])
    assert len(tuned.read.accepted) == len(tuned.read.refused) == 1
    network = cast("Dancer", load(tuned.path, "dancer"))
    lexicon, styles = read_card(network)
    assert "zorbo" in styles
    assert {"zorbo", "spins"} < lexicon.words  # the new word, and the old ones
    assert read_wish(network, Wish("do the zorbo"))[0].text.endswith("zorbo")
    assert set(network.state_dict()) == set(load(base, "dancer").state_dict())


def test_the_table_says_what_was_read_and_why_not(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    short = {"motion": swaying(1 / FPS).joints.tolist(), "text": "too short", "style": "none"}
    data = told(tmp_path, [MOVE, short])
    main(["--base_model", str(base), "--data", str(data), "--output", str(tmp_path / "o"), "--epochs", "1",
          "--batch_size", "2", "--rehearsed", "2", "--remembered", "1", "--device", "cpu"])  # fmt: skip
    said = capsys.readouterr().out
    assert "yes  moves.json" in said
    assert "zorbo" in said
    assert "no   moves.json" in said
    assert "epoch 1 of 1" in said


def test_nothing_to_learn_from_is_a_sentence(base: Path, tmp_path: Path):
    with pytest.raises(InputError) as error:
        tune(TuneConfig(base, told(tmp_path, [{"motion": [], "text": "", "style": ""}]), tmp_path / "out"))
    assert error.value.key == "dance_no_clips"


def test_options_have_the_fields_names():
    config = read_options(["--base_model", "a", "--data", "b", "--output", "c", "--epochs", "7", "--full", "true"])
    assert (config.base_model, config.epochs, config.full, config.batch_size) == (Path("a"), 7, True, 32)
