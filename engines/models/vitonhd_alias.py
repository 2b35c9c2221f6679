"""VITON-HD's third network, the painter (Choi, Park, Lee, Choo: "VITON-HD: High-Resolution Virtual Try-On via
Misalignment-Aware Normalization", CVPR 2021). It is SPADE's generator (Park, Liu, Wang, Zhu, CVPR 2019) with a norm
that treats the places which the bent garment fails to cover apart from the rest.

The names and shapes of the parameters are those of shadow2496/VITON-HD, whose code and weights (`alias_final.pth`, a
plain state dict) are CC BY-NC 4.0: not for commercial use. Spectral norm has PyTorch's older names (`weight_orig`,
`weight_u`, `weight_v`): in eval mode sigma = u . (W v) with the stored u and v, without a power iteration.

Noise: every norm adds noise times learned strengths, in the published program fresh random numbers at each call, in
eval mode too. Here the caller chooses: `no_noise` (the default: the same picture each time), `random_noise`, or any
function of that kind.

Trap: the published "normal" cannot run (its third feature map has twice the size it must have); here it runs without
that doubling.
"""

from collections.abc import Callable
from typing import Literal, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

# The values to be normalised (B, C, H, W) -> noise (B, 1, H, W), before it is scaled channel by channel.
Noise = Callable[[Tensor], Tensor | None]
Upsampling = Literal["normal", "more", "most"]

DOUBLINGS = {"normal": 5, "more": 6, "most": 7}
HIDDEN = 128  # channels between the parts of the body and a norm's scale and offset
PYRAMID = 16  # channels that each level gets from the picture


def no_noise(x: Tensor) -> None:
    """Add nothing."""


def random_noise(generator: torch.Generator | None = None) -> Noise:
    """Return normal noise, fresh at each call and drawn in the published order: columns before rows."""

    def draw(x: Tensor) -> Tensor:
        B, _, H, W = x.shape
        noise = torch.randn(B, W, H, 1, generator=generator, device=generator.device if generator else x.device)
        return noise.transpose(1, 3).to(x)

    return draw


class MaskNorm(nn.Module):
    """Instance norm of two regions, each by its own mean and deviation."""

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return (B, C, H, W) from the same and a mask (B, 1, H, W), 1 inside one region and 0 inside the other."""
        return self._normalise(x, mask) + self._normalise(x, 1 - mask)

    def _normalise(self, x: Tensor, mask: Tensor) -> Tensor:
        region = x * mask
        count = mask.sum((2, 3), keepdim=True)
        count = torch.where(count == 0, 1, count)
        mean = region.sum((2, 3), keepdim=True) / count  # (B, C, 1, 1)
        # Outside stands the region's mean, so that the outside adds nothing to the deviation but its number of
        # pixels; the factor takes that number out again.
        return F.instance_norm(region + (1 - mask) * mean) * (count / mask[0, 0].numel()).sqrt()


class ALIASNorm(nn.Module):
    """A norm whose scale and offset depend on the part of the body at each place.

    Args:
        kind: what is normalised first: `mask` (two regions), `instance` or `batch`.
        norm_nc: channels.
        label_nc: channels of the map of parts.
    """

    def __init__(self, kind: str, norm_nc: int, label_nc: int) -> None:
        super().__init__()
        self.noise_scale = nn.Parameter(torch.zeros(norm_nc))
        self.param_free_norm: nn.Module
        if kind == "mask":
            self.param_free_norm = MaskNorm()
        elif kind == "batch":
            self.param_free_norm = nn.BatchNorm2d(norm_nc, affine=False)
        else:
            self.param_free_norm = nn.InstanceNorm2d(norm_nc)
        self.conv_shared = nn.Sequential(nn.Conv2d(label_nc, HIDDEN, 3, padding=1), nn.ReLU())
        self.conv_gamma = nn.Conv2d(HIDDEN, norm_nc, 3, padding=1)
        self.conv_beta = nn.Conv2d(HIDDEN, norm_nc, 3, padding=1)

    def forward(self, x: Tensor, seg: Tensor, misalign_mask: Tensor | None, noise: Noise) -> Tensor:
        added = noise(x)
        if added is not None:
            x = x + added * self.noise_scale[:, None, None]
        normalised = self.param_free_norm(x) if misalign_mask is None else self.param_free_norm(x, misalign_mask)
        hidden = self.conv_shared(seg)
        return cast("Tensor", normalised * (1 + self.conv_gamma(hidden)) + self.conv_beta(hidden))


class SpectralConv2d(nn.Conv2d):
    """A convolution whose weight is divided by its largest singular value, as two stored vectors estimate it.

    Keys and numbers are those of `torch.nn.utils.spectral_norm`, which itself takes seconds to be laid out on the
    meta device: its random start imports torch's compiler.
    """

    weight_u: Tensor
    weight_v: Tensor

    def __init__(self, inputs: int, outputs: int, kernel_size: int, padding: int = 0, bias: bool = True) -> None:
        super().__init__(inputs, outputs, kernel_size, padding=padding, bias=bias)
        self.weight_orig = self.weight
        del self.weight
        for name, size in (("weight_u", outputs), ("weight_v", inputs * kernel_size**2)):
            self.register_buffer(name, torch.full((size,), size**-0.5))

    def forward(self, x: Tensor) -> Tensor:
        matrix = self.weight_orig.flatten(1)
        if self.training:  # one step of the power iteration
            with torch.no_grad():
                self.weight_v = F.normalize(matrix.T @ self.weight_u, dim=0)
                self.weight_u = F.normalize(matrix @ self.weight_v, dim=0)
        sigma = torch.dot(self.weight_u, matrix @ self.weight_v)
        return self._conv_forward(x, self.weight_orig / sigma, self.bias)


class ALIASResBlock(nn.Module):
    """Two norms and convolutions beside a shortcut, which has its own where the width changes.

    Args:
        inputs, outputs: channels.
        semantic_nc: channels of the map of parts; with `masked` it has one more, the misaligned places.
        norm_G: `[spectral]alias{instance|batch}`.
        masked: normalise misaligned places for themselves.
    """

    def __init__(self, inputs: int, outputs: int, semantic_nc: int, norm_G: str, masked: bool) -> None:
        super().__init__()
        middle = min(inputs, outputs)
        self.masked = masked
        self.learned_shortcut = inputs != outputs
        conv = SpectralConv2d if norm_G.startswith("spectral") else nn.Conv2d
        self.conv_0 = conv(inputs, middle, 3, padding=1)
        self.conv_1 = conv(middle, outputs, 3, padding=1)
        if self.learned_shortcut:
            self.conv_s = conv(inputs, outputs, 1, bias=False)
        kind = "mask" if masked else norm_G.removeprefix("spectral").removeprefix("alias")
        labels = semantic_nc + masked
        self.norm_0 = ALIASNorm(kind, inputs, labels)
        self.norm_1 = ALIASNorm(kind, middle, labels)
        if self.learned_shortcut:
            self.norm_s = ALIASNorm(kind, inputs, labels)

    def forward(self, x: Tensor, seg: Tensor, misalign_mask: Tensor | None, noise: Noise) -> Tensor:
        seg = F.interpolate(seg, x.shape[2:])
        if misalign_mask is not None:
            misalign_mask = F.interpolate(misalign_mask, x.shape[2:])
        shortcut = self.conv_s(self.norm_s(x, seg, misalign_mask, noise)) if self.learned_shortcut else x
        hidden = self.conv_0(F.leaky_relu(self.norm_0(x, seg, misalign_mask, noise), 0.2))
        hidden = self.conv_1(F.leaky_relu(self.norm_1(hidden, seg, misalign_mask, noise), 0.2))
        return cast("Tensor", shortcut + hidden)


class ALIASGenerator(nn.Module):
    """Paints the person in the new garment.

    Args:
        load_height, load_width: of the picture. No weight depends on them and `forward` follows its input's size
            instead; they say what the weights were made for.
        semantic_nc: parts of the body.
        input_nc: channels in: picture without the garment 3, pose 3, bent garment 3.
        ngf: channels, see below.
        norm_G: `[spectral]alias{instance|batch}`.
        num_upsampling_layers: how often the size doubles: `normal` 5, `more` 6, `most` 7 times.

    Raises:
        ValueError: `norm_G` is none of these.
    """

    def __init__(
        self,
        load_height: int = 1024,
        load_width: int = 768,
        semantic_nc: int = 7,
        input_nc: int = 9,
        ngf: int = 64,
        norm_G: str = "spectralaliasinstance",
        num_upsampling_layers: Upsampling = "most",
    ) -> None:
        super().__init__()
        if norm_G.removeprefix("spectral") not in ("aliasinstance", "aliasbatch"):
            raise ValueError(f"`norm_G` must be [spectral]alias{{instance|batch}}, but is {norm_G!r}.")
        self.load_size = (load_height, load_width)
        self.num_upsampling_layers = num_upsampling_layers
        self.conv_0 = nn.Conv2d(input_nc, 16 * ngf, 3, padding=1)
        for level in range(1, 8):
            self.add_module(f"conv_{level}", nn.Conv2d(input_nc, PYRAMID, 3, padding=1))

        def block(inputs: int, outputs: int, masked: bool = True) -> ALIASResBlock:
            return ALIASResBlock(inputs, outputs, semantic_nc, norm_G, masked)

        self.head_0 = block(16 * ngf, 16 * ngf)
        self.G_middle_0 = block(16 * ngf + PYRAMID, 16 * ngf)
        self.G_middle_1 = block(16 * ngf + PYRAMID, 16 * ngf)
        self.up_0 = block(16 * ngf + PYRAMID, 8 * ngf)
        self.up_1 = block(8 * ngf + PYRAMID, 4 * ngf)
        self.up_2 = block(4 * ngf + PYRAMID, 2 * ngf, masked=False)
        self.up_3 = block(2 * ngf + PYRAMID, ngf, masked=False)
        last = ngf
        if num_upsampling_layers == "most":
            last = ngf // 2
            self.up_4 = block(ngf + PYRAMID, last, masked=False)
        self.conv_img = nn.Conv2d(last, 3, 3, padding=1)

    def forward(
        self, x: Tensor, seg: Tensor, seg_div: Tensor, misalign_mask: Tensor, noise: Noise = no_noise
    ) -> Tensor:
        """Return RGB (B, 3, H, W) in [-1, 1].

        Args:
            x: (B, input_nc, H, W); H and W multiples of 2 ** 7 (`more` 2 ** 6, `normal` 2 ** 5), together more than
                one such square.
            seg: (B, semantic_nc, H, W), the parts one-hot.
            seg_div: (B, semantic_nc + 1, H, W), the same with the misaligned places as a part of their own.
            misalign_mask: (B, 1, H, W), 1 where the garment should be and the bent one is not.
            noise: what each norm adds.
        """
        smallest = 2 ** DOUBLINGS[self.num_upsampling_layers]
        size = (x.shape[2] // smallest, x.shape[3] // smallest)
        hidden = self.head_0(self.conv_0(F.interpolate(x, size)), seg_div, misalign_mask, noise)
        for level, (name, doubles) in enumerate(self._stages(), start=1):
            if doubles:
                hidden = F.interpolate(hidden, scale_factor=2)
            picture = self.get_submodule(f"conv_{level}")(F.interpolate(x, hidden.shape[2:]))
            block = cast("ALIASResBlock", self.get_submodule(name))
            parts, mask = (seg_div, misalign_mask) if block.masked else (seg, None)
            hidden = block(torch.cat([hidden, picture], 1), parts, mask, noise)
        return cast("Tensor", self.conv_img(F.leaky_relu(hidden, 0.2))).tanh()

    def _stages(self) -> list[tuple[str, bool]]:
        """Return the blocks after the first, each with whether the size doubles before it."""
        stages = [("G_middle_0", True), ("G_middle_1", self.num_upsampling_layers != "normal")]
        stages += [(f"up_{level}", True) for level in range(4)]
        return [*stages, ("up_4", True)] if self.num_upsampling_layers == "most" else stages
