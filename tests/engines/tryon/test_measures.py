"""Structural similarity against its definition."""

import torch

from engines.tryon.measures import structural_similarity


def test_a_picture_is_like_itself_and_less_like_a_noisy_one() -> None:
    torch.manual_seed(0)
    picture = torch.rand(2, 3, 40, 30)
    assert torch.allclose(structural_similarity(picture, picture), torch.ones(2), atol=1e-5)
    little, much = (structural_similarity(picture, picture + torch.randn_like(picture) * s) for s in (0.05, 0.5))
    assert (much < little).all()
    assert (little < 1).all()


def test_flat_pictures_are_compared_by_light_alone() -> None:
    one, other = torch.full((1, 3, 20, 20), 0.4), torch.full((1, 3, 20, 20), 0.6)
    expected = (2 * 0.4 * 0.6 + 0.01**2) / (0.4**2 + 0.6**2 + 0.01**2)
    assert torch.allclose(structural_similarity(one, other), torch.tensor(expected), atol=1e-4)
