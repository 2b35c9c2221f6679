"""A host's own drawings, with targets and without."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from engines.plans.pages import SIDE, VARIANTS, count_pages, kept_pages, own_pages
from engines.plans.train_edges import EdgesConfig, preview
from engines.runtime.errors import InputError


def page(size: tuple[int, int] = (300, 200), ink: int = 0, paper: int = 255, width: int = 3) -> Image.Image:
    picture = Image.new("L", size, paper)
    ImageDraw.Draw(picture).rectangle((40, 40, 200, 150), outline=ink, width=width)
    return picture


def write(folder: Path, count: int, targets: bool = True) -> Path:
    for name in ("drawings", "targets")[: 1 + targets]:
        (folder / name).mkdir()
        for number in range(count):
            page(ink=20 * number).save(folder / name / f"p{number}.png")
    return folder


def test_two_drawings_become_twenty(tmp_path: Path) -> None:
    write(tmp_path, 3)
    pages = own_pages(tmp_path, "train", 0)
    assert pages.pictures.shape == pages.edges.shape == (2 * VARIANTS, SIDE, SIDE)
    assert len(pages.pictures.unique(dim=0)) == len(pages)
    shares = pages.edges.float().mean((1, 2))
    assert (shares > 0.5 * shares[0]).all()
    assert (pages.pictures[0][pages.edges[0]].float().mean() < 100).item()
    assert len(own_pages(tmp_path, "val", 0)) == 1
    assert count_pages(tmp_path) == {"drawings": 3, "pages": 20, "validation": 1}


@pytest.mark.parametrize(("ink", "paper", "width"), [(0, 255, 3), (255, 0, 3), (0, 255, 1)])
def test_targets_may_be_dark_or_light_and_thin(tmp_path: Path, ink: int, paper: int, width: int) -> None:
    write(tmp_path, 2)
    for path in (tmp_path / "targets").iterdir():
        page(ink=ink, paper=paper, width=width).save(path)
    edges = own_pages(tmp_path, "val", 0).edges[0].numpy()
    scale = SIDE / 300
    line = edges[int(100 * scale), int(20 * scale) : int(80 * scale)]
    assert 2 <= line.sum() <= 6
    assert not edges[int(100 * scale), int(100 * scale)]
    assert not edges[int(SIDE * 0.7) :].any()  # below the drawing, which is no square, there is nothing


def test_without_targets_the_edges_are_found(tmp_path: Path) -> None:
    edges = own_pages(write(tmp_path, 2, targets=False), "val", 0).edges[0].numpy()
    scale = SIDE / 300
    assert edges[int(100 * scale), int(34 * scale) : int(48 * scale)].any()
    assert not edges[int(80 * scale) : int(120 * scale), int(80 * scale) : int(160 * scale)].any()


def test_drawn_pages_are_kept(tmp_path: Path) -> None:
    first = kept_pages(tmp_path, "val", 2, 0)
    assert len(list(tmp_path.glob("drawn-*.npz"))) == 1
    again = kept_pages(tmp_path, "val", 2, 0)
    assert (first.pictures == again.pictures).all()
    assert (first.edges == again.edges).all()


def no_drawings(folder: Path) -> None:
    (folder / "drawings").rename(folder / "pictures")


def one_drawing(folder: Path) -> None:
    (folder / "drawings" / "p0.png").unlink()


def no_target(folder: Path) -> None:
    (folder / "targets" / "p1.png").rename(folder / "targets" / "other.png")


def another_size(folder: Path) -> None:
    page((301, 200)).save(folder / "targets" / "p1.png")


def no_lines(folder: Path) -> None:
    for path in (folder / "targets").iterdir():
        Image.new("L", (300, 200), 255).save(path)


def no_picture(folder: Path) -> None:
    (folder / "drawings" / "p1.png").write_text("no")


@pytest.mark.parametrize(
    ("spoil", "key"),
    [
        (no_drawings, "training_pages_missing"),
        (one_drawing, "training_pages_few"),
        (no_target, "training_edges_missing"),
        (another_size, "training_edges_size"),
        (no_lines, "training_edges_none"),
        (no_picture, "training_page_unreadable"),
    ],
)
def test_folders_that_do_not_fit(tmp_path: Path, spoil: Callable[[Path], None], key: str) -> None:
    spoil(write(tmp_path, 2))
    with pytest.raises(InputError) as problem:
        preview(EdgesConfig(data=tmp_path))
    assert problem.value.key == key


def test_a_preview_shows_pages_and_counts_them(tmp_path: Path) -> None:
    own = preview(EdgesConfig(data=write(tmp_path, 2)))
    assert own.counts["pages"] == VARIANTS
    drawn = preview(EdgesConfig(drawn=30))
    assert drawn.counts["pages"] == 30
    assert own.picture.width == drawn.picture.width == 960
    assert np.asarray(drawn.picture).std() > 10
