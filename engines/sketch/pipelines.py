"""Stable Diffusion pipelines from a folder on the disk (Rombach et al. 2022).

Every part is built by the class that stands here, whatever the folder's own index names, so nothing in a folder is
run. Importing this module takes many seconds (diffusers).
"""

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
from torch import nn
from transformers import CLIPImageProcessor, CLIPTextModel

from engines.checkpoints.pipeline_parts import check_together, network, small, tokenizer
from engines.runtime.device import Device

LINE = 0.5  # ink from here on is a line of the scribble


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
        "unet": network(folder / "unet", UNet2DConditionModel, to),
        "vae": network(taesd, AutoencoderTiny, to) if tiny else network(folder / "vae", AutoencoderKL, to),
        "text_encoder": network(folder / "text_encoder", CLIPTextModel, to),
        "tokenizer": tokenizer(folder / "tokenizer"),
        "scheduler": small(folder / "scheduler", recipe.scheduler.from_pretrained),
        "safety_checker": None,
        "feature_extractor": None,
    }
    if name == "controlnet":
        parts["controlnet"] = network(folder / "controlnet", ControlNetModel, to)
    if (folder / "safety_checker").is_dir():
        parts["safety_checker"] = network(folder / "safety_checker", StableDiffusionSafetyChecker, to)
        parts["feature_extractor"] = small(folder / "feature_extractor", CLIPImageProcessor.from_pretrained)
    check_together(folder, parts)
    return StablePainter(recipe.pipeline(**parts, requires_safety_checker=False), recipe)
