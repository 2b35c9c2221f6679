"""Steps: moves of the legs, over which the arms may do something else."""

from engines.drawn.dances.moves import Move, Role, Side, Step

LEGS = Role.LEGS


def plant(foot: Side, start: float, x: float, z: float = 0.0, lift: float = 0.07, span: float = 0.5) -> Step:
    """Return a step that takes the weight."""
    return Step(foot, start, start + span, x, z, lift)


def touch(foot: Side, start: float, x: float, z: float = 0.0, pitch: float = 0.4) -> Step:
    """Return a tap with the ball of the foot that takes no weight."""
    return Step(foot, start, start + 0.5, x, z, load=0.15, pitch=pitch)


def knee(foot: Side, start: float, end: float, height: float = 0.45, ahead: float = 0.24) -> Step:
    """Return a lift of the knee: the foot hangs under it and comes down again where it was."""
    x = 0.1 if foot == "L" else -0.1
    return Step(foot, start, end, x, via=((0.5, x * 0.8, height, ahead, 0.6),), air=0.08)


def _kick(foot: Side, start: float, height: float, ahead: float) -> Step:
    x = 0.1 if foot == "L" else -0.1
    chamber, top = (x, height * 0.5, 0.06, 0.7), (x, height, ahead, 0.4 - 0.8 * height)
    return Step(foot, start, start + 1.6, x, via=((0.25, *chamber), (0.5, *top), (0.78, *chamber)), air=0.04)


STEPS = (
    Move("stand", LEGS, 4, {"sway": (0.0, 0.03, 0.0, -0.03), "look": (0.0, 0.12, 0.0, -0.12)}, "hang loose hang hang",
         groove=0.25),
    Move("groove", LEGS, 2, {"drop": (0.035, 0.0, 0.035, 0.0), "sway": (0.04, -0.04), "hip_roll": (0.08, -0.08),
         "twist": (-0.1, 0.1)}, groove=1.2),
    Move("walk", LEGS, 2, {"hip_yaw": (0.1, -0.1), "twist": (-0.12, 0.12), "hip_roll": (0.0, 0.05, 0.0, -0.05)},
         "back swing", "<>", stance=(0.08, 0.22, -0.08, -0.22), forwards=(0.0, 1.0), groove=0.5,
         steps=(Step("R", 0.0, 0.85, -0.08, 0.0, 0.09, air=0.5), Step("L", 1.0, 1.85, 0.08, 0.0, 0.09, air=0.5))),
    Move("tiptoe", LEGS, 2, {"drop": (-0.03, -0.04), "bend": (0.12, 0.14), "shrug_left": (0.2, 0.1),
         "shrug_right": (0.1, 0.2)}, "wing guard_high", "<>", forwards=(0.0, 0.44), groove=0.3,
         steps=(Step("R", 0.1, 0.9, -0.07, 0.0, 0.1, pitch=0.6), Step("L", 1.1, 1.9, 0.07, 0.0, 0.1, pitch=0.6))),
    Move("two_step", LEGS, 4, {"twist": (0.14, -0.14), "side": (0.08, -0.08)}, "run_fore run_aft", "<>", mobile=True,
         steps=(plant("L", 0.4, 0.34), touch("R", 1.4, 0.14), plant("R", 2.4, -0.34), touch("L", 3.4, -0.14))),
    Move("step_touch", LEGS, 4, {"side": (-0.08, 0.08), "drop": (0.0, 0.03)}, "open_clap guard_low", mobile=True,
         steps=(plant("L", 0.5, 0.42), touch("R", 1.5, 0.24), plant("R", 2.5, -0.42), touch("L", 3.5, -0.24))),
    Move("march", LEGS, 2, {"twist": (0.12, -0.12)}, "run_fore run_aft", "<>", mobile=True,
         steps=(knee("R", 0.1, 0.95, 0.28, 0.16), knee("L", 1.1, 1.95, 0.28, 0.16))),
    Move("knee_lift", LEGS, 4, {"bend": (0.0, 0.16), "twist": (0.0, -0.2, 0.0, 0.2)}, "up_bent guard_low",
         mobile=True, steps=(knee("L", 0.3, 1.7, 0.52, 0.3), knee("R", 2.3, 3.7, 0.52, 0.3))),
    Move("running_man", LEGS, 2, {"bend": (0.14, 0.02, 0.14, 0.02), "twist": (0.15, -0.15)}, "run_fore run_aft", "<>",
         stance=(0.09, 0.16, -0.09, -0.16),
         steps=(Step("L", 0.0, 0.9, 0.09, -0.18, lift=0.0),
                Step("R", 0.0, 0.95, -0.09, 0.18, via=((0.55, -0.09, 0.36, 0.2, 0.4),)),
                Step("R", 1.0, 1.9, -0.09, -0.18, lift=0.0),
                Step("L", 1.0, 1.95, 0.09, 0.18, via=((0.55, 0.09, 0.36, 0.2, 0.4),)))),
    Move("moonwalk", LEGS, 2, {"bend": (0.14, 0.08, 0.14, 0.08), "twist": (0.08, -0.08), "nod": (0.15, 0.0)},
         "back swing", "<>", stance=(0.07, 0.17, -0.07, -0.17), forwards=(0.0, -0.68), groove=0.1,
         steps=(Step("L", 0.05, 0.95, 0.07, lift=0.0, load=0.6, pitch=0.75, yaw=0.05),
                Step("R", 1.05, 1.95, -0.07, lift=0.0, load=0.6, pitch=0.75, yaw=0.05))),
    Move("grapevine", LEGS, 8, {"hip_yaw": (0.0, -0.15, -0.25, 0.0, 0.0, 0.15, 0.25, 0.0)},
         "diagonal_low guard_low diagonal_low clap", leftwards=(0.0, 0.24, 0.48, 0.72, 0.8, 0.56, 0.32, 0.08, 0.0),
         steps=(plant("L", 0.0, 0.12), plant("R", 1.0, 0.02, -0.17), plant("L", 2.0, 0.12), touch("R", 3.0, -0.08),
                plant("R", 4.0, -0.12), plant("L", 5.0, -0.02, -0.17), plant("R", 6.0, -0.12), touch("L", 7.0, 0.08))),
    Move("cross_step", LEGS, 4, {"hip_yaw": (0.0, -0.25, 0.0, 0.25), "twist": (0.0, 0.15, 0.0, -0.15)},
         "guard low_out", mobile=True,
         steps=(plant("L", 0.3, -0.2, 0.22), plant("L", 1.3, 0.12),
                plant("R", 2.3, 0.2, 0.22), plant("R", 3.3, -0.12))),
    Move("lunge", LEGS, 4, {"drop": (0.0, 0.16, 0.0, 0.16), "bend": (0.02, 0.14)}, "hip guard_low hip guard",
         steps=(Step("L", 0.2, 0.85, 0.1, 0.64), Step("L", 1.4, 1.95, 0.1),
                Step("R", 2.2, 2.85, -0.1, 0.64), Step("R", 3.4, 3.95, -0.1))),
    Move("side_lunge", LEGS, 4, {"drop": (0.0, 0.14, 0.0, 0.14), "sway": (0.0, 0.16, 0.0, -0.16),
         "side": (0.0, -0.14, 0.0, 0.14)}, "guard_low out guard_low low_wide", "<>",
         steps=(Step("L", 0.2, 0.85, 0.62, yaw=0.5), Step("L", 1.4, 1.95, 0.1),
                Step("R", 2.2, 2.85, -0.62, yaw=0.5), Step("R", 3.4, 3.95, -0.1))),
    Move("squat_bounce", LEGS, 2, {"drop": (0.34, 0.08), "bend": (0.5, 0.1), "forth": (-0.14, 0.0), "nod": (-0.3, 0.0),
         "hip_pitch": (0.3, 0.0)}, "guard loose", stance=(0.21, 0.0, -0.21, 0.0), open=0.35, groove=0.3),
    Move("cha_cha", LEGS, 4, {"hip_roll": (0.12, -0.12) * 2, "hip_yaw": (0.18, -0.18) * 2, "twist": (-0.14, 0.14) * 2},
         "guard guard_low", "<>", mobile=True,
         steps=(plant("L", 0.0, 0.08, 0.24, 0.03), plant("R", 1.0, -0.09, -0.02, 0.03),
                plant("L", 1.6, 0.3, 0, 0.03, 0.4), plant("R", 2.05, 0.1, 0, 0.03, 0.4),
                plant("L", 2.55, 0.36, 0, 0.03, 0.4), plant("R", 3.1, -0.1, 0, 0.03, 0.4),
                plant("L", 3.55, 0.1, 0, 0.03, 0.35))),
    Move("salsa", LEGS, 4, {"hip_roll": (0.14, -0.14) * 2, "sway": (0.04, -0.04) * 2, "twist": (-0.16, 0.16)},
         "guard guard_low", "<>", mobile=True,
         steps=(plant("L", 0.0, 0.09, 0.3, 0.04), plant("R", 0.6, -0.09, 0.02, 0.03), plant("L", 1.2, 0.09, 0, 0.04),
                plant("R", 2.0, -0.09, -0.3, 0.04), plant("L", 2.6, 0.09, -0.02, 0.03),
                plant("R", 3.2, -0.09, 0, 0.04))),
    Move("waltz_box", LEGS, 6, {"drop": (0.06, 0.0, -0.02), "side": (-0.06, 0.06), "twist": (0.1, -0.1)},
         "out_bent out_bent", "second second", groove=0.1, mobile=True, calm=True,
         steps=(plant("L", 0.0, 0.1, 0.36, 0.04, 0.7), plant("R", 1.0, -0.32, 0.36, 0.04, 0.7),
                plant("L", 2.0, -0.12, 0.36, 0.03, 0.7), plant("R", 3.0, -0.32, 0, 0.04, 0.7),
                plant("L", 4.0, 0.1, 0, 0.04, 0.7), plant("R", 5.0, -0.1, 0, 0.03, 0.7))),
    Move("charleston", LEGS, 4, {"twist": (0.2, 0.0, -0.2, 0.0), "bend": (0.05, 0.14)}, "run_fore run_aft", "<>",
         steps=(Step("L", 0.1, 0.8, 0.09, 0.12),
                Step("R", 0.7, 2.0, -0.09, -0.2, via=((0.4, -0.09, 0.34, 0.55, 0.2),), air=0.1),
                Step("L", 1.9, 3.3, 0.09, 0.0, via=((0.5, 0.09, 0.26, -0.42, 0.9),), air=0.1),
                Step("R", 3.3, 3.95, -0.09))),
    Move("mashed_potato", LEGS, 2, {"hip_yaw": (0.1, -0.1), "drop": (0.05, 0.08) * 2, "twist": (-0.1, 0.1)},
         "guard guard_low", "<>",
         steps=(Step("L", 0.0, 0.45, yaw=-0.45, pivot=True), Step("R", 0.0, 0.45, yaw=-0.45, pivot=True),
                Step("R", 0.5, 0.95, yaw=0.55, pivot=True), Step("L", 0.5, 0.95, 0.11, -0.16, 0.09, yaw=0.6),
                Step("R", 1.0, 1.45, yaw=-0.45, pivot=True), Step("L", 1.0, 1.45, 0.1, yaw=-0.45),
                Step("L", 1.5, 1.95, yaw=0.55, pivot=True), Step("R", 1.5, 1.95, -0.11, -0.16, 0.09, yaw=0.6))),
    Move("twist", LEGS, 2, {"hip_yaw": (0.6, -0.6), "twist": (-0.35, 0.35), "drop": (0.12, 0.08, 0.12, 0.08)},
         "guard run_aft", "<>", groove=0.2,
         steps=(Step("L", 0.0, 1.0, yaw=-0.55, lift=0.05, pivot=True),
                Step("R", 0.0, 1.0, yaw=0.75, lift=0.05, pivot=True),
                Step("L", 1.0, 2.0, yaw=0.75, lift=0.05, pivot=True),
                Step("R", 1.0, 2.0, yaw=-0.55, lift=0.05, pivot=True))),
    Move("shuffle", LEGS, 4, {"bend": (0.1, 0.04) * 2, "twist": (0.12, -0.12)}, "run_fore run_aft", "<>",
         leftwards=(0.0, 0.2, 0.4, 0.2, 0.0),
         steps=(Step("L", 0.0, 0.45, 0.05, 0, 0, -0.5), Step("L", 0.5, 0.95, 0.05, 0, 0, 0.6),
                Step("L", 1.0, 1.45, 0.05, 0, 0, -0.5), Step("L", 1.5, 1.95, 0.05, 0, 0, 0.6),
                Step("R", 0.05, 0.9, -0.12, via=((0.5, -0.16, 0.3, 0.14, 0.4),)),
                Step("R", 1.05, 1.9, -0.06, via=((0.5, -0.16, 0.3, 0.14, 0.4),)),
                Step("R", 2.0, 2.45, -0.05, 0, 0, -0.5), Step("R", 2.5, 2.95, -0.05, 0, 0, 0.6),
                Step("R", 3.0, 3.45, -0.05, 0, 0, -0.5), Step("R", 3.5, 3.95, -0.05, 0, 0, 0.6),
                Step("L", 2.05, 2.9, 0.12, via=((0.5, 0.16, 0.3, 0.14, 0.4),)),
                Step("L", 3.05, 3.9, 0.06, via=((0.5, 0.16, 0.3, 0.14, 0.4),)))),
    Move("heel_tap", LEGS, 4, {"bend": (0.0, -0.05), "drop": (0.02, 0.06) * 2}, "guard guard_low", mobile=True,
         steps=(Step("L", 0.4, 1.0, 0.14, 0.3, load=0.1, pitch=-0.5, air=0.15), Step("L", 1.4, 1.95, 0.1),
                Step("R", 2.4, 3.0, -0.14, 0.3, load=0.1, pitch=-0.5, air=0.15), Step("R", 3.4, 3.95, -0.1))),
    Move("kick", LEGS, 4, {"bend": (0.04, -0.08), "twist": (0.0, -0.15, 0.0, 0.15)}, "guard guard_low",
         mobile=True, steps=(_kick("L", 0.2, 0.6, 0.82), _kick("R", 2.2, 0.6, 0.82))),
    Move("high_kick", LEGS, 4, {"bend": (0.06, -0.14), "hip_pitch": (0.0, -0.25), "drop": (0.02, 0.0)},
         "guard out guard out", calm=True, steps=(_kick("L", 0.2, 1.15, 0.8), _kick("R", 2.2, 1.15, 0.8))),
    Move("side_kick", LEGS, 4, {"side": (0.0, -0.3, 0.0, 0.3), "hip_roll": (0.0, 0.25, 0.0, -0.25)}, "guard guard_high",
         "=", steps=(Step("L", 0.2, 1.8, 0.1, via=((0.25, 0.16, 0.36, 0.1, 0.4), (0.5, 0.78, 0.62, 0.0, 0.1),
                     (0.78, 0.16, 0.34, 0.1, 0.4)), air=0.02),
                     Step("R", 2.2, 3.8, -0.1, via=((0.25, -0.16, 0.36, 0.1, 0.4), (0.5, -0.78, 0.62, 0.0, 0.1),
                     (0.78, -0.16, 0.34, 0.1, 0.4)), air=0.02))),
)  # fmt: skip
