"""What the shapes say of the geometric matching module that CP-VTON and VITON-HD share, key for key.

Two numbers tell the two apart: the person's channels (22 in CP-VTON) and the places of the correlation (192 in
CP-VTON). Where the one tensor that holds the first is missing, a VITON-HD made for 1024x768 also fits CP-VTON's.
"""

from math import isqrt

from engines.models.catalogue.shapes import Shapes

AGNOSTIC = 22  # channels of the person in CP-VTON, and of no published VITON-HD
PLACES = 192  # 16 * 12, of both published networks
GRID_SIZE = 5  # control points of the spline along a side, of both published networks
FINEST_GRID = 32

FINGERPRINT = (
    "extractionA.model.0.weight",
    "extractionA.model.2.running_mean",
    "extractionA.model.9.weight",
    "extractionA.model.15.bias",
    "extractionB.model.0.weight",
    "extractionB.model.5.running_var",
    "extractionB.model.12.weight",
    "regression.conv.0.weight",
    "regression.conv.3.bias",
    "regression.conv.9.weight",
    "regression.linear.weight",
    "regression.linear.bias",
)


def is_matching_module(shapes: Shapes) -> bool:
    """Return whether the layers that no argument changes have their widths."""
    second = shapes.dim(("extraction{x:A|B}.model.3.weight", 0), ("extraction{x:A|B}.model.3.bias", 0))
    regression = shapes.dim(("regression.conv.3.weight", 0), ("regression.conv.3.bias", 0))
    return (second, regression) == (128, 256)


def person_channels(shapes: Shapes) -> int | None:
    return shapes.dim(("extractionA.model.0.weight", 1))


def garment_channels(shapes: Shapes) -> int:
    return shapes.dim(("extractionB.model.0.weight", 1)) or 3


def correlation_places(shapes: Shapes) -> int:
    """Return the number of places that are compared: the height times the width of the features."""
    flattened = shapes.dim(("regression.linear.weight", 1)) or 4 * PLACES  # 64 channels, a sixteenth of the places
    return shapes.dim(("regression.conv.0.weight", 1)) or flattened // 4


def grid_size(shapes: Shapes) -> int:
    """Return the control points along a side; the published number where the last layer is no such grid's."""
    offsets = shapes.dim(("regression.linear.weight", 0), ("regression.linear.bias", 0)) or 0
    side = isqrt(offsets // 2)
    return side if 2 * side**2 == offsets and 2 <= side <= FINEST_GRID else GRID_SIZE
