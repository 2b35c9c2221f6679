"""One drawn dog: its picture, its exact points, and which of them are seen."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from engines.drawn.dogs.bodies import flesh
from engines.drawn.dogs.breeds import any_traits
from engines.drawn.dogs.camera import Camera, camera_at
from engines.drawn.dogs.flesh import Floats
from engines.drawn.dogs.fur import hide
from engines.drawn.dogs.grounds import any_ground
from engines.drawn.dogs.heads import eye_place, nose_place
from engines.drawn.dogs.light import add_sparkle, any_sun, lit
from engines.drawn.dogs.poses import REST, DogPose, any_pose
from engines.drawn.dogs.skeleton import Skeleton, chest_depth, skeleton, skull_radius
from engines.drawn.dogs.surface import Plane, Surface, surface
from engines.drawn.dogs.traits import DogTraits

FINE = 1.25  # dogs are made this much larger and scaled down, for smooth borders


@dataclass(frozen=True)
class DrawnDog:
    """A drawn dog.

    picture: (S, S, 3) uint8 RGB; mask: (S, S) float32, how much of each pixel is dog; xy: (17, 2) float32 pixels in
    AP-10K's order, (0, 0) the middle of the top left pixel; visible: (17,), false where the body hides the point or it
    lies outside the picture; box: x, y, width, height of the seen dog in pixels; traits and pose: what was drawn.
    """

    picture: NDArray[np.uint8]
    mask: Plane
    xy: NDArray[np.float32]
    visible: NDArray[np.bool_]
    box: tuple[float, float, float, float]
    traits: DogTraits
    pose: DogPose


def draw_dog(rng: Generator, side: int = 256, traits: DogTraits | None = None, pose: DogPose | None = None) -> DrawnDog:
    """A dog on a ground of its own; traits and pose are drawn by chance where they are not given."""
    traits = traits or any_traits(rng)
    pose = pose or any_pose(rng)
    large = 2 * round(side * FINE / 2)
    fine = large / side
    bones = skeleton(traits, pose)
    still = skeleton(traits, replace(REST, mouth=pose.mouth))
    body, rest = flesh(bones), flesh(still)
    camera = camera_at(body, pose, traits.height, large)
    seen = surface(body, camera, large)
    coat = hide(seen, body, rest, still.head, camera, traits)
    sun = any_sun(rng)
    dog = lit(coat, large, sun)
    add_sparkle(dog, coat, bones.head, traits, camera, sun)

    picture = any_ground(rng, side, camera, body, fine, traits.height)
    cut_out = Image.fromarray((dog * 255).round().astype(np.uint8)).resize((side, side), Image.Resampling.BILINEAR)
    picture.paste(cut_out, mask=cut_out)
    mask = np.asarray(cut_out.getchannel("A"), np.float32) / np.float32(255)
    xy, visible = _points(bones, camera, seen)
    xy = ((xy + 0.5) / fine - 0.5).astype(np.float32)
    return DrawnDog(np.array(picture), mask, xy, visible, _box(mask), traits, pose)


def _points(bones: Skeleton, camera: Camera, seen: Surface) -> tuple[Floats, NDArray[np.bool_]]:
    """(17, 2) pixels of AP-10K's points and (17,) whether no other part of the body is in front."""
    traits, depth = bones.traits, chest_depth(bones.traits)
    skull = skull_radius(traits)
    face = [eye_place(traits, 1), eye_place(traits, -1), nose_place(traits)]
    throat = bones.neck[0] + 0.55 * (bones.neck[1] - bones.neck[0])
    withers = bones.spine(0.42).at(0, 0, 0.4 * depth)
    places = [bones.head.at(*(skull * share for share in place)) for place in face]
    places += [(throat + withers) / 2 + bones.trunk.axes @ np.array([0.1, 0, -0.05]) * depth, bones.tail[0].place]
    thick = [1.6 * skull * 0.2] * 2 + [1.4 * 0.3 * skull, 0.5 * depth, 0.3 * depth]
    for leg in bones.legs:
        places += leg[1:]
        thick += [0.22 * depth * traits.bone, 0.17 * depth * traits.bone, 0.2 * depth * traits.bone]
    spots, near = camera.project(np.array(places))
    side = len(seen.height)
    columns, rows = spots[:, :2].round().astype(int).T
    within = (columns >= 0) & (columns < side) & (rows >= 0) & (rows < side)
    columns, rows = columns.clip(0, side - 1), rows.clip(0, side - 1)
    before = seen.height[rows, columns] - spots[:, 2]
    return spots[:, :2], within & (before < np.array(thick) * near)


def _box(mask: Plane) -> tuple[float, float, float, float]:
    rows, columns = np.flatnonzero((mask > 0.5).any(1)), np.flatnonzero((mask > 0.5).any(0))
    x, y = float(columns[0]), float(rows[0])
    return x, y, float(columns[-1] + 1 - x), float(rows[-1] + 1 - y)
