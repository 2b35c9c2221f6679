"""Tables from CSV."""

from pathlib import Path

import numpy as np
import pytest

from engines.runtime.errors import InputError
from engines.skin.drawn import TYPES, skin_table
from engines.skin.table import parse_table, read_column, read_table

ROWS = [f"{number},{'ab'[number % 2]},{number * 0.5}" for number in range(30)]
TEXT = "\n".join(["size,kind,price", *ROWS])


def test_numbers_categories_and_what_is_missing() -> None:
    assert read_column("x", ["1", " 2.5", "", "NA", "-1e3"]).values.tolist() == pytest.approx(
        [1, 2.5, np.nan, np.nan, -1000], nan_ok=True
    )
    column = read_column("x", ["b", "a", "?", "b"])
    assert column.categories == ("a", "b")
    assert column.values.tolist() == pytest.approx([1, 0, np.nan, 1], nan_ok=True)
    assert read_column("x", ["1", "inf"]).categories == ("1", "inf")  # not a number to learn from


@pytest.mark.parametrize(
    ("target", "columns", "categories"),
    [("", ["size", "kind"], ()), ("price", ["size", "kind"], ()), ("kind", ["size", "price"], ("a", "b"))],
)
def test_the_target_is_chosen(target: str, columns: list[str], categories: tuple[str, ...]) -> None:
    table = parse_table(TEXT, target)
    assert [column.name for column in table.columns] == columns
    assert table.target.categories == categories
    assert table.values.shape == (30, 2)


def test_few_whole_numbers_are_classes_and_many_are_not() -> None:
    few = "\n".join(["x,y", *(f"{number},{number % 3}" for number in range(30))])
    assert parse_table(few, "").target.categories == ("0", "1", "2")
    many = "\n".join(["x,y", *(f"{number},{number}" for number in range(30))])
    assert parse_table(many, "").target.categories == ()


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_empty_lines(separator: str) -> None:
    table = parse_table(TEXT.replace(",", separator).replace("\n", "\r\n\r\n"), "kind")
    assert len(table) == 30


def test_columns_that_tell_nothing_are_left_out() -> None:
    rows = [f"{number},same,name{number},{number % 2}" for number in range(250)]
    table = parse_table("\n".join(["x,one,name,y", *rows]), "")
    assert [column.name for column in table.columns] == ["x"]
    assert table.left_out == ("one", "name")


def test_a_korean_spreadsheet_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TEXT.replace("kind", "종류").encode("cp949"))
    assert read_table(tmp_path, "종류").target.name == "종류"


@pytest.mark.parametrize(
    ("text", "target", "key"),
    [
        ("", "", "training_table_header"),
        ("x\n1", "", "training_table_header"),
        ("x,x\n1,2", "", "training_table_header"),
        ("x,\n1,2", "", "training_table_header"),
        (TEXT + "\n1,2", "", "training_table_row"),
        (TEXT, "colour", "training_table_target"),
        ("x,y\n1,2", "", "training_table_few"),
        ("\n".join(["x,y", *(["1,"] * 30)]), "", "training_table_few"),
        ("\n".join(["x,y", *(f"{n},7" for n in range(30))]), "", "training_table_same"),
        ("\n".join(["x,y", *(f"{n},name{n}" for n in range(60))]), "", "training_table_classes"),
        ("\n".join(["x,y", *(f"1,{n}" for n in range(30))]), "", "training_table_columns"),
    ],
)
def test_tables_that_do_not_fit(text: str, target: str, key: str) -> None:
    with pytest.raises(InputError) as problem:
        parse_table(text, target)
    assert problem.value.key == key


def test_folders_that_do_not_fit(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no CSV"):
        read_table(tmp_path, "")
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(TEXT)
    with pytest.raises(InputError, match="more than one"):
        read_table(tmp_path, "")


def test_the_drawn_table_has_every_type_gaps_and_numbers() -> None:
    table = parse_table(skin_table(np.random.default_rng(0), 500), "")
    assert table.target.categories == TYPES
    assert min(np.bincount(table.target.values.astype(int))) > 25
    assert 0.01 < np.isnan(table.values).mean() < 0.08
    assert sum(bool(column.categories) for column in table.columns) == 2
