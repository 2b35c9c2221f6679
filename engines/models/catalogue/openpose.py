"""OpenPose's body network, whose published file carries Caffe's layer names."""

from engines.models.catalogue.entry import Architecture, Config, Preprocessing, PublishedFile
from engines.models.catalogue.keymap import KeyMap, Rule
from engines.models.catalogue.shapes import Shapes

PREPROCESSING = Preprocessing(
    order="BGR",
    mean=(128.0,),
    std=(256.0,),
    multiple=8,
    note="made 184 pixels high (bicubic); filled up with 128 to the right and below",
)
CAFFE = KeyMap(
    name="caffe",
    rules=(
        Rule("{layer:conv[1-4]_[^.]+}.{name}", "model0.{layer:conv[1-4]_[^.]+}.{name}"),
        Rule("conv5_{n}_CPM_L{branch:[12]}.{name}", "model1_{branch:[12]}.conv5_{n}_CPM_L{branch}.{name}"),
        Rule(
            "Mconv{n}_stage{stage:[2-6]}_L{branch:[12]}.{name}",
            "model{stage:[2-6]}_{branch:[12]}.Mconv{n}_stage{stage}_L{branch}.{name}",
        ),
    ),
)
INPUTS = (  # channels that go into layers which its relatives (hands, 25 points) lack or have in other widths
    *((f"model{stage}_{branch}.Mconv1_stage{stage}_L{branch}.weight", 185) for stage in (2, 6) for branch in (1, 2)),
    *((f"model1_{branch}.conv5_1_CPM_L{branch}.weight", 128) for branch in (1, 2)),
)


def infer(shapes: Shapes) -> Config | None:
    """Return no arguments, for there are none; None unless most of the telling layers have its widths."""
    fits = [shapes.dim((key, 1)) == width for key, width in INPUTS if key in shapes]
    return {} if 2 * sum(fits) > len(fits) else None


OPENPOSE_BODY = Architecture(
    name="openpose_body",
    title="OpenPose (joints of all people)",
    source="Cao, Simon, Wei, Sheikh: Realtime Multi-Person 2D Pose Estimation using Part Affinity Fields, CVPR 2017; "
    "Hzzone/pytorch-openpose",
    licence="none stated",
    network="engines.models.openpose:OpenPoseBody",
    config={},
    fingerprint=(
        "model0.conv1_1.weight",
        "model0.conv3_4.bias",
        "model0.conv4_4_CPM.weight",
        "model1_1.conv5_4_CPM_L1.weight",
        "model1_2.conv5_5_CPM_L2.bias",
        "model2_1.Mconv1_stage2_L1.weight",
        "model3_2.Mconv3_stage3_L2.weight",
        "model4_1.Mconv5_stage4_L1.bias",
        "model5_2.Mconv6_stage5_L2.weight",
        "model6_1.Mconv7_stage6_L1.weight",
        "model6_2.Mconv7_stage6_L2.weight",
    ),
    infer=infer,
    key_maps=(CAFFE,),
    published=(
        PublishedFile(
            name="body_pose_model.pth",
            licence="CMU OpenPose, non-commercial research",
            url="https://huggingface.co/lllyasviel/Annotators/resolve/main/body_pose_model.pth",
            key_map=CAFFE.name,
        ),
    ),
    preprocessing=PREPROCESSING,
    output="limb directions (B, 38, H / 8, W / 8) and heat maps (B, 19, H / 8, W / 8), the last one the background",
)
