"""How a mood and a pace change the way in which any move is danced."""

from dataclasses import dataclass

PACES = {"slow": (70.0, 90.0), "normal": (95.0, 122.0), "fast": (125.0, 150.0)}  # beats a minute
SIZES = {"small": (0.5, 0.65), "normal": (0.85, 1.0), "big": (1.15, 1.3)}  # times a move's amplitude


@dataclass(frozen=True)
class Mood:
    """What a mood does to the body.

    Args:
        bend: how far the chest bends forwards, radians.
        nod: how far the head hangs.
        drop: metres, how deep the knees.
        shrug: how high the shoulders.
        bounce: times the bounce on the beat.
        size: times all amplitudes.
        snap: added to the moves' own snap.
        sway: times the swaying of hips, chest and head.
        tilt: how far the head leans.
        pop: how far the chest is pushed out.
        low: share by which the hands sink towards the sides.
    """

    bend: float = 0.03
    nod: float = 0.0
    drop: float = 0.02
    shrug: float = 0.0
    bounce: float = 1.0
    size: float = 1.0
    snap: float = 0.0
    sway: float = 1.0
    tilt: float = 0.0
    pop: float = 0.0
    low: float = 0.0


MOODS = {
    "neutral": Mood(),
    "happy": Mood(bend=-0.04, nod=-0.12, drop=0.02, shrug=0.06, bounce=1.6, size=1.12, sway=1.5),
    "sad": Mood(0.34, 0.55, 0.035, shrug=-0.14, bounce=0.35, size=0.72, sway=0.6, tilt=0.1, pop=-0.2, low=0.55),
    "angry": Mood(bend=0.24, nod=0.0, drop=0.07, shrug=0.16, bounce=1.3, size=1.1, snap=0.35, sway=0.7),
    "tired": Mood(0.4, 0.32, 0.09, shrug=-0.2, bounce=0.6, size=0.62, sway=1.4, tilt=0.2, pop=-0.22, low=0.7),
    "proud": Mood(-0.12, -0.22, 0.0, shrug=-0.08, bounce=0.7, size=1.05, snap=0.1, sway=0.8, pop=0.22),
    "shy": Mood(0.12, 0.3, 0.03, shrug=0.22, bounce=0.6, size=0.55, sway=0.8, tilt=0.24, pop=-0.1, low=0.3),
    "robotic": Mood(bend=0.0, nod=0.0, drop=0.01, shrug=0.0, bounce=0.15, size=0.95, snap=0.55, sway=0.0),
    "elegant": Mood(bend=-0.07, nod=-0.06, drop=0.0, shrug=-0.12, bounce=0.35, size=1.05, sway=0.9, tilt=0.06),
    "funny": Mood(bend=0.08, nod=0.0, drop=0.07, shrug=0.1, bounce=2.2, size=1.15, sway=2.4, tilt=0.14),
}
