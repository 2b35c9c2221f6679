"""What was seen of a dog in words: keys of `tabs/words.py`, and numbers for the page."""

from __future__ import annotations

from typing import Any, Final

from engines.dogs.measures import Comparison, Measures
from engines.models.skeletons import Keypoints

# Legs as shares of the body, outside of which a quarter of 1,303 photos with points lie on either side.
SHORT_LEGS, LONG_LEGS = 0.43, 0.65
UNLIKE: Final = 1.12  # from this ratio on two proportions are told apart
COMPARED: Final = ("head", "foreleg", "hindleg")


def points_to_json(points: Keypoints) -> list[list[float]]:
    """x, y in pixels and score of each point."""
    return [
        [round(float(x), 1), round(float(y), 1), round(float(score), 3)]
        for (x, y), score in zip(points.xy, points.score, strict=True)
    ]


def legs_of(measures: Measures) -> str | None:
    """The word for a dog's legs; None where they are neither long nor short, or cannot be seen."""
    seen = [legs for legs in (measures.foreleg_to_body, measures.hindleg_to_body) if legs is not None]
    if not seen:
        return None
    mean = sum(seen) / len(seen)
    return "dog_legs_short" if mean < SHORT_LEGS else "dog_legs_long" if mean > LONG_LEGS else None


def comparison_to_json(comparison: Comparison) -> dict[str, Any]:
    """How alike two bodies are, and each proportion of both with the word for it: the second dog against the first."""
    rows = []
    for part in COMPARED:
        first, second = (getattr(one, f"{part}_to_body") for one in (comparison.first, comparison.second))
        if first is not None and second is not None:
            way = "more" if second > first * UNLIKE else "less" if first > second * UNLIKE else "same"
            rows.append(
                {
                    "measure": f"measure_{part}_to_body",
                    "first": round(first, 2),
                    "second": round(second, 2),
                    "word": f"dog_{part}_{way}",
                }
            )
    return {
        "alike": None if comparison.alike is None else round(comparison.alike, 3),
        "poses": [f"dog_pose_{one.pose}" for one in (comparison.first, comparison.second)],
        "rows": rows,
    }
