"""Where the painter learns: it paints, its critics judge, and both get better by it."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F

from engines.models.augment import augment
from engines.models.critic import PatchCritic
from engines.models.painter import Painter, PainterConfig, StyleEncoder
from engines.runtime.apprentice import Apprentice
from engines.runtime.errors import InputError
from engines.sketch.config import TrainingConfig
from engines.sketch.data import ALIGNED, APART, Pairs
from engines.sketch.losses import Weights, colour_loss, hint_loss, pixel_loss
from engines.sketch.styles import Palette, cleanest, most_usual, read_styles, spread, to_tensor
from engines.sketch.view import Batch, View

REMEMBERED = 64  # codes of each world's last pictures, in which another picture may be painted
BETAS = (0.5, 0.99)  # of Adam
WARM_UP = 300  # steps until the critic counts in full
CROP = 128  # pixels of the full picture's side that its own critic sees
BLUR = 8  # pixels of a half picture to a side of the squares whose mean colour tells how far off it is
PICTURES = (slice(1, 4), slice(4, 7))  # the painted and the real one in what a critic sees


class Studio(Apprentice[Painter]):
    """Painter, critics and style encoder with their optimisers: all that a run has to remember.

    An apprentice that learns from pairs instead of a loss, and whose banks of styles are filled anew for every export.
    """

    def __init__(self, config: TrainingConfig, worlds: int, palettes: Sequence[Palette] = ()) -> None:
        torch.manual_seed(config.seed)
        painter = Painter(PainterConfig(worlds=worlds))
        super().__init__(painter, config.device, config.learning_rate, config.averaging)
        self.painter, self.config, self.palettes = painter, config, palettes
        self.encoder = StyleEncoder(painter.config.style)
        self.critic = PatchCritic(worlds)
        self.sharp_critic = PatchCritic(worlds, width=32, deep=False)
        for network in (self.encoder, self.critic, self.sharp_critic):
            network.to(self.device.name).to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's types lack it
        makers = [*painter.parameters(), *self.encoder.parameters()]
        judges = [*self.critic.parameters(), *self.sharp_critic.parameters()]
        self.learner = torch.optim.AdamW(makers, lr=config.learning_rate, betas=BETAS, weight_decay=0)
        self.judge = torch.optim.AdamW(judges, lr=config.learning_rate, betas=BETAS, weight_decay=0)
        self.remembered = torch.zeros(worlds, REMEMBERED, painter.config.style, device=self.device.name)
        self.weights = Weights()
        self.sums, self.count = dict[str, float](), 0

    def parts(self) -> dict[str, torch.nn.Module | torch.optim.Optimizer]:
        """What is saved, by name."""
        names = ("painter", "encoder", "critic", "sharp_critic", "average", "learner", "judge")
        return {name: getattr(self, name) for name in names}

    def learn(self, loss: Callable[[], Any], done: float, batches: int = 1) -> float:  # noqa: ARG002  # takes no turns
        """One step of the painter and one of its critics. Returns the sum of the painter's losses.

        Args:
            loss: gives a batch of pairs.
            done: share of the run, 0 to 1.
            batches: 1.

        Raises:
            InputError: `training_not_a_number`; the weights are spoilt then, but not what was saved.
        """
        rate = self.config.learning_rate * min(1.0, (1 - done) / self.config.settle)
        for group in (*self.learner.param_groups, *self.judge.param_groups):
            group["lr"] = rate
        losses = self.paint(loss(), sharp=done > 1 - self.config.sharpen)
        if not all(math.isfinite(one) for one in losses.values()):
            raise InputError(
                "training_not_a_number",
                f"The loss is no number any more after {self.step} steps: please try a smaller learning rate. "
                "What was saved last is kept.",
            )
        self.average.update_parameters(self.painter)
        self.step += 1
        self.count += 1
        self.sums = {name: self.sums.get(name, 0.0) + one for name, one in losses.items()}
        return sum(one for name, one in losses.items() if name != "critic")

    def told(self) -> dict[str, float]:
        """The mean of each loss since this was last asked for."""
        means = {name: round(total / self.count, 4) for name, total in self.sums.items()}
        self.sums, self.count = {}, 0
        return means

    def paint(self, pairs: Pairs, sharp: bool) -> dict[str, float]:
        """Learn from a batch; with `sharp`, the full picture too. Returns the losses."""
        batch = self._to_device(pairs)
        batch = batch if sharp else batch.at(self.config.coarse)
        with self._precision():
            codes = self.encoder(batch.picture)
            other = (torch.rand_like(batch.fit) < self._other_share(batch.fit)) | (batch.fit == APART)
            style = torch.where(other[:, None], self._another(batch.world), codes)
            self._remember(batch.world, codes.detach().float())
            style = style + 0.05 * torch.randn_like(style)
            if sharp:
                half, full = self.painter.both(batch.ink, batch.hints, style, batch.world)
            else:
                half, full = self.painter.quick(batch.ink, batch.hints, style, batch.world), None
            return self._improve(batch, half, full, style, (~other).float())

    def _other_share(self, fit: Tensor) -> Tensor:
        """People's drawings are painted in another style half of the time: their photo lies only roughly under."""
        return torch.where(fit == ALIGNED, self.config.other_style, 0.5)

    def _another(self, world: Tensor) -> Tensor:
        """(B, S) a code that another picture of the same world had a while ago."""
        return self.remembered[world, torch.randint(REMEMBERED, world.shape, device=world.device)]

    def _remember(self, world: Tensor, codes: Tensor) -> None:
        self.remembered[world, torch.randint(REMEMBERED, world.shape, device=world.device)] = codes

    def _improve(self, batch: Batch, half: Tensor, full: Tensor | None, style: Tensor, own: Tensor) -> dict[str, float]:
        """Teach the critics with the pictures, then the painter with the critics."""
        small, exact = F.avg_pool2d(batch.picture, 2), own * (batch.fit == ALIGNED)
        views = [View(self.critic, augment(torch.cat((F.avg_pool2d(batch.ink, 2), half, small), 1), PICTURES), batch)]
        if full is not None:
            views.append(View(self.sharp_critic, _cropped(torch.cat((batch.ink, full, batch.picture), 1)), batch))
        judged = torch.stack([view.critic_loss() for view in views]).sum()
        self.judge.zero_grad(set_to_none=True)
        judged.backward()
        self.judge.step()

        weights, sure = self.weights, min(1.0, self.step / WARM_UP)
        self.encoder.requires_grad_(False)  # the painter shall show the style, the encoder not adapt to the painter
        read_back = self.encoder(half)
        self.encoder.requires_grad_(True)
        fooled, alike = views[0].painter_losses(exact)
        terms = {
            "adversarial": weights.critic * sure * fooled,
            "features": weights.features * alike,
            "pixels": weights.pixels * pixel_loss(half, small, exact),
            "colours": weights.colours * colour_loss(half, small, own),
            "hints": weights.hints * hint_loss(half, small, batch.hints, (batch.fit == ALIGNED).float()),
            "style": weights.style * (read_back - style.detach()).abs().mean(),
        }
        if full is not None:
            fooled, alike = views[1].painter_losses(exact)
            of_full = weights.critic * fooled + weights.features * alike
            terms["sharp"] = weights.sharp * (of_full + weights.pixels * pixel_loss(full, batch.picture, exact))
        loss = torch.stack(list(terms.values())).sum()
        self.learner.zero_grad(set_to_none=True)
        loss.backward()
        self.learner.step()
        return {"critic": judged.item(), **{name: term.item() for name, term in terms.items()}}

    def _to_device(self, pairs: Pairs) -> Batch:
        name = self.device.name
        ink = torch.from_numpy(pairs.ink).to(name).float() / 255
        picture = to_tensor(pairs.picture).to(name).contiguous(memory_format=torch.channels_last)
        hints = torch.from_numpy(pairs.hints).to(name)
        return Batch(ink, hints, picture, torch.from_numpy(pairs.world).to(name), torch.from_numpy(pairs.fit).to(name))

    def save(self, folder: Path, name: str, **more: object) -> Path:
        """Write `state.pt`, with `more` in it, and NAME.safetensors, as an apprentice does."""
        state: dict[str, object] = {key: part.state_dict() for key, part in self.parts().items()}
        torch.save({**state, "step": self.step, "remembered": self.remembered, **more}, folder / "state.part")
        (folder / "state.part").replace(folder / "state.pt")
        self.export(folder / f"{name}.safetensors")
        return folder / f"{name}.safetensors"

    def resume(self, folder: Path) -> dict[str, Any]:
        """Go on from `state.pt`, where there is one; returns what `save` was given beside."""
        if not (folder / "state.pt").exists():
            return {}
        state: dict[str, Any] = torch.load(folder / "state.pt", map_location=self.device.name, weights_only=True)
        for name, part in self.parts().items():
            part.load_state_dict(state.pop(name))
        self.step, self.remembered = state.pop("step"), state.pop("remembered")
        self.memory = state
        return state

    def export(self, path: Path, tried: bool = False) -> None:
        """Write the averaged painter with each world's bank of styles, float16.

        With `tried` only the styles that paint some drawings by people cleanly get into the banks; takes minutes.
        """
        self.fill_banks(tried)
        super().export(path)

    def fill_banks(self, tried: bool = False) -> Painter:
        """Read each world's bank of styles anew, and return the averaged painter with them."""
        painter = self.master
        count = painter.config.styles
        for palette in self.palettes:
            codes = read_styles(self.encoder, palette.pictures)
            if palette.scenes:
                codes = most_usual(codes, count)
            elif tried and palette.inks:
                codes = cleanest(painter, palette.world, codes, palette.inks, count)
            painter.styles[palette.world] = spread(codes, count)
        return painter

    @torch.inference_mode()
    def away(self, pairs: Pairs) -> float:
        """How far what the averaged painter makes of drawings is from their pictures, painted in each one's own style.

        The mean absolute difference of half pictures blurred to an eighth, of 1, and of the strength of their edges.
        """
        batch = self._to_device(pairs)
        painted = self.master.quick(batch.ink, torch.zeros_like(batch.hints), self.encoder(batch.picture), batch.world)
        half = F.avg_pool2d(batch.picture, 2)
        blurred = (F.avg_pool2d(painted, BLUR) - F.avg_pool2d(half, BLUR)).abs().mean()
        return float(blurred + (_edges(painted) - _edges(half)).abs().mean()) / 2

    def begin_with(self, path: Path) -> None:
        """Take what fits from another painter's weights; new worlds begin as the mean of its worlds."""
        known = {name: tensor.float() for name, tensor in load_file(path).items()}
        worlds = known["worlds.weight"]
        if len(worlds) != self.painter.config.worlds:
            known["worlds.weight"] = worlds.mean(0, keepdim=True).repeat(self.painter.config.worlds, 1)
        own = self.painter.state_dict()
        fitting = {name: tensor for name, tensor in known.items() if name in own and own[name].shape == tensor.shape}
        self.painter.load_state_dict(fitting, strict=False)
        self.master.load_state_dict(fitting, strict=False)


def _edges(pictures: Tensor) -> Tensor:
    """(B, 3, H, W) to (B, 3, H - 1, W - 1): how much the colour changes to the right and down."""
    right = (pictures[..., :-1, 1:] - pictures[..., :-1, :-1]).abs()
    return right + (pictures[..., 1:, :-1] - pictures[..., :-1, :-1]).abs()


def _cropped(pages: Tensor) -> Tensor:
    """(B, C, H, W) to one random square of CROP pixels, the same for all."""
    top, left = (int(torch.randint(size - CROP + 1, ())) for size in pages.shape[2:])
    return pages[:, :, top : top + CROP, left : left + CROP]
