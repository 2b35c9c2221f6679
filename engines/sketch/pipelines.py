"""Stable Diffusion pipelines from a folder on the disk (Rombach et al. 2022).

Every part is built by the class that stands here, whatever the folder's own index names, so nothing in a folder is
run. Importing this module takes many seconds (diffusers).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderTiny,
    ControlNetModel,
    EulerDiscreteScheduler,
    StableDiffusionControlNetImg2ImgPipeline,
    StableDiffusionImg2ImgPipeline,
    UNet2DConditionModel,
    UniPCMultistepScheduler,
)
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
from numpy.typing import NDArray
from PIL import Image
from safetensors import SafetensorError
from torch import nn
from transformers import CLIPImageProcessor, CLIPTextModel, CLIPTokenizer

from engines.runtime import InputError
from engines.runtime.device import Device

FAILURES = (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError)
TOKENIZER_FILES = (("tokenizer.json",), ("vocab.json", "merges.txt"))
LINE = 0.5  # ink from here on is a line of the scribble

log = logging.getLogger("five_doors.painters")


@dataclass(frozen=True)
class Recipe:
    """How a painter is used. `steps` of the whole way, of which the last `strength` is gone, 0 to 1."""

    pipeline: type[Any]
    scheduler: type[Any]
    steps: int
    strength: float
    guidance: float


RECIPES = {
    # Strong enough to paint everything anew; from 1 on, nothing of the draft's colours would be left.
    "controlnet": Recipe(StableDiffusionControlNetImg2ImgPipeline, UniPCMultistepScheduler, 20, 0.85, 7.5),
    # Distilled to do without guidance (and so without a negative prompt) in one to four steps: here two are gone.
    "turbo": Recipe(StableDiffusionImg2ImgPipeline, EulerDiscreteScheduler, 4, 0.5, 0.0),
}


class StablePainter(nn.Module):
    """A pipeline as one network, so that its size is known and it can be lent to one thread at a time."""

    def __init__(self, pipeline: Any, recipe: Recipe) -> None:
        super().__init__()
        parts = {name: part for name, part in pipeline.components.items() if isinstance(part, nn.Module)}
        self.parts = nn.ModuleDict(parts)
        self._pipeline = pipeline
        self._recipe = recipe
        pipeline.set_progress_bar_config(disable=True)

    @property
    def side(self) -> int:
        """Pixels of a picture as the network learnt it."""
        return int(self._pipeline.unet.config.sample_size) * int(self._pipeline.vae_scale_factor)

    def forward(
        self, ink: NDArray[np.float32], draft: Image.Image, prompt: str, negative: str, seed: int
    ) -> Image.Image:
        """Paint over a draft; see `BigPainters.paint`. Returns (side, side) RGB."""
        begin = draft.convert("RGB").resize((self.side, self.side), Image.Resampling.LANCZOS)
        lines = {"control_image": scribble(ink, self.side)} if "controlnet" in self.parts else {}
        output = self._pipeline(
            prompt=prompt,
            negative_prompt=negative,
            image=begin,
            **lines,
            num_inference_steps=self._recipe.steps,
            strength=self._recipe.strength,
            guidance_scale=self._recipe.guidance,
            generator=torch.Generator().manual_seed(seed),  # on the CPU: the same numbers whatever the GPU
        )
        refused = any(output.nsfw_content_detected or ())
        picture: Image.Image = begin if refused else output.images[0]
        return picture


def scribble(ink: NDArray[np.float32], side: int) -> Image.Image:
    """White lines on black, (side, side) RGB: what scribble ControlNets were trained on."""
    page = Image.fromarray(ink).resize((side, side), Image.Resampling.BICUBIC)
    return Image.fromarray((np.asarray(page) > LINE).astype(np.uint8) * np.uint8(255)).convert("RGB")


def load_painter(name: str, folder: Path, taesd: Path, device: Device) -> StablePainter:
    """Return a painter of `RECIPES` from its folder, in eval mode.

    taesd: the folder of a tiny autoencoder; where it is missing, the painter's own is used.

    Raises:
        InputError: `painter_broken`.
    """
    recipe = RECIPES[name]
    to = {"device": device.name, "dtype": getattr(torch, device.dtype)}
    tiny = taesd.is_dir()
    parts: dict[str, Any] = {
        "unet": _network(folder / "unet", UNet2DConditionModel, to),
        "vae": _network(taesd, AutoencoderTiny, to) if tiny else _network(folder / "vae", AutoencoderKL, to),
        "text_encoder": _network(folder / "text_encoder", CLIPTextModel, to),
        "tokenizer": _tokenizer(folder / "tokenizer"),
        "scheduler": _small(folder / "scheduler", recipe.scheduler.from_pretrained),
        "safety_checker": None,
        "feature_extractor": None,
    }
    if name == "controlnet":
        parts["controlnet"] = _network(folder / "controlnet", ControlNetModel, to)
    if (folder / "safety_checker").is_dir():
        parts["safety_checker"] = _network(folder / "safety_checker", StableDiffusionSafetyChecker, to)
        parts["feature_extractor"] = _small(folder / "feature_extractor", CLIPImageProcessor.from_pretrained)
    _check_together(folder, parts)
    return StablePainter(recipe.pipeline(**parts, requires_safety_checker=False), recipe)


def _network(folder: Path, kind: Any, to: dict[str, Any]) -> nn.Module:
    """A network from the .safetensors files of its folder."""
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
        network, found = kind.from_pretrained(
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
    ready: nn.Module = network.eval().requires_grad_(False)
    return nn.Module.to(ready, **to)


def _tokenizer(folder: Path) -> Any:
    # Without its files the library builds one that knows no word, and says nothing.
    if not any(all((folder / name).is_file() for name in names) for names in TOKENIZER_FILES):
        raise _broken(folder, "no tokenizer.json and no vocab.json with merges.txt")
    return _small(folder, CLIPTokenizer.from_pretrained)


def _small(folder: Path, load: Callable[..., Any]) -> Any:
    """A part that is settings alone."""
    if not folder.is_dir():
        raise _broken(folder, "the folder is missing")
    try:
        return load(folder, local_files_only=True)
    except FAILURES as error:
        raise _unreadable(folder, error) from error


def _check_together(folder: Path, parts: dict[str, Any]) -> None:
    """Parts of different generations load well and fail in the middle of a painting."""
    unet, text = parts["unet"].config, parts["text_encoder"].config
    width = unet.cross_attention_dim
    pairs = [
        ("text_encoder", text.hidden_size, "unet", width),
        ("vae", parts["vae"].config.latent_channels, "unet", unet.in_channels),
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
