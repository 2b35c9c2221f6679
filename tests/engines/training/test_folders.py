from pathlib import Path

import pytest
from PIL import Image

from engines.runtime.errors import InputError
from engines.training.folders import find, names
from engines.training.recipe import Data


def pictures(folder: Path, count: int = 4) -> None:
    folder.mkdir(parents=True)
    for number in range(count):
        Image.new("L", (8, 8)).save(folder / f"{number}.png")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    pictures(tmp_path / "cats")
    pictures(tmp_path / "few", 2)
    pictures(tmp_path / "plans" / "drawings")
    pictures(tmp_path / "boxes" / "images")
    (tmp_path / "boxes" / "labels").mkdir()
    (tmp_path / "boxes" / "labels" / "0.txt").write_text("1 0.5 0.5 0.25 0.25\n\n0 0.1 0.1 0.1 0.1\n")
    (tmp_path / "boxes" / "classes.txt").write_text("length\nangle\n")
    (tmp_path / "skin").mkdir()
    (tmp_path / "skin" / "people.csv").write_text("oil,age,type\n1,20,dry\n2,30,oily\n")
    (tmp_path / "moves").mkdir()
    (tmp_path / "moves" / "mine.bvh").write_text("HIERARCHY")
    (tmp_path / ".hidden").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (Data.DRAWN, []),
        (Data.PICTURES, ["boxes", "cats", "plans"]),
        (Data.PAIRS, ["plans"]),
        (Data.BOXES, ["boxes"]),
        (Data.TABLE, ["skin"]),
        (Data.MOTIONS, ["moves"]),
    ],
)
def test_a_recipe_is_offered_the_folders_that_it_can_use(root: Path, kind: Data, found: list[str]) -> None:
    assert names(root, kind) == found
    assert names(root / "nowhere", kind) == []
    assert [find(root, name, kind) for name in found] == [root / name for name in found]


@pytest.mark.parametrize("name", ["..", ".", "", "../x", "/etc", "cats/..", "a" * 100, ".hidden", "nowhere"])
def test_no_name_leads_out_of_the_folder(root: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        find(root / "plans", name, Data.PICTURES)
    assert caught.value.key == "training_data_unknown"


def test_a_link_out_of_the_folder_is_not_followed(root: Path) -> None:
    (root / "plans" / "out").symlink_to(root / "cats")
    with pytest.raises(InputError, match="no such folder"):
        find(root / "plans", "out", Data.PICTURES)


@pytest.mark.parametrize(
    "row", ["2 0.5 0.5 0.2 0.2", "0 0.5 0.5 0.2", "0 0.5 0.5 0.2 1.2", "cat 0 0 0 0", "0 nan 0 0 0"]
)
def test_a_label_that_does_not_fit_is_named(root: Path, row: str) -> None:
    (root / "boxes" / "labels" / "1.txt").write_text(f"0 0.5 0.5 0.1 0.1\n{row}\n")
    with pytest.raises(InputError, match=r"Line 2 of 1\.txt is no label"):
        find(root, "boxes", Data.BOXES)


def test_a_drawing_without_a_target_is_named(root: Path) -> None:
    pictures(root / "plans" / "targets", 3)
    with pytest.raises(InputError, match=r"1 drawings have no target, the first is 3\.png"):
        find(root, "plans", Data.PAIRS)
