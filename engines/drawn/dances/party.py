"""What everybody does at a party."""

from engines.drawn.dances.moves import Move, Role
from engines.drawn.dances.steps import plant

ARMS = Role.ARMS

PARTY = (
    Move("sprinkler", ARMS, 4, {"twist": (-0.6, -0.3, 0.0, 0.3, 0.6, 0.3, 0.0, -0.3),
         "look": (-0.3, -0.15, 0.0, 0.15, 0.3, 0.15, 0.0, -0.15)}, "sprinkler", "ear", snap=0.4),
    Move("floss", Role.WHOLE, 2, {"sway": (-0.1, 0.1) * 2, "hip_roll": (-0.14, 0.14) * 2, "twist": (0.08, -0.08) * 2},
         "floss_out floss_behind floss_out floss_fore", "floss_fore floss_out floss_behind floss_out",
         stance=(0.14, 0, -0.14, 0), groove=0.2),
    Move("macarena", ARMS, 8, {"hip_roll": (0.12, -0.12) * 4, "sway": (0.05, -0.05) * 4},
         "hip front front shoulder_far shoulder_far ear ear hip",
         "front front shoulder_far shoulder_far ear ear hip hip", snap=0.3),
    Move("chicken_wings", ARMS, 2, {"bend": (0.12, 0.02) * 2, "nod": (0.2, -0.15) * 2, "drop": (0.05, 0.0) * 2},
         "wing wing_down wing wing_down"),
    Move("air_guitar", ARMS, 2, {"bend": (-0.1, 0.1) * 2, "nod": (0.25, -0.1) * 2, "twist": (0.12, 0.08),
         "drop": (0.05, 0.02) * 2}, "guitar_neck", "guitar_pick guitar_strum guitar_pick guitar_strum"),
    Move("lasso", ARMS, 2, {"side": (0.05, -0.05) * 2, "nod": (-0.08, 0.0) * 2},
         "lasso lasso_side lasso_back lasso_in", "hip"),
    Move("egyptian_walk", Role.WHOLE, 4, {"look": (0.5, 0.5, -0.5, -0.5), "twist": (0.25, 0.2, -0.25, -0.2)},
         "egypt_fore egypt_fore egypt_back egypt_back", "<>", snap=0.3, groove=0.4,
         leftwards=(0.0, 0.26, 0.4, 0.14, 0.0),
         steps=(plant("L", 0.0, 0.1), plant("R", 0.5, -0.1), plant("L", 1.0, 0.1), plant("R", 1.5, -0.1),
                plant("R", 2.0, -0.1), plant("L", 2.5, 0.1), plant("R", 3.0, -0.1), plant("L", 3.5, 0.1))),
    Move("zombie", ARMS, 4, {"side": (0.16, 0.06, -0.16, -0.06), "tilt": (0.2, -0.2), "look": (0.3, -0.3),
         "bend": (0.12, 0.16), "shrug_left": (0.3, 0.1), "shrug_right": (0.1, 0.3)},
         "claw claw_high claw claw_low", "<>", snap=0.2),
    Move("monkey", ARMS, 2, {"bend": (0.22, 0.12) * 2, "drop": (0.08, 0.04) * 2, "nod": (0.1, -0.1) * 2},
         "claw_high guard_low", "<>", snap=0.1),
)  # fmt: skip
