"""The coat of a seen dog: where each pixel is on the dog, its hair, its colour."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.drawn.dogs.camera import Camera
from engines.drawn.dogs.flesh import BARE, Flesh, Floats, Part
from engines.drawn.dogs.heads import eye_place, eye_radius
from engines.drawn.dogs.markings import MARKINGS, Places
from engines.drawn.dogs.noise import noise
from engines.drawn.dogs.skeleton import Frame, skull_radius
from engines.drawn.dogs.surface import Plane, Surface
from engines.drawn.dogs.traits import DogTraits

# Lumps of the hair's noise on a dog's height: across the hair and along it.
HAIR = {"smooth": (75.0, 16.0), "shaggy": (46.0, 7.0), "curly": (20.0, 20.0), "wire": (52.0, 17.0)}
OUTLINE = {"smooth": 0.3, "shaggy": 1.0, "curly": 0.7, "wire": 1.0}  # how far hair stands out, of its length
BUMP = {"smooth": 0.2, "shaggy": 0.3, "curly": 0.4, "wire": 0.35}  # height of a hair's ridge, of its length
TONGUE, MOUTH, RIM = (0.86, 0.47, 0.5), (0.32, 0.1, 0.12), (0.1, 0.07, 0.06)


def _ragged() -> Floats:
    """(64, 64, 2) small steps down and right, alike for neighbours, that repeat without a seam."""
    steps = np.random.default_rng(11).normal(0, 1, (64, 64, 2))
    alike = [np.roll(steps, (i, j), (0, 1)) for i in range(4) for j in range(2)]
    return np.clip(np.sum(alike, 0) / 8**0.5, -1.5, 1.5).astype(np.float32)


RAGGED = _ragged()


@dataclass(frozen=True)
class Hide:
    """The N pixels where a dog's hair may be.

    rows, columns (N,); part (N,) of flesh.Part; cover (N,) 0 to 1, how much of the pixel is dog; height (N,) pixels
    towards the camera, bump (N,) what the hair adds to it; colour (N, 3) RGB, 0 to 1, unlit; head (N, 3) as in Places.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    part: NDArray[np.intp]
    cover: Floats
    height: Floats
    bump: Floats
    colour: Floats
    head: Floats


def hide(seen: Surface, body: Flesh, rest: Flesh, skull: Frame, camera: Camera, traits: DogTraits) -> Hide:
    """The coat that is seen. rest: the same flesh on the dog standing, whose skull's frame is `skull`."""
    spots, near = camera.project(body.places)
    hair = (body.fur * near).astype(np.float32)
    margin = 0.7 * float(hair.max()) + 1.5
    rows, columns = np.nonzero((seen.inside > -margin) & (seen.owner >= 0))
    shift, distance = _to_outline(seen.inside, rows, columns)
    feet = np.stack([rows, columns], 1).astype(np.float32) + shift
    down, right = _inside(feet, seen)
    own, height = seen.owner[down, right], seen.height[down, right]
    # Hair of one part hangs over the next: the borders between them are ragged.
    down, right = _inside(feet + 0.5 * hair[own, None] * RAGGED[rows % 64, columns % 64], seen)
    other = seen.owner[down, right]
    bare = np.isin(body.parts, BARE)
    part = body.parts[np.where((other < 0) | bare[other] | bare[own], own, other)]
    back = (rest.axes @ body.axes.transpose(0, 2, 1) @ camera.view.T / near[:, None, None]).astype(np.float32)
    start = (rest.places - np.einsum("nij,nj->ni", back, spots)).astype(np.float32)
    y, x = feet[:, :1], feet[:, 1:]
    xyz = back[own, :, 0] * x + back[own, :, 1] * y + back[own, :, 2] * height[:, None] + start[own]
    thick = hair[own]

    tuft = _hair(xyz / np.float32(traits.height), body.parts[own], traits)
    cover = np.clip(distance + OUTLINE[traits.texture] * thick * (np.minimum(tuft, 0.9) - 0.45) + 0.5, 0, 1)
    bump = BUMP[traits.texture] * thick * (tuft - 0.5)

    head = (xyz - skull.place.astype(np.float32)) @ (skull.axes / skull_radius(traits)).astype(np.float32)
    rough = 2 * noise(xyz * (9 / traits.height) + traits.mark % 89) - 1
    colour = _coat(Places(part, xyz / traits.height, head, traits, rough))
    depth = 0.14 if traits.texture == "smooth" else 0.3
    colour = colour * (1 + depth * (tuft - 0.5) * (thick > 0))[:, None]
    _paint_bare(colour, part, head, traits)
    kept = cover > 0
    floats = [values[kept] for values in (cover, height, bump, colour, head)]
    return Hide(rows[kept], columns[kept], part[kept], *floats)


def _inside(places: Floats, seen: Surface) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the nearest pixels."""
    down, right = np.clip(np.rint(places), 0, len(seen.inside) - 1).astype(np.intp).T
    return down, right


def _hair(xyz: Floats, part: NDArray[np.intp], traits: DogTraits) -> Floats:
    """(N,) 0 to 1, ridges that run along the hair: back and down on the trunk, down on legs and ears."""
    across, along = HAIR[traits.texture]
    if traits.texture == "curly":
        return 0.5 + 0.5 * np.sin(14 * noise(xyz * across))
    fall = np.full(15, 0.7 if traits.fur < 0.04 else 1.2, np.float32)
    fall[[Part.HEAD, Part.MUZZLE]] = 0.35
    fall[[Part.EAR, *range(Part.LEFT_FORELEG, Part.TAIL)]] = np.pi / 2
    fall[Part.TAIL] = 0.2
    angle = fall[part]
    x, y, z = xyz.T
    c, s = np.cos(angle), np.sin(angle)
    bent = 0.012 * np.sin(x * 21 + z * 17)
    return noise(np.stack([(s * x - c * z + bent) * across, (y + bent) * across, (c * x + s * z) * along], 1))


def _to_outline(inside: Plane, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """(N, 2) down and right from pixels outside the body to just within its outline, 0 for others: hair that stands out
    there looks the same along its way; and (N,) the distance from the outline, positive inside."""
    window = (slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1))
    there = np.maximum(inside[window], -60)
    at = (rows - rows.min(), columns - columns.min())
    slope = np.stack([plane[at] for plane in np.gradient(there)], 1)
    steep = np.clip((slope**2).sum(1), 0.2, 4)
    value = there[at]
    return slope * (np.maximum(1 - value, 0) / steep)[:, None], value / np.sqrt(steep)


def _coat(places: Places) -> Floats:
    coat = places.traits.coat
    colour = np.broadcast_to(np.asarray(coat.base, np.float32), (len(places.part), 3)).copy()
    for name, tint in coat.layers:
        colour += MARKINGS[name](places)[:, None] * (np.asarray(tint, np.float32) - colour)
    return colour


def _paint_bare(colour: Floats, part: NDArray[np.intp], head: Floats, traits: DogTraits) -> None:
    """Eyes and their rims, nose, mouth, inside of the ears, collar; in place."""
    tints = {Part.NOSE: traits.nose, Part.MOUTH: MOUTH, Part.TONGUE: TONGUE, Part.COLLAR: traits.collar}
    for bare in BARE[1:]:
        tint = tints[bare]
        if tint is not None:
            colour[part == bare] = tint
    ex, ey, ez = eye_place(traits, 1)
    radius = eye_radius(traits)
    from_eye = (_folded(head) - np.array([ex, ey, ez], np.float32)) / radius
    far = np.linalg.norm(from_eye, axis=1)
    rim = np.clip(1.4 - far, 0, 0.25) * 4 * np.isin(part, (Part.HEAD, Part.MUZZLE))
    colour += 0.8 * rim[:, None] * (np.array(RIM, np.float32) - colour)
    eyes = part == Part.EYE
    gaze = from_eye[eyes] @ np.array([0.92, 0.36, 0.02]) / np.maximum(far[eyes], 1e-6)
    iris = np.asarray(traits.iris) * (0.75 + 0.5 * np.clip(gaze, 0, 1))[:, None]
    colour[eyes] = np.where((gaze > 0.84)[:, None], 0.03, np.where((gaze > 0.3)[:, None], iris, RIM))
    if traits.ears in ("prick", "bat", "tufted"):
        front = (part == Part.EAR) & _inner_ear(head)
        colour[front] += 0.45 * (np.array((0.85, 0.62, 0.56)) - colour[front])


def _folded(head: Floats) -> Floats:
    """Both sides of the head laid over its left one."""
    return np.stack([head[:, 0], np.abs(head[:, 1]), head[:, 2]], 1)


def _inner_ear(head: Floats) -> NDArray[np.bool_]:
    """Where an upright ear is hollow: its front, away from the rim."""
    return (head[:, 0] > 0.01 - 0.02 * head[:, 2]) & (np.abs(np.abs(head[:, 1]) - 0.5 - 0.18 * head[:, 2]) < 0.2)
