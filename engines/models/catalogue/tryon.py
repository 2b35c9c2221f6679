"""The networks of the try-on that are this project's own: one bends a garment, one paints what it uncovers."""

from engines.models.catalogue.entry import Architecture, Config
from engines.models.catalogue.shapes import Shapes


def infer_warp(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.garment_warp.GarmentWarp` from shapes."""
    width, inputs = shapes.dim(("match.stem.0.weight", 0)), shapes.dim(("match.stem.0.weight", 1))
    return (
        None if width is None or inputs is None or inputs <= GARMENT else {"people": inputs - GARMENT, "width": width}
    )


def infer_dresser(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.dresser.Dresser` from shapes."""
    inputs, first = shapes.dim(("stem.0.weight", 1)), shapes.dim(("stem.0.weight", 0))
    levels = shapes.count("down.{n}.{rest...}")
    rest = [shapes.dim((f"down.{n}.0.weight", 0), (f"down.{n}.3.weight", 0)) for n in range(levels)]
    if inputs is None or first is None or not rest or None in rest:
        return None
    return {"inputs": inputs, "widths": [first, *rest]}


GARMENT = 4  # channels of the garment, after those of the person

GARMENT_WARP = Architecture(
    name="garment_warp",
    title="Garment warp",
    source="this project; spline after CP-VTON (Wang et al., ECCV 2018), then a B-spline lattice",
    licence="Apache-2.0",
    network="engines.models.garment_warp:GarmentWarp",
    config={"people": 22, "width": 32},
    fingerprint=("match.stem.0.weight", "spline.weight", "narrow.weight", "refine.stem.0.weight", "lattice.weight"),
    infer=infer_warp,
    output="sampling grids (B, 128, 96, 2) of spline and lattice for person (B, 22, 128, 96), garment (B, 4, 128, 96)",
)

DRESSER = Architecture(
    name="dresser",
    title="Dresser",
    source="this project; task of CP-VTON's try-on module (Wang et al., ECCV 2018), U-Net (Ronneberger et al. 2015)",
    licence="Apache-2.0",
    network="engines.models.dresser:Dresser",
    config={"inputs": 37, "widths": [32, 64, 128, 160, 192]},
    fingerprint=(
        "stem.0.weight",
        "down.0.0.weight",
        "down.3.4.running_var",
        "up.0.0.weight",
        "last.weight",
        "last.bias",
    ),
    infer=infer_dresser,
    output="RGB in [-1, 1] (B, 3, H, W) and the garment's share as a logit (B, 1, H, W) for (B, 37, H, W)",
)
