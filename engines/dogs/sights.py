"""Who looks at dogs: the bundled networks, or published ones that the host brought.

A sight turns photos and boxes into rows of length 1; a pointer into the points of the body.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.checkpoints.lending import Networks as Lent
from engines.dogs.results import Box
from engines.models.skeletons import AP_10K, Keypoints

if TYPE_CHECKING:
    from timm.models.vision_transformer import VisionTransformer
    from torch import nn

    from engines.dogs.mmpose_bridge import MMPosePredictor
    from engines.models.clip import CLIP
    from engines.models.dog_embedder import DogEmbedder
    from engines.models.hrnet import HRNet
    from engines.models.predictors.hrnet import HRNetPredictor
    from engines.models.simclr import SimCLR
    from engines.models.spotter import Spotter

FINDER, POINTS, EMBEDDER = "dog-finder", "dog-points", "dog-embedder"
Sight = Literal["house", "simclr_vit", "vit", "clip"]  # who says how alike dogs look
Pointer = Literal["house", "hrnet", "mmpose"]  # who finds the points
NAMED_SHARE: Final = 1.1  # side of the picture that a published network sees, of the box's longer side

Rows = NDArray[np.float32]


class Networks(Lent):
    """The networks of the room, lent one call at a time, and HRNet as MMPose runs it."""

    _mmpose: "tuple[HRNet, MMPosePredictor] | None" = None

    def mmpose(self, network: "HRNet") -> "MMPosePredictor":
        """The network as MMPose runs it: built once, for that takes seconds."""
        if self._mmpose is None or self._mmpose[0] is not network:
            from engines.dogs.mmpose_bridge import MMPosePredictor

            self._mmpose = network, MMPosePredictor(network)
        return self._mmpose[1]


def find(networks: Networks, photo: Image.Image) -> list[Box]:
    """Return the dogs of a photo, the surest first."""
    from engines.dogs.finder import find_dogs

    with networks.use(FINDER) as network:
        return find_dogs(cast("Spotter", network), photo)


def embed(networks: Networks, sight: Sight, photos: list[Image.Image], boxes: list[Box], twice: bool) -> Rows:
    """Return (N, D) rows of length 1, one dog a photo."""
    with networks.use(EMBEDDER if sight == "house" else sight) as network:
        if sight == "house":
            from engines.dogs.embedder import embed_dogs

            return embed_dogs(cast("DogEmbedder", network), photos, boxes, twice)
        see = _published(sight, network)
        return np.stack([see(_cut(photo, box)) for photo, box in zip(photos, boxes, strict=True)])


def breeds_of(networks: Networks, rows: Rows) -> Rows:
    """Return (N, 120), how likely each breed is for the bundled embedder's rows."""
    from engines.dogs.embedder import breed_shares

    with networks.use(EMBEDDER) as network:
        return breed_shares(cast("DogEmbedder", network), rows)


def points(
    networks: Networks, pointer: Pointer, photos: list[Image.Image], boxes: list[Box], twice: bool
) -> list[Keypoints]:
    """Return the points of one dog on each photo."""
    with networks.use(POINTS if pointer == "house" else "hrnet") as network:
        if pointer == "house":
            from engines.dogs.points import points_of

            return points_of(cast("Spotter", network), photos, boxes, twice)
        look = networks.mmpose(cast("HRNet", network)) if pointer == "mmpose" else _hrnet(cast("HRNet", network))
        return [look(photo, (box.x, box.y, box.w, box.h)) for photo, box in zip(photos, boxes, strict=True)]


def _hrnet(network: "HRNet") -> "HRNetPredictor":
    from engines.models.predictors.hrnet import HRNetPredictor

    return HRNetPredictor(network, AP_10K, decoding="mmpose-1.x")  # AP-10K's weights are MMPose's


def _published(sight: Sight, network: "nn.Module") -> Callable[[Image.Image], Rows]:
    from engines.models.predictors.clip import ClipPredictor
    from engines.models.predictors.vit import SimclrPredictor, VitPredictor

    if sight == "clip":
        clip = ClipPredictor(cast("CLIP", network))
        return lambda picture: clip.picture(picture).values
    if sight == "simclr_vit":
        pair = SimclrPredictor(cast("SimCLR", network))
        return lambda picture: pair(picture).values
    vit = VitPredictor(cast("VisionTransformer", network))
    return lambda picture: vit.embedding(picture).values


def _cut(photo: Image.Image, box: Box) -> Image.Image:
    from engines.dogs.crops import square

    return square(photo, box, NAMED_SHARE, 256)


def checked(name: str, value: str, known: object) -> None:
    """Raise ValueError unless `value` is one of a Literal's."""
    if value not in get_args(known):
        raise ValueError(f"`{name}` must be one of {', '.join(get_args(known))}, but is {value!r}.")
