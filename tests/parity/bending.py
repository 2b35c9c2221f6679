"""What the two try-on systems' proofs share: tolerances of bent pictures, and looking into a network."""

import torch
from torch import Tensor, nn

from tests.parity.cases import TOLERANCE

# A bent picture multiplies the sampling grid's rounding, most of all a mask of zeros and ones. With AVX-512 these
# differ by 4e-4 (masks) and 4e-5 (garments); processors without it round otherwise, and there even the published order
# of operations moves masks by 3e-3 and garments by 4e-4. The grid itself is held to the common tolerance.
HARD_EDGE, BENT = 5e-3, 5e-4
OFFSETS = torch.linspace(-0.25, 0.25, 50).roll(7).view(1, -1)


def tolerance(output: str) -> float:
    if not output.startswith("warped"):
        return TOLERANCE
    return HARD_EDGE if output in {"warped_cm", "warped_mask_ac0", "warped_mask_ac1"} else BENT


def record(layer: nn.Module, seen: dict[str, Tensor], name: str) -> None:
    """Keep what the layer returned last."""

    def keep(_: nn.Module, __: tuple[Tensor, ...], output: Tensor) -> None:
        seen[name] = output

    layer.register_forward_hook(keep)
