"""The index: which of many rows of numbers are most like this one."""

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.typing import ArrayLike

from engines.dogs.segments import Ids, Kind, Rows, Segment, build, fitting_kind, library

RECENT_MOST: Final = 4096  # rows that wait beside the large segment; comparing with all of them takes 0.2 ms
REMOVED_MOST: Final = 0.3  # share of removed rows from which a segment is built anew
LENGTH_ERROR: Final = 1e-3
REMOVED_ID: Final = -1  # in a file
KINDS: Final[dict[str, Kind]] = {"IndexFlatIP": "flat", "IndexHNSWFlat": "hnsw", "IndexIVFPQ": "ivfpq"}
IDS, INDEX = "ids.npy", "index.faiss"  # what is in a file


@dataclass(frozen=True, eq=False)
class State:
    """What one search sees: the large segment and the rows that came since it was built."""

    main: Segment
    recent: Segment

    @property
    def ids(self) -> Ids:
        return np.concatenate([part.ids[part.alive] for part in (self.main, self.recent)])


class VectorIndex:
    """Rows of length 1 by id, searched by inner product; the kind of index follows their number.

    Safe to share between threads, by copy on write: a state is never changed, a writer puts a new one in its place in
    one step, and a search goes on with the one it began with. Nothing waits for a search, and a search waits for
    nothing, not even for a million rows being built anew. Writers wait for each other.

    New rows go into a small flat segment, which is cheap to copy, and join the large one when they are many. Removed
    rows are only marked, until they are many.

    Args:
        dimension: D, numbers a row.
        kind: `flat`, `hnsw` or `ivfpq` for every number of rows; by default flat up to 100,000, HNSW up to a million,
            then IVF-PQ.

    Example:
        index = VectorIndex()
        index.add([7, 9], rows)
        ids, similarity = index.search(queries, k=12, allowed=[9])
    """

    def __init__(self, dimension: int = 128, kind: Kind | None = None) -> None:
        self.dimension = dimension
        self._kind = kind
        self._writing = threading.Lock()
        self._state: State | None = None  # None while there are no rows, so that faiss need not be there

    def __len__(self) -> int:
        state = self._state
        return 0 if state is None else state.main.count + state.recent.count

    @property
    def kind(self) -> Kind:
        """The kind of the large segment."""
        state = self._state
        return fitting_kind(0, self._kind) if state is None else state.main.kind

    @property
    def ids(self) -> Ids:
        """(N,) the ids of all rows, in no order."""
        state = self._state
        return np.empty(0, np.int64) if state is None else state.ids

    def add(self, ids: ArrayLike, rows: ArrayLike) -> None:
        """Add (N, D) rows of length 1 under N new ids from 0 on.

        Raises:
            ValueError: shapes do not fit, a row is not of length 1, or an id is given twice or there already.
        """
        new, given = self._checked(ids, rows)
        with self._writing:
            state = self._state
            if state is not None and np.isin(new, state.ids).any():
                raise ValueError("`ids` must be new, but some of them are in the index already.")
            if len(new):
                self._state = self._started(new, given) if state is None else self._joined(state, new, given)

    def remove(self, ids: ArrayLike) -> None:
        """Remove rows; ids that are not there are passed over."""
        gone = np.asarray(ids, np.int64)
        with self._writing:
            if self._state is not None:
                main, recent = self._state.main.without(gone), self._state.recent.without(gone)
                # IVF-PQ remembers its rows roughly: built from itself it would remember them worse each time.
                worn = main.removed_share > REMOVED_MOST and main.kind != "ivfpq"
                self._state = self._merged(main, recent) if worn else State(main, recent)

    def rebuild(self, ids: ArrayLike, rows: ArrayLike) -> None:
        """Replace everything by these rows; searches see the old ones until the new ones are ready.

        Raises:
            ValueError: as `add`.
        """
        new, given = self._checked(ids, rows)
        with self._writing:
            self._state = self._started(new, given) if len(new) else None

    def search(self, queries: ArrayLike, k: int, allowed: ArrayLike | None = None) -> tuple[Ids, Rows]:
        """Find the k rows most similar to each query.

        Args:
            queries: (Q, D), of length 1.
            k: how many, at least 1.
            allowed: the ids that may be found; None for all.

        Returns:
            ids (Q, k), best first, -1 where there are no more; similarity (Q, k), -1..1, -inf beside an id of -1.

        Raises:
            ValueError: `k` is below 1 or `queries` are not (Q, D).
        """
        if k < 1:
            raise ValueError(f"`k` must be at least 1, but is {k}.")
        asked = np.ascontiguousarray(queries, np.float32)
        if asked.ndim != 2 or asked.shape[1] != self.dimension:
            raise ValueError(f"`queries` must be (Q, {self.dimension}), but are {asked.shape}.")
        state = self._state
        if state is None:
            return np.full((len(asked), k), -1, np.int64), np.full((len(asked), k), -np.inf, np.float32)
        may = None if allowed is None else np.asarray(allowed, np.int64)
        ids, similarity = state.main.search(asked, k, may)
        if state.recent.count:
            more = state.recent.search(asked, k, may)
            ids, similarity = np.hstack([ids, more[0]]), np.hstack([similarity, more[1]])
            best = np.argsort(-similarity, axis=1, kind="stable")[:, :k]
            ids, similarity = np.take_along_axis(ids, best, 1), np.take_along_axis(similarity, best, 1)
        return ids, np.where(ids < 0, np.float32(-np.inf), similarity)

    def save(self, path: Path) -> None:
        """Write the index to a file, which is there wholly or not at all.

        Raises:
            ValueError: there are no rows.
            OSError: the file cannot be written.
        """
        faiss = library()
        with self._writing:
            if self._state is None:
                raise ValueError("An index without rows cannot be saved.")
            if len(self._state.recent.ids):
                self._state = self._merged(self._state.main, self._state.recent)
            main = self._state.main
        part = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")
        try:
            with part.open("wb") as file:
                # A zip, for its checksums: from a damaged size faiss would take all memory there is, and fall.
                with ZipFile(file, "w") as archive:
                    with archive.open(IDS, "w") as entry:
                        np.save(entry, np.where(main.alive, main.ids, REMOVED_ID))
                    with archive.open(INDEX, "w", force_zip64=True) as entry:
                        faiss.write_index(main.index, faiss.PyCallbackIOWriter(entry.write))
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path, dimension: int = 128, kind: Kind | None = None) -> "VectorIndex":
        """Read what `save` wrote.

        Raises:
            OSError: there is no such file, or it cannot be opened.
            ValueError: it is cut short, no index, or one of another dimension.
        """
        faiss = library()
        try:
            with ZipFile(path) as archive:
                if archive.testzip() is not None:
                    raise BadZipFile("a checksum differs")
                with archive.open(IDS) as entry:
                    ids = np.load(entry)
                with archive.open(INDEX) as entry:
                    index = faiss.read_index(faiss.PyCallbackIOReader(entry.read))
            held = KINDS[type(index).__name__]
        except (BadZipFile, KeyError, EOFError, ValueError, RuntimeError) as error:
            raise ValueError(f"{path.name} cannot be read as an index: please build it anew.") from error
        if index.d != dimension:
            raise ValueError(f"{path.name} has {index.d} numbers a row, but must have {dimension}.")
        loaded = cls(dimension, kind)
        loaded._state = State(Segment(held, index, ids, ids != REMOVED_ID), _empty(dimension))
        return loaded

    def _checked(self, ids: ArrayLike, rows: ArrayLike) -> tuple[Ids, Rows]:
        names = np.array(ids, np.int64)
        given = np.ascontiguousarray(rows, np.float32)
        if given.shape != (len(names), self.dimension):
            raise ValueError(f"`rows` must be ({len(names)}, {self.dimension}), but are {given.shape}.")
        if len(np.unique(names)) < len(names) or (names < 0).any():
            raise ValueError("`ids` must differ and be 0 or more.")
        # Written so that NaN fails it too.
        if not (np.abs(np.linalg.norm(given, axis=1) - 1) < LENGTH_ERROR).all():
            raise ValueError("`rows` must be of length 1 each: divide them by their length.")
        return names, given

    def _started(self, ids: Ids, rows: Rows) -> State:
        return State(build(fitting_kind(len(ids), self._kind), ids, rows), _empty(self.dimension))

    def _joined(self, state: State, ids: Ids, rows: Rows) -> State:
        """The state with more rows: in the small segment, or in the large one when they are too many for it."""
        before = state.recent.rows()
        recent = build("flat", np.concatenate([before[0], ids]), np.concatenate([before[1], rows]))
        return State(state.main, recent) if len(recent.ids) <= RECENT_MOST else self._merged(state.main, recent)

    def _merged(self, main: Segment, recent: Segment) -> State:
        """All rows in the large segment, of the kind that fits their number now."""
        ids, rows = recent.rows()
        count = main.count + len(ids)
        kind = main.kind if main.kind == "ivfpq" else fitting_kind(count, self._kind)
        if kind == main.kind != "flat" and (kind == "ivfpq" or main.removed_share <= REMOVED_MOST):
            return State(main.extended(ids, rows), _empty(self.dimension))
        old = main.rows()
        return self._started(np.concatenate([old[0], ids]), np.concatenate([old[1], rows]))


def _empty(dimension: int) -> Segment:
    return build("flat", np.empty(0, np.int64), np.empty((0, dimension), np.float32))
