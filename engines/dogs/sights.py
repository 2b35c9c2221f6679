"""Who looks at dogs: the bundled networks, or published ones that the host brought.

A sight turns photos and boxes into rows of length 1; a pointer into the points of the body.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.checkpoints import Weights, find_weight
from engines.dogs.results import Box
from engines.models.results import Keypoints
from engines.runtime import InputError, ModelCache, choose_device

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


class Networks:
    """The networks of the room, lent one call at a time."""

    def __init__(self, cache: ModelCache, device: str, weights: Weights) -> None:
        self._cache, self._device, self._weights = cache, device, weights
        self._mmpose: tuple[HRNet, MMPosePredictor] | None = None

    def use(self, name: str) -> "AbstractContextManager[nn.Module]":
        """Lend the network that the weight `name` belongs to.

        Raises:
            InputError: `network_missing`, a published network that the host did not bring.
        """
        choice = self._weights.choose(name)
        if choice.path is None:
            raise InputError(
                "network_missing", f"There are no weights of {name!r} here. Add them in the room of the models first."
            )
        return self._cache.use(choice.key, lambda: self._settled(self._weights.network(choice)))

    def key(self, name: str) -> str:
        """Which very weight is in use: the name and version of the host's, or the start of the bundled one's sha256."""
        choice = self._weights.choose(name)
        return choice.key if choice.version is not None else f"{name}/{find_weight(name).sha256[:12]}"

    def ready(self, names: tuple[str, ...]) -> bool:
        """Whether all of them are in memory."""
        return all(self._cache.loaded(self._weights.choose(name).key) for name in names)

    def mmpose(self, network: "HRNet") -> "MMPosePredictor":
        """The network as MMPose runs it: built once, for that takes seconds."""
        if self._mmpose is None or self._mmpose[0] is not network:
            from engines.dogs.mmpose_bridge import MMPosePredictor

            self._mmpose = network, MMPosePredictor(network)
        return self._mmpose[1]

    def _settled(self, network: "nn.Module") -> "nn.Module":
        import torch

        from engines.runtime.device import allowed_cores

        torch.set_num_threads(allowed_cores())
        chosen = choose_device(self._device)
        network.to(chosen.name, getattr(torch, chosen.dtype))
        return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's types lack it


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
    from engines.models.skeletons import AP_10K

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
