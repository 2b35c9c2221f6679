"""Light on a dog: soft, from above and one side, with the sky's blue in the shade."""

import numpy as np
from numpy.random import Generator
from PIL import Image

from engines.drawn.dogs.camera import Camera
from engines.drawn.dogs.flesh import Floats, Part
from engines.drawn.dogs.fur import Hide
from engines.drawn.dogs.heads import eye_place, eye_radius
from engines.drawn.dogs.skeleton import Frame, skull_radius
from engines.drawn.dogs.surface import Plane
from engines.drawn.dogs.traits import DogTraits

SUN, SKY = np.array([1.0, 0.97, 0.9], np.float32), np.array([0.93, 0.97, 1.05], np.float32)
RIDGE = 0.6  # steepest slope of hair: where one part hides another, hair seems to jump
STRAY = 0.006  # of the picture: tufts that hang together with nothing of this size are left out
FOLD = 0.007  # of the picture: folds sharper than this are smoothed
SHADE = 0.1  # of the picture: how far around a hollow is dark


def any_sun(rng: Generator) -> Floats:
    """(3,) towards the sun: right, down, towards the camera."""
    sun = np.array([rng.choice([-1, 1]) * rng.uniform(0.2, 0.8), -rng.uniform(0.6, 0.95), rng.uniform(0.4, 0.8)])
    return sun / np.linalg.norm(sun)


def blurred(plane: Plane, sigma: float) -> Plane:
    """(H, W) blurred over about `sigma` pixels: made small by boxes and enlarged again."""
    H, W = plane.shape
    small = Image.fromarray(plane).reduce(max(2, round(1.6 * sigma)))
    return np.asarray(small.resize((W, H), Image.Resampling.BICUBIC))


def lit(coat: Hide, side: int, sun: Floats) -> Plane:
    """(S, S, 4) the dog in light: RGB and how much of each pixel it covers, 0 to 1."""
    top, left = coat.rows.min(), coat.columns.min()
    shape = (coat.rows.max() + 1 - top, coat.columns.max() + 1 - left)
    cover, height = np.zeros(shape, np.float32), np.full(shape, coat.height.min(), np.float32)
    at = (coat.rows - top, coat.columns - left)
    cover[at], height[at] = coat.cover, coat.height
    cover *= np.clip(3 * blurred(cover, STRAY * side) - 0.5, 0, 1)
    smooth = blurred(height * cover, FOLD * side) / np.maximum(blurred(cover, FOLD * side), 0.05)
    hair = np.zeros(shape, np.float32)
    hair[at] = coat.bump
    down, right = (
        np.clip(slope[at], -4, 4) * 0.8 + np.clip(ridge[at], -RIDGE, RIDGE)
        for slope, ridge in zip(np.gradient(smooth), np.gradient(hair), strict=True)
    )
    length = 1 / np.sqrt(1 + down**2 + right**2)
    facing = (sun[2] - right * sun[0] - down * sun[1]) * length
    upward = down * length
    around = blurred(height * cover, SHADE * side) / np.maximum(blurred(cover, SHADE * side), 0.05)
    hollow = np.clip((around[at] - coat.height) / (1.3 * SHADE * side), 0, 1)
    sunny = np.clip((facing + 0.5) / 1.5, 0, 1) * (1 - 0.35 * hollow)
    sky = (0.62 + 0.38 * upward) * (1 - 0.5 * hollow)
    light = 0.6 * sunny[:, None] * SUN + 0.74 * sky[:, None] * SKY
    colour = coat.colour * light
    glossy = np.isin(coat.part, (Part.NOSE, Part.EYE, Part.TONGUE))
    shine = np.clip(facing, 0, 1) ** 8 * np.where(glossy, 0.3, 0.04)
    colour = colour + shine[:, None]
    picture = np.zeros((side, side, 4), np.float32)
    picture[coat.rows, coat.columns] = np.column_stack([np.clip(colour, 0, 1), cover[at]])
    return picture


def add_sparkle(picture: Plane, coat: Hide, head: Frame, traits: DogTraits, camera: Camera, sun: Floats) -> None:
    """The light's reflection in each eye, in place: what makes it look alive."""
    size = skull_radius(traits)
    eyes = coat.part == Part.EYE
    rows, columns = coat.rows[eyes], coat.columns[eyes]
    for side in (1, -1):
        place = head.at(*(size * share for share in eye_place(traits, side)))
        (spot,), (near,) = camera.project(place[None])
        radius = eye_radius(traits) * size * near
        x, y = spot[:2] + radius * 0.42 * np.array([np.sign(sun[0]), -0.9])
        glint = np.clip((0.26 * radius - np.hypot(columns - x, rows - y)) + 0.5, 0, 1)[:, None]
        picture[rows, columns, :3] += glint * (0.96 - picture[rows, columns, :3])
