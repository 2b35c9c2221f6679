"""The try-on at the photo's own sharpness: what the networks did small is put into the photo large.

The garment comes from its own photo, through the grid; what else changed (skin, neck, ground) from the small painting,
with the photo's fine detail wherever both are alike. Pixels outside of what may change are the photo's own.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.models.results import Mask
from engines.tryon.checks import CLOTHES
from engines.tryon.draping import Floats, drape, finer
from engines.tryon.framing import Size, cut
from engines.tryon.paint import Painted
from engines.tryon.results import HEIGHT, Frame, PersonSeen

SHARPEST = 1024  # pixels of the frame's height that is worked on; a larger photo takes what comes out of it enlarged
CRISP = 3.0  # how much steeper an enlarged edge is made: soft over a pixel or two, not over eight
FEATHER = 2.0  # pixels of the small painting from the changed region's border to where it is fully changed
ALIKE = 7.0  # grey levels: where painting and photo differ by less, the photo's detail belongs
FOLD, BODY = 1.5, 8.0  # pixels of the small picture: widths of a fold and of a part of the body
FOLDS = 0.7  # how much of the old garment's light is kept
DEEPEST = 0.12  # the most that a fold darkens or brightens
BAND = 256  # rows of a photo that are written at once: a large photo's numbers would fill the memory
PRINTED = 0.05  # deviation of that light from which on it is a print, not folds


@dataclass(frozen=True)
class Composed:
    """`image`: RGB of the photo's size. `mask`: (H, W) bool, true where it may differ. `warped`: RGBA, the garment."""

    image: Image.Image
    mask: NDArray[np.bool_]
    warped: Image.Image


def compose(
    photo: Image.Image, person: PersonSeen, cloth: Image.Image, mask: Mask, grid: Floats, painted: Painted
) -> Composed:
    """Put the try-on into the photo.

    Args:
        photo: RGB.
        person: seen on it.
        cloth: the garment's frame, RGB, as sharp as there is.
        mask: of the garment in that frame.
        grid: that bends it, (h, w, 2).
        painted: what the network painted, at any size.
    """
    frame = person.frame
    size = working_size(frame)
    base = _floats(cut(photo, frame, size))
    fine = finer(grid, size)
    garment = drape(_floats(cloth), fine)
    share = crisp(painted.share, size)
    smooth = enlarged(_floats(person.picture), size)
    render = with_detail(enlarged(painted.render.astype(np.float32), size), smooth, base)
    light = enlarged(folds(person), size)[..., None]
    picture = render + share[..., None] * (garment * light - render)
    change = feathered(painted.changed, size, _inside(frame, photo.size))
    picture = base + change[..., None] * (picture - base)
    image, changed = into_photo(photo, frame, picture, base, change)
    whole = drape(mask.values, fine, beyond=0)
    return Composed(image, changed, _on_canvas(garment, crisp_edges(whole, size), frame, photo.size))


def working_size(frame: Frame) -> Size:
    """Return width and height that a frame is worked on: the photo's own, up to `SHARPEST`."""
    height = min(round(frame.height), SHARPEST)
    return max(1, round(height * frame.width / frame.height)), height


def enlarged(picture: Floats, size: Size) -> Floats:
    """Return a small picture (h, w, C) of the frame as (H, W, C), smooth."""
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC), np.float32)


def crisp(share: Floats, size: Size) -> Floats:
    """Return small values (h, w) of 0 to 1 as (H, W), their edges smooth and steep."""
    return crisp_edges(enlarged(share, size), size, share.shape[0])


def crisp_edges(share: Floats, size: Size, small: int = HEIGHT) -> Floats:
    """Return values (H, W) that were enlarged from `small` rows with edges as steep as large ones have."""
    steeper = min(max(size[1] / small, 1), CRISP)
    values: Floats = ((share - 0.5) * steeper + 0.5).clip(0, 1)
    return values


def with_detail(coarse: Floats, smooth: Floats, fine: Floats) -> Floats:
    """Return `coarse` (H, W, 3) with the detail that `fine` has over `smooth`, wherever coarse and smooth are alike.

    Args:
        coarse: a painting that was small.
        smooth: the photo, as small once.
        fine: the photo.
    """
    red, green, blue = np.moveaxis(np.abs(coarse - smooth), -1, 0)
    difference = np.maximum(np.maximum(red, green), blue)
    alike = np.exp(-((difference / ALIKE) ** 2))[..., None]
    return np.asarray(coarse + alike * (fine - smooth), np.float32)


def folds(person: PersonSeen) -> Floats:
    """Return the light (HEIGHT, WIDTH) on the old garment, 1 where it is even: the new one hangs on the same body.

    A print looks like folds; where the light changes too much it is taken for one and left out.
    """
    worn = person.parts.mask(*CLOTHES)
    grey = np.asarray(person.picture.convert("L"), np.float32)
    narrow, wide = (_mean_inside(grey, worn.astype(np.float32), width) for width in (FOLD, BODY))
    light = np.where(worn, (narrow + 1) / (wide + 1) - 1, 0).astype(np.float32)
    spread = float(light[worn].std()) if worn.any() else 0.0
    strength = FOLDS * float(np.clip(2 - spread / PRINTED, 0, 1))
    lit: Floats = 1 + strength * cv2.GaussianBlur(light.clip(-DEEPEST, DEEPEST), (0, 0), FOLD)
    return lit


def feathered(changed: NDArray[np.bool_], size: Size, inside: tuple[bool, bool, bool, bool]) -> Floats:
    """Return how far (H, W) pixels may change, 0 to 1: the change fades in within the region, never beyond it.

    Args:
        changed: (h, w), the region.
        size: (W, H).
        inside: whether the frame's upper, lower, left and right edge lies inside the photo, so that the change has to
            fade there too.
    """
    region = (enlarged(changed.astype(np.float32), size) > 0.5).astype(np.uint8)
    bordered = np.pad(region, 1, mode="edge")
    above, below, left, right = inside
    bordered[0] &= not above
    bordered[-1] &= not below
    bordered[:, 0] &= not left
    bordered[:, -1] &= not right
    far = cv2.distanceTransform(bordered, cv2.DIST_L2, 5)[1:-1, 1:-1]
    width = max(1.0, FEATHER * size[1] / changed.shape[0])
    return np.asarray((far / width).clip(0, 1), np.float32)


def into_photo(
    photo: Image.Image, frame: Frame, picture: Floats, base: Floats, change: Floats
) -> tuple[Image.Image, NDArray[np.bool_]]:
    """Return the photo with the frame's picture in it, and where it may differ (H, W).

    A photo that is sharper than the picture keeps its own detail where both are alike.

    Args:
        photo: RGB.
        frame: on whole pixels of it.
        picture: (h, w, 3), what the frame shall show.
        base: (h, w, 3), what it shows now.
        change: (h, w), 0 where nothing may change.
    """
    pixels = np.array(photo)
    mask = np.zeros(pixels.shape[:2], bool)
    first, last = max(round(frame.top), 0), min(round(frame.top + frame.height), photo.height)
    left, right = max(round(frame.left), 0), min(round(frame.left + frame.width), photo.width)
    for top in range(first, last, BAND):
        own = pixels[top : min(top + BAND, last), left:right]  # a view: what is written here stands in `pixels`
        corner = left - frame.left, top - frame.top
        moved = _part(change, frame, corner, own.shape, cv2.INTER_LINEAR) > 0
        new = _part(picture, frame, corner, own.shape, cv2.INTER_CUBIC)
        if change.shape[0] < frame.height:
            old = _part(base, frame, corner, own.shape, cv2.INTER_CUBIC)
            new = with_detail(new, old, own.astype(np.float32))
        own[moved] = np.rint(new[moved]).clip(0, 255).astype(np.uint8)
        mask[top : top + len(own), left:right] = moved
    return Image.fromarray(pixels), mask


def _part(picture: Floats, frame: Frame, corner: tuple[float, float], shape: tuple[int, ...], how: int) -> Floats:
    """A part of the frame's picture, of `shape` (height, width) in pixels of the photo, from the corner (x, y) on."""
    scale = picture.shape[0] / frame.height
    if scale == 1:
        x, y = (round(side) for side in corner)
        return picture[y : y + shape[0], x : x + shape[1]]
    matrix = np.array([[scale, 0, corner[0]], [0, scale, corner[1]]])
    matrix[:, 2] = (matrix[:, 2] + 0.5) * scale - 0.5
    flags = how | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(picture, matrix, shape[1::-1], flags=flags, borderMode=cv2.BORDER_REPLICATE))


def _on_canvas(garment: Floats, share: Floats, frame: Frame, size: Size) -> Image.Image:
    """The bent garment (h, w, 3) with its mask (h, w), RGBA, on a clear canvas of the photo's `size`."""
    bent = cv2.merge([*cv2.split(garment.clip(0, 255).astype(np.uint8)), (share * 255).astype(np.uint8)])
    scale = frame.height / len(bent)
    matrix = np.array([[scale, 0, frame.left], [0, scale, frame.top]])
    matrix[:, 2] += scale / 2 - 0.5
    return Image.fromarray(np.asarray(cv2.warpAffine(bent, matrix, size, flags=cv2.INTER_LINEAR), np.uint8))


def _inside(frame: Frame, size: Size) -> tuple[bool, bool, bool, bool]:
    """Whether the frame's upper, lower, left and right edge lies inside a photo of `size`."""
    right, bottom = frame.left + frame.width, frame.top + frame.height
    return frame.top > 0, bottom < size[1], frame.left > 0, right < size[0]


def _mean_inside(values: Floats, weight: Floats, sigma: float) -> Floats:
    """The mean of values (H, W) in a neighbourhood `sigma` pixels wide, of those with weight alone."""
    total = cv2.GaussianBlur(values * weight, (0, 0), sigma)
    return np.asarray(total / (cv2.GaussianBlur(weight, (0, 0), sigma) + 1e-6), np.float32)


def _floats(picture: Image.Image) -> Floats:
    return np.asarray(picture, np.float32)
