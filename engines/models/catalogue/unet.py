"""U-Net as Milesial wrote it: with one map out of a colour picture the "EDGNet" of 31 million parameters."""

from engines.models.catalogue.entry import Architecture, Config, Preprocessing, PublishedFile
from engines.models.catalogue.shapes import Shapes

WIDTHS = (8, 16, 32, 64)  # the last as published, the others this project's
PREPROCESSING = Preprocessing(note="resized (bicubic) by the factor that its file name says")
CARVANA = "https://github.com/milesial/Pytorch-UNet/releases/download/v3.0/"


def infer(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.unet.UNet` from shapes; None where no U-Net is as wide."""
    width = shapes.dim(
        ("inc.double_conv.{n}.weight", 0),
        ("inc.double_conv.{n}.bias", 0),
        ("up4.conv.double_conv.{n}.weight", 0),
        ("outc.conv.weight", 1),
    )
    if width not in WIDTHS:
        return None
    return {
        "n_channels": shapes.dim(("inc.double_conv.0.weight", 1)) or 3,
        "n_classes": shapes.dim(("outc.conv.weight", 0), ("outc.conv.bias", 0)) or 1,
        "bilinear": not shapes.any("up{n}.up.weight", "up{n}.up.bias"),
        "width": width,
    }


UNET = Architecture(
    name="unet",
    title="U-Net",
    source="Ronneberger, Fischer, Brox: U-Net, MICCAI 2015; milesial/Pytorch-UNet",
    licence="GPL-3.0",
    network="engines.models.unet:UNet",
    config={"n_channels": 3, "n_classes": 2, "bilinear": False, "width": 64},
    fingerprint=(
        "inc.double_conv.0.weight",
        "inc.double_conv.4.running_mean",
        "down1.maxpool_conv.1.double_conv.0.weight",
        "down3.maxpool_conv.1.double_conv.3.weight",
        "down4.maxpool_conv.1.double_conv.4.bias",
        "up1.conv.double_conv.0.weight",
        "up4.conv.double_conv.3.weight",
        "outc.conv.weight",
    ),
    infer=infer,
    ignored=("mask_values",),
    published=tuple(
        PublishedFile(
            name=f"unet_carvana_scale{scale}_epoch2.pth",
            licence="GPL-3.0",
            url=f"{CARVANA}unet_carvana_scale{scale}_epoch2.pth",
            config={"n_channels": 3, "n_classes": 2, "bilinear": False, "width": 64},
            note=f"cars; pictures at {float(scale):.0%} of their size",
        )
        for scale in ("0.5", "1.0")
    ),
    preprocessing=PREPROCESSING,
    output="logits (B, n_classes, H, W): argmax, or sigmoid above 0.5 where there is one class",
)
