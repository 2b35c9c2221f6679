"""What several of this project's own networks are built of."""

from torch import nn


def double_conv(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """Two 3x3 convolutions, each normalised and rectified; the first takes the step."""
    layers: list[nn.Module] = []
    for wide, step in ((inputs, stride), (outputs, 1)):
        conv = nn.Conv2d(wide, outputs, 3, stride=step, padding=1, bias=False)
        layers += [conv, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers)
