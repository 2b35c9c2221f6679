"""`python -m engines.dogs.gallery`: every command, and what goes wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from engines.dogs.gallery import Look
from engines.dogs.gallery.__main__ import main
from tests.engines.dogs.looks import look_at, photo

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command on a gallery of its own."""

    def command(*arguments: object, look: Callable[[list[Image.Image]], list[Look | None]] = look_at) -> int:
        return main(["--gallery", str(tmp_path / "gallery"), *map(str, arguments)], look)

    return command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    photo(tmp_path / "photos" / "n02110958-pug" / "a.png", 1)
    photo(tmp_path / "photos" / "other" / "b.png", 2)
    photo(tmp_path / "photos" / "other" / "small.png", 3, (20, 20))
    return tmp_path / "photos"


def test_adding_and_listing(run: Run, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", folder) == 0
    printed = capsys.readouterr()
    assert printed.out == "2 added, 0 were there, 1 left out; 2 in all\n"
    assert "3 of 3 files: 2 added, 0 were there, 1 left out, 0.0 minutes left" in printed.err
    assert "left out: other/small.png: This photo has only 20 x 20 pixels: please take" in printed.err
    assert run("add", folder) == 0
    assert capsys.readouterr().out == "0 added, 2 were there, 1 left out; 2 in all\n"
    (folder / "other" / "b.png").unlink()
    assert run("list") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.split() == ["1", "pug", str(folder / "n02110958-pug" / "a.png")]
    assert second.split() == ["2", "pug", "(50%)", str(folder / "other" / "b.png"), "(gone)"]


def test_removing_and_rebuilding(run: Run, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(10, 13):
        photo(folder / f"{number}.png", number)
    run("add", folder, "--one-dog-a-folder")
    (folder / "11.png").unlink()
    capsys.readouterr()
    assert run("remove", 1, 99) == 0
    assert capsys.readouterr().out == "1 removed, 4 left\n"
    assert run("remove", "--missing") == 0
    assert capsys.readouterr().out == "1 removed, 3 left\n"
    index = tmp_path / "gallery" / "gallery.index"
    index.unlink()
    assert run("rebuild") == 0
    assert capsys.readouterr().out == "index of 3 dogs built\n"
    assert index.exists()


def test_stopping_by_hand(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(40):
        photo(tmp_path / "photos" / f"{number}.png", number)
    batches = []

    def look(pictures: list[Image.Image]) -> list[Look | None]:
        batches.append(len(pictures))
        if len(batches) > 1:
            raise KeyboardInterrupt
        return look_at(pictures)

    assert run("add", tmp_path / "photos", look=look) == 130
    assert "The same command goes on from here." in capsys.readouterr().err
    assert run("add", tmp_path / "photos") == 0
    assert capsys.readouterr().out == "8 added, 32 were there, 0 left out; 40 in all\n"


def test_what_goes_wrong_is_one_sentence(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", tmp_path / "nowhere") == 1
    assert capsys.readouterr().err == "There is no folder 'nowhere': please check its name.\n"
    (tmp_path / "gallery" / "gallery.db").write_bytes(b"no database" * 500)
    assert run("list") == 1
    assert "gallery.db is damaged" in capsys.readouterr().err
