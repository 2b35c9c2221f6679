"""A checkpoint into a network: the same numbers come out, whatever the file's form; and back into a file."""

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from engines.checkpoints import inspect, load, load_partially, save
from engines.models.pix2pix import PatchDiscriminator, UNetGenerator
from engines.runtime import InputError

PICTURES = torch.linspace(-1, 1, 6 * 64 * 64).reshape(1, 6, 64, 64)


def small_critic(seed: int = 0) -> PatchDiscriminator:
    torch.manual_seed(seed)
    return PatchDiscriminator(ndf=8, n_layers=2).eval()


def as_safetensors(network: nn.Module, folder: Path) -> Path:
    save_file(network.state_dict(), folder / "w.safetensors")
    return folder / "w.safetensors"


def as_torch(network: nn.Module, folder: Path) -> Path:
    torch.save({"netD": {f"module.{key}": tensor for key, tensor in network.state_dict().items()}}, folder / "w.pth")
    return folder / "w.pth"


def as_old_torch(network: nn.Module, folder: Path) -> Path:
    torch.save(network.state_dict(), folder / "w.pt", _use_new_zipfile_serialization=False)
    return folder / "w.pt"


def as_torchscript(network: nn.Module, folder: Path) -> Path:
    torch.jit.trace(network, PICTURES).save(str(folder / "w.pt"))
    return folder / "w.pt"


def as_shards(network: nn.Module, folder: Path) -> Path:
    import json

    state = network.state_dict()
    names = {key: f"model-{1 + n % 2:05d}-of-00002.safetensors" for n, key in enumerate(state)}
    for name in set(names.values()):
        save_file({key: state[key] for key in state if names[key] == name}, folder / name)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": names}))
    return folder


FORMS: Any = pytest.mark.parametrize(
    ("write", "form"),
    [
        (as_safetensors, "safetensors"),
        (as_torch, "torch"),
        (as_old_torch, "torch, before 1.6"),
        (as_torchscript, "TorchScript"),
        (as_shards, "sharded safetensors"),
    ],
)


@FORMS
@pytest.mark.filterwarnings("ignore:.*torch.jit.*:DeprecationWarning")
def test_every_form_gives_the_same_numbers(write: Any, form: str, tmp_path: Path) -> None:
    critic = small_critic()
    path = write(critic, tmp_path)
    report = inspect(path)
    assert (report.form, report.architecture, report.complete) == (form, "pix2pix_patchgan", True)
    assert report.config == {"input_nc": 6, "ndf": 8, "n_layers": 2, "norm": "batch"}
    loaded = load(path)
    assert not loaded.training
    with torch.inference_mode():
        assert torch.equal(loaded(PICTURES), critic(PICTURES))


def test_half_precision_is_widened_or_kept(tmp_path: Path) -> None:
    path = as_safetensors(small_critic().half(), tmp_path)
    assert {parameter.dtype for parameter in load(path).parameters()} == {torch.float32}
    assert {parameter.dtype for parameter in load(path, dtype=torch.float16).parameters()} == {torch.float16}
    counters = [buffer for name, buffer in load(path).named_buffers() if name.endswith("num_batches_tracked")]
    assert {counter.dtype for counter in counters} == {torch.int64}


def test_the_shipped_weights_load_by_their_shapes() -> None:
    path = Path(__file__).resolve().parents[3] / "weights" / "painter-worlds.safetensors"
    painter = load(path)
    with torch.inference_mode():
        nothing, hints, world = torch.zeros(1, 1, 64, 64), torch.zeros(1, 4, 16, 16), torch.zeros(1, dtype=torch.int64)
        picture = painter(nothing, hints, painter.get_buffer("styles")[0, :1], world)
    assert picture.shape == (1, 3, 64, 64)
    assert bool(torch.isfinite(picture).all())


def test_nothing_is_read_twice_into_memory(tmp_path: Path) -> None:
    path = as_safetensors(small_critic(), tmp_path)
    for parameter in load(path).parameters():
        assert not parameter.is_meta
        assert not parameter.requires_grad


def test_a_missing_key_is_a_sentence_unless_partial_loading_is_asked_for(tmp_path: Path) -> None:
    critic = small_critic()
    state = {key: tensor for key, tensor in critic.state_dict().items() if key != "model.2.weight"}
    state["model.8.bias"] = torch.ones(3)
    save_file(state, tmp_path / "w.safetensors")
    sentence = r"1 keys are missing and 1 have another shape \(such as model.2.weight\)"
    with pytest.raises(InputError, match=sentence):
        load(tmp_path / "w.safetensors")
    loaded = load_partially(tmp_path / "w.safetensors")
    assert set(loaded.initial) == {"model.2.weight", "model.8.bias"}
    state_now = loaded.network.state_dict()
    assert torch.equal(state_now["model.5.weight"], critic.state_dict()["model.5.weight"])
    assert float(state_now["model.2.weight"].std()) > 0  # initial values, not zeros and not rubbish


def test_another_class_count_is_loaded_as_it_is(tmp_path: Path) -> None:
    torch.manual_seed(0)
    painter = UNetGenerator(output_nc=5, num_downs=5, ngf=4).eval()
    save_file(painter.state_dict(), tmp_path / "w.safetensors")
    x = torch.zeros(1, 3, 32, 32)
    with torch.inference_mode():
        assert torch.equal(load(tmp_path / "w.safetensors")(x), painter(x))


@pytest.mark.parametrize(
    ("architecture", "key"),
    [
        ("pix2pix_patchgan", None),  # the right one
        ("pix2pix_unet", "checkpoint_unknown"),  # none of its keys is there
        ("resnet", "architecture_unknown"),
    ],
)
def test_the_architecture_can_be_named(architecture: str, key: str | None, tmp_path: Path) -> None:
    path = as_safetensors(small_critic(), tmp_path)
    if key is None:
        assert isinstance(load(path, architecture), PatchDiscriminator)
        return
    with pytest.raises(InputError) as caught:
        load(path, architecture)
    assert caught.value.key == key


@pytest.mark.parametrize("suffix", [".safetensors", ".pth"])
def test_saved_and_loaded_again(suffix: str, tmp_path: Path) -> None:
    critic = small_critic()
    save(critic, tmp_path / f"w{suffix}")
    assert list(tmp_path.iterdir()) == [tmp_path / f"w{suffix}"]  # nothing temporary is left
    with torch.inference_mode():
        assert torch.equal(load(tmp_path / f"w{suffix}")(PICTURES), critic(PICTURES))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("w.onnx",), "must end in"),
        (("w.pth", "pix2pix_patchgan", "mmpose"), "`key_map` must be one of own"),
    ],
)
def test_what_cannot_be_saved(arguments: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    name, *rest = arguments
    with pytest.raises(ValueError, match=sentence):
        save(small_critic(), tmp_path / name, *rest)
    with pytest.raises(ValueError, match="none of the catalogue's"):
        save(nn.Linear(2, 2), tmp_path / "w.pth")
    assert list(tmp_path.iterdir()) == []


def test_a_published_naming_is_written_again(tmp_path: Path) -> None:
    from engines.models.catalogue import CATALOGUE

    for architecture in CATALOGUE.values():
        for key_map in architecture.key_maps:
            keys = [key_map.published(key) for key in architecture.fingerprint]
            for ours, (published, part, parts) in zip(architecture.fingerprint, keys, strict=True):
                names = key_map.ours(published)
                assert (names[part], len(names)) == (ours, parts), (architecture.name, key_map.name)


def test_a_file_of_a_published_naming_loads(tmp_path: Path) -> None:
    state = {f"netD.{key}": tensor for key, tensor in small_critic().state_dict().items()}
    save_file({**state, "step": torch.zeros(())}, tmp_path / "w.safetensors")
    report = inspect(tmp_path / "w.safetensors")
    assert report.unexpected == ("step",)
    assert "netD." not in load_file(tmp_path / "w.safetensors")
    assert isinstance(load(tmp_path / "w.safetensors"), PatchDiscriminator)
