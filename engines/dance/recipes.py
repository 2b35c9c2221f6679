"""How the page samples, and how the field does."""

from engines.dance.sampling import Recipe

FIELD = Recipe(steps=50, solver="ddim")  # as MDM's authors sample their model of 50 steps
PAGE = Recipe(steps=20, solver="dpm")
