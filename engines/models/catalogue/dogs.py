"""The networks of the Dogs room, this project's own: who looks alike, and where dogs and their points are."""

from engines.models.catalogue.entry import Architecture, Config
from engines.models.catalogue.shapes import Shapes

# Widths of the first and the last stage tell the members of the family.
REGNETS = {(24, 368): "regnetx_002", (32, 384): "regnetx_004", (48, 528): "regnetx_006", (64, 672): "regnetx_008"}
STAGES = ("1", "4")


def infer_embedder(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.dog_embedder.DogEmbedder` from shapes; the side does not show in them."""
    backbone = _backbone(shapes)
    breeds, out = shapes.dim(("breeds", 0)), shapes.dim(("project.weight", 0), ("breeds", 1))
    if backbone is None or out is None:
        return None
    return {"backbone": backbone, "breeds": breeds or 120, "out": out}


def infer_spotter(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.spotter.Spotter` from shapes."""
    backbone, levels = _backbone(shapes), shapes.count("across.{n}.{rest...}")
    maps = shapes.dim(("head.weight", 0), ("head.bias", 0))
    width = shapes.dim(("head.weight", 1), *((f"across.{n}.weight", 0) for n in range(levels)))
    if backbone is None or maps is None or width is None or not 2 <= levels <= 5:
        return None
    return {"maps": maps, "backbone": backbone, "step": 2 ** (6 - levels), "width": width}


def _backbone(shapes: Shapes) -> str | None:
    widths = [
        shapes.dim(*((f"backbone.s{stage}.b{{n}}.conv{k}.{part}", 0) for k in (1, 2, 3) for part in PARTS))
        for stage in STAGES
    ]
    return REGNETS.get((widths[0] or 0, widths[1] or 0))


PARTS = ("conv.weight", "bn.weight", "bn.bias")
BACKBONE = (
    "backbone.stem.conv.weight",
    "backbone.s1.b1.conv1.conv.weight",
    "backbone.s2.b1.conv2.bn.running_mean",
    "backbone.s3.b1.conv3.bn.weight",
    "backbone.s4.b1.downsample.conv.weight",
)

DOG_EMBEDDER = Architecture(
    name="dog_embedder",
    title="Dog embedder",
    source="this project; RegNetX of timm after Radosavovic et al., CVPR 2020",
    licence="Apache-2.0",
    network="engines.models.dog_embedder:DogEmbedder",
    config={"backbone": "regnetx_004", "breeds": 120, "out": 128},
    fingerprint=(*BACKBONE, "norm.running_var", "project.weight", "breeds"),
    infer=infer_embedder,
    output="embeddings (B, 128) of length 1 for normalised RGB (B, 3, S, S)",
)

SPOTTER = Architecture(
    name="spotter",
    title="Finder of dogs, of points, of parts",
    source="this project; feature pyramid after Lin et al., CVPR 2017, RegNetX of timm",
    licence="Apache-2.0",
    network="engines.models.spotter:Spotter",
    config={"maps": 17, "backbone": "regnetx_004", "step": 4, "width": 64},
    fingerprint=(*BACKBONE, "across.0.weight", "smooth.0.around.weight", "head.weight", "head.bias"),
    infer=infer_spotter,
    output="logits (B, maps, H / step, W / step) for normalised RGB (B, 3, H, W)",
)
