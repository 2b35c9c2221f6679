"""The gallery: what is kept, what is found, and what happens when files are lost, cut or changed by others."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from engines.dogs.gallery import Found, Gallery, Look
from engines.runtime import InputError
from tests.engines.dogs.looks import near, new_dog, row

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "gallery")


def numbers(found: list[Found]) -> list[int]:
    return [one.record.id for one in found]


# What is kept


def test_a_record_says_all_that_was_told(gallery: Gallery, tmp_path: Path) -> None:
    outside = new_dog(
        tmp_path / "사진" / "a.png",
        1,
        "Rex",
        breed="pug",
        certainty=0.25,
        size="small",
        colour="black",
        proportions=(0.5, 1.25),
    )
    inside = new_dog(gallery.folder / "photos" / "b.png", 2)
    ids = gallery.add([outside, inside])
    first, second = gallery.records()
    assert (first.id, second.id) == tuple(ids)
    assert (first.path, second.path) == (str(tmp_path / "사진" / "a.png"), "photos/b.png")
    assert (first.animal, second.animal) == ("Rex", inside.sha256[:16])
    assert (first.breed, first.certainty, first.size, first.colour) == ("pug", 0.25, "small", "black")
    assert (first.proportions, second.proportions) == ((0.5, 1.25), None)
    assert gallery.get(first.id) == first
    assert gallery.path(second) == inside.path
    assert gallery.count() == 2
    assert gallery.has(inside.sha256)
    assert not gallery.has("0" * 64)


def test_a_photo_is_kept_once(gallery: Gallery, tmp_path: Path) -> None:
    dog = new_dog(tmp_path / "a.png", 1, breed="pug")
    again = new_dog(tmp_path / "copy.png", 1, breed="boxer", views=3)
    ids = gallery.add([dog]) + gallery.add([again])
    assert ids[0] == ids[1]
    (record,) = gallery.records()
    assert (record.breed, record.path) == ("boxer", str(again.path))
    assert numbers(gallery.search(row(1))) == ids[:1]


def test_another_photo_under_the_same_name_takes_its_place(gallery: Gallery, tmp_path: Path) -> None:
    gallery.add([new_dog(tmp_path / "a.png", 1)])
    ids = gallery.add([new_dog(tmp_path / "a.png", 2)])
    assert [record.id for record in gallery.records()] == ids
    (found,) = gallery.search(row(1), 5)
    assert found.similarity < 0.5


def test_removing(gallery: Gallery, tmp_path: Path) -> None:
    ids = gallery.add([new_dog(tmp_path / f"{number}.png", number, views=2) for number in range(4)])
    gallery.search(row(0))
    assert gallery.remove([ids[1], ids[3], 99]) == 2
    assert {*numbers(gallery.search(row(1), 9))} == {ids[0], ids[2]}
    assert (tmp_path / "1.png").exists()
    with pytest.raises(InputError, match="not in the gallery any more") as caught:
        gallery.get(ids[1])
    assert caught.value.key == "dog_unknown"


def test_all_or_none(gallery: Gallery, tmp_path: Path) -> None:
    good, bad = new_dog(tmp_path / "a.png", 1), new_dog(tmp_path / "b.png", 2)
    bad.look.vectors[:] *= 2
    with pytest.raises(ValueError, match=r"those of b.png are \(1, 128\) and of length"):
        gallery.add([good, bad])
    assert gallery.count() == 0


def test_each_embedder_sees_its_own_dogs(gallery: Gallery, tmp_path: Path) -> None:
    gallery.add([new_dog(tmp_path / "a.png", 1)])
    other = Gallery(gallery.folder, embedder="clip", dimension=2)
    assert (other.count(), other.records()) == (0, [])
    dog = new_dog(tmp_path / "a.png", 1)
    two = Look(np.array([[0.6, 0.8]], np.float32))
    other.add([type(dog)(dog.path, dog.sha256, two)])
    assert (other.count(), gallery.count()) == (1, 1)
    assert other.search(np.array([1, 0], np.float32))[0].similarity == pytest.approx(0.6)
    assert gallery.search(row(1))[0].similarity == pytest.approx(1)


# What is found


def test_best_first_with_the_true_similarity(gallery: Gallery, tmp_path: Path) -> None:
    ids = gallery.add([new_dog(tmp_path / f"{number}.png", number) for number in range(30)])
    found = gallery.search(near(7), k=5)
    assert len(found) == 5
    assert found[0].record.id == ids[7]
    assert found[0].path == tmp_path / "7.png"
    assert found[0].similarity == pytest.approx(float(near(7) @ row(7)), abs=1e-5)
    np.testing.assert_array_equal(found[0].vector, row(7))
    assert [one.similarity for one in found] == sorted((one.similarity for one in found), reverse=True)
    assert len(gallery.search(near(7), k=100)) == 30


def test_one_result_an_animal_by_its_best_view(gallery: Gallery, tmp_path: Path) -> None:
    """Forty views of one dog leave room for the others."""
    views = [new_dog(tmp_path / f"{number}.png", number, "Rex") for number in range(40)]
    others = gallery.add([new_dog(tmp_path / "x.png", 50, views=3), new_dog(tmp_path / "y.png", 51)])
    ids = gallery.add(views)
    mean = np.sum([row(number) for number in range(40)], axis=0) + 3 * row(20)
    found = gallery.search(mean / np.linalg.norm(mean), k=3)
    assert numbers(found)[0] == ids[20]
    assert {*numbers(found)[1:]} == {*others}


def test_the_best_pair_of_views_counts(gallery: Gallery, tmp_path: Path) -> None:
    ids = gallery.add([new_dog(tmp_path / f"{number}.png", number) for number in range(10)])
    found = gallery.search(np.stack([near(3, 0.5), near(8, 0.1)]), k=2)
    assert numbers(found) == [ids[8], ids[3]]
    assert found[0].similarity == pytest.approx(float(near(8, 0.1) @ row(8)), abs=1e-5)


@pytest.mark.parametrize(
    ("filters", "right"),
    [
        ({}, [0, 1, 2, 3]),
        ({"breeds": ["pug"]}, [0, 1]),
        ({"breeds": ["pug", "boxer"]}, [0, 1, 2]),
        ({"sizes": ["large"]}, [1, 2]),
        ({"colours": ["black"]}, [0, 2]),
        ({"breeds": ["pug"], "sizes": ["large"]}, [1]),
        # none fits
        ({"breeds": ["pug"], "sizes": ["large"], "colours": ["black"]}, []),
        ({"breeds": ["'; DROP TABLE dogs"]}, []),
        ({"breeds": []}, []),
        # a dog of which nothing is known is asked for by an empty word
        ({"breeds": [""]}, [3]),
    ],
)
def test_filters(gallery: Gallery, tmp_path: Path, filters: dict[str, list[str]], right: list[int]) -> None:
    traits = [("pug", "small", "black"), ("pug", "large", "white"), ("boxer", "large", "black"), ("", "", "")]
    ids = gallery.add(
        [
            new_dog(tmp_path / f"{number}.png", number, breed=breed, size=size, colour=colour)
            for number, (breed, size, colour) in enumerate(traits)
        ]
    )
    assert sorted(numbers(gallery.search(row(9), 12, **filters))) == [ids[number] for number in right]


def test_what_a_search_refuses(gallery: Gallery, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no dogs yet") as caught:
        gallery.search(row(1))
    assert caught.value.key == "gallery_empty"
    gallery.add([new_dog(tmp_path / "a.png", 1)])
    for k in (0, -3):
        with pytest.raises(InputError, match="one dog or more") as caught:
            gallery.search(row(1), k)
        assert caught.value.key == "search_count"


# Photos, index and records out of step


def test_photos_that_are_gone(gallery: Gallery, tmp_path: Path) -> None:
    dogs = [new_dog(tmp_path / f"{number}.png", number) for number in range(60)]
    ids = gallery.add(dogs)
    for dog in dogs[:50]:
        dog.path.unlink()
    assert [record.id for record in gallery.missing_photos()] == ids[:50]
    query = np.sum([row(number) for number in range(50)], axis=0)
    found = gallery.search(query / np.linalg.norm(query), k=8)
    assert len(found) == 8
    assert {*numbers(found)} <= {*ids[50:]}
    assert not gallery.has(dogs[0].sha256)
    moved = new_dog(tmp_path / "moved" / "0.png", 0)
    assert gallery.add([moved]) == ids[:1]
    assert gallery.search(row(0), 1)[0].path == moved.path


def test_a_gallery_can_be_moved(gallery: Gallery, tmp_path: Path) -> None:
    gallery.add([new_dog(gallery.folder / "photos" / "a.png", 1)])
    gallery.save()
    gallery.folder.rename(tmp_path / "elsewhere")
    (found,) = Gallery(tmp_path / "elsewhere").search(row(1))
    assert found.path == tmp_path / "elsewhere" / "photos" / "a.png"


@pytest.mark.parametrize("damage", ["none", "gone", "cut", "empty", "folder", "older", "newer", "other"])
def test_the_index_is_only_a_cache(gallery: Gallery, tmp_path: Path, damage: str) -> None:
    ids = gallery.add([new_dog(tmp_path / f"{number}.png", number) for number in range(12)])
    gallery.save()
    file = gallery.folder / "gallery.index"
    if damage in ("gone", "folder"):
        file.unlink()
    if damage == "folder":
        file.mkdir()
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:-200])
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "older":  # than the database: a dog came and one went
        ids = [*ids[1:], *gallery.add([new_dog(tmp_path / "12.png", 12)])]
        gallery.remove([1])
    elif damage == "newer":
        whole = file.read_bytes()
        gallery.remove(ids[6:])
        file.write_bytes(whole)
        ids = ids[:6]
    elif damage == "other":
        other = Gallery(tmp_path / "other", dimension=2)
        dog = new_dog(tmp_path / "z.png", 77)
        other.add([type(dog)(dog.path, dog.sha256, Look(np.array([[0.6, 0.8]], np.float32)))])
        other.save()
        file.write_bytes((tmp_path / "other" / "gallery.index").read_bytes())
    found = Gallery(gallery.folder).search(row(3), k=20)
    assert sorted(numbers(found)) == ids
    assert found[0].similarity == pytest.approx(1, abs=1e-5)


def test_rebuilding_and_saving(gallery: Gallery, tmp_path: Path) -> None:
    file = gallery.folder / "gallery.index"
    gallery.rebuild()
    assert not file.exists()
    ids = gallery.add([new_dog(tmp_path / f"{number}.png", number) for number in range(3)])
    gallery.rebuild()
    assert file.exists()
    assert numbers(gallery.search(row(2), 1)) == ids[2:]
    gallery.remove(ids)
    gallery.save()
    assert not file.exists()
    with pytest.raises(InputError, match="no dogs yet"):
        gallery.search(row(1))


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"no database at all, but some words" * 100])
def test_a_list_that_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "gallery.db").write_bytes(content)
    if not content:  # an empty file is an empty database
        assert Gallery(tmp_path).count() == 0
        return
    with pytest.raises(InputError, match="damaged: please move it away") as caught:
        Gallery(tmp_path)
    assert caught.value.key == "gallery_damaged"


def test_a_list_that_was_cut(gallery: Gallery, tmp_path: Path) -> None:
    gallery.add([new_dog(tmp_path / f"{number}.png", number) for number in range(40)])
    file = gallery.folder / "gallery.db"
    assert sqlite3.connect(file).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(InputError, match="damaged") as caught:
        Gallery(gallery.folder).search(row(1), k=40)
    assert caught.value.key == "gallery_damaged"


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be used") as caught:
        Gallery(tmp_path / "file" / "gallery")
    assert caught.value.key == "gallery_unusable"
    (tmp_path / "full" / "gallery.db").mkdir(parents=True)
    with pytest.raises(InputError, match="cannot be used"):
        Gallery(tmp_path / "full")


# Threads and processes


def test_two_galleries_of_one_folder_see_each_other(gallery: Gallery, tmp_path: Path) -> None:
    other = Gallery(gallery.folder)
    (first,) = gallery.add([new_dog(tmp_path / "a.png", 1)])
    assert numbers(other.search(row(1))) == [first]
    (second,) = other.add([new_dog(tmp_path / "b.png", 2)])
    assert numbers(gallery.search(row(2))) == [second, first]
    other.remove([first])
    assert numbers(gallery.search(row(1))) == [second]


def test_two_processes_add_at_the_same_time(gallery: Gallery, tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from engines.dogs.gallery import Gallery\n"
        "from tests.engines.dogs.looks import new_dog\n"
        "folder, start = pathlib.Path(sys.argv[1]), int(sys.argv[2])\n"
        "for n in range(start, start + 15):\n"
        "    Gallery(folder / 'gallery').add([new_dog(folder / f'{n}.png', n)])\n"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), start], cwd=ROOT, env={**os.environ})
        for start in ("0", "100")
    ]
    assert [child.wait(timeout=120) for child in children] == [0, 0]
    assert gallery.count() == 30
    for number in (3, 114):
        (found,) = gallery.search(row(number), 1)
        assert found.path.name == f"{number}.png"


def test_searching_while_others_add_remove_and_rebuild(gallery: Gallery, tmp_path: Path) -> None:
    first = gallery.add([new_dog(tmp_path / f"{number}.png", number) for number in range(5)])
    stop = threading.Event()
    problems: list[object] = []

    def search() -> None:
        while not stop.is_set():
            try:
                found = gallery.search(row(2), 3)
                if found[0].record.id != first[2]:
                    problems.append(found)
            except Exception as error:  # noqa: BLE001  # a thread's error would be lost
                problems.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for round_ in range(6):
        new = [new_dog(tmp_path / f"{number}.png", number) for number in range(10 + 5 * round_, 15 + 5 * round_)]
        ids = gallery.add(new)
        gallery.remove(ids[::2])
        gallery.rebuild()
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
    assert gallery.count() == 5 + 6 * 2
    assert len(gallery.search(row(2), 100)) == gallery.count()
