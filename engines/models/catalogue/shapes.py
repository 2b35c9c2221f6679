"""What the shapes in a checkpoint say about the network that it belongs to.

A checkpoint may lack keys and may hold foreign ones, so no number may hang on one key alone: ask several, and count
layers by the different numbers that occur, never by the largest one.
"""

from collections.abc import Iterator, Mapping

from engines.models.catalogue.keymap import template_pattern

Shape = tuple[int, ...]
WIDEST = 1 << 20  # no dimension of a known network is larger; a damaged file may say anything


class Shapes(Mapping[str, Shape]):
    """Shapes by state-dict key.

    Example:
        shapes = Shapes({"blocks.0.fc.weight": (8, 4), "blocks.1.fc.weight": (8, 4), "head.bias": (10,)})
        shapes.dim(("head.weight", 0), ("head.bias", 0))    # 10, from the first key that is there
        shapes.count("blocks.{n}.fc.weight")                # 2
    """

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self._shapes = dict(shapes)

    def __getitem__(self, key: str) -> Shape:
        return self._shapes[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._shapes)

    def __len__(self) -> int:
        return len(self._shapes)

    def dim(self, *places: tuple[str, int]) -> int | None:
        """Return the size at the first (key, axis) that is there and sane, or None.

        A key may be a template (`blocks.{n}.fc.weight`): then any key that fits it counts.
        """
        for template, axis in places:
            for key in self._fitting(template):
                shape = self._shapes[key]
                if -len(shape) <= axis < len(shape) and 1 <= shape[axis] <= WIDEST:
                    return shape[axis]
        return None

    def count(self, template: str) -> int:
        """Return how many different numbers stand at `{n}` in the keys that fit the template."""
        pattern = template_pattern(template)
        return len({found["n"] for key in self._shapes if (found := pattern.fullmatch(key))})

    def any(self, *templates: str) -> bool:
        """Return whether a key fits one of the templates."""
        return any(True for template in templates for _ in self._fitting(template))

    def _fitting(self, template: str) -> Iterator[str]:
        if "{" not in template:
            return iter((template,) if template in self._shapes else ())
        pattern = template_pattern(template)
        return (key for key in self._shapes if pattern.fullmatch(key))
