"""Writes the table of the shipped weights, `weights/README.md`.

    uv run python -m tests.weights_table --data ../shared/data
    uv run python -m tests.weights_table --only dog-points

Each network is measured by its room's `evaluate`, in a process of its own. What was measured is kept in `runs/figures`,
and measured again where the file of the weights has changed, or by `--only`. Times are taken of all networks anew, one
after the other. What limits a network stands on its card, and is copied from there.
"""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from engines.checkpoints import Weight, Weights, read_manifest
from engines.runtime.device import allowed_cores, share_processor
from tests.benchmarks.measure import ROOT, machine, seconds_of

TARGET = ROOT / "weights" / "README.md"
FIGURES = ROOT / "runs" / "figures"
RUNS, WARM_UP = 20, 3  # forwards that are timed, and before them
LIMITS = "## What limits it\n"
PARTS: Final = ("val", "trivial", "train")

BEGIN = f"""\
# The shipped weights

Every network that comes with the program, measured. Written by `python -m tests.weights_table --data ../shared/data`;
the programs that measure, `engines/*/evaluate.py`, say what each figure means. More stands on the cards beside this
file.

- **aim**: what the project wants to reach; **shipped**: reached by these weights on the validation part;
- **trivial**: reached there without learning anything, in the way that is told below the table;
- **learnt**: reached by these weights on a sample of what they learnt from. Little more than on the validation part:
  the training is too short or the network too small for its data; much more: there are too few data;
- **ms**: one forward of one input of the true size in float32, the median of {RUNS}, on the processor named below;
- **minutes** of training, on two cores or one that other work shared. An empty cell was not measured.

| network | figure | aim | shipped | trivial | learnt | MB | ms | minutes | packs | licence |
|---|---|---:|---:|---:|---:|---:|---:|---:|---|---|
"""


@dataclass(frozen=True)
class Line:
    """One figure: its name in what `evaluate` prints, in words, and the aim."""

    name: str
    words: str
    aim: str = ""


@dataclass(frozen=True)
class Model:
    """How a network is measured.

    Args:
        program: module that measures it.
        lines: the figures that are shown.
        trivial: what is done without learning.
        inputs: shapes of what one forward takes.
    """

    program: str
    lines: tuple[Line, ...]
    trivial: str
    inputs: tuple[tuple[int, ...], ...]


SKETCH, DOGS, TRYON, DANCE = (f"engines.{room}.evaluate" for room in ("sketch", "dogs", "tryon", "dance"))
MODELS: Final[Mapping[str, Model]] = {
    "painter-worlds": Model(
        SKETCH,
        (
            Line("people_recognised", "people's drawings recognised once painted", "0.95"),
            Line("program_recognised", "drawings by program recognised"),
            Line("people_filled", "outline and paint overlap"),
            Line("people_variety", "difference between styles"),
            Line("program_distance", "distance from real pictures (less is better)"),
        ),
        "the inside of the drawing in the mean colour of its world's things, the rest in that of their ground",
        ((1, 1, 256, 256), (1, 4, 64, 64), (1, 16), (1,)),
    ),
    "world-guesser": Model(
        SKETCH,
        (
            Line("people", "people's drawings right"),
            Line("people_begun", "the same, only begun"),
            Line("program", "lines of photos, by program"),
        ),
        "the nearest of 2,000 training drawings, by 16 x 16 blurred pixels",
        ((1, 1, 64, 64),),
    ),
    "world-judge": Model(
        SKETCH,
        (Line("pictures", "pictures right"), Line("other_grounds", "on other grounds")),
        "the nearest of 2,000 training pictures, by 16 x 16 blurred pixels",
        ((1, 3, 96, 96),),
    ),
    "dog-embedder": Model(
        DOGS,
        (
            Line("hit5", "same breed among the first five", "0.85"),
            Line("hit1", "same breed first"),
            Line("breeds", "breed named right"),
        ),
        "histograms of colours; the nearest photo names the breed",
        ((1, 3, 96, 96),),
    ),
    "dog-finder": Model(
        DOGS,
        (
            Line("half", "best box overlaps by half or more"),
            Line("found", "dogs found"),
            Line("alarms", "pictures without a dog that are said to show one (less is better)"),
        ),
        "the whole photo as the box",
        ((1, 3, 160, 160),),
    ),
    "dog-points": Model(
        DOGS,
        (
            Line("ap50", "dogs with a keypoint similarity over a half", "0.78"),
            Line("pck10", "points within a tenth of the box"),
            Line("drawn_ap50", "drawn dogs with a similarity over a half"),
        ),
        "the mean place of each point in the box",
        ((1, 3, 128, 128),),
    ),
    "body-reader": Model(
        TRYON,
        (
            Line("miou", "mean overlap of the labels present", "0.45"),
            Line("person", "overlap of the person", "0.93"),
            Line("pck20", "points within a fifth of the trunk", "0.75"),
        ),
        "the most frequent label of each place, and the mean place of each point",
        ((1, 3, 256, 192),),
    ),
    "garment-reader": Model(
        TRYON,
        (
            Line("mask_iou", "overlap of the mask", "0.93"),
            Line("mask_iou_sharpened", "sharpened by colours, as the program does"),
            Line("kinds", "kind right"),
            Line("sleeves", "sleeves right"),
        ),
        "what differs from the colour of the border; the most frequent kind and sleeve",
        ((1, 3, 256, 192),),
    ),
    "garment-warp": Model(
        TRYON,
        (
            Line("iou", "overlap of the bent garment and the worn one", "0.84"),
            Line("iou_top", "tops"),
            Line("iou_dress", "dresses"),
            Line("iou_trousers", "trousers"),
            Line("iou_skirt", "skirts"),
        ),
        "the garment's frame laid over the box of what is to be covered",
        ((1, 22, 128, 96), (1, 4, 128, 96)),
    ),
    "dresser": Model(
        TRYON,
        (
            Line("ssim", "structural similarity, own garment given back"),
            Line("away", "difference of what is painted (less is better)"),
            Line("away_skin", "of arms and legs (less is better)"),
        ),
        "the garment laid on, all else in the mean colour of the skin that is kept",
        ((1, 37, 256, 192),),
    ),
    "dancer": Model(
        DANCE,
        (
            Line("held_back_r", "R-precision, drawn dances of new combinations", "0.80"),
            Line("real_r", "R-precision, real clips", "that of the clips"),
            Line("held_back_fid", "distance from drawn dances (less is better)"),
            Line("real_skating", "skating feet, real clips (less is better)"),
        ),
        "the training motion whose text is nearest",
        ((1, 120, 263), (1,), (1, 24, 16), (1, 2), (1, 120, 2)),
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the packs")
    parser.add_argument(
        "--dances", type=Path, default=ROOT / "runs" / "drawn-dances", help="that the dancer learnt from"
    )
    parser.add_argument("--only", choices=MODELS, help="a network to be measured again")
    options = parser.parse_args()
    more = {"dancer": ["--count", "48", "--drawn", str(options.dances)]}
    figures = {}
    for weight in read_manifest():
        kept = FIGURES / f"{weight.name}.json"
        known = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
        if known.get("sha256") != weight.sha256 or options.only == weight.name:
            known = {"sha256": weight.sha256, **measured(weight.name, options.data, more.get(weight.name, []))}
            FIGURES.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(known, indent=1), encoding="utf-8")
        figures[weight.name] = known
    TARGET.write_text(written(figures, times()), encoding="utf-8")


def measured(name: str, data: Path, more: list[str]) -> dict[str, Any]:
    """Return the figures of one network by part, as its program prints them."""
    command = [sys.executable, "-m", MODELS[name].program, "--data", str(data), "--only", name, *more]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{name} could not be measured.")
    told: dict[str, Any] = json.loads(done.stdout)[name]
    return told


def times() -> dict[str, float]:
    """Return the milliseconds of a forward of each network."""
    share_processor()

    import torch  # here, because it reads once how threads wait

    torch.set_num_threads(allowed_cores())
    return {weight.name: milliseconds(weight.name) for weight in read_manifest()}


def milliseconds(name: str) -> float:
    """Return the median time of a forward."""
    import torch

    weights = Weights()
    network = weights.network(weights.choose(name))
    inputs = inputs_of(name)
    with torch.inference_mode():
        spent = [seconds_of(lambda: network(*inputs)) for _ in range(WARM_UP + RUNS)]
    return 1000 * statistics.median(spent[WARM_UP:])


def inputs_of(name: str) -> tuple[Any, ...]:
    """Return what a network's forward takes: noise of the true size."""
    import torch

    from engines.models.dancer import Prompt

    given = [torch.rand(shape) for shape in MODELS[name].inputs]
    if name == "painter-worlds":
        return (*given[:3], given[3].long())  # the world's number
    if name == "dancer":
        motion, moment, words, energy, beats = given
        return motion, 1000 * moment, Prompt((8000 * words).long(), energy, beats)
    return tuple(given)


def written(figures: Mapping[str, Mapping[str, Any]], spent: Mapping[str, float]) -> str:
    """Return the page, from the figures by network and part and the milliseconds by network."""
    weights = read_manifest()
    rows = [row for weight in weights for row in rows_of(weight, figures[weight.name], spent[weight.name])]
    total = sum(weight.bytes for weight in weights) / 1e6
    notes = [f"**{weight.name}** (trivial: {MODELS[weight.name].trivial}). {limits(weight)}" for weight in weights]
    foot = f"{len(weights)} files, together {total:.1f} MB. Processor: {machine()}."
    return "\n".join([BEGIN + "\n".join(rows), "", foot, "", "## What limits each", "", "\n\n".join(notes), ""])


def rows_of(weight: Weight, figures: Mapping[str, Any], spent: float) -> Iterator[str]:
    """Yield a line of the table for each figure of a network; the first one tells of the network too."""
    packs = ", ".join(weight.trained_on)
    about = [f"{weight.bytes / 1e6:.1f}", f"{spent:.1f}", str(weight.minutes), packs, weight.licence]
    name = f"[{weight.name}]({weight.name}.md)"
    for number, line in enumerate(MODELS[weight.name].lines):
        values = [told(figures[part].get(line.name)) for part in PARTS]
        cells = [name, line.words, line.aim, *values, *about] if not number else ["", line.words, line.aim, *values]
        yield f"| {' | '.join([*cells, *[''] * (11 - len(cells))])} |"


def told(value: float | None) -> str:
    """Return a figure in the table; empty where there is none."""
    if value is None:
        return ""
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}"


def limits(weight: Weight) -> str:
    """Return what its card says limits a network, as one line."""
    _, _, after = weight.path.with_suffix(".md").read_text(encoding="utf-8").partition(LIMITS)
    return " ".join(after.partition("\n## ")[0].split())


if __name__ == "__main__":
    main()
