"""Boxes in YOLO's format."""

from pathlib import Path

import pytest
from PIL import Image

from engines.plans.labels import count_boxes, own_labels, read_label
from engines.plans.train_boxes import BoxesConfig, preview
from engines.runtime.errors import InputError

ROW = "0 0.5 0.25 0.2 0.1"


def write(folder: Path, count: int = 6, row: str = ROW, classes: str = "bolt\nnut\n") -> Path:
    for name in ("images", "labels"):
        (folder / name).mkdir()
    for number in range(count):
        Image.new("RGB", (200, 100), (number, 9, 9)).save(folder / "images" / f"p{number}.jpg")
        (folder / "labels" / f"p{number}.txt").write_text(row)
    (folder / "classes.txt").write_text(classes)
    return folder


def test_boxes_are_where_the_picture_lies_on_its_square(tmp_path: Path) -> None:
    labelled = own_labels(write(tmp_path), "train", 64)
    assert labelled.pictures.shape == (4, 3, 64, 64)
    assert labelled.names == ("bolt", "nut")
    assert labelled.boxes[0, 0].tolist() == pytest.approx([25.6, 6.4, 38.4, 9.6])
    assert len(own_labels(tmp_path, "val", 64)) == 2
    assert count_boxes(tmp_path) == {"pictures": 6, "bolt": 6, "nut": 0}


def test_a_picture_without_a_label_shows_nothing(tmp_path: Path) -> None:
    (write(tmp_path) / "labels" / "p1.txt").unlink()
    (tmp_path / "labels" / "p2.txt").write_text("\n\n")
    boxes = own_labels(tmp_path, "train", 64).boxes
    assert boxes[:, 0, 0].isnan().tolist() == [True, True, False, False]
    assert preview(BoxesConfig(data=tmp_path)).counts == {"pictures": 6, "bolt": 4, "nut": 0}


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("2 0.5 0.5 0.2 0.2", "training_label_class"),
        ("-1 0.5 0.5 0.2 0.2", "training_label_class"),
        ("0.5 0.5 0.5 0.2 0.2", "training_label_class"),
        ("nan 0.5 0.5 0.2 0.2", "training_label_class"),
        ("bolt 0.5 0.5 0.2 0.2", "training_label_row"),
        ("0 0.5 0.5 0.2", "training_label_row"),
        ("0 0.5 0.5 0.2 0.2 0.9 0 0.1 0.1 0.1", "training_label_row"),
        ("0 50 25 20 10", "training_label_row"),  # pixels
        ("0 0.5 nan 0.2 0.2", "training_label_row"),
        ("0 0.5 0.5 0 0.2", "training_label_row"),
        ("\n".join([ROW] * 501), "training_label_long"),
        ("", "training_boxes_none"),
    ],
)
def test_labels_that_do_not_fit(tmp_path: Path, row: str, key: str) -> None:
    write(tmp_path, row=row)
    with pytest.raises(InputError) as problem:
        preview(BoxesConfig(data=tmp_path))
    assert problem.value.key == key


def test_a_box_over_the_border_is_cut(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1 0.95 0.5 0.2 0.2")
    boxes, kinds = read_label(tmp_path / "a.txt", 2)
    assert boxes[0].tolist() == pytest.approx([0.85, 0.4, 1.0, 0.6])
    assert kinds.tolist() == [1]


@pytest.mark.parametrize(
    ("classes", "key"), [("", "training_classes_missing"), ("\n".join("abcdefghij" * 21), "training_classes_many")]
)
def test_lists_of_classes_that_do_not_fit(tmp_path: Path, classes: str, key: str) -> None:
    with pytest.raises(InputError) as problem:
        own_labels(write(tmp_path, classes=classes), "train", 64)
    assert problem.value.key == key


def test_a_label_needs_its_picture(tmp_path: Path) -> None:
    (write(tmp_path) / "images" / "p3.jpg").unlink()
    with pytest.raises(InputError, match=r"p3\.txt"):
        own_labels(tmp_path, "train", 64)
