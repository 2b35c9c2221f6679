"""The dancer of the Dance room, this project's own."""

from engines.models.catalogue.entry import Architecture, Config
from engines.models.catalogue.shapes import Shapes

HEADS = 4  # shapes do not show it
FRAME = 263  # features of a frame


def infer(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.dancer.Dancer` from shapes."""
    width = shapes.dim(
        ("enter.weight", 0), ("leave.weight", 1), ("spell.weight", 0), ("nothing", 0), ("layers.{n}.own", 2)
    )
    frames = shapes.dim(("leave.weight", 0), ("leave.bias", 0))
    layers, readers = shapes.count("layers.{n}.{rest...}"), shapes.count("readers.{n}.{rest...}")
    if width is None or frames is None or frames % FRAME or not layers or not readers:
        return None
    return {
        "width": width,
        "layers": layers,
        "heads": HEADS,
        "buckets": shapes.dim(("letters.weight", 0)) or 8192,
        "words": shapes.dim(("places", 0)) or 24,
        "patch": frames // FRAME,
        "card": shapes.dim(("card", 0)) or 0,
        "readers": readers,
    }


DANCER = Architecture(
    name="dancer",
    title="Dancer",
    source="this project; task of MDM (Tevet et al., ICLR 2023), words by letter groups (Bojanowski et al. 2017)",
    licence="Apache-2.0",
    network="engines.models.dancer:Dancer",
    config={
        "width": 192,
        "layers": 8,
        "heads": HEADS,
        "buckets": 8192,
        "words": 24,
        "patch": 4,
        "card": 0,
        "readers": 2,
    },
    fingerprint=(
        "letters.weight",
        "places",
        "readers.0.look.offer.weight",
        "change.weight",
        "enter.weight",
        "layers.0.own",
        "layers.0.listen.ask.weight",
        "leave.weight",
    ),
    infer=infer,
    output="the clean motion (B, T, 263) as z-scores, 20 frames a second, for a noisy one and a prompt",
)
