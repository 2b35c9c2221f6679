"""Every published key list is recognised, however it was wrapped, thinned out or changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from engines.checkpoints import inspect
from engines.models.catalogue import CATALOGUE
from tests.engines.checkpoints.layouts import (
    PUBLISHED,
    Shape,
    published_layout,
    without_some,
    write_safetensors,
    write_torch,
)
from tests.parity.cases import read_case

CONTAINERS = (
    "state_dict",
    "model",
    "params_ema",
    "params",
    "model_state",
    "model_state_dict",
    "generator",
    "ema",
    "netG",
    "net",
    "network",
    "weights",
)
PREFIXES = ("module.", "_orig_mod.", "model.", "net.", "module._orig_mod.", "student.encoder_q.")
Layout = dict[str, tuple[Shape, str]]
names = pytest.mark.parametrize("name", PUBLISHED)


def test_every_architecture_has_a_published_key_list() -> None:
    assert set(CATALOGUE) - set(PUBLISHED.values()) == {
        *("painter", "world_classifier", "dog_embedder", "spotter", "garment_warp", "dresser", "dancer"),
        "lpips_squeeze",
    }


@names
def test_as_published(name: str, tmp_path: Path) -> None:
    layout = published_layout(name)
    report = inspect(write_safetensors(tmp_path / "weights.safetensors", layout))
    assert report.architecture == PUBLISHED[name]
    assert set(report.matched) == set(layout)
    assert report.complete
    assert (report.missing, report.unexpected, report.mismatched) == ((), (), ())
    assert report.parameters == read_case(name).parameters
    assert report.dtype == "float32"


@names
def test_under_a_prefix(name: str, tmp_path: Path) -> None:
    """`module.` on all of them, and one of the others in turn."""
    layout = published_layout(name)
    for prefix in (PREFIXES[0], PREFIXES[1 + list(PUBLISHED).index(name) % 5]):
        report = inspect(
            write_safetensors(tmp_path / "w.safetensors", {prefix + key: at for key, at in layout.items()})
        )
        assert report.architecture == PUBLISHED[name]
        assert "".join(report.prefixes) == prefix
        assert set(report.matched) == set(layout)
        assert report.complete


@pytest.mark.parametrize("prefix", PREFIXES)
def test_under_every_prefix(prefix: str, tmp_path: Path) -> None:
    for name in ("pix2pix_unet256", "cpvton_tom", "vitonhd_seg", "unet_milesial"):
        layout = {prefix + key: at for key, at in published_layout(name).items()}
        report = inspect(write_safetensors(tmp_path / "w.safetensors", layout))
        assert ("".join(report.prefixes), report.complete) == (prefix, True)


@names
def test_in_a_container(name: str, tmp_path: Path) -> None:
    """A container's name plays no part in the recognition, so each network is tried in one of them."""
    layout = published_layout(name)
    place = list(PUBLISHED).index(name)
    container = CONTAINERS[place % len(CONTAINERS)]
    report = inspect(write_torch(tmp_path / "w.pth", layout, container, epoch=7))
    assert (report.architecture, report.container) == (PUBLISHED[name], container)
    assert set(report.matched) == set(layout)
    assert report.complete


@pytest.mark.parametrize("container", CONTAINERS)
def test_in_every_container(container: str, tmp_path: Path) -> None:
    for name in ("pix2pix_patchgan70", "vitonhd_seg", "cpvton_tom", "hed"):
        report = inspect(write_torch(tmp_path / "w.pth", published_layout(name), container))
        assert (report.architecture, report.container, report.complete) == (PUBLISHED[name], container, True)


@names
def test_nested_and_wrapped_at_once(name: str, tmp_path: Path) -> None:
    layout = {f"module.{key}": at for key, at in published_layout(name).items()}
    report = inspect(write_torch(tmp_path / "w.ckpt", layout, "checkpoint", "state_dict", optimizer={"lr": 0.1}))
    assert (report.architecture, report.container) == (PUBLISHED[name], "checkpoint.state_dict")
    assert report.prefixes == ("module.",)
    assert report.complete


@names
def test_in_half_precision(name: str, tmp_path: Path) -> None:
    layout = published_layout(name)
    half = {key: (shape, dtype.replace("float32", "float16")) for key, (shape, dtype) in layout.items()}
    report = inspect(write_safetensors(tmp_path / "w.safetensors", half))
    assert report.architecture == PUBLISHED[name]
    assert report.dtype == "float16"
    assert report.complete


@names
@pytest.mark.parametrize("seed", range(2))
def test_without_a_twentieth_of_its_keys(name: str, seed: int, tmp_path: Path) -> None:
    layout, gone = without_some(published_layout(name), 0.05, seed)
    report = inspect(write_safetensors(tmp_path / "w.safetensors", layout))
    assert report.architecture == PUBLISHED[name]
    needed = {key for key in gone if not key.endswith("num_batches_tracked") and not key.endswith(".pe")}
    assert set(report.missing) == needed
    assert set(report.matched) == set(layout)
    assert (report.unexpected, report.mismatched) == ((), ())
    assert report.complete is not bool(needed)


@names
def test_with_three_foreign_keys(name: str, tmp_path: Path) -> None:
    layout = published_layout(name)
    foreign: Layout = {
        "ema_decay": ((), "float32"),
        "extra_head.weight": ((7, 3), "float32"),
        "extra_head.bias": ((7,), "float32"),
    }
    report = inspect(write_safetensors(tmp_path / "w.safetensors", {**layout, **foreign}))
    assert report.architecture == PUBLISHED[name]
    assert set(report.unexpected) == set(foreign)
    assert set(report.matched) == set(layout)
    assert report.complete


@names
@pytest.mark.parametrize("classes", [5, 33])
def test_with_another_number_of_classes(name: str, classes: int, tmp_path: Path) -> None:
    """The last layer has other outputs: the network is built so, or the report names that layer and nothing else."""
    layout = published_layout(name)
    last, changed = _last_layer(layout)
    assert layout[last][0][0] != classes
    for key in changed:
        shape, dtype = layout[key]
        layout[key] = ((classes, *shape[1:]), dtype)
    report = inspect(write_safetensors(tmp_path / "w.safetensors", layout))
    assert report.architecture == PUBLISHED[name]
    assert (report.missing, report.unexpected) == ((), ())
    if report.mismatched:
        assert {one.key for one in report.mismatched} == set(changed)
        assert all(one.found[0] == classes for one in report.mismatched)
    else:
        assert classes in report.config.values()
        assert report.differences


def _last_layer(layout: Layout) -> tuple[str, list[str]]:
    """Return the last weight of the layout, and all keys of its layer that have as many outputs."""
    last = [key for key in layout if key.endswith(".weight") and len(layout[key][0]) >= 2][-1]
    stem = last.removesuffix("weight")
    return last, [key for key in layout if key in (last, stem + "bias")]


def wrap_in_module(layout: Layout) -> Layout:
    return {f"module.{key}": at for key, at in layout.items()}


@pytest.mark.parametrize("change", [dict, wrap_in_module])
def test_two_networks_in_one_file(change: Callable[[Layout], Layout], tmp_path: Path) -> None:
    from engines.runtime import InputError

    pair = {
        **{f"netG.{key}": at for key, at in published_layout("pix2pix_unet256").items()},
        **{f"netD.{key}": at for key, at in published_layout("pix2pix_patchgan70").items()},
    }
    path = write_safetensors(tmp_path / "w.safetensors", change(pair))
    with pytest.raises(InputError, match="holds two networks, pix2pix_"):
        inspect(path)
    prefix = "module." if change is wrap_in_module else ""
    assert inspect(path, container=f"{prefix}netD").architecture == "pix2pix_patchgan"
