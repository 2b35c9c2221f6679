"""Where the painter learns: it paints, its critics judge, and both get better by it."""

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from engines.models.augment import augment
from engines.models.critic import PatchCritic
from engines.models.painter import FOLD, Painter, PainterConfig, StyleEncoder
from engines.runtime.device import Device
from engines.sketch.config import TrainingConfig
from engines.sketch.data import ALIGNED, APART, Pairs
from engines.sketch.losses import (
    Weights,
    colour_loss,
    critic_loss,
    feature_loss,
    hint_loss,
    painter_loss,
    pixel_loss,
)
from engines.sketch.styles import to_tensor

REMEMBERED = 64  # codes of each world's last pictures, in which another picture may be painted
WARM_UP = 300  # steps until the critic counts in full
CROP = 128  # pixels of the full picture's side that its own critic sees
PICTURES = (slice(1, 4), slice(4, 7))  # the painted and the real one in what a critic sees


@dataclass(frozen=True)
class Batch:
    """`Pairs` as tensors; ink and hints 0 to 1, the picture in [-1, 1]."""

    ink: Tensor
    hints: Tensor
    picture: Tensor
    world: Tensor
    fit: Tensor

    def at(self, side: int) -> "Batch":
        """The same pages with a side of so many pixels."""
        ink, picture = (F.interpolate(page, size=(side, side), mode="area") for page in (self.ink, self.picture))
        hints = F.interpolate(self.hints, size=(side // FOLD, side // FOLD), mode="area")
        return Batch(ink, hints, picture, self.world, self.fit)


class View:
    """What a critic sees of a batch: (B, 7, h, w) ink, painted picture and real one."""

    def __init__(self, critic: PatchCritic, pages: Tensor, batch: Batch) -> None:
        self._critic, self._world, self._fits = critic, batch.world, batch.fit > APART
        ink, self._painted, real = pages.split((1, 3, 3), 1)
        self._ink, self._real = ink.detach(), real.detach()

    def critic_loss(self) -> Tensor:
        """Of real pictures that belong to their drawing, and of all that are painted."""
        fits, ink, real, world = self._fits, self._ink, self._real, self._world
        both = (torch.cat((ink, ink[fits])), torch.cat((self._painted.detach(), real[fits])))
        verdicts, _ = self._critic(*both, torch.cat((world, world[fits])))
        B = len(world)
        return critic_loss([verdict[B:] for verdict in verdicts], [verdict[:B] for verdict in verdicts])

    def painter_losses(self, share: Tensor) -> tuple[Tensor, Tensor]:
        """How little the critic is fooled, and how far its features of the painted are from those of the real."""
        self._critic.requires_grad_(False)
        verdicts, features = self._critic(self._ink, self._painted, self._world)
        with torch.no_grad():
            _, real_features = self._critic(self._ink, self._real, self._world)
        self._critic.requires_grad_(True)
        return painter_loss(verdicts), feature_loss(features, real_features, share)


class Studio:
    """Painter, critics and style encoder with their optimisers: all that a run has to remember."""

    def __init__(self, config: TrainingConfig, device: Device, worlds: int) -> None:
        torch.manual_seed(config.seed)
        self.device = device
        self.painter = Painter(PainterConfig(worlds=worlds))
        self.encoder = StyleEncoder(self.painter.config.style)
        self.critic = PatchCritic(worlds)
        self.sharp_critic = PatchCritic(worlds, width=32, deep=False)
        for network in (self.painter, self.encoder, self.critic, self.sharp_critic):
            network.to(device.name).to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's types lack it
        self.average = AveragedModel(self.painter, multi_avg_fn=get_ema_multi_avg_fn(config.averaging))
        makers = [*self.painter.parameters(), *self.encoder.parameters()]
        judges = [*self.critic.parameters(), *self.sharp_critic.parameters()]
        self.make = torch.optim.Adam(makers, lr=config.learning_rate, betas=(0.5, 0.99))
        self.judge = torch.optim.Adam(judges, lr=config.learning_rate, betas=(0.5, 0.99))
        self.remembered = torch.zeros(worlds, REMEMBERED, self.painter.config.style, device=device.name)
        self.weights = Weights()
        self.step = 0
        self.config = config

    def parts(self) -> dict[str, torch.nn.Module | torch.optim.Optimizer]:
        """What is saved, by name."""
        return {
            "painter": self.painter,
            "encoder": self.encoder,
            "critic": self.critic,
            "sharp_critic": self.sharp_critic,
            "average": self.average,
            "make": self.make,
            "judge": self.judge,
        }

    def settle(self, done: float) -> None:
        """Set the learning rate for a run of which this share, 0 to 1, is done."""
        rate = self.config.learning_rate * min(1.0, max(0.0, 1 - done) / self.config.settle)
        for group in (*self.make.param_groups, *self.judge.param_groups):
            group["lr"] = rate

    def learn(self, pairs: Pairs, sharp: bool) -> dict[str, float]:
        """One step of the painter and one of its critics; with `sharp`, of the full picture too. Returns the losses."""
        batch = self._to_device(pairs)
        batch = batch if sharp else batch.at(self.config.coarse)
        with torch.autocast(
            self.device.name.partition(":")[0], torch.bfloat16, enabled=self.device.dtype == "bfloat16"
        ):
            codes = self.encoder(batch.picture)
            other = (torch.rand_like(batch.fit) < self._other_share(batch.fit)) | (batch.fit == APART)
            style = torch.where(other[:, None], self._another(batch.world), codes)
            self._remember(batch.world, codes.detach().float())
            style = style + 0.05 * torch.randn_like(style)
            if sharp:
                half, full = self.painter.both(batch.ink, batch.hints, style, batch.world)
            else:
                half, full = self.painter.quick(batch.ink, batch.hints, style, batch.world), None
            losses = self._improve(batch, half, full, style, (~other).float())
        self.average.update_parameters(self.painter)
        self.step += 1
        return losses

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
        self.make.zero_grad(set_to_none=True)
        loss.backward()
        self.make.step()
        return {"critic": judged.item(), **{name: term.item() for name, term in terms.items()}}

    def _to_device(self, pairs: Pairs) -> Batch:
        name = self.device.name
        ink = torch.from_numpy(pairs.ink).to(name).float() / 255
        picture = to_tensor(pairs.picture).to(name).contiguous(memory_format=torch.channels_last)
        hints = torch.from_numpy(pairs.hints).to(name)
        return Batch(ink, hints, picture, torch.from_numpy(pairs.world).to(name), torch.from_numpy(pairs.fit).to(name))

    def save(self, folder: Path) -> None:
        """Write `state.pt` so that a run cut off while writing still finds the one before."""
        state: dict[str, object] = {name: part.state_dict() for name, part in self.parts().items()}
        torch.save({**state, "step": self.step, "remembered": self.remembered}, folder / "state.part")
        (folder / "state.part").replace(folder / "state.pt")

    def resume(self, folder: Path) -> None:
        """Go on from `state.pt`, where there is one."""
        if (folder / "state.pt").exists():
            state = torch.load(folder / "state.pt", map_location=self.device.name, weights_only=True)
            for name, part in self.parts().items():
                part.load_state_dict(state[name])
            self.step, self.remembered = state["step"], state["remembered"]

    def begin_with(self, path: Path) -> None:
        """Take what fits from another painter's weights; new worlds begin as the mean of its worlds."""
        known = {name: tensor.float() for name, tensor in load_file(path).items()}
        worlds = known["worlds.weight"]
        if len(worlds) != self.painter.config.worlds:
            known["worlds.weight"] = worlds.mean(0, keepdim=True).repeat(self.painter.config.worlds, 1)
        own = self.painter.state_dict()
        fitting = {name: tensor for name, tensor in known.items() if name in own and own[name].shape == tensor.shape}
        self.painter.load_state_dict(fitting, strict=False)
        self.average.module.load_state_dict(fitting, strict=False)


def _cropped(pages: Tensor) -> Tensor:
    """(B, C, H, W) to one random square of CROP pixels, the same for all."""
    top, left = (int(torch.randint(size - CROP + 1, ())) for size in pages.shape[2:])
    return pages[:, :, top : top + CROP, left : left + CROP]
