import numpy as np
import torch
from PIL import Image

from engines.dogs.points import MARGIN, SIDE, STEP, points_of, unmirrored
from engines.dogs.results import Box
from engines.dogs.train_points import similarity
from engines.models.heatmaps import points_loss, read_points
from engines.models.skeletons import AP_10K
from engines.models.spotter import Spotter

CELLS = SIDE // STEP
rng = np.random.default_rng(1)


def maps_of(places: torch.Tensor) -> torch.Tensor:
    """(B, K, CELLS, CELLS) logits of a bell around each place (B, K, 2)."""
    ruler = torch.arange(CELLS) + 0.5
    along, down = (((ruler - places[..., i, None]) ** 2) for i in (0, 1))
    return -(down[..., None] + along[..., None, :]) / 2


def test_points_between_the_places_of_a_map_are_read_exactly() -> None:
    places = torch.from_numpy(rng.uniform(4, CELLS - 4, (2, 17, 2))).float()
    found, score = read_points(maps_of(places))
    assert (found - places).abs().max() < 0.1
    assert (score > 0.8).all()


def test_a_map_that_is_torn_says_so() -> None:
    torn = torch.stack([torch.zeros(CELLS, CELLS), maps_of(torch.tensor([[[9.0, 9.0]]]))[0, 0]])[None]
    _, score = read_points(torn)
    assert score[0, 0] < 0.05 < score[0, 1]


def test_the_loss_is_least_at_the_point_and_counts_only_known_ones() -> None:
    places = torch.full((1, 17, 2), 16.0)
    known, unknown = torch.ones(1, 17), torch.zeros(1, 17)
    at_it, beside = maps_of(places), maps_of(places + 5)
    assert points_loss(at_it, places, known) < points_loss(beside, places, known)
    assert points_loss(beside, places, unknown) == 0


def test_a_mirrored_look_at_the_dog_gives_the_same_points() -> None:
    places = torch.from_numpy(rng.uniform(4, CELLS - 4, (1, 17, 2))).float()
    mirrored = places[:, list(AP_10K.mirrored)].clone()
    mirrored[..., 0] = CELLS - mirrored[..., 0]
    found, _ = read_points(unmirrored(maps_of(places), maps_of(mirrored)))
    assert (found - places).abs().max() < 0.1


class Told(Spotter):
    """Sees every point at one place of the square."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return maps_of(torch.tensor([CELLS / 4, CELLS * 0.75]).expand(len(x), 17, 2))


def test_points_come_back_in_pixels_of_the_photo() -> None:
    network = Told(17, "regnetx_002", STEP, 16).eval()
    box = Box(100, 50, 80, 40)
    points = points_of(network, [Image.new("RGB", (300, 200))], [box], twice=False)[0]
    side = 80 * MARGIN
    left, top = 140 - side / 2, 70 - side / 2
    assert np.allclose(points.xy, [left + side / 4 - 0.5, top + side * 0.75 - 0.5], atol=0.3)
    assert points.names == AP_10K.names


def test_similarity_is_one_for_the_labels_themselves_and_leaves_out_unknown_points() -> None:
    away = np.zeros((1, 17))
    known = np.ones((1, 17), bool)
    assert similarity(away, known, np.array([100.0])) == 1
    away[0, 3], known[0, 3] = 1000, False
    assert similarity(away, known, np.array([100.0])) == 1
    away[0, 4] = 1000
    assert 0.9 < similarity(away, known, np.array([100.0]))[0] < 0.95
