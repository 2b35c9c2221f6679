"""The recipes of the fitting room and of the dance room: what they tell their programs is understood there."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from engines.checkpoints import find_weight
from engines.dance.finetune import read_options
from engines.runtime.apprentice import read_settings
from engines.training.recipe import Recipe
from engines.training.recipes import dance, tryon

CONFIGS = {
    "engines.tryon.train_body": "BodyConfig",
    "engines.tryon.train_garment": "GarmentConfig",
    "engines.tryon.train_warp": "WarpConfig",
    "engines.tryon.train_dresser": "DresserConfig",
}


@pytest.mark.parametrize("recipe", [*tryon.RECIPES, *dance.RECIPES], ids=lambda recipe: recipe.model_type)
def test_a_program_understands_its_recipe(recipe: Recipe, tmp_path: Path) -> None:
    settings = recipe.read({"epochs": 3, "seed": 5})
    program, *arguments = recipe.arguments(settings, tmp_path, None)
    config: Any
    if program in CONFIGS:
        config = read_settings(getattr(import_module(program), CONFIGS[program]), None, arguments)
    else:
        config = read_options(arguments)
    assert (config.data, config.out, config.seed) == (Path(), tmp_path, 5)
    assert (config.steps, config.epoch) == (3 * recipe.epoch_steps, recipe.epoch_steps)
    assert find_weight(recipe.model).file
    assert recipe.estimate(recipe.read({})).seconds < 360
