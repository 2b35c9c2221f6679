"""Round worlds lit from the left: moons with craters, planets with bands, seas or rings."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engines.drawn.forms import (
    Colour,
    Plane,
    Points,
    Sheet,
    area,
    band,
    blob,
    clouds,
    colour,
    grid,
    mixed,
    soft,
    turned,
)
from engines.drawn.treasures.bends import fitted
from engines.drawn.treasures.masks import areas, seen_runs
from engines.drawn.treasures.stars import face, halo, warm

LIGHT = np.array([-0.5, -0.45, 0.74], np.float32)


@dataclass(frozen=True)
class Ball:
    """A disc as a ball. mask, u, v (across and down, -1 to 1) and lit (0 to 1) are (S, S); rim is its outline."""

    rim: Points
    mask: Plane
    u: Plane
    v: Plane
    lit: Plane


def plain_planet(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """A disc and nothing more."""
    ball = _ball(sheet, rng, at, reach)
    hue = rng.random()
    first, second = colour(hue, rng.uniform(0.5, 0.85), 0.85), colour(hue + rng.normal(0, 0.08), 0.45, 1.0)
    across = turned(np.array([[0.0, 1.0]]), -0.35)[0].astype(np.float32)
    high = ball.u * across[0] + ball.v * across[1]
    soft_bands = 0.5 + 0.5 * np.sin(high * 9 + 1.2 * np.sin(high * 4)) + 0.35 * (clouds(rng, sheet.side) - 0.5)
    _lay(sheet, ball, mixed(first, second, soft_bands.clip(0, 1)), second)
    sheet.line(ball.rim)
    if rng.random() < 0.12:
        face(sheet, rng, at, reach)


def banded_planet(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """Stripes from rim to rim."""
    ball = _ball(sheet, rng, at, reach)
    slope, bow = rng.normal(0, 0.3), rng.normal(0, 0.15)
    right, down = turned(np.array([[1.0, 0.0], [0.0, 1.0]]), slope).astype(np.float32)
    s, h = ball.u * right[0] + ball.v * right[1], ball.u * down[0] + ball.v * down[1]
    wave, phase = rng.uniform(0, 0.06), rng.uniform(0, 6)
    h = h - bow * (1 - s**2) - wave * np.sin(6 * s + phase)
    heights = np.sort(np.linspace(-0.6, 0.6, int(rng.integers(2, 6))) + rng.normal(0, 0.07))
    hue = rng.random()
    other = hue + rng.choice([-1, 1]) * rng.uniform(0.04, 0.2)
    tones = [colour(hue, rng.uniform(0.6, 0.9), rng.uniform(0.65, 0.9)), colour(other, rng.uniform(0.2, 0.5), 1.0)]
    tones += [mixed(tones[0], (1, 1, 1), 0.35)]
    paint = np.broadcast_to(tones[0], (*h.shape, 3)).copy()
    for number, height in enumerate(heights):
        paint[h > height] = tones[(number + 1) % (2 if len(heights) < 4 else 3)]
    paint = np.stack([soft(paint[..., c], 0.7) for c in range(3)], -1)
    _lay(sheet, ball, paint, tones[1])
    sheet.line(ball.rim)
    middle, half = (ball.rim.max(0) + ball.rim.min(0)) / 2, np.ptp(ball.rim, 0) / 2
    for height in heights:
        along = np.linspace(-1, 1, 80)
        up = height + bow * (1 - along**2) + wave * np.sin(6 * along + phase)
        inside = along**2 + up**2 < 0.97
        line = along[:, None] * right + up[:, None] * down
        sheet.line((line * half + middle)[inside], 0.95)


def wet_planet(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """Seas and lands."""
    ball = _ball(sheet, rng, at, reach)
    hue = 0.58 + rng.normal(0, 0.03) if rng.random() < 0.6 else rng.random()
    sea, ground = colour(hue, 0.75, 0.85), colour(hue + rng.uniform(0.62, 0.85), 0.7, 0.7)
    paint = np.broadcast_to(sea, (*ball.u.shape, 3)).copy()
    lines = []
    for _ in range(int(rng.integers(2, 5))):
        away = rng.uniform(-0.75, 0.75, 2)
        land = blob(rng, tuple(at + reach * away), tuple(reach * rng.uniform(0.2, 0.5, 2)), 0.3)
        mask = area(land, sheet.side)
        shore = 0.5 * soft(mask, 0.012 * sheet.side) * (1 - mask)
        paint += shore[..., None] * (np.float32(1.0) - paint)
        cover = mask[..., None]
        paint += cover * (mixed(ground, (0.95, 0.85, 0.5), 0.7 * clouds(rng, sheet.side) - 0.1) - paint)
        lines.append(land)
    _lay(sheet, ball, paint, mixed(sea, (1, 1, 1), 0.5))
    sheet.line(ball.rim)
    for land in lines:
        _lines(sheet, land, ball.mask)


def ringed_planet(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """A ring around it, before it and behind."""
    size = rng.uniform(0.45, 0.68)
    ball = _ball(sheet, rng, at, reach * size)
    hue = rng.random()
    first, second = colour(hue, 0.6, 0.9), colour(hue + rng.normal(0, 0.07), 0.35, 1.0)
    tint = colour(hue + rng.uniform(0.3, 0.6), rng.uniform(0.2, 0.5), 1.0)
    flat, slope = rng.uniform(0.12, 0.4), rng.normal(0, 0.35)
    angle = np.linspace(0, 2 * np.pi, 121)  # 0 to pi is the front: below the middle
    single = rng.random() < 0.4
    widths = [1.0] if single else [1.0, rng.uniform(1.15, 1.3) * size]
    loops = [turned(np.stack([np.cos(angle), np.sin(angle) * flat], 1) * w * reach, slope) + at for w in widths]
    whole = band(loops[0], 0.05 * reach + 0.008, sheet.side)
    if not single:
        whole = (area(loops[0], sheet.side) - area(loops[1], sheet.side)).clip(0, 1)
    x, y = grid(sheet.side)
    down = turned(np.array([[0.0, 1.0]]), slope)[0].astype(np.float32)
    x, y = x - float(at[0]), y - float(at[1])
    along, away = x * down[1] - y * down[0], x * down[0] + y * down[1]
    front = (away > 0).astype(np.float32)
    radial = np.hypot(along, away / flat) / reach
    paint = mixed(tint, mixed(tint, first, 0.6), 0.5 + 0.5 * np.sin((1 - radial) * 25))
    halo(sheet, whole, tint, 0.25)
    sheet.fill(whole, paint * np.float32(0.85))
    high = ball.u * down[0] + ball.v * down[1]
    _lay(sheet, ball, mixed(first, second, 0.5 + 0.5 * np.sin(high * 9)), second)
    sheet.fill(soft(whole * front, 0.012 * sheet.side) * ball.mask * 0.35, (0.05, 0.03, 0.12))
    sheet.fill(whole * front, paint)
    through = rng.random() < 0.3
    covered = whole * front if not through else whole * 0
    _lines(sheet, ball.rim, 1 - covered)
    for loop in loops:
        _lines(sheet, np.roll(loop[:-1], 31, 0), 1 - ball.mask * (1 - front))


def round_moon(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """A full moon with craters or a face."""
    ball = _ball(sheet, rng, at, reach)
    heart, edge = warm(rng) if rng.random() < 0.6 else (colour(0.6, 0.06, 1.0), colour(0.62, 0.2, 0.72))
    dust = clouds(rng, sheet.side, 4, 4)
    paint = mixed(mixed(edge, heart, 0.3), heart, (0.5 + 1.4 * (dust - 0.5)).clip(0, 1))
    halo(sheet, ball.mask, edge, 0.5)
    craters: list[Points] = []
    if rng.random() < 0.8:
        for _ in range(int(rng.integers(1, 9))):
            big = reach * rng.uniform(0.08, 0.26)
            away = rng.uniform(0, 0.8) * reach
            angle = rng.uniform(0, 2 * np.pi)
            centre = at + away * np.array([np.cos(angle), np.sin(angle)])
            if all(np.hypot(*(centre - c.mean(0))) > big + np.ptp(c, 0).max() / 2 for c in craters):
                craters.append(blob(rng, tuple(centre), (big, big * rng.uniform(0.6, 1.0)), 0.1, rng.uniform(0, 3)))
    if craters:
        paint += _craters(areas(craters, sheet.side))[..., None]
    _lay(sheet, ball, paint.clip(0, 1), heart)
    sheet.line(ball.rim)
    for crater in craters:
        _lines(sheet, crater, ball.mask)
    if not craters or rng.random() < 0.06:
        face(sheet, rng, at, reach)


def _craters(holes: Plane) -> Plane:
    """(S, S) how much lighter the ground gets: dark towards the light, bright beyond, a pale ring around."""
    down, right = np.gradient(soft(holes, 0.02 * len(holes)))
    ring = soft(holes, 0.006 * len(holes)) * (1 - holes)
    slope = (down + right) * np.float32(len(holes) / 256)
    return (0.3 * ring - holes * (0.16 + 4.5 * slope)).astype(np.float32)


def _ball(sheet: Sheet, rng: Generator, at: Points, reach: float) -> Ball:
    stretch = float(rng.uniform(0.84, 1.0))
    rim = blob(rng, (0, 0), (1, stretch) if rng.random() < 0.5 else (stretch, 1), 0.035)
    rim = fitted(rim, at, reach)(rim)
    x, y = grid(sheet.side)
    middle, half = ((rim.max(0) + rim.min(0)) / 2).astype(np.float32), (np.ptp(rim, 0) / 2).astype(np.float32)
    u, v = (x - middle[0]) / half[0], (y - middle[1]) / half[1]
    z = np.sqrt((1 - u**2 - v**2).clip(0, 1))
    lit = (u * LIGHT[0] + v * LIGHT[1] + z * LIGHT[2]).clip(0, 1)
    return Ball(rim, area(rim, sheet.side), u, v, lit)


def _lay(sheet: Sheet, ball: Ball, paint: NDArray[np.float32], air: Colour | NDArray[np.float32]) -> None:
    """Paint a ball with light, shade and a rim of air."""
    halo(sheet, ball.mask, np.asarray(air, np.float32), 0.36)
    edge = (ball.u**2 + ball.v**2).clip(0, 1) ** 4
    shade = 0.36 + 0.8 * ball.lit**0.9
    sheet.fill(ball.mask, (paint * shade[..., None] + (0.35 * edge * (0.3 + ball.lit))[..., None] * air).clip(0, 1))
    gloss = np.exp(-((ball.u + 0.4) ** 2 + (ball.v + 0.4) ** 2) / 0.12)
    sheet.lighten(ball.mask, (0.16 * gloss).astype(np.float32))


def _lines(sheet: Sheet, points: Points, seen: Plane) -> None:
    """Note a line where `seen` (S, S) is set."""
    for run in seen_runs(points, seen):
        sheet.line(run, 0.97)
