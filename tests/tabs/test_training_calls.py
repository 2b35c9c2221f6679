"""Nothing that the page of the Workshop sends is believed."""

from typing import Any

import pytest

from engines.runtime import InputError
from engines.training.manager import LONGEST_NAME, LONGEST_NOTE
from tabs import training_calls as calls
from tabs.training_calls import LONGEST_TEXT, MOST_SETTINGS, Act

WRONG: tuple[Any, ...] = (None, True, 3, 1.5, [], {}, "")


def test_what_is_right_passes():
    parts = {
        "act": "resume",
        "job": "0123456789ab",
        "model": "dog_keypoints",
        "file": "0000120-loss.png",
        "config": {"epochs": 3, "learning_rate": 0.1, "mirror": True, "data": "my dogs"},
        "after": 12,
        "name": "  my   first\n",
        "note": " two\nlines ",
        "token": "word",
    }
    assert calls.act_of(parts) is Act.RESUME
    assert calls.job_of(parts) == "0123456789ab"
    assert calls.model_of(parts) == "dog_keypoints"
    assert calls.file_of(parts) == "0000120-loss.png"
    assert calls.config_of(parts) == parts["config"]
    assert calls.offset_of(parts, "after") == 12
    assert calls.name_of(parts) == "my first"
    assert calls.note_of(parts) == "two\nlines"
    assert calls.token_of(parts) == "word"


def test_what_may_be_left_out():
    assert calls.config_of({}) == {}
    assert calls.offset_of({}, "after") == 0
    assert calls.name_of({}) == calls.note_of({}) == calls.token_of({}) == ""


@pytest.mark.parametrize("told", [*WRONG, "dance", "CANCEL", "cancel "])
def test_acts(told: Any):
    with pytest.raises(InputError) as problem:
        calls.act_of({"act": told})
    assert problem.value.key == "training_act"


@pytest.mark.parametrize("told", [*WRONG, "../../etc", "a/b", "a.b", "0123 4567", "가나다", "a" * 33, "a\n"])
def test_jobs(told: Any):
    with pytest.raises(InputError) as problem:
        calls.job_of({"job": told})
    assert problem.value.key == "training_job_unknown"


@pytest.mark.parametrize(
    "told", [*WRONG, "../x.png", "a/b.png", ".png", "a.jpg", "a.png/", "a\0.png", "a" * 130 + ".png"]
)
def test_files(told: Any):
    with pytest.raises(InputError) as problem:
        calls.file_of({"file": told})
    assert problem.value.key == "training_sample_unknown"


@pytest.mark.parametrize("told", [*WRONG, "Dog", "dog-points", "../dog", "1dog", "d" * 41])
def test_models(told: Any):
    with pytest.raises(InputError) as problem:
        calls.model_of({"model": told})
    assert problem.value.key == "training_model_unknown"


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        "epochs=3",
        {1: 2},
        {"epochs": None},
        {"epochs": [3]},
        {"epochs": {"n": 3}},
        {"data": "x" * (LONGEST_TEXT + 1)},
        {f"s{number}": 1 for number in range(MOST_SETTINGS + 1)},
    ],
)
def test_settings(told: Any):
    with pytest.raises(InputError) as problem:
        calls.config_of({"config": told})
    assert problem.value.key == "training_config"


@pytest.mark.parametrize("told", [None, True, -1, 1.0, "0", 2**53 + 1])
def test_offsets(told: Any):
    with pytest.raises(InputError):
        calls.offset_of({"after": told}, "after")


def test_long_texts():
    with pytest.raises(InputError) as problem:
        calls.name_of({"name": "n" * (LONGEST_NAME + 1)})
    assert problem.value.key == "training_name_long"
    with pytest.raises(InputError) as problem:
        calls.note_of({"note": "n" * (LONGEST_NOTE + 1)})
    assert problem.value.key == "training_note_long"
    assert calls.token_of({"token": "t" * 501}) == calls.token_of({"token": 5}) == ""
