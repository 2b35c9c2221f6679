"""Small figures for patterns and prints, drawn with a brush."""

from collections.abc import Sequence

import numpy as np
from PIL import ImageDraw, ImageFont

from engines.drawn.forms import Points, curve, turned

Ink = tuple[int, int, int] | tuple[int, int, int, int]


def figure(
    brush: ImageDraw.ImageDraw,
    name: str,
    middle: Sequence[float],
    radius: float,
    ink: Ink,
    turn: float = 0.0,
    second: Ink = (255, 255, 255),
    word: str = "",
) -> None:
    """Draw a figure. radius: about half its size in pixels; second: the colour of its details."""

    def put(points: Points, colour: Ink = ink) -> None:
        placed = turned(np.asarray(points) * radius, turn) + np.asarray(middle)
        brush.polygon([(float(x), float(y)) for x, y in placed], fill=colour)

    match name:
        case "round" | "ball" | "circle":
            put(_ring(1))
            if name == "ball":
                put(_ring(0.98, 0.0, 0.0, 12, 0.55), second)
                put(_ring(0.5), ink)
            if name == "circle":
                put(_ring(0.72), second)
                put(_ring(0.45), ink)
        case "bar":
            put(np.array([(-0.9, -0.25), (0.9, -0.25), (0.9, 0.25), (-0.9, 0.25)]))
        case "heart":
            put(HEART)
        case "star":
            put(_star(5, 0.45))
        case "leaf":
            put(curve([(0, -1), (0.42, -0.2), (0, 1), (-0.42, -0.2)], 32, closed=True))
            put(np.array([(-0.03, -0.7), (0.03, -0.7), (0.03, 0.9), (-0.03, 0.9)]), second)
        case "flower":
            for k in range(5):
                put(_ring(0.42, 0.58 * np.cos(1.2566 * k), 0.58 * np.sin(1.2566 * k)))
            put(_ring(0.3), second)
        case "sun":
            put(_star(12, 0.72))
            put(_ring(0.6), second)
        case "moon":
            angle = np.linspace(-2.2, 2.2, 30)
            outer = np.stack([np.cos(angle + np.pi), np.sin(angle + np.pi)], 1)
            inner = np.stack([0.75 * np.cos(angle[::-1] + np.pi) + 0.35, 0.8 * np.sin(angle[::-1] + np.pi)], 1)
            put(np.concatenate([outer, inner]))
            for x, y in ((0.35, -0.3), (0.6, 0.25)):
                put(_star(5, 0.45) * 0.2 + (x, y), second)
        case "rainbow":
            for share, colour in (
                (1.0, (226, 92, 84)),
                (0.82, (240, 170, 80)),
                (0.64, (120, 176, 110)),
                (0.46, (90, 140, 200)),
            ):
                put(_arch(share), colour)
            put(_arch(0.28), second)
        case "cat" | "bear":
            ears = ((-0.62, -0.62), (0.62, -0.62))
            for x, y in ears:
                put(
                    np.array([(x - 0.32, y + 0.35), (x * 1.15, y - 0.4), (x + 0.32, y + 0.35)])
                    if name == "cat"
                    else _ring(0.32, x, y)
                )
            put(curve([(0, -0.8), (0.85, -0.3), (0.8, 0.45), (0, 0.85), (-0.8, 0.45), (-0.85, -0.3)], 48, closed=True))
            for x in (-0.36, 0.36):
                put(_ring(0.11, x, -0.05), second)
            put(_ring(0.12, 0, 0.24, squash=0.7), second)
            for x in (-0.14, 0.14):
                put(_ring(0.13, x, 0.4, 10, 0.3), second)
        case "rocket":
            put(curve([(0, -1.1), (0.36, -0.3), (0.32, 0.6), (-0.32, 0.6), (-0.36, -0.3)], 48, closed=True))
            put(np.array([(-0.32, 0.2), (-0.75, 0.85), (-0.3, 0.65)]), second)
            put(np.array([(0.32, 0.2), (0.75, 0.85), (0.3, 0.65)]), second)
            put(_ring(0.17, 0, -0.25), second)
            put(np.array([(-0.2, 0.66), (0.2, 0.66), (0, 1.2)]), (240, 160, 70))
        case "mountains":
            put(np.array([(-1.2, 0.7), (-0.35, -0.65), (0.3, 0.7)]))
            put(np.array([(-0.4, 0.7), (0.45, -0.25), (1.2, 0.7)]), second)
            put(_ring(0.2, 0.6, -0.65), second)
        case "boat":
            put(np.array([(-1, 0.35), (1, 0.35), (0.65, 0.85), (-0.65, 0.85)]))
            put(np.array([(-0.05, -0.95), (-0.05, 0.22), (-0.75, 0.22)]), second)
            put(np.array([(0.07, -0.75), (0.07, 0.22), (0.7, 0.22)]))
        case "fish":
            put(curve([(-0.95, 0), (-0.2, -0.5), (0.6, 0), (-0.2, 0.5)], 40, closed=True))
            put(np.array([(0.4, 0), (1.0, -0.5), (0.85, 0), (1.0, 0.5)]))
            put(_ring(0.1, -0.55, -0.1), second)
        case "bolt":
            put(np.array([(0.15, -1), (-0.5, 0.12), (-0.05, 0.12), (-0.2, 1), (0.5, -0.2), (0.05, -0.2)]))
        case "smile":
            put(_ring(0.95))
            for x in (-0.32, 0.32):
                put(_ring(0.12, x, -0.25, squash=1.4), second)
            angle = np.linspace(0.3, np.pi - 0.3, 24)
            arc = np.stack([np.cos(angle), np.sin(angle)], 1)
            put(np.concatenate([0.62 * arc, 0.5 * arc[::-1]]), second)
        case "tree":
            put(np.array([(-0.1, 0.5), (0.1, 0.5), (0.1, 1), (-0.1, 1)]), second)
            for k in range(3):
                put(
                    np.array([(0, -1 + 0.4 * k), (0.38 + 0.16 * k, -0.2 + 0.4 * k), (-0.38 - 0.16 * k, -0.2 + 0.4 * k)])
                )
        case "word" | "number":
            big = radius * (1.7 if name == "number" else min(1.1, 4.2 / max(len(word), 1)))
            font = ImageFont.load_default(size=max(4.0, big))
            bold = max(0, round(big * 0.035))
            brush.text(
                (middle[0], middle[1]), word, font=font, fill=ink, anchor="mm", stroke_width=bold, stroke_fill=ink
            )
        case _:
            raise ValueError(f"`name` must be the name of a figure, but is {name!r}.")


def _ring(radius: float, x: float = 0.0, y: float = 0.0, count: int = 28, squash: float = 1.0) -> Points:
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([x + radius * np.cos(angle), y + squash * radius * np.sin(angle)], 1)


def _star(points: int, inner: float) -> Points:
    angle = np.arange(2 * points) * np.pi / points - np.pi / 2
    radius = np.where(np.arange(2 * points) % 2, inner, 1.0)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1)


def _arch(radius: float) -> Points:
    angle = np.linspace(np.pi, 2 * np.pi, 32)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle) + 0.5], 1)


_T = np.linspace(0, 2 * np.pi, 40, endpoint=False)
HEART: Points = (
    np.stack([16 * np.sin(_T) ** 3, -(13 * np.cos(_T) - 5 * np.cos(2 * _T) - 2 * np.cos(3 * _T) - np.cos(4 * _T))], 1)
    / 16
)
