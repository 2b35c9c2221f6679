"""What visitors saw: how long each thing took, how it ended, and what they were given."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Answer = dict[str, Any]


class End(StrEnum):
    """How something ended that a visitor asked for."""

    ANSWER = "answers"
    BUSY = "busy"  # the friendly sentence
    TOLD = "told why not"  # a sentence about what they brought, such as a dog that is not found
    ERROR = "errors"
    LEFT = "left"  # the visitor went away before it ended


@dataclass(frozen=True)
class Moment:
    """One thing that was asked for: where, when (seconds since the start), how long and how."""

    what: str
    began: float
    seconds: float
    end: End


@dataclass(frozen=True)
class Claim:
    """What the visitor of a number was given for a wish. `wish` is the call without the visitor's name."""

    number: int
    room: str
    name: str
    wish: Answer
    given: Answer


@dataclass
class Diary:
    """Everything that all visitors tell."""

    moments: list[Moment] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)  # places in a line, as they were told
    claims: dict[tuple[str, str], Claim] = field(default_factory=dict)
    visits: int = 0

    def claim(self, number: int, room: str, name: str, wish: Answer, given: Answer) -> None:
        """Keep what was given, once for each wish and each different answer to it."""
        key = digest([number, room, name, wish]), digest(given)
        self.claims.setdefault(key, Claim(number, room, name, wish, given))

    def seconds(self) -> dict[str, list[float]]:
        """How long the answers took, by what was asked for."""
        found: dict[str, list[float]] = defaultdict(list)
        for moment in self.moments:
            if moment.end is End.ANSWER:
                found[moment.what].append(moment.seconds)
        return dict(found)


def digest(told: Any) -> str:
    """A short name of something that JSON can hold."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
