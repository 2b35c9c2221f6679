"""The worlds a drawing can become a part of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class World:
    """A kind of picture.

    `kind` says what is drawn ("thing" on plain ground); `colour` is the world's own, as #rrggbb; `weight` names its
    painter in the manifest.
    """

    id: str
    names: dict[str, str]
    kind: str
    colour: str
    weight: str

    def name(self, lang: str) -> str:
        """The name in `en` or `ko`."""
        return self.names[lang]


WORLDS = (World("shoes", {"en": "Shoes", "ko": "신발"}, "thing", "#C98B5B", "painter-shoes"),)
