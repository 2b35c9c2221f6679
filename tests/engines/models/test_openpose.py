"""OpenPose's network beyond the published numbers: told from shapes, built without memory, at other sizes."""

import random

import pytest
import torch

from engines.models.catalogue.hrnet import HRNET
from engines.models.catalogue.openpose import CAFFE, OPENPOSE_BODY, infer
from engines.models.catalogue.shapes import Shape, Shapes


@pytest.fixture(scope="module")
def shapes() -> dict[str, Shape]:
    with torch.device("meta"):
        return {key: tuple(tensor.shape) for key, tensor in OPENPOSE_BODY.build().state_dict().items()}


def test_shapes_tell_it(shapes: dict[str, Shape]) -> None:
    assert infer(Shapes(shapes)) == {}
    for seed in range(5):
        dropped = random.Random(seed).sample(list(shapes), len(shapes) // 20)
        assert infer(Shapes({key: shape for key, shape in shapes.items() if key not in dropped})) == {}
    one_damaged = shapes | {"model2_1.Mconv1_stage2_L1.weight": ()}
    assert infer(Shapes(one_damaged)) == {}


def test_other_shapes_are_not_taken_for_it(shapes: dict[str, Shape]) -> None:
    assert infer(Shapes({})) is None
    with torch.device("meta"):
        assert infer(Shapes({key: tuple(x.shape) for key, x in HRNET.build().state_dict().items()})) is None
    # the hand network of the same repository has this trunk, under these names in a file
    trunk = {key: shape for key, shape in shapes.items() if key.startswith("model0.")}
    assert infer(Shapes(trunk)) is None
    other_maps = {key: (128, 150, 7, 7) for key in shapes if "Mconv1" in key and key.endswith("weight")}
    assert infer(Shapes(shapes | other_maps)) is None


@pytest.mark.parametrize(
    ("published", "ours"),
    [
        ("conv1_1.weight", "model0.conv1_1.weight"),
        ("conv4_4_CPM.bias", "model0.conv4_4_CPM.bias"),
        ("conv5_5_CPM_L2.weight", "model1_2.conv5_5_CPM_L2.weight"),
        ("Mconv7_stage6_L1.bias", "model6_1.Mconv7_stage6_L1.bias"),
    ],
)
def test_caffes_names(published: str, ours: str) -> None:
    assert CAFFE.ours(published) == (ours,)
    assert CAFFE.published(ours) == (published, 0, 1)


@torch.inference_mode()
def test_it_can_be_built_without_memory_and_takes_any_size() -> None:
    torch.manual_seed(0)
    plain = OPENPOSE_BODY.build().eval()
    with torch.device("meta"):
        light = OPENPOSE_BODY.build()
    light.load_state_dict(plain.state_dict(), assign=True)
    picture = torch.rand(1, 3, 24, 40)
    limbs, heat = plain(picture)
    assert (limbs.shape, heat.shape) == ((1, 38, 3, 5), (1, 19, 3, 5))
    for found, want in zip(light.eval()(picture), (limbs, heat), strict=True):
        assert torch.equal(found, want)
