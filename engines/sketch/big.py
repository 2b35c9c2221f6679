"""Bigger painters, for a host with a GPU and their weights on its disk: Stable Diffusion behind one `paint` call.

    FOLDER/controlnet/   a Stable Diffusion pipeline as diffusers saves one (unet, vae, text_encoder, tokenizer,
                         scheduler), with a scribble ControlNet in its sub-folder controlnet (Zhang et al. 2023)
    FOLDER/turbo/        SD-Turbo, in the same format (Sauer et al. 2023)
    FOLDER/taesd/        a tiny autoencoder (TAESD); where it is, it takes the place of both painters' own

A `safety_checker` with its `feature_extractor` in a painter's folder is used. Nothing is ever downloaded, and only
.safetensors files are opened. What these networks are told stands here: a child types nothing.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.runtime import InputError, ModelCache, choose_device
from engines.runtime.device import by_call, on_gpu

if TYPE_CHECKING:
    from engines.sketch.pipelines import StablePainter

NAMES = ("controlnet", "turbo")
SIDE = 512  # pixels of the picture
LENT = {"controlnet": 60, "turbo": 30}  # seconds of a lent GPU: most of them to read 2 to 3 GB from the disk

WHITE = "on a plain white background"
PROMPTS = {
    "shoes": f"a beautiful shoe, fine leather and stitching, product photograph, soft studio light, {WHITE}",
    "handbags": f"a beautiful handbag, fine leather, shiny clasp, product photograph, soft studio light, {WHITE}",
    "cars": f"a shiny car, polished paint, clear glass, chrome wheels, studio photograph, {WHITE}",
    "cartoon_faces": f"a friendly smiling cartoon face, bright colours, soft shading, storybook illustration, {WHITE}",
    "panda": "a cute fluffy panda, soft black and white fur, green bamboo garden, daylight, photograph",
    "pixel_heroes": f"a small brave hero of a fantasy game, pixel art, crisp pixels, bright colours, {WHITE}",
    "gemstones": f"a sparkling cut gemstone, clear facets, bright reflections, macro photograph, {WHITE}",
    "space": "a glowing planet and bright stars in deep space, colourful nebula, astronomical photograph",
}
NEGATIVE = (
    "text, letters, watermark, signature, frame, blurry, dull, ugly, deformed, scary, dark, blood, weapon, nude, people"
)


class BigPainters:
    """Paints with the host's own large networks, one picture at a time each; loaded on first use.

    Args:
        cache: keeps them. One has 2 to 3 GB, so a cache with less room loads it again for every picture.
        device: as in `choose_device`. With `auto` they are offered where there is a GPU; a host who names the CPU gets
            them there, where a picture takes minutes.
        folder: of their weights, as above; None where the host has none.

    Example:
        big = BigPainters(cache, "auto", folder)
        if "turbo" in big.names():
            picture = big.paint("turbo", ink, draft, "shoes", seed=3)
    """

    def __init__(self, cache: ModelCache, device: str = "auto", folder: Path | None = None) -> None:
        self._cache = cache
        self._device = device
        self._folder = folder
        self._lent = by_call() and device != "cpu"

    def names(self) -> list[str]:
        """The painters whose folders are there and that this machine is fast enough for."""
        return list(self._folders())

    def paint(self, name: str, ink: NDArray[np.float32], draft: Image.Image, world: str, seed: int) -> Image.Image:
        """Paint a drawing.

        The bundled painter's picture is where both begin, so its colours, and with them the child's colour hints, carry
        over; "controlnet" also holds to the lines.

        Args:
            name: one of `names()`.
            ink: (S, S), 0 paper to 1 ink.
            draft: the bundled painter's picture of that page.
            world: the id of a world; one that is not bundled is called by its id.
            seed: 0 to 2**31 - 1; the same one gives the same picture on the same machine.

        Returns:
            (SIDE, SIDE) RGB, aligned with the page; the draft where a safety checker refused the picture.

        Raises:
            InputError: `painter_unknown`, `painter_broken`.
        """
        folders = self._folders()
        if name not in folders:
            there = ", ".join(folders) or "none"
            raise InputError("painter_unknown", f"There is no painter {name!r} here (there is: {there}).")
        if self._lent:
            picture = paint_lent(name, folders[name], ink, draft, prompt_of(world), seed)
        else:
            with self._cache.use(f"big-{name}", lambda: _load(name, folders[name], self._device)) as painter:
                picture = painter(ink, draft, prompt_of(world), NEGATIVE, seed)
        return picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)

    def _folders(self) -> dict[str, Path]:
        root = self._folder
        found = {name: root / name for name in NAMES if (root / name).is_dir()} if root else {}
        # Asked last: only a host who has such a folder pays for the import of torch.
        if not found or self._device == "cpu" or self._lent:
            return found
        return found if choose_device(self._device).name != "cpu" else {}


def _load(name: str, folder: Path, device: str, *, lent: bool = False) -> "StablePainter":
    from engines.sketch.pipelines import load_painter

    return load_painter(name, folder, folder.with_name("taesd"), choose_device(device, lent=lent))


@lru_cache(maxsize=1)
def _load_lent(name: str, folder: Path) -> "StablePainter":
    return _load(name, folder, "auto", lent=True)


@on_gpu(lambda name, *_: LENT[name])
def paint_lent(
    name: str, folder: Path, ink: NDArray[np.float32], draft: Image.Image, prompt: str, seed: int
) -> Image.Image:
    """Paint on a GPU that is lent for this picture; arguments as of `BigPainters.paint`."""
    return _load_lent(name, folder)(ink, draft, prompt, NEGATIVE, seed)


def prompt_of(world: str) -> str:
    """What the networks are told of a world."""
    return PROMPTS.get(world) or f"{world.replace('_', ' ')}, bright colours, fine detail"
