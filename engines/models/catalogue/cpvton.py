"""CP-VTON's two networks: the one that bends a garment and the one that paints the person in it."""

from engines.models.catalogue import warping
from engines.models.catalogue.entry import Architecture, Config, Preprocessing
from engines.models.catalogue.shapes import Shapes

SOURCE = (
    "Wang, Zheng, Liang, Chen, Lin, Yang: Toward Characteristic-Preserving Image-based Virtual Try-On Network, "
    "ECCV 2018; sergeywong/cp-vton"
)
INSIDE = "model.model.1"  # where the first level below the U-Net's outermost one lies
DEEPEST = 12  # halvings; a picture of 4096 pixels has no more
SCALE = Preprocessing(
    size=(256, 192),
    mean=(127.5,),
    std=(127.5,),
    note="the person comes as shape 1, head 3 and pose 18 channels, see engines.models.predictors.cpvton",
)


def infer_gmm(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.cpvton.GMM` from shapes.

    The sampling grid's height and width leave no trace in the weights: they are taken as published.
    """
    if not warping.is_matching_module(shapes) or warping.person_channels(shapes) not in (None, warping.AGNOSTIC):
        return None
    if warping.correlation_places(shapes) != warping.PLACES:
        return None
    config: Config = {"fine_height": 256, "fine_width": 192, "grid_size": warping.grid_size(shapes)}
    cloth_nc = warping.garment_channels(shapes)
    return config if cloth_nc == 3 else config | {"cloth_nc": cloth_nc}  # CP-VTON's own network has no such argument


def infer_tom(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.cpvton.TOM` from shapes. Dropout has no weights: it is taken as off.

    pix2pix's U-Net has many of the same keys, but transposed convolutions at other places.
    """
    if shapes.dim((INSIDE + r"{levels:(?:\.model\.3)*}.model.6.weight", 3), ("model.model.4.weight", 3)) != 3:
        return None
    levels = [level for level in range(DEEPEST) if shapes.any(f"{INSIDE}{'.model.3' * level}.model.{{n}}.{{name}}")]
    ngf = shapes.dim(("model.model.0.weight", 0), ("model.model.0.bias", 0), (f"{INSIDE}.model.1.weight", 1))
    if len(levels) < 4 or ngf is None:
        return None
    batch = shapes.any("{rest...}.running_mean", "{rest...}.running_var")
    output_nc = shapes.dim(("model.model.4.weight", 0), ("model.model.4.bias", 0), ("model.model.5.{norm}", 0))
    return {
        "input_nc": shapes.dim(("model.model.0.weight", 1)) or 25,
        "output_nc": output_nc or 4,
        "num_downs": len(levels) + 1,
        "ngf": ngf,
        "norm_layer": "BatchNorm2d" if batch else "InstanceNorm2d",
    }


CPVTON_GMM = Architecture(
    name="cpvton_gmm",
    title="CP-VTON GMM",
    source=SOURCE,
    licence="MIT",
    network="engines.models.cpvton:GMM",
    config={"fine_height": 256, "fine_width": 192, "grid_size": 5},
    fingerprint=warping.FINGERPRINT,
    infer=infer_gmm,
    preprocessing=SCALE,
    output="a sampling grid (B, H, W, 2) for the garment, x before y in [-1, 1], and the spline's offsets",
)

CPVTON_TOM = Architecture(
    name="cpvton_tom",
    title="CP-VTON TOM",
    source=SOURCE,
    licence="MIT",
    network="engines.models.cpvton:TOM",
    config={"input_nc": 25, "output_nc": 4, "num_downs": 6, "ngf": 64, "norm_layer": "InstanceNorm2d"},
    fingerprint=(
        "model.model.0.weight",
        *(f"{INSIDE}{'.model.3' * level}.model.1.weight" for level in range(3)),
        *(f"{INSIDE}{'.model.3' * level}.model.6.weight" for level in range(3)),
        f"{INSIDE}.model.6.bias",
        "model.model.4.weight",
        "model.model.4.bias",
    ),
    infer=infer_tom,
    preprocessing=SCALE,
    output="(B, 4, H, W): RGB before tanh, and the garment's share before sigmoid",
)
