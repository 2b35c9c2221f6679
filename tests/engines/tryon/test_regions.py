"""What of a drawn person a garment replaces, in which window, and what the networks are told of it."""

import numpy as np
import pytest
import torch
from torch import Tensor

from engines.drawn.garments import draw_garment
from engines.drawn.people import draw_person, wear
from engines.tryon.agnostic import LABEL, is_part, regions, worn_sleeve
from engines.tryon.closeup import views_of, windows
from engines.tryon.description import DRESSER_MAPS, WARP_MAPS, dresser_maps, warp_maps
from engines.tryon.limbs import LIMBS, POINT, along_and_away, limb_maps, pixel_places
from engines.tryon.results import HEIGHT, WIDTH, Kind, Sleeve
from engines.tryon.views import Spread, random_views, view_labels, view_pictures, view_points

Person = tuple[Tensor, Tensor, Tensor, Tensor]  # picture (1, 3, H, W) uint8, labels, xy, known


def dressed(sleeve: str = "short", seed: int = 3) -> Person:
    rng = np.random.default_rng(seed)
    person = draw_person(rng, "full")
    worn = wear(person, [draw_garment(rng, "top", sleeve), draw_garment(rng, "trousers")])
    picture = torch.from_numpy(worn.picture).permute(2, 0, 1)[None]
    return picture, torch.from_numpy(worn.labels)[None], torch.from_numpy(worn.pose)[None], torch.ones(1, 18)


def test_a_top_takes_the_old_one_and_leaves_head_trousers_and_ground_far_away() -> None:
    _, labels, xy, known = dressed()
    where = regions(labels, xy, known, Kind.TOP, Sleeve.SHORT)
    assert where.hole[is_part(labels, "upper_clothes")].all()
    assert not where.hole[is_part(labels, "hair")].any()
    assert where.hole[is_part(labels, "pants")].float().mean() < 0.1
    assert where.hole[labels == 0].float().mean() < 0.15
    assert where.front[is_part(labels, "hair")].all()
    assert not (where.hole & where.front & is_part(labels, "face")).any()


@pytest.mark.parametrize(("sleeve", "least", "most"), [("none", 0.0, 0.06), ("short", 0.05, 0.7), ("long", 0.6, 0.97)])
def test_longer_sleeves_take_more_of_the_arm(sleeve: str, least: float, most: float) -> None:
    _, labels, xy, known = dressed("none")
    where = regions(labels, xy, known, Kind.TOP, Sleeve(sleeve))
    arm = is_part(labels, "left_arm", "right_arm")
    assert least <= where.hole[arm].float().mean() <= most


def test_trousers_leave_the_top_and_the_shoes_in_front() -> None:
    _, labels, xy, known = dressed()
    where = regions(labels, xy, known, Kind.TROUSERS, Sleeve.LONG)
    assert where.hole[is_part(labels, "pants")].all()
    for name in ("upper_clothes", "left_shoe", "right_shoe"):
        assert where.front[is_part(labels, name)].all()


@pytest.mark.parametrize("sleeve", ["none", "short", "long"])
def test_the_sleeves_that_somebody_wears_are_seen(sleeve: str) -> None:
    told = [worn_sleeve(*dressed(sleeve, seed)[1:])[0] for seed in range(4)]
    assert told.count(Sleeve(sleeve)) >= 3, told


def test_no_sleeves_are_told_where_no_arm_is_known() -> None:
    _, labels, xy, known = dressed()
    known[:, [POINT["left_elbow"], POINT["right_wrist"]]] = 0
    assert worn_sleeve(labels, xy, known) == [None]


@pytest.mark.parametrize("kind", list(Kind))
def test_the_window_holds_the_garment_in_three_by_four(kind: Kind) -> None:
    _, labels, xy, known = dressed()
    left, top, width, height = windows(xy, known, kind)[0].tolist()
    assert width / height == pytest.approx(WIDTH / HEIGHT)
    name = "upper_clothes" if kind in (Kind.TOP, Kind.DRESS) else "pants"
    rows, columns = is_part(labels, name)[0].nonzero().T
    inside = (columns > left) & (columns < left + width) & (rows > top) & (rows < top + height)
    assert inside.float().mean() > (0.99 if kind is not Kind.SKIRT else 0.5)


def test_the_window_of_somebody_whose_hips_are_not_seen_is_guessed() -> None:
    _, _, xy, known = dressed()
    seen = windows(xy, known, Kind.TOP)[0]
    known[:, [POINT["left_hip"], POINT["right_hip"]]] = 0
    guessed = windows(xy, known, Kind.TOP)[0]
    assert guessed.isfinite().all()
    assert (guessed[3] / seen[3]) == pytest.approx(1, abs=0.5)


def test_a_view_shows_the_window() -> None:
    picture, _, xy, _ = dressed()
    window = torch.tensor([[48.0, 64.0, 96.0, 128.0]])
    seen = view_pictures(picture, views_of(window), (128, 96))
    near = view_pictures(picture, views_of(window), (HEIGHT, WIDTH))
    assert (near[:, :, ::2, ::2] - seen).abs().mean() < 0.03
    places = view_points(xy, views_of(window), (128, 96))
    assert torch.allclose(places[0, 1], (xy[0, 1] + 0.5) - torch.tensor([48.0, 64.0]), atol=1e-3)


def test_points_labels_and_pictures_are_seen_alike() -> None:
    torch.manual_seed(0)
    _, labels, _, _ = dressed()
    spot = torch.zeros(1, 3, HEIGHT, WIDTH, dtype=torch.uint8)
    spot[:, :, 98:103, 118:123] = 255
    labels[:] = 0
    labels[:, 98:103, 118:123] = LABEL["left_arm"]
    theta, mirrored = random_views(8, Spread(shift=0.1))
    pictures = view_pictures(spot.expand(8, -1, -1, -1), theta, (HEIGHT, WIDTH))
    seen = view_labels(labels.expand(8, -1, -1), theta, mirrored, (HEIGHT, WIDTH))
    xy = view_points(torch.tensor([[[120.0, 100.0]]]).expand(8, -1, -1), theta, (HEIGHT, WIDTH))
    for number in range(8):
        rows, columns = (pictures[number, 0] > 0.5).nonzero().float().T
        assert torch.allclose(torch.stack([columns.mean(), rows.mean()]) + 0.5, xy[number, 0], atol=0.8)
        side = "right_arm" if mirrored[number] else "left_arm"
        rows, columns = (seen[number] == LABEL[side]).nonzero().float().T
        assert torch.allclose(torch.stack([columns.mean(), rows.mean()]) + 0.5, xy[number, 0], atol=0.8)


def test_distances_from_a_line() -> None:
    along, away = along_and_away(pixel_places(5, 9), torch.tensor([[2.0, 2.0]]), torch.tensor([[6.0, 2.0]]))
    assert along[0, 2].tolist() == [-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5]
    assert away[0, 4, 4] == 2
    assert away[0, 2, 8] == 2


def test_limbs_of_unknown_points_are_not_drawn() -> None:
    _, _, xy, known = dressed()
    known[:, POINT["left_wrist"]] = 0
    maps = limb_maps(xy, known, (HEIGHT, WIDTH))
    drawn = [bool(one.amax() > 0.5) for one in maps[0]]
    assert [n for n, there in enumerate(drawn) if not there] == [
        n for n, ends in enumerate(LIMBS) if POINT["left_wrist"] in ends
    ]


def test_what_the_networks_are_told_has_their_channels() -> None:
    picture, labels, xy, known = dressed()
    where = regions(labels, xy, known, Kind.TOP, Sleeve.LONG)
    assert warp_maps(labels, where, xy, known, Kind.TOP, Sleeve.LONG).shape == (1, WARP_MAPS, HEIGHT, WIDTH)
    bent = torch.rand(1, 4, HEIGHT, WIDTH)
    maps = dresser_maps(picture.float() / 255, labels, where, xy, known, bent, Kind.TOP, Sleeve.LONG)
    assert maps.shape == (1, DRESSER_MAPS, HEIGHT, WIDTH)
    other = picture.clone()
    other[:, :, where.hole[0]] = 0  # what is taken away is not told
    again = dresser_maps(other.float() / 255, labels, where, xy, known, bent, Kind.TOP, Sleeve.LONG)
    assert torch.equal(maps, again)
