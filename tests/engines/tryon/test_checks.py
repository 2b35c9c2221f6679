"""What a photo must show, and the sentence for each thing that it lacks."""

import numpy as np
import pytest
from PIL import Image

from engines.models.results import LabelMap
from engines.runtime import InputError
from engines.tryon import checks
from engines.tryon.checks import Look
from engines.tryon.results import HEIGHT, LIP, WIDTH, Kind
from tests.engines.tryon.figures import Figure, figure


def look(one: Figure, bottom: float = HEIGHT, people: int = 1) -> Look:
    return Look(one.parts, one.pose, bottom, people)


def both(one: Figure, other: Figure) -> Figure:
    return Figure(np.maximum(one.labels, other.labels), one.pose)


STANDING = figure()
SEATED = figure(height=300).moved(knee=(96, 170), ankle=(96, 230))


@pytest.mark.parametrize(
    "one",
    [
        STANDING,
        figure(height=440),  # to the thighs
        figure(height=440).without("knee", "ankle"),
        STANDING.without("eye", "ear", "wrist"),
        STANDING.relabelled(hair="hat", face="sunglasses"),
        figure(x=40, top=100, height=120),
        both(figure(x=60), figure(x=170, top=150, height=60)),  # somebody far behind
        STANDING.moved(right_knee=(80, 140)),  # one leg raised
        STANDING.without("hip"),  # under a wide coat
    ],
)
def test_a_standing_person_is_welcome(one: Figure) -> None:
    checks.check_alone(look(one))
    checks.check_person(look(one))


@pytest.mark.parametrize(
    ("one", "key"),
    [
        (Figure(np.zeros((HEIGHT, WIDTH), np.uint8), STANDING.pose), "tryon_nobody"),
        (both(figure(x=50, height=200), figure(x=140, height=190)).fainter(0.08), "tryon_nobody"),  # noise
        (both(figure(x=50, height=200), figure(x=140, height=190)), "tryon_several"),
    ],
)
def test_one_person_is_needed(one: Figure, key: str) -> None:
    with pytest.raises(InputError) as problem:
        checks.check_alone(look(one))
    assert problem.value.key == key


def test_two_poses_are_two_people() -> None:
    with pytest.raises(InputError) as problem:
        checks.check_alone(look(STANDING, people=2))
    assert problem.value.key == "tryon_several"


@pytest.mark.parametrize(
    ("one", "bottom", "key"),
    [
        (STANDING.without("shoulder"), HEIGHT, "tryon_nobody"),
        (STANDING.fainter(0.15), HEIGHT, "tryon_nobody"),
        (STANDING.relabelled(face="hair").without("nose"), HEIGHT, "tryon_back"),
        (STANDING.turned(), HEIGHT, "tryon_lying"),
        (SEATED, HEIGHT, "tryon_sitting"),
        (figure(height=620).without("hip"), HEIGHT, "tryon_cropped"),
        (figure(height=620), HEIGHT, "tryon_cropped"),  # the picture ends above the hips
        (Figure(figure(height=620, top=60).labels, figure().pose), HEIGHT, "tryon_cropped"),  # a portrait
        (figure(height=440).moved(hip=(96, 180)), 183, "tryon_cropped"),  # hips guessed at the photo's edge
    ],
)
def test_what_is_missing_is_said(one: Figure, bottom: float, key: str) -> None:
    with pytest.raises(InputError) as problem:
        checks.check_person(look(one, bottom))
    assert problem.value.key == key
    assert problem.value.sentence.endswith(".")


@pytest.mark.parametrize(("shares", "upright"), [((0.5, 0.9, 0.4), True), ((0.2, 2, 0.3), False)])
def test_a_photo_that_shows_more_when_it_is_turned_lies(shares: tuple[float, ...], upright: bool) -> None:
    one = STANDING.fainter(0.3)
    turned = [one.fainter(share).pose for share in shares]
    if upright:
        checks.check_upright(one.pose, turned)
        return
    with pytest.raises(InputError) as problem:
        checks.check_upright(one.pose, turned)
    assert problem.value.key == "tryon_lying"


def test_a_head_from_behind_has_a_face_where_the_points_see_one() -> None:
    checks.check_person(look(STANDING.relabelled(face="hair")))  # a nose was found: a beard, not a back


@pytest.mark.parametrize(
    ("picture", "key"),
    [
        (Image.new("RGB", (31, 400), "white"), "tryon_tiny"),
        (Image.new("RGB", (40, 400), "white"), "tryon_strip"),
        (Image.new("RGB", (400, 300)), "tryon_black"),
        (Image.new("RGB", (400, 300), (90, 120, 60)), "tryon_plain"),
    ],
)
def test_a_picture_that_shows_nothing_is_refused(picture: Image.Image, key: str) -> None:
    with pytest.raises(InputError) as problem:
        checks.check_picture(picture)
    assert problem.value.key == key


@pytest.mark.parametrize(("light", "remarks"), [(1.0, ()), (0.15, ("tryon_dark",))])
def test_a_dark_picture_is_remarked_on(light: float, remarks: tuple[str, ...]) -> None:
    assert checks.check_picture(STANDING.photo().point(lambda value: value * light)) == remarks


@pytest.mark.parametrize("kind", Kind)
def test_trousers_and_skirts_need_legs(kind: Kind) -> None:
    checks.check_legs(kind, full=True)
    if kind in (Kind.TROUSERS, Kind.SKIRT):
        with pytest.raises(InputError) as problem:
            checks.check_legs(kind, full=False)
        assert problem.value.key == "tryon_legs"
    else:
        checks.check_legs(kind, full=False)


@pytest.mark.parametrize(
    ("share", "kind", "key"), [(0.0, Kind.TOP, "garment_none"), (0.3, None, "garment_unwearable"), (0.3, Kind.TOP, "")]
)
def test_a_garment_is_there_and_can_be_put_on(share: float, kind: Kind | None, key: str) -> None:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[: round(share * HEIGHT)] = True
    if not key:
        assert checks.check_garment(mask, kind) is kind
        return
    with pytest.raises(InputError) as problem:
        checks.check_garment(mask, kind)
    assert problem.value.key == key


def test_what_somebody_wears_is_found_by_its_labels() -> None:
    kind, mask = checks.worn_garment(STANDING.parts) or (None, np.zeros(0))
    assert kind is Kind.TOP
    np.testing.assert_array_equal(mask, STANDING.parts.mask("upper_clothes"))
    kind, mask = checks.worn_garment(STANDING.parts, Kind.TROUSERS) or (None, np.zeros(0))
    assert kind is Kind.TROUSERS
    np.testing.assert_array_equal(mask, STANDING.parts.mask("pants"))


def test_nobody_wears_a_garment_that_lies_alone() -> None:
    alone = STANDING.relabelled(hair="background", face="background")
    assert checks.worn_garment(alone.parts) is None
    labels = alone.labels.copy()
    labels[115:130, 86:106] = LIP.index("face")
    assert checks.worn_garment(LabelMap(labels, LIP)) is None  # a face that is printed on it


def test_a_face_is_no_garment() -> None:
    face = STANDING.relabelled(upper_clothes="background", pants="background")
    with pytest.raises(InputError) as problem:
        checks.worn_garment(face.parts)
    assert problem.value.key == "garment_face"
