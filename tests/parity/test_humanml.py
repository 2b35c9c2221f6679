"""HumanML3D's features and joints against the published code's.

The stored sample comes from AMASS, which its users must ask for, so it is not shipped: the tests skip without it.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.models import humanml, quaternions

pytestmark = pytest.mark.parity

SAMPLE = Path(__file__).parents[3] / "shared" / "parity" / "mdm_ric"
TOLERANCE = 1e-4  # metres (absolute); the published code moves by 3e-5 if its input moves by 1e-7
Array = NDArray[np.floating]
Arrays = dict[str, Array]


def read_sample(name: str) -> Arrays:
    if not SAMPLE.is_dir():
        pytest.skip("The sample motion has AMASS terms and is not shipped: put it into ../shared/parity/mdm_ric.")
    with np.load(SAMPLE / f"{name}.npz") as stored:
        return dict(stored)


@pytest.fixture(scope="module")
def sample() -> Arrays:
    return read_sample("in")


@pytest.fixture(scope="module")
def want() -> Arrays:
    return read_sample("out")


def lengths(sample: Arrays) -> Array:
    return np.linalg.norm(sample["offsets"], axis=-1)


def recover_normalised(sample: Arrays) -> Array:
    z = np.random.default_rng(31).standard_normal((2, 263, 1, 30)).astype(np.float32)
    features = z[:, :, 0].transpose(0, 2, 1) * sample["std"] + sample["mean"]  # (2, 30, 263)
    return humanml.recover_from_ric(features).transpose(0, 2, 3, 1)


def encode_again(sample: Arrays) -> Array:
    return humanml.extract_features(humanml.recover_from_ric(sample["vec"]).astype(np.float32).astype(np.float64))


def process(sample: Arrays) -> tuple[Array, Array]:
    return humanml.process(sample["raw_positions"].astype(np.float64), lengths(sample))


OUTPUTS: dict[str, Callable[[Arrays], Array]] = {
    "r_rot_quat": lambda sample: humanml.recover_root(sample["vec"])[0][None],
    "r_pos": lambda sample: humanml.recover_root(sample["vec"])[1][None],
    "joints_from_ric": lambda sample: humanml.recover_from_ric(sample["vec"])[None],
    "joints_from_rot": lambda sample: humanml.recover_from_rot(sample["vec"], lengths(sample))[None, ::2],
    "joints_from_normalised": recover_normalised,
    "features_from_joints": encode_again,
    "process_file_features": lambda sample: process(sample)[0][::4],
    "process_file_global_positions": lambda sample: process(sample)[1][::4],
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_outputs_are_the_published_ones(name: str, sample: Arrays, want: Arrays) -> None:
    np.testing.assert_allclose(OUTPUTS[name](sample), want[name], rtol=0, atol=TOLERANCE)


def change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the control."""


def smooth_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(humanml, "SMOOTHING", 19)


def hang_arms_on_the_chest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(humanml, "TURNS_WITH", humanml.PARENTS)


def count_hips_for_the_heading(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the published code meant it, not as it made the data."""
    monkeypatch.setattr(humanml, "LEFT_HIP", 2)
    monkeypatch.setattr(humanml, "RIGHT_HIP", 1)


def turn_by_whole_angles(monkeypatch: pytest.MonkeyPatch) -> None:
    about_y = quaternions.about_y
    monkeypatch.setattr(quaternions, "about_y", lambda angle: about_y(angle / 2))


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        (change_nothing, False),
        (smooth_less, True),
        (hang_arms_on_the_chest, True),
        (count_hips_for_the_heading, True),
        (turn_by_whole_angles, True),
    ],
)
def test_a_small_mistake_is_noticed(
    change: Callable[[pytest.MonkeyPatch], None],
    noticed: bool,
    monkeypatch: pytest.MonkeyPatch,
    sample: Arrays,
    want: Arrays,
) -> None:
    change(monkeypatch)
    difference = np.abs(encode_again(sample) - want["features_from_joints"]).max()
    assert bool(difference > TOLERANCE) is noticed
