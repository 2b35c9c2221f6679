"""Published networks at every step, with weights of chance: sizes, ranges, and that nothing is NaN."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from engines.checkpoints import Weights
from engines.checkpoints.lending import Networks
from engines.models.predictors.graphonomy import GraphonomyPredictor
from engines.models.results import LabelMap
from engines.runtime import InputError, ModelCache
from engines.tryon import published
from engines.tryon.choices import Choices
from engines.tryon.compose import Composed, compose, working_size
from engines.tryon.draping import drape
from engines.tryon.dressing import Fitting, bend_garment, changed, dresser_of, paint_person, retouched
from engines.tryon.framing import cut, whole
from engines.tryon.quality import judge
from engines.tryon.readers import look_at_people, look_at_pose, mask_garment
from engines.tryon.results import HEIGHT, LIP, WIDTH, Frame, GarmentSeen, Kind, PersonSeen, Sleeve
from tests.engines.tryon.figures import figure, garment, grid_to, seen
from tests.engines.tryon.filled import filled_weights

HRNET: dict[str, Any] = {
    "stage2": [8, 16],
    "stage3": [8, 16, 32],
    "stage4": [8, 16, 32, 64],
    "modules": [1, 1, 1],
    "blocks": 1,
}
SIZE = {"load_height": 256, "load_width": 256}
NETWORKS: dict[str, tuple[str, dict[str, Any]]] = {  # as small as their architectures allow
    "hrnet": ("hrnet", HRNET),
    "u2netp": ("u2netp", {}),
    "deeplabv3plus": ("deeplabv3plus", {}),
    "cpvton_gmm": ("cpvton_gmm", {}),
    "cpvton_tom": ("cpvton_tom", {"ngf": 8}),
}
VITONHD: dict[str, tuple[str, dict[str, Any]]] = {
    "vitonhd_seg": ("vitonhd_seg", {}),
    "vitonhd_gmm": ("vitonhd_gmm", SIZE),
    "vitonhd_alias": ("vitonhd_alias", SIZE | {"ngf": 2}),
}
PHOTO = figure().photo().resize((480, 640), Image.Resampling.BICUBIC)


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Networks:
    return Networks(ModelCache(10**9), "cpu", filled_weights(tmp_path_factory.mktemp("weights"), NETWORKS))


def dressed(networks: Networks, choices: Choices, person: PersonSeen, clothing: GarmentSeen) -> Composed:
    """From what was seen to the picture, with everything looked at that comes out on the way."""
    window = cut(PHOTO, person.frame, working_size(person.frame))
    fitting = Fitting(person, clothing, window, clothing.picture.resize((384, 512)))
    grid = bend_garment(networks, choices, fitting)
    assert grid.shape == (HEIGHT, WIDTH, 2)
    assert grid.dtype == np.float32
    assert np.isfinite(grid).all()
    painted = paint_person(networks, choices, fitting, grid)
    assert painted.render.dtype == np.uint8
    assert painted.render.shape == (*painted.share.shape, 3)
    assert 0 <= painted.share.min() <= painted.share.max() <= 1
    np.testing.assert_array_equal(painted.changed, changed(fitting, grid))
    done = compose(PHOTO, person, fitting.cloth, clothing.mask, grid, painted)
    before, after = np.asarray(PHOTO), np.asarray(done.image)
    np.testing.assert_array_equal(before[~done.mask], after[~done.mask])
    assert 0 <= judge(person, clothing, grid, painted).confidence <= 1
    return done


def read(networks: Networks, choices: Choices) -> tuple[PersonSeen, GarmentSeen]:
    frame = whole(PHOTO.size)
    (look,) = look_at_people(networks, choices, PHOTO, [frame])
    assert look.parts.labels.shape == (HEIGHT, WIDTH)
    assert set(np.unique(look.parts.labels)) <= set(range(20)) - {LIP.index("jumpsuit")}
    assert look.pose.xy.shape == (18, 2)
    assert np.isfinite(look.pose.xy).all()
    mask = mask_garment(networks, choices, PHOTO, frame)
    assert mask.values.shape == (HEIGHT, WIDTH)
    assert 0 <= mask.values.min() <= mask.values.max() <= 1
    person = PersonSeen(cut(PHOTO, frame), frame, look.parts, look.pose)
    return person, GarmentSeen(cut(PHOTO, frame), frame, mask, Kind.TOP, Sleeve.SHORT, 1.0)


@pytest.mark.slow
def test_the_published_chain_runs_from_photos_to_a_photo(tmp_path: Path) -> None:
    """Graphonomy, OpenPose, U2-Net and CP-VTON, whole as they are published."""
    used = ("graphonomy", "openpose_body", "u2net", "cpvton_gmm", "cpvton_tom")
    networks = Networks(ModelCache(10**9), "cpu", filled_weights(tmp_path, {name: (name, {}) for name in used}))
    choices = Choices("graphonomy", "openpose", "u2net", "cpvton")
    dressed(networks, choices, *read(networks, choices))


@pytest.mark.parametrize("masker", ["u2netp", "deeplabv3plus"])
def test_a_published_network_finds_the_garment(networks: Networks, masker: str) -> None:
    mask = mask_garment(networks, Choices(mask=masker), PHOTO, whole(PHOTO.size))  # type: ignore[arg-type]
    assert mask.values.shape == (HEIGHT, WIDTH)
    assert 0 <= mask.values.min() <= mask.values.max() <= 1


def test_hrnet_finds_points_and_a_neck(networks: Networks) -> None:
    pose, people = look_at_pose(networks, Choices(pose="hrnet"), PHOTO, whole(PHOTO.size))
    assert (len(pose.names), people) == (18, 1)
    assert np.isfinite(pose.xy).all()
    shoulders = [pose.names.index(f"{side}_shoulder") for side in ("left", "right")]
    np.testing.assert_allclose(pose.xy[pose.names.index("neck")], pose.xy[shoulders].mean(0), rtol=1e-5)


def test_cpvton_dresses(networks: Networks) -> None:
    assert dressed(networks, Choices(dress="cpvton"), seen(figure()), garment()).mask.any()


@pytest.mark.slow
def test_vitonhd_dresses_whoever_has_shoulders_and_hips(tmp_path: Path) -> None:
    networks = Networks(ModelCache(10**9), "cpu", filled_weights(tmp_path, VITONHD))
    assert dressed(networks, Choices(dress="vitonhd"), seen(figure()), garment()).mask.any()
    with pytest.raises(InputError) as problem:
        dressed(networks, Choices(dress="vitonhd"), seen(figure().without("hip")), garment())
    assert problem.value.key == "pose_incomplete"


def test_a_nudged_grid_moves_the_published_garment(networks: Networks) -> None:
    person, clothing = seen(figure()), garment()
    fitting = Fitting(person, clothing, person.picture, clothing.picture)
    grids = (grid_to((64, 48, 128, 136)), grid_to((20, 20, 80, 100)))
    one, other = (paint_person(networks, Choices(dress="cpvton"), fitting, grid) for grid in grids)
    assert (one.share != other.share).any()
    assert (one.changed != other.changed).any()


def test_grids_of_both_conventions_say_the_same() -> None:
    """CP-VTON's -1 is the middle of the first pixel, ours its border."""
    theirs = torch.stack(torch.meshgrid(torch.linspace(-1, 1, WIDTH), torch.linspace(-1, 1, HEIGHT), indexing="xy"), 2)
    ours = published._of_pixel_centres(theirs.numpy())
    picture = np.random.default_rng(0).random((HEIGHT, WIDTH), np.float32)
    np.testing.assert_allclose(drape(picture, ours), picture, atol=1e-3)
    torch.testing.assert_close(published._of_corners(ours)[0], theirs)


def test_upper_garments_alone_go_to_networks_that_learnt_them(networks: Networks) -> None:
    house = Networks(ModelCache(10**9), "cpu", Weights())
    assert dresser_of(house, Choices(dress="cpvton"), Kind.TOP) == ("cpvton_gmm+cpvton_tom",) * 2
    assert dresser_of(house, Choices(dress="cpvton"), Kind.SKIRT) == ("garment-warp", "dresser")


def test_the_torsos_skin_of_cihp_is_no_jumpsuit(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = np.zeros((512, 384), np.uint8)
    labels[100:200, 100:200] = published.TORSO_SKIN
    monkeypatch.setattr(GraphonomyPredictor, "__post_init__", lambda self: None)
    monkeypatch.setattr(GraphonomyPredictor, "__call__", lambda self, picture: LabelMap(labels, LIP))
    parts = published.parse(torch.nn.Identity(), Image.new("RGB", (384, 512)))
    assert parts.mask("face").sum() == 50 * 50
    assert not parts.mask("jumpsuit").any()


def test_a_mask_is_corrected_by_clicks_in_pixels_of_the_photo(tmp_path: Path) -> None:
    small = {"img_size": 256, "embed_dims": [16, 32, 40, 80], "depths": [1, 1, 1, 1], "num_heads": [1, 2, 2, 4]}
    weights = filled_weights(tmp_path, {"mobile_sam": ("mobile_sam", small)})
    networks = Networks(ModelCache(10**9), "cpu", weights)
    frame = Frame(100, 50, 300, 400)
    masks = [
        mask_garment(networks, Choices(), PHOTO, frame, clicks) for clicks in ([(200, 200, True)], [(390, 440, True)])
    ]
    assert all(mask.values.shape == (HEIGHT, WIDTH) for mask in masks)
    assert (masks[0].values != masks[1].values).any()
    middle = mask_garment(networks, Choices(mask="mobile_sam"), PHOTO, frame)
    np.testing.assert_array_equal(
        middle.values, mask_garment(networks, Choices(), PHOTO, frame, [(250, 250, True)]).values
    )


def test_a_face_is_touched_up_and_counted_as_changed(tmp_path: Path) -> None:
    small = {"out_size": 32, "num_style_feat": 16, "num_mlp": 2, "narrow": 0.25}
    networks = Networks(ModelCache(10**9), "cpu", filled_weights(tmp_path, {"gfpgan": ("gfpgan", small)}))
    one, nothing = figure(), np.zeros((HEIGHT, WIDTH), bool)
    image, mask = retouched(networks, one.photo(), nothing, one.pose)
    before, after = np.asarray(one.photo()), np.asarray(image)
    np.testing.assert_array_equal((before != after).any(2), mask)
    assert mask[30:44, 86:106].any()
    assert not mask[120:].any()
    same, untouched = retouched(networks, one.photo(), nothing, one.without("nose").pose)
    np.testing.assert_array_equal(np.asarray(same), before)
    assert not untouched.any()


def test_a_network_that_is_not_there_is_asked_for() -> None:
    with pytest.raises(InputError) as problem:
        mask_garment(Networks(ModelCache(10**9), "cpu", Weights()), Choices(mask="u2net"), PHOTO, whole(PHOTO.size))
    assert problem.value.key == "network_missing"


@pytest.mark.parametrize("wrong", [{"parse": "magic"}, {"touch_up": "house"}, {"dress": "gfpgan"}])
def test_choices_are_known_names(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be one of"):
        Choices(**wrong)
