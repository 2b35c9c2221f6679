"""A diffusion pipeline over the house's try-on: it repaints what changed, with the bent garment as its draft.

Stable Diffusion (Rombach et al. 2022) from a host's folder as diffusers saves one: unet (of the inpainting or of the
plain kind), vae, text_encoder, tokenizer, scheduler. It mends seams, folds and skin, and costs some of a print's
sharpness. It takes seconds on a GPU and minutes on a CPU.
"""

from pathlib import Path
from typing import Any, Final, cast

import cv2
import numpy as np
import torch
from PIL import Image
from torch import nn

from engines.checkpoints.lending import Networks
from engines.runtime import InputError
from engines.runtime.device import Device
from engines.tryon.compose import crisp, enlarged
from engines.tryon.draping import Floats, drape, finer
from engines.tryon.dressing import Fitting
from engines.tryon.paint import Painted
from engines.tryon.results import Kind

STEPS, STRENGTH, GUIDANCE = 25, 0.45, 6.0  # from strength 0.6 on the garment's print becomes another
SEED: Final = 0  # the same wish gives the same picture
MULTIPLE: Final = 8  # pixels that both sides must be a multiple of
PROMPTS: Final = {
    Kind.TOP: "a person wearing a neat top that fits well",
    Kind.DRESS: "a person wearing a neat dress that fits well",
    Kind.TROUSERS: "a person wearing neat trousers that fit well",
    Kind.SKIRT: "a person wearing a neat skirt that fits well",
}
LOOK: Final = "natural folds, clean neckline, natural skin, soft daylight, sharp photograph"
NEGATIVE: Final = "text, watermark, frame, blurry, deformed, extra arms, extra fingers, torn, see-through, nude"


class Inpainter(nn.Module):
    """A pipeline as one network, so that its size is known and it can be lent to one thread at a time."""

    def __init__(self, pipeline: Any) -> None:
        super().__init__()
        kept = {name: part for name, part in pipeline.components.items() if isinstance(part, nn.Module)}
        self.parts = nn.ModuleDict(kept)
        self._pipeline = pipeline
        pipeline.set_progress_bar_config(disable=True)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of a window as the network learnt it, 3:4."""
        high = int(self._pipeline.unet.config.sample_size) * int(self._pipeline.vae_scale_factor)
        return max(MULTIPLE, high * 3 // 4 // MULTIPLE * MULTIPLE), high

    def forward(self, draft: Image.Image, change: Image.Image, prompt: str) -> Image.Image:
        """Paint the draft anew where `change` (L, both of `size`) is white. Returns RGB of `size`."""
        width, height = self.size
        output = self._pipeline(
            prompt=prompt,
            negative_prompt=NEGATIVE,
            image=draft,
            mask_image=change,
            width=width,
            height=height,
            num_inference_steps=STEPS,
            strength=STRENGTH,
            guidance_scale=GUIDANCE,
            generator=torch.Generator().manual_seed(SEED),  # on the CPU: the same numbers whatever the GPU
        )
        return cast("Image.Image", output.images[0])


def paint_over(networks: Networks, folder: Path | None, fitting: Fitting, grid: Floats, painted: Painted) -> Painted:
    """Return the painting with everything that changed repainted; the garment is in it then.

    Raises:
        InputError: `network_missing`, `painter_broken`.
    """
    if folder is None or not folder.is_dir():
        raise InputError("network_missing", "There is no pipeline 'inpaint' here. Add its folder first.")
    with networks.use_folder("tryon-inpaint", lambda device: load_inpainter(folder, device)) as network:
        inpainter = cast("Inpainter", network)
        draft, change = draft_of(fitting, grid, painted, inpainter.size)
        picture = inpainter(draft, change, f"{PROMPTS[fitting.garment.kind]}, {LOOK}")
    return Painted(np.asarray(picture), np.zeros(picture.size[::-1], np.float32), painted.changed)


def draft_of(
    fitting: Fitting, grid: Floats, painted: Painted, size: tuple[int, int]
) -> tuple[Image.Image, Image.Image]:
    """Return the house's try-on (RGB) and what of it changed (L), both of `size` (width, height)."""
    cloth = drape(np.asarray(fitting.cloth, np.float32), finer(grid, size))
    share = crisp(painted.share, size)[..., None]
    render = enlarged(painted.render.astype(np.float32), size)
    around = np.asarray(fitting.window.resize(size, Image.Resampling.LANCZOS), np.float32)
    changed = cv2.resize(painted.changed.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    draft = np.where(changed[..., None] > 0, cloth * share + render * (1 - share), around)
    return Image.fromarray(draft.clip(0, 255).astype(np.uint8)), Image.fromarray((changed * 255).astype(np.uint8))


def load_inpainter(folder: Path, device: Device) -> Inpainter:
    """Return the pipeline of a folder, in eval mode. Raises `InputError` `painter_broken`."""
    from diffusers import (
        AutoencoderKL,
        StableDiffusionInpaintPipeline,
        UNet2DConditionModel,
        UniPCMultistepScheduler,
    )
    from transformers import CLIPTextModel

    from engines.checkpoints.pipeline_parts import check_together, network, small, tokenizer

    to = {"device": device.name, "dtype": getattr(torch, device.dtype)}
    parts: dict[str, Any] = {
        "unet": network(folder / "unet", UNet2DConditionModel, to),
        "vae": network(folder / "vae", AutoencoderKL, to),
        "text_encoder": network(folder / "text_encoder", CLIPTextModel, to),
        "tokenizer": tokenizer(folder / "tokenizer"),
        "scheduler": small(folder / "scheduler", UniPCMultistepScheduler.from_pretrained),
    }
    check_together(folder, parts, inpaints=True)
    nobody: dict[str, Any] = {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}
    return Inpainter(StableDiffusionInpaintPipeline(**parts, **nobody))
