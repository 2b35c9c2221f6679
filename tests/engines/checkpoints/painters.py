"""Small painters with their own manifest, for tests of choices."""

import hashlib
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from engines.models.painter import build_painter

CONFIG: dict[str, Any] = {
    "worlds": 8,
    "widths": [8, 16, 16],
    "style": 4,
    "world": 4,
    "styles": 3,
    "thinking": 1,
    "detail": 8,
}
NAME = "painter-worlds"


def painter_state(seed: int) -> dict[str, torch.Tensor]:
    torch.manual_seed(seed)
    state = build_painter(**CONFIG).state_dict()
    return {key: torch.randn_like(tensor) * 0.3 for key, tensor in state.items()}


def write_painter(path: Path, seed: int) -> Path:
    save_file(painter_state(seed), path)
    return path


def write_manifest(folder: Path) -> Path:
    """A weights folder with one small painter, from seed 0."""
    folder.mkdir()
    file = write_painter(folder / f"{NAME}.safetensors", 0)
    content = file.read_bytes()
    (folder / "manifest.toml").write_text(
        f"""
        [[weight]]
        name = "{NAME}"
        architecture = "painter"
        file = "{file.name}"
        sha256 = "{hashlib.sha256(content).hexdigest()}"
        bytes = {len(content)}
        licence = "free"
        trained_on = []
        minutes = 0
        source = "bundled"
        figures = {{ obeyed = 0.5 }}
        config = {{ {", ".join(f"{name} = {value}" for name, value in CONFIG.items())} }}
        """
    )
    return folder
