"""Turns: moves whose heading goes round."""

from math import pi

from engines.drawn.dances.moves import Jump, Move, Role, Step
from engines.drawn.dances.steps import plant

LEGS = Role.LEGS

TURNS = (
    Move("spin", LEGS, 2, {"look": (0.25, 0.0), "drop": (0.0, 0.02)}, "navel chest", turn=(0.0, 2 * pi),
         sided=True, groove=0.3,
         steps=(plant("L", 0.0, 0.08, 0.02, 0.05, 0.4), plant("R", 0.5, -0.08, 0.02, 0.05, 0.4),
                plant("L", 1.0, 0.08, 0.02, 0.05, 0.4), plant("R", 1.5, -0.08, 0.02, 0.05, 0.4))),
    Move("half_turn", LEGS, 4, {"look": (0.3, 0.0, 0.3, 0.0), "drop": (0.03, 0.0) * 2},
         "guard out_bent guard guard_low", "=", turn=(0.0, pi, pi, 2 * pi, 2 * pi), sided=True,
         steps=(plant("L", 0.0, 0.08, 0, 0.05, 0.36), plant("R", 0.38, -0.08, 0, 0.05, 0.36),
                plant("L", 0.76, 0.1, 0, 0.05, 0.3), plant("L", 2.0, 0.08, 0, 0.05, 0.36),
                plant("R", 2.38, -0.08, 0, 0.05, 0.36), plant("L", 2.76, 0.1, 0, 0.05, 0.3))),
    Move("quarter_turn", LEGS, 4, {"look": (0.3, 0.0, 0.3, 0.0), "drop": (0.04, 0.0) * 2},
         "low_out guard_low low_out guard_low", turn=(0.0, pi / 2, pi / 2, pi, pi), sided=True,
         steps=(plant("L", 0.0, 0.1, 0, 0.06, 0.45), plant("R", 0.5, -0.1, 0, 0.06, 0.45),
                plant("L", 2.0, 0.1, 0, 0.06, 0.45), plant("R", 2.5, -0.1, 0, 0.06, 0.45))),
    Move("jump_turn", LEGS, 4, {"look": (0.0, 0.3, 0.2, 0.0)}, "guard_low back up_bent guard", groove=0.3,
         turn=(0.0, 0.0, 0.0, pi, pi), sided=True, jumps=(Jump(2.5, 0.24, tuck=0.04),)),
    Move("sanjo_turn", LEGS, 8, {"drop": (0.03, 0.0, 0.05, 0.0), "side": (-0.1, -0.06, 0.06, 0.0),
         "tilt": (-0.1, 0.05)}, "fan_low fan_out out second", "<>", turn=(0.0, pi * 0.6, pi, pi * 1.6, 2 * pi),
         sided=True, groove=0.1, calm=True, steps=tuple(
             Step("R" if beat % 2 else "L", beat + 0.1, beat + 0.85, -0.07 if beat % 2 else 0.07, 0.02, 0.05)
             for beat in range(8))),
)  # fmt: skip
