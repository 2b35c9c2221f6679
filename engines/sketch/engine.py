"""The engine of the Sketch tab: a drawing in, a picture out."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.checkpoints import Weights
from engines.runtime import InputError, ModelCache, choose_device
from engines.sketch.big import BigPainters
from engines.sketch.drawing import EVERYWHERE, Page, bring_near, put_back, to_page
from engines.sketch.guess import Guess, guess
from engines.sketch.own_worlds import OwnWorlds
from engines.sketch.worlds import WORLDS, World

if TYPE_CHECKING:
    from torch import Tensor, nn

    from engines.models.painter import Painter
    from engines.models.world_classifier import WorldClassifier

GUESSER = "world-guesser"
CACHE_BYTES = 1_000_000_000
MOST_SEEDS = 2**31 - 1
HOUSE = "house"  # the painter that the project trained itself

Source = tuple[str, Callable[[], "nn.Module"]]  # a network's name in the cache, and how it is loaded


class SketchEngine:
    """Paints drawings. Networks are loaded on first use and shared between visitors.

    Args:
        cache: of models.
        device: "auto", "cpu", "cuda" or "cuda:1".
        weights: says which weight a painter has; asked for every picture, so a change needs no new start.
        own_worlds: folder of the worlds that the host trained.
        big: folder of the published painters that the host brought.

    Example:
        SketchEngine().paint(Image.open("drawing.png"), "shoes").save("picture.png")
    """

    def __init__(
        self,
        cache: ModelCache | None = None,
        device: str = "auto",
        weights: Weights | None = None,
        own_worlds: Path | None = None,
        big: Path | None = None,
    ) -> None:
        self._cache = cache or ModelCache(CACHE_BYTES)
        self._weights = weights or Weights()
        self._device = device
        self._own = OwnWorlds(own_worlds)
        self._big = BigPainters(self._cache, device, big)

    def worlds(self) -> list[World]:
        """The worlds that can be painted: the bundled ones, and then the host's own."""
        return [*WORLDS, *self._own.worlds()]

    def painters(self) -> list[str]:
        """Who can paint: "house", and the published painters whose weights the host brought."""
        return [HOUSE, *self._big.names()]

    def ready(self, world: str) -> bool:
        """Whether the world's painter is in memory, so that a picture takes no loading first."""
        return self._cache.loaded(self._painter(self._world(world))[0])

    def warm_up(self, world: str) -> None:
        """Load the world's painter and who guesses worlds now; takes seconds the first time."""
        for key, load in (self._painter(self._world(world)), self._guesser()):
            self._cache.get(key, load)

    def paint(
        self, sketch: Image.Image, world: str, seed: int = 0, quick: bool = False, by: str = HOUSE
    ) -> Image.Image:
        """Paint a sketch.

        sketch: any size and mode; dark or coloured lines on light paper, light on dark, or lines on transparency; half
        transparent strokes are crayon, which tells colours. seed: another one gives other colours and materials, 0 to
        2**31 - 1. quick: at half the side, in half the time or less. by: one of `painters()`. Returns 256 x 256 RGB
        (128 x 128 if quick; 512 x 512 by a published painter), aligned with the sketch when that is padded to a square.

        Raises:
            InputError: `world_unknown`, `painter_unknown`, `painter_broken`, `seed_out_of_range`, `picture_too_small`,
                `drawing_empty`, `drawing_too_small`.
        """
        chosen = self._world(world)
        if not 0 <= seed <= MOST_SEEDS:
            raise InputError("seed_out_of_range", f"`seed` must be between 0 and {MOST_SEEDS}, but is {seed}.")
        if by not in self.painters():
            raise InputError(
                "painter_unknown", f"There is no painter {by!r}. Choose one of {', '.join(self.painters())}."
            )
        page = to_page(sketch)
        near, placement = bring_near(page) if chosen.kind == "paper" else (page, EVERYWHERE)
        key, load = self._painter(chosen)
        with self._cache.use(key, load) as painter:
            picture = _paint(cast("Painter", painter), near, chosen.number, seed, quick and by == HOUSE)
        drawn = Image.fromarray(put_back(picture, placement))
        return drawn if by == HOUSE else self._big.paint(by, page.ink, drawn, world, seed)

    def guess(self, sketch: Image.Image) -> Guess:
        """What a sketch shows, most likely. Raises `InputError` as `paint` does for a sketch that it cannot read."""
        page, _ = bring_near(to_page(sketch))
        with self._cache.use(*self._guesser()) as classifier:
            return guess(cast("WorldClassifier", classifier), page.ink)

    def read_paper(self, photo: Image.Image) -> Image.Image:
        """The lines of a drawing on paper, from a photo of it: 512 x 512 RGB on white.

        Raises:
            InputError: `paper_black`, `paper_blurred`, `paper_empty`.
        """
        from engines.sketch.paper import read_paper  # brings OpenCV, which the page needs for nothing else

        return read_paper(photo)

    def _world(self, world: str) -> World:
        known = {one.id: one for one in self.worlds()}
        if world not in known:
            raise InputError("world_unknown", f"There is no world {world!r}. Choose one of {', '.join(known)}.")
        return known[world]

    def _painter(self, world: World) -> Source:
        """The world's painter: its name in the cache and how it is loaded."""
        if self._own.has(world):
            return self._own.key(world), lambda: self._settled(self._own.painter(world))
        return self._bundled(world.weight)

    def _guesser(self) -> Source:
        return self._bundled(GUESSER)

    def _bundled(self, weight: str) -> Source:
        choice = self._weights.choose(weight)
        return choice.key, lambda: self._settled(self._weights.network(choice))

    def _settled(self, network: "nn.Module") -> "nn.Module":
        """A network on the device and in the number format that suit."""
        import torch

        from engines.runtime.device import allowed_cores

        torch.set_num_threads(allowed_cores())
        chosen = choose_device(self._device)
        network.to(chosen.name, getattr(torch, chosen.dtype))
        return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's types lack it


def _paint(painter: "Painter", page: Page, world: int, seed: int, quick: bool) -> NDArray[np.uint8]:
    """Page to picture (S, S, 3)."""
    import torch

    with torch.inference_mode():
        like = painter.styles
        ink = torch.from_numpy(page.ink)[None, None].to(like)
        hints = torch.from_numpy(page.hint)[None].permute(0, 3, 1, 2).to(like)
        number = torch.tensor([world], device=like.device)
        way = painter.quick if quick else painter
        picture = way(ink, hints, style_of(painter.styles[world], seed)[None], number)[0].float()
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
