"""HED: edges and object borders."""

from engines.models.catalogue.entry import Architecture, Config, Preprocessing, PublishedFile
from engines.models.catalogue.keymap import KeyMap, Rule
from engines.models.catalogue.shapes import Shapes

BLOCKS = (("One", 64), ("Two", 128), ("Thr", 256), ("Fou", 512), ("Fiv", 512))
PREPROCESSING = Preprocessing(order="BGR", note="any size from 16 pixels on; trained near 480x320")
SNIKLAUS = KeyMap("sniklaus", (Rule("module{rest...}", "net{rest...}"),))


def infer(shapes: Shapes) -> Config | None:
    """Return the arguments (there are none), or None unless most blocks have VGG-16's widths."""
    found = [
        shapes.dim((f"netVgg{block}.{{n}}.weight", 0), (f"netVgg{block}.{{n}}.bias", 0), (f"netScore{block}.weight", 1))
        for block, _ in BLOCKS
    ]
    return {} if sum(width == want for width, (_, want) in zip(found, BLOCKS, strict=True)) >= 3 else None


HED = Architecture(
    name="hed",
    title="HED",
    source="Xie, Tu: Holistically-Nested Edge Detection, ICCV 2015; sniklaus/pytorch-hed",
    licence="GPL-3.0",
    network="engines.models.hed:HED",
    config={},
    fingerprint=(
        "netVggOne.0.weight",
        "netVggTwo.3.weight",
        "netVggThr.5.weight",
        "netVggFou.1.weight",
        "netVggFiv.5.bias",
        "netScoreOne.weight",
        "netScoreFiv.bias",
        "netCombine.0.weight",
    ),
    infer=infer,
    key_maps=(SNIKLAUS,),
    published=(
        PublishedFile(
            name="network-bsds500.pytorch",
            licence="none stated; converted from the Caffe weights of s9xie/hed",
            url="http://content.sniklaus.com/github/pytorch-hed/network-bsds500.pytorch",
            key_map=SNIKLAUS.name,
            note="trained on BSDS500",
        ),
    ),
    preprocessing=PREPROCESSING,
    output="edges (B, 1, H, W) in 0..1",
)
