"""The classifier that guesses a drawing's world, and the one that judges painted pictures; this project's own."""

from engines.models.catalogue.entry import Architecture, Config
from engines.models.catalogue.shapes import Shapes


def infer(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.world_classifier.WorldClassifier` from shapes."""
    stages = shapes.count("stages.{n}.{rest...}")
    widths = [
        shapes.dim(
            *((f"stages.{n}.{key}", 0) for key in ("shrink.weight", "refine.weight", "shrink_norm.weight")),
            (f"stages.{n}.refine_norm.weight", 0),
        )
        for n in range(stages)
    ]
    worlds = shapes.dim(("worlds.weight", 0), ("worlds.bias", 0))
    if not stages or worlds is None or None in widths:
        return None
    return {"inputs": shapes.dim(("stages.0.shrink.weight", 1)) or 1, "worlds": worlds, "widths": widths}


WORLD_CLASSIFIER = Architecture(
    name="world_classifier",
    title="World classifier",
    source="this project; residual stages after He et al., CVPR 2016",
    licence="Apache-2.0",
    network="engines.models.world_classifier:WorldClassifier",
    config={"inputs": 1, "worlds": 8, "widths": [24, 48, 96, 160]},
    fingerprint=(
        "stages.0.shrink.weight",
        "stages.0.shrink_norm.weight",
        "stages.0.refine.weight",
        "stages.1.shrink_norm.running_mean",
        "stages.1.refine.weight",
        "stages.2.shrink.weight",
        "stages.2.refine_norm.running_var",
        "worlds.weight",
        "worlds.bias",
    ),
    infer=infer,
    output="logits (B, worlds) for ink (B, 1, H, W), 0 paper to 1, or RGB (B, 3, H, W) in [-1, 1]",
)
