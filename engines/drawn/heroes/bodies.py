"""Bodies of heroes: a stick, a dress, a trunk with limbs, one long outline, a mermaid. One is the head's radius."""

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import Points
from engines.drawn.heroes.figures import Figure, ring, smooth
from engines.drawn.heroes.limbs import LEFT, LEGS, RIGHT, TORSO, Trunk, add_arms, add_legs
from engines.drawn.heroes.pixels import Finish


def add_body(figure: Figure, rng: Generator, kind: str, neck: Points) -> Trunk:
    """Draw a body of that kind below the neck, a point."""
    lean = rng.normal(0, 0.1)
    if kind == "tail":
        return _mermaid(figure, rng, neck)
    length = {"stick": 1.5, "dress": 1.9, "trunk": 1.4, "outline": 1.3}[kind] * rng.uniform(0.8, 1.6)
    hip = neck + length * np.array([np.sin(lean), np.cos(lean)])
    bow = (neck + hip) / 2 + [rng.normal(0, 0.08), 0]
    spine = smooth([neck, bow, hip], 40)
    if kind == "stick":
        return _stick(figure, rng, spine)
    if kind == "dress":
        return _dress(figure, rng, spine)
    return _outlined(figure, rng, spine, one_line=kind == "outline")


def _stick(figure: Figure, rng: Generator, spine: Points) -> Trunk:
    """Single lines for all but the head. The hero's clothes are as wide as the lines are long."""
    length = np.hypot(*(spine[-1] - spine[0]))
    width = 0.75 + 0.14 * length
    figure.limb(spine, width, "coat", TORSO)
    figure.limb(spine[-8:], width, "trousers", TORSO - 0.1)
    figure.line(spine, 1.0, TORSO)
    limb = 0.62 * width
    shoulder = spine[int(len(spine) * rng.uniform(0.05, 0.4))]
    trunk = Trunk(spine, 0.0, 0.0, True, [])
    add_arms(figure, rng, (shoulder, shoulder), trunk, limb, "sleeve", length)
    legs = rng.choice(["stand", "walk", "dance", "lotus", "wide"], p=[0.45, 0.2, 0.15, 0.12, 0.08])
    add_legs(figure, rng, str(legs), (spine[-1], spine[-1]), limb * 1.08, length, stick=True)
    return trunk


def _dress(figure: Figure, rng: Generator, spine: Points) -> Trunk:
    """A robe or dress: a triangle, a bell, a tube or an egg, with a straight or wavy hem."""
    neck, hip = spine[0], spine[-1]
    length = float(np.hypot(*(hip - neck)))
    top = rng.uniform(0.15, 0.65)
    hem = max(top, length * rng.uniform(0.25, 0.75))
    form = rng.choice(["triangle", "bell", "waist", "egg"], p=[0.4, 0.25, 0.2, 0.15])
    down = (hip - neck) / length
    across = np.array([down[1], -down[0]])
    middle = {"triangle": 0.5, "bell": 0.3, "waist": 0.12, "egg": 0.5}[str(form)]
    if form == "egg":
        hem = length * rng.uniform(0.3, 0.45)
        outline = ring(rng, (neck + hip) / 2, (hem, length / 2), 0.06, np.arctan2(-down[0], down[1]))
    else:
        half = top + (hem - top) * middle if form != "waist" else top * rng.uniform(0.6, 0.95)
        at = 0.45 if form == "waist" else 0.5
        sides = [
            smooth([neck + s * top * across, neck + at * length * down + s * half * across, hip + s * hem * across], 30)
            for s in (RIGHT, LEFT)
        ]
        sides = [side + rng.normal(0, 0.05, 2) * np.linspace(0, 1, 30)[:, None] for side in sides]
        waves = int(rng.choice([0, 0, 0, 3, 4, 5]))
        sag = rng.uniform(-0.05, 0.2)
        share = np.linspace(0, 1, 40)[:, None]
        low = sides[0][-1] + share * (sides[1][-1] - sides[0][-1])
        low = low + down * (sag * np.sin(np.pi * share) + (0.1 * np.abs(np.sin(waves * np.pi * share)) if waves else 0))
        outline = np.concatenate([sides[0], low, sides[1][::-1]])
    figure.shape(outline, "coat", TORSO)
    if rng.random() < 0.25:
        at = rng.uniform(0.35, 0.6)
        wide = (top + (hem - top) * at) * 1.02
        belt = smooth([neck + at * length * down - wide * across, neck + at * length * down + wide * across], 20)
        figure.limb(belt, 0.22, "trim", TORSO + 0.1)
        figure.line(belt, 1.0, TORSO + 0.1)
    if rng.random() < 0.7:
        stubs = rng.uniform(0.3, 0.8)
        apart = hem * rng.uniform(0.2, 0.5)
        feet = [
            smooth([hip + s * apart * across - 0.3 * down, hip + s * apart * across + stubs * down], 12)
            for s in (LEFT, RIGHT)
        ]
        numbers = []
        for foot in feet:
            figure.limb(foot, 0.42, "skin", LEGS)
            numbers.append(figure.limb(foot[7:], 0.5, "boots", LEGS + 0.1))
        if rng.random() < 0.7:
            for foot in feet:
                figure.line(foot, 1.0, LEGS)
        else:
            for number in numbers:
                figure.contour([number - 1, number])
    stick = bool(rng.random() < 0.45)
    trunk = Trunk(spine, top, hem, stick, [])
    if rng.random() < 0.85:
        at = rng.uniform(0.05, 0.2)
        wide = (top + (hem - top) * at * middle * 2) * 0.75
        roots = (neck + at * length * down - wide * across, neck + at * length * down + wide * across)
        add_arms(figure, rng, roots, trunk, rng.uniform(0.42, 0.6), "sleeve", length)
    return trunk


def _outlined(figure: Figure, rng: Generator, spine: Points, one_line: bool) -> Trunk:
    """A trunk with arms and legs in outline; `one_line` draws all of it as one long line around."""
    neck, hip = spine[0], spine[-1]
    length = float(np.hypot(*(hip - neck)))
    down = (hip - neck) / length
    across = np.array([down[1], -down[0]])
    shoulder, low = rng.uniform(0.45, 0.95), rng.uniform(0.42, 0.85)
    limb = rng.uniform(0.42, 0.62)
    at = [neck + s * shoulder * across for s in (RIGHT, LEFT)], [hip + s * low * across for s in (RIGHT, LEFT)]
    corner = 0.2 if rng.random() < 0.5 else 0.02
    outline = np.concatenate(
        [
            smooth([at[0][1], neck - 0.04 * down, at[0][0]], 20),
            smooth([at[0][0] + corner * down, (at[0][0] + at[1][0]) / 2 + rng.normal(0, 0.06) * across, at[1][0]], 20),
            smooth([at[1][0], hip + corner * down, at[1][1]], 20),
            smooth([at[1][1], (at[0][1] + at[1][1]) / 2 + rng.normal(0, 0.06) * across, at[0][1] + corner * down], 20),
        ]
    )
    trunk = Trunk(spine, shoulder, low, False, [])
    first = len(figure.pieces)
    figure.shape(outline, "coat", TORSO, 1.0)
    if one_line:
        figure.lines.pop()
    elif rng.random() < 0.3:
        belt = smooth([at[1][1] - 0.25 * down, at[1][0] - 0.25 * down], 20)
        figure.limb(belt, 0.24, "trim", TORSO + 0.1)
        figure.line(belt, 1.0, TORSO + 0.1)
    roots = (
        neck + 0.16 * length * down - (shoulder - limb * 0.4) * across,
        neck + 0.16 * length * down + (shoulder - limb * 0.4) * across,
    )
    add_arms(figure, rng, roots, trunk, limb, "sleeve", length, contour=not one_line)
    kind = str(rng.choice(["stand", "walk", "lotus", "wide"], p=[0.72, 0.16, 0.08, 0.04]))
    hips = (hip - (low - limb * 0.5) * across, hip + (low - limb * 0.5) * across)
    add_legs(figure, rng, kind, hips, limb * 1.15, length, stick=False, contour=not one_line)
    if one_line:
        figure.contour(list(range(first, len(figure.pieces))))
    return trunk


def _mermaid(figure: Figure, rng: Generator, neck: Points) -> Trunk:
    """A bare trunk that goes over into a tail with a fin."""
    length = rng.uniform(0.9, 1.7)
    top, waist = rng.uniform(0.45, 0.8), rng.uniform(0.4, 0.65)
    hip = neck + np.array([rng.normal(0, 0.12), length])
    spine = smooth([neck, (neck + hip) / 2, hip], 40)
    down = (hip - neck) / np.hypot(*(hip - neck))
    across = np.array([down[1], -down[0]])
    sides = [
        smooth(
            [neck + s * top * across, neck + 0.6 * length * down + s * waist * 0.9 * across, hip + s * waist * across],
            24,
        )
        for s in (RIGHT, LEFT)
    ]
    figure.shape(np.concatenate([sides[0], sides[1][::-1]]), "skin", TORSO)
    chest = neck + 0.38 * length * down
    wide = top * 0.92
    figure.limb(
        smooth([chest - wide * across, chest + 0.06 * down, chest + wide * across], 20), 0.36, "trim", TORSO + 0.1
    )
    if rng.random() < 0.35:
        for s in (LEFT, RIGHT):
            figure.line(ring(rng, chest + s * wide * 0.45 * across, (0.26, 0.22), 0.1), 1.0, TORSO + 0.1)
    long = rng.uniform(2.2, 3.9)
    bend, curl = rng.uniform(-1.5, 1.5), rng.uniform(-2.0, 2.0)
    count = 50
    share = np.linspace(0, 1, count)
    angle = np.arctan2(down[0], down[1]) + bend * share**1.3 + curl * share**3
    steps = np.stack([np.sin(angle), np.cos(angle)], 1) * long / count
    middle = hip + np.concatenate([[[0, 0]], np.cumsum(steps, 0)[:-1]])
    normal = np.stack([np.cos(angle), -np.sin(angle)], 1)
    belly = rng.uniform(1.0, 1.35)
    half = waist * (1 + (belly - 1) * np.sin(np.pi * np.minimum(1, share * 2.2)) - 0.62 * share**1.3)[:, None]
    tail = np.concatenate([middle + half * normal, (middle - half * normal)[::-1]])
    end, ahead, beside = middle[-1], steps[-1] / np.hypot(*steps[-1]), normal[-1]
    wide, deep = rng.uniform(0.7, 1.35), rng.uniform(0.7, 1.35)
    notch = deep * rng.uniform(0.4, 0.75)
    root = float(half[-1, 0])
    half_fin = np.concatenate(
        [
            smooth([(root, 0), (0.8 * wide, 0.45 * deep), (wide, deep)]),
            smooth([(wide, deep), (0.3 * wide, notch + 0.1), (0, notch)]),
        ]
    )
    both = np.concatenate([half_fin, half_fin[::-1] * [-1, 1]])
    fin = end + both @ np.stack([beside, ahead])
    figure.shape(fin, "fin", TORSO + 0.2)
    figure.shape(tail, "tail", TORSO + 0.3, finish=Finish.SCALES)
    if rng.random() < 0.5:  # the end of the tail runs into the fin without a line between
        figure.lines[-2:] = []
        figure.contour([len(figure.pieces) - 2, len(figure.pieces) - 1])
    trunk = Trunk(spine, top, waist, bool(rng.random() < 0.3), [])
    limb = rng.uniform(0.36, 0.5)
    roots = (neck + 0.16 * length * down - top * 0.8 * across, neck + 0.16 * length * down + top * 0.8 * across)
    if rng.random() < 0.85:
        add_arms(figure, rng, roots, trunk, limb, "skin", length)
    return trunk
