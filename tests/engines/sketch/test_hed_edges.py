"""HED as a detector: its soft response made thin, and a network that is set by hand to see edges."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from engines.checkpoints import save
from engines.drawn.strokes import trace
from engines.models.hed import HED
from engines.runtime import InputError
from engines.sketch.hed_edges import hed_edges, thin

SIDE, CENTRE, RADIUS = 96, 47.5, 30


def away(side: int = SIDE) -> NDArray[np.float64]:
    """How far each pixel lies from a circle."""
    y, x = np.mgrid[:side, :side] - CENTRE
    return np.abs(np.hypot(y, x) - RADIUS)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file's names, and numbers that make of HED a detector of steps in brightness."""
    network = HED()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
        step = torch.tensor([[-1.0, -2, -1], [0, 0, 0], [1, 2, 1]]) / (4 * 255 * 3)
        first, second, combine = network.netVggOne[0], network.netVggOne[2], network.netCombine[0]
        assert isinstance(first, nn.Conv2d)
        assert isinstance(second, nn.Conv2d)
        assert isinstance(combine, nn.Conv2d)
        assert combine.bias is not None
        for channel, kernel in enumerate([step, -step, step.T, -step.T]):
            first.weight[channel] = kernel  # the same in blue, green and red
            second.weight[channel, channel, 1, 1] = 1
        network.netScoreOne.weight[:, :4] = 1
        combine.weight[:, 0] = 20
        combine.bias.fill_(-4)
    path = tmp_path_factory.mktemp("hed") / "hed.safetensors"
    save(network, path, "hed", "sniklaus")
    return path


def test_a_disc_has_its_outline_and_a_flat_photo_nothing(weights: Path) -> None:
    y, x = np.mgrid[:SIDE, :SIDE] - CENTRE
    disc = np.full((SIDE, SIDE, 3), 255, np.uint8)
    disc[np.hypot(y, x) < RADIUS] = (40, 90, 160)
    edges, none = hed_edges([disc, np.full((40, 56, 3), 90, np.uint8)], weights, "cpu")
    assert edges.shape == (SIDE, SIDE)
    assert edges.dtype == np.float32
    assert none.shape == (40, 56)
    assert not none[2:-2, 2:-2].any()  # its border is a step to the padding
    inner = edges[4:-4, 4:-4]
    assert away()[4:-4, 4:-4][inner > 0].max() < 2
    longest = trace(np.pad(inner, 4))[0]
    assert longest.length > 0.85 * 2 * np.pi * RADIUS


@pytest.mark.parametrize("breadth", [1.5, 3.0])
def test_a_soft_circle_becomes_one_thin_closed_line(breadth: float) -> None:
    edges = thin(np.exp(-((away() / breadth) ** 2)).astype(np.float32))
    line = edges > 0
    assert away()[line].max() < 1
    assert line.sum() < 1.3 * 2 * np.pi * RADIUS
    blocks = line[1:, 1:] & line[1:, :-1] & line[:-1, 1:] & line[:-1, :-1]
    assert blocks.sum() < 0.03 * line.sum()
    strokes = trace(edges)
    assert strokes[0].length > 0.9 * 2 * np.pi * RADIUS
    assert strokes[0].strength > 0.8


def test_a_likely_edge_stays_only_where_it_goes_on_from_a_sure_one() -> None:
    response = np.zeros((40, 60), np.float32)
    response[10, :30], response[10, 30:] = 0.9, 0.25
    response[30] = 0.25
    edges = thin(response)
    assert (edges[10] > 0).all()
    assert not edges[20:].any()


def test_missing_weights_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"There is no file hed\.safetensors"):
        hed_edges([np.zeros((32, 32, 3), np.uint8)], tmp_path / "hed.safetensors", "cpu")
