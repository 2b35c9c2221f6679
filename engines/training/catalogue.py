"""Every recipe by its name, in the order of the rooms."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from engines.training.recipe import Recipe
from engines.training.recipes import dance, dogs, report, sketch, tryon

RECIPES: Final[Mapping[str, Recipe]] = MappingProxyType(
    {one.model_type: one for room in (sketch, dogs, tryon, dance, report) for one in room.RECIPES}
)
