"""The four trainings, with small networks on packs of drawn people and garments."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from engines.checkpoints.loading import load
from engines.models.dresser import Dresser
from engines.models.garment_warp import GarmentWarp
from engines.models.spotter import Spotter
from engines.tryon import drawn, train_body, train_dresser, train_garment, train_warp
from engines.tryon.data import UNKNOWN, load_garments, load_parsed, load_posed, load_studio
from engines.tryon.garment import KINDS, OTHER, SLEEVES
from engines.tryon.results import Kind, Sleeve
from tests.engines.tryon.packs import GARMENTS, PEOPLE, write_packs


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    write_packs(folder)
    config = drawn.DrawnConfig(count=3, seed=1, out=folder / "drawn")
    drawn.keep(config)
    return folder


@pytest.fixture(scope="module")
def body(packs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader of bodies that has learnt for one step: the other trainings need one."""
    return train_body.train(small_body(packs, tmp_path_factory.mktemp("body"), 1))


def small_body(packs: Path, out: Path, steps: int) -> train_body.BodyConfig:
    return train_body.BodyConfig(packs, out, Path(), "regnetx_002", 8, packs / "drawn", steps=steps, batch=4)


def test_the_packs_are_read(packs: Path) -> None:
    parsed, studio, posed = load_parsed(packs, "train"), load_studio(packs, "val"), load_posed(packs, "val")
    assert parsed.pictures.shape == (PEOPLE, 3, 256, 192)
    assert {0, 5, 13} <= set(parsed.labels.unique().tolist()) <= set(range(20))
    assert studio.masks.unique().tolist() == [0, 1]
    assert (posed.xy.shape, posed.known.shape) == ((PEOPLE, 18, 2), (PEOPLE, 18))
    garments = load_garments(packs, "train")
    assert len(garments.rows) == GARMENTS
    assert [int(mask.max()) for mask in garments.masks] == [1 if row["mask_file"] else UNKNOWN for row in garments.rows]
    told = train_garment.told(garments)
    assert told.kinds[:3].tolist() == [KINDS.index(Kind.TOP), KINDS.index(Kind.TROUSERS), OTHER]
    assert told.sleeves[:2].tolist() == [SLEEVES.index(Sleeve.SHORT), SLEEVES.index(Sleeve.LONG)]


def test_drawn_people_know_where_the_garment_came_from(packs: Path) -> None:
    scenes = drawn.load_scenes(packs / "drawn")
    assert scenes is not None
    places = scenes.flow.float().permute(0, 2, 3, 1)
    known = ~places.isnan().any(-1)
    assert (known == (scenes.worn > 0)).float().mean() > 0.98
    read = torch.nn.functional.grid_sample(
        scenes.flat.float() / 255, places.nan_to_num(), padding_mode="border", align_corners=True
    )
    assert read[:, 3][known].mean() > 0.95  # it lies on the garment
    off = (read[:, :3] - scenes.after.float() / 255).abs().mean(1)[known]
    assert off.mean() < 0.12  # up to light and folds it has the same colours


def test_the_reader_of_bodies_learns_and_goes_on(packs: Path, body: Path) -> None:
    network = load(body, "spotter")
    assert isinstance(network, Spotter)
    figures = json.loads((body.parent / "figures.json").read_text())
    assert 0 <= figures["miou"] <= 1
    assert 0 <= figures["pck20"] <= 1
    train_body.train(small_body(packs, body.parent, 2))
    assert torch.load(body.parent / "state.pt", weights_only=True)["step"] == 2


def test_the_reader_of_garments_learns(packs: Path, tmp_path: Path) -> None:
    config = train_garment.GarmentConfig(packs, tmp_path, width=8, drawn=3, steps=2, batch=6)
    assert isinstance(load(train_garment.train(config), "spotter"), Spotter)
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert set(figures) == {"mask_iou", "mask_iou_worst_tenth", "kinds", "sleeves"}


def test_warp_and_dresser_learn(packs: Path, body: Path, tmp_path: Path) -> None:
    for run in ("warp", "tryon"):  # as though found before: a body's reader of one step finds nobody's points
        (tmp_path / run).mkdir()
        for split in ("train", "val"):
            posed = load_posed(packs, split)
            known = {"xy": posed.xy, "known": torch.ones_like(posed.known)}
            save_file(known, tmp_path / run / f"points-{split}.safetensors")
    warp = train_warp.WarpConfig(packs, tmp_path / "warp", body, 8, packs / "drawn", steps=2, batch=4)
    network = load(train_warp.train(warp), "garment_warp")
    assert isinstance(network, GarmentWarp)
    assert any(bool(parameter.any()) for parameter in network.lattice.parameters())  # zero before
    dresser = train_dresser.DresserConfig(packs, tmp_path / "tryon", body, packs / "drawn", steps=2, batch=3)
    assert isinstance(load(train_dresser.train(dresser), "dresser"), Dresser)
    assert 0 < json.loads((tmp_path / "tryon" / "figures.json").read_text())["ssim"] < 1
