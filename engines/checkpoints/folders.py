"""Checkpoints that are folders: shards with an index, and what diffusers and transformers write.

A folder of theirs says in JSON which class reads it. Only classes of the list below are ever built, with the
numbers of that JSON as arguments; nothing in the folder is run.
"""

import json
import math
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from engines.checkpoints import problems
from engines.checkpoints.content import Content, Group, TensorInfo
from engines.checkpoints.files import read_content, read_groups
from engines.checkpoints.recognise import Mismatch
from engines.checkpoints.report import Report

if TYPE_CHECKING:
    from torch import Tensor, nn

LARGEST_JSON = 20_000_000
DIFFUSERS = frozenset(
    {"AutoencoderKL", "AutoencoderTiny", "ControlNetModel", "T2IAdapter", "UNet2DConditionModel", "UNet2DModel"}
)
TRANSFORMERS = frozenset({"CLIPModel", "CLIPTextModel", "CLIPTextModelWithProjection", "CLIPVisionModel", "SamModel"})


def describe(folder: Path) -> Report | None:
    """Return the report of a diffusers pipeline or of a model folder of a known class, or None for other folders.

    Raises:
        InputError: `checkpoint_*`.
    """
    if (folder / "model_index.json").is_file():
        return _describe_pipeline(folder)
    if (folder / "config.json").is_file() and _class_name(_read_json(folder / "config.json")):
        return _describe_model(folder)
    return None


def load_model(folder: Path) -> "nn.Module | None":
    """Return the model of a diffusers or transformers folder in eval mode, or None for other folders.

    Raises:
        InputError: `checkpoint_pipeline` for a whole pipeline, `checkpoint_*` for damage.
    """
    if (folder / "model_index.json").is_file():
        raise problems.pipeline(folder)
    config = folder / "config.json"
    name = _class_name(_read_json(config)) if config.is_file() else None
    if name is None:
        return None
    _weights(folder)  # the sentence on what is missing, before the library's
    try:
        model = _class(name).from_pretrained(folder, local_files_only=True, use_safetensors=_is_safe(folder))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise problems.damaged(folder, _first_line(error)) from error
    return cast("nn.Module", model.eval())


def read_shards(folder: Path) -> Content:
    """Return what a folder with one weights file, or with the shards of one, holds.

    Raises:
        InputError: `checkpoint_*`.
    """
    tensors: dict[str, TensorInfo] = {}
    files = _weights(folder)
    for file in files:
        for group in read_content(file).groups:
            tensors.update(group.tensors)
    form = "sharded safetensors" if len(files) > 1 else f"folder with {files[0].name}"
    return Content(form, sum(file.stat().st_size for file in files), (Group("", tensors),))


def read_shard_tensors(folder: Path) -> "dict[str, Tensor]":
    """Return the tensors of all shards, mapped from the files."""
    return {
        key: tensor
        for file in _weights(folder)
        for tensors in read_groups(file)[1].values()
        for key, tensor in tensors.items()
    }


def _describe_pipeline(folder: Path) -> Report:
    index = _read_json(folder / "model_index.json")
    components = {
        name: ".".join(map(str, place))
        for name, place in index.items()
        if isinstance(place, list) and len(place) == 2 and all(place)
    }
    tensors: dict[str, TensorInfo] = {}
    size = 0
    for name in components:
        if (folder / name).is_dir() and any((folder / name / file).is_file() for file in ("config.json",)):
            content = _read_component(folder / name)
            if content:
                size += content.bytes
                tensors |= {f"{name}.{key}": info for key, info in content.groups[0].tensors.items()}
    return Report(
        path=folder,
        form="diffusers pipeline",
        bytes=size,
        architecture=str(index.get("_class_name", "DiffusionPipeline")),
        config=components,
        container="",
        prefixes=(),
        key_map="own",
        parameters=sum(math.prod(info.shape) for info in tensors.values()),
        dtypes=_dtypes(tensors),
        matched=tuple(tensors),
        share=1.0,
    )


def _read_component(folder: Path) -> Content | None:
    """Return a component's content, or None if it has no weights (a scheduler, a tokenizer)."""
    return read_shards(folder) if _listed(folder) else None


def _describe_model(folder: Path) -> Report:
    config = _read_json(folder / "config.json")
    name = cast("str", _class_name(config))
    content = read_shards(folder)
    given = content.groups[0].tensors
    expected = _expected(folder, name, config)
    matched = [key for key, shape in expected.items() if key in given and given[key].shape == shape]
    missing = [key for key in expected if key not in given]
    unexpected = [key for key in given if key not in expected]
    mismatched = [
        Mismatch(key, shape, given[key].shape)
        for key, shape in expected.items()
        if key in given and given[key].shape != shape
    ]
    return Report(
        path=folder,
        form="diffusers model" if name in DIFFUSERS else "transformers model",
        bytes=content.bytes,
        architecture=name,
        config={key: value for key, value in config.items() if not key.startswith("_")},
        container="",
        prefixes=(),
        key_map="own",
        parameters=sum(math.prod(info.shape) for info in given.values()),
        dtypes=_dtypes(given),
        matched=tuple(matched),
        missing=tuple(missing),
        unexpected=tuple(unexpected),
        mismatched=tuple(mismatched),
        share=len(matched) / max(1, len(expected.keys() | given.keys())),
    )


def _expected(folder: Path, name: str, config: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    import torch

    try:
        with torch.device("meta"):
            kind = _class(name)
            model = kind.from_config(config) if name in DIFFUSERS else kind(kind.config_class.from_dict(config))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise problems.damaged(folder, _first_line(error)) from error
    tied = getattr(model, "_tied_weights_keys", None) or ()
    return {key: tuple(tensor.shape) for key, tensor in model.state_dict().items() if key not in tied}


def _class_name(config: dict[str, Any]) -> str | None:
    """Return the class that a config.json names, if it is one of the list."""
    names = [config.get("_class_name"), *(config.get("architectures") or ())]
    return next((name for name in names if name in DIFFUSERS | TRANSFORMERS), None)


def _class(name: str) -> Any:
    if name in DIFFUSERS:
        import diffusers

        return getattr(diffusers, name)
    import transformers

    return getattr(transformers, name)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST_JSON:
            raise problems.damaged(path, "too large for a list of names")
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise problems.damaged(path, _first_line(error)) from error
    if not isinstance(content, dict):
        raise problems.damaged(path, "not a JSON object")
    return content


def _weights(folder: Path) -> list[Path]:
    files = _listed(folder)
    if not files:
        raise problems.no_tensors(folder)
    for file in files:
        if not file.is_file():
            raise problems.missing(file)
    return files


def _listed(folder: Path) -> list[Path]:
    """Return the weights files of a folder: those of an index, else the one file, .safetensors first."""
    for index in sorted(folder.glob("*.index.json")):
        shards = _read_json(index).get("weight_map")
        if isinstance(shards, dict):
            # Names alone: an index may not lead out of its folder.
            names = sorted({str(name) for name in shards.values()})
            if not all(re.fullmatch(r"[\w.-]+", name) for name in names):
                raise problems.damaged(index, "a shard's name is a path")
            return [folder / name for name in names]
    for suffix in ("*.safetensors", "*.bin", "*.pth", "*.pt"):
        # A folder of diffusers may hold the same weights in two number formats (`model.fp16.safetensors`).
        if found := sorted(folder.glob(suffix), key=lambda file: (len(file.name), file.name)):
            return found[:1]
    return []


def _is_safe(folder: Path) -> bool:
    return _listed(folder)[0].suffix == ".safetensors"


def _dtypes(tensors: dict[str, TensorInfo] | Any) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for info in tensors.values():
        counts[info.dtype] += math.prod(info.shape)
    return dict(counts.most_common())


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:100]
