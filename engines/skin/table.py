"""A table from a host's CSV: numbers, categories, and the column that is to be foretold."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engines.runtime.errors import InputError

MOST_BYTES: Final = 50_000_000
MOST_COLUMNS: Final = 300
MOST_CATEGORIES: Final = 200  # of a column; one with more is taken for names and left out
MOST_CLASSES: Final = 50
FEW: Final = 12  # different whole numbers of a target, up to which they are classes
LEAST_ROWS: Final = 20
MISSING: Final = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-"})
SEPARATORS: Final = ",;\t"
ENCODINGS: Final = ("utf-8-sig", "cp949")  # the second is what Korean spreadsheets write


@dataclass(frozen=True)
class Column:
    """A column. values: (N,), numbers or places in `categories`, NaN where none is; categories: empty for numbers."""

    name: str
    values: NDArray[np.float32]
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """What is known and what is to be foretold. A target with categories is one of classes, without them a number."""

    columns: tuple[Column, ...]
    target: Column
    left_out: tuple[str, ...] = ()  # names of columns that say nothing, or too many different things

    def __len__(self) -> int:
        return len(self.target.values)

    @property
    def values(self) -> NDArray[np.float32]:
        """(N, columns)."""
        return np.stack([column.values for column in self.columns], 1)


def read_table(folder: Path, target: str) -> Table:
    """Read the one CSV of a folder. target: name of the column to be foretold; empty: the last one.

    Raises:
        InputError: `training_table_missing`, `training_table_many`, `training_table_heavy`, and as `parse_table`.
    """
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise InputError("training_table_missing", "This folder has no CSV file: please put one in.")
    if len(files) > 1:
        raise InputError("training_table_many", "This folder has more than one CSV file: please leave one in it.")
    if files[0].stat().st_size > MOST_BYTES:
        raise InputError(
            "training_table_heavy", f"More than {MOST_BYTES / 1e6:g} MB are too many for a table: please take a part."
        )
    return parse_table(_text(files[0].read_bytes()), target)


def parse_table(text: str, target: str) -> Table:
    """Read CSV with a header; commas, semicolons or tabs between the columns.

    Raises:
        InputError: `training_table_header`, `training_table_row`, `training_table_target`, `training_table_few`,
            `training_table_same`, `training_table_classes`, `training_table_columns`.
    """
    head = text.partition("\n")[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=max(SEPARATORS, key=head.count)))
    names = [name.strip() for name in rows[0]] if rows else []
    if not 2 <= len(names) <= MOST_COLUMNS or "" in names or len(set(names)) < len(names):
        raise InputError(
            "training_table_header",
            f"The first line must name 2 to {MOST_COLUMNS} columns, each another way: please mend it.",
        )
    lines = [(number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    for number, row in lines:
        if len(row) != len(names):
            raise InputError(
                "training_table_row",
                f"Row {number} has {len(row)} columns and the header {len(names)}: please mend it.",
            )
    target = target or names[-1]
    if target not in names:
        raise InputError(
            "training_table_target", f"No column is called `{target[:40]}`: please choose one of the header."
        )
    place = names.index(target)
    known = [row for _, row in lines if not _is_missing(row[place])]
    if len(known) < LEAST_ROWS:
        raise InputError(
            "training_table_few",
            f"`{target}` is known in {len(known)} rows, and {LEAST_ROWS} are needed: please add some.",
        )
    columns = [read_column(name, cells) for name, cells in zip(names, zip(*known, strict=True), strict=True)]
    wanted = _as_target(columns.pop(place), [row[place].strip() for row in known])
    told = tuple(column for column in columns if _tells(column))
    if not told:
        raise InputError("training_table_columns", "No other column tells anything: please add numbers or categories.")
    return Table(told, wanted, tuple(column.name for column in columns if not _tells(column)))


def read_column(name: str, cells: Sequence[str]) -> Column:
    """Numbers where all cells that are not missing are some, else categories in the order of the alphabet."""
    stripped = [cell.strip() for cell in cells]
    known = [cell for cell in stripped if not _is_missing(cell)]
    try:
        numbers = np.array(known, str).astype(np.float32)
    except ValueError:
        numbers = np.array([np.inf], np.float32)
    if np.isfinite(numbers).all():
        values = np.full(len(cells), np.nan, np.float32)
        values[[not _is_missing(cell) for cell in stripped]] = numbers
        return Column(name, values)
    return _by_category(name, stripped)


def _by_category(name: str, cells: Sequence[str]) -> Column:
    categories = tuple(sorted({cell for cell in cells if not _is_missing(cell)}))
    number = {category: float(place) for place, category in enumerate(categories)}
    return Column(name, np.array([number.get(cell, np.nan) for cell in cells], np.float32), categories)


def _as_target(column: Column, cells: Sequence[str]) -> Column:
    """The target; a few different whole numbers are classes, too."""
    different = np.unique(column.values)
    if len(different) < 2:
        raise InputError(
            "training_table_same", f"`{column.name}` is the same in every row: please choose another target."
        )
    if not column.categories and len(different) <= FEW and (different % 1 == 0).all():
        column = _by_category(column.name, cells)
    if len(column.categories) > MOST_CLASSES:
        raise InputError(
            "training_table_classes",
            f"`{column.name}` has {len(column.categories)} classes, and {MOST_CLASSES} are the most: "
            "please choose another target.",
        )
    return column


def _tells(column: Column) -> bool:
    known = column.values[np.isfinite(column.values)]
    return len(np.unique(known)) > 1 and len(column.categories) <= MOST_CATEGORIES


def _is_missing(cell: str) -> bool:
    return cell.strip().lower() in MISSING


def _text(data: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")
