"""The features of drawn faces, and how they fit the head."""

import numpy as np
from numpy.random import Generator

from engines.drawn.creatures.face_eyes import any_eyes
from engines.drawn.creatures.face_looks import Look
from engines.drawn.creatures.face_marks import WHITE, ring_at
from engines.drawn.creatures.face_mouths import any_mouth, any_nose
from engines.drawn.creatures.heads import depth
from engines.drawn.creatures.parts import Line, Part
from engines.drawn.creatures.stamps import draw_line, fill_shape
from engines.drawn.forms import Points, Sheet, curve, turned

EDGE_OF_FACE = 0.92  # of the way to the head's outline: features end here


def features(rng: Generator, look: Look, head: Points, all_of_them: bool) -> tuple[list[Part], Points]:
    """Eyes, nose and mouth that fit the head, and the two places (2, 2) of its cheeks.

    Now and then the eyes or the mouth are missing, unless `all_of_them` is true.
    """
    eye_height, mouth_height = rng.uniform(-0.6, -0.08), rng.uniform(0.12, 0.55)
    eyes, spots = any_eyes(rng, look, eye_height)
    parts = list(eyes) if all_of_them or rng.random() < 0.97 else []
    if rng.random() < 0.42:
        parts.append(any_nose(rng, look, (eye_height + mouth_height) / 2 + 0.05, mouth_height - eye_height))
    if all_of_them or rng.random() < 0.95:
        parts += any_mouth(rng, look, mouth_height)
    if parts and rng.random() < 0.08:
        parts += _glasses(rng, look, spots)
    cheeks = np.array([[x * 1.12, eye_height * 0.35 + mouth_height * 0.55] for x in spots[:, 0]])
    return fitted(rng, parts, cheeks, head)


def fitted(rng: Generator, parts: list[Part], cheeks: Points, head: Points) -> tuple[list[Part], Points]:
    """Move features into the head, a little aside and turned, and make them smaller where they stick out."""
    low, high = head.min(0), head.max(0)
    middle, half = (low + high) / 2, (high - low) / 2
    turn = rng.normal(0, 0.16) if rng.random() < 0.5 else 0.0
    aside = rng.normal(0, 0.06, 2)

    def laid(points: Points) -> Points:
        return turned(points * half + aside, turn)

    every = [laid(line.points) for part in parts for line in part.lines]
    furthest = float(depth(head, np.concatenate(every) + middle).max()) if every else 0.0
    scale = min(1.0, EDGE_OF_FACE / max(furthest, 1e-6))

    def put(points: Points) -> Points:
        return laid(points) * scale + middle

    fitted = [
        Part(part.paint, [put(c) for c in part.curves], [Line(put(s.points), s.strength) for s in part.lines])
        for part in parts
    ]
    return fitted, put(cheeks)


def _glasses(rng: Generator, look: Look, spots: Points) -> list[Part]:
    radius = float(np.clip(np.ptp(spots[:, 0]) * 0.42, 0.12, 0.4))
    rings = [ring_at(rng, spot, (radius, radius * rng.uniform(0.8, 1.0)), 0.03) for spot in spots]
    bridge = curve(np.stack([spots[0] + [radius, 0], spots.mean(0) - [0, 0.05], spots[1] - [radius, 0]]), 16)
    tone = look.cloth * 0.75

    def paint(sheet: Sheet, curves: list[Points], unit: float) -> None:
        for ring in curves[:2]:
            fill_shape(sheet, ring, WHITE, 0.22)
            draw_line(sheet, np.concatenate([ring, ring[:1]]), 0.05 * unit, tone)
        draw_line(sheet, curves[2], 0.05 * unit, tone)

    return [Part(paint, [*rings, bridge], [Line(line) for line in (*rings, bridge)])]
