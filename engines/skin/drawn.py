"""Skin measurements of people who are not: a table by program, with a rule behind it, noise, and gaps.

The rule is made up for this table, after what probes measure, hydration and oil from 0 to 100; it is no medicine.
"""

import csv
import io
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

GAPS: Final = 0.04  # share of cells that nobody measured
MISTAKES: Final = 0.04  # share of people who were put into any class
TYPES: Final = ("combination", "dry", "normal", "oily", "sensitive")
SEASONS: Final = ("autumn", "spring", "summer", "winter")
FEELINGS: Final = ("never", "often", "sometimes")  # stinging


def skin_table(rng: Generator, people: int) -> str:
    """Return CSV with a header; the last column is the type of skin."""
    age = rng.integers(16, 75, people)
    season, feeling = rng.integers(len(SEASONS), size=people), rng.choice(3, people, p=(0.5, 0.2, 0.3))
    winter, youth = SEASONS.index("winter") == season, (50 - age) / 34
    forehead = (45 + 12 * youth + 18 * rng.standard_normal(people)).clip(2, 98)
    cheek = (forehead - 12 + 12 * rng.standard_normal(people)).clip(1, 98)
    hydration = (52 + 6 * youth - 7 * winter + 14 * rng.standard_normal(people)).clip(5, 95)
    redness = (22 + 14 * (feeling == 1) + 9 * rng.standard_normal(people)).clip(2, 80)
    pores = (0.12 + 0.0016 * forehead + 0.0008 * age + 0.03 * rng.standard_normal(people)).clip(0.05, 0.5)
    acidity = (5.2 - 0.006 * cheek + 0.25 * rng.standard_normal(people)).clip(4.0, 7.0)
    elasticity = (88 - 0.5 * age + 0.1 * hydration + 6 * rng.standard_normal(people)).clip(20, 99)
    sleep = (7 + 1.1 * rng.standard_normal(people)).clip(3, 11)

    kind = np.full(people, TYPES.index("normal"))
    kind[hydration + 0.35 * cheek < 55] = TYPES.index("dry")
    kind[(forehead + cheek) / 2 > 48] = TYPES.index("oily")
    kind[(forehead > 42) & (forehead - cheek > 17)] = TYPES.index("combination")
    kind[(redness > 34) & (feeling > 0)] = TYPES.index("sensitive")
    kind = np.where(rng.random(people) < MISTAKES, rng.integers(len(TYPES), size=people), kind)

    columns = {
        "age": _cells(rng, age.astype(np.float64), 0),
        "season": [SEASONS[place] for place in season],
        "hydration": _cells(rng, hydration, 1),
        "oil_forehead": _cells(rng, forehead, 1),
        "oil_cheek": _cells(rng, cheek, 1),
        "redness": _cells(rng, redness, 1),
        "pore_size_mm": _cells(rng, pores, 3),
        "ph": _cells(rng, acidity, 2),
        "elasticity": _cells(rng, elasticity, 1),
        "sleep_h": _cells(rng, sleep, 1),
        "stinging": ["" if rng.random() < GAPS else FEELINGS[place] for place in feeling],
        "skin_type": [TYPES[place] for place in kind],
    }
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def _cells(rng: Generator, values: NDArray[np.float64], digits: int) -> list[str]:
    """Numbers as they were written down; some were not."""
    gaps = rng.random(len(values)) < GAPS
    return ["" if gap else f"{value:.{digits}f}" for value, gap in zip(values, gaps, strict=True)]
