"""The trainings without packs: all is drawn, all gets better, and a broken run goes on as if it had not been broken."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import torch
from safetensors.torch import save_file

from engines.models.spotter import Spotter
from engines.runtime.course import HISTORY
from engines.runtime.errors import InputError
from engines.tryon import drawn, sheets, train_body, train_dresser, train_garment, train_warp
from engines.tryon.data import UNKNOWN, load_parsed
from tests.engines.tryon.packs import PEOPLE, encoded, write_packs

NOTHING = Path()
Program = tuple[Any, Callable[[Path, Path], Any], str]
PROGRAMS: dict[str, Program] = {
    "body": (
        train_body,
        lambda out, _: train_body.BodyConfig(
            NOTHING, out, backbone="regnetx_002", width=8, people=4, half_share=1.0, batch=4
        ),
        "miou",
    ),
    "garment": (
        train_garment,
        lambda out, _: train_garment.GarmentConfig(NOTHING, out, width=8, drawn=8, people=4, half_share=1.0, batch=4),
        "mask_iou",
    ),
    "warp": (train_warp, lambda out, _: train_warp.WarpConfig(NOTHING, out, width=8, people=4, batch=2), "iou"),
    "dresser": (
        train_dresser,
        lambda out, body: train_dresser.DresserConfig(NOTHING, out, body, people=4, half_share=1.0, batch=2),
        "ssim",
    ),
}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What such runs draw, and a reader of bodies that knows nothing."""
    folder = tmp_path_factory.mktemp("pictures")
    drawn.own_people(folder, 4, 0)
    drawn.own_garments(folder, 8, 0)
    torch.manual_seed(0)
    save_file(Spotter(38, "regnetx_002", 2, 8).state_dict(), folder / "body.safetensors")
    return folder


def begun(pictures: Path, out: Path, name: str) -> tuple[Any, Any, str]:
    """A program with its settings, and the figure it is judged by; its pictures are drawn already."""
    program, config, figure = PROGRAMS[name]
    shutil.copytree(pictures / drawn.OWN, out / drawn.OWN)
    return program, config(out, pictures / "body.safetensors"), figure


def rows(out: Path) -> list[dict[str, float]]:
    found: list[dict[str, float]] = json.loads((out / HISTORY).read_text())
    return found


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_broken_run_goes_on_as_an_unbroken_one(name: str, pictures: Path, tmp_path: Path) -> None:
    program, config, _ = begun(pictures, tmp_path / "whole", name)
    config = replace(config, steps=3, epoch=1)
    program.train(config)
    _, again, _ = begun(pictures, tmp_path / "broken", name)
    again = replace(again, steps=3, epoch=1)
    program.train(replace(again, seconds=0.0))
    assert len(rows(again.out)) == 2  # at the start, and after the one step that there was time for
    program.train(again)
    losses = [[row["loss"] for row in rows(one.out)[1:]] for one in (config, again)]
    assert losses[1] == pytest.approx(losses[0], rel=1e-3)


@pytest.mark.parametrize(("name", "steps"), [("body", 24), ("garment", 20)])
def test_it_gets_better(name: str, steps: int, pictures: Path, tmp_path: Path) -> None:
    program, config, figure = begun(pictures, tmp_path, name)
    program.train(replace(config, steps=steps, epoch=steps, learning_rate=4e-3))
    first, last = rows(tmp_path)
    assert last[figure] > first[figure]
    assert json.loads((tmp_path / "figures.json").read_text())[figure] == pytest.approx(last[figure], abs=1e-3)
    sheet = sorted((tmp_path / "samples").glob("*.png"))
    assert [one.stem for one in sheet] == ["0000000", f"{steps:07d}"]


@pytest.mark.parametrize("name", ["warp", "dresser"])  # whose figures take minutes to get better than doing nothing
def test_its_loss_falls(name: str, pictures: Path, tmp_path: Path) -> None:
    program, config, _ = begun(pictures, tmp_path, name)
    program.train(replace(config, steps=8, epoch=4, learning_rate=3e-3))
    _, first, last = rows(tmp_path)
    assert last["loss"] < first["loss"]


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_will_be_learnt_from_is_shown(name: str, pictures: Path, tmp_path: Path) -> None:
    program, config, _ = begun(pictures, tmp_path / "drawn", name)
    few = program.preview(config)
    assert few.picture.width <= 960
    assert few.counts["examined"] == (2 if name == "garment" else 1)
    assert len(few.picture.getcolors(1 << 20) or ()) > 1000  # pictures, not an empty sheet


def test_packs_are_shown_before_they_are_learnt_from(pictures: Path, tmp_path: Path) -> None:
    write_packs(tmp_path)
    body = train_body.preview(train_body.BodyConfig(tmp_path, drawn=tmp_path / "none"))
    assert dict(body.counts) == {"parsed": PEOPLE, "studio": PEOPLE, "posed": PEOPLE, "examined": 2 * PEOPLE}
    warp = train_warp.preview(train_warp.WarpConfig(tmp_path, drawn=tmp_path / "none"))
    assert warp.counts["people"] == PEOPLE
    assert warp.picture.height > 3 * sheets.CELL[1]


def test_packs_that_do_not_fit_are_a_sentence(tmp_path: Path) -> None:
    def key() -> str:
        with pytest.raises(InputError) as problem:
            train_body.train(train_body.BodyConfig(tmp_path, tmp_path / "out"))
        assert not list((tmp_path / "out").glob("*.safetensors"))
        return problem.value.key

    assert key() == "training_pack_missing"
    (tmp_path / "tryon-people.zip").write_bytes(b"PK no more")
    assert key() == "training_pack_broken"
    write_packs(tmp_path)
    wrong = load_parsed(tmp_path, "train").labels[0].clone().fill_(UNKNOWN).numpy()
    replaced(tmp_path / "tryon-people.zip", "parse/p0.png", encoded(wrong))
    assert key() == "training_pack_labels"
    replaced(tmp_path / "tryon-people.zip", "parse/p0.png", encoded(wrong[:100]))
    assert key() == "training_pack_size"
    replaced(tmp_path / "tryon-people.zip", "meta.csv", b"file,split,parse,fg_mask\n")
    assert key() == "training_pack_empty"


def replaced(pack: Path, name: str, content: bytes) -> None:
    """Write a pack anew, with another content of one file."""
    with ZipFile(pack) as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    with ZipFile(pack, "w") as archive:
        for one, data in (files | {name: content}).items():
            archive.writestr(one, data)
