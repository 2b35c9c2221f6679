"""What a move is: keyframes over beats, of the trunk, the hands and the feet."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """What a move asks of the body: two moves go together if one is of the LEGS and one of the ARMS."""

    LEGS = "legs"
    ARMS = "arms"
    WHOLE = "whole"


Side = Literal["L", "R"]
Via = tuple[float, float, float, float, float]  # share of the step; X, height, Z; pitch


@dataclass(frozen=True)
class Step:
    """A foot's way to its next place, as seen from the dancer at the time of standing there.

    Args:
        foot: which one.
        start: beat of leaving the floor.
        end: beat of landing.
        x: metres to the left.
        z: metres forwards.
        lift: metres, the height of the way; 0 slides.
        yaw: where the foot then points, above 0 outwards.
        load: how much weight the foot then takes, 0 to 1.
        air: how much the hips stay over it while it is lifted.
        via: where it is on its way, as seen from the dancer then.
        pitch: how far the heel is lifted while the foot then stands.
        pivot: whether the ball stays where it is and the foot only turns with the dancer.
    """

    foot: Side
    start: float
    end: float
    x: float = 0.0
    z: float = 0.0
    lift: float = 0.07
    yaw: float = 0.15
    load: float = 1.0
    air: float = 0.3
    via: tuple[Via, ...] = ()
    pitch: float = 0.0
    pivot: bool = False


@dataclass(frozen=True)
class Jump:
    """Both feet, or one, leave the floor by a push of the legs.

    Args:
        beat: of the highest point.
        height: metres.
        feet: those that push off and land.
        tuck: metres, how far the feet are pulled up in the air.
        apart: metres, how far the feet spread sideways in the air.
        split: metres, how far the left foot goes forwards and the right one backwards in the air.
        land: where the feet land: (left x, left z, right x, right z); as they stood if empty.
    """

    beat: float
    height: float
    feet: str = "LR"
    tuck: float = 0.0
    apart: float = 0.0
    split: float = 0.0
    land: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, eq=False)
class Move:
    """A move, as one does it to the left first.

    Args:
        name: its id.
        role: what of the body it takes.
        beats: of one cycle.
        curves: channel -> evenly spaced keys of one cycle, added to the groove.
        left: names of the left hand's poses, evenly spaced over one cycle; empty leaves the hands to others.
        right: those of the right hand; "=" is the left's, "<>" the left's half a cycle later.
        steps: of one cycle, each foot's in order.
        jumps: of one cycle.
        stance: where the feet are at its start: (left x, left z, right x, right z).
        open: how far the feet point outwards at its start.
        turn: keys of the heading, evenly spaced over one cycle, from 0 on; what it ends with is added each cycle.
        leftwards: keys of the way to the left, as `turn`, in metres.
        forwards: keys of the way forwards.
        snap: 0 flows, 0.6 hits each pose and waits.
        groove: how much of the common bounce goes with it.
        mobile: whether it can be danced while travelling or turning.
        sided: whether left and right are worth telling.
        calm: whether it is never danced fast.
    """

    name: str
    role: Role
    beats: int
    curves: dict[str, tuple[float, ...]] = field(default_factory=dict)
    left: str = ""
    right: str = "="
    steps: tuple[Step, ...] = ()
    jumps: tuple[Jump, ...] = ()
    stance: tuple[float, float, float, float] = (0.1, 0.0, -0.1, 0.0)
    open: float = 0.15
    turn: tuple[float, ...] = ()
    leftwards: tuple[float, ...] = ()
    forwards: tuple[float, ...] = ()
    snap: float = 0.0
    groove: float = 1.0
    mobile: bool = False
    sided: bool = False
    calm: bool = False
