"""How a drawn person is built: grown or a child, slim or wide, in shares of her own height."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from engines.drawn.garments.panels import Measures


@dataclass(frozen=True)
class Body:
    """measures: trunk and limbs; head: half width and height of the head; neck: from the chin to the base of the neck;
    child: 0 grown to 1 small; woman: whether drawn so."""

    measures: Measures
    head: tuple[float, float]
    neck: float
    child: float
    woman: bool

    @property
    def height(self) -> float:
        """From the crown to the soles, the sum of the parts; about 1."""
        return self.head[1] + self.neck + self.measures.trunk + sum(self.measures.leg_lengths) + 0.055


def any_body(rng: Generator, child: float | None = None, woman: bool | None = None) -> Body:
    """A body by chance. child: 0 grown to 1 about four years old."""
    if child is None:
        child = float(rng.uniform(0.25, 1.0)) if rng.random() < 0.3 else 0.0
    if woman is None:
        woman = bool(rng.random() < 0.55)
    wide = float(np.clip(rng.normal(0, 1), -1.6, 2.4))
    build = 1 + (0.07 if wide > 0 else 0.05) * wide
    grown = (1 - child) if woman else 0.0
    man = 0.0 if woman else 1 - child
    of = Measures(
        neck=0.0295 + 0.005 * man + 0.002 * wide + 0.003 * child,
        shoulder=0.106 + 0.014 * man - 0.004 * child + 0.003 * wide,
        chest=(0.090 + 0.008 * man + 0.004 * child) * build,
        waist=(0.078 + 0.009 * man - 0.007 * grown + 0.010 * child) * (build + 0.035 * max(wide, 0)),
        hip=(0.090 + 0.008 * grown) * build,
        trunk=0.325 - 0.012 * child + float(rng.normal(0, 0.006)),
        arm=_times((0.0265, 0.0205, 0.0142), (1 + 0.10 * man + 0.06 * child) * build),
        arm_lengths=(0.165 - 0.020 * child, 0.145 - 0.017 * child),
        leg=_times((0.048, 0.034, 0.021), (1 + 0.08 * child) * build),
        leg_lengths=(0.235 - 0.035 * child, 0.230 - 0.035 * child),
    )
    tall = 0.132 + 0.058 * child + float(rng.normal(0, 0.003))
    return Body(of, (tall * float(rng.uniform(0.355, 0.395) + 0.02 * child), tall), 0.027 - 0.006 * child, child, woman)


def _times(values: tuple[float, float, float], by: float) -> tuple[float, float, float]:
    a, b, c = values
    return a * by, b * by, c * by
