"""A drawn person, and the person in clothes, with exact labels, joints, and where every thread came from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engines.drawn.garments import Cloth, Cut, Design, DrawnGarment, draw_garment
from engines.drawn.garments.tubes import Plane
from engines.drawn.people.bodies import Body, any_body
from engines.drawn.people.canvas import Canvas, Sun, any_sun
from engines.drawn.people.dressing import Dresser
from engines.drawn.people.grounds import any_ground
from engines.drawn.people.hair import paint_hair, paint_hair_before, paint_hair_behind
from engines.drawn.people.heads import Head, eye_place, head_of, nose_place, paint_head
from engines.drawn.people.limbs import (
    arm_tube,
    armhole,
    paint_arm,
    paint_bag,
    paint_hand,
    paint_leg,
    paint_neck,
    paint_shoe,
    paint_trunk,
)
from engines.drawn.people.looks import Look, any_look
from engines.drawn.people.poses import HEIGHT, WIDTH, Pose, any_pose

CROPS = ("full", "upper")
HIGH = ("raised", "chin")  # arms that may lie before face and hair


@dataclass(frozen=True)
class DrawnPerson:
    """Who is drawn, and how: all but the clothes.

    crop: "full" or "upper"; tucked: whether a shirt goes into the trousers; opening: how far a coat stands open, 0
    where it is closed; seed: of the ground and the folds.
    """

    body: Body
    pose: Pose
    look: Look
    sun: Sun
    crop: str
    tucked: bool
    opening: float
    seed: int


@dataclass(frozen=True)
class Worn:
    """A person in clothes; H, W = 256, 192 times the scale.

    Args:
        picture: (H, W, 3) uint8 RGB.
        labels: (H, W) uint8, LIP's 20; a bag has the ground's.
        alpha: (H, W) float32, how much of each pixel is the person or a bag.
        pose: (18, 2) float32, OpenPose's points in pixels of the picture, maybe outside of it.
        visible: (18,) bool, false where a point lies outside or something hides it.
        owner: (H, W) int8, the number of the garment that shows, else -1.
        places: (H, W, 2) float32, x and y, where that lies in the garment's flat picture, -1 to 1 (as grid_sample reads
            with align_corners=False); NaN where no garment shows.
    """

    picture: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    alpha: Plane
    pose: NDArray[np.float32]
    visible: NDArray[np.bool_]
    owner: NDArray[np.int8]
    places: NDArray[np.float32]

    @cached_property
    def flow(self) -> dict[int, NDArray[np.float32]]:
        """By the garment's number the places that belong to it, NaN elsewhere."""
        numbers = [int(n) for n in np.unique(self.owner) if n >= 0]
        return {n: np.where((self.owner == n)[..., None], self.places, np.nan).astype(np.float32) for n in numbers}


def draw_person(rng: Generator, crop: str | None = None) -> DrawnPerson:
    """A person by chance. crop: "full" for the whole body, "upper" for head to mid-thigh."""
    crop = crop or str(rng.choice(CROPS))
    body = any_body(rng)
    pose = any_pose(rng, body, crop)
    return DrawnPerson(
        body=body,
        pose=pose,
        look=any_look(rng, body),
        sun=any_sun(rng),
        crop=crop,
        tucked=bool(rng.random() < 0.35),
        opening=float(rng.uniform(0.15, 0.5)) if rng.random() < 0.6 else 0.0,
        seed=int(rng.integers(2**31)),
    )


def wear(
    person: DrawnPerson, garments: Sequence[DrawnGarment], scale: float = 1.0, ground: NDArray[np.float32] | None = None
) -> Worn:
    """The person in the garments, the inner ones first; where chest or hips stay bare, something plain is added.

    ground: (H, W, 3) of 0 to 1 behind the person, one by chance where not given.
    """
    canvas = Canvas(scale, person.sun)
    body, pose, look = person.body, person.pose, person.look
    of, head = body.measures, head_of(pose, body)
    wearers = [
        Dresser(canvas, garment, number, pose, of, person.seed, _opening(person, garment, garments))
        for number, garment in enumerate(_dressed(person, garments), start=0)
    ]
    for number, wearer in enumerate(wearers):
        wearer.number = number if number < len(garments) else -1
    low = [w for w in wearers if w.cut.kind in ("trousers", "skirt")]
    coats = [w for w in wearers if w.cut.coat]
    shirts = [w for w in wearers if w not in low and w not in coats]
    inner = [w for w in shirts if person.tucked and w.cut.last < 1.2 and w.cut.kind == "top"]

    for wearer in shirts:
        wearer.under = [w.cut for w in [*(low if wearer in inner else []), *coats]]

    paint_hair_behind(canvas, head, look)
    over = look.boots > 0 and any(w.cut.kind == "trousers" and w.cut.loose < 0.3 for w in low)
    for side in (0, 1):
        paint_leg(canvas, pose, side, of, look)
        if not over:
            paint_shoe(canvas, pose, side, of, look)
    for wearer in wearers:
        wearer.hood()
    paint_trunk(canvas, pose, of, look)
    if all(w.cut.sleeve == "none" for w in shirts):
        for side in (0, 1):
            paint_arm(canvas, pose, side, of, look)
    paint_neck(canvas, pose, of, look)
    for wearer in [*inner, *low, *[s for s in shirts if s not in inner], *coats]:
        if wearer.cut.kind == "trousers":
            wearer.legs()
        wearer.trunk()
        wearer.neck()
    if over:
        for side in (0, 1):
            paint_shoe(canvas, pose, side, of, look)
    paint_head(canvas, head, body, look)
    paint_hair(canvas, head, look)
    order = _order(pose)
    for side in order:
        if pose.arms[side].kind not in HIGH:
            _limb(canvas, person, side, coats or shirts)
    paint_hair_before(canvas, head, look)
    for side in order:
        if pose.arms[side].kind in HIGH:
            _limb(canvas, person, side, coats or shirts)

    if ground is None:
        ground = any_ground(np.random.default_rng(person.seed), pose, scale)
    H, W = canvas.H, canvas.W
    alpha = canvas.alpha.reshape(H, W)
    pixels = canvas.pixels.reshape(H, W, 3) + (1 - alpha[..., None]) * ground
    xy = _points(person, head)
    picture = (pixels.clip(0, 1) * 255).round().astype(np.uint8)
    canvas.flow[canvas.garment < 0] = np.nan
    return Worn(
        picture=picture,
        labels=canvas.labels.reshape(H, W),
        alpha=alpha,
        pose=(xy * scale).astype(np.float32),
        visible=_seen(person, xy),
        owner=canvas.garment.reshape(H, W),
        places=canvas.flow.reshape(H, W, 2),
    )


def _order(pose: Pose) -> tuple[int, int]:
    """The sides of the arms, the hindmost first."""
    first, second = pose.fore, 1 - pose.fore
    swap = pose.arms[first].kind in HIGH and pose.arms[second].kind not in HIGH
    return (second, first) if swap else (first, second)


def _limb(canvas: Canvas, person: DrawnPerson, side: int, sleeved: Sequence[Dresser]) -> None:
    """An arm in front of the trunk, its hand, what it holds, and its sleeves."""
    pose, look, of = person.pose, person.look, person.body.measures
    reach = max([w.cut.reach for w in sleeved], default=0.0)
    if reach < 0.95:
        limit = armhole(pose, side, of, sleeved[-1].cut)
        paint_arm(canvas, pose, side, of, look, max(reach - 0.2, 0.0), limit)
    if pose.arms[side].kind == "bag":
        paint_bag(canvas, pose, side, look)
    paint_hand(canvas, pose, side, of, look)
    for wearer in sleeved:
        wearer.sleeve(side)


def _opening(person: DrawnPerson, garment: DrawnGarment, garments: Sequence[DrawnGarment]) -> float:
    """A coat only opens over something."""
    inner = any(g.kind in ("top", "dress") and not g.design.cut.coat for g in garments)
    return person.opening if garment.design.cut.coat and inner else 0.0


def _dressed(person: DrawnPerson, garments: Sequence[DrawnGarment]) -> list[DrawnGarment]:
    """The garments, and plain ones for what they leave bare."""
    kinds = {g.kind for g in garments}
    rng = np.random.default_rng(person.seed)
    added = []
    grey = float(rng.uniform(0.1, 0.9))
    cloth = Cloth(colours=((grey, grey, grey * 1.02), (0.5, 0.5, 0.5), (0.3, 0.3, 0.3)))
    if not kinds & {"dress", "trousers", "skirt"}:
        added.append(
            draw_garment(rng, design=Design(Cut("trousers", first=0.7, last=1.12, fitted=1, ease=0.03), cloth))
        )
    if not kinds & {"dress", "top"}:
        added.append(
            draw_garment(rng, design=Design(Cut("top", "short", reach=0.3, last=0.95), replace(cloth, seed=1)))
        )
    return [*garments, *added]


def _points(person: DrawnPerson, head: Head) -> NDArray[np.float64]:
    """(18, 2) pixels of the frame, in OpenPose's order."""
    pose, body = person.pose, person.body
    right, left = pose.arms
    below_r, below_l = pose.legs
    neck = (right.shoulder + left.shoulder) / 2
    turn = head.turn
    return np.array(
        [
            head.at(*nose_place(body, turn)),
            neck,
            *(right.shoulder, right.elbow, right.wrist, left.shoulder, left.elbow, left.wrist),
            *(below_r.hip, below_r.knee, below_r.ankle, below_l.hip, below_l.knee, below_l.ankle),
            *(head.at(*eye_place(body, turn, side)) for side in (-1, 1)),
            *(head.at(side * (0.97 - 0.1 * abs(turn)), 0.12) for side in (-1, 1)),
        ]
    )


def _seen(person: DrawnPerson, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    x, y = xy.T
    seen = (x >= 0) & (x < WIDTH) & (y >= 0) & (y < HEIGHT)
    for place, arm in ((4, person.pose.arms[0]), (7, person.pose.arms[1])):
        seen[place] &= arm.kind != "pocket"
    behind, before = _order(person.pose)
    over = arm_tube(person.pose.arms[before], person.body.measures, person.pose.unit)
    for place in (3, 4) if behind == 0 else (6, 7):  # elbow and wrist behind the other arm
        s, d, _ = over.locate(*xy[place : place + 1].T.astype(np.float32))
        seen[place] &= not (0.15 < s[0] < 1.3 and abs(d[0]) < 1.5 * over.half(s)[0])
    for place, side in ((16, -1), (17, 1)):
        seen[place] &= side * person.pose.turn < 0.55
    return np.asarray(seen)
