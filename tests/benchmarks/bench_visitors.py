"""Eight visitors who draw at once: how long each waits for a picture, beside one who is alone in the same run.

    uv run python -m tests.benchmarks.bench_visitors [--visitors 8] [--strokes 6] [--json FILE]

A visitor draws a stroke, in which the page asks for quick pictures one after the other, lifts the pen, gets the full
picture, looks at it for a moment, and draws the next stroke, each in a world of their own. The calls go to the desk, as
those of the page do: data URL in, data URL out. Asked while the desk is busy, the page tries again, and so does this.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from statistics import median

from engines.sketch import WORLDS, SketchEngine
from settings import read_settings
from tabs.desk import Desk, picture_url
from tests.benchmarks.measure import arguments, report, shoe_drawing

QUICK = 6  # pictures while a stroke is drawn
FRAME = 0.12  # seconds between two of them at the most often
LOOK = 0.6  # seconds from a picture to the next stroke
RETRY = 0.15  # seconds after "busy"


@dataclass
class Visit:
    """What one visitor waited, in seconds, and how often the desk was busy."""

    quick: list[float] = field(default_factory=list)
    full: list[float] = field(default_factory=list)
    busy: int = 0


def visit(desk: Desk, number: int, strokes: int, told: Visit) -> None:
    """Draw some strokes."""
    call = {"visitor": f"visitor-{number:04d}", "world": WORLDS[number % len(WORLDS)].id, "seed": number}
    call["drawing"] = picture_url(shoe_drawing(512))
    for _ in range(strokes):
        for _ in range(QUICK):
            begin = time.perf_counter()
            if "error" in desk.paint({**call, "quick": True}):
                told.busy += 1
            else:
                told.quick.append(time.perf_counter() - begin)
            time.sleep(max(0.0, FRAME - (time.perf_counter() - begin)))
        begin = time.perf_counter()
        while "error" in desk.paint(call):
            told.busy += 1
            time.sleep(RETRY)
        told.full.append(time.perf_counter() - begin)
        time.sleep(LOOK)


def together(desk: Desk, visitors: int, strokes: int) -> list[Visit]:
    """The same time for all."""
    visits = [Visit() for _ in range(visitors)]
    threads = [threading.Thread(target=visit, args=(desk, i, strokes, told)) for i, told in enumerate(visits)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return visits


def main() -> None:
    chosen = arguments(__doc__ or "", visitors=(8, "who draw at once"), strokes=(6, "of each"))
    desk = Desk(SketchEngine(), read_settings())
    together(desk, 1, 1)  # loads the networks
    (alone,) = together(desk, 1, chosen.strokes)
    crowd = together(desk, chosen.visitors, chosen.strokes)
    full = [seconds for told in crowd for seconds in told.full]
    figures = {
        "alone: quick picture, median, s": median(alone.quick),
        "alone: full picture, median, s": median(alone.full),
        f"{chosen.visitors} at once: quick picture, median, s": median(s for told in crowd for s in told.quick),
        f"{chosen.visitors} at once: full picture, median, s": median(full),
        f"{chosen.visitors} at once: full picture, slowest, s": max(full),
        "slowest visitor's median, s": max(median(told.full) for told in crowd),
        "ratio full, at once / alone": median(full) / median(alone.full),
        "pictures": float(sum(len(told.quick) + len(told.full) for told in crowd)),
        "busy answers": float(sum(told.busy for told in crowd)),
    }
    report(figures, chosen.json)


if __name__ == "__main__":
    main()
