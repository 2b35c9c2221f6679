"""What needs no learning, measured on small packs and on pictures whose answer is known."""

from pathlib import Path

import pytest
import torch

from engines.tryon import body_exam, train_dresser, train_garment, warp_exam
from engines.tryon.agnostic import Regions
from engines.tryon.baselines import pasted, plain_ground, plain_skin, usual_body
from engines.tryon.data import Parsed, Posed, load_garments, load_parsed, load_posed
from engines.tryon.drawn import DrawnConfig, draw_scenes, scenes_of
from engines.tryon.evaluate import some_parsed, spread
from engines.tryon.scenes import Scenes, view
from tests.engines.tryon.packs import write_packs


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    write_packs(folder)
    return folder


@pytest.fixture(scope="module")
def scenes() -> Scenes:
    return scenes_of(draw_scenes(DrawnConfig(count=4, seed=3)))


def test_the_usual_body_is_that_of_people_who_are_all_alike(packs: Path) -> None:
    parsed, posed = load_parsed(packs, "train"), load_posed(packs, "train")
    somebody = (torch.maximum(parsed.labels, parsed.labels.flip(2)) > 0)[:1]
    alike = Parsed(parsed.pictures[:2], (5 * somebody).to(torch.uint8).expand(2, -1, -1), parsed.rows[:2])
    figures = body_exam.part_overlaps(usual_body(alike, posed), alike)
    assert figures["person"] > 0.95
    assert figures["miou"] > 0.95


def test_points_at_their_mean_place_are_right_where_all_are_there(packs: Path) -> None:
    posed = load_posed(packs, "train")
    xy = torch.full((2, 18, 2), 95.5)
    xy[..., 1] = torch.arange(18) * 12 + 20.0
    pair = Posed(posed.pictures[:2], xy, torch.ones(2, 18))
    xy[:, 1::2, 1] = xy[:, ::2, 1]  # left beside right, so that a mirror changes nothing
    reader = usual_body(load_parsed(packs, "train"), pair)
    away, _ = body_exam.distances(reader, pair)
    assert away[:, 0].max() < 2


def test_a_garment_on_plain_ground_is_cut_out(packs: Path) -> None:
    learnt = train_garment.told(load_garments(packs, "train"))
    figures = train_garment.examine(plain_ground(learnt), train_garment.told(load_garments(packs, "val")))
    assert figures["mask_iou"] > 0.8
    assert figures["kinds"] > 0.3


def test_a_garment_is_pasted_into_the_box_that_is_to_be_covered(scenes: Scenes) -> None:
    group, index = next(iter(scenes.groups.items()))
    seen = view(scenes, index[:1], group[0], (128, 96), jitter=0)
    hole = torch.zeros(1, 128, 96, dtype=torch.bool)
    hole[0, 20:61, 30:71] = True
    grid = pasted(seen, Regions(hole, ~hole), group)
    assert grid[0, 20, 30].tolist() == [-1, -1]
    assert grid[0, 60, 70].tolist() == [1, 1]
    assert grid[0, 40, 50].tolist() == [0, 0]
    assert pasted(seen, Regions(hole & False, hole), group)[0, 0, 0].tolist() == [-1, -1]
    assert 0 < warp_exam.measure(pasted, scenes, 0.0)["iou"] < 1


def test_skin_in_one_colour_keeps_most_of_the_picture(scenes: Scenes) -> None:
    figures = train_dresser.examine(plain_skin(), scenes)
    assert 0.5 < figures["ssim"] < 1
    assert figures["away"] < figures["away_skin"]


def test_samples_reach_from_first_to_last(packs: Path) -> None:
    parsed = load_parsed(packs, "train")
    assert [row["file"] for row in some_parsed(parsed, 2).rows] == [parsed.rows[0]["file"], parsed.rows[-1]["file"]]
    assert spread(torch.arange(10), 4).tolist() == [0, 3, 6, 9]
