"""pix2pix's two networks: the U-Net that paints and the PatchGAN that judges."""

from engines.models.catalogue.entry import Architecture, Config, Preprocessing, PublishedFile
from engines.models.catalogue.shapes import Shapes

SOURCE = "Isola, Zhu, Zhou, Efros: Image-to-Image Translation with Conditional Adversarial Networks, CVPR 2017; "
REPOSITORY = "junyanz/pytorch-CycleGAN-and-pix2pix"
URL = "http://efrosgans.eecs.berkeley.edu/pix2pix/models-pytorch/"
DEEPEST = 12  # halvings; a picture of 4096 pixels has no more
PREPROCESSING = Preprocessing(size=(256, 256), mean=(127.5,), std=(127.5,), note="resized bicubic, the aspect not kept")
INSIDE = "model.model.1"  # where the first level below the outermost one lies


def infer_unet(shapes: Shapes) -> Config | None:
    """Read the arguments of `UNetGenerator` from shapes. Dropout has no weights, so it is taken as published."""
    output_nc = shapes.dim(("model.model.3.weight", 1), ("model.model.3.bias", 0))
    ngf = shapes.dim(("model.model.0.weight", 0), (f"{INSIDE}.model.1.weight", 1))
    levels = [level for level in range(DEEPEST) if shapes.any(f"{INSIDE}{'.model.3' * level}.model.{{n}}.{{name}}")]
    if output_nc is None or ngf is None or len(levels) < 4:
        return None
    return {
        "input_nc": shapes.dim(("model.model.0.weight", 1)) or 3,
        "output_nc": output_nc,
        "num_downs": levels[-1] + 2,
        "ngf": ngf,
        "norm": "batch" if shapes.any("{rest...}.running_mean", "{rest...}.running_var") else "instance",
        "use_dropout": True,
    }


def infer_patchgan(shapes: Shapes) -> Config | None:
    """Read the arguments of `PatchDiscriminator` from shapes: convolutions stand at 0, 2, 5, 8 ..."""
    ndf = shapes.dim(("model.0.weight", 0), ("model.0.bias", 0))
    convolutions = [n for n in range(1, DEEPEST) if shapes.any(f"model.{3 * n - 1}.{{name}}")]
    if ndf is None or not convolutions or shapes.dim((f"model.{3 * convolutions[-1] - 1}.weight", 2)) not in (None, 4):
        return None
    return {
        "input_nc": shapes.dim(("model.0.weight", 1)) or 6,
        "ndf": ndf,
        "n_layers": max(convolutions[-1] - 1, 1),
        "norm": "batch" if shapes.any("{rest...}.running_mean", "{rest...}.running_var") else "instance",
    }


PIX2PIX_UNET = Architecture(
    name="pix2pix_unet",
    title="pix2pix U-Net",
    source=SOURCE + REPOSITORY,
    licence="BSD-2-Clause",
    network="engines.models.pix2pix:UNetGenerator",
    config={"input_nc": 3, "output_nc": 3, "num_downs": 8, "ngf": 64, "norm": "batch", "use_dropout": True},
    fingerprint=(
        "model.model.0.weight",
        *(f"{INSIDE}{'.model.3' * level}.model.1.weight" for level in range(4)),
        *(f"{INSIDE}{'.model.3' * level}.model.5.weight" for level in range(4)),
        "model.model.3.weight",
        "model.model.3.bias",
    ),
    infer=infer_unet,
    published=tuple(
        PublishedFile(f"{name}.pth", "BSD-2-Clause", f"{URL}{name}.pth")
        for name in ("edges2shoes", "sat2map", "map2sat", "facades_label2photo", "day2night")
    ),
    preprocessing=PREPROCESSING,
    output="RGB (B, 3, H, W) in [-1, 1]",
)

PIX2PIX_PATCHGAN = Architecture(
    name="pix2pix_patchgan",
    title="PatchGAN 70x70",
    source=SOURCE + REPOSITORY,
    licence="BSD-2-Clause",
    network="engines.models.pix2pix:PatchDiscriminator",
    config={"input_nc": 6, "ndf": 64, "n_layers": 3, "norm": "batch"},
    fingerprint=("model.0.bias", *(f"model.{n}.weight" for n in (0, 2, 5, 8, 11))),
    infer=infer_patchgan,
    output="logits (B, 1, h, w), one a patch: high where it looks real",
)
