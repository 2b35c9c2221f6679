"""An honest confidence."""

import numpy as np
import pytest

from engines.tryon.paint import Painted
from engines.tryon.quality import RAMPS, REMARKS, judge, measure
from engines.tryon.results import HEIGHT, WIDTH, GarmentSeen, Kind, PersonSeen, Sleeve
from tests.engines.tryon.figures import Figure, figure, garment, grid_to, seen

ON_THE_TRUNK = (64, 48, 128, 136)
GARMENT = garment()


def painted(changed: np.ndarray | None = None) -> Painted:
    everywhere = np.ones((HEIGHT, WIDTH), bool) if changed is None else changed
    return Painted(np.zeros((HEIGHT, WIDTH, 3), np.uint8), np.zeros((HEIGHT, WIDTH), np.float32), everywhere)


def with_arm_before(one: Figure) -> PersonSeen:
    labels = one.labels.copy()
    labels[80:110, 60:132] = 14
    return seen(Figure(labels, one.pose))


def wavy() -> np.ndarray:
    grid = grid_to(ON_THE_TRUNK)
    grid[..., 1] += 0.3 * np.sin(np.arange(HEIGHT) / 2)[:, None].astype(np.float32)
    return grid


def test_a_good_fit_is_trusted() -> None:
    good = judge(seen(figure()), GARMENT, grid_to(ON_THE_TRUNK), painted())
    assert good.confidence > 0.9
    assert good.remarks == ()
    assert all(0 <= value <= 1 for value in good.measures.values())


@pytest.mark.parametrize(
    ("person", "clothing", "grid", "change", "remark"),
    [
        (seen(figure().without("shoulder", "elbow", "hip")), GARMENT, grid_to(ON_THE_TRUNK), None, "tryon_hard_pose"),
        (seen(figure()), GARMENT, grid_to((64, 48, 128, 75)), None, "tryon_hard_fit"),  # covers a third of the trunk
        (seen(figure()), GARMENT, wavy(), None, "tryon_hard_fit"),
        (seen(figure()), GARMENT, grid_to((64, 48, 128, 100)), np.zeros((HEIGHT, WIDTH), bool), "tryon_leftover"),
        (with_arm_before(figure()), GARMENT, grid_to(ON_THE_TRUNK), None, "tryon_crossed"),
        (
            seen(figure()),
            GarmentSeen(GARMENT.picture, GARMENT.frame, GARMENT.mask, Kind.TOP, Sleeve.SHORT, 0.3),
            grid_to(ON_THE_TRUNK),
            None,
            "tryon_unsure_garment",
        ),
    ],
)
def test_what_is_hard_lowers_the_confidence_and_is_said(
    person: PersonSeen, clothing: GarmentSeen, grid: np.ndarray, change: np.ndarray | None, remark: str
) -> None:
    hard = judge(person, clothing, grid, painted(change))
    assert remark in hard.remarks
    assert hard.confidence < 0.75


def test_a_garment_that_shows_nowhere_is_not_trusted() -> None:
    nowhere = judge(seen(figure()), GARMENT, grid_to((400, 400, 500, 500)), painted())
    assert nowhere.confidence < 0.3


@pytest.mark.parametrize(("kind", "box"), [(Kind.TROUSERS, (70, 120, 122, 190)), (Kind.SKIRT, (70, 120, 122, 190))])
def test_below_the_waist_the_old_garment_is_what_must_be_covered(
    kind: Kind, box: tuple[float, float, float, float]
) -> None:
    good, bad = (measure(seen(figure()), garment(kind), grid_to(one), painted()) for one in (box, ON_THE_TRUNK))
    assert good["covered"] > 0.9
    assert bad["covered"] < 0.3


def test_every_measure_has_a_doubt_and_a_remark() -> None:
    names = measure(seen(figure()), GARMENT, grid_to(ON_THE_TRUNK), painted()).keys()
    assert names == RAMPS.keys() == REMARKS.keys()


@pytest.mark.parametrize(("value", "doubt"), [(0.2, 0), (0.9, 0), (0.06, 1), (0.0, 1), (0.13, 0.5)])
def test_a_ramp_leads_from_good_to_bad(value: float, doubt: float) -> None:
    assert RAMPS["points"].doubt(value) == pytest.approx(doubt)
