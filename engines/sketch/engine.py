"""The engine of the Sketch tab: a drawing in, a picture out."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.checkpoints import find_weight, load_state
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

    Example:
        SketchEngine().paint(Image.open("drawing.png"), "shoes").save("picture.png")
    """

    def __init__(self, cache: ModelCache | None = None, device: str = "auto") -> None:
        self._cache = cache or ModelCache(CACHE_BYTES)
        self._device = device
        self._worlds = {world.id: world for world in WORLDS}

    def worlds(self) -> list[World]:
        """The worlds that can be painted."""
        return list(self._worlds.values())

    def ready(self, world: str) -> bool:
        """Whether the world's painter is in memory, so that a picture takes no loading first."""
        return self._cache.loaded(self._world(world).weight)

    def warm_up(self, world: str) -> None:
        """Load the world's painter now; takes seconds the first time."""
        weight = self._world(world).weight
        self._cache.get(weight, lambda: _load(weight, self._device))

    def paint(self, sketch: Image.Image, world: str, seed: int = 0) -> Image.Image:
        """Paint a sketch.

        sketch: any size and mode, dark lines on light paper, light on dark, or lines on transparency. seed: another
        one gives other colours and materials, 0 to 2**31 - 1. Returns 256 x 256 RGB, aligned with the sketch when
        that is padded to a square.

        Raises:
            InputError: `world_unknown`, `seed_out_of_range`, `picture_too_small`, `drawing_empty`, `drawing_too_small`.
        """
        weight = self._world(world).weight
        if not 0 <= seed <= MOST_SEEDS:
            raise InputError("seed_out_of_range", f"`seed` must be between 0 and {MOST_SEEDS}, but is {seed}.")
        near, placement = bring_near(to_ink(sketch))
        with self._cache.use(weight, lambda: _load(weight, self._device)) as painter:
            picture = _paint(painter, near, seed)
        return Image.fromarray(put_back(picture, placement))

    def _world(self, world: str) -> World:
        if world not in self._worlds:
            raise InputError("world_unknown", f"There is no world {world!r}. Choose one of {', '.join(self._worlds)}.")
        return self._worlds[world]


def _load(weight: str, device: str) -> "Painter":
    """Build the painter and give it its weights, on the device and in the number format that suit."""
    import torch

    from engines.models.painter import Painter, PainterConfig
    from engines.runtime.device import allowed_cores

    torch.set_num_threads(allowed_cores())
    entry = find_weight(weight)
    chosen = choose_device(device)
    with torch.device("meta"):
        painter = Painter(PainterConfig(**entry.config))
    painter.load_state_dict(load_state(entry), assign=True)
    dtype = getattr(torch, chosen.dtype)
    painter.eval().requires_grad_(False).to(chosen.name, dtype)
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
