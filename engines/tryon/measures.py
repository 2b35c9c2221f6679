"""How alike two pictures are."""

import torch
from torch import Tensor
from torch.nn import functional as F

WINDOW, SIGMA = 11, 1.5
SMALL = (0.01**2, 0.03**2)


def structural_similarity(one: Tensor, other: Tensor) -> Tensor:
    """Return the SSIM (B,) of pictures (B, 3, H, W) of 0 to 1, the mean over colours and places.

    After Wang, Bovik, Sheikh, Simoncelli: "Image quality assessment: from error visibility to structural similarity",
    IEEE TIP 2004, with its Gaussian window of 11 pixels.
    """
    B, C, _, _ = one.shape
    ruler = torch.arange(WINDOW, dtype=one.dtype, device=one.device) - WINDOW // 2
    bell = torch.exp(-(ruler**2) / (2 * SIGMA**2))
    bell = bell / bell.sum()
    kernel = (bell[:, None] * bell).expand(C, 1, WINDOW, WINDOW)

    def mean(x: Tensor) -> Tensor:
        return F.conv2d(x, kernel, groups=C)

    a, b = mean(one), mean(other)
    variance_a, variance_b = mean(one * one) - a * a, mean(other * other) - b * b
    covariance = mean(one * other) - a * b
    light = (2 * a * b + SMALL[0]) / (a * a + b * b + SMALL[0])
    detail = (2 * covariance + SMALL[1]) / (variance_a + variance_b + SMALL[1])
    return (light * detail).view(B, -1).mean(1)
