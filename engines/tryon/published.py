"""Each step by a published network that the host brought, through the predictors in `engines.models.predictors`.

All of them see the same frames as the bundled networks, only sharper. What they answer becomes what the other steps
know: LIP's labels, OpenPose's 18 points, a mask, a grid, a painting. CP-VTON and VITON-HD learnt upper garments alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from engines.models.cpvton import GMM as CpVtonGmm
from engines.models.cpvton import TOM
from engines.models.deeplabv3plus import DeepLabV3Plus
from engines.models.gfpgan import Gfpgan
from engines.models.graphonomy import Graphonomy
from engines.models.hrnet import HRNet
from engines.models.mobile_sam import MobileSam
from engines.models.openpose import OpenPoseBody
from engines.models.predictors.cpvton import CpVtonPredictor
from engines.models.predictors.tryon import Garment, Person, resize_nearest
from engines.models.predictors.vitonhd import VitonHdPredictor
from engines.models.results import LabelMap, Mask
from engines.models.skeletons import OPENPOSE_18, Keypoints, to_openpose_18
from engines.models.u2net import NestedU
from engines.models.vitonhd import GMM as VitonHdGmm
from engines.models.vitonhd import SegGenerator
from engines.models.vitonhd_alias import ALIASGenerator
from engines.tryon.draping import Floats, finer
from engines.tryon.framing import Size, moved_pose, to_frame, to_photo
from engines.tryon.posture import points
from engines.tryon.results import HEIGHT, LIP, WIDTH, Frame, GarmentSeen, PersonSeen

LARGE: Final[Size] = (384, 512)  # pixels of the frame that published networks see
TORSO_SKIN: Final = 10  # in CIHP; a jumpsuit in LIP
CHEST: Final = LIP.index("face")  # what our labels call the skin of neck and chest
MOUTH: Final = (0.77, 0.48)  # of the way from eyes to nose, below it; of the eyes' distance, to each side


def parse(network: nn.Module, picture: Image.Image) -> LabelMap:
    """Return LIP's labels by Graphonomy, (HEIGHT, WIDTH), from a picture of the frame at any size.

    It knows CIHP's: its torso's skin becomes what neck and chest are for us, for 10 is a jumpsuit in LIP.
    """
    from engines.models.predictors.graphonomy import GraphonomyPredictor

    labels = GraphonomyPredictor(cast("Graphonomy", network))(picture).labels
    labels = np.where(labels == TORSO_SKIN, np.uint8(CHEST), labels)
    return LabelMap(resize_nearest(labels, (HEIGHT, WIDTH)), LIP)


def pose_by_openpose(network: nn.Module, picture: Image.Image) -> tuple[Keypoints, int]:
    """Return the points, in pixels of WIDTH x HEIGHT, of who is seen best, and how many people there are."""
    from engines.models.predictors.openpose import OpenPosePredictor

    people = OpenPosePredictor(cast("OpenPoseBody", network))(picture)
    nobody = OPENPOSE_18.keypoints(np.zeros((18, 2)), np.zeros(18))
    best = max(people, key=lambda one: float(one.score.sum()), default=nobody)
    return _small(best, picture.size), len(people)


def pose_by_hrnet(network: nn.Module, picture: Image.Image) -> tuple[Keypoints, int]:
    """Return the points, in pixels of WIDTH x HEIGHT, of the picture's one person, with the neck that HRNet lacks."""
    from engines.models.predictors.hrnet import HRNetPredictor

    return _small(to_openpose_18(HRNetPredictor(cast("HRNet", network))(picture)), picture.size), 1


def mask_by_u2net(network: nn.Module, picture: Image.Image) -> Mask:
    """Return what is salient in a picture, (HEIGHT, WIDTH)."""
    from engines.models.predictors.u2net import U2NetPredictor

    return _small_mask(U2NetPredictor(cast("NestedU", network))(picture).values)


def mask_by_deeplab(network: nn.Module, picture: Image.Image) -> Mask:
    """Return what is no background in a picture, (HEIGHT, WIDTH); PASCAL VOC, which it learnt, has no garments."""
    from engines.models.predictors.deeplabv3plus import DeepLabPredictor

    return _small_mask((DeepLabPredictor(cast("DeepLabV3Plus", network))(picture).labels > 0).astype(np.float32))


def mask_by_clicks(
    network: nn.Module, picture: Image.Image, clicks: Sequence[tuple[float, float]], inside: Sequence[bool]
) -> Mask:
    """Return what MobileSAM finds at the clicks, (HEIGHT, WIDTH).

    clicks: x and y, pixels of the picture. inside: for each, whether it lies on the garment or beside it.
    """
    from engines.models.predictors.mobile_sam import MobileSamPredictor

    predictor = MobileSamPredictor(cast("MobileSam", network))
    predictor.set_picture(picture)
    best = predictor.mask(clicks, [int(one) for one in inside])[0]
    return _small_mask(best.mask.values)


@dataclass(frozen=True)
class Sharp:
    """The frames of a person and a garment as sharp as their photos are, RGB."""

    person: Image.Image
    garment: Image.Image


def bend_by_cpvton(networks: Sequence[nn.Module], person: PersonSeen, garment: GarmentSeen, sharp: Sharp) -> Floats:
    """Return the grid (HEIGHT, WIDTH, 2) of CP-VTON's thin-plate spline."""
    grid = _cpvton(networks).match(*_as_given(person, garment, sharp))
    return _of_pixel_centres(grid[0].cpu().numpy())


def paint_by_cpvton(
    networks: Sequence[nn.Module], person: PersonSeen, garment: GarmentSeen, sharp: Sharp, grid: Floats
) -> tuple[NDArray[np.uint8], Floats]:
    """Return what CP-VTON paints (HEIGHT, WIDTH, 3), and the share (HEIGHT, WIDTH) of the garment before it."""
    result = _cpvton(networks).paint(*_as_given(person, garment, sharp), _of_corners(grid))
    return np.asarray(result.rendered), result.share.values


def bend_by_vitonhd(networks: Sequence[nn.Module], person: PersonSeen, garment: GarmentSeen, sharp: Sharp) -> Floats:
    """Return the grid (HEIGHT, WIDTH, 2) of VITON-HD's thin-plate spline. Raises `InputError` `pose_incomplete`."""
    given = _as_given(person, garment, sharp)
    grid = _vitonhd(networks).foresee(given[0], _figure(person, sharp.person.size), given[1]).grid
    return np.asarray(cv2.resize(grid[0].cpu().numpy(), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.float32)


def paint_by_vitonhd(
    networks: Sequence[nn.Module], person: PersonSeen, garment: GarmentSeen, sharp: Sharp, grid: Floats
) -> tuple[NDArray[np.uint8], Floats]:
    """Return what VITON-HD paints (H, W, 3), and 0 (H, W): the garment is already in it."""
    predictor, (one, other) = _vitonhd(networks), _as_given(person, garment, sharp)
    foreseen = predictor.foresee(one, _figure(person, sharp.person.size), other)
    H, W = predictor.gmm.load_size
    wanted = torch.from_numpy(finer(grid, (W, H)))[None].to(foreseen.grid)
    picture = np.asarray(predictor.paint(other, replace(foreseen, grid=wanted)).picture)
    return picture, np.zeros((H, W), np.float32)


def touch_up(network: nn.Module, picture: Image.Image, pose: Keypoints) -> Image.Image:
    """Return the picture with its face restored by GFPGAN; as it is where no face is seen from the front.

    pose: in pixels of the picture. The corners of the mouth are guessed from eyes and nose.
    """
    from engines.models.predictors.gfpgan import GfpganPredictor, align, paste_back

    found = points(pose, "right_eye", "left_eye", "nose")
    if found is None:
        return picture
    left, right, nose = found  # as seen: the right eye is on the left
    middle, across = nose + MOUTH[0] * (nose - (left + right) / 2), MOUTH[1] * (right - left)
    predictor = GfpganPredictor(cast("Gfpgan", network))
    face = align(picture, [left, right, nose, middle - across, middle + across], predictor.network.out_size)
    return paste_back(picture, predictor(face.picture), face.matrix)


def _cpvton(networks: Sequence[nn.Module]) -> CpVtonPredictor:
    gmm, tom = networks
    return CpVtonPredictor(cast("CpVtonGmm", gmm), cast("TOM", tom))


def _vitonhd(networks: Sequence[nn.Module]) -> VitonHdPredictor:
    seg, gmm, alias = networks
    return VitonHdPredictor(cast("SegGenerator", seg), cast("VitonHdGmm", gmm), cast("ALIASGenerator", alias))


def _as_given(person: PersonSeen, garment: GarmentSeen, sharp: Sharp) -> tuple[Person, Garment]:
    """Person and garment as the predictors take them: at the size of the sharp pictures, the garment on white."""
    W, H = sharp.person.size
    labels = LabelMap(resize_nearest(person.parts.labels, (H, W)), LIP)
    mask = np.asarray(cv2.resize(garment.mask.values, sharp.garment.size), np.float32)
    share = mask.clip(0, 1)[..., None]
    on_white = (np.asarray(sharp.garment) * share + 255 * (1 - share)).astype(np.uint8)
    pose = _large(person.pose, sharp.person.size)
    return Person(sharp.person, labels, pose), Garment(Image.fromarray(on_white), Mask(mask))


def _figure(person: PersonSeen, size: Size) -> Image.Image:
    """The pose as OpenPose draws it, on black."""
    from engines.models.predictors.openpose_drawing import draw_people

    canvas = np.zeros((size[1], size[0], 3), np.uint8)
    return Image.fromarray(draw_people(canvas, [_large(person.pose, size)]))


def _small(pose: Keypoints, size: Size) -> Keypoints:
    return moved_pose(pose, to_frame(pose.xy, Frame(0, 0, *size)))


def _large(pose: Keypoints, size: Size) -> Keypoints:
    return moved_pose(pose, to_photo(pose.xy, Frame(0, 0, *size)))


def _small_mask(values: Floats) -> Mask:
    return Mask(np.asarray(cv2.resize(values, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.float32))


def _of_pixel_centres(grid: Floats) -> Floats:
    """A grid (H, W, 2) whose -1 and 1 are the outer pixels' middles (`align_corners`) as one of their borders."""
    H, W, _ = grid.shape
    return grid * np.array([(W - 1) / W, (H - 1) / H], np.float32)


def _of_corners(grid: Floats) -> Tensor:
    """The other way, (1, H, W, 2)."""
    H, W, _ = grid.shape
    return torch.from_numpy(grid * np.array([W / (W - 1), H / (H - 1)], np.float32))[None]
