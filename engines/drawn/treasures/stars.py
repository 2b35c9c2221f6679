"""What shines by itself, or seems to: stars, suns, crescent moons, comets and galaxies.

Each is painted into a night sky around a point, to a distance `reach` from it, both of the page's side.
"""

import numpy as np
from numpy.random import Generator

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
    curve,
    grid,
    mixed,
    soft,
    turned,
)
from engines.drawn.treasures.bends import any_bend, fitted, straight
from engines.drawn.treasures.masks import areas, bands, cushion

INK = (0.25, 0.1, 0.1)  # of eyes and mouths
HUES = [0.135, 0.135, 0.13, 0.125, 0.12, 0.115, 0.1, 0.08, 0.03, 0.93, 0.5, 0.6, 0.76, 0.36]  # gold, more than others


def warm(rng: Generator) -> tuple[Colour, Colour]:
    """Two colours of a light: of its heart and of its edge."""
    hue = HUES[rng.integers(len(HUES))] + float(rng.normal(0, 0.012))
    return colour(hue + 0.02, 0.3, 1.0), colour(hue - 0.035, 0.88, 1.0)


def halo(sheet: Sheet, mask: Plane, tint: Colour, strength: float = 0.7) -> None:
    """Light around a thing that is still to be painted."""
    around = 0.5 * soft(mask, 0.03 * sheet.side) + 0.7 * soft(mask, 0.1 * sheet.side)
    sheet.fill((around * np.float32(strength)).clip(0, 0.8), tint)


def star(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """A star as its outline."""
    count = int(rng.choice([4, 5, 5, 5, 5, 5, 6, 7, 8]))
    angle = -np.pi / 2 + np.arange(2 * count) * np.pi / count + rng.normal(0, 0.09, 2 * count)
    radius = np.where(np.arange(2 * count) % 2 == 0, 1.0, rng.uniform(0.3, 0.6)) * rng.uniform(0.8, 1.15, 2 * count)
    corners = np.stack([np.cos(angle), np.sin(angle)], 1) * radius[:, None] * [np.exp(rng.normal(0, 0.12)), 1]
    rim = straight([*corners, corners[0]])
    if rng.random() < 0.25:
        rim = curve(rim[::5], 120)  # round tips
    rim = any_bend(rng)(turned(rim, rng.normal(0, 0.15)))
    rim = fitted(rim, at, reach)(rim)
    heart, edge = warm(rng)
    _glowing(sheet, rim, heart, edge)
    pieces = np.array_split(rim, int(rng.choice([1, 1, 2, 3])))
    for first, second in zip(pieces, [*pieces[1:], rim[-1:]], strict=True):
        sheet.line(np.concatenate([first, second[:1]]))
    if reach > 0.2 and rng.random() < 0.15:
        face(sheet, rng, rim.mean(0), reach * 0.3)


def crossed_star(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """A star in one go, its lines crossing."""
    count, step = [(5, 2), (5, 2), (5, 2), (5, 2), (6, 2), (7, 3)][rng.integers(6)]
    angle = -np.pi / 2 + np.arange(count) * 2 * np.pi / count + rng.normal(0, 0.13, count)
    tips = np.stack([np.cos(angle), np.sin(angle)], 1) * rng.uniform(0.8, 1.2, (count, 1))
    tips = turned(tips * [np.exp(rng.normal(0, 0.18)), 1], rng.normal(0, 0.2))
    ways = [[k * step % count for k in range(count + 1)]]
    if count == 6:
        ways = [[0, 2, 4, 0], [1, 3, 5, 1]]
    corners = []
    for i in range(count):
        corners += [tips[i], _crossing(tips, i, (i + step) % count, (i + 1) % count, (i + 1 - step) % count)]
    bend = any_bend(rng)
    rim = bend(straight([*corners, corners[0]]))
    lay = fitted(rim, at, reach)
    rim = lay(rim)
    heart, edge = warm(rng)
    _glowing(sheet, rim, heart, edge)
    lines = [lay(bend(straight(tips[way], 20))) for way in ways]
    folds = bands(lines, 0.03 * reach, sheet.side)
    core = area(lay(bend(straight([*corners[1::2], corners[1]]))), sheet.side)
    sheet.fill(core * 0.55, mixed(heart, (1, 1, 1), 0.6))
    sheet.fill(folds * 0.7, mixed(edge, (0.5, 0.2, 0.1), 0.35))
    for line in lines:
        sheet.line(line)


def sun(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """A disc and its rays: lines, curls, triangles or a crown of points."""
    size = rng.uniform(0.4, 0.68)
    stretch = np.exp(rng.normal(0, 0.1))
    disc = blob(rng, tuple(at), (reach * size * stretch, reach * size / stretch), 0.05)
    count = int(rng.integers(5, 17))
    first, last = (0.0, 2 * np.pi) if rng.random() < 0.85 else (-np.pi * 1.05, np.pi * 0.05)
    angles = np.linspace(first, last, count, endpoint=first < 0) + rng.normal(0, 0.25 / np.sqrt(count), count)
    angles += rng.uniform(0, 6) if first == 0 else 0
    heart, edge = warm(rng)
    halo(sheet, area(disc, sheet.side), edge, 0.9)
    kind = rng.choice(4, p=[0.6, 0.1, 0.16, 0.14])
    if kind == 3:
        _crown(sheet, rng, disc, at, count + 3, reach, edge)
    else:
        rays = [_ray(rng, disc, at, angle, reach, kind) for angle in angles]
        shape = areas(rays, sheet.side) if kind == 2 else bands(rays, 0.05 * reach + 0.008, sheet.side, 0.5)
        halo(sheet, shape, edge, 1.0)
        sheet.fill(shape, mixed(edge, heart, 0.5))
        for ray in rays:
            sheet.line(ray)
    _glowing(sheet, disc, heart, edge, around=0.0)
    sheet.line(disc)
    if rng.random() < 0.25:
        face(sheet, rng, at, reach * size)


def crescent(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """The moon as everybody draws it."""
    horn = rng.uniform(0.35, 1.15)
    t = np.linspace(horn, 2 * np.pi - horn, 60)
    outer = np.stack([np.cos(t), np.sin(t)], 1)
    half, deep = np.sin(horn), (1 + np.cos(horn)) * rng.uniform(0.25, 0.88)  # of the hollow
    radius = (half**2 + deep**2) / (2 * deep)  # two circles through the horns: sharp ones
    s = np.linspace(1, -1, 40) * np.arccos(1 - deep / radius)
    inner = np.stack([np.cos(horn) - deep + radius * (1 - np.cos(s)), radius * np.sin(s)], 1)
    if rng.random() < 0.15:  # as if a bite was taken out
        inner[:, 0] = np.cos(horn) - deep * (1 - np.linspace(-1, 1, 40) ** 4)
        inner[:, 1] = np.linspace(half, -half, 40)
    width = rng.uniform(0.75, 1.05)
    outer, inner = outer * [width, 1], inner * [width, 1]
    turn = rng.normal(0, 0.4) + (np.pi if rng.random() < 0.35 else 0)
    bend = any_bend(rng, 0.05)
    outer, inner = bend(turned(outer, turn)), bend(turned(inner, turn))
    lay = fitted(outer, at, reach)
    outer, inner = lay(outer), lay(inner)
    rim = np.concatenate([outer, inner[::-1]])
    mask = area(rim, sheet.side)
    heart, edge = warm(rng)
    halo(sheet, mask, edge, 0.7)
    sheet.fill(mask, _dusty(sheet, rng, mask, heart, edge))
    sheet.line(outer)
    sheet.line(inner)


def comet(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """A head, round or a star, and lines behind it."""
    slope = rng.uniform(-0.8, 0.8) + (np.pi if rng.random() < 0.5 else 0)
    heart, edge = warm(rng)
    count, spread = int(rng.integers(3, 7)), rng.uniform(0.1, 0.35)
    bow = rng.normal(0, 0.2)
    tails = []
    for side_step in np.linspace(-1, 1, count):
        far = rng.uniform(1.0, 1.6)
        u = np.linspace(0.05, far, 30)
        tails.append(np.stack([0.6 - u, side_step * (0.2 + spread * u * 0.6) + bow * u**2], 1))
    corners = np.array([[1.0, 0.36], [1.0, -0.36]])
    lay = fitted(turned(np.concatenate([corners, *tails]), slope), at, reach)
    tails = [lay(turned(tail, slope)) for tail in tails]
    head = lay(turned(np.array([[0.62, 0.0]]), slope))[0]
    wash = np.concatenate([tails[0], tails[-1][::-1]])
    x, y = grid(sheet.side)
    fade = (1 - np.hypot(x - float(head[0]), y - float(head[1])) / (1.6 * reach)).clip(0, 1)
    sheet.fill(soft(area(wash, sheet.side), 0.015 * sheet.side) * fade**1.5 * 0.85, edge)
    sheet.fill(bands(tails, 0.02, sheet.side, 0.7) * (0.3 + 0.7 * fade), heart)
    for tail in tails:
        sheet.line(tail, 0.95)
    if rng.random() < 0.5:
        star(sheet, rng, head, reach * 0.36)
    else:
        rim = blob(rng, head, (reach * 0.32, reach * 0.3), 0.05)
        _glowing(sheet, rim, heart, edge)
        sheet.line(rim)


def galaxy(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """A spiral of light."""
    heart = warm(rng)[0]
    other = colour(rng.uniform(0.55, 0.95), 0.6, 1.0)
    arms, turns = int(rng.choice([1, 1, 2])), rng.uniform(1.2, 2.8)
    t = np.linspace(0.02, 1, 140)
    flat, slope, way = rng.uniform(0.5, 1.0), rng.uniform(-0.6, 0.6), rng.choice([-1, 1])
    lines = []
    for arm in range(arms):
        angle = way * t * turns * 2 * np.pi + arm * np.pi
        lines.append(turned(np.stack([np.cos(angle) * t, np.sin(angle) * t * flat], 1), slope))
    lay = fitted(np.concatenate(lines), at, reach)
    middle = lay(np.zeros((1, 2)))[0]
    x, y = grid(sheet.side)
    away = np.hypot(x - float(middle[0]), y - float(middle[1])) / reach
    sheet.fill((0.5 * np.exp(-2.5 * away**2)).clip(0, 1), other)
    for line in map(lay, lines):
        glow = soft(band(line, 0.06 * reach + 0.01, sheet.side), 0.02 * sheet.side)
        sheet.fill((glow * 1.1).clip(0, 0.8), mixed(heart, other, away.clip(0, 1)))
        sheet.fill(band(line, 0.018, sheet.side) * 0.9, mixed((1, 1, 1), other, 0.5 * away.clip(0, 1)))
        sheet.line(line)
    sheet.fill((1.1 * np.exp(-((away / 0.16) ** 2))).clip(0, 1), mixed(heart, (1, 1, 1), 0.5))


def glint(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """A little star of two to four crossing lines, or a dot of light."""
    heart, edge = warm(rng)
    count = int(rng.integers(2, 5))
    angles = np.arange(count) * np.pi / count + rng.normal(0, 0.1, count)
    arms = reach * np.stack([np.cos(angles), np.sin(angles)], 1) * rng.uniform(0.8, 1.1, (count, 1))
    lines = [np.linspace(at - arm, at + arm, 12) for arm in arms]
    shape = bands(lines, 0.012, sheet.side)
    halo(sheet, shape, edge, 1.0)
    sheet.fill(shape, heart)
    for line in lines:
        sheet.line(line)


def face(sheet: Sheet, rng: Generator, at: Points, reach: float) -> None:
    """Two eyes and a smile."""
    apart, high, big = rng.uniform(0.25, 0.42), rng.uniform(-0.3, -0.1), rng.uniform(0.07, 0.14)
    eyes, cheeks = [], []
    for way in (-1, 1):
        eye, cheek = (tuple(at + reach * np.array(p)) for p in ([way * apart, high], [way * apart * 1.5, 0.2]))
        eyes.append(blob(rng, eye, (big * reach, big * reach * 1.25), 0.05, count=40))
        cheeks.append(blob(rng, cheek, (0.14 * reach, 0.1 * reach), 0.0, count=40))
        sheet.line(eyes[-1], 0.95)
    sheet.fill(soft(areas(cheeks, sheet.side), 0.01 * sheet.side) * 0.5, (1.0, 0.45, 0.45))
    sheet.fill(areas(eyes, sheet.side), INK)
    spots = [(eye - eye.mean(0)) * 0.35 + eye.mean(0) - 0.25 * big * reach for eye in eyes]
    sheet.fill(areas(spots, sheet.side), (1, 1, 1))
    wide, low, deep = rng.uniform(0.25, 0.5), rng.uniform(0.15, 0.3), rng.uniform(0.08, 0.3)
    mouth = curve([(-wide, low), (0, low + deep), (wide, low)], 40) * reach + at
    sheet.fill(band(mouth, 0.05 * reach, sheet.side), INK)
    sheet.line(mouth, 0.95)


def _glowing(sheet: Sheet, rim: Points, heart: Colour, edge: Colour, around: float = 0.6) -> None:
    """Fill an outline with light: brightest in the middle, round like a cushion, with a halo as strong as `around`."""
    mask = area(rim, sheet.side)
    reach = np.ptp(rim, 0).max() / 2
    halo(sheet, mask, edge, around)
    near = (soft(mask, 0.25 * reach * sheet.side) * 1.6 - 0.55).clip(0, 1)
    sheet.fill(mask, mixed(edge, heart, near))
    sheet.lighten(mask, 0.5 * cushion(mask, 0.6))
    sheet.fill((mask * (1 - soft(mask, 0.008 * sheet.side))).clip(0, 0.5), mixed(edge, (0.6, 0.2, 0.05), 0.4))


def _dusty(sheet: Sheet, rng: Generator, mask: Plane, heart: Colour, edge: Colour) -> Plane:
    """Colours of a moon's ground."""
    dust = clouds(rng, sheet.side, 5, 3)
    tone = (0.55 + 1.1 * cushion(mask, 0.8) + 0.5 * (dust - 0.5)).clip(0, 1)
    return mixed(edge * np.float32(0.86), heart, tone)


def _crown(sheet: Sheet, rng: Generator, disc: Points, at: Points, count: int, reach: float, edge: Colour) -> None:
    """Points all around a disc in one zigzag line."""
    angle = np.arange(2 * count) * np.pi / count + rng.normal(0, 0.12 / np.sqrt(count), 2 * count)
    inner = np.array([_border(disc, at, a) for a in angle]) * 1.05
    outer = reach * rng.uniform(0.82, 1.0, 2 * count)
    radius = np.where(np.arange(2 * count) % 2 == 0, np.maximum(outer, inner * 1.1), inner)
    corners = at + np.stack([np.cos(angle), np.sin(angle)], 1) * radius[:, None]
    rim = straight([*corners, corners[0]], 6)
    shape = area(rim, sheet.side)
    halo(sheet, shape, edge, 0.7)
    sheet.fill(shape, mixed(edge, (0.9, 0.35, 0.1), 0.35))
    sheet.line(rim)


def _ray(rng: Generator, disc: Points, at: Points, angle: float, reach: float, kind: int) -> Points:
    """One ray of a sun: a line (0), a curl (1) or a triangle on its border (2)."""
    border = _border(disc, at, angle)
    start = min(border * (1.04 if rng.random() < 0.5 else rng.uniform(1.05, 1.25)), 0.86 * reach)
    end = max(start + 0.12 * reach, reach * rng.uniform(0.75, 1.0))
    heading = np.array([np.cos(angle), np.sin(angle)])
    aside = heading[::-1] * [-1, 1]
    if kind == 2:
        half = border * rng.uniform(0.15, 0.3)
        foot = heading * border * 0.97
        return at + straight(np.stack([foot - aside * half, heading * end, foot + aside * half]), 12)
    t = np.linspace(0, 1, 24)
    sway = rng.normal(0, 0.05) * t**2 + rng.normal(0, 0.08) * t
    if kind == 1:
        sway = rng.uniform(0.05, 0.09) * np.sin(t * 9)
    return at + heading * (start + (end - start) * t)[:, None] + aside * (reach * sway)[:, None]


def _border(disc: Points, at: Points, angle: float) -> float:
    """How far the disc reaches in a direction."""
    away = disc - at
    nearest = np.abs(np.angle(np.exp(1j * (np.arctan2(away[:, 1], away[:, 0]) - angle)))).argmin()
    return float(np.hypot(*away[nearest]))


def _crossing(tips: Points, a: int, b: int, c: int, d: int) -> Points:
    """Where the line through tips a and b meets the one through c and d."""
    along, other = tips[b] - tips[a], tips[d] - tips[c]
    share = np.linalg.solve(np.stack([along, -other], 1), tips[c] - tips[a])[0]
    return np.asarray(tips[a] + along * share)
