"""How well a network reads a person's parts and points, in figures and in a sheet."""

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from engines.models.heatmaps import read_points
from engines.models.skeletons import OPENPOSE_18
from engines.models.spotter import Spotter
from engines.tryon import sheets
from engines.tryon.body import HALVED, LABELS, NEAR, STEP, look, look_for_points
from engines.tryon.data import Parsed, Posed
from engines.tryon.results import LIP
from engines.tryon.warp import SURE

EXAM = 12  # pictures a step


def examine(network: Spotter, parsed: Parsed, posed: Posed) -> dict[str, float]:
    """Return the mean intersection over union of the labels that occur, of each of them, and the points' PCK."""
    return part_overlaps(network, parsed) | point_hits(network, posed)


def part_overlaps(network: Spotter, parsed: Parsed) -> dict[str, float]:
    """Return `miou` over the labels that occur, `iou_LABEL` of each, `person`, the overlap of all of them but the
    background taken as one, and `pixels`, the share that is right."""
    table = np.zeros((LABELS, LABELS), np.int64)
    for start in range(0, len(parsed.labels), EXAM):
        part = slice(start, start + EXAM)
        found = look(network, parsed.pictures[part].float() / 255)[0].argmax(1)
        both = parsed.labels[part].long() * LABELS + found
        table += both.flatten().bincount(minlength=LABELS**2).view(LABELS, LABELS).numpy()
    met = table.diagonal()
    overlap = met / np.maximum(table.sum(0) + table.sum(1) - met, 1)
    there = table.sum(1) > 0
    named = {f"iou_{name}": round(float(overlap[n]), 3) for n, name in enumerate(LIP) if there[n]}
    told = {
        "miou": overlap[there].mean(),
        "person": table[1:, 1:].sum() / max(1, table.sum() - table[0, 0]),
        "pixels": met.sum() / table.sum(),
    }
    return {name: round(float(value), 4) for name, value in told.items()} | named


def point_hits(network: Spotter, posed: Posed) -> dict[str, float]:
    """Return `pck20`: the share of known points within a fifth of the trunk (a shoulder to the hip across)."""
    away, trunk = distances(network, posed)
    known = (posed.known > 0).numpy() & (trunk > 0)[:, None]
    hits = away < 0.2 * trunk[:, None]
    by_name = {
        f"pck20_{name}": round(float(hits[:, n][known[:, n]].mean()), 3)
        for n, name in enumerate(OPENPOSE_18.names)
        if known[:, n].any()
    }
    return {"pck20": round(float(hits[known].mean()), 4)} | by_name


def distances(network: Spotter, posed: Posed) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far each point is from its label (N, 18), and how long each trunk is (N,), in pixels."""
    found = []
    for start in range(0, len(posed.xy), EXAM):
        maps = look_for_points(network, posed.pictures[start : start + EXAM].float() / 255)
        found.append(read_points(maps, NEAR)[0] * (HALVED * STEP) - 0.5)
    xy, names = posed.xy.numpy(), OPENPOSE_18.names
    sides = [
        np.linalg.norm(xy[:, names.index(f"{one}_shoulder")] - xy[:, names.index(f"{other}_hip")], axis=1)
        for one, other in (("left", "right"), ("right", "left"))
    ]
    return np.linalg.norm(torch.cat(found).numpy() - xy, axis=2), np.maximum(*sides)


def shown(network: Spotter, pictures: Tensor) -> Image.Image:
    """Return a sheet of what the network, in eval mode, reads in the first pictures."""
    seen = pictures[: sheets.COLUMNS]
    chances, maps = look(network, seen.float() / 255)
    places, scores = read_points(maps, NEAR)
    photos = [sheets.photo(one) for one in seen]
    known = (scores > SURE).float()
    found = zip(photos, places * (HALVED * STEP) - 0.5, known, strict=True)
    return sheets.sheet(
        [
            ("people", photos),
            ("parts", [sheets.parts(labels) for labels in chances.argmax(1)]),
            ("points", [sheets.points(*one) for one in found]),
        ]
    )
