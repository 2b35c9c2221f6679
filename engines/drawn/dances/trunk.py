"""Moves of hips, chest and head; the arms may do something else."""

from engines.drawn.dances.moves import Move, Role

LEGS = Role.LEGS

TRUNK_MOVES = (
    Move("body_roll", LEGS, 4, {
        "pop": (-0.1, 0.4, 0.15, -0.35, -0.3, 0.0, 0.05, 0.0),
        "forth": (0.0, -0.03, 0.03, 0.09, 0.03, -0.05, -0.03, 0.0),
        "hip_pitch": (0.0, 0.15, 0.05, -0.3, -0.25, 0.0, 0.12, 0.0),
        "bend": (0.0, -0.16, -0.1, 0.14, 0.26, 0.16, 0.0, 0.0), "nod": (0.1, -0.3, -0.35, 0.1, 0.3, 0.25, 0.0, 0.0),
        "drop": (0.0, 0.0, 0.04, 0.1, 0.11, 0.07, 0.02, 0.0)}, "guard_low low_out guard_low guard_low", groove=0.1),
    Move("hip_sway", LEGS, 2, {"sway": (0.1, -0.1), "hip_roll": (0.24, -0.24), "side": (0.12, -0.12),
         "tilt": (-0.06, 0.06)}, "low_out guard_low", "<>", stance=(0.13, 0, -0.13, 0), groove=0.4),
    Move("hip_circle", LEGS, 4, {"sway": (0.12, 0.0, -0.12, 0.0), "forth": (0.0, 0.1, 0.0, -0.1),
         "hip_roll": (0.18, 0.0, -0.18, 0.0), "hip_pitch": (0.0, -0.22, 0.0, 0.26), "bend": (0.08, -0.02, 0.08, 0.2),
         "side": (0.08, 0.0, -0.08, 0.0), "drop": (0.04, 0.04)}, "hip", stance=(0.16, 0, -0.16, 0), groove=0.2),
    Move("head_bob", LEGS, 2, {"nod": (0.42, -0.18) * 2, "bend": (0.08, -0.02) * 2}, groove=0.9),
    Move("head_roll", LEGS, 4, {"nod": (0.5, 0.08, -0.3, 0.08), "tilt": (0.0, 0.45, 0.0, -0.45),
         "side": (0.0, 0.08, 0.0, -0.08), "bend": (0.1, 0.0, -0.05, 0.0)}, "hip loose", groove=0.2),
    Move("headbang", LEGS, 2, {"nod": (0.5, -0.3) * 2, "bend": (0.55, 0.05) * 2, "drop": (0.1, 0.04) * 2,
         "hip_pitch": (0.2, 0.0) * 2}, "guard_low loose", stance=(0.18, 0.05, -0.18, -0.05), groove=0.2),
    Move("chest_pop", LEGS, 2, {"pop": (0.6, -0.2) * 2, "bend": (-0.06, 0.06) * 2, "nod": (-0.12, 0.12) * 2},
         "low_out guard_low low_out guard_low", snap=0.25, groove=0.3),
    Move("bow", Role.WHOLE, 4, {"bend": (0.0, 0.9, 0.95, 0.05), "hip_pitch": (0.0, 0.45, 0.45, 0.0),
         "forth": (0.0, -0.12, -0.12, 0.0), "nod": (0.0, 0.35, 0.35, 0.0)}, "hang hang hang hang",
         "hang belly belly hang", groove=0.0),
)  # fmt: skip
