"""Ballet: turned-out feet, pointed toes, round arms."""

from math import pi

from engines.drawn.dances.moves import Jump, Move, Role, Step

LEGS = Role.LEGS

BALLET = (
    Move("plie", LEGS, 4, {"drop": (0.0, 0.13, 0.27, 0.13)}, "low_out second navel second",
         stance=(0.11, 0, -0.11, 0), open=0.95, groove=0.0),
    Move("releve", LEGS, 4, {"drop": (0.0, -0.02, -0.075, -0.06)}, "belly navel fifth fifth", open=0.5, groove=0.0,
         stance=(0.07, 0, -0.07, 0), calm=True,
         steps=(Step("L", 0.5, 1.6, 0.07, 0, 0, 0.5, pitch=0.75), Step("R", 0.5, 1.6, -0.07, 0, 0, 0.5, pitch=0.75),
                Step("L", 3.2, 3.95, 0.07, 0, 0, 0.5), Step("R", 3.2, 3.95, -0.07, 0, 0, 0.5))),
    Move("tendu", LEGS, 4, {"side": (0.0, -0.06, 0.0, 0.06)}, "second out navel second", "<>", open=0.6, groove=0.0,
         stance=(0.08, 0, -0.08, 0),
         steps=(Step("L", 0.2, 1.0, 0.16, 0.4, 0.02, 0.4, load=0.05, air=0.05, pitch=0.8),
                Step("L", 1.2, 1.95, 0.08, 0, 0.02, 0.6),
                Step("R", 2.2, 3.0, -0.16, 0.4, 0.02, 0.4, load=0.05, air=0.05, pitch=0.8),
                Step("R", 3.2, 3.95, -0.08, 0, 0.02, 0.6))),
    Move("arabesque", Role.WHOLE, 4, {"bend": (0.0, 0.22, 0.24, 0.05), "hip_pitch": (0.0, 0.5, 0.5, 0.1),
         "nod": (0.0, -0.35, -0.35, 0.0), "drop": (0.03, 0.0, 0.0, 0.03)},
         "second arabesque_fore arabesque_fore second", "second arabesque_side arabesque_side second",
         groove=0.0, calm=True, stance=(0.04, 0, -0.08, -0.12),
         steps=(Step("R", 0.15, 3.7, -0.08, -0.12, yaw=0.5, air=0.0,
                     via=((0.3, -0.05, 0.84, -1.16, 2.2), (0.65, -0.05, 0.88, -1.16, 2.2))),)),
    Move("pirouette", Role.WHOLE, 4, {"drop": (0.0, 0.12, -0.04, -0.05), "bend": (0.0, 0.04, 0.0, 0.0)},
         "second second navel navel", "second navel navel navel", turn=(0.0, 0.0, 0.15 * pi, 1.15 * pi, 2 * pi),
         sided=True, groove=0.0, calm=True, stance=(0.02, 0.0, -0.12, -0.2), open=0.4,
         steps=(Step("L", 1.6, 3.9, yaw=0.4, lift=0.09, pivot=True),
                Step("R", 1.5, 3.9, -0.12, -0.2, yaw=0.8, air=0.0,
                     via=((0.2, -0.1, 0.4, 0.06, 0.9), (0.8, -0.1, 0.4, 0.04, 0.9))))),
    Move("leap", Role.WHOLE, 4, {"bend": (0.05, 0.1, -0.04, 0.05)}, "second navel arabesque_fore second",
         "second navel arabesque_side second", groove=0.0, forwards=(0.0, 0.05, 0.4, 1.0, 1.1),
         jumps=(Jump(2.2, 0.26, tuck=0.3, split=0.8, land=(0.09, 0.02, -0.09, -0.04)),)),
    Move("port_de_bras", Role.ARMS, 8, {"side": (0.0, 0.0, -0.06, 0.0, 0.1, 0.04, 0.0, 0.0), "bend": (0.03, -0.08),
         "look": (0.0, 0.1, 0.3, 0.1), "tilt": (0.0, -0.08, 0.0, 0.08)},
         "belly navel fifth up_out out second low_out hang", groove=0.1),
)  # fmt: skip
