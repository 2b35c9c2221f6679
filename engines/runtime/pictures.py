"""Bytes from a stranger into a picture: any common kind of file, any kind of damage."""

import io
import logging
import warnings

import numpy as np
from PIL import ExifTags, Image

from engines.runtime.errors import InputError

# Named, because Pillow knows forty more, some of which start other programs (EPS) or are rarely tested.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
SMALLEST_SIDE = 16

EIGHT_BIT_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK"})
SIXTEEN_BIT_MODES = frozenset({"I;16", "I;16L", "I;16B", "I;16N"})

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Pillow warns and logs about sizes that are checked below and about damage that is answered with a sentence.
# Set once for the process: `warnings.catch_warnings` is not safe between threads.
warnings.filterwarnings("ignore", module=r"PIL\.")
logging.getLogger("PIL").setLevel(logging.CRITICAL)


def read_picture(data: bytes, *, max_bytes: int = 20_000_000, max_pixels: int = 40_000_000) -> Image.Image:
    """Return the picture in a file's bytes, its kind told by its content alone.

    Args:
        data: a PNG, JPEG, WebP, GIF, BMP or TIFF file.
        max_bytes: the heaviest file that is opened.
        max_pixels: the largest width x height that is decoded; checked in the header, before decoding.

    Returns:
        An 8-bit picture, `RGBA` if the file has transparency and else `RGB`: the first frame, turned upright,
        without any of the file's other data (place, camera, colour profile).

    Raises:
        InputError: `picture_none`, `picture_too_heavy`, `picture_too_many_pixels`, `picture_too_small` or
            `picture_unreadable`.
    """
    if not data:
        raise InputError("picture_none", "There is no picture yet: please choose one.")
    if len(data) > max_bytes:
        raise InputError(
            "picture_too_heavy",
            f"This file has {len(data) / 1e6:.1f} MB, and {max_bytes / 1e6:g} MB is the most: "
            "please choose a smaller one.",
        )
    # The decoders meet hostile bytes here, and what they raise is not documented (OSError, ValueError and
    # SyntaxError were seen), so whatever it is, the file cannot be read.
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image, max_pixels)
            image.load()
            picture = _to_8_bit(_turn_upright(image))
    except InputError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(max_pixels) from error
    except Exception as error:
        raise _unreadable() from error
    picture.info.clear()  # where a photo was taken must not travel on into what is saved from it
    return picture


def _check_size(image: Image.Image, max_pixels: int) -> None:
    width, height = image.size
    if width * height > max_pixels:
        raise _too_many_pixels(max_pixels)
    if min(width, height) < SMALLEST_SIDE:
        raise InputError(
            "picture_too_small",
            f"This picture is only {width} x {height} pixels: please choose one of at least "
            f"{SMALLEST_SIDE} x {SMALLEST_SIDE}.",
        )


def _turn_upright(image: Image.Image) -> Image.Image:
    # Not ImageOps.exif_transpose: it writes the other tags anew, which fails on odd ones.
    method = UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    return image if method is None else image.transpose(method)


def _to_8_bit(image: Image.Image) -> Image.Image:
    if image.mode in SIXTEEN_BIT_MODES:
        # Pillow's own conversion cuts everything above 255 to white.
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGB")
    if image.mode not in EIGHT_BIT_MODES:
        raise _unreadable()  # floats and the like: the file does not say which value is white
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _too_many_pixels(max_pixels: int) -> InputError:
    return InputError(
        "picture_too_many_pixels",
        f"This picture has too many pixels ({max_pixels / 1e6:g} million is the most): please make it smaller.",
    )


def _unreadable() -> InputError:
    return InputError(
        "picture_unreadable",
        "This file cannot be read as a picture: please choose a PNG, JPEG, WebP, GIF, BMP or TIFF picture.",
    )
