import inspect
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from engines.runtime.errors import InputError
from engines.training.catalogue import RECIPES
from engines.training.recipe import Recipe
from tests.engines.training.tiny import TINY

ASKED = {
    *("sketch_world", "simclr", "dog_keypoints", "breed_classifier", "parse", "pose", "garment", "gmm", "tom"),
    *("mdm_finetune", "edgnet", "edgnet_large", "yolo_custom", "skinmodel"),
}


def test_every_model_of_the_page_can_be_trained() -> None:
    assert set(RECIPES) >= ASKED


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=lambda recipe: recipe.model_type)
def test_a_recipe_fits_its_program(recipe: Recipe) -> None:
    """Every option that a job gives is one that the program knows."""
    settings = recipe.settings()
    assert recipe.read({one.name: getattr(settings, one.name) for one in fields(settings)}) == settings
    program = inspect.getsource(import_module(recipe.program[0]))
    assert "report(" in program
    arguments = recipe.arguments(settings, Path("out"), None)
    assert f"--steps={settings.epochs * recipe.epoch_steps}" in arguments
    assert "--data=" in arguments
    estimate = recipe.estimate(settings)
    assert 0 < estimate.seconds <= 15 * 60
    assert 10**7 < estimate.memory < 8 * 10**9


def test_the_estimate_grows_with_the_batch_and_the_epochs() -> None:
    few, many = (TINY.estimate(TINY.read({"epochs": epochs})) for epochs in (1, 100))
    assert many.seconds - few.seconds == pytest.approx(99 * 5 * 0.001)


def test_a_whole_number_is_good_for_a_fraction_and_not_the_other_way_round() -> None:
    assert TINY.read({"pause": 1}).pause == 1.0  # type: ignore[attr-defined]
    with pytest.raises(InputError) as caught:
        TINY.read({"epochs": 2.5})
    assert caught.value.key == "training_setting_kind"
