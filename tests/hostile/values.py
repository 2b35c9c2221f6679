"""Values of every kind that JSON can hold, and names that no file should have."""

from __future__ import annotations

import base64
import random
from typing import Any

from tests.hostile.files import EVERYTHING, PICTURES

NAMES = (
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\boot.ini", "\\\\host\\share\\x.png",
    "a\0.png", "x" * 10_000, "\u202egnp.exe", "🦄🚪.png", "한글 이름.png", "%2e%2e%2f%2e%2e%2fx", ".", "..", "", " ",
    "-rf", "con", "a.png.html", "a;b.png", "a\r\nX-Evil: 1.png", "'\"<script>.png", "~root", "$(id).png", "a" * 255,
)  # fmt: skip
TEXTS = (
    "", " ", "\0", "x" * 100_000, "\ud800", "🦄" * 500, "\u202e\u200b\ufeff", "' OR 1=1 --",
    "<img src=x onerror=alert(1)>",
    "../../x", "{{7*7}}", "${jndi:ldap://x}", "%s%n", "nan", "-1", "null", "spin " * 10_000, "탈춤" * 3000, "a\r\nb: c",
    "data:image/png;base64,", "data:image/png;base64,****", "data:image/svg+xml;base64,PHN2Zz4=",
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data", "__proto__", "constructor",
)  # fmt: skip
NUMBERS = (
    0, -1, 1, 2**31, 2**53, 2**63, 2**64, 10**400, -(10**400), 1e308, -1e308, 5e-324, 0.1, float("nan"), float("inf"),
    float("-inf"), True, False,
)  # fmt: skip


def odd(random: random.Random, depth: int = 0) -> Any:
    """Anything."""
    kind = random.randrange(8)
    if kind < 2:
        return random.choice(NUMBERS)
    if kind < 4:
        return random.choice(TEXTS)
    if kind == 4 or depth > 3:
        return None
    if kind == 5:
        return [odd(random, depth + 1) for _ in range(random.choice([0, 1, 4, 300]) if depth < 2 else 2)]
    if kind == 6:
        return {random.choice(TEXTS)[:50]: odd(random, depth + 1) for _ in range(random.randrange(6))}
    return picture(random)


def picture(random: random.Random) -> str:
    """A hostile picture as the page would send one, or nearly."""
    data = random.choice([*PICTURES.values()])(random)
    kind = random.choice(["image/png", "image/jpeg", "image/svg+xml", "text/html", "image/png;charset=utf-8"])
    return f"data:{kind};base64," + base64.b64encode(data).decode()


def file(random: random.Random) -> bytes:
    """Any hostile file."""
    return random.choice([*EVERYTHING.values()])(random)
