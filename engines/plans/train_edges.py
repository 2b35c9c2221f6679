"""Train the network that keeps a part's edges of a technical drawing, and leaves dimensions, hatching and dirt out.

    python -m engines.plans.train_edges --out runs/edgnet                               # from drawn pages
    python -m engines.plans.train_edges --out runs/edgnet --data my/drawings            # from a folder, see pages.py
    python -m engines.plans.train_edges --out runs/edgnet-large --width 64 --batch 2 --crop 128    # 31 M parameters

It learns from crops of pages of 512 x 512 and works on whole ones. The loss is Dice (Milletari et al., "V-Net", 2016)
and binary cross-entropy. The figure is IoU, of crops during the run and of whole pages in `figures.json` at the end. It
hangs on how wide the lines of the targets are: a border that is off by a quarter of a pixel on both sides costs a sixth
of a line of 3 pixels, and half of a line of 1. Drawn pages have lines of 2 to 3.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from engines.models.unet import UNet
from engines.plans.files import Part
from engines.plans.pages import SIDE, Pages, count_pages, drawn_pages, kept_pages, own_pages
from engines.plans.sheets import sheet, with_edges
from engines.runtime.apprentice import Apprentice, read_settings
from engines.runtime.course import Exam, limits_of, report, run
from engines.runtime.preview import Preview

TRIES: Final = 4  # windows of a page of which the one with the most edges is learnt from
LIGHT: Final = 0.2  # by which brightness and contrast change
ASKED: Final = 12  # windows of an exam
VAL: Final = 6  # pages that are drawn to be asked about, at most
SHOWN: Final = 12  # pages of a preview
LIVELY: Final = 0.01  # share of a window that is edges, from which on it may be in an exam
START: Final = -2.5  # logit before anything is learnt: few pixels are edges


@dataclass(frozen=True)
class EdgesConfig:
    """Settings of a run. `data` empty: pages are drawn."""

    data: Path = Path()
    out: Path = Path("runs/edgnet")
    width: int = 16  # channels at full size; 64: as published, with 31 M parameters
    crop: int = 192  # pixels, a multiple of 16
    drawn: int = 160  # pages to learn from
    steps: int = 300
    epoch: int = 0
    seconds: float = 1e9  # stops after this long, to go on later
    batch: int = 4
    accumulate: int = 1
    learning_rate: float = 2e-3
    patience: int = 0
    averaging: float = 0.98
    save_every: float = 120  # seconds
    device: str = "auto"
    seed: int = 0

    @property
    def asked(self) -> int:
        """Pages that are drawn, and not learnt from."""
        return min(VAL, self.drawn // 4)


def load(config: EdgesConfig, part: Part) -> Pages:
    """Pages of one part, from the host's folder, or drawn.

    Raises:
        InputError: as `own_pages`.
    """
    if config.data == Path():
        return kept_pages(config.out, part, config.drawn if part == "train" else config.asked, config.seed)
    return own_pages(config.data, part, config.seed)


def batch_of(pages: Pages, count: int, crop: int) -> tuple[Tensor, Tensor]:
    """Return pictures (B, 3, crop, crop) of 0 to 1 and edges (B, 1, crop, crop), flipped and lit by chance."""
    device = pages.pictures.device
    chosen = torch.randint(len(pages), (count,)).tolist()
    corners = torch.randint(SIDE - crop + 1, (count, TRIES, 2)).tolist()
    pictures: list[Tensor] = []
    edges: list[Tensor] = []
    for page, tries in zip(chosen, corners, strict=True):
        windows = [pages.edges[page, y : y + crop, x : x + crop] for y, x in tries]
        best = int(torch.stack([window.sum() for window in windows]).argmax())
        y, x = tries[best]
        turn, flip = torch.randint(4, ()).item(), torch.randint(2, ()).item()
        for parts, one in ((pictures, pages.pictures[page, y : y + crop, x : x + crop]), (edges, windows[best])):
            parts.append(torch.rot90(one.flip(0) if flip else one, int(turn)))
    light = 1 + LIGHT * (2 * torch.rand(2, count, 1, 1, 1, device=device) - 1)
    x = torch.stack(pictures)[:, None].float() / 255
    x = ((x - 0.5) * light[0] + 0.5 * light[1]).clamp(0, 1)
    return as_input(x), torch.stack(edges)[:, None].float()


def as_input(grey: Tensor) -> Tensor:
    """Grey pictures (B, 1, H, W) of 0 to 1 as the network wants them."""
    return grey.expand(-1, 3, -1, -1).contiguous(memory_format=torch.channels_last)


def edge_loss(logits: Tensor, edges: Tensor) -> Tensor:
    """Dice and binary cross-entropy of logits and edges (B, 1, H, W)."""
    chance = logits.sigmoid()
    dice = (2 * (chance * edges).sum() + 1) / (chance.sum() + edges.sum() + 1)
    return 1 - dice + F.binary_cross_entropy_with_logits(logits, edges)


@torch.no_grad()
def find_edges(network: UNet, pictures: Tensor) -> Tensor:
    """Return edges (N, H, W) bool of grey pictures (N, H, W) uint8, one after the other."""
    device = next(network.parameters()).device
    found = [network(as_input(picture.to(device)[None, None].float() / 255))[0, 0] > 0 for picture in pictures]
    return torch.stack(found)


def figures_of(found: Tensor, true: Tensor) -> dict[str, float]:
    """Intersection over union, precision and recall of all pixels of all pages together."""
    both, either = (found & true).sum().item(), (found | true).sum().item()
    figures = {"iou": either, "precision": found.sum().item(), "recall": true.sum().item()}
    return {name: round(both / max(count, 1), 4) for name, count in figures.items()}


def windows_of(pages: Pages, crop: int) -> Pages:
    """At most ASKED windows (crop, crop) of pages, side by side on them, that have edges in them."""
    pictures, edges = (
        part.unfold(1, crop, crop).unfold(2, crop, crop).reshape(-1, crop, crop)
        for part in (pages.pictures, pages.edges)
    )
    shares = edges.float().mean((1, 2))
    lively = torch.nonzero(shares >= shares.max().clamp(max=LIVELY))[:, 0]
    chosen = lively[torch.linspace(0, len(lively) - 1, min(ASKED, len(lively))).long()]
    return Pages(pictures[chosen], edges[chosen])


def train(config: EdgesConfig) -> Path:
    """Learn until the settings' limits. Returns the path of the network."""
    config.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(config.seed)
    network = UNet(3, 1, width=config.width)
    torch.nn.init.constant_(cast("Tensor", network.outc.conv.bias), START)
    apprentice = Apprentice(network, config.device, config.learning_rate, config.averaging)
    lessons, questions = (load(config, part).to(apprentice.device.name) for part in ("train", "val"))
    windows = windows_of(questions, config.crop)
    apprentice.resume(config.out)

    def loss() -> Tensor:
        x, edges = batch_of(lessons, config.batch, config.crop)
        return edge_loss(network(x).float(), edges)

    def figures() -> dict[str, float]:
        return figures_of(find_edges(apprentice.master, windows.pictures), windows.edges)

    exam = Exam(figures, "iou", picture=lambda: picture_of(apprentice.master, windows))
    path = run(apprentice, loss, config.out, "edgnet", limits_of(config), exam)
    if apprentice.ranks.first:
        told = figures_of(find_edges(apprentice.master, questions.pictures), questions.edges)
        (config.out / "figures.json").write_text(json.dumps(told, indent=1))
        print(told)
    return path


def picture_of(network: UNet, windows: Pages) -> Image.Image:
    """A sheet of windows and, below each, its edges: right, missed, and false ones."""
    shown = Pages(windows.pictures[:8], windows.edges[:8])
    found = find_edges(network, shown.pictures).cpu().numpy()
    pictures, true = shown.pictures.cpu().numpy(), shown.edges.cpu().numpy()
    read = [with_edges(*parts) for parts in zip(pictures, found, true, strict=True)]
    plain = [Image.fromarray(picture) for picture in pictures]
    return sheet([*plain[:4], *read[:4], *plain[4:], *read[4:]], 4)


def preview(config: EdgesConfig) -> Preview:
    """Show pages with the edges that would be learnt, and count them.

    Raises:
        InputError: as `own_pages`.
    """
    if config.data == Path():
        pages = drawn_pages("train", SHOWN, config.seed)
        counts = {"pages": config.drawn, "validation": config.asked}
    else:
        pages, counts = own_pages(config.data, "train", config.seed, SHOWN), count_pages(config.data)
    pictures, edges = pages.pictures.numpy()[:SHOWN], pages.edges.numpy()[:SHOWN]
    tiles = [with_edges(picture, mask, mask) for picture, mask in zip(pictures, edges, strict=True)]
    return Preview(sheet(tiles, 4), counts)


if __name__ == "__main__":
    report(train, preview, read_settings(EdgesConfig, __doc__))
