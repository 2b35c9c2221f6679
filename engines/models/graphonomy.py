"""Graphonomy: parts of a dressed body, by reasoning on the graph of parts that touch (Gong, Gao, Liang, Shen, Wang,
Lin: "Graphonomy: Universal Human Parsing via Graph Transfer Learning", CVPR 2019).

The names and shapes of the parameters are those of Gaoyiminggithub/Graphonomy (MIT), whose file `inference.pth` is a
plain state dict of this network: it learned the 7 parts of PASCAL-Person-Part first (source) and then the 20 of CIHP
(target).

Input: *BGR* of any size in [-1, 1]: `x * 2 / 255 - 1`, no mean. Output: logits in the input's size; the published
program adds them up over six sizes and over the mirrored picture, whose left and right parts are exchanged again.

Traps, kept because the weights were trained with them. The values of a node are summed over all pixels, so they grow
with the picture. The second layer of the source graph is used twice: `source_graph_conv3` is read and unused, and so is
`transpose_graph.adj`. What the graph gives back to the pixels is the same for every pixel: a pixel's own value is
added to all nodes alike before the softmax over the nodes, where it cancels (`node_fea_for_res` has no effect).
Everything is enlarged with `align_corners=True`.
"""

from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engines.models.bodyparts import GRAPHS, likeness
from engines.models.xception import COARSE, FINE, OutputStride, SeparableConv2d, Xception

RATES: dict[int, tuple[int, int, int]] = {8: (12, 24, 36), 16: (6, 12, 18)}  # of the pyramid, by output stride
PYRAMID, PROJECTED = 256, 48  # channels of a branch, and of the fine features beside them


class Graphonomy(nn.Module):
    """A picture in, a logit for every part and pixel out.

    Args:
        nInputChannels: of the picture.
        n_classes: parts of the data set that it answers for (target), background included.
        os: how much smaller than the picture the coarse features are, 16 or 8.
        input_channels: of the decoder's features.
        hidden_layers: numbers that a node of the graphs holds.
        out_channels: of the features that come back from the graph; added to the decoder's, so as many.
        source_classes: parts of the data set that it learned first.
    """

    adj1_target: Tensor | None
    adj2_source: Tensor | None
    adj3_transfer: Tensor | None

    def __init__(
        self,
        nInputChannels: int = 3,
        n_classes: int = 20,
        os: OutputStride = 16,
        input_channels: int = 256,
        hidden_layers: int = 128,
        out_channels: int = 256,
        source_classes: int = 7,
    ) -> None:
        super().__init__()
        self.n_classes = n_classes
        self.xception_features = Xception(nInputChannels, os)
        self.aspp1 = _Branch(nn.Conv2d(COARSE, PYRAMID, 1, bias=False), PYRAMID)
        self.aspp2, self.aspp3, self.aspp4 = (
            _Branch(SeparableConv2d(COARSE, PYRAMID, dilation=rate, activated=True)) for rate in RATES[os]
        )
        self.relu = nn.ReLU(inplace=True)
        self.global_avg_pool = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(COARSE, PYRAMID, 1, bias=False), nn.BatchNorm2d(PYRAMID), nn.ReLU()
        )
        self.concat_projection_conv1 = nn.Conv2d(5 * PYRAMID, PYRAMID, 1, bias=False)
        self.concat_projection_bn1 = nn.BatchNorm2d(PYRAMID)
        self.feature_projection_conv1 = nn.Conv2d(FINE, PROJECTED, 1, bias=False)
        self.feature_projection_bn1 = nn.BatchNorm2d(PROJECTED)
        self.decoder = nn.Sequential(
            _Branch(SeparableConv2d(PYRAMID + PROJECTED, input_channels, activated=True)),
            _Branch(SeparableConv2d(input_channels, input_channels, activated=True)),
        )
        self.semantic = nn.Conv2d(out_channels, n_classes, 1)

        self.target_featuremap_2_graph = _PixelsToNodes(input_channels, hidden_layers, n_classes)
        self.target_graph_conv1 = _NodeLayer(hidden_layers, hidden_layers)
        self.target_graph_conv2 = _NodeLayer(hidden_layers, hidden_layers)
        self.target_graph_conv3 = _NodeLayer(hidden_layers, hidden_layers)
        self.target_graph_2_fea = _NodesToPixels(input_channels, hidden_layers, out_channels)
        self.target_skip_conv = nn.Sequential(nn.Conv2d(input_channels, input_channels, 1), nn.ReLU(inplace=True))
        self.source_featuremap_2_graph = _PixelsToNodes(input_channels, hidden_layers, source_classes)
        self.source_graph_conv1 = _NodeLayer(hidden_layers, hidden_layers)
        self.source_graph_conv2 = _NodeLayer(hidden_layers, hidden_layers)
        self.source_graph_conv3 = _NodeLayer(hidden_layers, hidden_layers)
        self.transpose_graph = _Transfer(hidden_layers, source_classes, n_classes)
        self.fc_graph = _NodeLayer(3 * hidden_layers, hidden_layers)

        published = (GRAPHS.get(n_classes), GRAPHS.get(source_classes), likeness(n_classes, source_classes))
        for name, graph in zip(("adj1_target", "adj2_source", "adj3_transfer"), published, strict=True):
            self.register_buffer(name, None if graph is None else torch.from_numpy(graph), persistent=False)

    def forward(
        self,
        input: Tensor,
        adj1_target: Tensor | None = None,
        adj2_source: Tensor | None = None,
        adj3_transfer: Tensor | None = None,
    ) -> Tensor:
        """Return logits (B, n_classes, H, W).

        Args:
            input: (B, nInputChannels, H, W), BGR in [-1, 1].
            adj1_target: (1, 1, n_classes, n_classes), which target parts touch, as `bodyparts.touching` weighs them.
            adj2_source: (1, 1, source_classes, source_classes), the same of the source parts.
            adj3_transfer: (1, 1, n_classes, source_classes), how alike the parts are.
                Left out, the three are those of CIHP (20 classes) and PASCAL (7).

        Raises:
            ValueError: a graph was left out, and the numbers of classes are not those of CIHP and PASCAL.
        """
        target_edges = _matrix("adj1_target", adj1_target, self.adj1_target, input)
        source_edges = _matrix("adj2_source", adj2_source, self.adj2_source, input)
        transfer = _matrix("adj3_transfer", adj3_transfer, self.adj3_transfer, input)
        pixels = self.decoder(self.encode(input))

        source = self.source_featuremap_2_graph(pixels)  # (B, source_classes, hidden_layers)
        target = self.target_featuremap_2_graph(pixels)  # (B, n_classes, hidden_layers)
        source_layers = (self.source_graph_conv1, self.source_graph_conv2, self.source_graph_conv2)
        target_layers = (self.target_graph_conv1, self.target_graph_conv2, self.target_graph_conv3)
        for source_layer, target_layer in zip(source_layers, target_layers, strict=True):
            source = source_layer(source, source_edges)
            given = [target, _resembling(source, target), self.transpose_graph(source, transfer)]
            target = target_layer(self.fc_graph(torch.cat(given, -1)), target_edges)

        pixels = self.target_skip_conv(pixels) + self.target_graph_2_fea(target, pixels)
        return _enlarge(self.semantic(pixels), input)

    def encode(self, input: Tensor) -> Tensor:
        """Return fine and coarse features beside each other, (B, 304, H/4, W/4)."""
        x, fine = self.xception_features(input)
        branches = [self.aspp1(x), self.aspp2(x), self.aspp3(x), self.aspp4(x)]
        branches.append(_enlarge(self.global_avg_pool(x), x))
        x = self.relu(self.concat_projection_bn1(self.concat_projection_conv1(torch.cat(branches, 1))))
        x = _enlarge(x, fine)
        fine = self.relu(self.feature_projection_bn1(self.feature_projection_conv1(fine)))
        return torch.cat([x, fine], 1)


class _Branch(nn.Module):
    """A convolution under the name that the published files give it, normalised and rectified after it if asked to."""

    def __init__(self, convolution: nn.Module, normalised: int = 0) -> None:
        super().__init__()
        self.atrous_convolution = convolution
        self.bn: nn.Module = nn.BatchNorm2d(normalised) if normalised else nn.Identity()
        self.relu: nn.Module = nn.ReLU(inplace=True) if normalised else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return cast("Tensor", self.relu(self.bn(self.atrous_convolution(x))))


class _PixelsToNodes(nn.Module):
    """Each pixel shares itself out among the nodes; a node is the sum of what it got."""

    def __init__(self, channels: int, hidden: int, nodes: int) -> None:
        super().__init__()
        self.pre_fea = _weight(channels, nodes)
        self.weight = _weight(channels, hidden)

    def forward(self, pixels: Tensor) -> Tensor:
        values = pixels.flatten(2).transpose(1, 2)  # (B, H * W, channels)
        shares = (values @ self.pre_fea).softmax(-1)  # (B, H * W, nodes)
        return F.relu(shares.transpose(1, 2) @ (values @ self.weight))  # (B, nodes, hidden)


class _NodeLayer(nn.Module):
    """A linear layer at every node, whose results are passed along the edges."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.weight = _weight(inputs, outputs)

    def forward(self, nodes: Tensor, edges: Tensor | None = None) -> Tensor:
        passed = nodes @ self.weight
        return F.relu(passed if edges is None else edges @ passed)


class _Transfer(nn.Module):
    """Nodes of one graph -> nodes of another, each a mixture of them. `adj`, a learned mixture, is not used."""

    def __init__(self, hidden: int, source_nodes: int, target_nodes: int) -> None:
        super().__init__()
        self.weight = _weight(hidden, hidden)
        self.adj = _weight(target_nodes, source_nodes)

    def forward(self, source: Tensor, likeness: Tensor) -> Tensor:
        return F.relu(F.relu(likeness).softmax(-1) @ (source @ self.weight))


class _NodesToPixels(nn.Module):
    """A mixture of the nodes at each pixel: the same at all of them, see the traps above."""

    def __init__(self, channels: int, hidden: int, outputs: int) -> None:
        super().__init__()
        self.node_fea_for_res = _weight(channels, 1)
        self.node_fea_for_hidden = _weight(hidden, 1)
        self.weight = _weight(hidden, outputs)

    def forward(self, nodes: Tensor, pixels: Tensor) -> Tensor:
        shares = (nodes @ self.node_fea_for_hidden).softmax(1)  # (B, nodes, 1)
        mixture = F.relu(shares.transpose(1, 2) @ (nodes @ self.weight))  # (B, 1, outputs)
        return mixture.transpose(1, 2)[..., None].expand(-1, -1, *pixels.shape[2:])


def _resembling(source: Tensor, target: Tensor) -> Tensor:
    """Return (B, target nodes, hidden): at each target node a mixture of the source nodes, most of those like it."""
    cosine = F.normalize(target, dim=-1) @ F.normalize(source, dim=-1).transpose(1, 2)
    return cosine.softmax(-1) @ source


def _matrix(name: str, given: Tensor | None, published: Tensor | None, like: Tensor) -> Tensor:
    graph = published if given is None else given
    if graph is None:
        raise ValueError(f"`{name}` must be given: no graph of so many parts is known.")
    return graph.reshape(graph.shape[-2:]).to(like)


def _enlarge(x: Tensor, like: Tensor) -> Tensor:
    return F.interpolate(x, size=like.shape[2:], mode="bilinear", align_corners=True)


def _weight(rows: int, columns: int) -> nn.Parameter:
    return nn.Parameter(nn.init.xavier_uniform_(torch.empty(rows, columns)))
