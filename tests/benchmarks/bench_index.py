"""How long the index takes to find a dog's neighbours: beside bare FAISS, and among a million.

    uv run python -m tests.benchmarks.bench_index [--count 200] [--million 1000000] [--json FILE]

Rows are a random walk of 128 numbers; a query is a row moved away from it at random. The flat index and bare FAISS take
turns, so that a busy machine slows both. The graph of a million takes minutes to build. IVF-PQ is measured on the same
rows where `--pq 1` asks for it; it learns for minutes too.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from statistics import median

import faiss
import numpy as np

from engines.dogs.gallery import Gallery, Look, NewDog
from engines.dogs.index import VectorIndex
from engines.dogs.segments import Ids, Kind, Rows
from tests.benchmarks.measure import arguments, report, seconds_of

D = 128
FLAT, GALLERY = 20_000, 10_000
STEP, AWAY = 0.2, 0.2  # lengths of a step of the walk, and of a query's way from its row
K = 10
TURNS = 10


def random_walk(count: int) -> Rows:
    """(count, 128) rows of length 1, each a step from the one before."""
    steps = np.random.default_rng(0).standard_normal((count, D), np.float32) * np.float32(STEP / D**0.5)
    steps[0] /= np.linalg.norm(steps[0])
    for before, row in pairwise(steps):
        row += before
        row /= np.linalg.norm(row)
    return steps


def queries_near(rows: Rows, count: int) -> Rows:
    """(count, 128) of length 1."""
    generator = np.random.default_rng(1)
    away = generator.standard_normal((count, D), np.float32) * np.float32(AWAY / D**0.5)
    moved = rows[generator.integers(0, len(rows), count)] + away
    return moved / np.linalg.norm(moved, axis=1, keepdims=True)


def recall(found: Ids, right: Ids) -> float:
    """The share of the right neighbours that were found."""
    return float(np.mean([len({*a} & {*b}) / K for a, b in zip(found.tolist(), right.tolist(), strict=True)]))


def times_of(call: Callable[[Rows], object], queries: Rows) -> list[float]:
    """The seconds of a call for each query, (1, 128)."""
    return [seconds_of(partial(call, query)) for query in np.split(queries, len(queries))]


def flat_figures(rows: Rows, queries: Rows) -> dict[str, float]:
    """The flat index beside bare FAISS, a query at a time."""
    index, bare = VectorIndex(D), faiss.IndexFlatIP(D)
    filled = seconds_of(lambda: index.add(np.arange(len(rows)), rows))
    bare.add(rows)
    few = np.arange(0, len(rows), 10)
    calls: dict[str, Callable[[Rows], object]] = {
        "bare": lambda query: bare.search(query, K),
        "ours": lambda query: index.search(query, K),
        "tenth": lambda query: index.search(query, K, few),
    }
    times: dict[str, list[float]] = {name: [] for name in calls}
    for some in np.array_split(queries, TURNS):
        for name, call in calls.items():
            times[name] += times_of(call, some)[1:]  # the first of a turn finds the other's rows in the caches
    mid = {name: 1000 * median(seconds) for name, seconds in times.items()}
    return {
        f"flat, {FLAT} rows: add all, ms": 1000 * filled,
        "flat: a query, median, ms": mid["ours"],
        "flat: bare FAISS, median, ms": mid["bare"],
        "flat: ours / bare": mid["ours"] / mid["bare"],
        "flat: a tenth allowed, median, ms": mid["tenth"],
    }


def large_figures(rows: Rows, queries: Rows, right: Ids, kind: Kind) -> dict[str, float]:
    """One of the kinds for many rows: build, a query at a time, recall, a filter."""
    index = VectorIndex(D, kind)
    built = seconds_of(lambda: index.add(np.arange(len(rows)), rows))
    found: list[Ids] = []
    times = times_of(lambda query: found.append(index.search(query, K)[0][0]), queries)
    half = np.arange(0, len(rows), 2)
    filtered = times_of(lambda query: index.search(query, K, half), queries[:20])
    more = 1 + np.arange(len(rows), len(rows) + 100)
    name = f"{kind}, {len(rows)} rows"
    return {
        f"{name}: build, s": built,
        f"{name}: a query, median, ms": 1000 * median(times),
        f"{name}: a query, 95 of 100 below, ms": 1000 * float(np.percentile(times, 95)),
        f"{name}: recall@{K}": recall(np.array(found), right),
        f"{name}: half allowed, median, ms": 1000 * median(filtered),
        f"{name}: add 100, ms": 1000 * seconds_of(lambda: index.add(more, queries[:100])),
        f"{name}: remove 100, ms": 1000 * seconds_of(lambda: index.remove(more)),
    }


def gallery_figures(rows: Rows, queries: Rows) -> dict[str, float]:
    """The whole gallery: its database, the index, the records, the look for each photo."""
    with tempfile.TemporaryDirectory() as folder:
        gallery = Gallery(Path(folder))
        photo = Path(folder, "photo.webp")
        photo.touch()
        sizes = ("small", "medium", "large")
        dogs = [
            NewDog(photo.with_name(f"{i}.webp"), sha256(row).hexdigest(), Look(row[None], size=sizes[i % 3]))
            for i, row in enumerate(rows)
        ]
        for dog in dogs:
            dog.path.hardlink_to(photo)
        added = seconds_of(lambda: [gallery.add(dogs[i : i + 32]) for i in range(0, len(dogs), 32)])
        first = seconds_of(lambda: gallery.search(queries[0]))
        saved = seconds_of(gallery.save)
        other = Gallery(Path(folder))
        opened = seconds_of(lambda: other.search(queries[0]))
        plain = times_of(lambda query: gallery.search(query), queries)
        small = times_of(lambda query: gallery.search(query, sizes=["small"]), queries)
    return {
        f"gallery, {len(rows)} dogs: add, dogs a second": len(rows) / added,
        "gallery: first search, index from the database, ms": 1000 * first,
        "gallery: save the index, ms": 1000 * saved,
        "gallery: first search, index from its file, ms": 1000 * opened,
        "gallery: search, median, ms": 1000 * median(plain),
        "gallery: search of one size, median, ms": 1000 * median(small),
    }


def main() -> None:
    chosen = arguments(
        __doc__ or "",
        count=(200, "queries"),
        million=(1_000_000, "rows of the graph"),
        pq=(0, "1 to measure IVF-PQ on them too"),
    )
    rows = random_walk(max(chosen.million, FLAT))
    figures = {
        **flat_figures(rows[:FLAT], queries_near(rows[:FLAT], chosen.count)),
        **gallery_figures(rows[:GALLERY], queries_near(rows[:GALLERY], chosen.count)),
    }
    queries = queries_near(rows, chosen.count)
    bare = faiss.IndexFlatIP(D)
    bare.add(rows)
    right = bare.search(queries, K)[1]
    del bare
    kinds: tuple[Kind, ...] = ("hnsw", "ivfpq") if chosen.pq else ("hnsw",)
    for kind in kinds:
        figures |= large_figures(rows, queries, right, kind)
    figures["faiss threads"] = faiss.omp_get_max_threads()
    report(figures, chosen.json)


if __name__ == "__main__":
    main()
