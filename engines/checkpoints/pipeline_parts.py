"""The parts of a diffusers pipeline from a folder on the disk, each by the class that the caller names.

Whatever a folder's own index names, nothing in it is run, nothing pickled is opened and nothing downloaded. Importing
this module takes many seconds (transformers).
"""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import nn
from transformers import CLIPTokenizer

from engines.runtime import InputError

FAILURES = (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError)
TOKENIZER_FILES = (("tokenizer.json",), ("vocab.json", "merges.txt"))

log = logging.getLogger("five_doors.painters")


def network(folder: Path, kind: Any, to: dict[str, Any]) -> nn.Module:
    """Return a network from the .safetensors files of its folder, in eval mode.

    Args:
        folder: of the network, as diffusers or transformers save one.
        kind: its class.
        to: its device and its number format, as `nn.Module.to` takes them.

    Raises:
        InputError: `painter_broken`.
    """
    if not folder.is_dir():
        raise _broken(folder, "the folder is missing")
    files = [file.name for file in folder.glob("*.safetensors")]
    if not files:
        pickled = [file.name for suffix in ("bin", "pt", "pth", "ckpt") for file in folder.glob(f"*.{suffix}")]
        why = f"{pickled[0]} is pickled, which is never opened; bring .safetensors" if pickled else "no .safetensors"
        raise _broken(folder, why)
    halves_only = all(".fp16" in name for name in files)
    try:
        # In float32, then converted: to load in another format, both libraries change torch's default for all threads.
        loaded, found = kind.from_pretrained(
            folder,
            local_files_only=True,
            use_safetensors=True,
            variant="fp16" if halves_only else None,
            torch_dtype=torch.float32,
            output_loading_info=True,
            low_cpu_mem_usage=False,
        )
    except FAILURES as error:
        raise _unreadable(folder, error) from error
    if found["missing_keys"] or found["mismatched_keys"]:
        first = next(iter([*found["missing_keys"], *found["mismatched_keys"]]))
        raise _broken(folder, f"weights are missing or have another shape, such as {first}")
    ready: nn.Module = loaded.eval().requires_grad_(False)
    return nn.Module.to(ready, **to)


def tokenizer(folder: Path) -> Any:
    """A pipeline's tokenizer. Raises `InputError` `painter_broken`."""
    # Without its files the library builds one that knows no word, and says nothing.
    if not any(all((folder / name).is_file() for name in names) for names in TOKENIZER_FILES):
        raise _broken(folder, "no tokenizer.json and no vocab.json with merges.txt")
    return small(folder, CLIPTokenizer.from_pretrained)


def small(folder: Path, load: Callable[..., Any]) -> Any:
    """Return a part that is settings alone, by `load` from its folder. Raises `InputError` `painter_broken`."""
    if not folder.is_dir():
        raise _broken(folder, "the folder is missing")
    try:
        return load(folder, local_files_only=True)
    except FAILURES as error:
        raise _unreadable(folder, error) from error


def check_together(folder: Path, parts: Mapping[str, Any], inpaints: bool = False) -> None:
    """Check that parts fit: those of different generations load well and fail in the middle of a painting.

    Args:
        folder: of the pipeline.
        parts: by name.
        inpaints: whether the network may see a mask and what is around it beside the picture.

    Raises:
        InputError: `painter_broken`.
    """
    unet, text = parts["unet"].config, parts["text_encoder"].config
    width = unet.cross_attention_dim
    latent, seen = parts["vae"].config.latent_channels, unet.in_channels
    pairs = [
        ("text_encoder", text.hidden_size, "unet", width),
        ("vae", 2 * latent + 1 if inpaints and seen != latent else latent, "unet", seen),
    ]
    if "controlnet" in parts:
        pairs.append(("controlnet", parts["controlnet"].config.cross_attention_dim, "unet", width))
    for one, size, other, want in pairs:
        if size != want:
            raise _broken(folder, f"{one} and {other} do not belong together ({size} and {want})")
    if len(parts["tokenizer"]) > text.vocab_size:
        raise _broken(folder, "tokenizer and text_encoder do not belong together")


def _broken(folder: Path, why: str) -> InputError:
    place = f"{folder.parent.name}/{folder.name}"
    return InputError("painter_broken", f"The painter's folder {place} cannot be used: {why}.")


def _unreadable(folder: Path, error: BaseException) -> InputError:
    log.warning(
        "%s: %s", folder, error
    )  # not to the visitor: the libraries' messages are long and name the host's paths
    return _broken(folder, "its files are damaged or cut short")
