"""A folder of weights as the parity tests fill them: networks of the published kind with numbers by their keys."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from engines.checkpoints import Weights
from engines.checkpoints.recognise import build_on_meta
from engines.models.catalogue import CATALOGUE
from tests.parity.fill import fill

Config = Mapping[str, Any]


def filled_weights(folder: Path, configs: Mapping[str, tuple[str, Config]]) -> Weights:
    """Write weights by name, each of an architecture built with a config (empty: the published one)."""
    entries = []
    for name, (architecture, config) in configs.items():
        entry = CATALOGUE[architecture]
        config = {**entry.config, **config}
        layout = build_on_meta(entry, config).state_dict()
        state = {key: torch.from_numpy(fill(key, one.shape, _dtype(one))) for key, one in layout.items()}
        path = folder / f"{name}.safetensors"
        save_file(state, path)
        entries.append(
            f"""
            [[weight]]
            name = "{name}"
            architecture = "{architecture}"
            file = "{path.name}"
            sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"
            bytes = {path.stat().st_size}
            licence = "free"
            trained_on = []
            minutes = 0
            source = "bundled"
            figures = {{}}
            config = {{ {", ".join(f"{key} = {_toml(value)}" for key, value in config.items())} }}
            """
        )
    (folder / "manifest.toml").write_text("\n".join(entries))
    return Weights(folder=folder)


def _dtype(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def _toml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')
