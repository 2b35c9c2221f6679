"""What the page of the Workshop sends, checked part by part: nothing that comes over the network is believed."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, Final

from engines.training.manager import LONGEST_NAME, LONGEST_NOTE
from tabs.manners import require_kind
from tabs.words import error

JOB: Final = re.compile(r"[0-9A-Za-z]{1,32}")
FILE: Final = re.compile(r"[\w@.,+-]{1,120}\.png")
MODEL: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_SETTINGS: Final = 60
LONGEST_TEXT: Final = 200  # characters of a setting that is a text
LONGEST_TOKEN: Final = 500
MOST_OFFSET: Final = 2**53  # the largest whole number that a page's script can hold

Parts = dict[Any, Any]
Config = dict[str, bool | int | float | str]


class Act(StrEnum):
    """What can be done with a training that is there."""

    CANCEL = "cancel"
    RESUME = "resume"
    RENAME = "rename"
    REMOVE = "remove"
    USE = "use"
    PUT_BACK = "put_back"


def act_of(parts: Parts) -> Act:
    """What is to be done."""
    told = parts.get("act")
    if not isinstance(told, str) or told not in [*Act]:
        raise error("training_act")
    return Act(told)


def job_of(parts: Parts) -> str:
    """Which training is meant."""
    return _matched(parts.get("job"), JOB, "training_job_unknown")


def model_of(parts: Parts) -> str:
    """Which model is to learn. Whether there is one of this name, the engine knows."""
    return _matched(parts.get("model"), MODEL, "training_model_unknown")


def file_of(parts: Parts) -> str:
    """The file of a picture, without any folder."""
    return _matched(parts.get("file"), FILE, "training_sample_unknown")


def config_of(parts: Parts) -> Config:
    """Settings by name. What each may be, its recipe knows."""
    told = parts.get("config", {})
    if not isinstance(told, dict) or len(told) > MOST_SETTINGS:
        raise error("training_config")
    for name, value in told.items():
        plain = isinstance(name, str) and isinstance(value, bool | int | float | str)
        if not plain or (isinstance(value, str) and len(value) > LONGEST_TEXT):
            raise error("training_config")
    return told


def offset_of(parts: Parts, name: str) -> int:
    """Up to where the page knows a file, in bytes."""
    return _whole(parts.get(name, 0), MOST_OFFSET, "failed")


def name_of(parts: Parts) -> str:
    """A name for a training, on one line."""
    name = " ".join(_text(parts.get("name", ""), LONGEST_NAME, "training_name_long").split())
    require_kind(name)
    return name


def note_of(parts: Parts) -> str:
    """What somebody wants to remember of a training."""
    note = _text(parts.get("note", ""), LONGEST_NOTE, "training_note_long").strip()
    require_kind(note)
    return note


def token_of(parts: Parts) -> str:
    """What was typed at the lock; empty where nothing was."""
    told = parts.get("token", "")
    return told if isinstance(told, str) and len(told) <= LONGEST_TOKEN else ""


def _matched(told: object, pattern: re.Pattern[str], key: str) -> str:
    if not isinstance(told, str) or not pattern.fullmatch(told):
        raise error(key)
    return told


def _whole(told: object, most: int, key: str) -> int:
    # By type, because True and False count as whole numbers in Python.
    if type(told) is not int or not 0 <= told <= most:
        raise error(key)
    return told


def _text(told: object, most: int, key: str) -> str:
    if not isinstance(told, str) or len(told) > most:
        raise error(key)
    return told
