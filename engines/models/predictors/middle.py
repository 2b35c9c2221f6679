"""The middle square of a picture, as torchvision's Resize and CenterCrop cut it: what classifiers are shown."""

from math import floor

from PIL import Image

LONGEST = 100  # times the shorter side: a strip one pixel wide would need gigabytes before its middle is cut out


def resize_to_middle(picture: Image.Image, side: int, crop_pct: float = 1.0) -> Image.Image:
    """Return the middle of a picture as RGB, `side` pixels wide and high, by bicubic resampling.

    The shorter side becomes `side / crop_pct`, rounded down, the aspect stays, and the middle is cut out.

    Example:
        resize_to_middle(Image.new("RGB", (640, 480)), 224, 0.9).size    # (224, 224)
    """
    shorter = min(picture.size)
    left, top = (max(0, length - LONGEST * shorter) // 2 for length in picture.size)
    picture = picture.crop((left, top, picture.width - left, picture.height - top)).convert("RGB")
    width, height = (floor(side / crop_pct) * length // shorter for length in picture.size)
    left, top = (round((length - side) / 2) for length in (width, height))
    picture = picture.resize((width, height), Image.Resampling.BICUBIC)
    return picture.crop((left, top, left + side, top + side))
