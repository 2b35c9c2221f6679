"""Technical drawings made by program, with what is looked for in them: edges of the part, dimensions."""

from engines.drawn.plans.plans import DrawnPlan, draw_plan
from engines.drawn.plans.sheet import KINDS, PAGE

__all__ = ["KINDS", "PAGE", "DrawnPlan", "draw_plan"]
