"""Who bends a garment and paints the person in it: the bundled networks, or published ones that the host brought."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from engines.checkpoints.lending import Networks
from engines.models.skeletons import Keypoints
from engines.tryon.agnostic import regions
from engines.tryon.choices import DRESSER, WARP, WEIGHTS, Choices
from engines.tryon.draping import Floats, drape
from engines.tryon.paint import COVERED, Painted, paint
from engines.tryon.readers import network_of
from engines.tryon.results import GarmentSeen, Kind, PersonSeen
from engines.tryon.warp import bend, told

if TYPE_CHECKING:
    from torch import nn

    from engines.models.dresser import Dresser
    from engines.models.garment_warp import GarmentWarp

UPPER_ONLY = ("cpvton", "vitonhd")  # they learnt tops alone


@dataclass(frozen=True)
class Fitting:
    """One person and one garment.

    Args:
        person: in the window of the garment's kind.
        garment: in its frame.
        window, cloth: RGB, the person's window and the garment's frame as sharp as the photos are.
    """

    person: PersonSeen
    garment: GarmentSeen
    window: Image.Image
    cloth: Image.Image


def dresser_of(networks: Networks, choices: Choices, kind: Kind) -> tuple[str, str]:
    """Return the names of the networks that bend and that paint a garment of this kind."""
    chosen = _chosen(choices, kind)
    return network_of(networks, chosen, WARP), network_of(networks, chosen, DRESSER)


def bends_closely(choices: Choices, kind: Kind) -> bool:
    """Whether the network wants the person in the closer window of the kind, not in the frame of the whole person."""
    return _chosen(choices, kind) not in UPPER_ONLY


def bend_garment(networks: Networks, choices: Choices, fitting: Fitting) -> Floats:
    """Return the grid (HEIGHT, WIDTH, 2): where each pixel of the person's window is read in the garment's frame."""
    person, garment = fitting.person, fitting.garment
    chosen = _chosen(choices, garment.kind)
    if chosen in UPPER_ONLY:
        from engines.tryon import published

        with ExitStack() as lent:
            sharp = published.Sharp(fitting.window, fitting.cloth)
            by = published.bend_by_cpvton if chosen == "cpvton" else published.bend_by_vitonhd
            return by(_lend(networks, chosen, lent), person, garment, sharp)
    with networks.use(WARP) as network:
        return bend(cast("GarmentWarp", network), person, garment)


def paint_person(networks: Networks, choices: Choices, fitting: Fitting, grid: Floats) -> Painted:
    """Return what is put into the person's window, with the garment as the grid bends it."""
    person, garment = fitting.person, fitting.garment
    chosen = _chosen(choices, garment.kind)
    if chosen in UPPER_ONLY:
        from engines.tryon import published

        with ExitStack() as lent:
            sharp = published.Sharp(fitting.window, fitting.cloth)
            by = published.paint_by_cpvton if chosen == "cpvton" else published.paint_by_vitonhd
            render, share = by(_lend(networks, chosen, lent), person, garment, sharp, grid)
        return Painted(render, share, changed(fitting, grid))
    with networks.use(DRESSER) as network:
        return paint(cast("Dresser", network), person, garment, grid)


def changed(fitting: Fitting, grid: Floats) -> NDArray[np.bool_]:
    """Return what may change (HEIGHT, WIDTH) where a network paints the whole picture: what the old garment gives free
    and what the new one covers, but nothing in front of it."""
    garment = fitting.garment
    with torch.inference_mode():
        where = regions(*told(fitting.person), garment.kind, garment.sleeve)
    hole, front = (one[0].numpy() for one in where)
    covered = drape(garment.mask.values, grid, beyond=0) > COVERED
    return np.asarray((hole | covered) & ~front)


def retouched(
    networks: Networks, image: Image.Image, mask: NDArray[np.bool_], pose: Keypoints
) -> tuple[Image.Image, NDArray[np.bool_]]:
    """Return a picture with its face restored by GFPGAN, and where (H, W) it may differ from the photo now.

    mask: where it may differ before. pose: in pixels of the picture.
    """
    from engines.tryon import published

    with networks.use(*WEIGHTS["gfpgan"]) as network:
        restored = published.touch_up(network, image, pose)
    differs = (np.asarray(restored) != np.asarray(image)).any(2)
    return restored, mask | differs


def _chosen(choices: Choices, kind: Kind) -> str:
    return choices.dress if choices.dress in UPPER_ONLY and kind is Kind.TOP else "house"


def _lend(networks: Networks, chosen: str, lent: ExitStack) -> "list[nn.Module]":
    return [lent.enter_context(networks.use(name)) for name in WEIGHTS[chosen]]
