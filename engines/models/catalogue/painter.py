"""The painter of the Sketch tab, this project's own."""

from engines.models.catalogue.entry import Architecture, Config
from engines.models.catalogue.shapes import Shapes


def infer(shapes: Shapes) -> Config | None:
    """Read the sizes of `engines.models.painter.PainterConfig` from shapes."""
    downs = shapes.count("downs.{n}.{rest...}")
    widths = [
        shapes.dim(*((f"{layer}.{key}", 0) for key in ("convolution.weight", "norm.weight", "norm.bias")))
        for layer in ("stem", *(f"downs.{n}" for n in range(downs)))
    ]
    style = shapes.dim(("{rest...}.to_scale_and_shift.weight", 1), ("styles", 1))
    if style is None or not downs or None in widths:
        return None
    return {
        "widths": widths,
        "style": style,
        "styles": shapes.dim(("styles", 0)) or 64,
        "thinking": shapes.count("thinking.{n}.{rest...}"),
    }


PAINTER = Architecture(
    name="painter",
    title="Painter",
    source="this project; a U-Net after Isola et al., CVPR 2017, with FiLM (Perez et al., AAAI 2018)",
    licence="Apache-2.0",
    network="engines.models.painter:build_painter",
    config={"widths": [32, 64, 128, 192, 256], "style": 16, "styles": 64, "thinking": 2},
    fingerprint=(
        "stem.convolution.weight",
        "downs.0.convolution.weight",
        "downs.1.norm.weight",
        "thinking.0.first.convolution.weight",
        "ups.0.narrow.weight",
        "ups.0.mix.to_scale_and_shift.weight",
        "detail.convolution.weight",
        "detail.to_scale_and_shift.bias",
        "to_picture.weight",
        "styles",
    ),
    infer=infer,
    output="a picture (B, 3, H, W) in [-1, 1] for a drawing (B, 1, H, W), 0 paper to 1 ink, and a style code",
)
