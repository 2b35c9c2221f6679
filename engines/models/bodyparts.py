"""Parts of a dressed body, and which of them touch: the graphs that Graphonomy reasons on (Gong, Gao, Liang, Shen,
Wang, Lin: "Graphonomy: Universal Human Parsing via Graph Transfer Learning", CVPR 2019).

Parts and edges are those of Gaoyiminggithub/Graphonomy (MIT), for the data sets CIHP (20 classes) and
PASCAL-Person-Part (7). `TRANSFER` is how alike it found the names of two data sets' parts, by their word vectors.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

CIHP = (
    "Background",
    "Hat",
    "Hair",
    "Glove",
    "Sunglasses",
    "UpperClothes",
    "Dress",
    "Coat",
    "Socks",
    "Pants",
    "Torso-skin",
    "Scarf",
    "Skirt",
    "Face",
    "Left-arm",
    "Right-arm",
    "Left-leg",
    "Right-leg",
    "Left-shoe",
    "Right-shoe",
)
PASCAL = ("Background", "Head", "Torso", "Upper-arms", "Lower-arms", "Upper-legs", "Lower-legs")

# Which parts touch, each pair once, by the lower number.
CIHP_EDGES: Mapping[int, tuple[int, ...]] = {
    1: (2, 13),
    2: (13,),
    3: (14, 15),
    4: (13,),
    5: (6, 7, 9, 10, 11, 12, 14, 15),
    6: (7, 10, 11, 14, 15, 16, 17),
    7: (9, 10, 11, 12, 14, 15),
    8: (16, 17, 18, 19),
    9: (10, 16, 17, 18, 19),
    10: (11, 12, 13, 14, 15, 16, 17),
    11: (13,),
    12: (16, 17),
    16: (18,),
    17: (19,),
}
PASCAL_EDGES: Mapping[int, tuple[int, ...]] = {1: (2,), 2: (3, 5), 3: (4,), 5: (6,)}

# CIHP's parts down, PASCAL's across.
TRANSFER = np.array(
    [
        [1.0, 0.39615879, 0.16373166, 0.32687232, 0.34069369, 0.28477487, 0.3011378],
        [0.35333052, 0.46201529, 0.21663339, 0.38482461, 0.34817292, 0.35139564, 0.31775977],
        [0.32727194, 0.52321467, 0.3053872, 0.37693463, 0.37525998, 0.42742352, 0.42922647],
        [0.17418084, 0.30826114, 0.28377612, 0.41610834, 0.36497069, 0.41664321, 0.36896257],
        [0.18757584, 0.25669527, 0.1372435, 0.20415749, 0.17841617, 0.20004676, 0.17597556],
        [0.40608522, 0.54747773, 0.4448808, 0.76749079, 0.69746208, 0.78566833, 0.72214655],
        [0.37503981, 0.3670523, 0.29479995, 0.35139853, 0.31731463, 0.42237487, 0.39162804],
        [0.35448462, 0.3901983, 0.31092595, 0.3787411, 0.34628951, 0.41048549, 0.38137872],
        [0.22598555, 0.27519473, 0.22703953, 0.28411737, 0.25167277, 0.37933812, 0.34980296],
        [0.23893579, 0.3433325, 0.33983576, 0.35155421, 0.32072379, 0.46542516, 0.43818419],
        [0.33064262, 0.52728509, 0.75778818, 0.58792618, 0.56711286, 0.62444759, 0.60879174],
        [0.28923404, 0.32771333, 0.2619818, 0.31141718, 0.24894776, 0.3274493, 0.26762545],
        [0.27986573, 0.34819325, 0.37069392, 0.40585111, 0.37000453, 0.49466009, 0.46271161],
        [0.4211553, 0.63882953, 0.35184867, 0.51189218, 0.52600859, 0.49314658, 0.51150476],
        [0.36915778, 0.68042925, 0.49877512, 0.82042737, 0.82483993, 0.71244233, 0.72318109],
        [0.41377746, 0.69368576, 0.49979437, 0.8342413, 0.84966274, 0.71497003, 0.73678399],
        [0.32485771, 0.63395791, 0.51853277, 0.70732188, 0.7033991, 0.8234787, 0.82620388],
        [0.37248222, 0.65344337, 0.52517541, 0.72752501, 0.73449378, 0.83566589, 0.84942166],
        [0.36865639, 0.59538781, 0.32517741, 0.60327325, 0.56649608, 0.62597135, 0.5943811],
        [0.41500332, 0.6071375, 0.32377309, 0.61431337, 0.58888791, 0.62626812, 0.60607602],
    ]
)


def touching(parts: int, edges: Mapping[int, tuple[int, ...]], own: int = 1) -> NDArray[np.float32]:
    """Return which parts pass values to which, (parts, parts): D^-1/2 (A + own I) D^-1/2.

    Args:
        parts: how many.
        edges: pairs that touch, the second ones by the first.
        own: the weight of a part itself. PASCAL's published graph names each part among its own neighbours, so that
            it counts twice there.
    """
    A = own * np.eye(parts)
    for one, others in edges.items():
        for other in others:
            A[one, other] = A[other, one] = 1
    scale = 1 / np.sqrt(A.sum(1))
    return (scale[:, None] * A * scale).astype(np.float32)


GRAPHS: Mapping[int, NDArray[np.float32]] = {  # by number of classes
    len(CIHP): touching(len(CIHP), CIHP_EDGES),
    len(PASCAL): touching(len(PASCAL), PASCAL_EDGES, own=2),
}


def likeness(target: int, source: int) -> NDArray[np.float32] | None:
    """Return how alike the parts of two data sets are, (target, source), by their numbers of classes; None: unknown."""
    if (target, source) == TRANSFER.shape:
        return TRANSFER.astype(np.float32)
    return TRANSFER.T.astype(np.float32) if (source, target) == TRANSFER.shape else None
