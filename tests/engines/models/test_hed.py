"""HED beyond the published numbers: its file's names, recognition by shapes, and building without memory."""

import random

import pytest
import torch

from engines.models.catalogue.hed import HED as ENTRY
from engines.models.catalogue.shapes import Shape, Shapes
from engines.models.hed import HED


@pytest.fixture(scope="module")
def shapes() -> dict[str, Shape]:
    with torch.device("meta"):
        return {key: tuple(tensor.shape) for key, tensor in HED().state_dict().items()}


def test_shapes_tell_that_it_is_hed(shapes: dict[str, Shape]) -> None:
    assert ENTRY.infer(Shapes(shapes)) == {}
    for seed in range(5):
        dropped = random.Random(seed).sample(list(shapes), 2)
        assert ENTRY.infer(Shapes({key: shape for key, shape in shapes.items() if key not in dropped})) == {}


@pytest.mark.parametrize("width", [1, 32, 65])
def test_other_widths_are_not_taken_for_it(width: int, shapes: dict[str, Shape]) -> None:
    assert ENTRY.infer(Shapes({key: (width,) * len(shape) for key, shape in shapes.items()})) is None


def test_the_published_file_calls_nets_modules(shapes: dict[str, Shape]) -> None:
    published = {ENTRY.key_map("sniklaus").published(key)[0]: key for key in shapes}
    assert list(published)[:2] == ["moduleVggOne.0.weight", "moduleVggOne.0.bias"]
    assert all(key.startswith("module") for key in published)
    assert all(ENTRY.key_map("sniklaus").ours(theirs) == (ours,) for theirs, ours in published.items())


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@torch.inference_mode()
def test_it_can_be_built_without_memory(dtype: torch.dtype) -> None:
    plain = HED().to(dtype)
    with torch.device("meta"):
        light = HED()
    light.load_state_dict(plain.state_dict(), assign=True)
    picture = torch.rand(2, 3, 16, 35, dtype=dtype)
    edges = plain(picture)
    assert edges.shape == (2, 1, 16, 35)
    assert edges.dtype == dtype
    assert torch.equal(light(picture), edges)
