"""The tables of a run, as Markdown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

from tests.load.diary import Diary, End, Moment
from tests.load.judge import Verdict
from tests.load.watch import MEGABYTE, Watch, level

LAST = 300.0  # seconds in which the memory must be level


def tables(diary: Diary, watch: Watch, verdicts: dict[str, Verdict]) -> str:
    """Everything that a run showed."""
    parts = [asked(diary), memory(watch), loop(watch), own_results(verdicts)]
    if diary.problems:
        parts.append("Problems:\n\n" + "\n".join(f"- {one}" for one in diary.problems[:30]))
    return "\n\n".join(parts)


def asked(diary: Diary) -> str:
    """What was asked for, how it ended, how long the answers took."""
    rows = [_row(what, [one for one in diary.moments if one.what == what]) for what in _kinds(diary)]
    for room in dict.fromkeys(what.partition(":")[0] for what in _kinds(diary)):
        some = [one for one in diary.moments if one.what.startswith(room) and not one.what.endswith("moves")]
        rows.append(_row(f"**{room}**, all but quick pictures", some))
    head = ("what", "asked", "answers", "busy", "told why not", "errors", "left", "p50 s", "p95 s", "max s")
    waits = (
        f"; {len(diary.waits)} times a place in the line was told, {max(diary.waits)} at most" if diary.waits else ""
    )
    return f"{diary.visits} visits{waits}\n\n" + table(head, rows)


def memory(watch: Watch) -> str:
    """Memory of the server from ten seconds to ten seconds."""
    told = " ".join(f"{one.memory / MEGABYTE:.0f}" for one in watch.readings)
    last = [one for one in watch.readings if one.at > watch.readings[-1].at - LAST]
    change = level(last)
    said = "" if change is None else f"\n\nChange over the last {last[-1].at - last[0].at:.0f} s: {change:+.1%}"
    return f"Memory of the server, MB each ten seconds: {told}{said}"


def loop(watch: Watch) -> str:
    """How long the event loop was held up."""
    late = watch.readings[len(watch.readings) // 3 :]
    rows = [
        ("whole run", _ms([one.inside for one in watch.readings]), _ms(watch.knocks)),
        ("last two thirds", _ms([one.inside for one in late]), _ms([one.outside for one in late])),
        ("p50 / p95 / p99 of cheap requests", "", " / ".join(_ms([_part(watch.knocks, q)]) for q in (0.5, 0.95, 0.99))),
    ]
    return table(("event loop", "longest block, from inside, ms", "cheap request, ms"), rows)


def own_results(verdicts: dict[str, Verdict]) -> str:
    """Whether everybody was given their own."""
    head = ("answers", "looked at", "wrong", "farthest from the engine's own", "two visitors' nearest")
    rows = []
    for name, one in verdicts.items():
        nearest = "-" if one.nearest is None else f"{one.nearest:.4f}"
        rows.append((name, str(one.answers), str(one.wrong), f"{one.farthest:.4f}", nearest))
    return table(head, rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _row(what: str, moments: list[Moment]) -> tuple[str, ...]:
    ends = [sum(one.end is end for one in moments) for end in (End.ANSWER, End.BUSY, End.TOLD, End.ERROR, End.LEFT)]
    seconds = [one.seconds for one in moments if one.end is End.ANSWER]
    times = (median(seconds), _part(seconds, 0.95), max(seconds)) if seconds else ()
    return what, str(len(moments)), *map(str, ends), *(f"{one:.2f}" for one in times)


def _kinds(diary: Diary) -> list[str]:
    return list(dict.fromkeys(sorted(one.what for one in diary.moments)))


def _part(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else 0.0


def _ms(seconds: Sequence[float]) -> str:
    return f"{1000 * max(seconds, default=0.0):.0f}"
