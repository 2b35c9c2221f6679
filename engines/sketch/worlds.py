"""The worlds a drawing can become a part of."""

from dataclasses import dataclass
from typing import Literal

PAINTER = "painter-worlds"  # the weight that paints all the bundled worlds

Ground = Literal["paper", "scene", "sky"]


@dataclass(frozen=True)
class World:
    """A kind of picture.

    `kind` says what its pictures stand on: white "paper", a "scene" around the drawing, or the night "sky". `colour` is
    the world's own, as #rrggbb; `symmetric` worlds are drawn more easily with a mirror; `weight` names the painter in
    the manifest, and `number` the world within that painter.
    """

    id: str
    names: dict[str, str]
    kind: Ground
    colour: str
    symmetric: bool
    weight: str
    number: int

    def name(self, lang: str) -> str:
        """The name in `en` or `ko`."""
        return self.names[lang]


def _bundled() -> tuple[World, ...]:
    rows: tuple[tuple[str, str, str, Ground, str, bool], ...] = (
        ("shoes", "Shoes", "신발", "paper", "#C98B5B", False),
        ("handbags", "Bags", "가방", "paper", "#D96BA0", True),
        ("cars", "Cars", "자동차", "paper", "#E5484D", False),
        ("cartoon_faces", "Faces", "얼굴", "paper", "#F5C542", True),
        ("panda", "Pandas", "판다", "scene", "#6FAF6A", True),
        ("pixel_heroes", "Heroes", "영웅", "paper", "#6C7BE8", True),
        ("gemstones", "Gems", "보석", "paper", "#3FB6C9", True),
        ("space", "Space", "우주", "sky", "#3B3F7A", False),
    )
    return tuple(
        World(name, {"en": english, "ko": korean}, kind, colour, symmetric, PAINTER, number)
        for number, (name, english, korean, kind, colour, symmetric) in enumerate(rows)
    )


WORLDS = _bundled()
