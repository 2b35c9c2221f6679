"""Data, training and measuring of a painter, on drawn shoes."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from engines.drawn.shoes import draw_shoe
from engines.models.painter import Painter, PainterConfig, StyleEncoder
from engines.sketch.data import ALIGNED, APART, LOOSE, SIDE, Pack, Sampler, load_drawings, load_photos, study
from engines.sketch.evaluate import load_painter, measure, obeyed
from engines.sketch.losses import colour_loss, critic_loss, feature_loss, painter_loss, pixel_loss
from engines.sketch.styles import cleanest, inside, most_vivid, read_styles, spread, vividness
from engines.sketch.train import TrainingConfig, train
from tests.engines.sketch.packs import write_packs


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    write_packs(folder)
    return folder


@pytest.fixture(scope="module")
def sampler(packs: Path) -> Sampler:
    subjects = [study(photo) for photo in load_photos(Pack(packs / "things"), "shoes", "train")]
    return Sampler([s for s in subjects if s], load_drawings(Pack(packs / "people"), "shoes", "train"), seed=1)


def test_a_batch_has_drawings_by_program_and_by_people(sampler: Sampler) -> None:
    pairs = next(sampler.batches(4, by_people=1))
    assert pairs.ink.shape == (4, 1, SIDE, SIDE)
    assert pairs.picture.shape == (4, 3, SIDE, SIDE)
    assert pairs.ink.dtype == pairs.picture.dtype == np.uint8
    assert pairs.fit[:3].tolist() == [ALIGNED] * 3
    assert pairs.fit[3] in (LOOSE, APART)


def test_a_photo_and_its_drawing_lie_on_each_other(sampler: Sampler) -> None:
    for _ in range(12):
        ink, picture, _ = sampler.by_program(sampler.subjects[0])
        thing = (255 - picture.astype(int)).max(-1) > 20
        near = np.maximum.reduce([np.roll(thing, (dy, dx), (0, 1)) for dy in (-9, 0, 9) for dx in (-9, 0, 9)])
        assert near[ink > 128].mean() > 0.9


def test_both_kinds_of_people_are_drawn_from(sampler: Sampler) -> None:
    assert {sampler.by_person()[2] for _ in range(40)} == {LOOSE, APART}


def test_a_blank_photo_has_nothing_to_learn_from() -> None:
    assert study(np.full((192, 192, 3), 255, np.uint8)) is None
    with pytest.raises(ValueError, match="no photo"):
        Sampler([], [])


def test_a_missing_pack_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.zip"):
        Pack(Path("nowhere.zip"))


def test_losses_of_perfect_and_of_wrong_pictures() -> None:
    picture = torch.rand(2, 3, 32, 32) * 2 - 1
    all_count, none_counts, first = torch.ones(2), torch.zeros(2), torch.tensor([1.0, 0.0])
    assert pixel_loss(picture, picture, all_count) == 0
    assert pixel_loss(picture, picture + 0.5, all_count) == pytest.approx(0.5)
    assert pixel_loss(picture, picture + 0.5, none_counts) == 0
    half_wrong = picture + torch.tensor([0.0, 0.5])[:, None, None, None]
    assert pixel_loss(picture, half_wrong, first) == 0
    shifted = picture.roll(1, 3)
    assert colour_loss(picture, shifted, all_count) < 0.5 * pixel_loss(picture, shifted, all_count)
    assert feature_loss([picture], [picture + 1], all_count) == pytest.approx(1)
    sure = torch.full((2, 1, 4, 4), 2.0)
    assert critic_loss(sure, -sure) == 0
    assert critic_loss(-sure, sure) == 6
    assert painter_loss(sure) == -2


def test_styles_begin_with_the_most_vivid_and_differ() -> None:
    photos = [draw_shoe(np.random.default_rng(i), 64).picture for i in range(12)]
    vivid = most_vivid(photos, 0.5)
    assert len(vivid) == 6
    assert vividness(vivid[0]) == max(vividness(p) for p in photos)
    torch.manual_seed(0)
    encoder = StyleEncoder(8)
    codes = read_styles(encoder, vivid)
    assert codes.shape == (6, 8)
    assert len(spread(codes, 4).unique(dim=0)) == 4
    assert spread(codes[:2], 5).shape == (5, 8)


def test_the_cleanest_styles_are_those_that_fill_the_outline() -> None:
    class Filler(Painter):
        """Paints the inside of a square as dark as the style says, and the rest of the page with it where it is 2."""

        def forward(self, ink: torch.Tensor, style: torch.Tensor) -> torch.Tensor:
            page = torch.ones(len(ink), 3, SIDE, SIDE)
            page[:, :, 60:200, 60:200] = 1 - style[:, :1, None, None].clamp(0, 1)
            return torch.where(style[:, :1, None, None] == 2, torch.zeros_like(page), page)

    ink = np.zeros((SIDE, SIDE), np.uint8)
    ink[60:200, 60:64] = ink[60:200, 196:200] = ink[60:64, 60:200] = ink[196:200, 60:200] = 255
    nothing, good, everything, better = ([value] for value in (0.0, 0.8, 2.0, 1.0))
    codes = torch.tensor([nothing, good, everything, better])
    tiny = Filler(PainterConfig(widths=(8, 8), style=1, styles=1))
    assert cleanest(tiny, codes, [ink], 2).tolist() == torch.tensor([good, better]).tolist()


def test_painter_takes_any_multiple_of_32_and_obeys_the_style() -> None:
    painter = Painter(PainterConfig(widths=(8, 16, 16, 16, 16), style=4, styles=2)).eval()
    ink = torch.rand(2, 1, 64, 96)
    with torch.no_grad():
        one, other = (painter(ink, torch.full((2, 4), value)) for value in (-1.0, 1.0))
    assert one.shape == (2, 3, 64, 96)
    assert one.abs().max() <= 1
    assert (one - other).abs().mean() > 1e-3


def test_a_run_learns_stops_and_goes_on(packs: Path, tmp_path: Path) -> None:
    config = TrainingConfig(
        data=packs, photos="things", drawings="people", out=tmp_path, steps=6, batch=2, sheet_every=3, device="cpu"
    )
    shipped = train(config)
    history = json.loads((tmp_path / "training_history.json").read_text())
    assert [line["step"] for line in history] == [3, 6]
    assert history[1]["pixels"] < history[0]["pixels"]
    assert Image.open(tmp_path / "sheets" / "000006.png").size[0] == 1600
    state = load_file(shipped)
    assert all(tensor.dtype == torch.float16 for tensor in state.values())
    assert state["styles"].abs().sum() > 0

    train(TrainingConfig(**{**vars(config), "steps": 9}))
    history = json.loads((tmp_path / "training_history.json").read_text())
    assert [line["step"] for line in history] == [3, 6, 9]
    figures = measure(
        load_painter(shipped, "shoes"), [d.ink for d in load_drawings(Pack(packs / "people"), "shoes", "val")]
    )
    assert figures.drawings == 2
    assert 0 <= figures.filled <= 1


def test_measures_know_good_from_bad() -> None:
    ink = np.zeros((SIDE, SIDE), np.uint8)
    ink[60:200, 60:64] = ink[60:200, 196:200] = ink[60:64, 60:200] = ink[196:200, 60:200] = 255
    ink[60:64, 120:126] = 0  # a gap in the outline
    body = inside(ink)
    assert body[130, 130]
    assert not body[30, 30]
    good = np.full((SIDE, SIDE, 3), 255, np.uint8)
    good[60:200, 60:200] = (180, 60, 40)
    assert obeyed(ink, good) > 0.95
    assert obeyed(ink, np.full_like(good, 255)) == 0
    assert obeyed(ink, np.roll(good, 40, 1)) < 0.7


@pytest.mark.data
def test_the_shipped_painter_obeys_people(pack) -> None:
    people = load_drawings(Pack(pack("sketch-human")), "shoes", "val")
    figures = measure(load_painter(None, "shoes"), [drawing.ink for drawing in people])
    assert figures.drawings == 19
    assert figures.obeyed > 0.6
    assert figures.filled > 0.75
    assert figures.spilled < 0.05
    assert figures.variety > 0.05
