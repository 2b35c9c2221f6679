"""Drawn people with exact labels, joints and clothes, to learn from where photos cannot tell."""

from engines.drawn.people.people import CROPS, DrawnPerson, Worn, draw_person, wear

__all__ = ["CROPS", "DrawnPerson", "Worn", "draw_person", "wear"]
