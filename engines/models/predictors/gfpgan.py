"""A damaged face -> the face made whole, by GFPGAN; and the way of a face out of a picture and back into it."""

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from engines.models.gfpgan import Gfpgan
from engines.runtime import InputError

# Where the left and the right eye, the tip of the nose and the corners of the mouth lie (left as seen), x and y in
# pixels of a face of 512 x 512; of xinntao/facexlib.
TEMPLATE = np.array(
    [
        (192.98138, 239.94708),
        (318.90277, 240.1936),
        (256.63416, 314.01935),
        (201.26117, 371.41043),
        (313.08905, 371.15118),
    ]
)
TEMPLATE_SIZE = 512
BORDER = (132, 133, 135)  # RGB, beyond the picture
EDGE = 20  # a seam is this part of the face's side wide, and lies two such widths inside


@dataclass(frozen=True)
class AlignedFace:
    """`picture`: (size, size), upright. `matrix`: (2, 3), from pixels of the whole picture to pixels of this one."""

    picture: Image.Image
    matrix: NDArray[np.float64]


@dataclass(frozen=True)
class GfpganPredictor:
    """Restores an aligned face.

    Args:
        network: in eval mode.
        randomize_noise: draw the noise of hair and skin anew, as the published program does, so that no two results
            are the same; otherwise the noise stored with the weights is used.
    """

    network: Gfpgan
    randomize_noise: bool = False

    @torch.inference_mode()
    def __call__(self, face: Image.Image) -> Image.Image:
        """Return the restored face, RGB with sides of `network.out_size` pixels.

        Args:
            face: aligned, as `align` makes it. One of another size is scaled (bilinear), the aspect not kept.
        """
        size = self.network.out_size
        pixels = np.asarray(face.convert("RGB"))
        if pixels.shape[:2] != (size, size):
            pixels = cv2.resize(pixels, (size, size), interpolation=cv2.INTER_LINEAR)
        x = torch.from_numpy(pixels.transpose(2, 0, 1).astype(np.float32) / 255)
        x = ((x - 0.5) / 0.5)[None].to(self.network.final_linear.weight)
        restored, _ = self.network(x, return_rgb=False, randomize_noise=self.randomize_noise)
        unit = (restored[0].float().cpu().clamp(-1, 1).numpy() + 1) / 2  # (3, size, size)
        return Image.fromarray((unit * 255).round().astype(np.uint8).transpose(1, 2, 0))


def align(picture: Image.Image, five_points: ArrayLike, size: int = TEMPLATE_SIZE) -> AlignedFace:
    """Return the face, turned, scaled and moved so that its points come to lie where the template has them.

    Args:
        picture: with the face.
        five_points: (5, 2), x and y in pixels: eyes, tip of the nose, corners of the mouth, the left one first.
        size: sides of the aligned face, pixels.

    Raises:
        InputError: `face_points`, the points are not five, or all in one place.
    """
    points = np.asarray(five_points, np.float64)
    if points.shape != TEMPLATE.shape or not np.isfinite(points).all():
        raise _no_face()
    # The least median of squares: a single wrong point does not pull the others along.
    matrix, _ = cv2.estimateAffinePartial2D(points, TEMPLATE * (size / TEMPLATE_SIZE), method=cv2.LMEDS)
    if matrix is None or not np.isfinite(matrix).all() or not np.linalg.det(matrix[:, :2]):
        raise _no_face()
    face = cv2.warpAffine(np.asarray(picture.convert("RGB")), matrix, (size, size), borderValue=BORDER)
    return AlignedFace(Image.fromarray(face), matrix.astype(np.float64))


def paste_back(picture: Image.Image, face: Image.Image, matrix: NDArray[np.float64]) -> Image.Image:
    """Return the picture, RGB, with the face in its place and a soft seam, as facexlib does without a parsing network.

    Args:
        picture: that the face was aligned from.
        face: restored, of the size that it was aligned to.
        matrix: of `AlignedFace`.
    """
    whole = np.asarray(picture.convert("RGB"), np.float32)
    H, W, _ = whole.shape
    back = cv2.invertAffineTransform(matrix)
    pasted = cv2.warpAffine(np.asarray(face.convert("RGB"), np.float32), back, (W, H))
    covered = cv2.warpAffine(np.ones(face.size[::-1], np.float32), back, (W, H))
    covered = cv2.erode(covered, np.ones((2, 2), np.uint8))  # the border that the warp made half transparent
    edge = int(covered.sum() ** 0.5) // EDGE
    seam = covered
    if edge:
        seam = cv2.erode(covered, np.ones((2 * edge, 2 * edge), np.uint8))
        seam = cv2.GaussianBlur(seam, (2 * edge + 1, 2 * edge + 1), 0)
    share = seam[..., None]
    mixed = share * covered[..., None] * pasted + (1 - share) * whole
    return Image.fromarray(mixed.clip(0, 255).astype(np.uint8))


def _no_face() -> InputError:
    return InputError(
        "face_points",
        "The five points must be two eyes, the tip of a nose and two corners of a mouth, not in one place.",
    )
