"""A person and a garment -> the person in the garment, by VITON-HD's three networks, as its `test.py` does.

Lines and discs have the published sizes at 768 pixels of width and grow with it. Its published pictures have the
aspect 3:4 and its poses 25 points; other pictures are stretched, and 18 points will do.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from torch import Tensor
from torch.nn import functional as F

from engines.models.predictors.preprocess import to_input
from engines.models.predictors.tryon import RULES, UPPER, Garment, Person, to_mask, to_picture
from engines.models.results import LabelMap, Mask
from engines.models.vitonhd import GMM, SegGenerator
from engines.models.vitonhd_alias import ALIASGenerator, random_noise
from engines.runtime import InputError

# What the segmentation network calls a part, and the labels of LIP and CIHP that are one.
PARTS = {
    "background": (0, 10),
    "hair": (1, 2),
    "face": (4, 13),
    "upper": (5, 6, 7),
    "bottom": (9, 12),
    "left_arm": (14,),
    "right_arm": (15,),
    "left_leg": (16,),
    "right_leg": (17,),
    "left_shoe": (18,),
    "right_shoe": (19,),
    "socks": (8,),
    "noise": (3, 11),
}
# What the painting network calls a region, and the parts that are one: "paste" is taken over from the picture.
REGIONS = {
    "background": ("background",),
    "paste": ("face", "bottom", "left_leg", "right_leg", "left_shoe", "right_shoe", "socks"),
    "upper": ("upper",),
    "hair": ("hair",),
    "left_arm": ("left_arm",),
    "right_arm": ("right_arm",),
    "noise": ("noise",),
}
GARMENT = list(REGIONS).index("upper")

NECK, RIGHT_SHOULDER, RIGHT_ELBOW, RIGHT_WRIST, LEFT_SHOULDER, LEFT_ELBOW, LEFT_WRIST = range(1, 8)
HIPS = {18: (8, 11), 25: (9, 12)}  # right and left, by the number of points
# A label, and the points that its arm runs along, from the far shoulder.
ARMS = {
    14: (RIGHT_SHOULDER, LEFT_SHOULDER, LEFT_ELBOW, LEFT_WRIST),
    15: (LEFT_SHOULDER, RIGHT_SHOULDER, RIGHT_ELBOW, RIGHT_WRIST),
}
SKIN_OF_TORSO = 10
KEPT = (4, 13, 9, 12, 16, 17, 18, 19)  # sunglasses, face, and everything from the hips down

PUBLISHED_WIDTH = 768  # pixels, at which the following are pixels
SEARCHED_LIMB, SEARCHED_JOINT, SEARCHED_HAND = 100, 150, 40  # width, radius, radius
HIDDEN_LIMB, HIDDEN_JOINT, HIDDEN_SIDE, HIDDEN_WAIST = 200, 100, 120, 240  # width, radius, width, width
HIDDEN_HIP, HIDDEN_NECK = (60, 120), 140  # radii across and down, half a side
GREY = (128, 128, 128)

BLUR_SIZE, BLUR_SIGMA = 15, 3.0


@dataclass(frozen=True)
class VitonHdResult:
    """`picture`: the person in the garment. `garment`, `garment_mask`: it alone, bent. `regions`: what was foreseen.

    `misaligned`: where the garment should be and the bent one is not.
    """

    picture: Image.Image
    garment: Image.Image
    garment_mask: Mask
    regions: LabelMap
    misaligned: Mask


@dataclass(frozen=True)
class Foreseen:
    """What two of the networks foresee.

    Args:
        hidden, pose: the person without the upper body, the pose as a picture, (1, 3, H, W) in [-1, 1].
        regions: (1, 7, H, W), one-hot.
        grid: (1, H, W, 2), in float32, that bends the garment (`align_corners=False`).
    """

    hidden: Tensor
    pose: Tensor
    regions: Tensor
    grid: Tensor


@dataclass(frozen=True)
class VitonHdPredictor:
    """The three networks in eval mode, on one device. `gmm` says the size of the pictures.

    Example:
        result = predictor(person, pose_picture, garment)    # `foresee`, then `paint`
    """

    seg: SegGenerator
    gmm: GMM
    alias: ALIASGenerator

    def __call__(self, person: Person, pose_picture: Image.Image, garment: Garment, seed: int = 0) -> VitonHdResult:
        """Return the person in the garment.

        Args:
            person: at any size.
            pose_picture: the pose as OpenPose draws it, on black, framed as the person's picture.
            garment: at any size.
            seed: the same seed makes the same picture.

        Raises:
            InputError: `pose_incomplete`, neck, shoulders or hips were not found.
        """
        return self.paint(garment, self.foresee(person, pose_picture, garment, seed), seed)

    @torch.inference_mode()
    def foresee(self, person: Person, pose_picture: Image.Image, garment: Garment, seed: int = 0) -> Foreseen:
        """Return where what will be, and how the garment bends; see `__call__`."""
        size, small = self.gmm.load_size, self.gmm.input_size
        person = person.resized(size)
        hidden = to_input(hide_upper_body(person), RULES, self.gmm)
        pose = to_input(pose_picture.convert("RGB").resize(size[::-1], Image.Resampling.BILINEAR), RULES, self.gmm)
        cloth, mask = garment.inputs(size, self.gmm)

        known = torch.from_numpy(one_hot_parts(hide_upper_labels(person)))[None].to(cloth)
        maps = [F.interpolate(x, small, mode="bilinear") for x in (mask, cloth * mask, known, pose)]
        maps.append(torch.from_numpy(sparse_noise(small, seed))[None, None].to(cloth))
        regions = to_regions(self.seg(torch.cat(maps, 1)), size)

        upper = regions[:, GARMENT : GARMENT + 1]
        _, grid = self.gmm(
            torch.cat([F.interpolate(x, small) for x in (upper, pose, hidden)], 1), F.interpolate(cloth, small)
        )
        return Foreseen(hidden, pose, regions, grid.float())

    @torch.inference_mode()
    def paint(self, garment: Garment, foreseen: Foreseen, seed: int = 0) -> VitonHdResult:
        """Return the person in the garment as the foreseen grid bends it."""
        cloth, mask = garment.inputs(self.gmm.load_size, self.gmm)
        hidden, pose, regions = foreseen.hidden, foreseen.pose, foreseen.regions
        grid = foreseen.grid.to(cloth)
        bent, bent_mask = (F.grid_sample(x, grid, padding_mode="border", align_corners=False) for x in (cloth, mask))

        misaligned, divided = misalign(regions, bent_mask)
        noise = random_noise(torch.Generator().manual_seed(seed))
        painted = self.alias(torch.cat([hidden, pose, bent], 1), regions, divided, misaligned, noise)
        labels = regions[0].argmax(0).byte().cpu().numpy()
        return VitonHdResult(
            picture=to_picture(painted),
            garment=to_picture(bent),
            garment_mask=to_mask(bent_mask),
            regions=LabelMap(labels, tuple(REGIONS)),
            misaligned=to_mask(misaligned),
        )


def hide_upper_labels(person: Person) -> NDArray[np.uint8]:
    """Return (H, W) labels in which garment, torso and the arms near their bones are background."""
    points, scale = person.points(), person.picture.width / PUBLISHED_WIDTH
    labels = person.parts.labels.copy()
    for label, arm in ARMS.items():
        canvas = Image.new("L", person.picture.size)
        draw = ImageDraw.Draw(canvas)
        found = [joint for joint in arm if not np.isnan(points[joint]).any()]
        # Without its first point an arm begins nowhere, as published.
        for before, joint in pairwise(found if arm[0] in found else ()):
            draw.line([tuple(points[before]), tuple(points[joint])], fill=255, width=round(SEARCHED_LIMB * scale))
            radius = (SEARCHED_HAND if joint == arm[-1] else SEARCHED_JOINT) * scale
            _ellipse(draw, points[joint], (radius, radius), 255)
        labels[(np.asarray(canvas) > 0) & (labels == label)] = 0
    labels[np.isin(labels, (*UPPER, SKIN_OF_TORSO))] = 0
    return labels


def hide_upper_body(person: Person) -> Image.Image:
    """Return the picture with grey over arms, torso and neck, but not over the face and what is below the hips.

    Raises:
        InputError: `pose_incomplete`.
    """
    points, scale = person.points(), person.picture.width / PUBLISHED_WIDTH
    right_hip, left_hip = _hips(points)
    shoulders = (points[RIGHT_SHOULDER], points[LEFT_SHOULDER])
    hidden = person.picture.convert("RGB")
    draw = ImageDraw.Draw(hidden)

    def line(start: NDArray[np.float64], end: NDArray[np.float64], width: float) -> None:
        draw.line([tuple(start), tuple(end)], fill=GREY, width=round(width * scale))

    def ellipse(centre: NDArray[np.float64], across: float, down: float) -> None:
        _ellipse(draw, centre, (across * scale, down * scale), GREY)

    line(*shoulders, HIDDEN_LIMB)
    for shoulder in shoulders:
        ellipse(shoulder, HIDDEN_JOINT, HIDDEN_JOINT)
    for joint in (RIGHT_ELBOW, RIGHT_WRIST, LEFT_ELBOW, LEFT_WRIST):
        if not np.isnan(points[joint - 1 : joint + 1]).any():
            line(points[joint - 1], points[joint], HIDDEN_LIMB)
            ellipse(points[joint], HIDDEN_JOINT, HIDDEN_JOINT)
    for hip in (right_hip, left_hip):
        ellipse(hip, *HIDDEN_HIP)
    line(shoulders[0], right_hip, HIDDEN_SIDE)
    line(shoulders[1], left_hip, HIDDEN_SIDE)
    line(right_hip, left_hip, HIDDEN_WAIST)
    draw.polygon([tuple(corner) for corner in (*shoulders, left_hip, right_hip)], fill=GREY, outline=GREY)
    reach = HIDDEN_NECK * scale
    draw.rectangle((*(points[NECK] - reach), *(points[NECK] + reach)), fill=GREY, outline=GREY)
    kept = person.is_part(*KEPT)[..., None]
    return Image.fromarray(np.where(kept, np.asarray(person.picture.convert("RGB")), np.asarray(hidden)))


def one_hot_parts(labels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return (13, H, W), 0 or 1, from (H, W) labels of LIP or CIHP."""
    return np.stack([np.isin(labels, part) for part in PARTS.values()]).astype(np.float32)


def sparse_noise(size: tuple[int, int], seed: int) -> NDArray[np.float32]:
    """Return (height, width), 1 in one pixel of six and 0 elsewhere.

    Published: normal noise of deviation 255, cut to whole numbers of 0..255, divided by 255 and cut again.
    """
    return (np.random.default_rng(seed).normal(0, 255, size) >= 254.5).astype(np.float32)


def to_regions(parts: Tensor, size: tuple[int, int]) -> Tensor:
    """Return the likeliest regions one-hot (B, 7, height, width) from parts (B, 13, h, w) in 0..1."""
    likeliest = blur(F.interpolate(parts, size, mode="bilinear")).argmax(1)  # (B, H, W)
    names = list(PARTS)
    table = torch.zeros(len(PARTS), len(REGIONS))
    for column, members in enumerate(REGIONS.values()):
        table[[names.index(member) for member in members], column] = 1
    return table.to(parts)[likeliest].permute(0, 3, 1, 2)


def blur(x: Tensor) -> Tensor:
    """Return (B, C, H, W) under a Gaussian of 15x15 pixels and deviation 3; beyond the border is 0."""
    C, reach = x.shape[1], BLUR_SIZE // 2
    offsets = torch.arange(-reach, reach + 1).to(x)
    weights = (-(offsets**2) / (2 * BLUR_SIGMA**2)).exp()
    weights = (weights / weights.sum()).expand(C, 1, 1, -1)
    x = F.conv2d(x, weights, padding=(0, reach), groups=C)
    return F.conv2d(x, weights.transpose(2, 3), padding=(reach, 0), groups=C)


def misalign(regions: Tensor, bent_mask: Tensor) -> tuple[Tensor, Tensor]:
    """Return where the garment should be and is not (B, 1, H, W), and regions with that as an eighth (B, 8, H, W)."""
    upper = regions[:, GARMENT : GARMENT + 1]
    misaligned = (upper - bent_mask).clamp(min=0)
    divided = torch.cat([regions, misaligned], 1)
    divided[:, GARMENT : GARMENT + 1] -= misaligned
    return misaligned, divided


def _hips(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the right and the left hip, moved apart or together until they are as far apart as the shoulders."""
    right, left = (points[index] for index in HIPS[len(points)])
    apart = np.linalg.norm(left - right)
    if np.isnan(points[[NECK, RIGHT_SHOULDER, LEFT_SHOULDER]]).any() or not apart > 0:
        raise InputError(
            "pose_incomplete", "Neck, shoulders and hips cannot be told: take a picture that shows them from the front."
        )
    middle = (left + right) / 2
    stretch = np.linalg.norm(points[LEFT_SHOULDER] - points[RIGHT_SHOULDER]) / apart
    return middle + (right - middle) * stretch, middle + (left - middle) * stretch


def _ellipse(
    draw: ImageDraw.ImageDraw,
    centre: NDArray[np.float64],
    radii: tuple[float, float],
    fill: int | tuple[int, int, int],
) -> None:
    draw.ellipse((*(centre - radii), *(centre + radii)), fill=fill, outline=fill)
