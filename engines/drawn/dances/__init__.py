"""Dances by program: named moves, combined into phrases that are told in English and Korean."""

from engines.drawn.dances.combinations import held_back
from engines.drawn.dances.draw import DrawnDance, draw_dance

__all__ = ["DrawnDance", "draw_dance", "held_back"]
