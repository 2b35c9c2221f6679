"""VITON-HD's three networks: the one that foresees the body's parts, the one that bends, the one that paints."""

from math import log

from engines.models.catalogue import warping
from engines.models.catalogue.entry import Architecture, Config, Preprocessing, PublishedFile
from engines.models.catalogue.shapes import Shapes

SOURCE = (
    "Choi, Park, Lee, Choo: VITON-HD: High-Resolution Virtual Try-On via Misalignment-Aware Normalization, CVPR 2021; "
    "shadow2496/VITON-HD"
)
LICENCE = "CC-BY-NC-4.0"
URL = "https://github.com/shadow2496/VITON-HD"
PERSON_AND_NOISE = 8  # channels beside the parts: garment mask 1, garment 3, pose 3, noise 1
BLOCK = 256  # a side of the picture that the bending network can take is a multiple of it
PLACES_A_BLOCK = 4 * 4
LONGEST_SIDE = 16  # blocks
ASPECT = 4 / 3  # height to width, as published


def infer_seg(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.vitonhd.SegGenerator` from shapes."""
    first = shapes.dim(("conv1.0.weight", 0), ("conv1.3.weight", 0), ("conv1.{n}.bias", 0))
    deepest = shapes.dim(("conv5.0.weight", 0), ("conv5.3.weight", 0), ("conv5.{n}.bias", 0))
    if (first, deepest) != (64, 1024):
        return None
    output_nc = shapes.dim(("conv9.6.weight", 0), ("conv9.6.bias", 0)) or 13
    batch = shapes.any("conv{n}.{layer}.running_mean", "conv{n}.{layer}.running_var")
    return {
        "input_nc": shapes.dim(("conv1.0.weight", 1)) or output_nc + PERSON_AND_NOISE,
        "output_nc": output_nc,
        "norm_layer": "BatchNorm2d" if batch else "InstanceNorm2d",
    }


def infer_gmm(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.vitonhd.GMM` from shapes.

    Height and width stand in the weights only as their product; see `likely_size`.
    """
    inputA_nc = warping.person_channels(shapes)
    if not warping.is_matching_module(shapes) or inputA_nc == warping.AGNOSTIC:
        return None
    size = likely_size(warping.correlation_places(shapes))
    if size is None:
        return None
    return {
        "load_height": size[0],
        "load_width": size[1],
        "grid_size": warping.grid_size(shapes),
        "inputA_nc": inputA_nc or 7,
        "inputB_nc": warping.garment_channels(shapes),
    }


def likely_size(places: int) -> tuple[int, int] | None:
    """Return the height and width with so many correlated places whose aspect is nearest to 4:3 upright, or None.

    Example:
        likely_size(192)    # (1024, 768), as published
        likely_size(64)     # (512, 512)
    """
    area, rest = divmod(places, PLACES_A_BLOCK)
    sizes = [(rows, area // rows) for rows in range(1, LONGEST_SIDE + 1) if area % rows == 0]
    sizes = [(rows, columns) for rows, columns in sizes if 0 < columns <= LONGEST_SIDE]
    if rest or not sizes:
        return None
    rows, columns = min(sizes, key=lambda size: abs(log(size[0] / size[1] / ASPECT)))
    return rows * BLOCK, columns * BLOCK


def infer_alias(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.vitonhd_alias.ALIASGenerator` from shapes.

    The picture's size leaves no trace in the weights: it is taken as published. "normal" has the shapes of "more",
    and the published program cannot run it, so it is taken for "more".
    """
    if shapes.dim(("{block}.norm_{name}.conv_shared.0.bias", 0)) != 128:
        return None
    widest = shapes.dim(("conv_0.weight", 0), ("head_0.conv_{n}.bias", 0), ("G_middle_{n}.conv_{m}.bias", 0))
    if widest is None or widest % 16:
        return None
    parts = shapes.dim(("{block:up_[234]}.norm_{name}.conv_shared.0.weight", 1))
    divided = shapes.dim(("{block:head_0|G_middle_.|up_[01]}.norm_{name}.conv_shared.0.weight", 1)) or 8
    spectral = shapes.any("{rest...}.weight_orig", "{rest...}.weight_u", "{rest...}.weight_v")
    batch = shapes.any("{rest...}.param_free_norm.running_mean", "{rest...}.param_free_norm.running_var")
    return {
        "load_height": 1024,
        "load_width": 768,
        "semantic_nc": parts or divided - 1,
        "input_nc": shapes.dim(("conv_{n}.weight", 1)) or 9,
        "ngf": widest // 16,
        "norm_G": ("spectral" if spectral else "") + ("aliasbatch" if batch else "aliasinstance"),
        "num_upsampling_layers": "most" if shapes.any("up_4.{rest...}") else "more",
    }


def scale(size: tuple[int, int], channels: str) -> Preprocessing:
    return Preprocessing(
        size=size,
        mean=(127.5,),
        std=(127.5,),
        note=f"channels: {channels}; maps are one-hot, see engines.models.predictors.vitonhd",
    )


def published(name: str) -> tuple[PublishedFile, ...]:
    return (PublishedFile(f"{name}_final.pth", LICENCE, URL, note="not for commercial use"),)


VITONHD_SEG = Architecture(
    name="vitonhd_seg",
    title="VITON-HD segmentation",
    source=SOURCE,
    licence=LICENCE,
    network="engines.models.vitonhd:SegGenerator",
    config={"input_nc": 21, "output_nc": 13, "norm_layer": "InstanceNorm2d"},
    fingerprint=(
        "conv1.0.weight",
        "conv1.3.bias",
        "conv3.0.weight",
        "conv5.3.weight",
        "up6.1.weight",
        "conv6.0.weight",
        "up7.1.bias",
        "conv8.3.weight",
        "up9.1.weight",
        "conv9.0.bias",
        "conv9.6.weight",
        "conv9.6.bias",
    ),
    infer=infer_seg,
    published=published("seg"),
    preprocessing=scale((256, 192), "garment mask 1, masked garment 3, parts 13, pose 3, noise 1"),
    output="(B, 13, H, W) in 0..1, each part of the body for itself",
)

VITONHD_GMM = Architecture(
    name="vitonhd_gmm",
    title="VITON-HD GMM",
    source=SOURCE,
    licence=LICENCE,
    network="engines.models.vitonhd:GMM",
    config={"load_height": 1024, "load_width": 768, "grid_size": 5, "inputA_nc": 7, "inputB_nc": 3},
    fingerprint=warping.FINGERPRINT,
    infer=infer_gmm,
    published=published("gmm"),
    preprocessing=scale((256, 192), "garment region 1, pose 3, picture without the garment 3; and the garment 3"),
    output="the spline's offsets, and a sampling grid (B, H, W, 2) for the garment, x before y in [-1, 1]",
)

VITONHD_ALIAS = Architecture(
    name="vitonhd_alias",
    title="VITON-HD ALIAS generator",
    source=SOURCE,
    licence=LICENCE,
    network="engines.models.vitonhd_alias:ALIASGenerator",
    config={
        "load_height": 1024,
        "load_width": 768,
        "semantic_nc": 7,
        "input_nc": 9,
        "ngf": 64,
        "norm_G": "spectralaliasinstance",
        "num_upsampling_layers": "most",
    },
    fingerprint=(
        "conv_0.weight",
        "conv_7.bias",
        "head_0.conv_0.bias",
        "head_0.norm_1.noise_scale",
        "G_middle_0.norm_s.conv_gamma.weight",
        "G_middle_1.norm_0.conv_shared.0.weight",
        "up_0.conv_1.bias",
        "up_1.norm_s.noise_scale",
        "up_2.norm_0.conv_shared.0.weight",
        "up_3.norm_1.conv_beta.weight",
        "up_3.conv_0.bias",
        "conv_img.weight",
    ),
    infer=infer_alias,
    published=published("alias"),
    preprocessing=scale((1024, 768), "picture without the garment 3, pose 3, bent garment 3"),
    output="RGB (B, 3, H, W) in [-1, 1]",
)
