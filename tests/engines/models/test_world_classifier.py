"""The classifier of drawings and pictures."""

import pytest
import torch

from engines.models.world_classifier import WorldClassifier


@pytest.mark.parametrize(("inputs", "height", "width"), [(1, 64, 64), (3, 96, 96), (1, 48, 80)])
def test_takes_any_size_and_answers_for_each_world(inputs: int, height: int, width: int) -> None:
    classifier = WorldClassifier(inputs, 5, (8, 8, 16, 16)).eval()
    x = torch.rand(2, inputs, height, width)
    with torch.inference_mode():
        assert classifier(x).shape == (2, 5)
        seen = classifier.features(x)
    assert seen.shape == (2, 16)
    assert seen.min() >= 0


def test_the_default_is_small() -> None:
    assert sum(parameter.numel() for parameter in WorldClassifier().parameters()) < 600_000


def test_answers_follow_from_the_features() -> None:
    classifier = WorldClassifier(1, 3, (8, 8)).eval()
    x = torch.rand(4, 1, 32, 32)
    with torch.inference_mode():
        assert torch.equal(classifier(x), classifier.worlds(classifier.features(x)))
