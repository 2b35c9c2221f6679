"""The three trainings, with tiny networks on packs of drawn dogs."""

import json
import shutil
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from engines.checkpoints import load
from engines.dogs import train, train_finder, train_points
from engines.dogs.breeds import BREEDS as BREED_LIST
from engines.dogs.contrast import supervised_contrast
from engines.dogs.data import load_all_boxes, load_labelled, load_photos
from engines.dogs.drawn_lessons import breed_dogs
from engines.dogs.retrieval import retrieval
from engines.models.dog_embedder import DogEmbedder
from engines.models.simclr import SimCLR
from engines.models.spotter import Spotter
from engines.runtime.apprentice import Apprentice, averaged, read_settings
from engines.runtime.errors import InputError
from engines.training.recipe import Recipe
from engines.training.recipes.dogs import RECIPES
from tests.engines.dogs.packs import NAMED, write_dogs, write_keypoints, write_others
from tests.engines.runs import goes_on_as_unbroken, history

SMALL = "regnetx_002"


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    write_dogs(folder)
    write_keypoints(folder)
    write_others(folder)
    return folder


def test_photos_are_read_with_their_boxes_and_breeds(packs: Path) -> None:
    photos = load_photos(packs / "dogs.zip", "train")
    assert photos.pixels.shape == (12, 3, 144, 144)
    assert len(photos.breeds.unique()) == len(NAMED)
    assert photos.sizes[1].tolist() == [144, 134]
    assert (photos.pixels[1, :, 133] == photos.pixels[1, :, 143]).all()  # the last row goes on below the photo
    assert [len(boxes) for boxes in load_all_boxes(packs / "dogs.zip", "train")] == [2] + [1] * 11


@pytest.mark.parametrize("recipe", ["breeds", "supcon"])
def test_an_embedder_is_trained_and_gone_on_with(packs: Path, tmp_path: Path, recipe: str) -> None:
    common: dict[str, Any] = {"data": packs, "out": tmp_path, "sides": "32", "batch": 6, "device": "cpu"}
    path = train.train(train.DogTrainingConfig(recipe, SMALL, passes=1, **common))
    first = torch.load(tmp_path / "state.pt", weights_only=True)["step"]
    assert isinstance(load(path), DogEmbedder)
    train.train(train.DogTrainingConfig(recipe, SMALL, passes=2, **common))
    assert torch.load(tmp_path / "state.pt", weights_only=True)["step"] == 2 * first == 4
    rows = history(tmp_path)
    assert [row["step"] for row in rows] == [0, 2, 4]
    assert 0 <= rows[1]["hit1"] <= rows[1]["hit5"] <= 1


def test_the_named_recipe_trains_a_vision_transformer_without_breeds(packs: Path, tmp_path: Path) -> None:
    config = train.DogTrainingConfig(
        "simclr", train.SIMCLR, "strong", packs, tmp_path, sides="32", passes=1, batch=6, accumulate=2, device="cpu"
    )
    assert isinstance(load(train.train(config)), SimCLR)


def test_a_student_follows_its_teacher(packs: Path, tmp_path: Path) -> None:
    common: dict[str, Any] = {"data": packs, "sides": "32", "passes": 1.0, "batch": 6, "device": "cpu"}
    teacher = train.train(train.DogTrainingConfig("breeds", SMALL, out=tmp_path / "teacher", **common))
    student = train.train(
        train.DogTrainingConfig(
            "distil", SMALL, out=tmp_path / "student", teacher=teacher, teacher_backbone=SMALL, **common
        )
    )
    assert isinstance(load(student), DogEmbedder)


BREEDS: dict[str, Any] = {"recipe": "breeds", "backbone": SMALL, "sides": "32"}
POINTS: dict[str, Any] = {"backbone": SMALL, "width": 16}
DRAWN = [
    (train, train.DogTrainingConfig(**BREEDS, drawn=24, breeds=3)),
    (train, train.DogTrainingConfig("simclr", train.SIMCLR, sides="32", drawn=24, breeds=3)),
    (train_points, train_points.PointsConfig(**POINTS, drawn=10)),
    (train_finder, train_finder.FinderConfig(**POINTS, drawn=10)),
]
NAMES = ["breeds", "simclr", "points", "finder"]


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dogs that a test drew, for the next one."""
    return tmp_path_factory.mktemp("album")


@pytest.mark.parametrize(("program", "config"), DRAWN, ids=NAMES)
def test_without_data_dogs_are_drawn_and_a_broken_run_learns_the_same(
    program: Any, config: Any, album: Path, tmp_path: Path
) -> None:
    config = replace(config, data=Path(), steps=2, epoch=1, batch=6, device="cpu")
    assert goes_on_as_unbroken(program.train, config, tmp_path)
    drawn = list((tmp_path / "whole").glob("drawn-*.npz"))
    assert drawn
    for file in drawn:
        shutil.copy(file, album)
    with Image.open(tmp_path / "whole" / "samples" / "0000002.png") as sheet:
        assert sheet.width == 960


@pytest.mark.parametrize(("program", "config"), DRAWN, ids=NAMES)
@pytest.mark.parametrize("drawn", [True, False], ids=["drawn", "packs"])
def test_what_is_learnt_from_is_shown_before(
    packs: Path, tmp_path: Path, program: Any, config: Any, drawn: bool
) -> None:
    shown = program.preview(replace(config, data=Path() if drawn else packs, out=tmp_path))
    assert shown.picture.width == 960
    assert shown.counts["drawn" if drawn and program is not train else "dogs"] == (
        config.drawn if drawn else 6 if program is train_points else 12
    )
    assert shown.counts["examined"] > 0


@pytest.mark.parametrize(("program", "config"), DRAWN, ids=NAMES)
def test_a_folder_without_its_pack_is_named(program: Any, config: Any, tmp_path: Path) -> None:
    for call in (program.preview, program.train):
        with pytest.raises(InputError, match=r"There is no dogs(-keypoints)?\.zip") as problem:
            call(replace(config, data=tmp_path, out=tmp_path / "out"))
        assert problem.value.key == "training_no_pack"


@pytest.mark.parametrize(("program", "config"), DRAWN[1:], ids=NAMES[1:])
def test_the_loss_of_drawn_dogs_falls(program: Any, config: Any, album: Path, tmp_path: Path) -> None:
    out = shutil.copytree(album, tmp_path / "out")
    program.train(replace(config, data=Path(), out=out, steps=12, epoch=6, batch=6, averaging=0.8, device="cpu"))
    _, first, second = history(out)
    assert second["loss"] < first["loss"]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.model_type)
def test_a_recipe_says_what_its_program_understands(recipe: Recipe, tmp_path: Path) -> None:
    module, *arguments = recipe.arguments(recipe.settings(), tmp_path, None)
    kinds = {train: train.DogTrainingConfig, train_points: train_points.PointsConfig}
    program = import_module(module)
    config = read_settings(kinds.get(program, train_finder.FinderConfig), None, arguments)
    assert (config.data, config.out) == (Path(), tmp_path)
    assert config.epoch == recipe.epoch_steps
    assert config.steps == recipe.settings().epochs * recipe.epoch_steps


def test_drawn_breeds_are_learnt(tmp_path: Path) -> None:
    config = train.DogTrainingConfig(
        **BREEDS, data=Path(), out=tmp_path, drawn=24, breeds=2, steps=30, epoch=30, batch=12, averaging=0.8
    )
    train.train(config)
    rows = history(tmp_path)
    assert rows[-1]["named"] > rows[0]["named"] + 0.2


def test_two_views_of_a_drawn_dog_are_one_dog_at_two_places(tmp_path: Path) -> None:
    photos = breed_dogs(tmp_path, "train", 8, 0, 2, 48)
    assert (
        photos.breeds.tolist()
        == [photos.breeds[0]] * 2 + [photos.breeds[2]] * 2 + [photos.breeds[0]] * 2 + [photos.breeds[2]] * 2
    )
    assert (photos.pixels[0] != photos.pixels[1]).any()
    assert (breed_dogs(tmp_path, "train", 8, 0, 2, 48).pixels == photos.pixels).all()


def test_own_photos_are_read_from_a_subfolder_a_breed(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for name in ("Beagle", "pug", "my cat"):
        (tmp_path / name).mkdir()
        for number in range(6):
            pixels = rng.integers(0, 255, (90, 70, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / name / f"{number}.png")
    (tmp_path / "pug" / "6.jpg").write_bytes(b"no picture")
    config = train.DogTrainingConfig(**BREEDS, data=tmp_path, out=tmp_path / "out", steps=1, batch=4, device="cpu")
    learnt, count = train.gather(config, "train")
    assert (len(learnt), count) == (10, 11)
    assert sorted({BREED_LIST[number].id for number in learnt.breeds.tolist()}) == ["beagle", "pug"]
    assert len(train.gather(replace(config, recipe="simclr"), "val")[0]) == 3
    assert train.preview(config).counts == {"dogs": 11, "examined": 2}
    train.train(config)
    assert history(tmp_path / "out")[-1]["step"] == 1
    for path in (tmp_path / "pug").iterdir():
        path.unlink()
    with pytest.raises(InputError, match="two subfolders"):
        train.train(config)


def test_a_batch_larger_than_all_is_named(tmp_path: Path) -> None:
    config = train.DogTrainingConfig(**BREEDS, data=Path(), out=tmp_path, drawn=10, breeds=2, batch=64)
    with pytest.raises(InputError, match="only 10 dogs to learn from") as problem:
        train.train(config)
    assert problem.value.key == "training_batch_too_large"


def test_every_photo_is_dealt_once_a_pass() -> None:
    first = torch.cat([train.dealt(12, 4, number, 0) for number in range(3)])
    second = torch.cat([train.dealt(12, 4, number, 0) for number in range(3, 6)])
    assert sorted(first.tolist()) == sorted(second.tolist()) == list(range(12))
    assert first.tolist() != second.tolist()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"recipe": "magic"}, "`recipe` must be one of breeds, supcon, simclr, distil"),
        ({"augmentation": "wild"}, "`augmentation` must be one of"),
        ({"backbone": train.SIMCLR}, "`recipe` must be simclr"),
        ({"backbone": train.SIMCLR, "recipe": "simclr"}, "`sides` must be one number"),
    ],
)
def test_settings_that_do_not_fit_are_named(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        train.train(train.DogTrainingConfig(**change))


def test_a_finder_is_trained_and_measured(packs: Path, tmp_path: Path) -> None:
    config = train_finder.FinderConfig(packs, tmp_path, **POINTS, steps=2, batch=4, others=10, device="cpu")
    assert isinstance(load(train_finder.train(config), "spotter"), Spotter)
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert set(figures) == {"found", "half", "mean_iou", "alarms"}


def test_points_are_trained_from_an_embedders_backbone_and_measured(packs: Path, tmp_path: Path) -> None:
    begun = DogEmbedder(SMALL)
    apprentice = Apprentice(begun, "cpu", 1e-3, 0.9)
    start = apprentice.save(tmp_path, "embedder")
    config = train_points.PointsConfig(
        packs, tmp_path / "points", start, SMALL, 16, drawn=2, steps=1, batch=4, learning_rate=0, device="cpu"
    )
    path = train_points.train(config)
    stem = load_file(path)["backbone.stem.conv.weight"].float()
    assert torch.allclose(stem, begun.state_dict()["backbone.stem.conv.weight"], atol=1e-3)
    figures = json.loads((tmp_path / "points" / "figures.json").read_text())
    assert 0 <= figures["pck10"] <= figures["pck20"] <= 1


def test_unlabelled_points_have_no_weight(packs: Path) -> None:
    labelled = load_labelled(packs / "dogs-keypoints.zip", "train")
    assert labelled.weight[0].tolist() == [float(point % 3 != 0) for point in range(17)]


def test_a_mirrored_view_swaps_left_and_right(packs: Path) -> None:
    labelled = load_labelled(packs / "dogs-keypoints.zip", "train")
    torch.manual_seed(0)
    x, places, weight = train_points.PointLessons(labelled, labelled, 0.5).batch(8)
    assert x.shape == (8, 3, 128, 128)
    assert ((places > 0) & (places < 32)).all(2)[weight > 0].all()


def test_supervised_contrast_wants_breeds_together_and_apart() -> None:
    breeds = torch.tensor([0, 0, 1, 1])
    apart = torch.nn.functional.one_hot(breeds, 4).float()
    assert supervised_contrast(apart, breeds, 0.1) < 0.01 < supervised_contrast(apart, breeds.roll(1), 0.1)


def test_retrieval_counts_what_is_found() -> None:
    gallery = torch.eye(12)
    breeds = torch.arange(12) % 3
    asked = torch.stack([gallery[0], gallery[1]])
    told = retrieval(asked, torch.tensor([0, 2]), gallery, breeds)
    assert told["hit1"] == 0.5
    assert told["hit5"] == 1
    assert 0 < told["map10"] < 1


def test_the_first_weights_are_soon_forgotten() -> None:
    kept = [torch.zeros(1)]
    for count in range(50):
        averaged(0.999)(kept, [torch.ones(1)], count)
    assert kept[0] > 0.99
