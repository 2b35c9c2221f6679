"""From a photo of a drawing on paper to a clean sheet: straightened, white, with its lines in their colours.

What is paper is told by how bright its neighbourhood is, so that a shadow across the sheet does not become a line.
A picture that was clean before (drawn on a screen, scanned) only moves to the middle.
"""

from itertools import combinations
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.runtime import InputError

SHEET = 512  # pixels of a side of the sheet that is returned
MARGIN = 0.07  # of the sheet, white around the drawing
LARGEST = 1024  # pixels of a photo's longer side that are looked at
SMALL = 256  # pixels of the longer side at which the sheet and the light on it are looked for

DARKEST_PAPER = 70  # of 255: the brightest twentieth of a readable photo reaches it
CLEAN = 8  # of 255: a clean picture's paper is no further from white,
CLEAN_RIM = 0.97  # over this share of its rim
LEAST_SHEET = 0.15  # of the photo: a sheet of paper in it is larger
STEP = 22  # of 255: how much brighter a sheet is than the table, just inside and outside of its border,
STEP_SHARE = 0.7  # along this share of it
STRAIGHT = 0.8  # a sheet with four corners fills this much of them
MOST_SIDES = 7  # of what is seen of a sheet
MOST_SKEWED = 0.6  # cosine of the corner furthest from a right angle

FAINTEST = 0.09  # ink, 0 to 1, below which there is only the paper's grain
RELATIVE = 0.3  # of the darkest ink: fainter lines are ruled or shine through
RULES = 4  # so many faint long straight lines are the paper's own
SOFTEST = 9.0  # pixels of LARGEST that a line's border takes in a photo that is sharp enough
PENCIL = 0.2  # of 1: ink whose channels differ less is grey
SPECK = 0.018  # of the longer side: a smaller mark is dirt
ALONG_RIM = 0.06  # of the longer side: a mark that touches the rim over more is no part of the sheet
PEN = 4  # pixels: thinner lines are drawn this thick on the sheet
LEAST_INK = 40  # pixels of line on the sheet

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


def read_paper(photo: Image.Image) -> Image.Image:
    """The drawing in a photo of paper: RGB, SHEET x SHEET, white, with the drawing in the middle.

    Takes any size and mode: a sheet on a table, a part of one, a scan, a drawing from a screen.

    Raises:
        InputError: `paper_black` (too dark to see), `paper_blurred`, `paper_empty` (no lines on it).

    Example:
        read_paper(Image.open("photo.jpg")).save("drawing.png")
    """
    picture = _loaded(photo)
    if _is_clean(picture):
        return _centred(picture, (255 - _weakest(picture)) > CLEAN)
    if np.percentile(255 - _weakest(255 - picture), 95) < DARKEST_PAPER:
        raise InputError("paper_black", "It is too dark to see the drawing. Take the photo where there is more light.")
    sheet = _find_sheet(picture)
    share = _light_removed(sheet)
    ink = np.asarray(cv2.GaussianBlur(1 - _weakest(share), (0, 0), 0.8), np.float32)
    darkest = float(np.percentile(ink, 99.7))
    if darkest > FAINTEST and _softness(ink, darkest) > SOFTEST:
        raise InputError("paper_blurred", "The photo is blurred. Hold the camera still and take it once more.")
    least = max(FAINTEST, RELATIVE * darkest)
    lines = _without_specks((ink > least) & ~_rules(ink, darkest))
    cover = np.clip((ink - 0.6 * least) / (0.6 * least), 0, 1) * cv2.dilate(lines.astype(np.uint8), np.ones((3, 3)))
    return _centred(_inked(share, cover.astype(np.float32)), lines, thicken=True)


def _loaded(photo: Image.Image) -> Picture:
    """(H, W, 3) RGB on white, its longer side at most LARGEST."""
    if photo.has_transparency_data:
        rgba = photo.convert("RGBA")
        photo = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    photo = photo.convert("RGB")
    scale = LARGEST / max(photo.size)
    if scale >= 1:
        return np.asarray(photo)
    size = max(1, round(photo.width * scale)), max(1, round(photo.height * scale))
    return np.asarray(photo.resize(size, Image.Resampling.BOX, reducing_gap=2.0))


def _is_clean(picture: Picture) -> bool:
    """Whether the paper is white already, all around."""
    dark = 255 - _weakest(picture)
    edge = np.concatenate([dark[0], dark[-1], dark[:, 0], dark[:, -1]])
    return bool((edge <= CLEAN).mean() >= CLEAN_RIM and (dark <= CLEAN).mean() > 0.4)


def _find_sheet(picture: Picture) -> Picture:
    """The sheet of paper in the photo, straightened where it has four corners; all of the photo where none shows."""
    H, W = picture.shape[:2]
    scale = SMALL / max(H, W)
    small = cv2.resize(picture, (max(8, round(W * scale)), max(8, round(H * scale))), interpolation=cv2.INTER_AREA)
    # Wood and cloth are brown or dark: paper is bright in its weakest channel too.
    bright = cv2.GaussianBlur(_weakest(small), (0, 0), 1.0)
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    _, mask = cv2.threshold(bright, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(contours, key=cv2.contourArea, default=None)
    if largest is None or cv2.contourArea(largest) < LEAST_SHEET * mask.size or not _has_edge(bright, largest):
        return picture
    hull = cv2.convexHull(largest)
    quad = _corners(hull)
    if quad is None:
        table = cv2.dilate(cv2.fillPoly(np.full(mask.shape, 255, np.uint8), [hull], 0), np.ones((7, 7)))
        beside = np.asarray(cv2.resize(table, (W, H), interpolation=cv2.INTER_LINEAR)) > 127
        return np.where(beside[..., None], np.median(picture[~beside], 0).astype(np.uint8), picture)
    quad = (quad + 0.5) / scale - 0.5
    across = max(np.hypot(*(quad[1] - quad[0])), np.hypot(*(quad[2] - quad[3])))
    down = max(np.hypot(*(quad[3] - quad[0])), np.hypot(*(quad[2] - quad[1])))
    width, height = max(32, round(float(across))), max(32, round(float(down)))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    inset = 0.012 * np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]) * [width, height]
    move = cv2.getPerspectiveTransform(quad.astype(np.float32), (target - inset).astype(np.float32))
    return np.asarray(cv2.warpPerspective(picture, move, (width, height), flags=cv2.INTER_LINEAR), np.uint8)


def _has_edge(bright: cv2.typing.MatLike, contour: cv2.typing.MatLike) -> bool:
    """Whether a bright area ends in a step, as paper does, and not in a soft shadow."""
    H, W = bright.shape
    inside = np.zeros((H, W), np.uint8)
    cv2.fillPoly(inside, [contour], 1)
    core, rim = cv2.erode(inside, np.ones((5, 5))), cv2.dilate(inside, np.ones((5, 5)))
    within = cv2.dilate(np.where(core > 0, bright, 0).astype(np.uint8), np.ones((9, 9)))
    beyond = cv2.erode(np.where(rim == 0, bright, 255).astype(np.uint8), np.ones((9, 9)))
    x, y = contour.reshape(-1, 2).T
    x, y = (np.concatenate([np.linspace(a, b, 12) for a, b in zip(v, np.roll(v, -1), strict=True)]) for v in (x, y))
    free = (x > 4) & (y > 4) & (x < W - 5) & (y < H - 5)
    if free.mean() < 0.1:
        return False
    at = y[free].astype(int), x[free].astype(int)
    return bool((within[at].astype(int) - beyond[at] > STEP).mean() > STEP_SHARE)


def _corners(hull: cv2.typing.MatLike) -> NDArray[np.float64] | None:
    """(4, 2) from the upper left clockwise; None when the hull has no four clear sides.

    A sheet with a corner in the shadow has a side too many there. Those four sides are its own that meet, drawn on, in
    the rightest corners.
    """
    polygon = cv2.approxPolyDP(hull, 0.02 * cv2.arcLength(hull, True), True).reshape(-1, 2).astype(float)
    if not 4 <= len(polygon) <= MOST_SIDES:
        return None
    quads = [_meeting(polygon, list(sides)) for sides in combinations(range(len(polygon)), 4)]
    fitting = [q for q in quads if cv2.contourArea(hull) > STRAIGHT * cv2.contourArea(q.astype(np.float32))]
    quad = min(fitting, key=_skewness, default=None)
    if quad is None or _skewness(quad) > MOST_SKEWED:
        return None
    middle = quad.mean(0)
    quad = quad[np.argsort(np.arctan2(quad[:, 1] - middle[1], quad[:, 0] - middle[0]))]
    return np.roll(quad, -int(quad.sum(1).argmin()), axis=0)


def _meeting(polygon: NDArray[np.float64], sides: list[int]) -> NDArray[np.float64]:
    """(4, 2) where four sides of a polygon, each with the next, meet; far away for parallel ones."""
    lines = [np.cross([*polygon[i], 1], [*polygon[(i + 1) % len(polygon)], 1]) for i in sides]
    points = np.array([np.cross(one, other) for one, other in zip(lines, lines[1:] + lines[:1], strict=True)])
    return np.asarray(points[:, :2] / (points[:, 2:] + 1e-9))


def _skewness(quad: NDArray[np.float64]) -> float:
    """The largest cosine of its corners: 0 for a rectangle."""
    ways = np.roll(quad, -1, axis=0) - quad
    ways /= np.hypot(*ways.T)[:, None] + 1e-9
    return float(np.abs((ways * np.roll(ways, 1, axis=0)).sum(1)).max())


def _light_removed(sheet: Picture) -> Floats:
    """(H, W, 3) each channel as a share of the paper's there, 0 to 1: shadows and the lamp's colour are gone."""
    H, W = sheet.shape[:2]
    scale = SMALL / max(H, W)
    small = cv2.resize(sheet, (max(8, round(W * scale)), max(8, round(H * scale))), interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (25, 25)))
    paper = cv2.GaussianBlur(cv2.medianBlur(paper, 9), (0, 0), 3.0)
    paper = cv2.resize(paper, (W, H), interpolation=cv2.INTER_CUBIC)
    return np.asarray((sheet.astype(np.float32) / np.maximum(paper, 8).astype(np.float32)).clip(0, 1), np.float32)


def _softness(ink: Floats, darkest: float) -> float:
    """Over how many pixels of LARGEST the sharpest borders of the lines go from paper to ink."""
    down, right = np.gradient(ink)
    steepest = float(np.percentile(np.hypot(down, right), 99.7))
    return darkest / max(steepest, 1e-6) * LARGEST / max(ink.shape)


def _rules(ink: Floats, darkest: float) -> Mask:
    """(H, W) the faint lines that were printed on the paper, ruled or squared."""
    H, W = ink.shape
    faint = ((ink > 0.6 * FAINTEST) & (ink < 0.7 * darkest)).astype(np.uint8)
    found = np.zeros((H, W), bool)
    for size, axis in (((W // 3, 1), 1), ((1, H // 3), 0)):
        thick = cv2.dilate(faint, np.ones((3, 1) if axis else (1, 3), np.uint8))
        long = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones(size[::-1], np.uint8)) > 0
        crossed = long.any(axis)
        if np.count_nonzero(np.diff(crossed.astype(int)) == 1) >= RULES:
            found |= long & (faint > 0)
    return found


def _without_specks(lines: Mask) -> Mask:
    """Marks that are neither dirt nor the shadow along the sheet's rim."""
    H, W = lines.shape
    rim = max(2, round(0.006 * max(H, W)))
    inner = np.zeros((H, W), np.uint8)
    inner[rim:-rim, rim:-rim] = lines[rim:-rim, rim:-rim]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(inner, connectivity=8)
    size = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(1)
    keep = size >= SPECK * max(H, W) * 0.5
    keep &= (size >= SPECK * max(H, W)) | (stats[:, cv2.CC_STAT_AREA] > 0.3 * size**2)  # a thick small dot is an eye
    frame = np.concatenate([labels[rim], labels[-rim - 1], labels[:, rim], labels[:, -rim - 1]])
    keep &= np.bincount(frame, minlength=count) < ALONG_RIM * max(H, W)
    keep[0] = False
    return np.asarray(keep[labels], bool)


def _inked(share: Floats, cover: Floats) -> Picture:
    """(H, W, 3) the lines in full ink: pencil black, colours as strong as a felt pen's."""
    ink = 1 - share
    depth = 1 - _weakest(share)
    spread = depth - _weakest(ink)
    full = ink * (0.85 / np.maximum(depth, 0.05))[..., None]
    full[spread < PENCIL * np.maximum(depth, 0.35)] = 0.88
    return ((1 - cover[..., None] * full) * 255).round().astype(np.uint8)


def _weakest(picture: NDArray[Any]) -> NDArray[Any]:
    """(H, W) the least of the three channels; five times as quick as a reduction over so short an axis."""
    return np.asarray(np.minimum(np.minimum(picture[..., 0], picture[..., 1]), picture[..., 2]))


def _centred(picture: Picture, lines: Mask, thicken: bool = False) -> Image.Image:
    """The drawing (H, W, 3) on the middle of a white sheet; lines: (H, W), where it is."""
    rows, columns = np.flatnonzero(lines.any(1)), np.flatnonzero(lines.any(0))
    inner = SHEET * (1 - 2 * MARGIN)
    if rows.size == 0 or lines.sum() < LEAST_INK:
        raise InputError("paper_empty", "I see no lines on the paper. Draw with a darker pen, or come closer.")
    pad = 3
    top, bottom = max(0, rows[0] - pad), rows[-1] + 1 + pad
    left, right = max(0, columns[0] - pad), columns[-1] + 1 + pad
    part = picture[top:bottom, left:right]
    scale = inner / max(part.shape[:2])
    size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    if thicken:
        width = _pen(lines) * scale
        while width < PEN:
            grow = max(1, int((PEN - width) / scale / 2))
            part = np.asarray(cv2.erode(part, np.ones((2 * grow + 1, 2 * grow + 1))), np.uint8)
            width += 2 * grow * scale
    small = Image.fromarray(part).resize(size, Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", (SHEET, SHEET), "white")
    sheet.paste(small, ((SHEET - size[0]) // 2, (SHEET - size[1]) // 2))
    return sheet


def _pen(lines: Mask) -> float:
    """How thick the lines are, in pixels."""
    depth = cv2.distanceTransform(lines.astype(np.uint8), cv2.DIST_L2, 3)
    return float(2 * depth[lines].mean() * 2 - 1)
