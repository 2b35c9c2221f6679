"""GFPGAN without compiled operators: a damaged face, made whole."""

from engines.models.catalogue.entry import Architecture, Config, Preprocessing, PublishedFile
from engines.models.catalogue.shapes import Shapes

DECODER = "stylegan_decoder"
STAGES = 8  # sizes from 8 to 1024 pixels
WIDEST = 512  # channels up to 32 x 32 pixels, before `narrow`
RELEASES = "https://github.com/TencentARC/GFPGAN/releases/download/"
CONFIG: Config = {
    "out_size": 512,
    "num_style_feat": 512,
    "channel_multiplier": 2,
    "num_mlp": 8,
    "input_is_latent": True,
    "different_w": True,
    "narrow": 1,
    "sft_half": True,
}

PREPROCESSING = Preprocessing(
    size=(512, 512),
    mean=(127.5,) * 3,
    std=(127.5,) * 3,
    note="a face whose five points lie where the template has them",
)


def infer(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.gfpgan.Gfpgan` from shapes; None for GFPGAN 1.0 and 1.1 and for others.

    Shapes do not tell `input_is_latent`, nor `channel_multiplier` where no picture is larger than 32 pixels: they are
    taken to be as published.
    """
    stages = max(
        shapes.count(f"{DECODER}.to_rgbs.{{n}}.{{rest...}}"),
        shapes.count("conv_body_down.{n}.{rest...}"),
        shapes.count("conv_body_up.{n}.{rest...}"),
    )
    style = shapes.dim(
        (f"{DECODER}.{{rest...}}.modulation.weight", 1),
        (f"{DECODER}.style_mlp.{{n}}.weight", 0),
        (f"{DECODER}.style_mlp.{{n}}.bias", 0),
    )
    widest = shapes.dim(
        (f"{DECODER}.constant_input.weight", 1),
        (f"{DECODER}.style_conv1.bias", 1),
        (f"{DECODER}.style_conv1.modulated_conv.modulation.bias", 0),
        (f"{DECODER}.style_convs.0.modulated_conv.weight", 2),
    )
    known = shapes.any("conv_body_down.{n}.skip.weight") and shapes.any(f"{DECODER}.style_convs.{{n}}.bias")
    if not 1 <= stages <= STAGES or style is None or widest is None or not known:
        return None
    narrow = widest / WIDEST
    return {
        "out_size": 4 * 2**stages,
        "num_style_feat": style,
        "channel_multiplier": _whole(_multiplier(shapes, stages, narrow)),
        "num_mlp": _mlp_layers(shapes),
        "input_is_latent": CONFIG["input_is_latent"],
        "different_w": _styles(shapes, style) > 1,
        "narrow": _whole(narrow),
        "sft_half": _steers_half(shapes, stages),
    }


def _multiplier(shapes: Shapes, stages: int, narrow: float) -> float:
    """The first stages beyond 32 x 32 pixels have the largest, hence least rounded, widths."""
    for stage in range(3, stages):
        convs = f"{DECODER}.style_convs.{2 * stage}"
        width = shapes.dim(
            (f"{convs}.bias", 1),
            (f"{convs}.modulated_conv.weight", 1),
            (f"{DECODER}.to_rgbs.{stage}.modulated_conv.weight", 2),
        )
        if width:
            return width / (WIDEST * narrow / 2 ** (stage - 2))
    return float(CONFIG["channel_multiplier"])


def _mlp_layers(shapes: Shapes) -> int:
    """Layers stand at the odd numbers. Each has but two keys: where both of one are missing, the last tells."""
    layer = f"{DECODER}.style_mlp.{{n}}.{{name}}"
    layers = shapes.count(layer)
    return layers + shapes.any(f"{DECODER}.style_mlp.{2 * layers + 1}.{{name}}")


def _styles(shapes: Shapes, style: int) -> int:
    width = shapes.dim(("final_linear.bias", 0), ("final_linear.weight", 0))
    return 2 if width is None else width // style


def _steers_half(shapes: Shapes, stages: int) -> bool:
    for stage in range(stages):
        condition = f"condition_{{name:scale|shift}}.{stage}"
        inner = shapes.dim((f"{condition}.0.weight", 0), (f"{condition}.0.bias", 0), (f"{condition}.2.weight", 1))
        outer = shapes.dim((f"{condition}.2.weight", 0), (f"{condition}.2.bias", 0))
        if inner and outer:
            return inner == outer
    return True


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number


GFPGAN = Architecture(
    name="gfpgan",
    title="GFPGAN",
    source=(
        "Wang, Li, Zhang, Shan: Towards Real-World Blind Face Restoration with Generative Facial Prior, CVPR 2021; "
        "TencentARC/GFPGAN"
    ),
    licence="Apache-2.0 (StyleGAN2 parts under their own terms)",
    network="engines.models.gfpgan:Gfpgan",
    config=CONFIG,
    fingerprint=(
        "conv_body_first.weight",
        "conv_body_down.0.skip.weight",
        "final_conv.weight",
        "conv_body_up.0.conv2.weight",
        "toRGB.0.weight",
        "final_linear.weight",
        f"{DECODER}.constant_input.weight",
        f"{DECODER}.style_conv1.modulated_conv.modulation.weight",
        f"{DECODER}.style_convs.0.bias",
        f"{DECODER}.to_rgbs.0.modulated_conv.weight",
        f"{DECODER}.noises.noise2",
        "condition_scale.0.2.weight",
        "condition_shift.0.0.bias",
    ),
    infer=infer,
    published=tuple(
        PublishedFile(name, "Apache-2.0", f"{RELEASES}{release}/{name}", note=note)
        for name, release, note in (
            ("GFPGANv1.4.pth", "v1.3.0", "version 1.4"),
            ("GFPGANv1.3.pth", "v1.3.0", "version 1.3"),
            ("GFPGANCleanv1-NoCE-C2.pth", "v0.2.0", "version 1.2"),
        )
    ),
    preprocessing=PREPROCESSING,
    output="a face (B, 3, out_size, out_size) in [-1, 1], not clamped, and what the U-Net sees at each size",
)
