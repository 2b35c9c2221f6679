"""The painter of the Sketch tab, this project's own."""

from engines.models.catalogue.entry import Architecture, Config
from engines.models.catalogue.shapes import Shapes

CONFIG = {
    "worlds": 8,
    "widths": [64, 128, 192, 256],
    "style": 16,
    "world": 16,
    "styles": 32,
    "thinking": 2,
    "detail": 24,
}


def infer(shapes: Shapes) -> Config | None:
    """Read the sizes of `engines.models.painter.PainterConfig` from shapes."""
    downs = shapes.count("downs.{n}.{rest...}")
    widths = [
        shapes.dim(*((f"{layer}.{key}", 0) for key in ("convolution.weight", "norm.weight", "norm.bias")))
        for layer in ("stem", *(f"downs.{n}" for n in range(downs)))
    ]
    code = shapes.dim(("{rest...}.to_scale_and_shift.weight", 1))
    world = shapes.dim(("worlds.weight", 1))
    style = shapes.dim(("styles", 2)) or (code - world if code and world else None)
    if style is None or not downs or None in widths:
        return None
    return {
        "worlds": shapes.dim(("worlds.weight", 0), ("styles", 0)) or CONFIG["worlds"],
        "widths": widths,
        "style": style,
        "world": world or (code - style if code else CONFIG["world"]),
        "styles": shapes.dim(("styles", 1)) or CONFIG["styles"],
        "thinking": shapes.count("thinking.{n}.{rest...}"),
        "detail": shapes.dim(("narrow.weight", 0), ("detail.1.norm.weight", 0)) or CONFIG["detail"],
    }


PAINTER = Architecture(
    name="painter",
    title="Painter",
    source="this project; a U-Net after Isola et al., CVPR 2017, with FiLM (Perez et al., AAAI 2018)",
    licence="Apache-2.0",
    network="engines.models.painter:build_painter",
    config=CONFIG,
    fingerprint=(
        "stem.convolution.weight",
        "downs.0.convolution.weight",
        "downs.1.norm.weight",
        "thinking.0.first.convolution.weight",
        "ups.0.narrow.weight",
        "ups.0.mix.to_scale_and_shift.weight",
        "finish.convolution.weight",
        "to_half.weight",
        "to_full.weight",
        "styles",
    ),
    infer=infer,
    output="a picture (B, 3, H, W) in [-1, 1] for ink (B, 1, H, W), 0 to 1, colour hints, a style code and a world",
)
