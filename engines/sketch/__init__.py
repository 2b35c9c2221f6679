"""Sketch: a drawing becomes a picture. Importing this package imports no torch."""

from engines.sketch.engine import SketchEngine
from engines.sketch.worlds import WORLDS, World

__all__ = ["WORLDS", "SketchEngine", "World"]
