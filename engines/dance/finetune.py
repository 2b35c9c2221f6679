"""Teach a trained dancer one's own moves (`python -m engines.dance.train --base_model ...`).

The clips are read from JSON, NPZ, NPY or BVH files; what cannot be used is listed with the reason and left out. The
dancer learns by low-rank additions, or wholly with `--full true`, and half of each batch are dances drawn by program
and what the base model itself dances, so that it keeps what it knew. The output folder gets dancer.safetensors, which
knows the new words and styles, losses.json, and a short film of the first text after every `--film_every` epochs.
"""

import argparse
import json
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, fields
from pathlib import Path
from typing import cast

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from engines.checkpoints import load
from engines.dance.batches import Batches
from engines.dance.choreographer import read_card
from engines.dance.data import Sample
from engines.dance.drawn import draw_samples
from engines.dance.files.clips import Clip, ClipsRead
from engines.dance.files.reading import read_files
from engines.dance.language import Lexicon
from engines.dance.sampling import Recipe, Score, dance
from engines.dance.skeleton import features_of
from engines.dance.train_dancer import NAME, denoising, written
from engines.models.dancer import Dancer
from engines.models.humanml import recover_from_ric
from engines.models.low_rank import adapt, merge
from engines.runtime import InputError
from engines.runtime.device import choose_device

OWN_SHARE = 0.5  # of a batch; the rest is rehearsed
REMEMBERED = (
    "salsa",
    "ballet",
    "a person dances in the style of Michael Jackson",
    "a person performs a martial arts walk",
)
KINDS = (".json", ".npz", ".npy", ".bvh", ".amc", ".asf")


@dataclass(frozen=True)
class TuneConfig:
    """Settings of a fine-tuning, by the names of the field."""

    base_model: Path = Path("weights/dancer.safetensors")
    data: Path = Path("../shared/data/motion/sample_finetune.json")
    output: Path = Path("runs/dance-own")
    epochs: int = 100
    batch_size: int = 32
    lr: float = 1e-4
    rank: int = 8
    full: bool = False
    rehearsed: int = 160  # dances by program
    remembered: int = 4  # dances of the base model's own, of each of its genres
    film_every: int = 0  # epochs; 0: none
    device: str = "auto"
    seed: int = 0


@dataclass(frozen=True)
class Tuned:
    """A finished fine-tuning: its weights, the mean loss of every epoch, and what was read."""

    path: Path
    losses: tuple[float, ...]
    read: ClipsRead


def tune(config: TuneConfig) -> Tuned:
    """Fine-tune, and return where the weights are.

    Raises:
        InputError: `dance_no_clips`, nothing of the data can be used; `checkpoint_*`, as `checkpoints.load`.
    """
    torch.manual_seed(config.seed)
    read = read_data(config.data)
    if not read.accepted:
        raise InputError("dance_no_clips", "None of these motions can be used. The list says why.")
    base = cast("Dancer", load(config.base_model, "dancer"))
    own = [sample_of(clip) for clip in read.accepted]
    device = choose_device(config.device).name
    network = taught(base, own).to(device)
    rehearsed = [*draw_samples(config.rehearsed, config.seed), *remembered(base, config.remembered)]
    mean, std = base.mean.numpy(), base.std.numpy()
    batches = Batches(own, rehearsed, mean, std, network.patch, OWN_SHARE, config.seed)
    network.requires_grad_(config.full)
    if not config.full:
        adapt(network, config.rank)
    losses = _learn(network.to(device), batches, own, config, device)
    config.output.mkdir(parents=True, exist_ok=True)
    path = save(merged(network), config.output)
    (config.output / "losses.json").write_text(json.dumps(losses), encoding="utf-8")
    return Tuned(path, tuple(losses), read)


def read_data(path: Path) -> ClipsRead:
    """Return the motions of a file, or of all files of a folder."""
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in KINDS) if path.is_dir() else [path]
    return read_files({file.name: file.read_bytes() for file in files})


def sample_of(clip: Clip) -> Sample:
    """Return a clip as something to learn from: its text, with and without its style, and the style alone."""
    texts = [clip.text, f"{clip.text}, {clip.style}", clip.style] if clip.style else [clip.text]
    said = tuple(dict.fromkeys(text for text in texts if text)) or ("my dance",)
    return Sample(features_of(clip.joints), said, np.zeros(0, np.float32), clip.style or said[0], True)


def taught(base: Dancer, own: Sequence[Sample]) -> Dancer:
    """Return a copy of the base that knows the words and the styles of some samples."""
    lexicon, styles = read_card(base)
    words = Lexicon(lexicon.words | Lexicon.of(text for sample in own for text in sample.texts).words)
    card = written(words, list(dict.fromkeys([*styles, *(sample.kind for sample in own)])))
    network = deepcopy(base)
    network.register_buffer("card", card)
    return network


def remembered(base: Dancer, count: int) -> list[Sample]:
    """Return what the base dances to texts of real clips, to be rehearsed: their clips are not at hand."""
    samples = []
    for seed in range(count):
        for text in REMEMBERED:
            features = np.concatenate(list(dance(base, Score(text, None, NO_BEATS), 120, seed, Recipe(20, "dpm"))))
            samples.append(Sample(features, (text,), NO_BEATS, text, False))
    return samples


NO_BEATS = np.zeros(0, np.float32)


def merged(network: Dancer) -> Dancer:
    """Return the network with plain layers."""
    merge(network)
    return network


def save(network: Dancer, folder: Path) -> Path:
    """Write the weights as float16."""
    small = {
        key: (t.half() if t.is_floating_point() else t).contiguous().cpu() for key, t in network.state_dict().items()
    }
    save_file(small, folder / f"{NAME}.safetensors")
    return folder / f"{NAME}.safetensors"


def _learn(network: nn.Module, batches: Batches, own: Sequence[Sample], config: TuneConfig, device: str) -> list[float]:
    learner = torch.optim.AdamW([p for p in network.parameters() if p.requires_grad], lr=config.lr, weight_decay=0.0)
    loss = denoising(cast("Dancer", network), lambda: batches.draw(config.batch_size), device)
    steps = -(-len(own) // max(1, int(config.batch_size * OWN_SHARE)))  # batches in which all clips are seen once
    losses = []
    for epoch in range(config.epochs):
        network.train()
        spent = [_step(learner, loss()) for _ in range(steps)]
        losses.append(float(np.mean(spent)))
        print(f"epoch {epoch + 1} of {config.epochs} loss {losses[-1]:.4f}", flush=True)
        if config.film_every and (epoch + 1) % config.film_every == 0:
            film(cast("Dancer", network.eval()), own[0].texts[0], config.output / f"epoch-{epoch + 1}.mp4")
    return losses


def _step(learner: torch.optim.Optimizer, loss: Tensor) -> float:
    learner.zero_grad(set_to_none=True)
    loss.backward()
    learner.step()
    return loss.item()


def film(network: Dancer, text: str, path: Path) -> None:
    """Write what the network dances to a text, as a film."""
    from engines.dance.choreographer import finished
    from engines.dance.pictures.films import write_mp4
    from engines.dance.pictures.looks import LOOKS

    features = np.concatenate(list(dance(network, Score(text, None, NO_BEATS), 120, 0, Recipe(20, "dpm"))))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_mp4(finished(recover_from_ric(features).astype(np.float32), True), path, LOOKS["kid"])


def table(read: ClipsRead) -> str:
    """Return what was read as lines: accepted clips with what was found out, refused ones with the reason."""
    lines = [
        f"yes  {clip.source}: {clip.text or '(no text)'} [{clip.style or 'no style'}], {len(clip.joints) / 20:.1f} s; "
        + " ".join(remark.sentence for remark in clip.remarks)
        for clip in read.accepted
    ]
    return "\n".join([*lines, *(f"no   {refused.which}: {refused.reason}" for refused in read.refused)])


def read_options(arguments: Sequence[str]) -> TuneConfig:
    """Return the settings of a command line, with the field's own names (`--batch_size`)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for field in fields(TuneConfig):
        kind = type(field.default)
        read = (lambda text: text.lower() in ("1", "true", "yes")) if kind is bool else kind
        parser.add_argument(f"--{field.name}", type=read, default=field.default, help=f"default: {field.default}")
    return TuneConfig(**vars(parser.parse_args(arguments)))


def main(arguments: Sequence[str]) -> None:
    """Fine-tune as the command line says."""
    config = read_options(arguments)
    print(table(read_data(config.data)), flush=True)
    done = tune(config)
    print(f"loss {done.losses[0]:.4f} -> {done.losses[-1]:.4f}\n{done.path}")
