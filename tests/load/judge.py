"""Whether everybody was given their own result: each one is asked for once more, without a server."""

from __future__ import annotations

import base64
import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from engines.dance.engine import DanceEngine
from engines.dogs.engine import DogEngine
from engines.sketch import SketchEngine
from engines.tryon.engine import TryOnEngine
from settings import Settings
from tabs import demo_run
from tabs.desk import Desk
from tabs.fitting import FittingRoom
from tabs.kennel import Kennel
from tabs.stage import Stage
from tests.load.diary import Answer, Claim, digest

SAME = 0.001  # a quarter of a level of 255: what two runs of a network may differ by


@dataclass(frozen=True)
class Verdict:
    """About one kind of answers.

    Args:
        answers: different ones that were looked at.
        wrong: those that are not what the program gives for the wish.
        farthest: distance of an answer from what the program gives, the largest.
        nearest: distance between what two visitors should be given, the smallest; None where all are given the same.
    """

    answers: int
    wrong: int
    farthest: float
    nearest: float | None


class Judge:
    """The rooms of the program, without a page.

    Args:
        folder: of nothing, where a host's own gallery would be.
    """

    def __init__(self, folder: Path) -> None:
        settings = Settings()
        desk, kennel = Desk(SketchEngine(), settings), Kennel(DogEngine(gallery=folder), settings)
        fitting, stage = FittingRoom(TryOnEngine(), settings), Stage(DanceEngine(), settings)
        self._rooms: dict[tuple[str, str], Callable[[Answer], Answer]] = {
            ("sketch", "paint"): desk.paint,
            ("dogs", "look"): kennel.look,
            ("dogs", "search"): kennel.search,
            ("dogs", "compare"): kennel.compare,
            ("tryon", "wear"): lambda call: list(fitting.wear(call))[-1],
            ("dance", "dance"): lambda call: list(stage.dance(call))[-1],
            ("training", "news"): _news,
        }

    def judge(self, claims: Iterable[Claim]) -> dict[str, Verdict]:
        """What the claims of each kind are worth."""
        kinds: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in claims:
            kinds[claim.room, claim.name].append(claim)
        return {f"{room}: {name}": self._verdict(found) for (room, name), found in sorted(kinds.items())}

    def _verdict(self, claims: list[Claim]) -> Verdict:
        right: dict[str, Answer] = {}
        owners: dict[str, int] = {}
        distances = []
        for claim in claims:
            wish = digest(claim.wish)
            if wish not in right:
                right[wish] = self._rooms[claim.room, claim.name]({"visitor": "the judge", **claim.wish})
                owners[wish] = claim.number
            distances.append(apart(claim.given, {name: right[wish].get(name) for name in claim.given}))
        fields = list(claims[0].given)
        pairs = [(a, b) for a, b in combinations(right, 2) if owners[a] != owners[b]]
        between = [apart({f: right[a].get(f) for f in fields}, {f: right[b].get(f) for f in fields}) for a, b in pairs]
        wrong = sum(distance > SAME for distance in distances)
        return Verdict(len(claims), wrong, max(distances), min(between, default=None))


def apart(first: Any, second: Any) -> float:
    """How different two answers are: 0 for the same, 1 for quite other ones; pictures by their mean difference."""
    if isinstance(first, dict) and isinstance(second, dict):
        return max((apart(first.get(name), second.get(name)) for name in first | second), default=0.0)
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        return max((apart(a, b) for a, b in zip(first, second, strict=True)), default=0.0)
    if first == second:
        return 0.0
    if isinstance(first, int | float) and isinstance(second, int | float):
        return min(1.0, abs(first - second) / max(1.0, abs(first), abs(second)))
    if isinstance(first, str) and isinstance(second, str) and first.startswith(second[:11]) and "base64" in first[:40]:
        one, other = _pixels(first), _pixels(second)
        return float(np.abs(one - other).mean()) if one.shape == other.shape else 1.0
    return 1.0


def _pixels(url: str) -> np.ndarray[Any, Any]:
    with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as picture:
        return np.asarray(picture.convert("RGB"), np.float32) / 255


def _news(wish: Answer) -> Answer:
    return {"events": list(demo_run.events()[wish["after_events"] :]), "log": demo_run.log()[wish["after_log"] :]}
