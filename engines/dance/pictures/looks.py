"""Who dances: the colours of the three figures, the same ones as on the page."""

from dataclasses import dataclass
from typing import Final

Colour = tuple[int, int, int]  # RGB


@dataclass(frozen=True)
class Look:
    """The colours of a figure; `id` is its name, and its shape."""

    id: str
    skin: Colour
    cheek: Colour
    eye: Colour
    mouth: Colour
    top: Colour
    trim: Colour
    legs: Colour
    shoe: Colour
    sole: Colour
    hair: Colour
    hat: Colour  # cap, skirt or screen: what a figure is known by
    extra: Colour  # the cap's rim, the ribbon or the antenna's knob


def _rgb(code: str) -> Colour:
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)


def _look(name: str, codes: str) -> Look:
    return Look(name, *(_rgb(code) for code in codes.split()))


LOOKS: Final = {
    look.id: look
    for look in (
        _look("kid", "F4C9A4 F09A86 2B2A33 B5533C 6C7BE8 5564CF 46476B FF8A5B FFF9EF 6B4632 F2B83A D99A1E"),
        _look("hanbok", "F6CFAE EF8F8F 2B2A33 C24A58 FFF3D4 E7607F FFF9EF 3FA796 FFF9EF 33302F E2557A 5B6BE0"),
        _look("robot", "E4E8F2 FF8A5B 8CF0DC 8CF0DC E4E8F2 6C7BE8 B9C0D6 6C7BE8 4A4A63 B9C0D6 2E2D42 FF8A5B"),
    )
}
