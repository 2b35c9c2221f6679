"""U²-Net and U²-NetP, which share every key and differ in their widths."""

from collections.abc import Callable

from engines.models.catalogue.entry import Architecture, Config, Preprocessing, PublishedFile
from engines.models.catalogue.shapes import Shapes

SOURCE = "Qin et al.: U²-Net, Pattern Recognition 2020; xuebinqin/U-2-Net"
DRIVE = "https://drive.google.com/uc?id="
OUTPUT = "seven maps (B, out_ch, H, W) in 0..1, the fused one first: how salient each pixel is"

PREPROCESSING = Preprocessing(
    size=(320, 320),
    mean=(123.675, 116.28, 103.53),
    std=(58.395, 57.12, 57.375),
    note="resized (the aspect not kept) and divided by its own largest value before mean and deviation",
)
FINGERPRINT = (
    "stage1.rebnconvin.conv_s1.weight",
    "stage1.rebnconv7.bn_s1.running_mean",
    "stage2.rebnconv6.conv_s1.weight",
    "stage4.rebnconv4.conv_s1.weight",
    "stage6.rebnconv1d.conv_s1.bias",
    "stage5d.rebnconv2d.bn_s1.weight",
    "stage3d.rebnconv5.conv_s1.weight",
    "stage1d.rebnconv6d.conv_s1.weight",
    "side1.weight",
    "side6.bias",
    "outconv.weight",
)


def _infer(inner: int) -> Callable[[Shapes], Config | None]:
    def infer(shapes: Shapes) -> Config | None:
        """Read the arguments from shapes; None unless stages 5 and 6 have `inner` channels inside."""
        found = shapes.dim(
            *(
                (f"stage{stage}.rebnconv{{n}}.{layer}", 0)
                for stage in ("5", "6", "5d")
                for layer in ("conv_s1.weight", "conv_s1.bias", "bn_s1.weight", "bn_s1.bias")
            )
        )
        if found != inner:
            return None
        return {
            "in_ch": shapes.dim(("stage1.rebnconvin.conv_s1.weight", 1)) or 3,
            "out_ch": shapes.dim(("side{n}.bias", 0), ("side{n}.weight", 0), ("outconv.weight", 0)) or 1,
        }

    return infer


U2NET = Architecture(
    name="u2net",
    title="U²-Net",
    source=SOURCE,
    licence="Apache-2.0",
    network="engines.models.u2net:U2Net",
    config={"in_ch": 3, "out_ch": 1},
    fingerprint=FINGERPRINT,
    infer=_infer(256),
    published=(
        PublishedFile("u2net.pth", "Apache-2.0", f"{DRIVE}1ao1ovG1Qtx4b7EoskHXmi2E9rp5CHLcZ"),
        PublishedFile("u2net_human_seg.pth", "Apache-2.0", note="people"),
        PublishedFile(
            "u2net_portrait.pth", "Apache-2.0", note="draws faces at 512x512: 1 - the first map is the drawing"
        ),
    ),
    preprocessing=PREPROCESSING,
    output=OUTPUT,
)

U2NETP = Architecture(
    name="u2netp",
    title="U²-NetP",
    source=SOURCE,
    licence="Apache-2.0",
    network="engines.models.u2net:U2NetP",
    config={"in_ch": 3, "out_ch": 1},
    fingerprint=FINGERPRINT,
    infer=_infer(16),
    published=(PublishedFile("u2netp.pth", "Apache-2.0", f"{DRIVE}1rbSTGKAE-MTxBYHd-51l2hMOQPT_7EPy"),),
    preprocessing=PREPROCESSING,
    output=OUTPUT,
)
