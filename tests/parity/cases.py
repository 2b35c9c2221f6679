"""Proof that a network of ours is the published one: same keys, same shapes, same numbers.

`fixtures/NAME/` describes a published network without its code or weights: `keys.json` (state-dict names, shapes,
dtypes, in order), `case.json` (constructor arguments, inputs, outputs) and `out.npz` (what the published code
computes with every weight set by `fill`). A test of a further architecture reads:

    case = read_case("u2netp")
    model = U2Net(**case.args)
    assert state_layout(model) == case.layout
    load_filled(model, case)
    assert case.difference("d0", model(case.inputs()["x"])[0]) <= TOLERANCE
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tests.parity.fill import fill, image

FIXTURES = Path(__file__).parent / "fixtures"
TOLERANCE = 1e-4  # of the output's largest absolute value; the published code itself moves by 3e-6 between machines


@dataclass(frozen=True)
class Layout:
    """One entry of a state dict."""

    key: str
    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True)
class Case:
    """One published network. `args` are its constructor's, `layout` its state dict in order."""

    name: str
    args: dict[str, Any]
    layout: list[Layout]
    parameters: int
    input_specs: list[dict[str, Any]]
    output_specs: dict[str, dict[str, Any]]
    folder: Path

    def inputs(self) -> dict[str, Tensor]:
        """Return the inputs by argument name."""
        return {spec["arg"]: torch.from_numpy(self._input(spec)) for spec in self.input_specs}

    def difference(self, output: str, got: Tensor) -> float:
        """Return the largest difference from the published output, relative to its largest absolute value.

        Args:
            output: a name in `output_specs`.
            got: the full output; it is thinned out here as the stored one was.

        Raises:
            ValueError: the shape is not the published one.
        """
        spec = self.output_specs[output]
        if list(got.shape) != spec["shape"]:
            raise ValueError(f"`got` must have shape {spec['shape']}, but has {list(got.shape)}.")
        with np.load(self.folder / "out.npz") as stored:
            want = stored[output]
        thinned = _thin(got.detach().float().numpy(), spec)
        return float(np.abs(thinned - want).max() / np.abs(want).max())

    def _input(self, spec: dict[str, Any]) -> NDArray[np.generic]:
        if "image" in spec:
            return _apply(spec.get("op"), image(spec["image"], spec["shape"], spec["low"], spec["high"]))
        if "numpy" in spec:  # such as "default_rng(11).standard_normal(shape)"
            found = re.fullmatch(r"default_rng\((\d+)\)\.standard_normal\(shape\)", spec["numpy"])
            if found is None:
                raise ValueError(f"{self.name}: no rule for the input {spec['numpy']!r}.")
            return np.random.default_rng(int(found[1])).standard_normal(spec["shape"]).astype(spec["dtype"])
        if "values" in spec:
            values = np.array(spec["values"])
            return values.astype(np.float32) if values.dtype == np.float64 else values
        with np.load(self.folder / spec["file"]) as stored:
            return np.array(stored[spec["arg"] if spec["arg"] in stored.files else stored.files[0]])


def read_case(name: str, folder: Path = FIXTURES) -> Case:
    """Return the fixture called `name`."""
    case = json.loads((folder / name / "case.json").read_text())
    keys = json.loads((folder / name / "keys.json").read_text())
    return Case(
        name=name,
        args=case["args"],
        layout=[Layout(key, tuple(shape), dtype) for key, shape, dtype in keys["keys"]],
        parameters=keys["n_parameters"],
        input_specs=case["inputs"],
        output_specs={spec["name"]: spec for spec in case["outputs"]},
        folder=folder / name,
    )


def state_layout(model: nn.Module) -> list[Layout]:
    """Return the layout of the model's own state dict."""
    return [
        Layout(key, tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."))
        for key, tensor in model.state_dict().items()
    ]


def load_filled(model: nn.Module, case: Case) -> None:
    """Load the weights that the fixture's numbers were computed with, and put the model into eval mode."""
    model.load_state_dict({at.key: torch.from_numpy(fill(at.key, at.shape, at.dtype)) for at in case.layout})
    model.eval()  # after loading: some published networks build tensors in eval()


def _apply(op: str | None, picture: NDArray[np.float32]) -> NDArray[np.float32]:
    if op is None:
        return picture
    if op == "threshold0":
        return (picture > 0).astype(np.float32)
    if op == "argmax_onehot":
        channels = np.arange(picture.shape[1])[:, None, None]
        return (picture.argmax(1)[:, None] == channels).astype(np.float32)
    raise ValueError(f"No rule for the operation {op!r}.")


def _thin(full: NDArray[np.generic], spec: dict[str, Any]) -> NDArray[np.generic]:
    if "slice" in spec:  # such as "[:,::4,...]"
        parts = spec["slice"].strip("[]").split(",")
        return full[tuple(... if part == "..." else _slice(part) for part in parts)]
    step = spec["stride"]
    return full[..., ::step, ::step] if step > 1 else full


def _slice(part: str) -> slice:
    return slice(*(int(number) if number else None for number in part.split(":")))
