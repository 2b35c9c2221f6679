"""Which world does this show? A small classifier of drawings or of pictures.

Four stages in the manner of a residual network (He et al. 2016) with batch norm (Ioffe and Szegedy 2015): each halves
the side, then looks once more beside a straight way. A mean over the page follows, so that any size can come in.
"""

from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional as F

DROPOUT = 0.2


class WorldClassifier(nn.Module):
    """The classifier. With the default widths 0.53 million parameters.

    `inputs` is 1 for ink and 3 for RGB; `widths` are the channels at 1/2, 1/4, 1/8 and 1/16 of the side.
    """

    def __init__(self, inputs: int = 1, worlds: int = 8, widths: tuple[int, ...] = (24, 48, 96, 160)) -> None:
        super().__init__()
        self.stages = nn.ModuleList(Stage(a, b) for a, b in pairwise((inputs, *widths)))
        self.worlds = nn.Linear(widths[-1], worlds)

    def features(self, x: Tensor) -> Tensor:
        """What is seen, as numbers that lie near each other for things that look alike.

        x: (B, inputs, H, W), ink 0 paper to 1, or RGB in [-1, 1]. Returns (B, widths[-1]), none below 0.
        """
        for stage in self.stages:
            x = stage(x)
        return x.mean((2, 3))

    def forward(self, x: Tensor) -> Tensor:
        """x as for `features`. Returns (B, worlds) logits."""
        return self.worlds(F.dropout(self.features(x), DROPOUT, self.training))


class Stage(nn.Module):
    """Halves the side, then refines."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.shrink = nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False)
        self.shrink_norm = nn.BatchNorm2d(outputs)
        self.refine = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.refine_norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.shrink_norm(self.shrink(x)))
        return F.relu(x + self.refine_norm(self.refine(x)))
