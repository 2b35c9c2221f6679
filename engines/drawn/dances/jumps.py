"""Jumps and hops: the height of a flight fixes how long it lasts."""

from engines.drawn.dances.moves import Jump, Move, Role, Step
from engines.drawn.dances.steps import knee

LEGS = Role.LEGS

JUMPS = (
    Move("jump", LEGS, 2, {"bend": (0.16, 0.0)}, "back up", jumps=(Jump(1.0, 0.26),), groove=0.2, mobile=True),
    Move("star_jump", Role.WHOLE, 2, {"bend": (0.2, -0.04)}, "guard_low up_out", groove=0.2,
         jumps=(Jump(1.0, 0.3, tuck=0.06, apart=0.34),)),
    Move("tuck_jump", LEGS, 2, {"bend": (0.16, 0.2)}, "back guard", groove=0.2,
         jumps=(Jump(1.0, 0.3, tuck=0.3),)),
    Move("jumping_jack", Role.WHOLE, 2, {}, "hang up_out", groove=0.2,
         jumps=(Jump(0.5, 0.07, land=(0.34, 0, -0.34, 0)), Jump(1.5, 0.07, land=(0.1, 0, -0.1, 0)))),
    Move("hop", LEGS, 4, {"bend": (0.06, 0.1)}, "guard guard_low", groove=0.3, mobile=True,
         jumps=(Jump(0.6, 0.08, "L"), Jump(1.4, 0.08, "L"), Jump(2.6, 0.08, "R"), Jump(3.4, 0.08, "R")),
         steps=(Step("R", 0.0, 1.95, -0.1, air=0.04,
                     via=((0.25, -0.08, 0.26, -0.1, 0.8), (0.75, -0.08, 0.26, -0.1, 0.8))),
                Step("L", 2.0, 3.95, 0.1, air=0.04,
                     via=((0.25, 0.08, 0.26, -0.1, 0.8), (0.75, 0.08, 0.26, -0.1, 0.8))))),
    Move("skip", LEGS, 2, {"twist": (0.2, -0.2)}, "run_fore run_aft", "<>", groove=0.3, mobile=True,
         jumps=(Jump(0.55, 0.09, "L"), Jump(1.55, 0.09, "R")),
         steps=(knee("R", 0.05, 0.95, 0.36, 0.2), knee("L", 1.05, 1.95, 0.36, 0.2))),
    Move("ski_jump", LEGS, 2, {"bend": (0.14, 0.2), "side": (-0.12, 0.12)}, "guard guard_low", groove=0.2,
         jumps=(Jump(0.5, 0.07, land=(0.3, 0, 0.12, 0)), Jump(1.5, 0.07, land=(-0.12, 0, -0.3, 0))),
         stance=(-0.12, 0, -0.3, 0)),
)  # fmt: skip
