"""Which network does each step: the house's own, or a published one that the host brought. Mixing is free."""

from dataclasses import dataclass, fields
from typing import Final, Literal, get_args

Parser = Literal["house", "graphonomy"]
Pointer = Literal["house", "openpose", "hrnet"]
Masker = Literal["house", "u2net", "u2netp", "deeplabv3plus", "mobile_sam"]
Dresser = Literal["house", "cpvton", "vitonhd", "inpaint"]
Retoucher = Literal["none", "gfpgan"]

BODY, GARMENT, WARP, DRESSER = "body-reader", "garment-reader", "garment-warp", "dresser"  # the house's weights
# The weights that a published choice needs.
WEIGHTS: Final = {
    "graphonomy": ("graphonomy",),
    "openpose": ("openpose_body",),
    "hrnet": ("hrnet",),
    "u2net": ("u2net",),
    "u2netp": ("u2netp",),
    "deeplabv3plus": ("deeplabv3plus",),
    "mobile_sam": ("mobile_sam",),
    "cpvton": ("cpvton_gmm", "cpvton_tom"),
    "vitonhd": ("vitonhd_seg", "vitonhd_gmm", "vitonhd_alias"),
    "gfpgan": ("gfpgan",),
}


@dataclass(frozen=True)
class Choices:
    """Who finds the parts of a person and the points, who the garment's mask, who bends and paints, who mends faces.

    Raises:
        ValueError: a name that is not one of those above.
    """

    parse: Parser = "house"
    pose: Pointer = "house"
    mask: Masker = "house"
    dress: Dresser = "house"
    touch_up: Retoucher = "none"

    def __post_init__(self) -> None:
        known = {"parse": Parser, "pose": Pointer, "mask": Masker, "dress": Dresser, "touch_up": Retoucher}
        for field in fields(self):
            names, value = get_args(known[field.name]), getattr(self, field.name)
            if value not in names:
                raise ValueError(f"`{field.name}` must be one of {', '.join(names)}, but is {value!r}.")
