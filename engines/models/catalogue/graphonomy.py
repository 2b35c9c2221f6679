"""Graphonomy: the parts of a dressed body."""

from engines.models.catalogue.entry import Architecture, Config, Preprocessing, PublishedFile
from engines.models.catalogue.keymap import KeyMap, Rule
from engines.models.catalogue.shapes import Shapes

WIDEST = 4096  # of what may vary; far above any known one
MIDDLE_WIDTH = 728  # of Xception's middle blocks
MIDDLE = "xception_features.block{middle:[4-9]|1[0-9]}.rep."

PREPROCESSING = Preprocessing(order="BGR", mean=(127.5,), std=(127.5,), note="any size; published: six sizes added up")


def infer(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.graphonomy.Graphonomy` from shapes. They do not tell the stride."""
    hidden = shapes.dim(
        ("target_featuremap_2_graph.weight", 1),
        ("source_featuremap_2_graph.weight", 1),
        ("{side:source|target}_graph_conv{n}.weight", 0),
        ("fc_graph.weight", 1),
        ("target_graph_2_fea.weight", 0),
    )
    channels = shapes.dim(
        ("target_featuremap_2_graph.pre_fea", 0),
        ("source_featuremap_2_graph.pre_fea", 0),
        ("target_skip_conv.0.weight", 0),
        ("decoder.{n}.atrous_convolution.pointwise.weight", 0),
        ("decoder.{n}.atrous_convolution.pointwise_bn.weight", 0),
    )
    middle = shapes.dim((f"{MIDDLE}3.depthwise.weight", 0), (f"{MIDDLE}5.depthwise.weight", 0))
    if hidden is None or channels is None or middle != MIDDLE_WIDTH:
        return None
    config: Config = {
        "nInputChannels": shapes.dim(("xception_features.conv1.weight", 1)) or 3,
        "n_classes": shapes.dim(
            ("target_featuremap_2_graph.pre_fea", 1),
            ("transpose_graph.adj", 0),
            ("semantic.weight", 0),
            ("semantic.bias", 0),
        )
        or 20,
        "input_channels": channels,
        "hidden_layers": hidden,
        "out_channels": shapes.dim(("target_graph_2_fea.weight", 1), ("semantic.weight", 1)) or channels,
        "source_classes": shapes.dim(("source_featuremap_2_graph.pre_fea", 1), ("transpose_graph.adj", 1)) or 7,
    }
    return config | {"os": 16} if max(config.values()) <= WIDEST else None


# What a network that learned one data set calls its graph, when it is to be the source of another one.
SOURCE = KeyMap(
    "graphonomy-one-data-set",
    (
        Rule("featuremap_2_graph.{rest...}", "source_featuremap_2_graph.{rest...}"),
        Rule("graph_conv{n}.{rest...}", "source_graph_conv{n}.{rest...}"),
    ),
)

GRAPHONOMY = Architecture(
    name="graphonomy",
    title="Graphonomy (parts of a dressed body)",
    source=(
        "Gong, Gao, Liang, Shen, Wang, Lin: Graphonomy: Universal Human Parsing via Graph Transfer Learning, "
        "CVPR 2019; Gaoyiminggithub/Graphonomy"
    ),
    licence="MIT",
    network="engines.models.graphonomy:Graphonomy",
    config={
        "nInputChannels": 3,
        "n_classes": 20,
        "os": 16,
        "input_channels": 256,
        "hidden_layers": 128,
        "out_channels": 256,
        "source_classes": 7,
    },
    fingerprint=(
        "xception_features.conv1.weight",
        "xception_features.block2.block2_lastconv.1.pointwise.weight",
        "xception_features.block12.rep.3.depthwise_bn.weight",
        "xception_features.conv5.pointwise.weight",
        "aspp2.atrous_convolution.depthwise.weight",
        "concat_projection_conv1.weight",
        "decoder.1.atrous_convolution.pointwise.weight",
        "semantic.weight",
        "target_featuremap_2_graph.pre_fea",
        "target_graph_conv2.weight",
        "target_graph_2_fea.weight",
        "source_featuremap_2_graph.pre_fea",
        "source_graph_conv2.weight",
        "transpose_graph.weight",
        "fc_graph.weight",
    ),
    infer=infer,
    key_maps=(SOURCE,),
    ignored=("graph_2_fea.{rest...}", "skip_conv.{rest...}"),
    published=(
        PublishedFile(
            name="inference.pth",
            licence="MIT; the pictures it learned from (CIHP) have terms of their own",
            url="https://drive.google.com/file/d/1O9YD4kHgs3w2DUcWxtHiEFyWjCBeS_Vc/view",
            note="the 20 parts of CIHP",
        ),
    ),
    preprocessing=PREPROCESSING,
    output="logits (B, n_classes, H, W): argmax is the part",
)
