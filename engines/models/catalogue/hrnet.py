"""HRNet, the network that finds the joints of one body, in its authors' naming and in MMPose's two."""

from engines.models.catalogue.entry import Architecture, Config, Preprocessing, PublishedFile
from engines.models.catalogue.keymap import KeyMap, Rule
from engines.models.catalogue.shapes import Shapes

STAGES = (2, 3, 4)
PREPROCESSING = Preprocessing(
    size=(256, 192),
    mean=(123.675, 116.28, 103.53),
    std=(58.395, 57.12, 57.375),
    multiple=32,
    note="one body: its box with a quarter more around it, widened to the input's shape; black beyond the picture",
)
ZOO = "https://drive.google.com/drive/folders/1hOTihvbyIxsm5ygDpbUuJ7O_tzv4oXjC"
MMPOSE = "https://download.openmmlab.com/mmpose/"


def infer(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.hrnet.HRNet` from shapes.

    None where a stage is missing, or where the last module hands on more than its finest branch, as in HRNets for
    classes and labels. The last kernel's side hangs on one key: without it, it is 1, as published.
    """
    stages = {stage: _widths(shapes, stage) for stage in STAGES}
    modules = [shapes.count(f"stage{stage}.{{n}}.{{rest...}}") for stage in STAGES]
    if not all(stages.values()) or shapes.any(f"stage4.{modules[-1] - 1}.fuse_layers.{{n:[1-9]}}.{{rest...}}"):
        return None
    kernel = shapes.dim(("final_layer.weight", 3))
    return {
        "num_joints": shapes.dim(("final_layer.weight", 0), ("final_layer.bias", 0)) or 17,
        **{f"stage{stage}": widths for stage, widths in stages.items()},
        "modules": modules,
        "blocks": shapes.count("stage{stage:[234]}.{module:[0-9]+}.branches.{branch:[0-9]+}.{n}.{rest...}"),
        "final_conv_kernel": 1 if kernel is None else kernel,
    }


def _widths(shapes: Shapes, stage: int) -> list[int]:
    """Return the channels of a stage's branches, as many as its number; nothing where that is not so."""
    branches = f"stage{stage}.{{module:[0-9]+}}.branches."
    if shapes.count(branches + "{n}.{rest...}") != stage:
        return []
    widths = [
        shapes.dim(
            *(
                (f"{branches}{branch}.{{n}}.{layer}", 0)
                for layer in ("conv1.weight", "conv2.weight", "bn1.weight", "bn2.weight", "bn1.bias", "bn2.bias")
            )
        )
        for branch in range(stage)
    ]
    return [] if None in widths else [width for width in widths if width]


def _config(width: int, num_joints: int = 17) -> Config:
    return {
        "num_joints": num_joints,
        **{f"stage{stage}": [width * 2**branch for branch in range(stage)] for stage in STAGES},
        "modules": [1, 4, 3],
        "blocks": 4,
        "final_conv_kernel": 1,
    }


def _mmpose(version: str, head: str) -> KeyMap:
    return KeyMap(
        name=f"mmpose-{version}",
        rules=(
            Rule(f"{head}.final_layer.{{name}}", "final_layer.{name}"),
            Rule("backbone.{rest...}", "{rest...}"),
        ),
    )


MMPOSE_1, MMPOSE_0 = _mmpose("1.x", "head"), _mmpose("0.x", "keypoint_head")

HRNET = Architecture(
    name="hrnet",
    title="HRNet (joints of one body)",
    source="Sun, Xiao, Liu, Wang: Deep High-Resolution Representation Learning for Human Pose Estimation, CVPR 2019; "
    "leoxiaobin/deep-high-resolution-net.pytorch, open-mmlab/mmpose",
    licence="MIT",
    network="engines.models.hrnet:HRNet",
    config=_config(32),
    fingerprint=(
        "conv1.weight",
        "layer1.0.downsample.0.weight",
        "transition1.1.0.0.weight",
        "stage2.0.branches.1.0.conv1.weight",
        "stage2.0.fuse_layers.1.0.0.0.weight",
        "transition2.2.0.0.weight",
        "stage3.0.branches.2.0.bn2.running_mean",
        "stage3.0.fuse_layers.2.0.1.0.weight",
        "transition3.3.0.0.weight",
        "stage4.0.branches.3.0.conv2.weight",
        "stage4.0.fuse_layers.0.3.0.weight",
        "final_layer.weight",
    ),
    infer=infer,
    key_maps=(MMPOSE_1, MMPOSE_0),
    published=(
        *(
            PublishedFile(
                f"pose_hrnet_w{width}_{size}.pth", "MIT", ZOO, _config(width), note="people, COCO's 17 joints"
            )
            for width in (32, 48)
            for size in ("256x192", "384x288")
        ),
        PublishedFile("pose_hrnet_w32_256x256.pth", "MIT", ZOO, _config(32, 16), note="people, MPII's 16 joints"),
        PublishedFile(
            name="td-hm_hrnet-w32_8xb64-210e_coco-256x192-81c58e40_20220909.pth",
            licence="Apache-2.0",
            url=f"{MMPOSE}v1/body_2d_keypoint/topdown_heatmap/coco/"
            "td-hm_hrnet-w32_8xb64-210e_coco-256x192-81c58e40_20220909.pth",
            config=_config(32),
            key_map=MMPOSE_1.name,
            note="people, COCO's 17 joints",
        ),
        PublishedFile(
            name="hrnet_w32_ap10k_256x256-18aac840_20211029.pth",
            licence="Apache-2.0; trained on AP-10K, CC BY 4.0",
            url=f"{MMPOSE}animal/hrnet/hrnet_w32_ap10k_256x256-18aac840_20211029.pth",
            config=_config(32),
            key_map=MMPOSE_0.name,
            note="animals, AP-10K's 17 points, 256x256",
        ),
    ),
    preprocessing=PREPROCESSING,
    output="heat maps (B, num_joints, H / 4, W / 4) without a sigmoid: each joint is where its map is largest",
    packages=("torchvision",),
)
