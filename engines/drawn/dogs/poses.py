"""How a dog stands, sits, lies or runs, and from where it is seen.

A leg's angles say where its bones point: 0 straight down, positive forward; the foreleg's bones are upper arm, forearm
and foot, the hind leg's thigh, shin and foot. Everything else follows from them: the trunk rests on its legs, so that
folded hind legs make a dog sit and folded forelegs make it bow.
"""

from dataclasses import dataclass, replace
from math import cos, pi, sin

from numpy.random import Generator

POSES = ("stand", "sit", "lie", "run", "bow", "face")
Angles = tuple[float, float, float]
REST_FRONT: Angles = (-38, 1, 10)
REST_HIND: Angles = (22, -42, 6)
GAZE = 75  # degrees that neck and head turn together at most
SHARES = {"stand": 0.31, "sit": 0.2, "lie": 0.17, "run": 0.14, "bow": 0.04, "face": 0.14}


@dataclass(frozen=True)
class DogPose:
    """A pose and a point of view; all angles in degrees.

    Args:
        kind: one of POSES; "face" fills the picture with the head of a standing or sitting dog.
        front: angles of the left and the right foreleg.
        hind: angles of the left and the right hind leg.
        spread: how far fore and hind legs lean outward.
        arch: how far the back is rounded.
        bend: how far the trunk curves to the left.
        lean: how far the whole dog is tipped to its left side.
        lift: how far it is above the ground, of its height.
        neck: pitch above the horizon.
        head: pitch, yaw to the left and roll; neck and trunk share the yaw.
        mouth: how far it is open.
        tail: lift and swing to the left.
        azimuth: where the camera stands: 0 in front of the dog, 90 at its left, 180 behind, 270 at its right.
        elevation: how far the camera is above the horizon.
        roll: how far the camera is tipped.
        distance: of the camera, in heights of the dog.
        closeness: how much of the picture's side the dog fills; above 1 parts of it are outside.
        shift: right and down, of the room that is left in the picture, -1 to 1.
    """

    kind: str = "stand"
    front: tuple[Angles, Angles] = (REST_FRONT, REST_FRONT)
    hind: tuple[Angles, Angles] = (REST_HIND, REST_HIND)
    spread: tuple[float, float] = (2, 3)
    arch: float = 0
    bend: float = 0
    lean: float = 0
    lift: float = 0
    neck: float = 52
    head: Angles = (-8, 0, 0)
    mouth: float = 0
    tail: tuple[float, float] = (0, 0)
    azimuth: float = 90
    elevation: float = 6
    roll: float = 0
    distance: float = 7
    closeness: float = 0.86
    shift: tuple[float, float] = (0, 0)


REST = DogPose()


def any_pose(rng: Generator, kind: str | None = None) -> DogPose:
    """A pose of some kind, from the side of the dog that people like to photograph, now and then from any other."""
    kind = kind or str(rng.choice(list(SHARES), p=list(SHARES.values())))
    pose = _seen(rng, kind)
    if kind == "face":
        return replace(_POSED[str(rng.choice(["stand", "sit"]))](rng, pose), kind="face", bend=0)
    return _POSED[kind](rng, pose)


def _seen(rng: Generator, kind: str) -> DogPose:
    """The camera, the gaze, which most often seeks the camera, mouth and tail."""
    face, side = kind == "face", rng.choice([-1, 1])
    around = rng.normal(0, 38) if face else rng.choice([rng.normal(38, 20), rng.normal(85, 16), rng.uniform(0, 180)])
    azimuth = float(side * around)
    away = (azimuth + 180) % 360 - 180
    yaw = away * rng.uniform(0.3, 1) if rng.random() < 0.6 else rng.normal(0, 25)
    return DogPose(
        kind=kind,
        neck=float(rng.normal(50, 12)),
        head=(
            float(rng.normal(-1, 6) if face else rng.normal(-8, 9)),
            float(max(-GAZE, min(GAZE, yaw))),
            float(rng.normal(0, 7)),
        ),
        mouth=float(rng.choice([0, 0, rng.uniform(8, 24)])),
        tail=(float(rng.normal(5, 18)), float(rng.normal(0, 20))),
        azimuth=azimuth % 360,
        elevation=float(abs(rng.normal(4 if face else 8, 9))),
        roll=float(rng.normal(0, 3)),
        distance=float(rng.uniform(3, 6) if face else rng.uniform(3.5, 9)),
        closeness=float(rng.uniform(0.7, 1.0) if face else rng.uniform(0.72, 0.95)),
        shift=(float(rng.uniform(-1, 1)), float(rng.uniform(-1, 1))),
    )


def _stand(rng: Generator, pose: DogPose) -> DogPose:
    left, right, left_hind, right_hind = rng.normal(0, 9, 4) * rng.choice([0.4, 1, 1.6])
    return replace(
        pose,
        front=(_plus(REST_FRONT, left * 0.7, left, left), _plus(REST_FRONT, right * 0.7, right, right)),
        hind=(_plus(REST_HIND, *[left_hind] * 3), _plus(REST_HIND, *[right_hind] * 3)),
        spread=(float(rng.uniform(0, 5)), float(rng.uniform(1, 6))),
        bend=float(rng.normal(0, 10)),
    )


def _sit(rng: Generator, pose: DogPose) -> DogPose:
    fold = rng.normal(0, 6)
    legs = [(98 + fold + rng.normal(0, 4), -58 + rng.normal(0, 4), 88) for _ in range(2)]
    fore = [(-30 + rng.normal(0, 4), 4 + rng.normal(0, 5), 10) for _ in range(2)]
    return replace(
        pose,
        front=(fore[0], fore[1]),
        hind=(legs[0], legs[1]),
        spread=(float(rng.uniform(0, 5)), float(rng.uniform(12, 28))),
        arch=float(rng.uniform(0, 20)),
        neck=pose.neck + 16,
        tail=(pose.tail[0] - 30, pose.tail[1]),
    )


def _lie(rng: Generator, pose: DogPose) -> DogPose:
    legs = [(84 + rng.normal(0, 6), -76 + rng.normal(0, 5), 88) for _ in range(2)]
    fore = [(-62 + rng.normal(0, 6), 88 + rng.normal(0, 3), 90) for _ in range(2)]
    flat = rng.random() < 0.15
    return replace(
        pose,
        front=(fore[0], fore[1]),
        hind=(legs[0], legs[1]),
        spread=(float(rng.uniform(2, 12)), float(rng.uniform(10, 35))),
        bend=float(rng.normal(0, 14)),
        lean=float(rng.choice([-1, 1]) * rng.uniform(55, 80)) if flat else float(rng.normal(0, 6)),
        neck=pose.neck - (40 if flat else 8),
        tail=(pose.tail[0] - 25, pose.tail[1]),
        elevation=pose.elevation + float(rng.uniform(3, 22)),
    )


def _run(rng: Generator, pose: DogPose) -> DogPose:
    phase = rng.uniform(0, 1)
    swing = rng.uniform(22, 42)
    gallop = rng.random() < 0.5
    # Diagonal pairs move together in a trot; in a gallop both forelegs reach out while both hind legs push.
    offsets = (0, 0.12, 0.5, 0.62) if gallop else (0, 0.5, 0.5, 0)
    legs = [_stride(REST_FRONT if i < 2 else REST_HIND, phase + o, swing, i < 2) for i, o in enumerate(offsets)]
    return replace(
        pose,
        front=(legs[0], legs[1]),
        hind=(legs[2], legs[3]),
        spread=(0, 2),
        arch=float(rng.uniform(-12, 22)) if gallop else 0,
        lift=float(rng.uniform(0, 0.15)),
        neck=pose.neck - 14,
        mouth=float(rng.choice([0, rng.uniform(10, 26)])),
        tail=(pose.tail[0] + 20, pose.tail[1]),
    )


def _bow(rng: Generator, pose: DogPose) -> DogPose:
    fore = [(-50 + rng.normal(0, 5), 84 + rng.normal(0, 3), 90) for _ in range(2)]
    hind = [_plus(REST_HIND, -14 + rng.normal(0, 4), 12, 0) for _ in range(2)]
    return replace(
        pose,
        front=(fore[0], fore[1]),
        hind=(hind[0], hind[1]),
        spread=(6, 5),
        arch=-14,
        neck=pose.neck - 10,
        tail=(pose.tail[0] + 45, pose.tail[1]),
    )


_POSED = {"stand": _stand, "sit": _sit, "lie": _lie, "run": _run, "bow": _bow}


def _stride(rest: Angles, phase: float, swing: float, fore: bool) -> Angles:
    """A leg at some moment of its step, 0 to 1: it pushes back, folds while it is lifted and reaches forward."""
    back = swing * cos(2 * pi * phase)
    fold = max(0.0, -sin(2 * pi * phase)) * swing
    bent = (0.5 * fold, 0.8 * fold, -1.6 * fold) if fore else (0.7 * fold, -0.7 * fold, 0.3 * fold)
    return _plus(rest, *(back * share + turn for share, turn in zip((0.7, 1, 1), bent, strict=True)))


def _plus(angles: Angles, *more: float) -> Angles:
    a, b, c = (float(angle + extra) for angle, extra in zip(angles, more, strict=True))
    return a, b, c
