"""What strangers call a checkpoint: one sentence each, nothing is run, nothing grows."""

import io
import json
import os
import pickle
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from engines.checkpoints import inspect, load
from engines.runtime import InputError

RAN = Path("/tmp") / f"five-doors-pickle-ran-{os.getpid()}"


class Call:
    """Unpickling this would create a file."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.mkdir, (str(RAN),)


def good(path: Path) -> bytes:
    save_file({"a.weight": torch.ones(30, 40)}, path)
    return path.read_bytes()


def good_zip() -> bytes:
    buffer = io.BytesIO()
    torch.save({"a.weight": torch.ones(30, 40)}, buffer)
    return buffer.getvalue()


def zip_of(entries: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def saved(value: object, *, old: bool = False) -> bytes:
    buffer = io.BytesIO()
    torch.save(value, buffer, _use_new_zipfile_serialization=not old)
    return buffer.getvalue()


def header(entries: dict[str, object], data: bytes = b"") -> bytes:
    text = json.dumps(entries).encode()
    return len(text).to_bytes(8, "little") + text + data


CASES = {
    # nothing at all
    "empty": (b"", "checkpoint_empty"),
    # cut short, in every form
    "safetensors cut in its header": (header({"a": 1})[:12], "checkpoint_damaged"),
    "safetensors cut in its data": (
        header({"a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}, b"1234"),
        "checkpoint_damaged",
    ),
    "a shape that is not its bytes": (
        header({"a": {"dtype": "F32", "shape": [5], "data_offsets": [0, 16]}}, bytes(16)),
        "checkpoint_damaged",
    ),
    "a header of a million terabytes": ((1 << 60).to_bytes(8, "little") + b"{}", "checkpoint_damaged"),
    "zip cut short": (good_zip()[:-200], "checkpoint_damaged"),
    "old file cut short": (saved({"a": torch.ones(9)}, old=True)[:-20], "checkpoint_damaged"),
    # what would run or grow
    "pickle with a call": (pickle.dumps(Call()), "checkpoint_pickle"),
    "zip with a call": (saved({"a": torch.ones(2), "b": Call()}), "checkpoint_pickle"),
    "old file with a call": (saved({"a": torch.ones(2), "b": Call()}, old=True), "checkpoint_pickle"),
    "a whole pickled network": (saved(torch.nn.Linear(2, 2)), "checkpoint_pickle"),
    "TorchScript with a call": (
        zip_of({"m/data.pkl": pickle.dumps(Call(), 2), "m/constants.pkl": b"\x80\x02)."}),
        "checkpoint_pickle",
    ),
    "zip bomb": (
        zip_of({"m/data.pkl": b"\x80\x02}.", "m/data/0": bytes(50_000_000)}, zipfile.ZIP_DEFLATED),
        "checkpoint_bomb",
    ),
    "zip bomb in the tree": (zip_of({"m/data.pkl": bytes(50_000_000)}, zipfile.ZIP_DEFLATED), "checkpoint_bomb"),
    # something else under that name
    "web page": (b"<!DOCTYPE html><html>Sign in</html>", "checkpoint_no_weights"),
    "zip of pictures": (zip_of({"a.png": b"..."}), "checkpoint_no_weights"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(64), "checkpoint_no_weights"),
    "large-file pointer": (b"version https://git-lfs.github.com/spec/v1\n", "checkpoint_no_weights"),
    "text": (b"hello, this is a readme file", "checkpoint_no_weights"),
    # readable, but nothing in it
    "no tensor": (saved({"epoch": 3}), "checkpoint_no_tensors"),
    "no tensor in safetensors": (header({}), "checkpoint_no_tensors"),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_one_sentence(name: str, suffix: str, tmp_path: Path) -> None:
    content, key = CASES[name]
    path = tmp_path / f"weights{suffix}"
    path.write_bytes(content)
    for read in (inspect, load):
        with pytest.raises(InputError) as caught:
            read(path)
        if not (suffix == ".safetensors" and key == "checkpoint_no_weights"):
            assert caught.value.key == key, caught.value.sentence
        assert str(tmp_path) not in caught.value.sentence  # no path of the host
        assert "\n" not in caught.value.sentence
    assert not RAN.exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        inspect(tmp_path / "nothing.pth")


def test_a_file_without_rights(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    good(path)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    try:
        with pytest.raises(InputError, match="may not be read"):
            inspect(path)
    finally:
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)


@pytest.mark.parametrize("write", [good, lambda path: path.write_bytes(good_zip())])
def test_an_unknown_network_is_said_to_be_one(write: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    write(path)
    report = inspect(path)
    assert report.architecture is None
    assert "unknown" in report.as_text()
    with pytest.raises(InputError) as caught:
        load(path)
    assert caught.value.key == "checkpoint_unknown"


def test_the_nearest_networks_of_an_unknown_one(tmp_path: Path) -> None:
    from engines.models.pix2pix import PatchDiscriminator

    state = {key: tensor for key, tensor in PatchDiscriminator(ndf=8).state_dict().items() if ".11." not in key}
    few = {key: state[key] for key in list(state)[:5]}
    save_file({**few, **{f"other.{n}": torch.ones(3) for n in range(20)}}, tmp_path / "w.safetensors")
    report = inspect(tmp_path / "w.safetensors")
    assert report.architecture is None
    assert report.nearest[0].architecture == "pix2pix_patchgan"
    assert 0 < report.nearest[0].share < 0.5


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_values_that_are_not_numbers(value: float, tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    bad = torch.ones(3, 3)
    bad[1, 2] = value
    save_file({"fine.weight": torch.ones(2), "bad.weight": bad, "count": torch.ones(2, dtype=torch.int64)}, path)
    assert inspect(path).not_finite is None  # not looked at
    assert inspect(path, values=True).not_finite == ("bad.weight",)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: torch.eye(3).to_sparse(), "sparse"),
        (lambda: torch.eye(3).to_sparse_csr(), "sparse"),
        (lambda: torch.quantize_per_tensor(torch.eye(3), 0.1, 0, torch.qint8), "quantised"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_sparse_and_quantised_tensors_are_named(make: Callable[[], torch.Tensor], field: str, tmp_path: Path) -> None:
    torch.save({"odd": make(), "dense": torch.ones(2)}, tmp_path / "w.pth")
    assert getattr(inspect(tmp_path / "w.pth"), field) == ("odd",)
