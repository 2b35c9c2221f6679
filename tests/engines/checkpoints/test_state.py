"""Loading a weight: real safetensors files, whole and damaged."""

import hashlib
import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from engines.checkpoints import CheckpointError, Weight, load_state


def describe(path: Path, **changes: object) -> Weight:
    data = path.read_bytes()
    fields: dict[str, object] = {
        "name": "tiny",
        "architecture": "tiny",
        "file": path.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "licence": "Apache-2.0",
        "trained_on": (),
        "minutes": 0,
        "source": "bundled",
        "figures": {},
        "config": {},
        "folder": path.parent,
    }
    return Weight(**{**fields, **changes})  # type: ignore[arg-type]


def save(folder: Path, state: dict[str, Tensor]) -> Path:
    path = folder / "tiny.safetensors"
    save_file(state, path)
    return path


@pytest.mark.parametrize(
    ("stored", "loaded"),
    [
        # shipped in half precision, computed in float32
        (torch.float16, torch.float32),
        (torch.bfloat16, torch.float32),
        (torch.float32, torch.float32),
        # everything else stays: counters, masks, double precision
        (torch.float64, torch.float64),
        (torch.int64, torch.int64),
        (torch.uint8, torch.uint8),
        (torch.bool, torch.bool),
    ],
)
def test_types(tmp_path: Path, stored: torch.dtype, loaded: torch.dtype) -> None:
    values = torch.tensor([[0, 1], [2, 3]]).to(stored)
    state = load_state(describe(save(tmp_path, {"x": values, "scalar": values[0, 0].clone()})))
    assert state["x"].dtype == loaded
    assert torch.equal(state["x"], values.to(loaded))
    assert state["scalar"].shape == ()


def test_a_network_comes_back(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network, again = (nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)).eval() for _ in range(2))
    path = save(
        tmp_path,
        {key: value.half() if value.is_floating_point() else value for key, value in network.state_dict().items()},
    )
    again.load_state_dict(load_state(describe(path)))
    x = torch.randn(1, 3, 8, 8)
    assert torch.allclose(network(x), again(x), atol=1e-2)
    assert not any(value.dtype == torch.float16 for value in again.state_dict().values())


def test_a_missing_file_says_how_to_restore_it(tmp_path: Path) -> None:
    path = save(tmp_path, {"x": torch.zeros(1)})
    weight = describe(path)
    path.unlink()
    with pytest.raises(CheckpointError, match=r"tiny\.safetensors is missing: restore it from the repository"):
        load_state(weight)


def test_a_file_of_another_length_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path, {"x": torch.zeros(100)})
    weight = describe(path)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CheckpointError, match=rf"{weight.bytes - 1} bytes instead of {weight.bytes}.* restore it"):
        load_state(weight)


def test_a_file_of_the_same_length_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path, {"x": torch.zeros(100)})
    weight = describe(path)
    path.write_bytes(path.read_bytes()[:-1] + b"\1")
    with pytest.raises(CheckpointError, match=rf"sha256 \w+ instead of {weight.sha256}.* in the manifest"):
        load_state(weight)


def test_a_file_swapped_after_loading_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path, {"x": torch.zeros(100)})
    weight = describe(path)
    load_state(weight)
    save(tmp_path, {"x": torch.ones(100)})
    os.utime(path, (1, 1))  # or a clock of coarse steps might hide the change
    with pytest.raises(CheckpointError, match="is not the file that the manifest describes"):
        load_state(weight)


def test_the_sum_is_computed_once(tmp_path: Path) -> None:
    """A change that keeps length and time is not seen the second time, because the sum is not computed again."""
    path = save(tmp_path, {"x": torch.zeros(100)})
    weight, stat = describe(path), path.stat()
    load_state(weight)
    save(tmp_path, {"x": torch.ones(100)})
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert load_state(weight)["x"].sum() == 100


def test_a_refused_file_is_looked_at_again(tmp_path: Path) -> None:
    path = save(tmp_path, {"x": torch.zeros(100)})
    good = path.read_bytes()
    weight = describe(path)
    path.write_bytes(good[:-1] + b"\1")
    for _ in range(2):
        with pytest.raises(CheckpointError):
            load_state(weight)
    path.write_bytes(good)
    assert load_state(weight)["x"].shape == (100,)
