"""Drawn garments: laid out flat with exact masks, and ready to be worn by drawn people."""

from engines.drawn.garments.designs import KINDS, SLEEVES, Cloth, Cut, Design, any_design
from engines.drawn.garments.garments import DrawnGarment, draw_garment

__all__ = ["KINDS", "SLEEVES", "Cloth", "Cut", "Design", "DrawnGarment", "any_design", "draw_garment"]
