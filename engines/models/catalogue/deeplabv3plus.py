"""DeepLabV3+ with a MobileNetV2 or a ResNet: what stands at each pixel."""

from engines.models.catalogue.entry import Architecture, Config, Preprocessing, PublishedFile
from engines.models.catalogue.shapes import Shapes

# By backbone: channels of the fine and of the coarse features.
WIDTHS = {"mobilenet": (24, 320), "resnet50": (256, 2048), "resnet101": (256, 2048)}
DEPTHS = {6: "resnet50", 23: "resnet101"}  # blocks of the third layer
NARROWEST = 64  # channels inside a ResNet's first blocks; the wide ResNets have more
MOST_CLASSES = 4096  # far more than any data set has


def infer(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.deeplabv3plus.DeepLabV3Plus` from shapes. They do not tell the stride."""
    if not shapes.any("classifier.aspp.{rest...}") or not shapes.any("classifier.project.{rest...}"):
        return None
    backbone = _backbone(shapes)
    if backbone is None:
        return None
    fine = shapes.dim(("classifier.project.0.weight", 1))
    coarse = shapes.dim(*((f"classifier.aspp.convs.{branch}.0.weight", 1) for branch in range(4)))
    if any(found not in {known, None} for found, known in zip((fine, coarse), WIDTHS[backbone], strict=True)):
        return None
    num_classes = shapes.dim(("classifier.classifier.3.weight", 0), ("classifier.classifier.3.bias", 0)) or 21
    if num_classes > MOST_CLASSES:
        return None
    return {"backbone": backbone, "num_classes": num_classes, "output_stride": 16}


def _backbone(shapes: Shapes) -> str | None:
    if shapes.any("backbone.low_level_features.{rest...}", "backbone.high_level_features.{rest...}"):
        return "mobilenet"
    inside = shapes.dim(("backbone.layer1.{n}.conv2.weight", 0), ("backbone.layer1.{n}.bn2.weight", 0))
    return DEPTHS.get(shapes.count("backbone.layer3.{n}.{rest...}")) if inside == NARROWEST else None


PREPROCESSING = Preprocessing(mean=(123.675, 116.28, 103.53), std=(58.395, 57.12, 57.375), note="any size, not resized")

DEEPLABV3PLUS = Architecture(
    name="deeplabv3plus",
    title="DeepLabV3+",
    source=(
        "Chen, Zhu, Papandreou, Schroff, Adam: Encoder-Decoder with Atrous Separable Convolution for Semantic Image "
        "Segmentation, ECCV 2018; VainF/DeepLabV3Plus-Pytorch"
    ),
    licence="MIT",
    network="engines.models.deeplabv3plus:DeepLabV3Plus",
    config={"backbone": "mobilenet", "num_classes": 21, "output_stride": 16},
    fingerprint=(  # most of it lies behind the backbone, so that it tells every one of them
        "backbone.low_level_features.0.0.weight",
        "backbone.high_level_features.4.conv.1.0.weight",
        "backbone.high_level_features.17.conv.3.bias",
        "classifier.project.0.weight",
        "classifier.project.1.running_var",
        "classifier.aspp.convs.0.0.weight",
        "classifier.aspp.convs.1.1.weight",
        "classifier.aspp.convs.2.0.weight",
        "classifier.aspp.convs.3.0.weight",
        "classifier.aspp.convs.4.1.weight",
        "classifier.aspp.project.0.weight",
        "classifier.aspp.project.1.running_mean",
        "classifier.classifier.0.weight",
        "classifier.classifier.3.weight",
    ),
    infer=infer,
    published=tuple(
        PublishedFile(
            name=f"best_deeplabv3plus_{backbone}_{data}_os16.pth",
            licence="MIT; the pictures it learned from have terms of their own",
            config={"backbone": backbone, "num_classes": num_classes, "output_stride": 16},
            note="weights under model_state; linked from the repository's README",
        )
        for backbone, data, num_classes in (
            ("mobilenet", "voc", 21),
            ("resnet50", "voc", 21),
            ("resnet101", "voc", 21),
            ("mobilenet", "cityscapes", 19),
        )
    ),
    preprocessing=PREPROCESSING,
    output="logits (B, num_classes, H, W): argmax is the class",
    packages=("torchvision",),
)
