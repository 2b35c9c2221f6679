"""The index against a plain matrix product: every kind, every change, files, and many threads at once."""

import threading
from pathlib import Path

import numpy as np
import pytest

from engines.dogs.index import RECENT_MOST, VectorIndex
from engines.dogs.segments import FLAT_MOST, HNSW_MOST, TRAINING_LEAST, Ids, Kind, Rows, fitting_kind

D = 16
MANY = TRAINING_LEAST + 16  # rows from which IVF-PQ is one


def rows_of_length_1(count: int, seed: int = 0) -> Rows:
    """(count, D): a random walk, so that rows have near neighbours."""
    walk = np.random.default_rng(seed).standard_normal((count, D)).cumsum(0)
    return (walk / np.linalg.norm(walk, axis=1, keepdims=True)).astype(np.float32)


def best(rows: Rows, ids: Ids, queries: Rows, k: int) -> Ids:
    """What an exact search finds."""
    return ids[np.argsort(-queries @ rows.T, axis=1)[:, :k]]


def recall(found: Ids, right: Ids) -> float:
    return float(np.mean([len({*a} & {*b}) / len(b) for a, b in zip(found.tolist(), right.tolist(), strict=True)]))


@pytest.fixture(scope="module")
def rows() -> Rows:
    return rows_of_length_1(MANY)


@pytest.fixture(scope="module")
def filled(rows: Rows) -> dict[Kind, VectorIndex]:
    """An index of each kind with all rows. Not to be changed."""
    kinds: tuple[Kind, ...] = ("flat", "hnsw", "ivfpq")
    indexes = {kind: VectorIndex(D, kind) for kind in kinds}
    for index in indexes.values():
        index.add(np.arange(MANY), rows)
    return indexes


# What is found


@pytest.mark.parametrize("count", [1, 2, 50, RECENT_MOST + 1])
@pytest.mark.parametrize("kind", ["flat", "hnsw"])
def test_the_most_alike_are_found(rows: Rows, kind: Kind, count: int) -> None:
    index = VectorIndex(D, kind)
    ids = np.arange(count) * 1_000_003 + 5  # ids are any numbers
    index.add(ids, rows[:count])
    k = min(count, 10)
    found, similarity = index.search(rows[:20], k)
    right = best(rows[:count], ids, rows[:20], k)
    assert recall(found, right) > (0.999 if kind == "flat" else 0.97)
    assert (len(index), index.kind) == (count, kind)
    assert found.dtype == np.int64
    assert similarity.dtype == np.float32
    assert (np.diff(similarity, axis=1) <= 0).all()
    np.testing.assert_allclose(similarity[:count, 0], 1, atol=1e-5)  # each query is itself in the index


def test_ivfpq_finds_a_good_part(filled: dict[Kind, VectorIndex], rows: Rows) -> None:
    assert filled["ivfpq"].kind == "ivfpq"
    found, _ = filled["ivfpq"].search(rows[:100], 40)
    assert recall(found, best(rows, np.arange(MANY), rows[:100], 10)) > 0.9


def test_no_more_than_there_are() -> None:
    index = VectorIndex(D)
    index.add([3, 8], rows_of_length_1(2))
    ids, similarity = index.search(rows_of_length_1(1), 4)
    assert ids.shape == similarity.shape == (1, 4)
    assert {*ids[0, :2]} == {3, 8}
    assert ids[0, 2:].tolist() == [-1, -1]
    assert np.isneginf(similarity[0, 2:]).all()


def test_an_index_without_rows() -> None:
    index = VectorIndex(D)
    ids, similarity = index.search(rows_of_length_1(2), 3)
    assert (ids == -1).all()
    assert np.isneginf(similarity).all()
    index.remove([1, 2])
    assert len(index) == len(index.ids) == 0
    index.add([], np.empty((0, D)))
    assert len(index) == 0


@pytest.mark.parametrize(
    ("count", "forced", "kind"),
    [
        (0, None, "flat"),
        (FLAT_MOST, None, "flat"),
        (FLAT_MOST + 1, None, "hnsw"),
        (HNSW_MOST, None, "hnsw"),
        (HNSW_MOST + 1, None, "ivfpq"),
        (HNSW_MOST + 1, "flat", "flat"),
        (HNSW_MOST + 1, "hnsw", "hnsw"),
        (10, "hnsw", "hnsw"),
        (TRAINING_LEAST - 1, "ivfpq", "flat"),
        (TRAINING_LEAST, "ivfpq", "ivfpq"),
    ],
)
def test_the_kind_follows_the_number(count: int, forced: Kind | None, kind: Kind) -> None:
    assert fitting_kind(count, forced) == kind


# Filters


@pytest.mark.parametrize("share", [0.5, 0.05, 0.0005])
@pytest.mark.parametrize("kind", ["flat", "hnsw", "ivfpq"])
def test_a_filter_inside_the_search(rows: Rows, filled: dict[Kind, VectorIndex], kind: Kind, share: float) -> None:
    allowed = np.flatnonzero(np.random.default_rng(1).random(MANY) < share)
    k = min(10, len(allowed))
    found, _ = filled[kind].search(rows[:50], k, allowed)
    assert np.isin(found, allowed).all()  # all of the k that were asked for, none of the others
    assert recall(found, best(rows[allowed], allowed, rows[:50], k)) > (0.5 if kind == "ivfpq" else 0.97)


def test_a_filter_also_holds_for_rows_that_are_new_or_removed(rows: Rows) -> None:
    index = VectorIndex(D)
    index.add(np.arange(RECENT_MOST + 1), rows[: RECENT_MOST + 1])
    index.add([7_000, 7_001], rows[:2])
    index.remove([0])
    assert index.search(rows[:1], 3, [0, 1, 7_000, 99_999])[0].tolist() == [[7_000, 1, -1]]
    assert (index.search(rows[:1], 3, [])[0] == -1).all()


# Changes


@pytest.mark.parametrize("kind", ["flat", "hnsw"])
def test_adding_and_removing_bit_by_bit(rows: Rows, kind: Kind) -> None:
    index = VectorIndex(D, kind)
    there: set[int] = set()
    generator = np.random.default_rng(2)
    steps = np.split(np.arange(MANY), [1, 4, 2000, 4200, 4300, 8000])
    for new in steps:
        index.add(new, rows[new])
        gone = generator.choice(new, len(new) // 3, replace=False)
        index.remove(gone)
        there |= {*new.tolist()} - {*gone.tolist()}
        assert {*index.ids.tolist()} == there
        assert len(index) == len(there)
        left = np.array(sorted(there))
        assert recall(index.search(rows[:50], 5)[0], best(rows[left], left, rows[:50], 5)) > 0.97
    assert index.kind == kind


def test_ivfpq_goes_on_with_what_it_has_learnt(rows: Rows, tmp_path: Path, filled: dict[Kind, VectorIndex]) -> None:
    filled["ivfpq"].save(tmp_path / "index")
    index = VectorIndex.load(tmp_path / "index", D)
    index.remove(np.arange(0, MANY, 2))
    more = np.arange(MANY, MANY + RECENT_MOST + 1)
    index.add(more, rows[: RECENT_MOST + 1])
    assert (index.kind, len(index)) == ("ivfpq", MANY // 2 + len(more))
    found, _ = index.search(rows[:20:2], 30)
    assert np.isin(np.arange(MANY, MANY + 20, 2), found).all()  # the same rows under their new ids
    assert not (found[found < MANY] % 2 == 0).any()


def test_removing_all(rows: Rows) -> None:
    index = VectorIndex(D)
    index.add([1, 2, 3], rows[:3])
    index.remove([1, 2, 3, 4])
    assert len(index) == 0
    assert (index.search(rows[:1], 2)[0] == -1).all()
    index.add([1], rows[:1])  # an id that went may come again
    assert index.search(rows[:1], 2)[0].tolist() == [[1, -1]]


def test_rebuilding(rows: Rows) -> None:
    index = VectorIndex(D)
    index.add([1, 2], rows[:2])
    index.rebuild([5], rows[5:6])
    assert index.ids.tolist() == [5]
    index.rebuild([], np.empty((0, D)))
    assert len(index) == 0


@pytest.mark.parametrize(
    ("ids", "shape", "words"),
    [
        ([1], (1, D + 1), r"`rows` must be \(1, 16\)"),
        ([1, 2], (1, D), r"`rows` must be \(2, 16\)"),
        ([1], (D,), "`rows` must be"),
        ([1, 1], (2, D), "`ids` must differ"),
        ([-1], (1, D), "0 or more"),
        ([7], (1, D), "in the index already"),
    ],
)
def test_what_is_refused(ids: list[int], shape: tuple[int, ...], words: str) -> None:
    index = VectorIndex(D)
    index.add([7], rows_of_length_1(1))
    given = np.zeros(shape)
    given[..., 0] = 1
    with pytest.raises(ValueError, match=words):
        index.add(ids, given)
    assert index.ids.tolist() == [7]


@pytest.mark.parametrize("number", [0.0, 2.0, np.nan, np.inf])
def test_rows_are_of_length_1(number: float) -> None:
    row = np.zeros((1, D))
    row[0, 0] = number
    with pytest.raises(ValueError, match="length 1"):
        VectorIndex(D).add([1], row)


def test_what_a_search_refuses(rows: Rows) -> None:
    index = VectorIndex(D)
    with pytest.raises(ValueError, match="`k` must be at least 1, but is 0"):
        index.search(rows[:1], 0)
    for queries in (rows[0], rows[:1, :3]):
        with pytest.raises(ValueError, match=r"`queries` must be \(Q, 16\)"):
            index.search(queries, 1)


# Files


@pytest.mark.parametrize("kind", ["flat", "hnsw"])
def test_a_saved_index_is_the_same(rows: Rows, tmp_path: Path, kind: Kind) -> None:
    index = VectorIndex(D, kind)
    index.add(np.arange(6000) + 9, rows[:6000])
    index.add([1, 2], rows[6000:6002])
    index.remove([9, 1])
    index.save(tmp_path / "index")
    loaded = VectorIndex.load(tmp_path / "index", D, kind)
    assert {*loaded.ids.tolist()} == {*index.ids.tolist()}
    for a, b in zip(loaded.search(rows[:50], 5), index.search(rows[:50], 5), strict=True):
        np.testing.assert_array_equal(a, b)
    loaded.add([3], rows[:1])
    assert loaded.search(rows[:1], 1)[0].tolist() == [[3]]
    assert [path.name for path in tmp_path.iterdir()] == ["index"]  # no part of a file is left


def test_a_damaged_file_is_told(rows: Rows, tmp_path: Path) -> None:
    """Cut at any place, or with any byte changed, a file never gives an index that is another."""
    index = VectorIndex(D, "hnsw")
    index.add(np.arange(40), rows[:40])
    index.save(tmp_path / "index")
    whole = (tmp_path / "index").read_bytes()
    bad = tmp_path / "bad"
    for cut in range(0, len(whole), len(whole) // 60):
        bad.write_bytes(whole[:cut])
        with pytest.raises(ValueError, match="build it anew"):
            VectorIndex.load(bad, D)
    for place in range(200, len(whole) - 400, len(whole) // 60):  # within the two entries
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with pytest.raises(ValueError, match="build it anew"):
            VectorIndex.load(bad, D)


def test_other_files(rows: Rows, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        VectorIndex.load(tmp_path / "none", D)
    index = VectorIndex(D)
    with pytest.raises(ValueError, match="without rows"):
        index.save(tmp_path / "index")
    index.add([1], rows[:1])
    index.save(tmp_path / "index")
    with pytest.raises(ValueError, match="has 16 numbers a row, but must have 128"):
        VectorIndex.load(tmp_path / "index")


def test_a_save_that_fails_leaves_the_old_file(rows: Rows, tmp_path: Path) -> None:
    index = VectorIndex(D)
    index.add([1], rows[:1])
    (tmp_path / "index").mkdir()  # cannot be replaced by a file
    with pytest.raises(OSError, match="index"):
        index.save(tmp_path / "index")
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


# Threads


def test_searching_while_others_write(rows: Rows) -> None:
    """Whatever a search sees is a whole state: the rows that stay are always found, whoever writes meanwhile."""
    index = VectorIndex(D)
    index.add(np.arange(100), rows[:100])
    stop, problems = threading.Event(), []

    def search() -> None:
        while not stop.is_set():
            ids, similarity = index.search(rows[:100], 1)
            twins = (ids[:, 0] % 10_000 == np.arange(100)).all()
            if not twins or not np.allclose(similarity, 1, atol=1e-5):
                problems.append(ids)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 40):
        ids = 10_000 * number + np.arange(300)
        index.add(ids, rows[:300])
        if number % 3 == 0:
            index.remove(ids)
        if number % 10 == 0:
            index.rebuild(np.arange(100), rows[:100])
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
