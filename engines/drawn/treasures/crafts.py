"""What flies through space: rockets and saucers."""

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import (
    Colour,
    Points,
    Sheet,
    area,
    blob,
    colour,
    curve,
    grid,
    mixed,
    soft,
    turned,
)
from engines.drawn.treasures.bends import any_bend, fitted, straight
from engines.drawn.treasures.masks import cushion, seen_runs
from engines.drawn.treasures.stars import halo

FLAME = colour(0.1, 0.9, 1.0)
GLASS = colour(0.53, 0.45, 0.95)


def rocket(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """A pointed body, fins, windows and fire."""
    half, waist, foot = rng.uniform(0.25, 0.45), rng.uniform(-0.1, 0.35), rng.uniform(0.55, 0.95)
    hull = curve([(0, -1), (half * 0.75, -0.5), (half, waist), (half * foot, 0.62)], 50)
    body = np.concatenate([hull, hull[::-1] * [-1, 1]])
    body = np.concatenate([body, body[:1]])
    wide, drop = rng.uniform(0.2, 0.45), rng.uniform(-0.1, 0.22)
    tail = 0.55 + drop
    shoulder = (half * 0.95, rng.uniform(0.05, 0.3))
    fin = straight([shoulder, (half + wide, tail), (half + wide * 0.8, tail + 0.15), (half * foot, 0.6)])
    fire = rng.random() < 0.7
    long = rng.uniform(0.25, 0.55)
    x = np.linspace(-0.55, 0.55, 7) * half
    flame = curve(np.stack([x, 0.62 + long * np.array([0, 0.4, 0.75, 1, 0.75, 0.4, 0])], 1), 50)
    if rng.random() < 0.5:
        flame = straight(np.stack([x, 0.62 + long * np.array([0, 0.7, 0.35, 1, 0.35, 0.7, 0])], 1))
    turn = rng.choice([0.0, 0.0, 0.7, -0.7, 1.2]) + rng.normal(0, 0.12)
    bend = any_bend(rng, 0.03)
    outer = np.concatenate([body, fin, fin * [-1, 1], *([flame] if fire else [])])
    lay = fitted(bend(turned(outer, turn)), at, reach)

    def place(points: Points) -> Points:
        return lay(bend(turned(points, turn)))

    hue = rng.random()
    paint = colour(hue, rng.choice([0.03, 0.03, 0.6]), 0.95)
    trim = colour(hue + rng.uniform(0.3, 0.7), 0.8, 0.9)
    halo(sheet, area(place(body), sheet.side), GLASS, 0.3)
    if fire:
        _flame(sheet, place(flame), reach)
    for way in (-1, 1):
        _part(sheet, place(fin * [way, 1]), trim)
    _part(sheet, place(body), paint)
    if rng.random() < 0.7:
        level = int(rng.integers(14, 26))
        nose = np.concatenate([hull[:level], hull[:level][::-1] * [-1, 1]])
        _cover(sheet, place(nose), trim)
        sheet.line(place(np.linspace(hull[level - 1], hull[level - 1] * [-1, 1], 12)), 0.95)
    for number in range(int(rng.choice([0, 1, 1, 1, 2]))):
        big = half * rng.uniform(0.35, 0.6)
        window = place(blob(rng, (0, waist - 0.15 + 0.42 * number), (big, big), 0.04, count=50))
        sheet.fill(area((window - window.mean(0)) * 1.25 + window.mean(0), sheet.side), trim)
        _part(sheet, window, GLASS)


def ufo(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """A saucer, its dome and its lights."""
    thick, dome, high = rng.uniform(0.2, 0.4), rng.uniform(0.35, 0.6), rng.uniform(0.35, 0.7)
    plate = blob(rng, (0, 0), (1.0, thick), 0.02)
    angle = np.linspace(np.pi, 2 * np.pi, 50)
    lid = np.stack([np.cos(angle) * dome, np.sin(angle) * high - thick * 0.5], 1)
    low = curve([lid[-1], (0, -thick * 0.3), lid[0]], 30)
    bubble = np.concatenate([lid, low])
    beam = rng.random() < 0.4
    cone = straight([(-0.3, thick * 0.9), (-0.6, 1.1), (0.6, 1.1), (0.3, thick * 0.9)])
    turn = rng.normal(0, 0.18)
    everything = turned(np.concatenate([plate, bubble, *([cone] if beam else [])]), turn)
    lay = fitted(everything, at, reach)

    def place(points: Points) -> Points:
        return lay(turned(points, turn))

    hue = rng.random()
    metal, glow = colour(hue, 0.3, 0.85), colour(hue + 0.45, 0.6, 1.0)
    if beam:
        sheet.fill(area(place(cone), sheet.side) * 0.5, mixed(glow, (1, 1, 1), 0.3))
        for part in (cone[:11], cone[20:]):
            sheet.line(place(part), 0.95)
    halo(sheet, area(place(plate), sheet.side), glow, 0.4)
    _cover(sheet, place(bubble), GLASS)
    _part(sheet, place(plate), metal)
    for run in seen_runs(place(lid), 1 - area(place(plate), sheet.side)):
        sheet.line(run)
    count = int(rng.integers(0, 6))
    for x in np.linspace(-0.65, 0.65, count) if count > 1 else []:
        lamp = place(blob(rng, (x, thick * 0.25 * (1 - x**2)), (0.09, 0.09), 0.05, count=40))
        halo(sheet, area(lamp, sheet.side), glow, 0.5)
        _part(sheet, lamp, glow)


def _part(sheet: Sheet, rim: Points, paint: Colour) -> None:
    """A glossy piece with its line."""
    _cover(sheet, rim, paint)
    sheet.line(np.concatenate([rim, rim[:1]]))


def _cover(sheet: Sheet, rim: Points, paint: Colour) -> None:
    mask = area(rim, sheet.side)
    sheet.fill(mask, paint)
    sheet.lighten(mask, 0.75 * cushion(mask, 1.2))
    sheet.fill((mask * (1 - soft(mask, 0.008 * sheet.side))).clip(0, 0.5), mixed(paint, (0.05, 0.05, 0.2), 0.7))


def _flame(sheet: Sheet, rim: Points, reach: float) -> None:
    mask = area(rim, sheet.side)
    halo(sheet, mask, FLAME, 0.8)
    x, y = grid(sheet.side)
    start = (rim[0] + rim[-1]) / 2
    far = (np.hypot(x - start[0], y - start[1]) / (0.5 * reach)).clip(0, 1)
    sheet.fill(mask, mixed((1.0, 0.95, 0.6), (1.0, 0.35, 0.1), far))
    sheet.line(rim, 0.97)
