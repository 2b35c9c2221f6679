"""A checkpoint into a network and back: built without memory, then given the file's own tensors."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engines.checkpoints import folders, problems
from engines.checkpoints.files import read_groups
from engines.checkpoints.inspection import Found, choose
from engines.checkpoints.recognise import Match, build_on_meta, nearest, recognise
from engines.models.catalogue import CATALOGUE

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn


@dataclass(frozen=True)
class Loaded:
    """A network with weights. `initial`: keys that stayed at their initial value; `unused`: keys of the file."""

    network: "nn.Module"
    match: Match
    initial: tuple[str, ...]
    unused: tuple[str, ...]


def load(
    path: str | Path,
    architecture: str | None = None,
    device: str | None = None,
    dtype: "torch.dtype | None" = None,
    *,
    container: str | None = None,
) -> "nn.Module":
    """Return the network that a checkpoint belongs to, with all of its weights, in eval mode.

    The tensors are mapped from the file: until they are used or changed they take no memory of their own, so the
    file must not be written to in place (replace it by renaming, as the version store does).

    Args:
        path: as in `inspect`.
        architecture: a name in the catalogue, if the file is to be that network whatever it looks like.
        device: where to, `cpu` if None.
        dtype: number format of the weights; if None, float32 (a CPU is slow in half precision).
        container: as in `inspect`.

    Raises:
        InputError: `checkpoint_*` or `architecture_unknown`, one sentence; `checkpoint_incomplete` where a weight
            is missing or has another shape (`load_partially` takes such a file).
    """
    path = Path(path)
    if path.is_dir() and architecture is None and (model := folders.load_model(path)):
        import torch

        return model.to(device or "cpu", dtype or torch.float32)
    found, tensors = _find(path, architecture, container)
    match = _require(path, found)
    if match.missing or match.mismatched:
        first = match.missing[0] if match.missing else match.mismatched[0].key
        raise problems.incomplete(path, match.architecture.name, len(match.missing), len(match.mismatched), first)
    return _assemble(tensors, match, device, dtype).network


def load_partially(
    path: str | Path,
    architecture: str | None = None,
    device: str | None = None,
    dtype: "torch.dtype | None" = None,
    *,
    container: str | None = None,
) -> Loaded:
    """Like `load`, but weights that the file lacks or has in another shape keep their initial values.

    Raises:
        InputError: `checkpoint_*` or `architecture_unknown`, one sentence.
    """
    path = Path(path)
    found, tensors = _find(path, architecture, container)
    return _assemble(tensors, _require(path, found), device, dtype)


def save(network: "nn.Module", path: str | Path, architecture: str | None = None, key_map: str = "own") -> None:
    """Write a network's weights, in the catalogue's naming or in that of a published format.

    The file appears whole or not at all.

    Args:
        network: one of the catalogue.
        path: `.safetensors`, or `.pth` for `torch.save`.
        architecture: its name in the catalogue; told from its shapes if None.
        key_map: a name among the architecture's key maps.

    Raises:
        ValueError: the network is none of the catalogue, or it has no such key map, or the suffix is another one.
    """
    import torch
    from safetensors.torch import save_file

    path = Path(path)
    if path.suffix not in (".safetensors", ".pth"):
        raise ValueError(f"`path` must end in .safetensors or .pth, but is {path.name!r}.")
    state = {key: tensor.detach().cpu().contiguous() for key, tensor in network.state_dict().items()}
    if architecture is None:
        match = recognise({key: tuple(tensor.shape) for key, tensor in state.items()})
        if match is None:
            raise ValueError("`network` is none of the catalogue's: name its `architecture`.")
        architecture = match.architecture.name
    maps = {one.name: one for one in CATALOGUE[architecture].key_maps}
    if key_map != "own" and key_map not in maps:
        raise ValueError(f"`key_map` must be one of {', '.join(['own', *maps])}, but is {key_map!r}.")
    if key_map != "own":
        fused: dict[str, dict[int, Tensor]] = {}
        for key, tensor in state.items():
            published, part, _ = maps[key_map].published(key)
            fused.setdefault(published, {})[part] = tensor
        state = {key: torch.cat([parts[n] for n in sorted(parts)]) if len(parts) > 1 else parts[0]
                 for key, parts in fused.items()}  # fmt: skip
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.suffix == ".safetensors":
            save_file({key: tensor.clone() for key, tensor in state.items()}, temporary)
        else:
            torch.save(state, temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _find(path: Path, architecture: str | None, container: str | None) -> "tuple[Found, dict[str, Tensor]]":
    if architecture is not None and architecture not in CATALOGUE:
        raise problems.no_architecture(architecture, list(CATALOGUE))
    if path.is_dir():
        found = choose(path, folders.read_shards(path), container, architecture)
        return found, folders.read_shard_tensors(path)
    content, groups = read_groups(path)
    found = choose(path, content, container, architecture)
    return found, groups[found.group.container]


def _require(path: Path, found: Found) -> Match:
    if found.match is None:
        near = nearest({key: info.shape for key, info in found.group.tensors.items()}, 1)
        hint = f" (nearest: {near[0].architecture}, {near[0].share:.0%} of its keys)" if near else ""
        raise problems.unknown(path, hint)
    if any(info.kind != "dense" for info in found.group.tensors.values()):
        raise problems.unusable(path, "sparse or quantised")
    return found.match


def _assemble(tensors: "dict[str, Tensor]", match: Match, device: str | None, dtype: "torch.dtype | None") -> Loaded:
    import torch

    architecture = match.architecture
    network = build_on_meta(architecture, match.config)
    expected = network.state_dict()
    state = _state(tensors, match, expected, dtype or torch.float32)
    # What no file holds: buffers that the network computes for itself, and in `load_partially` what is missing.
    rest = [key for key in expected if key not in state]
    if any(expected[key].is_meta for key in rest):
        fresh = architecture.build(match.config).state_dict()
        state |= {key: fresh[key] for key in rest}
    network.load_state_dict(state, strict=False, assign=True)
    network.eval().requires_grad_(False)
    if device is not None:
        network.to(device)
    named = [key for key in rest if match.key_map.published(key)[0] in _lacking(match)]
    return Loaded(network, match, tuple(named), (*match.unexpected, *match.ignored))


def _lacking(match: Match) -> set[str]:
    return {*match.missing, *(one.key for one in match.mismatched)}


def _state(
    tensors: "dict[str, Tensor]", match: Match, expected: "Mapping[str, Tensor]", dtype: "torch.dtype"
) -> "dict[str, Tensor]":
    """Return the file's tensors by our keys, those that fit; floats in `dtype`, whole numbers as they are."""
    state: dict[str, Tensor] = {}
    for key in list(tensors):
        tensor = tensors.pop(key)  # so that a converted tensor frees the mapped one at once
        if not key.startswith(match.prefix):
            continue
        names = match.key_map.ours(key.removeprefix(match.prefix))
        parts = tensor.chunk(len(names)) if len(names) > 1 else (tensor,) * len(names)
        for name, part in zip(names, parts, strict=False):
            if name in expected and part.shape == expected[name].shape:
                floating = expected[name].is_floating_point()
                state[name] = part.to(dtype if floating else expected[name].dtype)
    return state
