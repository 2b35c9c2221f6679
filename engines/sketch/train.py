"""Train the painter of a world.

    python -m engines.sketch.train --world shoes --data ../shared/data --out runs/shoes --seconds 5400
    python -m engines.sketch.train --world shoes --data ../shared/data --out runs/shoes --seconds 5400   # goes on

Every `--save-every` seconds, at the end, and when asked to stop (Ctrl-C, SIGTERM) the run folder gets `state.pt` (all
that is needed to go on), `painter.safetensors` (the averaged painter, float16), `training_history.json` and, once an
epoch, `sheets/NNNN.png` (drawings of the validation part beside what they become).
"""

import argparse
import json
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import cast

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from engines.models.critic import PatchCritic
from engines.models.painter import Painter, PainterConfig, StyleEncoder
from engines.runtime.device import Device, choose_device
from engines.sketch.data import ALIGNED, APART, Pack, Pairs, Picture, Sampler, load_drawings, load_photos, study_all
from engines.sketch.losses import Weights, colour_loss, critic_loss, feature_loss, painter_loss, pixel_loss
from engines.sketch.sheet import validation_sheet
from engines.sketch.styles import cleanest, most_vivid, read_styles, spread, to_tensor

TRIED = 8  # drawings of the training part on which the styles of the bank are tried at the end


@dataclass(frozen=True)
class TrainingConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    world: str = "shoes"
    data: Path = Path("../shared/data")  # folder with the packs
    photos: str = "sketch-things.zip"
    drawings: str = "sketch-human.zip"
    out: Path = Path("runs/shoes")
    seconds: float = 5400  # stops after this long
    steps: int = 1_000_000  # or after so many steps in all
    batch: int = 4
    by_people: int = 1  # drawings by people in a batch
    learning_rate: float = 2e-4
    other_style: float = 0.15  # share of pictures painted in another picture's style
    settle: float = 0.3  # the last share of the run, in which the learning rate falls to nothing
    averaging: float = 0.998  # of the weights that are shown and shipped
    save_every: float = 240  # seconds
    sheet_every: int = 500  # steps to an epoch: one line of history and one sheet
    device: str = "auto"
    seed: int = 0


class Studio:
    """Painter, critic and style encoder with their optimisers: all that a run has to remember."""

    def __init__(self, config: TrainingConfig, device: Device) -> None:
        torch.manual_seed(config.seed)
        self.device = device
        self.painter = Painter(PainterConfig())
        self.encoder = StyleEncoder(self.painter.config.style)
        self.critic = PatchCritic()
        for network in (self.painter, self.encoder, self.critic):
            network.to(device.name).to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's types lack it
        self.average = AveragedModel(self.painter, multi_avg_fn=get_ema_multi_avg_fn(config.averaging))
        makers = [*self.painter.parameters(), *self.encoder.parameters()]
        self.make = torch.optim.Adam(makers, lr=config.learning_rate, betas=(0.5, 0.99))
        self.judge = torch.optim.Adam(self.critic.parameters(), lr=config.learning_rate, betas=(0.5, 0.99))
        self.weights = Weights()
        self.step = 0
        self.config = config

    def parts(self) -> dict[str, torch.nn.Module | torch.optim.Optimizer]:
        """What is saved, by name."""
        return {
            "painter": self.painter,
            "encoder": self.encoder,
            "critic": self.critic,
            "average": self.average,
            "make": self.make,
            "judge": self.judge,
        }

    def settle(self, done: float) -> None:
        """Set the learning rate for a run of which this share, 0 to 1, is done."""
        rate = self.config.learning_rate * min(1.0, max(0.0, 1 - done) / self.config.settle)
        for group in (*self.make.param_groups, *self.judge.param_groups):
            group["lr"] = rate

    def learn(self, pairs: Pairs) -> dict[str, float]:
        """One step of the painter and one of the critic. Returns the losses."""
        ink, picture, fit = self._to_device(pairs)
        with torch.autocast(
            self.device.name.partition(":")[0], torch.bfloat16, enabled=self.device.dtype == "bfloat16"
        ):
            codes = self.encoder(picture)
            other = (torch.rand_like(fit) < self._other_share(fit)) | (fit == APART)
            style = torch.where(other[:, None], codes.roll(1, 0).detach(), codes)
            style = style + 0.05 * torch.randn_like(style)
            painted = self.painter(ink, style)
            judged = self._judge(ink, picture, painted.detach(), fit)
            made = self._make(ink, picture, painted, style, other, fit)
        self.average.update_parameters(self.painter)
        self.step += 1
        return {**judged, **made}

    def _other_share(self, fit: Tensor) -> Tensor:
        """People's drawings are painted in another style half of the time: their photo lies only roughly under."""
        return torch.where(fit == ALIGNED, self.config.other_style, 0.5)

    def _judge(self, ink: Tensor, picture: Tensor, painted: Tensor, fit: Tensor) -> dict[str, float]:
        fits = fit > APART
        real, _ = self.critic(ink[fits], picture[fits])
        fake, _ = self.critic(ink, painted)
        loss = critic_loss(real, fake)
        self.judge.zero_grad(set_to_none=True)
        loss.backward()
        self.judge.step()
        return {"critic": loss.item()}

    def _make(
        self, ink: Tensor, picture: Tensor, painted: Tensor, style: Tensor, other: Tensor, fit: Tensor
    ) -> dict[str, float]:
        own = (~other).float()
        exact = own * (fit == ALIGNED)
        self.critic.requires_grad_(False)
        verdict, features = self.critic(ink, painted)
        with torch.no_grad():
            _, real_features = self.critic(ink, picture)
        self.critic.requires_grad_(True)
        self.encoder.requires_grad_(False)  # the painter shall show the style, the encoder not adapt to the painter
        read_back = self.encoder(painted)
        self.encoder.requires_grad_(True)
        terms = {
            "adversarial": self.weights.critic * min(1.0, self.step / 300) * painter_loss(verdict),
            "features": self.weights.features * feature_loss(features, real_features, exact),
            "pixels": self.weights.pixels * pixel_loss(painted, picture, exact),
            "colours": self.weights.colours * colour_loss(painted, picture, own),
            "style": self.weights.style * (read_back - style.detach()).abs().mean(),
        }
        loss = torch.stack(list(terms.values())).sum()
        self.make.zero_grad(set_to_none=True)
        loss.backward()
        self.make.step()
        return {name: term.item() for name, term in terms.items()}

    def _to_device(self, pairs: Pairs) -> tuple[Tensor, Tensor, Tensor]:
        ink = torch.from_numpy(pairs.ink).to(self.device.name).float() / 255
        picture = to_tensor(pairs.picture).to(self.device.name)
        memory = {"memory_format": torch.channels_last}
        return ink.contiguous(**memory), picture.contiguous(**memory), torch.from_numpy(pairs.fit).to(self.device.name)

    def save(self, folder: Path) -> None:
        """Write `state.pt` so that a run cut off while writing still finds the one before."""
        state: dict[str, object] = {name: part.state_dict() for name, part in self.parts().items()}
        torch.save({**state, "step": self.step}, folder / "state.part")
        (folder / "state.part").replace(folder / "state.pt")

    def resume(self, folder: Path) -> None:
        """Go on from `state.pt`, where there is one."""
        if (folder / "state.pt").exists():
            state = torch.load(folder / "state.pt", map_location=self.device.name, weights_only=True)
            for name, part in self.parts().items():
                part.load_state_dict(state[name])
            self.step = state["step"]


def ahead(batches: Iterator[Pairs], depth: int = 4) -> Iterator[Pairs]:
    """The same batches, made by a thread a few steps ahead."""
    queue: Queue[Pairs] = Queue(depth)

    def fill() -> None:
        for pairs in batches:
            queue.put(pairs)

    Thread(target=fill, daemon=True).start()
    while True:
        yield queue.get()


def train(config: TrainingConfig) -> Path:
    """Run until the time, the steps or the patience of the caller end. Returns the path of the shipped painter."""
    started = time.monotonic()
    stop = _listen_for_stop()
    (config.out / "sheets").mkdir(parents=True, exist_ok=True)
    (config.out / "config.json").write_text(json.dumps(asdict(config), default=str, indent=2))
    photos, people = Pack(config.data / config.photos), Pack(config.data / config.drawings)
    subjects = study_all(load_photos(photos, config.world, "train"))
    sampler = Sampler(subjects, load_drawings(people, config.world, "train"), config.seed)
    vivid = most_vivid([subject.photo for subject in subjects])
    judges = load_drawings(people, config.world, "val")
    studio = Studio(config, choose_device(config.device))
    studio.resume(config.out)
    sampler.rng = np.random.default_rng([config.seed, studio.step])
    print(f"{len(subjects)} photos, {len(sampler.paired) + len(sampler.unpaired)} drawings; step {studio.step}")
    history = _read_history(config.out)
    saved, sums, count = time.monotonic(), dict[str, float](), 0
    for pairs in ahead(sampler.batches(config.batch, config.by_people)):
        studio.settle(max((time.monotonic() - started) / config.seconds, studio.step / config.steps))
        losses = studio.learn(pairs)
        count += 1
        sums = {name: sums.get(name, 0.0) + loss for name, loss in losses.items()}
        spent = time.monotonic() - started
        print(f"step {studio.step} {spent:.0f} s " + " ".join(f"{k} {v:.3f}" for k, v in losses.items()), flush=True)
        if studio.step % config.sheet_every == 0:
            history.append({"step": studio.step, "seconds": round(spent), **{k: v / count for k, v in sums.items()}})
            (config.out / "training_history.json").write_text(json.dumps(history, indent=1))
            sheet = validation_sheet(_finished(studio, vivid), [drawing.ink for drawing in judges])
            sheet.save(config.out / "sheets" / f"{studio.step:06d}.png")
            sums, count = {}, 0
        done = stop() or spent > config.seconds or studio.step >= config.steps
        if done or time.monotonic() - saved > config.save_every:
            studio.save(config.out)
            tried = [drawing.ink for drawing in sampler.paired[:TRIED]] if done else None
            export(studio, vivid, config.out / "painter.safetensors", tried)
            saved = time.monotonic()
        if done:
            break
    return config.out / "painter.safetensors"


def export(studio: Studio, vivid: list[Picture], path: Path, inks: list[Picture] | None = None) -> None:
    """Write the averaged painter with its bank of styles, read from these photos, as float16.

    With drawings to try them on, only the styles that paint those cleanly get into the bank; takes a minute.
    """
    painter = _finished(studio, vivid)
    if inks:
        codes = cleanest(painter, read_styles(studio.encoder, vivid), inks, len(painter.styles))
        painter.styles.copy_(spread(codes, len(painter.styles)))
    state = {name: tensor.half().contiguous().cpu() for name, tensor in painter.state_dict().items()}
    save_file(state, path)


def _finished(studio: Studio, vivid: list[Picture]) -> Painter:
    painter = cast("Painter", studio.average.module)
    painter.styles.copy_(spread(read_styles(studio.encoder, vivid), len(painter.styles)))
    return painter


def _read_history(folder: Path) -> list[dict[str, float]]:
    path = folder / "training_history.json"
    return json.loads(path.read_text()) if path.exists() else []


def _listen_for_stop() -> Callable[[], bool]:
    """A function that tells whether somebody asked the run to stop."""
    asked = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    return asked.is_set


def main() -> None:
    """Read the settings from the command line: every field of TrainingConfig is an option."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for field in fields(TrainingConfig):
        option = f"--{field.name.replace('_', '-')}"
        parser.add_argument(option, type=type(field.default), default=field.default, help=f"default: {field.default}")
    print(train(TrainingConfig(**vars(parser.parse_args()))))


if __name__ == "__main__":
    main()
