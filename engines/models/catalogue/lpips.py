"""LPIPS on three classifiers, each an architecture of its own: they share little more than the weights' names."""

from collections.abc import Callable, Mapping, Sequence

from engines.models.catalogue.entry import Architecture, Config, Preprocessing, PublishedFile
from engines.models.catalogue.keymap import KeyMap, Rule
from engines.models.catalogue.shapes import Shape, Shapes

PACKAGE = "https://github.com/richzhang/PerceptualSimilarity/raw/master/lpips/weights/v0.1/"
TORCHVISION = "https://download.pytorch.org/models/"
PREPROCESSING = Preprocessing(mean=(127.5,), std=(127.5,), note="two pictures of one size")

# Some convolutions of each classifier by slice and number, and how many channels are weighed at the end of each slice.
ALEX: Mapping[str, Shape] = {
    "slice1.0": (64, 3, 11, 11),
    "slice2.3": (192, 64, 5, 5),
    "slice3.6": (384, 192, 3, 3),
    "slice4.8": (256, 384, 3, 3),
    "slice5.10": (256, 256, 3, 3),
}
VGG: Mapping[str, Shape] = {
    "slice1.2": (64, 64, 3, 3),
    "slice2.5": (128, 64, 3, 3),
    "slice3.10": (256, 128, 3, 3),
    "slice3.14": (256, 256, 3, 3),
    "slice4.17": (512, 256, 3, 3),
    "slice5.28": (512, 512, 3, 3),
}
SQUEEZE: Mapping[str, Shape] = {
    "slice2.3.squeeze": (16, 64, 1, 1),
    "slice2.4.expand3x3": (64, 16, 3, 3),
    "slice3.7.squeeze": (32, 256, 1, 1),
    "slice4.9.expand3x3": (192, 48, 3, 3),
    "slice5.10.squeeze": (48, 384, 1, 1),
    "slice6.11.expand1x1": (256, 64, 1, 1),
    "slice7.12.squeeze": (64, 512, 1, 1),
}


def _infer(
    net: str, convolutions: Mapping[str, Shape], weights: Mapping[str, Shape]
) -> Callable[[Shapes], Config | None]:
    def infer(shapes: Shapes) -> Config | None:
        """Read the arguments of `engines.models.lpips.LPIPS`; None unless most of the convolutions' shapes agree.

        In a file without convolutions the channels' weights decide. `version` and `spatial` do not show, and a file
        without learned weights is taken to lack them.
        """
        known = convolutions if shapes.any("net.{rest...}") else weights
        given = [shapes[key] == shape for key, shape in known.items() if key in shapes]
        if 2 * sum(given) <= len(given):
            return None
        without_dropout = shapes.any("lin{n}.model.0.weight")
        return {"net": net, "version": "0.1", "lpips": True, "spatial": False, "use_dropout": not without_dropout}

    return infer


def _describe(
    net: str,
    title: str,
    shapes: Mapping[str, Shape],
    channels: Sequence[int],
    slices: Sequence[str],
    file: str,
) -> Architecture:
    """Return one entry.

    Args:
        net, title: the classifier, for `LPIPS` and for people.
        shapes: of some of its convolutions.
        channels: at the end of each slice.
        slices: for each, as a regular expression, the numbers of its convolutions in torchvision's `features`.
        file: torchvision's.
    """
    convolutions = {f"net.{name}.weight": shape for name, shape in shapes.items()}
    weights = {f"lin{layer}.model.1.weight": (1, width, 1, 1) for layer, width in enumerate(channels)}
    torchvision = KeyMap(
        "torchvision",
        tuple(
            Rule(f"features.{{n:{numbers}}}.{{rest...}}", f"net.slice{number}.{{n:{numbers}}}.{{rest...}}")
            for number, numbers in enumerate(slices, 1)
        ),
    )
    return Architecture(
        name=f"lpips_{net}",
        title=f"LPIPS ({title})",
        source="Zhang et al.: The Unreasonable Effectiveness of Deep Features as a Perceptual Metric, CVPR 2018; "
        "richzhang/PerceptualSimilarity",
        licence="BSD-2-Clause",
        network="engines.models.lpips:LPIPS",
        config={"net": net, "version": "0.1", "lpips": True, "spatial": False, "use_dropout": True},
        fingerprint=(*convolutions, *weights),
        infer=_infer(net, convolutions, weights),
        key_maps=(torchvision,),
        ignored=("lins.{n}.model.{name}.weight", "classifier.{rest...}"),
        optional=("scaling_layer.{name}",),
        published=(
            PublishedFile(f"{net}.pth", "BSD-2-Clause", f"{PACKAGE}{net}.pth", note="the learned weights alone"),
            PublishedFile(
                file,
                "BSD-3-Clause",
                f"{TORCHVISION}{file}",
                key_map=torchvision.name,
                note="the classifier, without the learned weights",
            ),
        ),
        preprocessing=PREPROCESSING,
        output="a distance (B, 1, 1, 1): 0 for two pictures that look the same",
    )


LPIPS_ALEX = _describe(
    "alex", "AlexNet", ALEX, (64, 192, 384, 256, 256), ("0", "3", "6", "8", "10"), "alexnet-owt-7be5be79.pth"
)
LPIPS_VGG = _describe(
    "vgg",
    "VGG-16",
    VGG,
    (64, 128, 256, 512, 512),
    ("0|2", "5|7", "10|12|14", "17|19|21", "24|26|28"),
    "vgg16-397923af.pth",
)
LPIPS_SQUEEZE = _describe(
    "squeeze",
    "SqueezeNet",
    SQUEEZE,
    (64, 128, 256, 384, 384, 512, 512),
    ("0", "3|4", "6|7", "9", "10", "11", "12"),
    "squeezenet1_1-b8a52dc0.pth",
)
