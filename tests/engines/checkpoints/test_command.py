"""`python -m engines.checkpoints inspect`: the table, the JSON, and what goes wrong."""

import json
import re
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from engines.checkpoints.__main__ import main
from engines.models.pix2pix import PatchDiscriminator

SHIPPED = Path(__file__).resolve().parents[3] / "weights" / "painter-worlds.safetensors"


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(SHIPPED)]) == 0
    table = capsys.readouterr().out
    assert "painter (100.0% of the keys)" in table
    assert "4,402,400" in table
    assert "float16" in table
    assert "missing" not in table  # rows without a content are left out


def test_the_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    state = PatchDiscriminator(ndf=4).state_dict()
    state["model.0.bias"] = torch.full((4,), float("nan"))
    save_file({**state, "step": torch.zeros(())}, tmp_path / "w.safetensors")
    assert main(["inspect", "--json", "--values", str(tmp_path / "w.safetensors")]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["architecture"] == "pix2pix_patchgan"
    assert report["config"]["ndf"] == 4
    assert report["unexpected"] == ["step"]
    assert report["not_finite"] == ["model.0.bias"]


def test_many_files_of_which_one_is_bad(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "page.pth").write_text("<html>")
    assert main(["inspect", str(tmp_path / "page.pth"), str(SHIPPED)]) == 1
    printed = capsys.readouterr()
    assert "a web page" in printed.err
    assert "painter" in printed.out


def test_a_container_can_be_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    critic = PatchDiscriminator(ndf=4).state_dict()
    torch.save({"netD": critic, "older": critic}, tmp_path / "w.pth")
    assert main(["inspect", "--container", "older", str(tmp_path / "w.pth")]) == 0
    assert re.search(r"found in +older\n", capsys.readouterr().out)
    assert main(["inspect", "--container", "nothing", str(tmp_path / "w.pth")]) == 1
    assert "choose one of 'netD', 'older'" in capsys.readouterr().err
