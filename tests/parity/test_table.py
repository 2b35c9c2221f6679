"""The table of architectures stands in the README as the command writes it."""

from pathlib import Path

import pytest

from engines.checkpoints import inspect
from tests.engines.checkpoints.layouts import PUBLISHED, published_layout, write_safetensors
from tests.parity.table import BEGIN, END, TARGET, row


def test_every_published_network_has_a_line() -> None:
    text = TARGET.read_text(encoding="utf-8")
    assert text.startswith(BEGIN)
    assert text.endswith(END)
    lines = text[len(BEGIN) : -len(END)].splitlines()
    assert [line.split(" | ")[0] for line in lines] == [f"| {name}" for name in PUBLISHED]
    assert all("| 100.0% |" in line for line in lines)


@pytest.mark.parametrize("name", ["u2netp", "hrnet_w32_ap10k", "cpvton_gmm"])
def test_a_line_is_what_the_command_writes(name: str, tmp_path: Path) -> None:
    layout = published_layout(name)
    report = inspect(write_safetensors(tmp_path / "w.safetensors", layout))
    assert row(name, report, len(layout)) in TARGET.read_text(encoding="utf-8").splitlines()
