"""Teach a trained dancer one's own moves (`python -m engines.dance.train --base_model ...`).

The clips are read from JSON, NPZ, NPY or BVH files; what cannot be used is listed with the reason and left out. Without
data (`--data=`) they are of a style made up by program. The dancer learns by low-rank additions, or wholly with
`--full true`, and half of each batch are dances drawn by program and what the base model itself dances, so that it
keeps what it knew. The output folder gets dancer.safetensors, which knows the new words and styles and has plain
layers, `training_history.json`, and a short film of the first text after every `--film_every` epochs.
"""

import argparse
import sys
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final, cast

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import Tensor

from engines.checkpoints import load
from engines.dance.batches import Batches
from engines.dance.choreographer import read_card
from engines.dance.data import Features, Sample, load_drawn
from engines.dance.drawn import draw_samples, keep_samples
from engines.dance.language import Lexicon
from engines.dance.own_moves import NO_BEATS, drawn_samples, own_samples, parted, read_data, table
from engines.dance.sampling import Recipe, Score, dance
from engines.dance.train_dancer import NAME, denoising, written
from engines.models.dancer import Dancer
from engines.models.humanml import recover_from_ric
from engines.models.low_rank import adapt, merge
from engines.runtime.apprentice import Apprentice
from engines.runtime.course import EPOCHS, Exam, Limits, limits_of, report, run
from engines.runtime.preview import Preview
from engines.runtime.telling import is_followed

OWN_SHARE: Final = 0.5  # of a batch; the rest is rehearsed
REMEMBERED: Final = (
    "salsa",
    "ballet",
    "a person dances in the style of Michael Jackson",
    "a person performs a martial arts walk",
)
FIELD: Final = {"out": ("--output",), "batch": ("--batch_size",), "learning_rate": ("--lr",)}  # its names for them
EXAM_BATCHES, EXAM_SIZE, EXAM_SEED = 3, 16, 7
EXAMINED: Final = 24  # drawn dances of the exam
OTHERS: Final = 1_000_003  # seeds from the dances to rehearse to those of the exam
SHOWN: Final = 100  # frames of what is shown
QUICK: Final = Recipe(20, "dpm")


@dataclass(frozen=True)
class TuneConfig:
    """Settings of a fine-tuning."""

    base_model: Path = Path("weights/dancer.safetensors")
    data: Path = Path("../shared/data/motion/sample_finetune.json")  # a file or a folder; empty: drawn by program
    out: Path = Path("runs/dance-own")
    epochs: int = 100  # how often all own motions are seen, where `steps` does not say how long it takes
    steps: int = 0
    epoch: int = 0  # steps from one exam to the next; 0: a twentieth of the run
    batch: int = 32
    accumulate: int = 1
    learning_rate: float = 1e-4
    averaging: float = 0.99
    patience: int = 0
    rank: int = 8
    full: bool = False
    rehearsed: int = 160  # dances by program
    remembered: int = 4  # dances of the base model's own, of each of its genres
    film_every: int = 0  # epochs; 0: none
    save_every: float = 240  # seconds
    seconds: float = 1e9  # stops after this long, to go on later
    device: str = "auto"
    seed: int = 0


def tune(config: TuneConfig) -> Path:
    """Fine-tune, and return where the weights are.

    Raises:
        InputError: `dance_no_clips`, nothing of the data can be used; `checkpoint_*`, as `checkpoints.load`.
    """
    torch.manual_seed(config.seed)
    own = gather(config)
    base = cast("Dancer", load(config.base_model, "dancer"))
    learnt, held = parted(own)
    rehearsed, others = rehearsal(config, base)
    network = taught(base, own)
    network.requires_grad_(config.full)
    if not config.full:
        adapt(network, config.rank)
    apprentice = Apprentice(network, config.device, config.learning_rate, config.averaging, plain_weights)
    apprentice.resume(config.out)
    mean, std = base.mean.numpy(), base.std.numpy()
    batches = Batches(learnt, rehearsed, mean, std, network.patch, OWN_SHARE)
    exams = {"error": held, "rehearsed": others}
    measured = {name: Batches(samples, [], mean, std, network.patch, 1.0) for name, samples in exams.items()}
    limits = limits_for(config, len(learnt))

    def look() -> Image.Image:
        if config.film_every and apprentice.step // limits.epoch % config.film_every == 0:
            film(apprentice.master, own[0].texts[0], config.out / f"step-{apprentice.step}.mp4")
        return shown(apprentice.master, held[0])

    device = apprentice.device.name
    exam = Exam(
        lambda: {name: error_of(apprentice.master, one, device) for name, one in measured.items()},
        "error",
        higher=False,
        picture=look if config.film_every or is_followed() else None,
    )
    loss = denoising(network, lambda: batches.draw(config.batch), device)
    return run(apprentice, loss, config.out, NAME, limits, exam)


def gather(config: TuneConfig) -> list[Sample]:
    """Return the own motions."""
    return drawn_samples(config.seed) if config.data == Path() else own_samples(read_data(config.data))


def limits_for(config: TuneConfig, motions: int) -> Limits:
    """Return the limits of a run; where no steps are named, it takes so many epochs as all motions are seen once in."""
    once = -(-motions // max(1, int(config.batch * OWN_SHARE)))
    steps = config.steps or config.epochs * once
    return replace(limits_of(config), steps=steps, epoch=config.epoch or max(once, steps // EPOCHS))


def rehearsal(config: TuneConfig, base: Dancer) -> tuple[list[Sample], list[Sample]]:
    """Return what is rehearsed, and other dances that tell whether it stays known; the folder of the run keeps them."""
    folders = [config.out / "rehearsed", config.out / "examined"]
    name = f"{config.seed}-{config.rehearsed}-{config.remembered}"
    if not (folders[0] / f"{name}.npz").is_file():
        drawn = draw_samples(config.rehearsed, config.seed)
        keep_samples([*drawn, *remembered(base, config.remembered)], folders[0], name)
    if not (folders[1] / f"{name}.npz").is_file():
        keep_samples(draw_samples(EXAMINED, config.seed + OTHERS), folders[1], name)
    rehearsed, others = (load_drawn(folder) for folder in folders)
    return rehearsed, others


def remembered(base: Dancer, count: int) -> list[Sample]:
    """Return what the base dances to texts of real clips, to be rehearsed: their clips are not at hand."""
    return [
        Sample(danced(base, text, 120, seed), (text,), NO_BEATS, text, False)
        for seed in range(count)
        for text in REMEMBERED
    ]


def danced(network: Dancer, text: str, frames: int, seed: int = 0) -> Features:
    """Return the features of what a network dances to a text."""
    return np.concatenate(list(dance(network, Score(text, None, NO_BEATS), frames, seed, QUICK)))


def taught(base: Dancer, own: Sequence[Sample]) -> Dancer:
    """Return a copy of the base that knows the words and the styles of some samples."""
    lexicon, styles = read_card(base)
    words = Lexicon(lexicon.words | Lexicon.of(text for sample in own for text in sample.texts).words)
    card = written(words, list(dict.fromkeys([*styles, *(sample.kind for sample in own)])))
    network = deepcopy(base)
    network.register_buffer("card", card)
    return network


def plain_weights(network: Dancer) -> dict[str, Tensor]:
    """Return the weights of a network with the additions to its layers in them."""
    plain = deepcopy(network)
    merge(plain)
    return plain.state_dict()


def save(network: Dancer, folder: Path) -> Path:
    """Write the weights as float16."""
    small = {
        key: (t.half() if t.is_floating_point() else t).contiguous().cpu() for key, t in network.state_dict().items()
    }
    save_file(small, folder / f"{NAME}.safetensors")
    return folder / f"{NAME}.safetensors"


@torch.no_grad()
def error_of(network: Dancer, batches: Batches, device: str) -> float:
    """Return how far a network in eval mode is from the clean motions, their words told; the same noise every time."""
    torch.manual_seed(EXAM_SEED)
    loss = denoising(network, lambda: batches.draw(EXAM_SIZE), device, hidden=0.0)
    return float(np.mean([loss().item() for _ in range(EXAM_BATCHES)]))


def shown(network: Dancer, own: Sample) -> Image.Image:
    """Return what the network dances to an own motion's words and to a rehearsed text, and the own motion."""
    from engines.dance.motion_sheet import FRAMES, name_of, sheet, strip  # here, because it paints with OpenCV

    words, known = own.texts[0], REMEMBERED[0]
    return sheet(
        [
            strip(danced(network, words, SHOWN), FRAMES, f"now, to: {name_of(own)}"),
            strip(own.features[:SHOWN], FRAMES, "as it was shown"),
            strip(danced(network, known, SHOWN), FRAMES, f"now, to: {known}"),
        ]
    )


def film(network: Dancer, text: str, path: Path) -> None:
    """Write what the network dances to a text, as a film."""
    from engines.dance.choreographer import finished
    from engines.dance.pictures.films import write_mp4
    from engines.dance.pictures.looks import LOOKS

    motion = finished(recover_from_ric(danced(network, text, 120)).astype(np.float32), True)
    write_mp4(motion, path, LOOKS["kid"])


def preview(config: TuneConfig) -> Preview:
    """Return the first of the own motions."""
    from engines.dance.motion_sheet import preview_of

    refused = 0 if config.data == Path() else len(read_data(config.data).refused)
    own = gather(config)
    rehearsed = config.rehearsed + config.remembered * len(REMEMBERED)
    return preview_of(own, {"motions": len(own), "refused": refused, "rehearsed": rehearsed})


def read_options(arguments: Sequence[str]) -> TuneConfig:
    """Return the settings of a command line, with the house's names and the field's (`--batch_size`)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for field in fields(TuneConfig):
        kind = type(field.default)
        read = (lambda text: text.lower() in ("1", "true", "yes")) if kind is bool else kind
        names = {f"--{field.name.replace('_', '-')}", f"--{field.name}", *FIELD.get(field.name, ())}
        parser.add_argument(
            *sorted(names), dest=field.name, type=read, default=field.default, help=f"default: {field.default}"
        )
    return TuneConfig(**vars(parser.parse_args(arguments)))


def main(arguments: Sequence[str]) -> None:
    """Fine-tune as the command line says."""
    report(told, preview, read_options(arguments))


def told(config: TuneConfig) -> Path:
    """Fine-tune, and say first what was read."""
    if config.data != Path():
        print(table(read_data(config.data)), flush=True)
    return tune(config)


if __name__ == "__main__":
    main(sys.argv[1:])
