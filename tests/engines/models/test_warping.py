"""The spline that bends a garment: what must hold of it whatever the weights are."""

import pytest
import torch

from engines.models.vitonhd import GMM
from engines.models.warping import FeatureCorrelation, TpsGrid


@pytest.mark.parametrize("reach", [1.0, 0.9])
def test_no_offsets_leave_every_pixel_where_it_is(reach: float) -> None:
    grid = TpsGrid(9, 7, 3, reach)(torch.zeros(1, 18))
    y, x = torch.meshgrid(torch.linspace(-reach, reach, 9), torch.linspace(-reach, reach, 7), indexing="ij")
    torch.testing.assert_close(grid[0], torch.stack([x, y], -1), atol=2e-6, rtol=0)


def test_the_spline_goes_through_its_control_points() -> None:
    """With one pixel a control point, each pixel is its point moved by its offset."""
    offsets = torch.randn(2, 50, generator=torch.Generator().manual_seed(0)) / 4
    moved = TpsGrid(5, 5)(offsets) - TpsGrid(5, 5)(torch.zeros(2, 50))  # (B, y, x, 2)
    by_point = moved.transpose(1, 2).reshape(2, 25, 2)  # points are numbered column by column
    torch.testing.assert_close(by_point, offsets.view(2, 2, 25).transpose(1, 2), atol=2e-5, rtol=0)


def test_the_tables_follow_the_network_to_another_number_format() -> None:
    assert TpsGrid(4, 4).double()(torch.zeros(1, 50, dtype=torch.float64)).dtype == torch.float64


def test_the_correlation_numbers_the_places_of_a_column_by_column() -> None:
    a = torch.arange(6.0).view(1, 1, 2, 3)
    correlation = FeatureCorrelation()(a, torch.ones(1, 1, 2, 3))
    assert correlation[0, :, 1, 2].tolist() == [0, 3, 1, 4, 2, 5]


@pytest.mark.parametrize("grid_size", [1, 33])
def test_a_grid_too_coarse_or_too_fine_is_refused(grid_size: int) -> None:
    with pytest.raises(ValueError, match="`grid_size`"):
        TpsGrid(4, 4, grid_size)


def test_a_picture_that_does_not_fit_is_refused_in_a_sentence() -> None:
    with torch.device("meta"):
        network = GMM(256, 512)
        with pytest.raises(ValueError, match="`inputB` must be 64 pixels high and 128 wide"):
            network(torch.zeros(1, 7, 64, 128), torch.zeros(1, 3, 128, 64))


def test_a_size_that_cannot_be_halved_often_enough_is_refused() -> None:
    with pytest.raises(ValueError, match="multiples of 256"):
        GMM(512, 384)
