"""The truth of a gallery: one SQLite file with the records and the rows of numbers.

Rows of numbers are float32, and a row never changes under its id: an index whose ids are those of the table is right.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engines.dogs.gallery.looks import NewDog
from engines.dogs.results import DogRecord
from engines.runtime import InputError

PATIENCE: Final = 30.0  # seconds to wait for another process that is writing
SCHEMA: Final = """
CREATE TABLE dogs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    embedder TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    path TEXT NOT NULL,
    breed TEXT NOT NULL,
    certainty REAL NOT NULL,
    size TEXT NOT NULL,
    colour TEXT NOT NULL,
    animal TEXT NOT NULL,
    proportions TEXT NOT NULL,
    UNIQUE (embedder, sha256)
);
CREATE INDEX dogs_by_path ON dogs (embedder, path);
CREATE TABLE vectors (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dog INTEGER NOT NULL REFERENCES dogs ON DELETE CASCADE,
    vector BLOB NOT NULL
);
CREATE INDEX vectors_by_dog ON vectors (dog);
CREATE TABLE state (changes INTEGER NOT NULL);
INSERT INTO state VALUES (0);
PRAGMA user_version = 1
"""
TOLD: Final = "path, breed, certainty, size, colour, animal, proportions"
PUT: Final = f"""
INSERT INTO dogs (embedder, sha256, {TOLD}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET ({TOLD}) = (?, ?, ?, ?, ?, ?, ?) RETURNING id
"""
JOINED: Final = "vectors JOIN dogs ON dogs.id = vectors.dog"
AMONG: Final = "IN (SELECT value FROM json_each(?))"  # a list of any length as one argument

Ids = NDArray[np.int64]
Rows = NDArray[np.float32]


class Database:
    """What one embedder saw, in a file that several threads and processes may use; each call is one transaction.

    Every method raises `InputError`, `gallery_unusable` or `gallery_damaged`, where the file cannot be used.

    Args:
        path: created with its folder when missing.
        embedder: the name of the network that made the rows; those of others cannot be compared with them.
        dimension: D, numbers a row.
    """

    def __init__(self, path: Path, embedder: str, dimension: int) -> None:
        self._path = path
        self._embedder = embedder
        self._dimension = dimension
        with in_sentences(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        if self._value("PRAGMA user_version") == 0:
            self._create()

    def changes(self) -> int:
        """A number that grows with every change, whichever process made it."""
        return int(self._value("SELECT changes FROM state"))

    def count(self) -> int:
        """How many records there are."""
        return int(self._value("SELECT count(*) FROM dogs WHERE embedder = ?", self._embedder))

    def records(self) -> list[DogRecord]:
        """All records in the order in which they came."""
        return self._records("embedder = ? ORDER BY id", self._embedder)

    def get(self, record: int) -> DogRecord | None:
        """The record with this id."""
        return next(iter(self._records("embedder = ? AND id = ?", self._embedder, record)), None)

    def find(self, sha256: str) -> DogRecord | None:
        """The record of the photo with this content."""
        return next(iter(self._records("embedder = ? AND sha256 = ?", self._embedder, sha256)), None)

    def add(self, dogs: Sequence[tuple[str, NewDog]]) -> list[int]:
        """Put in photos under the paths to be kept; return the ids of their records.

        A photo that is there, by its content, is told anew; what else was under the same path goes.
        """
        ids = []
        with self._writing() as database:
            for path, dog in dogs:
                other = (self._embedder, path, dog.sha256)
                database.execute("DELETE FROM dogs WHERE embedder = ? AND path = ? AND sha256 != ?", other)
                look, animal = dog.look, dog.animal or dog.sha256[:16]
                proportions = json.dumps(look.proportions)
                told = (path, look.breed, look.certainty, look.size, look.colour, animal, proportions)
                (record,) = database.execute(PUT, (self._embedder, dog.sha256, *told, *told)).fetchone()
                database.execute("DELETE FROM vectors WHERE dog = ?", (record,))
                rows = [(record, vector.tobytes()) for vector in look.vectors]
                database.executemany("INSERT INTO vectors (dog, vector) VALUES (?, ?)", rows)
                ids.append(record)
        return ids

    def remove(self, records: Iterable[int]) -> int:
        """Take out records; return how many were there."""
        with self._writing() as database:
            gone = (self._embedder, json.dumps([int(record) for record in records]))
            return database.execute(f"DELETE FROM dogs WHERE embedder = ? AND id {AMONG}", gone).rowcount

    def vector_ids(self, **filters: Collection[str] | None) -> Ids:
        """(N,) the ids of all rows, or of those whose record has one of the given `breed`, `size`, `colour`."""
        asked = {column: list(values) for column, values in filters.items() if values is not None}
        conditions = "".join(f" AND dogs.{column} {AMONG}" for column in asked)
        query = f"SELECT vectors.id FROM {JOINED} WHERE embedder = ?{conditions}"
        with self._reading() as database:
            found = database.execute(query, (self._embedder, *map(json.dumps, asked.values())))
            return np.fromiter((row[0] for row in found), np.int64)

    def vectors(self, ids: Ids) -> tuple[Ids, Rows]:
        """The rows with these ids, as far as they are there: ids (N,), rows (N, D)."""
        with self._reading() as database:
            query = f"SELECT id, vector FROM vectors WHERE id {AMONG}"
            found = dict(database.execute(query, (json.dumps(ids.tolist()),)))
        rows = np.frombuffer(b"".join(found.values()), np.float32).reshape(len(found), self._dimension)
        return np.array([*found], np.int64), rows

    def shown(self, ids: Ids) -> list[tuple[DogRecord, NDArray[np.float32]]]:
        """The record and the (D,) row of each of these ids of rows that is there."""
        query = f"SELECT vector, dogs.id, {TOLD} FROM {JOINED} WHERE vectors.id {AMONG}"
        with self._reading() as database:
            found = database.execute(query, (json.dumps(ids.tolist()),))
            return [(_to_record(told), np.frombuffer(vector, np.float32)) for vector, *told in found]

    def _value(self, query: str, *values: object) -> Any:
        with self._reading() as database:
            return database.execute(query, values).fetchone()[0]

    def _records(self, condition: str, *values: object) -> list[DogRecord]:
        with self._reading() as database:
            return [
                _to_record(row) for row in database.execute(f"SELECT id, {TOLD} FROM dogs WHERE {condition}", values)
            ]

    def _create(self) -> None:
        with self._writing() as database:
            if database.execute("PRAGMA user_version").fetchone() == (0,):  # no other process was quicker
                for statement in SCHEMA.split(";"):
                    database.execute(statement)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for one call: threads share none, and none stays open behind a thread that ended."""
        with in_sentences(self._path), closing(sqlite3.connect(self._path, PATIENCE, isolation_level=None)) as database:
            database.execute("PRAGMA foreign_keys = ON")
            yield database

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as database:
            database.execute("PRAGMA journal_mode = WAL")  # readers do not wait for a writer
            database.execute("BEGIN IMMEDIATE")
            with database:
                yield database
                database.execute("UPDATE state SET changes = changes + 1")


@contextmanager
def in_sentences(path: Path) -> Iterator[None]:
    """What the system or SQLite says no to about a gallery's file, in a sentence for the host."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise InputError(
            "gallery_unusable",
            f"The gallery's file {path.name} cannot be used ({error}): please give the program the right to write its "
            "folder, and room on the disk.",
        ) from error
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # a mistake of the program
    except sqlite3.DatabaseError as error:
        raise InputError(
            "gallery_damaged",
            f"The gallery's file {path.name} is damaged: please move it away and add the photos again.",
        ) from error


def _to_record(row: Sequence[Any]) -> DogRecord:
    record, path, breed, certainty, size, colour, animal, proportions = row
    numbers = json.loads(proportions)
    body = None if numbers is None else tuple(numbers)
    return DogRecord(record, path, breed, certainty, size, colour, animal, body)
