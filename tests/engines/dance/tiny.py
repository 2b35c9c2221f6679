"""A dancer too small to dance, for tests: its shapes are right, its motions are noise around a standing person."""

import numpy as np
import torch
from numpy.typing import NDArray

from engines.dance.language import Lexicon
from engines.dance.train_dancer import written
from engines.models.dancer import Dancer
from engines.models.humanml import FPS, PARENTS, REST, Motion

BONES = np.array(
    [0, *[0.1] * 3, 0.4, 0.4, 0.1, 0.4, 0.4, 0.1, 0.15, 0.15, 0.2, 0.14, 0.14, 0.1, 0.12, 0.12, *[0.26] * 4]
)
TEXTS = ("a person spins and then jumps", "a person waves", "돌고 점프해요")


def standing() -> NDArray[np.float32]:
    """Return (22, 3): a person who stands at the origin and faces Z+."""
    joints = np.zeros((22, 3))
    joints[0, 1] = 0.8
    for joint in range(1, 22):
        joints[joint] = joints[PARENTS[joint]] + REST[joint] * BONES[joint]
    return joints.astype(np.float32)


def swaying(seconds: float = 3.0) -> Motion:
    """Return a person who sways from side to side on feet that stand."""
    T = round(seconds * FPS)
    joints = np.repeat(standing()[None], T, 0)
    sway = np.sin(np.arange(T) / 6)[:, None] * joints[0, :, 1] * 0.1
    joints[..., 0] += sway.astype(np.float32)
    return Motion(joints)


def tiny_dancer(seed: int = 0) -> Dancer:
    """Return a dancer of a few thousand weights that knows the words of `TEXTS`."""
    from engines.models.humanml import extract_features

    torch.manual_seed(seed)
    card = written(Lexicon.of(TEXTS), [])
    network = Dancer(width=16, layers=1, heads=4, readers=1, card=len(card)).eval()
    torch.nn.init.normal_(network.leave.weight, std=0.02)
    network.card.copy_(card)
    features = extract_features(swaying().joints.astype(np.float64)).astype(np.float32)
    network.mean.copy_(torch.from_numpy(features.mean(0)))
    network.std.fill_(0.01)
    return network
