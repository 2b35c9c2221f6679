"""Training and measuring of a painter, on drawn shoes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from engines.drawn.goods.shoes import draw_shoe
from engines.models.augment import augment
from engines.models.critic import PatchCritic
from engines.models.painter import Painter, PainterConfig, StyleEncoder
from engines.runtime.apprentice import read_settings
from engines.runtime.errors import InputError
from engines.sketch import WORLDS
from engines.sketch.config import TrainingConfig
from engines.sketch.evaluate import load_painter, measure, obeyed
from engines.sketch.judge import load_judge
from engines.sketch.lessons import DRAWN as THINGS
from engines.sketch.lessons import validation_drawings
from engines.sketch.losses import colour_loss, critic_loss, feature_loss, hint_loss, painter_loss, pixel_loss
from engines.sketch.own_worlds import OwnWorlds
from engines.sketch.sheet import WIDTH
from engines.sketch.styles import cleanest, inside, most_vivid, read_styles, spread, vividness
from engines.sketch.subjects import SIDE
from engines.sketch.train import SHELF, preview, train
from engines.sketch.train_guess import GuessConfig
from engines.training.recipe import Recipe
from engines.training.recipes.sketch import RECIPES, SUBJECTS
from tests.engines.runs import goes_on_as_unbroken, history
from tests.engines.sketch.packs import write_packs

SMALL = PainterConfig(worlds=2, widths=(8, 16, 16), style=4, world=4, styles=2, thinking=1, detail=8)


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    write_packs(folder)
    return folder


def square() -> np.ndarray:
    ink = np.zeros((SIDE, SIDE), np.uint8)
    ink[60:200, 60:64] = ink[60:200, 196:200] = ink[60:64, 60:200] = ink[196:200, 60:200] = 255
    return ink


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
    sure = [torch.full((2, 4, 4), 2.0)] * 2
    unsure = [-verdict for verdict in sure]
    assert critic_loss(sure, unsure) == 0
    assert critic_loss(unsure, sure) == 6
    assert painter_loss(sure) == -2


def test_a_hint_asks_for_its_colour_where_something_is() -> None:
    red = torch.tensor([1.0, -1.0, -1.0])[None, :, None, None].expand(1, 3, 32, 32)
    blue, paper = red.flip(1), torch.ones(1, 3, 32, 32)
    hints = torch.zeros(1, 4, 16, 16)
    hints[:, [0, 3], 4:12, 4:12] = 1
    yes = torch.ones(1)
    assert hint_loss(red, red, hints, yes) == 0
    assert hint_loss(blue, red, hints, yes) == pytest.approx(4 / 3)
    assert hint_loss(blue, paper, hints, yes) == 0
    assert hint_loss(blue, red, torch.zeros_like(hints), yes) == 0
    assert hint_loss(blue, red, hints, 0 * yes) == 0


def test_what_a_critic_sees_changes_alike_for_both_pictures() -> None:
    torch.manual_seed(0)
    ink, picture = torch.rand(4, 1, 32, 32), torch.rand(4, 3, 32, 32) * 2 - 1
    pages = torch.cat((ink, picture, picture), 1).requires_grad_()
    seen = augment(pages, (slice(1, 4), slice(4, 7)))
    assert seen.shape == pages.shape
    assert torch.equal(seen[:, 1:4], seen[:, 4:7])
    assert (seen - pages).abs().mean() > 0.1
    assert (seen == 0).float().mean() > 0.02
    seen.sum().backward()
    assert pages.grad is not None
    assert (pages.grad[:, 0] != 0).any()


def test_a_critic_judges_every_world_apart() -> None:
    torch.manual_seed(0)
    critic = PatchCritic(worlds=2, width=8)
    ink, picture = torch.rand(2, 1, 64, 64), torch.rand(2, 3, 64, 64)
    first, _ = critic(ink, picture, torch.tensor([0, 0]))
    mixed, features = critic(ink, picture, torch.tensor([0, 1]))
    assert [verdict.shape for verdict in first] == [(2, 8, 8), (2, 4, 4)]
    assert len(features) == 4
    assert torch.equal(first[0][0], mixed[0][0])
    assert not torch.equal(first[0][1], mixed[0][1])


def test_styles_begin_with_the_most_vivid_and_differ() -> None:
    photos = [draw_shoe(np.random.default_rng(i), 64).picture for i in range(12)]
    vivid = most_vivid(photos, 6)
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

        def quick(
            self, ink: torch.Tensor, hints: torch.Tensor, style: torch.Tensor, world: torch.Tensor
        ) -> torch.Tensor:
            page = torch.ones(len(ink), 3, SIDE // 2, SIDE // 2)
            page[:, :, 30:100, 30:100] = 1 - style[:, :1, None, None].clamp(0, 1)
            return torch.where(style[:, :1, None, None] == 2, torch.zeros_like(page), page)

    nothing, good, everything, better = ([value] for value in (0.0, 0.8, 2.0, 1.0))
    codes = torch.tensor([nothing, good, everything, better])
    tiny = Filler(replace(SMALL, style=1))
    assert cleanest(tiny, 1, codes, [square()], 2).tolist() == torch.tensor([good, better]).tolist()


def test_painter_takes_any_multiple_of_32_and_obeys_style_world_and_hints() -> None:
    torch.manual_seed(0)
    painter = Painter(SMALL).eval()
    ink, hints, style, world = (
        torch.rand(2, 1, 64, 96),
        torch.zeros(2, 4, 16, 24),
        torch.zeros(2, 4),
        torch.zeros(2).long(),
    )
    with torch.no_grad():
        plain = painter(ink, hints, style, world)
        half, full = painter.both(ink, hints, style, world)
        others = [
            painter(ink, hints, style + 1, world),
            painter(ink, hints, style, world + 1),
            painter(ink, hints + 1, style, world),
        ]
    assert plain.shape == (2, 3, 64, 96)
    assert half.shape == (2, 3, 32, 48)
    assert torch.equal(full, plain)
    assert plain.abs().max() <= 1
    assert all((plain - other).abs().mean() > 1e-3 for other in others)


def test_a_run_learns_stops_and_goes_on(packs: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    config = TrainingConfig(data=packs, out=out, steps=6, batch=2, drawn=0, epoch=3, sharpen=0.4, device="cpu")
    shipped = train(config)
    first, second, third = history(out)
    assert [first["step"], second["step"], third["step"]] == [0, 3, 6]
    assert third["pixels"] < second["pixels"]
    assert third["away"] < first["away"]
    assert "sharp" not in second
    assert "sharp" in third
    assert Image.open(out / "samples" / "0000006.png").width == WIDTH // 12 * 2
    state = load_file(shipped)
    assert all(tensor.dtype == torch.float16 for tensor in state.values())
    assert state["styles"][0].abs().sum() > 0

    train(replace(config, steps=7))
    assert [row["step"] for row in history(out)] == [0, 3, 6, 7]
    inks = [drawing.ink for drawing in validation_drawings(packs)[0]]
    figures, pictures = measure(load_painter(shipped), load_judge(), WORLDS[0], inks)
    assert figures.drawings == 2
    assert len(pictures) == 8
    assert figures.filled is not None
    assert 0 <= figures.filled <= 1


DRAWN = TrainingConfig(
    world="Jewels", data=Path(), steps=2, epoch=1, batch=2, drawn=8, coarse=64, sharpen=0, device="cpu"
)


def test_a_drawn_world_gets_better_and_a_broken_run_learns_the_same(tmp_path: Path) -> None:
    assert goes_on_as_unbroken(train, DRAWN, tmp_path)
    rows = history(tmp_path / "whole")
    assert rows[-1]["away"] < rows[0]["away"]
    (world,) = OwnWorlds(tmp_path / "whole" / SHELF).worlds()
    assert (world.id, world.kind) == ("jewels", "paper")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for i in range(8):
        Image.fromarray(draw_shoe(np.random.default_rng(i), 160).picture).save(folder / f"{i}.png")
    return folder


def test_a_new_world_begins_with_the_shipped_painter(pictures: Path, tmp_path: Path) -> None:
    config = TrainingConfig(world="Clogs", data=pictures, out=tmp_path, steps=1, batch=2, device="cpu")
    painter = train(config)
    (world,) = OwnWorlds(tmp_path / SHELF).worlds()
    assert (world.id, world.name("en"), world.kind) == ("clogs", "Clogs", "paper")
    learnt, begun = load_file(painter), load_painter(None).state_dict()
    near = (learnt["ups.0.mix.convolution.weight"].float() - begun["ups.0.mix.convolution.weight"]).abs().mean()
    assert near < 1e-3


def test_what_is_learnt_from_is_shown_before(packs: Path, pictures: Path, tmp_path: Path) -> None:
    config = replace(DRAWN, out=tmp_path / "out")
    by_data = {
        "drawn": preview(config),
        "pictures": preview(replace(config, data=pictures)),
        "packs": preview(replace(config, data=packs, world="")),
    }
    assert {name: one.picture.width for name, one in by_data.items()} == dict.fromkeys(by_data, 960)
    assert by_data["drawn"].counts == {"drawn": 8}
    assert by_data["pictures"].counts == {"pictures": 8}
    assert by_data["packs"].counts["shoes"] == 6


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"data": Path("empty")}, "training_few_pictures"),
        ({"subject": "songs"}, "training_setting_range"),
        ({"world": "Shoes"}, "training_world_name"),
        ({"world": ""}, "training_world_name"),
        ({"world": "", "data": Path("empty")}, "training_no_pack"),
    ],
)
def test_what_cannot_be_learnt_is_one_sentence(
    change: dict[str, Any], key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    for call in (preview, train):
        with pytest.raises(InputError) as problem:
            call(replace(DRAWN, out=tmp_path / "out", **change))
        assert problem.value.key == key


def test_packs_are_no_pictures_of_a_new_world(packs: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds packs"):
        train(replace(DRAWN, data=packs, out=tmp_path))


def test_a_loss_that_is_no_number_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(InputError) as problem:
        train(replace(DRAWN, out=tmp_path, learning_rate=1e30, steps=4, epoch=4, settle=1))
    assert problem.value.key == "training_not_a_number"
    assert (tmp_path / "painter.safetensors").is_file()


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.model_type)
def test_a_recipe_says_what_its_program_understands(recipe: Recipe, tmp_path: Path) -> None:
    module, *arguments = recipe.arguments(recipe.settings(), tmp_path, None)
    kind = TrainingConfig if module == "engines.sketch.train" else GuessConfig
    config = read_settings(kind, None, arguments)
    assert (config.data, config.out) == (Path(), tmp_path)
    assert config.epoch == recipe.epoch_steps
    assert config.steps == recipe.settings().epochs * recipe.epoch_steps
    assert set(SUBJECTS) == set(THINGS)


def test_measures_know_good_from_bad() -> None:
    ink = square()
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
@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.id)
def test_the_shipped_painter_obeys_people(pack, world) -> None:
    inks = [drawing.ink for drawing in validation_drawings(Path(pack("sketch-human")).parent, (world,))[world.number]]
    figures, _ = measure(load_painter(None), load_judge(), world, inks)
    assert figures.obeyed > 0.9
    assert figures.variety > 0.04
    assert figures.recognised > 0.25
    assert figures.filled is None or figures.filled > 0.6
    assert figures.spilled is None or figures.spilled < 0.2
