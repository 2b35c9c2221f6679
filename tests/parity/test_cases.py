"""The proof itself: inputs of every kind are built, and a wrong shape is not passed over."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests.parity.cases import Case, read_case, state_layout

IMAGE = {"arg": "x", "image": "a", "shape": [1, 3, 32, 48], "low": -1.0, "high": 1.0}


def write_case(folder: Path, inputs: list[dict[str, Any]], output: dict[str, Any], stored: np.ndarray) -> Case:
    """Write the files of a fixture for a network of one linear layer and read them back."""
    (folder / "tiny").mkdir()
    case = {"args": {"in_features": 2, "out_features": 1}, "inputs": inputs, "outputs": [{"name": "out", **output}]}
    keys = {"keys": [["weight", [1, 2], "float32"], ["bias", [1], "float32"]], "n_parameters": 3}
    (folder / "tiny" / "case.json").write_text(json.dumps(case))
    (folder / "tiny" / "keys.json").write_text(json.dumps(keys))
    np.savez(folder / "tiny" / "out.npz", out=stored)
    return read_case("tiny", folder)


@pytest.mark.parametrize(
    ("spec", "shape", "values"),
    [
        (IMAGE, (1, 3, 32, 48), None),
        # a mask: 0 and 1 alone
        ({**IMAGE, "op": "threshold0"}, (1, 3, 32, 48), {0.0, 1.0}),
        # one channel a pixel
        ({**IMAGE, "op": "argmax_onehot"}, (1, 3, 32, 48), {0.0, 1.0}),
        (
            {"arg": "x", "numpy": "default_rng(1).standard_normal(shape)", "shape": [2, 5], "dtype": "float32"},
            (2, 5),
            None,
        ),
        # whole numbers stay whole (time steps), others become float32 (points)
        ({"arg": "x", "values": [7, 3]}, (2,), {3, 7}),
        ({"arg": "x", "values": [[0.5]]}, (1, 1), {0.5}),
        # an array of the argument's name, or the only one
        ({"arg": "out", "file": "out.npz"}, (4,), {0.0}),
        ({"arg": "x", "file": "out.npz"}, (4,), {0.0}),
    ],
)
def test_inputs_are_built(
    tmp_path: Path, spec: dict[str, Any], shape: tuple[int, ...], values: set[float] | None
) -> None:
    case = write_case(tmp_path, [spec], {"shape": [4], "stride": 1}, np.zeros(4, np.float32))
    built = case.inputs()[spec["arg"]]
    assert built.shape == shape
    assert built.dtype in (torch.float32, torch.int64)
    if values is not None:
        assert set(built.unique().tolist()) == values
    if spec.get("op") == "argmax_onehot":
        assert (built.sum(1) == 1).all()


@pytest.mark.parametrize(
    "spec",
    [
        {**IMAGE, "op": "sharpen"},
        {"arg": "x", "numpy": "linspace(0, 1)", "shape": [2], "dtype": "float32"},
    ],
)
def test_an_input_without_a_rule_is_an_error(tmp_path: Path, spec: dict[str, Any]) -> None:
    case = write_case(tmp_path, [spec], {"shape": [4], "stride": 1}, np.zeros(4))
    with pytest.raises(ValueError, match="o rule for the"):
        case.inputs()


@pytest.mark.parametrize(
    ("thinning", "stored"),
    [
        ({"stride": 1}, (slice(None),) * 3),
        ({"stride": 2}, (..., slice(None, None, 2), slice(None, None, 2))),
        ({"slice": "[...]"}, (...,)),
        ({"slice": "[:,::2,...]"}, (slice(None), slice(None, None, 2))),
        ({"slice": "[1:,0:4,::3]"}, (slice(1, None), slice(0, 4), slice(None, None, 3))),
    ],
)
def test_difference_thins_out_as_the_fixture_was(tmp_path: Path, thinning: dict[str, Any], stored: Any) -> None:
    full = np.random.default_rng(0).uniform(1, 2, (3, 6, 9)).astype(np.float32)
    case = write_case(tmp_path, [], {"shape": [3, 6, 9], **thinning}, full[stored])
    assert case.difference("out", torch.from_numpy(full)) == 0
    assert case.difference("out", torch.from_numpy(full * 1.01)) == pytest.approx(0.01, rel=1e-3)


def test_a_wrong_shape_is_an_error(tmp_path: Path) -> None:
    case = write_case(tmp_path, [], {"shape": [4], "stride": 1}, np.zeros(4))
    with pytest.raises(ValueError, match=r"must have shape \[4\], but has \[1\]"):
        case.difference("out", torch.zeros(1))  # would broadcast


@pytest.mark.parametrize(
    ("layer", "same"),
    [
        (torch.nn.Linear(2, 1), True),
        (torch.nn.Linear(2, 1, bias=False), False),  # a key is missing
        (torch.nn.Linear(3, 1), False),  # another shape
        (torch.nn.Linear(2, 1).half(), False),  # another type
        (torch.nn.Sequential(torch.nn.Linear(2, 1)), False),  # other names
    ],
)
def test_layouts_differ_by_key_shape_and_type(tmp_path: Path, layer: torch.nn.Module, same: bool) -> None:
    case = write_case(tmp_path, [], {"shape": [4], "stride": 1}, np.zeros(4))
    assert (state_layout(layer) == case.layout) is same
