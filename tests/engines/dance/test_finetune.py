import json
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch

from engines.checkpoints import load
from engines.dance.choreographer import read_card, read_wish
from engines.dance.finetune import TuneConfig, limits_for, plain_weights, preview, read_options, save, tune
from engines.dance.own_moves import STYLE, drawn_samples, parted
from engines.dance.results import Wish
from engines.dance.train import main
from engines.models.dancer import Dancer
from engines.models.humanml import FPS
from engines.models.low_rank import LowRank, adapt
from engines.runtime import InputError
from engines.runtime.apprentice import Apprentice
from engines.runtime.course import HISTORY
from tests.engines.dance.tiny import swaying, tiny_dancer

MOVE = {"motion": swaying().joints.tolist(), "text": "a person does the zorbo", "style": "zorbo"}
BROKEN = {"motion": np.full((40, 22, 3), None).tolist(), "text": "nothing", "style": "none"}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return save(tiny_dancer(), tmp_path)


def told(tmp_path: Path, clips: list[dict[str, Any]]) -> Path:
    path = tmp_path / "moves.json"
    path.write_text(json.dumps(clips), encoding="utf-8")
    return path


def small(base: Path, data: Path, out: Path, steps: int) -> TuneConfig:
    return TuneConfig(
        base, data, out, steps=steps, batch=4, learning_rate=4e-3, rank=2, rehearsed=3, remembered=1, device="cpu"
    )


def rows(out: Path) -> list[dict[str, float]]:
    found: list[dict[str, float]] = json.loads((out / HISTORY).read_text())
    return found


@pytest.mark.parametrize("full", [False, True])
def test_a_new_style_is_learned_and_known(full: bool, base: Path, tmp_path: Path):
    config = small(base, told(tmp_path, [MOVE, BROKEN]), tmp_path / "out", 20)
    path = tune(replace(config, full=full, epoch=20))
    first, last = rows(tmp_path / "out")
    assert last["error"] < first["error"]
    assert "rehearsed" in last
    network = cast("Dancer", load(path, "dancer"))
    lexicon, styles = read_card(network)
    assert "zorbo" in styles
    assert {"zorbo", "spins"} < lexicon.words  # the new word, and the old ones
    assert read_wish(network, Wish("do the zorbo"))[0].text.endswith("zorbo")
    assert set(network.state_dict()) == set(load(base, "dancer").state_dict())


def test_a_broken_run_goes_on_as_an_unbroken_one(base: Path, tmp_path: Path):
    whole = replace(small(base, told(tmp_path, [MOVE]), tmp_path / "whole", 4), epoch=1)
    tune(whole)
    broken = replace(whole, out=tmp_path / "broken")
    path = tune(replace(broken, seconds=0.0))
    assert len(rows(broken.out)) == 2  # at the start, and after the one step that there was time for
    assert "down" not in " ".join(load(path, "dancer").state_dict())  # plain at every save
    tune(broken)
    losses = [[row["loss"] for row in rows(one.out)[1:]] for one in (whole, broken)]
    assert losses[1] == pytest.approx(losses[0], rel=1e-3)
    kept = [load(one.out / "dancer.safetensors", "dancer").state_dict() for one in (whole, broken)]
    for name, weight in kept[0].items():
        torch.testing.assert_close(kept[1][name], weight, rtol=1e-2, atol=1e-4)


def test_what_is_saved_has_the_additions_in_its_layers(tmp_path: Path):
    network = tiny_dancer()
    adapt(network, 2)
    layers = [one for one in network.modules() if isinstance(one, LowRank)]
    for layer in layers:
        torch.nn.init.normal_(layer.up, std=0.1)
    apprentice = Apprentice(network, "cpu", 1e-3, 0.9, plain_weights)
    path = apprentice.save(tmp_path, "dancer")
    saved = load(path, "dancer").state_dict()
    first = layers[0]
    wanted = first.layer.weight + first.up @ first.down
    name = next(key for key, value in network.state_dict().items() if value.data_ptr() == first.layer.weight.data_ptr())
    torch.testing.assert_close(saved[name.replace(".layer.weight", ".weight")], wanted, rtol=1e-2, atol=1e-3)
    assert isinstance(next(one for one in network.modules() if isinstance(one, LowRank)), LowRank)  # it learns on


def test_the_table_says_what_was_read_and_why_not(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    short = {"motion": swaying(1 / FPS).joints.tolist(), "text": "too short", "style": "none"}
    data = told(tmp_path, [MOVE, short])
    main(["--base_model", str(base), "--data", str(data), "--output", str(tmp_path / "o"), "--epochs", "1",
          "--batch_size", "2", "--rehearsed", "2", "--remembered", "1", "--device", "cpu"])  # fmt: skip
    said = capsys.readouterr().out
    assert "yes  moves.json" in said
    assert "zorbo" in said
    assert "no   moves.json" in said
    assert str(tmp_path / "o" / "dancer.safetensors") in said


def test_nothing_to_learn_from_is_a_sentence(base: Path, tmp_path: Path):
    nothing = told(tmp_path, [{"motion": [], "text": "", "style": ""}])
    for problem, data in (("dance_no_clips", nothing), ("training_data_missing", tmp_path / "gone")):
        with pytest.raises(InputError) as error:
            tune(TuneConfig(base, data, tmp_path / "out"))
        assert error.value.key == problem
        with pytest.raises(InputError):
            preview(TuneConfig(base, data))
    assert not (tmp_path / "out").exists()


def test_own_motions_are_shown_before(tmp_path: Path):
    shown = preview(TuneConfig(data=told(tmp_path, [MOVE, BROKEN])))
    assert (shown.counts["motions"], shown.counts["refused"]) == (1, 1)
    assert shown.picture.width <= 960


def test_drawn_moves_have_one_style_and_some_are_held_back():
    samples = drawn_samples(0)
    assert {sample.texts for sample in samples} == {(STYLE,)}
    learnt, held = parted(samples)
    assert len(learnt) + len(held) == len(samples)
    assert len(held) == 3
    assert parted(samples[:3]) == (samples[:3], samples[:3])  # too few to spare one


def test_options_have_the_fields_names_and_the_houses():
    config = read_options(["--base_model", "a", "--data", "b", "--output", "c", "--epochs", "7", "--full", "true"])
    assert (config.base_model, config.epochs, config.full, config.batch) == (Path("a"), 7, True, 32)
    assert read_options(["--batch_size", "8", "--lr", "0.01"]) == TuneConfig(batch=8, learning_rate=0.01)
    ours = read_options(["--data=", "--out=c", "--steps=30", "--epoch=3", "--learning-rate=0.01", "--full=False"])
    assert ours == TuneConfig(data=Path(), out=Path("c"), steps=30, epoch=3, learning_rate=0.01)


def test_epochs_mean_that_all_motions_are_seen():
    limits = limits_for(TuneConfig(epochs=100, batch=32), 40)
    assert (limits.steps, limits.epoch) == (300, 15)
    assert limits_for(TuneConfig(epochs=10), 5).steps == 10
    assert limits_for(TuneConfig(steps=24, epoch=12), 5).steps == 24
