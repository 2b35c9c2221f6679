"""How the noise grows in the dancer's training and sampling: MDM's cosine, shifted.

Frames and joints of a motion say nearly the same, hundreds of times, so even under strong noise a network reads off
what is danced and never asks the words. The shift puts most of the steps where only the words can tell (Hoogeboom et
al.: "simple diffusion", ICML 2023; Chen: "On the Importance of Noise Scheduling for Diffusion Models", 2023).
"""

import numpy as np
from numpy.typing import NDArray

from engines.models.diffusion import LARGEST_BETA, GaussianDiffusion

STEPS = 1000
SHIFT = 10.0  # how many times the noise is louder than the cosine has it


def motion_left() -> NDArray[np.float64]:
    """Return (STEPS,): the share of the motion's variance that is left after each step."""
    left = GaussianDiffusion(STEPS).alphas_cumprod
    return np.asarray(left / (left + SHIFT**2 * (1 - left)))


def betas() -> NDArray[np.float64]:
    """Return (STEPS,): the share of noise that each step adds."""
    left = motion_left()
    return np.minimum(1 - left / np.append(1.0, left[:-1]), LARGEST_BETA)
