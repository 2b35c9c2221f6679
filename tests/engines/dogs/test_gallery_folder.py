"""A folder of photos into a gallery: breeds by folder, what is left out and why, stopping and going on."""

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from engines.dogs.gallery import Gallery, Look, Progress, add_folder
from engines.dogs.gallery.folder import BATCH, breed_of, photos_below
from engines.runtime import InputError
from tests.engines.dogs.looks import look_at, photo


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "gallery")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "photos"


def last(gallery: Gallery, folder: Path, **options: bool) -> Progress:
    return list(add_folder(gallery, folder, look_at, **options))[-1]


def test_a_folder_is_added_with_its_progress(gallery: Gallery, folder: Path) -> None:
    for number in range(2 * BATCH + 3):
        photo(folder / f"{number:03}.png", number)
    steps = list(add_folder(gallery, folder, look_at))
    assert [(step.done, step.added) for step in steps] == [(0, 0), (32, 32), (64, 64), (67, 67)]
    assert {step.total for step in steps} == {67}
    assert steps[0].seconds_left is None
    assert steps[1].seconds_left is not None
    assert steps[1].seconds_left > 0
    assert steps[-1].seconds_left == 0
    assert gallery.count() == 67
    assert (gallery.folder / "gallery.index").exists()
    (look,) = look_at([Image.open(folder / "040.png").convert("RGB")])
    assert isinstance(look, Look)
    assert gallery.search(look.vectors, 1)[0].path == folder / "040.png"


@pytest.mark.parametrize(
    ("place", "breed"),
    [
        # Stanford Dogs as it is unpacked, and as people call folders
        ("Images/n02085620-Chihuahua/a.jpg", "chihuahua"),
        ("n02096294-Australian_terrier/a.jpg", "australian-terrier"),
        ("n02107142-Doberman/a.jpg", "doberman"),
        ("Golden Retriever/a.jpg", "golden-retriever"),
        ("shih-tzu/a.jpg", "shih-tzu"),
        # the nearest folder counts
        ("Pug/old/a.jpg", "pug"),
        ("Pug/Beagle/a.jpg", "beagle"),
        # no breed, and no breed by the name of a file
        ("a.jpg", None),
        ("holidays/a.jpg", None),
        ("holidays/pug.jpg", None),
    ],
)
def test_the_breed_by_the_folder(place: str, breed: str | None) -> None:
    found = breed_of(Path("photos") / place, Path("photos"))
    assert (found.id if found else None) == breed


def test_the_added_folder_itself_may_be_called_by_a_breed() -> None:
    found = breed_of(Path("dogs/n02085620-Chihuahua/a.jpg"), Path("dogs/n02085620-Chihuahua"))
    assert found is not None
    assert breed_of(Path("Pug/photos/a.jpg"), Path("Pug/photos")) is None  # what lies above is not asked


def test_a_given_breed_is_certain_and_a_guess_is_not(gallery: Gallery, folder: Path) -> None:
    photo(folder / "n02109047-Great_Dane" / "a.png", 1)
    photo(folder / "other" / "b.png", 2)
    last(gallery, folder)
    told = [(record.breed, record.certainty, record.size, record.colour) for record in gallery.records()]
    assert told == [("great-dane", 1.0, "giant", "black"), ("pug", 0.5, "small", "black")]


def test_views_of_one_dog(gallery: Gallery, folder: Path) -> None:
    for number, place in enumerate(["rex/a.png", "rex/b.png", "bello/a.png", "c.png", "d.png"]):
        photo(folder / place, number)
    last(gallery, folder, one_dog_a_folder=True)
    animals = {record.path.removeprefix(f"{folder}/"): record.animal for record in gallery.records()}
    assert animals["rex/a.png"] == animals["rex/b.png"]
    assert len({*animals.values()}) == 4


# What is left out


def test_broken_files_are_listed_and_the_others_added(gallery: Gallery, folder: Path) -> None:
    photo(folder / "good.PNG", 1)
    photo(folder / "small.png", 2, (47, 300))
    photo(folder / "tiny.png", 3, (8, 8))
    whole = photo(folder / "cut.png", 4).read_bytes()
    (folder / "cut.png").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "sub").mkdir()
    (folder / "sub" / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (folder / "notes.txt").write_text("no photo, and not said to be one")
    Image.new("RGB", (64, 64), "green").save(folder / "meadow.png")
    os.close(os.open(bytes(folder) + b"/\xff.png", os.O_CREAT | os.O_WRONLY))
    progress = last(gallery, folder)
    assert {(broken.file, broken.problem.key) for broken in progress.broken} == {
        ("small.png", "photo_small"),
        ("tiny.png", "picture_too_small"),
        ("cut.png", "picture_unreadable"),
        ("empty.jpg", "picture_none"),
        ("sub/phone.heic", "picture_unreadable"),
        ("meadow.png", "photo_no_dog"),
        (os.fsdecode(b"\xff.png"), "photo_name"),
    }
    assert (progress.done, progress.total, progress.added, progress.known) == (8, 8, 1, 0)
    assert all("\n" not in str(broken.problem) for broken in progress.broken)


def test_what_is_no_plain_file_is_told_and_does_not_hang(gallery: Gallery, folder: Path) -> None:
    photo(folder / "a.png", 1)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(folder / "s.png"))
        assert [broken.problem.key for broken in last(gallery, folder).broken] == ["photo_closed"]


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    photo(folder / "a.png", 1)
    outside = photo(tmp_path / "outside" / "b.png", 2)
    (folder / "link.png").symlink_to(outside)
    (folder / "linked").symlink_to(outside.parent)
    (folder / "circle").symlink_to(folder)
    assert list(photos_below(folder)) == [folder / "a.png"]


def test_the_same_photo_twice_is_added_once(gallery: Gallery, folder: Path) -> None:
    for number in range(BATCH):
        photo(folder / f"{number:02}.png", number)
    shutil.copy(folder / "00.png", folder / "00 copy.png")  # in the same batch
    shutil.copy(folder / "01.png", folder / "zz.png")  # in the next one
    progress = last(gallery, folder)
    assert (progress.added, progress.known, progress.total) == (BATCH, 2, BATCH + 2)
    assert gallery.count() == BATCH


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda folder: None, "folder_missing"),
        (lambda folder: folder.write_text("a file"), "folder_missing"),
        (lambda folder: folder.mkdir(), "folder_empty"),
        (lambda folder: (folder / "sub").mkdir(parents=True), "folder_empty"),
    ],
)
def test_folders_that_are_none(gallery: Gallery, folder: Path, make: Callable[[Path], object], key: str) -> None:
    make(folder)
    with pytest.raises(InputError, match="please") as caught:
        next(add_folder(gallery, folder, look_at))
    assert caught.value.key == key


# Stopping and going on


def test_an_interrupted_run_is_gone_on_with(gallery: Gallery, folder: Path) -> None:
    for number in range(3 * BATCH):
        photo(folder / f"{number:03}.png", number)
    run = add_folder(gallery, folder, look_at)
    next(run)
    next(run)
    del run  # as when a visitor closes the page
    assert gallery.count() == BATCH
    seen = []

    def look(pictures: list[Image.Image]) -> list[Look | None]:
        seen.append(len(pictures))
        return look_at(pictures)

    progress = list(add_folder(Gallery(gallery.folder), folder, look))[-1]
    assert seen == [BATCH, BATCH]  # nothing is looked at twice
    assert (progress.added, progress.known) == (2 * BATCH, BATCH)
    assert gallery.count() == 3 * BATCH


def test_a_network_that_fails_loses_only_its_batch(gallery: Gallery, folder: Path) -> None:
    for number in range(2 * BATCH):
        photo(folder / f"{number:03}.png", number)

    def look(pictures: list[Image.Image]) -> list[Look | None]:
        if gallery.count():
            raise RuntimeError("out of memory")
        return look_at(pictures)

    with pytest.raises(RuntimeError, match="out of memory"):
        list(add_folder(gallery, folder, look))
    assert gallery.count() == BATCH


def test_what_a_network_sees(gallery: Gallery, folder: Path) -> None:
    """Pictures come upright, in RGB on white, and not larger than needed."""
    folder.mkdir()
    turned = Image.new("RGB", (100, 60), "red")
    turned.paste("blue", (0, 0, 50, 60))
    exif = turned.getexif()
    exif[0x0112] = 6  # to be turned to the right
    turned.save(folder / "a turned.jpg", exif=exif)
    Image.new("RGBA", (60, 60), (0, 0, 0, 0)).save(folder / "b clear.png")
    Image.effect_noise((2600, 1300), 50).save(folder / "c large.png")
    pictures = []

    def look(given: list[Image.Image]) -> list[Look | None]:
        pictures.extend(given)
        return [None] * len(given)

    list(add_folder(gallery, folder, look))
    assert [picture.mode for picture in pictures] == ["RGB"] * 3
    assert [picture.size for picture in pictures] == [(60, 100), (60, 60), (1024, 512)]
    assert pictures[1].getpixel((5, 5)) == (255, 255, 255)
    top = pictures[0].getpixel((30, 10))
    assert isinstance(top, tuple)
    assert top[2] > 200 > 50 > top[0]
