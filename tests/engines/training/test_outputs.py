from typing import Any

import pytest

from engines.training.outputs import read_line


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Epoch 3/10 loss=0.1", {"epoch": 3, "epochs": 10, "metrics": {"loss": 0.1}}),
        ("epoch: 3 of 10, val_acc: 9.5e-1", {"epoch": 3, "epochs": 10, "metrics": {"val_acc": 0.95}}),
        (
            "[Epoch 1/5] step 20/100 loss: 2",
            {"epoch": 1, "epochs": 5, "step": 20, "steps": 100, "metrics": {"loss": 2}},
        ),
        (" 45%|####5     | 9/20 [00:03<00:04,  2.5it/s, loss=0.7]", {"step": 9, "steps": 20, "metrics": {"loss": 0.7}}),
        ("  0%|  | 0/20\r 50%|## | 10/20", {"step": 10, "steps": 20}),
        ("Iteration 7/70: mAP@0.5=0.31 lr=1e-3", {"step": 7, "steps": 70, "metrics": {"mAP@0.5": 0.31, "lr": 1e-3}}),
        ("Loading weights from disk", {}),
        ("12:30:55 INFO started", {}),
        ("", {}),
    ],
)
def test_what_programs_print(line: str, told: dict[str, Any]) -> None:
    assert read_line(line) == told


def test_a_line_without_end_costs_no_time() -> None:
    assert read_line("x" * 10_000_000 + " loss=1") == {}
