from copy import deepcopy

import pytest
import torch

from engines.models.dancer import BEAT, Dancer, Prompt, waves
from engines.models.humanml import FEATURES

B, T, W, G = 3, 24, 5, 6


def network() -> Dancer:
    torch.manual_seed(0)
    net = Dancer(width=32, layers=2, readers=1, buckets=50, words=W, card=8).eval()
    for last in (net.change, net.leave):
        torch.nn.init.normal_(last.weight, std=0.1)
    return net


def prompt() -> Prompt:
    torch.manual_seed(1)
    words = torch.randint(1, 50, (B, W, G))
    words[0, 3:] = 0  # three words
    words[1] = 0  # none
    return Prompt(words, torch.rand(B, 2), torch.zeros(B, T, BEAT))


@pytest.fixture(scope="module")
def net() -> Dancer:
    return network()


def test_a_new_network_knows_nothing():
    x = torch.randn(B, T, FEATURES)
    with torch.no_grad():
        found = Dancer(width=32, layers=1, readers=1, buckets=50, words=W)(x, torch.zeros(B), prompt())
    assert not found.any()


def test_everything_that_is_told_counts(net: Dancer):
    x, moment = torch.randn(B, T, FEATURES), torch.tensor([5.0, 500.0, 900.0])
    told = prompt()
    with torch.no_grad():
        plain = net(x, moment, told)
        assert plain.shape == x.shape
        for other in (
            Prompt(told.words.roll(1, 1), told.energy, told.beats),  # the same words in another order
            Prompt(told.words, 1 - told.energy, told.beats),
            Prompt(told.words, told.energy, torch.ones_like(told.beats)),
        ):
            assert (net(x, moment, other) - plain)[0].abs().max() > 1e-4
        assert (net(x, moment.flip(0), told) - plain)[0].abs().max() > 1e-4


def test_hidden_words_are_no_words(net: Dancer):
    told = prompt()
    hidden = told.hidden(torch.tensor([False, True, True]))
    assert not hidden.words[0].any()
    assert not hidden.energy[0].any()
    assert torch.equal(hidden.words[1:], told.words[1:])
    tokens, there = net.read(hidden)
    assert tokens.shape == (B, 1 + W, 32)
    assert there.sum(1).tolist() == [1, 1, 1 + W]


def test_frames_that_are_not_there_are_not_looked_at(net: Dancer):
    x, moment, told = torch.randn(B, T, FEATURES), torch.full((B,), 300.0), prompt()
    there = torch.ones(B, T, dtype=torch.bool)
    there[:, 12:] = False
    other = x.clone()
    other[:, 12:] = torch.randn(B, T - 12, FEATURES)
    with torch.no_grad():
        difference = (net(x, moment, told, there) - net(other, moment, told, there)).abs()
    assert difference[:, :4].max() < 1e-5  # what joins the tokens reaches over five frames
    assert difference[:, 12:].max() > 1e-3


def test_the_last_layer_joins_the_tokens(net: Dancer):
    """What it makes of a frame comes from the frames of the tokens beside it, too."""
    joined = deepcopy(net.join)
    for parameter in joined.parameters():
        torch.nn.init.normal_(parameter)
    frames = torch.zeros(1, FEATURES, T)
    frames[..., 12] = 1
    with torch.no_grad():
        moved = (joined(frames) - joined(torch.zeros_like(frames))).abs().sum((0, 1)) > 1e-6
    assert moved.nonzero().flatten().tolist() == list(range(7, 18))


def test_waves_tell_places_apart():
    told = waves(torch.arange(1000), 64)
    assert told.shape == (1000, 64)
    assert torch.pdist(told).min() > 0.01
