"""The three trainings, with tiny networks on packs of drawn dogs."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from engines.checkpoints import load
from engines.dogs import train, train_finder, train_points
from engines.dogs.data import load_all_boxes, load_photos
from engines.dogs.retrieval import retrieval
from engines.models.dog_embedder import DogEmbedder
from engines.models.simclr import SimCLR
from engines.models.spotter import Spotter
from engines.runtime.apprentice import Apprentice, averaged
from tests.engines.dogs.packs import NAMED, write_dogs, write_keypoints, write_others

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
    rows = [json.loads(line) for line in (tmp_path / "training_history.jsonl").read_text().splitlines()]
    assert [row["pass"] for row in rows] == [1, 2]
    assert 0 <= rows[0]["hit1"] <= rows[0]["hit5"] <= 1


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
    config = train_finder.FinderConfig(packs, tmp_path, SMALL, 16, steps=2, batch=4, others=10, device="cpu")
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
    labelled = train_points.load_labelled(packs / "dogs-keypoints.zip", "train")
    assert labelled.weight[0].tolist() == [float(point % 3 != 0) for point in range(17)]


def test_a_mirrored_view_swaps_left_and_right(packs: Path) -> None:
    labelled = train_points.load_labelled(packs / "dogs-keypoints.zip", "train")
    torch.manual_seed(0)
    x, places, weight = train_points.PointLessons(labelled, labelled, 0.5).batch(8)
    assert x.shape == (8, 3, 128, 128)
    assert ((places > 0) & (places < 32)).all(2)[weight > 0].all()


def test_supervised_contrast_wants_breeds_together_and_apart() -> None:
    breeds = torch.tensor([0, 0, 1, 1])
    apart = torch.nn.functional.one_hot(breeds, 4).float()
    assert train.supervised_contrast(apart, breeds, 0.1) < 0.01 < train.supervised_contrast(apart, breeds.roll(1), 0.1)


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
