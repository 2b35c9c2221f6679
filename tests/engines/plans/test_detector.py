"""What the detector's maps mean."""

import pytest
import torch

from engines.plans.detector import STEP, _agreed, _boxes, _targets, detection_loss, find_boxes, new_detector

CELLS = 64 // STEP

NONE = [float("nan")] * 4
BOXES = torch.tensor([[[8.0, 16.0, 56.0, 32.0], NONE], [[20.0, 0.0, 28.0, 64.0], [40.0, 40.0, 60.0, 60.0]]])
KINDS = torch.tensor([[1, 0], [0, 1]])


def test_heat_stands_at_the_middle_of_each_box_in_the_map_of_its_class() -> None:
    heat, weight, owner = _targets(BOXES, KINDS, torch.Size((2, 2 + 4, CELLS, CELLS)))
    assert torch.nonzero(heat == 1).tolist() == [[0, 1, 3, 4], [1, 0, 4, 3], [1, 1, 6, 6]]
    assert heat[0, 0].max() == 0
    assert weight[0, 3, 3] > weight[0, 2, 4]  # a wide box is learnt from beside its middle, not above it
    assert owner[1, 6, 6] == 1


def perfect(maps: torch.Tensor) -> torch.Tensor:
    """Maps that say what `_targets` asks for."""
    heat, _, owner = _targets(BOXES, KINDS, maps.shape)
    ruler = (torch.arange(CELLS) + 0.5) * STEP
    y, x = torch.meshgrid(ruler, ruler, indexing="ij")
    true = BOXES.gather(1, owner.flatten(1)[..., None].expand(-1, -1, 4)).unflatten(1, (CELLS, CELLS))
    left, top, right, bottom = true.unbind(-1)
    sides = torch.stack([x - left, y - top, right - x, bottom - y], 1).clamp(min=0.1) / STEP
    return torch.cat([torch.logit(heat, 1e-4), torch.nan_to_num(sides, nan=1.0).log()], 1)


def test_the_loss_is_least_where_the_maps_are_right() -> None:
    maps = perfect(torch.zeros(2, 6, CELLS, CELLS))
    assert _boxes(maps)[0, 3, 4].tolist() == pytest.approx(BOXES[0, 0].tolist(), abs=0.1)
    right = detection_loss(maps, BOXES, KINDS)
    assert right < 0.1
    for channel in range(6):
        wrong = maps.clone()
        wrong[:, channel] += 1.5
        assert detection_loss(wrong, BOXES, KINDS) > right + 0.005


def test_without_a_box_the_loss_is_a_number_and_falls_with_the_heat() -> None:
    nothing = torch.full((1, 3, 4), float("nan"))
    kinds = torch.zeros(1, 3, dtype=torch.long)
    maps = torch.zeros(1, 6, CELLS, CELLS, requires_grad=True)
    detection_loss(maps, nothing, kinds).backward()
    assert maps.grad is not None
    assert (maps.grad[:, :2] > 0).all()
    assert torch.isfinite(maps.grad).all()


def test_places_beside_each_other_agree_on_a_box() -> None:
    boxes = torch.zeros(3, 3, 4)
    boxes[1, 1], boxes[1, 2], boxes[0, 0] = 10.0, 20.0, 99.0
    heat = torch.full((1, 3, 3), 1e-6)
    heat[0, 1, 1], heat[0, 1, 2] = 0.8, 0.4
    assert _agreed(boxes, heat)[0, 1, 1].tolist() == pytest.approx([12.0] * 4, abs=0.01)


def test_found_boxes_are_on_the_page_and_best_first() -> None:
    torch.manual_seed(0)
    network = new_detector(2, "regnetx_002", 16).eval()
    torch.nn.init.constant_(network.head.bias[:2], 0.0)  # type: ignore[index]  # torch's types: perhaps a module
    found = find_boxes(network, torch.randint(256, (1, 64, 64), dtype=torch.uint8))
    assert len(found.xyxy) == len(found.kinds) == len(found.scores) > 0
    assert found.xyxy.min() >= 0
    assert found.xyxy.max() <= 64
    assert (found.scores[1:] <= found.scores[:-1]).all()
