"""The engine of the Sketch tab: a drawing in, a picture out."""

from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.checkpoints import Choice, Weights
from engines.runtime import InputError, ModelCache, choose_device
from engines.sketch.drawing import Ink, bring_near, put_back, to_ink
from engines.sketch.worlds import WORLDS, World

if TYPE_CHECKING:
    from torch import Tensor

    from engines.models.painter import Painter

CACHE_BYTES = 1_000_000_000
MOST_SEEDS = 2**31 - 1


class SketchEngine:
    """Paints drawings. Networks are loaded on first use and shared between visitors.

    `weights` says which weight a world's painter has; asked for every picture, so a change needs no new start.

    Example:
        SketchEngine().paint(Image.open("drawing.png"), "shoes").save("picture.png")
    """

    def __init__(self, cache: ModelCache | None = None, device: str = "auto", weights: Weights | None = None) -> None:
        self._cache = cache or ModelCache(CACHE_BYTES)
        self._weights = weights or Weights()
        self._device = device
        self._worlds = {world.id: world for world in WORLDS}

    def worlds(self) -> list[World]:
        """The worlds that can be painted."""
        return list(self._worlds.values())

    def ready(self, world: str) -> bool:
        """Whether the world's painter is in memory, so that a picture takes no loading first."""
        return self._cache.loaded(self._choose(world).key)

    def warm_up(self, world: str) -> None:
        """Load the world's painter now; takes seconds the first time."""
        choice = self._choose(world)
        self._cache.get(choice.key, lambda: self._load(choice))

    def paint(self, sketch: Image.Image, world: str, seed: int = 0) -> Image.Image:
        """Paint a sketch.

        sketch: any size and mode, dark lines on light paper, light on dark, or lines on transparency. seed: another
        one gives other colours and materials, 0 to 2**31 - 1. Returns 256 x 256 RGB, aligned with the sketch when
        that is padded to a square.

        Raises:
            InputError: `world_unknown`, `seed_out_of_range`, `picture_too_small`, `drawing_empty`, `drawing_too_small`.
        """
        choice = self._choose(world)
        if not 0 <= seed <= MOST_SEEDS:
            raise InputError("seed_out_of_range", f"`seed` must be between 0 and {MOST_SEEDS}, but is {seed}.")
        near, placement = bring_near(to_ink(sketch))
        with self._cache.use(choice.key, lambda: self._load(choice)) as painter:
            picture = _paint(painter, near, seed)
        return Image.fromarray(put_back(picture, placement))

    def _choose(self, world: str) -> Choice:
        if world not in self._worlds:
            raise InputError("world_unknown", f"There is no world {world!r}. Choose one of {', '.join(self._worlds)}.")
        return self._weights.choose(self._worlds[world].weight)

    def _load(self, choice: Choice) -> "Painter":
        """The painter with its weights, on the device and in the number format that suit."""
        import torch

        from engines.runtime.device import allowed_cores

        torch.set_num_threads(allowed_cores())
        chosen = choose_device(self._device)
        painter = cast("Painter", self._weights.network(choice))
        painter.to(chosen.name, getattr(torch, chosen.dtype))
        return painter.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's types lack it


def _paint(painter: "Painter", ink: Ink, seed: int) -> NDArray[np.uint8]:
    """Ink (S, S) to picture (S, S, 3)."""
    import torch

    with torch.inference_mode():
        page = torch.from_numpy(ink)[None, None].to(painter.styles)
        picture = painter(page, style_of(painter.styles, seed)[None])[0].float()
        return ((picture + 1) * 127.5).round().clamp(0, 255).byte().permute(1, 2, 0).cpu().numpy()


def style_of(styles: "Tensor", seed: int) -> "Tensor":
    """The style code (S,) of a seed: the bank's own (K, S) one after the other, then mixtures of two of them."""
    K = len(styles)
    if seed < K:
        return styles[seed]
    random = np.random.default_rng(seed)
    first, second = random.choice(K, 2, replace=False)
    share = float(random.uniform(0.25, 0.75))
    return styles[int(first)] * share + styles[int(second)] * (1 - share)
