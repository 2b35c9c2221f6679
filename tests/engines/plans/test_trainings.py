"""Both trainings, tiny, on drawn pages."""

from pathlib import Path

import pytest
import torch

from engines.checkpoints import load
from engines.models.spotter import Spotter
from engines.models.unet import UNet
from engines.plans import train_boxes, train_edges
from engines.plans.labels import Labelled
from engines.plans.pages import drawn_pages
from engines.plans.train_boxes import BoxesConfig
from engines.plans.train_edges import EdgesConfig
from tests.engines.runs import goes_on_as_unbroken, history

EDGES = EdgesConfig(width=8, crop=64, drawn=4, steps=2, epoch=1, batch=2, device="cpu")
BOXES = BoxesConfig(width=16, side=64, drawn=4, steps=2, epoch=1, batch=2, device="cpu")


def test_edges_are_found_better_than_at_the_start(tmp_path: Path) -> None:
    config = EdgesConfig(
        width=8, crop=64, drawn=8, steps=70, epoch=70, batch=4, learning_rate=1e-2, averaging=0.8, out=tmp_path
    )
    path = train_edges.train(config)
    first, last = history(tmp_path)
    assert last["iou"] > first["iou"] + 0.2
    network = load(path)
    assert isinstance(network, UNet)
    assert sorted(one.name for one in (tmp_path / "samples").iterdir()) == ["0000000.png", "0000070.png"]


def test_boxes_are_learnt(tmp_path: Path) -> None:
    config = BoxesConfig(
        width=16, side=64, drawn=8, steps=12, epoch=6, batch=8, learning_rate=4e-3, averaging=0.8, out=tmp_path
    )
    path = train_boxes.train(config)
    rows = history(tmp_path)
    assert rows[-1]["loss"] < 0.8 * rows[1]["loss"]
    assert 0 <= rows[-1]["map50"] <= 1
    assert (tmp_path / "classes.txt").read_text() == "length\nround\nangle\n"
    assert isinstance(load(path), Spotter)


def test_an_edge_run_that_goes_on_gives_the_losses_of_an_unbroken_one(tmp_path: Path) -> None:
    assert goes_on_as_unbroken(train_edges.train, EDGES, tmp_path)


def test_a_box_run_that_goes_on_gives_the_losses_of_an_unbroken_one(tmp_path: Path) -> None:
    assert goes_on_as_unbroken(train_boxes.train, BOXES, tmp_path)


def test_boxes_follow_their_picture_when_it_is_seen_another_way() -> None:
    """A dark rectangle on a light page: wherever it is seen, it fills its box."""
    pictures = torch.full((1, 1, 64, 64), 250, dtype=torch.uint8)
    pictures[:, :, 20:30, 16:44] = 10
    lessons = Labelled(
        pictures, torch.tensor([[[16.0, 20.0, 44.0, 30.0]]]), torch.zeros(1, 1, dtype=torch.long), ("a",)
    )
    torch.manual_seed(0)
    x, boxes, _ = train_boxes.batch_of(lessons, 24)
    seen = 0
    for picture, box in zip(x, boxes[:, 0], strict=True):
        if torch.isfinite(box).all():
            dark = torch.nonzero(picture[0] < picture[0].mean() - picture[0].std())
            (top, left), (bottom, right) = dark.amin(0).tolist(), dark.amax(0).tolist()
            assert box.tolist() == pytest.approx([left, top, right + 1, bottom + 1], abs=1.6)
            seen += 1
    assert seen > 12


def test_a_batch_of_edges_keeps_pictures_and_edges_together() -> None:
    pages = drawn_pages("train", 3, 0)
    torch.manual_seed(0)
    x, edges = train_edges.batch_of(pages, 6, 128)
    assert x.shape == (6, 3, 128, 128)
    assert edges.shape == (6, 1, 128, 128)
    for picture, mask in zip(x[:, :1], edges > 0, strict=True):
        assert picture[mask].median() < picture[~mask].median() - 0.2
