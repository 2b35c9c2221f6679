"""Train a detector on a host's own classes, or on the dimension marks of drawn technical drawings.

    python -m engines.plans.train_boxes --out runs/detector                        # lengths, diameters, angles
    python -m engines.plans.train_boxes --out runs/detector --data my/pictures     # a folder as YOLO has it: labels.py

The run folder gets `detector.safetensors` and `classes.txt` with the names that belong to it. The figure is mAP@0.5.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from engines.models.changes import normalise
from engines.models.spotter import Spotter
from engines.plans.detector import begin_with_shipped, detection_loss, find_boxes, new_detector
from engines.plans.files import Part
from engines.plans.labels import Labelled, as_picture, count_boxes, drawn_labels, kept_labels, own_labels
from engines.plans.scores import Boxes, mean_average_precision
from engines.plans.sheets import sheet, with_boxes
from engines.runtime.apprentice import Apprentice, read_settings
from engines.runtime.course import Exam, limits_of, report, run
from engines.runtime.preview import Preview

SHIPPED: Final = "shipped"
ZOOM: Final = 0.25  # octaves to either side
SHIFT: Final = 0.15  # of the picture's side
LIGHT: Final = 0.25  # by which brightness and contrast change
LEAST_SEEN: Final = 0.6  # of a box that is still to be found where a view cuts it
VAL: Final = 32  # drawings that are drawn to be asked about, at most
ASKED: Final = 32  # pictures of an exam
SHOWN: Final = 12
TILE: Final = 309  # pixels, a third of a sheet
SURE: Final = 0.3  # score of the boxes on a sheet


@dataclass(frozen=True)
class BoxesConfig:
    """Settings of a run. `data` empty: drawings are drawn."""

    data: Path = Path()
    out: Path = Path("runs/detector")
    start: str = SHIPPED  # or "nothing"
    backbone: str = "regnetx_002"
    width: int = 48
    side: int = 320  # pixels, a multiple of 32
    drawn: int = 500  # drawings to learn from
    steps: int = 900
    epoch: int = 0
    seconds: float = 1e9  # stops after this long, to go on later
    batch: int = 8
    accumulate: int = 1
    learning_rate: float = 2e-3
    patience: int = 0
    averaging: float = 0.98
    save_every: float = 60  # seconds
    device: str = "auto"
    seed: int = 0

    @property
    def asked(self) -> int:
        """Drawings that are drawn, and not learnt from."""
        return min(VAL, self.drawn // 4)


def load(config: BoxesConfig, part: Part) -> Labelled:
    """Pictures of one part with their boxes, from the host's folder, or drawn.

    Raises:
        InputError: as `own_labels`.
    """
    if config.data == Path():
        count = config.drawn if part == "train" else config.asked
        return kept_labels(config.out, part, count, config.side, config.seed)
    return own_labels(config.data, part, config.side)


def batch_of(lessons: Labelled, count: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return pictures (B, 3, S, S) for the network, boxes (B, M, 4) and kinds (B, M), seen another way each time."""
    device, side = lessons.pictures.device, lessons.pictures.shape[-1]
    chosen = torch.randint(len(lessons), (count,), device=device)
    zoom = torch.exp2(ZOOM * (2 * torch.rand(count, 1, device=device) - 1))
    scale = zoom * torch.where(torch.rand(count, 2, device=device) < 0.5, -1.0, 1.0)
    shift = 2 * SHIFT * (2 * torch.rand(count, 2, device=device) - 1)
    x = lessons.pictures[chosen].float() / 255
    grid = F.affine_grid(torch.cat([torch.diag_embed(scale), shift[..., None]], 2), list(x.shape), align_corners=False)
    x = F.grid_sample(x, grid, padding_mode="border", align_corners=False)
    bright, contrast = 1 + LIGHT * (2 * torch.rand(2, count, 1, 1, 1, device=device) - 1)
    x = ((x - 0.5) * contrast + 0.5 * bright).clamp(0, 1)

    corners = lessons.boxes[chosen].unflatten(2, (2, 2)) / side * 2 - 1
    corners = ((corners - shift[:, None, None]) / scale[:, None, None] + 1) / 2 * side
    low, high = corners.amin(2), corners.amax(2)
    whole = (high - low).prod(2)
    low, high = low.clamp(0, side), high.clamp(0, side)
    seen = (high - low).prod(2) > LEAST_SEEN * whole
    boxes = torch.where(seen[..., None], torch.cat([low, high], 2), float("nan"))
    return normalise(x.expand(-1, 3, -1, -1)), boxes, lessons.kinds[chosen]


def train(config: BoxesConfig) -> Path:
    """Learn until the settings' limits. Returns the path of the detector."""
    config.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(config.seed)
    lessons, questions = (load(config, part) for part in ("train", "val"))
    (config.out / "classes.txt").write_text("\n".join(lessons.names) + "\n", encoding="utf-8")
    network = new_detector(len(lessons.names), config.backbone, config.width)
    if config.start == SHIPPED:
        begin_with_shipped(network)
    apprentice = Apprentice(network, config.device, config.learning_rate, config.averaging)
    apprentice.resume(config.out)
    lessons = lessons.to(apprentice.device.name)

    def loss() -> Tensor:
        x, boxes, kinds = batch_of(lessons, config.batch)
        return detection_loss(network(x).float(), boxes, kinds)

    def figures() -> dict[str, float]:
        return figures_of(apprentice.master, questions)

    exam = Exam(figures, "map50", picture=lambda: picture_of(apprentice.master, questions))
    return run(apprentice, loss, config.out, "detector", limits_of(config), exam)


def figures_of(network: Spotter, questions: Labelled) -> dict[str, float]:
    """Mean average precision at an overlap of a half, and of 0.75, of the first pictures."""
    asked = range(min(ASKED, len(questions)))
    found = [find_boxes(network, questions.pictures[number]) for number in asked]
    true = [truth(questions, number) for number in asked]
    return {f"map{at}": round(mean_average_precision(found, true, at / 100), 4) for at in (50, 75)}


def truth(labelled: Labelled, number: int) -> Boxes:
    """The true boxes of one picture."""
    there = torch.isfinite(labelled.boxes[number, :, 0])
    boxes, kinds = labelled.boxes[number][there].numpy(), labelled.kinds[number][there].numpy()
    return Boxes(boxes, kinds, np.ones(len(kinds), np.float32))


def picture_of(network: Spotter, questions: Labelled) -> Image.Image:
    """A sheet of pictures with the boxes that are found."""
    tiles = []
    for picture in questions.pictures[:6]:
        found = find_boxes(network, picture)
        sure = found.scores > SURE
        tiles.append(with_boxes(as_picture(picture), found.xyxy[sure], found.kinds[sure], TILE))
    return sheet(tiles, 3)


def preview(config: BoxesConfig) -> Preview:
    """Show pictures with their boxes, and count them.

    Raises:
        InputError: as `own_labels`.
    """
    if config.data == Path():
        labelled, counts = drawn_labels("train", SHOWN, config.side, config.seed), {"pictures": config.drawn}
    else:
        labelled, counts = own_labels(config.data, "train", config.side, SHOWN), count_boxes(config.data)
    tiles = []
    for number, picture in enumerate(labelled.pictures):
        true = truth(labelled, number)
        tiles.append(with_boxes(as_picture(picture), true.xyxy, true.kinds, TILE))
    return Preview(sheet(tiles, 3), counts)


if __name__ == "__main__":
    report(train, preview, read_settings(BoxesConfig, __doc__))
