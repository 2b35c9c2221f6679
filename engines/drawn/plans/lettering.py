"""Letters of single strokes, as a draughtsman's stencil makes them (after ISO 3098), on a grid 4 wide and 6 high."""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

HEIGHT = 6  # of a capital letter on its grid
ADVANCE = 5.6  # from one letter to the next
SPACE = 1.6  # of it between them
NARROW = {"1": 3.2, "I": 2.2, ".": 2.4, ",": 2.4, ":": 2.6, " ": 3.6, "-": 4.6, "°": 3.2}

# Strokes of grid points: x and y (from the top) of one after the other, a blank between strokes.
GLYPHS = {
    "0": "103041453616050110",
    "1": "021016",
    "2": "01103041420646",
    "3": "0110304142334445361605",
    "4": "300444 3236",
    "5": "400003334445361605",
    "6": "3010020516364544331304",
    "7": "004016",
    "8": "103041423313020110 1304051636454433",
    "9": "1636444130100102133342",
    "A": "062046 1434",
    "B": "003041423303 000636454433",
    "C": "4130100105163645",
    "D": "00204244260600",
    "E": "40000646 0333",
    "F": "400006 0333",
    "G": "41301001051636454323",
    "H": "0006 4046 0343",
    "I": "0006",
    "K": "0006 4004 1346",
    "L": "000646",
    "M": "0600244046",
    "N": "06004640",
    "O": "103041453616050110",
    "P": "06003041423303",
    "R": "06003041423303 2346",
    "S": "413010010213334445361605",
    "T": "0040 2026",
    "U": "000516364540",
    "V": "002640",
    "W": "0016233640",
    "X": "0046 4006",
    "Y": "002340 2326",
    "Z": "00400646",
    ".": "1516",
    ",": "1517",
    ":": "1213 1516",
    "-": "0333",
    "x": "0246 4206",
    "°": "1020211110",
    "⌀": "113142443515040211 0640",
}


def letter_strokes(text: str) -> tuple[list[Points], float]:
    """Return the strokes (N, 2) of a line of letters, its foot at y = 0 and y downwards, and its length.

    Both in heights of a capital letter. What is no letter of the stencil is a blank.
    """
    strokes, at = [], 0.0
    for letter in text:
        for stroke in GLYPHS.get(letter, "").split():
            grid = np.array([int(digit) for digit in stroke], np.float64).reshape(-1, 2)
            strokes.append((grid + np.array([at, -HEIGHT])) / HEIGHT)
        at += NARROW.get(letter, ADVANCE)
    return strokes, (at - SPACE) / HEIGHT
