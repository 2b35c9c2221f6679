"""The host's version is used where it can be, and the bundled weight everywhere else."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from engines.checkpoints import CheckpointError, Version, VersionStore, Weights, inspect
from engines.runtime import InputError
from tests.engines.checkpoints.painters import CONFIG, NAME, painter_state, write_manifest, write_painter


@pytest.fixture
def store(tmp_path: Path) -> VersionStore:
    return VersionStore(tmp_path / "store")


@pytest.fixture
def weights(tmp_path: Path, store: VersionStore) -> Weights:
    return Weights(store, write_manifest(tmp_path / "bundled"))


def add(weights: Weights, file: Path) -> Version:
    return weights.register(NAME, inspect(file, values=True), source=file.name)


@pytest.fixture
def active(weights: Weights, tmp_path: Path) -> Version:
    """Version 1, a good painter from seed 1, in use."""
    return weights.activate(NAME, add(weights, write_painter(tmp_path / "one.safetensors", 1)).number)


def has_weights_of(weights: Weights, seed: int) -> bool:
    state = weights.network(weights.choose(NAME)).state_dict()
    return all(torch.equal(state[key], tensor) for key, tensor in painter_state(seed).items())


def test_bundled_weight_without_a_version(weights: Weights):
    choice = weights.choose(NAME)
    assert (choice.key, choice.source, choice.why, choice.fell_back) == (NAME, "bundled", "weight_bundled", False)
    assert (choice.config, choice.licence, choice.figures) == (CONFIG, "free", {"obeyed": 0.5})
    assert has_weights_of(weights, 0)


def test_bundled_weight_without_a_store(tmp_path: Path):
    assert Weights(folder=write_manifest(tmp_path / "bundled")).known()[0].source == "bundled"


def test_active_version_is_used_and_given_up(weights: Weights, store: VersionStore, active: Version):
    choice = weights.choose(NAME)
    assert (choice.key, choice.source, choice.why) == (f"{NAME}@1", "host version 1", "weight_host")
    assert (choice.path, choice.bytes, choice.config) == (active.path, active.bytes, None)
    assert has_weights_of(weights, 1)
    store.roll_back(NAME)
    assert weights.choose(NAME).key == NAME
    assert has_weights_of(weights, 0)


def damage(version: Version) -> None:
    content = bytearray(version.path.read_bytes())
    content[-1] ^= 1
    version.path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (damage, "version_damaged"),
        (lambda version: version.path.unlink(), "version_missing"),
        (lambda version: version.path.with_name("record.json").write_text("{"), "record_damaged"),
    ],
)
def test_spoiled_version_falls_back_with_one_line(
    weights: Weights, active: Version, caplog: pytest.LogCaptureFixture, spoil, why: str
):
    assert weights.choose(NAME).version == 1
    spoil(active)
    with caplog.at_level(logging.WARNING, logger="five_doors"):
        for _ in range(3):
            choice = weights.choose(NAME)
            assert (choice.source, choice.why, choice.fell_back) == ("bundled", why, True)
    assert len(caplog.records) == 1
    assert has_weights_of(weights, 0)


def test_version_of_another_architecture_falls_back(weights: Weights, store: VersionStore, tmp_path: Path):
    file = write_painter(tmp_path / "one.safetensors", 1)
    store.activate(NAME, store.register(NAME, file, architecture="mdm", details={}).number)
    assert weights.choose(NAME).why == "checkpoint_other_network"
    assert has_weights_of(weights, 0)


def test_version_that_cannot_be_loaded_falls_back(weights: Weights, store: VersionStore, tmp_path: Path):
    """One that a program put to use without a look into the file."""
    state = painter_state(1)
    del state["stem.convolution.weight"]
    save_file(state, tmp_path / "part.safetensors")
    version = store.register(NAME, tmp_path / "part.safetensors", architecture="painter", details={})
    store.activate(NAME, version.number)
    assert weights.choose(NAME).version == 1  # nobody has tried it yet
    assert has_weights_of(weights, 0)
    assert weights.choose(NAME).why == "checkpoint_incomplete"


def not_finite(state: dict[str, torch.Tensor]) -> None:
    state["to_full.bias"][0] = float("nan")


def incomplete(state: dict[str, torch.Tensor]) -> None:
    del state["downs.0.convolution.weight"]


def unknown(state: dict[str, torch.Tensor]) -> None:
    state |= {f"other.{key}": state.pop(key) for key in list(state)[::2]}
    for key in [key for key in state if "weight" in key]:
        state[f"{key}.more"] = state.pop(key)


@pytest.mark.parametrize(
    ("spoil", "key"),
    [
        (not_finite, "checkpoint_not_finite"),
        (incomplete, "checkpoint_incomplete"),
        (unknown, "checkpoint_unknown"),
    ],
)
def test_useless_file_is_neither_kept_nor_put_to_use(
    weights: Weights, store: VersionStore, tmp_path: Path, spoil, key: str
):
    state = painter_state(1)
    spoil(state)
    file = tmp_path / "useless.safetensors"
    save_file(state, file)
    with pytest.raises(InputError) as caught:
        add(weights, file)
    assert caught.value.key == key
    assert store.list() == ()
    store.register(NAME, file, architecture="painter", details={})  # as a program might
    with pytest.raises(InputError) as caught:
        weights.activate(NAME, 1)
    assert caught.value.key == key
    assert store.active(NAME) is None


def test_network_for_another_model_is_not_kept(weights: Weights, store: VersionStore, tmp_path: Path):
    report = inspect(write_painter(tmp_path / "one.safetensors", 1), values=True)
    assert weights.models_of("painter") == (NAME,)
    assert weights.models_of("mdm") == ("mdm",)
    with pytest.raises(InputError) as caught:
        weights.register("mdm", report, source="one")
    assert caught.value.key == "checkpoint_other_network"
    assert store.list() == ()


def test_unknown_version_is_not_activated(weights: Weights, active: Version):
    with pytest.raises(InputError) as caught:
        weights.activate(NAME, 7)
    assert caught.value.key == "version_unknown"
    assert weights.choose(NAME).version == 1


def test_model_without_a_bundled_weight(weights: Weights, store: VersionStore, tmp_path: Path):
    file = write_painter(tmp_path / "one.safetensors", 1)
    version = store.register("extra", file, architecture="painter", details={})
    names = [choice.name for choice in weights.known()]
    assert names == [NAME, "extra"]
    choice = weights.choose("extra")
    assert (choice.source, choice.why, choice.architecture) == ("none", "weight_none", "painter")
    with pytest.raises(CheckpointError, match="extra"):
        weights.network(choice)
    weights.activate("extra", version.number)
    assert weights.choose("extra").source == "host version 1"


def test_choosing_imports_no_torch():
    code = "import sys; from engines.checkpoints import Weights; Weights().known(); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
