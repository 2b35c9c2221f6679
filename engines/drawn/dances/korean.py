"""Dances of Korea: fan dance, mask dance, the round of women under the moon, and the dance of the shoulders."""

from engines.drawn.dances.moves import Jump, Move, Role, Step
from engines.drawn.dances.steps import knee, plant

KOREAN = (
    Move("fan_dance", Role.ARMS, 8, {"side": (0.0, -0.12, -0.06, 0.0, 0.0, 0.12, 0.06, 0.0),
         "drop": (0.04, 0.0) * 2, "look": (0.1, 0.35, 0.2, 0.0, -0.1, -0.35, -0.2, 0.0), "tilt": (0.0, -0.1, 0.0, 0.1)},
         "belly fan_low fan_out diagonal up_out diagonal out fan_low", "<>", groove=0.15),
    Move("talchum_hop", Role.WHOLE, 4, {"drop": (0.08, 0.02, 0.08, 0.02), "bend": (0.12, -0.04, 0.12, -0.04),
         "side": (0.1, 0.0, -0.1, 0.0), "look": (0.3, 0.0, -0.3, 0.0)},
         "shoulder_own up_out diagonal wing wing shoulder_own out_front low_out", "<>", groove=0.3,
         jumps=(Jump(0.9, 0.1, "R"), Jump(2.9, 0.1, "L")),
         steps=(knee("L", 0.2, 1.7, 0.5, 0.3), knee("R", 2.2, 3.7, 0.5, 0.3))),
    Move("ganggangsullae", Role.LEGS, 2, {"drop": (0.05, 0.0) * 2, "side": (0.05, -0.05)}, "low_wide diagonal_low",
         leftwards=(0.0, 0.56), turn=(0.0, -0.62), groove=0.6,
         steps=(plant("L", 0.05, 0.14, 0, 0.06, 0.6), plant("R", 1.05, -0.06, 0.06, 0.06, 0.6))),
    Move("eokkae_chum", Role.ARMS, 2, {"shrug_left": (0.5, -0.1), "shrug_right": (0.4, -0.05), "drop": (0.0, 0.07),
         "tilt": (0.12, -0.12), "side": (0.06, -0.06)}, "lifted_low lifted", groove=0.4),
    Move("salpuri", Role.ARMS, 8, {"side": (0.0, 0.1, 0.0, -0.1), "drop": (0.05, 0.0, 0.06, 0.0),
         "nod": (0.2, 0.0, 0.1, -0.05), "tilt": (0.1, 0.0, -0.1, 0.0)},
         "low_out out up_out fan_out shoulder_own low_out back low_out", "<>", groove=0.05, calm=True),
    Move("drum_dance", Role.ARMS, 4, {"twist": (0.25, -0.05, -0.25, 0.05), "drop": (0.06, 0.0) * 2,
         "nod": (0.1, -0.08) * 2}, "up_out navel diagonal belly", "<>", snap=0.1, groove=0.7),
    Move("horse_dance", Role.WHOLE, 8, {"drop": (0.12, 0.05) * 8, "bend": (0.12, 0.06) * 8, "twist": (0.1, -0.1) * 4},
         "reins reins_low " * 4 + "belly navel " * 4, "reins reins_low " * 4 + "lasso lasso_back " * 4, groove=0.2,
         stance=(0.17, 0, -0.17, 0), open=0.3,
         steps=tuple(
             Step("R" if beat % 2 else "L", beat, beat + 0.7, -0.17 if beat % 2 else 0.17, yaw=0.3, air=0.4,
                  via=((0.5, -0.15 if beat % 2 else 0.15, 0.2, 0.06, 0.5),))
             for beat in range(8))),
)  # fmt: skip
