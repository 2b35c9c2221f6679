"""Rows of an index that never change: faiss's own index of one kind, and the ids of its rows.

Three kinds, by the number of rows. Flat compares with every row. HNSW walks a graph of near rows (Malkov and Yashunin,
"Efficient and robust approximate nearest neighbor search using hierarchical navigable small world graphs", 2016).
IVF-PQ looks into the nearest of many cells and keeps a byte for every four numbers (Jégou et al., "Product quantization
for nearest neighbor search", 2011): for memory, at the price of a part of the neighbours.
"""

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["flat", "hnsw", "ivfpq"]
FLAT_MOST: Final = 100_000  # rows that are all compared: about 5 ms
HNSW_MOST: Final = 1_000_000

LINKS: Final = 24  # of a row in the graph; twice as many on its lowest floor
BUILD_BREADTH: Final = 80  # candidates while a row finds its links
SEARCH_BREADTH: Final = 64  # candidates while a query walks; more where a filter leaves only a share of the rows
BROADEST: Final = 1024

BYTE_NUMBERS: Final = 4  # numbers of a row that IVF-PQ keeps as one byte
BYTE_ROUNDS: Final = 10  # of k-means for the 256 values of a byte; faiss's 25 take minutes and find hardly better ones
CELL_ROWS: Final = 256  # rows of an average cell
CELLS_MOST: Final = 4096
PROBED: Final = 48  # cells that a query looks into; more where a filter leaves only a share of the rows
TRAINING_ROWS: Final = 64 * CELLS_MOST
TRAINING_LEAST: Final = 39 * 256  # below that faiss finds the 256 values of a byte unsure

Ids = NDArray[np.int64]
Rows = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Segment:
    """N rows: `index` holds them by position, `ids` (N,) names them, `alive` (N,) is false for removed ones."""

    kind: Kind
    index: Any
    ids: Ids
    alive: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """How many rows are left."""
        return int(np.count_nonzero(self.alive))

    @property
    def removed_share(self) -> float:
        return 1 - self.count / max(1, len(self.ids))

    def rows(self) -> tuple[Ids, Rows]:
        """The ids that are left and their rows. Not for IVF-PQ, which has forgotten them."""
        rows: Rows = self.index.reconstruct_n(0, len(self.ids))
        return self.ids[self.alive], rows[self.alive]

    def without(self, ids: Ids) -> "Segment":
        """The segment with these ids marked as removed: no kind has to move a row for it."""
        return replace(self, alive=self.alive & ~np.isin(self.ids, ids))

    def extended(self, ids: Ids, rows: Rows) -> "Segment":
        """A copy with more rows, for kinds that would take long to build anew."""
        faiss = library()
        index = faiss.clone_index(self.index)
        index.add(rows)
        alive = np.concatenate([self.alive, np.ones(len(ids), bool)])
        return replace(self, index=index, ids=np.concatenate([self.ids, ids]), alive=alive)

    def search(self, queries: Rows, k: int, allowed: Ids | None) -> tuple[Ids, Rows]:
        """The k most similar rows of each of Q queries, among `allowed` ids if given: ids and similarity, (Q, k).

        The filter works inside the search: a bitmap by position, one bit a row.
        """
        may = self.alive if allowed is None else self.alive & np.isin(self.ids, allowed)
        count = int(np.count_nonzero(may))
        if count == 0:
            Q = len(queries)
            return np.full((Q, k), -1, np.int64), np.full((Q, k), -np.inf, np.float32)
        index, parameters = self._plan(k, may, count)
        similarity, position = index.search(queries, k, params=parameters)
        # A position of -1 (nothing more was found) must not name the last row.
        return np.where(position < 0, -1, self.ids[position]), similarity

    def _plan(self, k: int, may: NDArray[np.bool_], count: int) -> tuple[Any, Any]:
        """The index to ask and its parameters; they keep the bitmap alive."""
        faiss = library()
        N = len(self.ids)
        filters = {} if count == N else {"sel": faiss.IDSelectorBitmap(np.packbits(may, bitorder="little"))}
        if self.kind == "ivfpq":
            return self.index, faiss.SearchParametersIVF(nprobe=min(CELLS_MOST, PROBED * N // count), **filters)
        if self.kind == "hnsw" and (count > FLAT_MOST or count == N):
            # The walk goes through rows that the filter refuses, so it needs more candidates to meet enough others.
            breadth = min(BROADEST, max(SEARCH_BREADTH, k) * N // count)
            return self.index, faiss.SearchParametersHNSW(efSearch=breadth, **filters)
        # Where a filter leaves few rows, the graph would lose its way between them: all of them are compared.
        flat = self.index if self.kind == "flat" else faiss.downcast_index(self.index.storage)
        return flat, faiss.SearchParameters(**filters) if filters else None


def library() -> Any:
    """faiss, imported with the first row: the page starts without it. Its own stubs lack half of what it has."""
    import faiss

    return faiss


def build(kind: Kind, ids: Ids, rows: Rows) -> Segment:
    """Put (N, D) rows into a new segment. IVF-PQ learns its cells from them, HNSW takes minutes for a million."""
    faiss = library()
    N, D = rows.shape
    if kind == "flat":
        index = faiss.IndexFlatIP(D)
    elif kind == "hnsw":
        index = faiss.IndexHNSWFlat(D, LINKS, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = BUILD_BREADTH
    else:
        cells = min(CELLS_MOST, max(1, N // CELL_ROWS))
        index = faiss.IndexIVFPQ(faiss.IndexFlatIP(D), D, cells, D // BYTE_NUMBERS, 8, faiss.METRIC_INNER_PRODUCT)
        index.pq.cp.niter = BYTE_ROUNDS
        index.train(rows[:: -(-N // TRAINING_ROWS)])
    index.add(rows)
    return Segment(kind, index, ids, np.ones(N, bool))


def fitting_kind(count: int, forced: Kind | None) -> Kind:
    """The kind for so many rows. IVF-PQ cannot learn from too few, whoever asks for it: until then it is flat."""
    kind = forced or ("flat" if count <= FLAT_MOST else "hnsw" if count <= HNSW_MOST else "ivfpq")
    return "flat" if kind == "ivfpq" and count < TRAINING_LEAST else kind
