"""The manifest: a good one is read whole, a bad one says which line to mend."""

from pathlib import Path
from typing import Any

import pytest

from engines.checkpoints import CheckpointError, Weight, find_weight, read_manifest

GOOD: dict[str, str] = {
    "name": '"shoes"',
    "architecture": '"painter"',
    "file": '"shoes-1.safetensors"',
    "sha256": f'"{"0123456789abcdef" * 4}"',
    "bytes": "1234",
    "licence": '"non-commercial demonstrations"',
    "trained_on": '["sketch-things", "sketch-human"]',
    "minutes": "100",
    "source": '"bundled"',
    "figures": "{ val_l1 = 0.125, steps = 900 }",
    "config": "{ width = 32, worlds = ['shoes'] }",
}


def entry(**changes: str | None) -> str:
    """The TOML of a good entry with some fields replaced, or left out where None."""
    fields: dict[str, Any] = {**GOOD, **changes}
    return "[[weight]]\n" + "".join(f"{name} = {value}\n" for name, value in fields.items() if value is not None)


def folder_with(path: Path, text: str) -> Path:
    (path / "manifest.toml").write_text(text, encoding="utf-8")
    return path


def test_an_entry_is_read_whole(tmp_path: Path) -> None:
    weight = find_weight("shoes", folder_with(tmp_path, entry()))
    assert weight == Weight(
        name="shoes",
        architecture="painter",
        file="shoes-1.safetensors",
        sha256="0123456789abcdef" * 4,
        bytes=1234,
        licence="non-commercial demonstrations",
        trained_on=("sketch-things", "sketch-human"),
        minutes=100,
        source="bundled",
        figures={"val_l1": 0.125, "steps": 900},
        config={"width": 32, "worlds": ["shoes"]},
        folder=tmp_path,
    )
    assert weight.path == tmp_path / "shoes-1.safetensors"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("# nothing is shipped yet\n", []),
        (entry(), ["shoes"]),
        # in the file's order
        (entry() + entry(name='"cars"') + entry(name='"bags"'), ["shoes", "cars", "bags"]),
        (entry(licence='"CC BY 4.0, 한국어"'), ["shoes"]),
    ],
)
def test_all_entries_are_read(tmp_path: Path, text: str, names: list[str]) -> None:
    assert [weight.name for weight in read_manifest(folder_with(tmp_path, text))] == names


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[weight]\n", "is not valid TOML .* mend that line"),
        (entry() + entry(), "more than one weight called 'shoes'"),
        (entry(name=None), "weight 'without a name' lacks `name`"),
        (entry(sha256=None), "weight 'shoes' lacks `sha256`: add it"),
        # British and American spelling
        (entry(license='"MIT"'), "unknown field `license`: remove it or correct its spelling"),
        # every type
        (entry(name="7"), "`name` must be of type str, but is int"),
        (entry(bytes='"1234"'), "`bytes` must be of type int, but is str"),
        (entry(bytes="true"), "`bytes` must be of type int, but is bool"),
        (entry(trained_on='"sketch-things"'), "`trained_on` must be of type list, but is str"),
        (entry(config="[]"), "`config` must be of type dict, but is list"),
        (entry(trained_on="[1]"), "`trained_on` must hold only names"),
        # every value
        (entry(bytes="0"), "`bytes` must be the length of the file"),
        (entry(minutes="-1"), "`minutes` of training must not be negative"),
        (entry(sha256='"abc"'), "`sha256` must be 64 digits"),
        (entry(sha256=f'"{"A" * 64}"'), "`sha256` must be 64 digits"),
        (entry(source='"somewhere"'), "`source` must be one of bundled"),
        # nothing but safetensors, nothing outside the folder
        (entry(file='"shoes.pth"'), "`file` must be the name of a .safetensors file"),
        (entry(file='"../shoes.safetensors"'), "`file` must be the name of a .safetensors file"),
        (entry(file='"/tmp/shoes.safetensors"'), "`file` must be the name of a .safetensors file"),
        (entry(file='"sub/shoes.safetensors"'), "`file` must be the name of a .safetensors file"),
    ],
)
def test_a_bad_manifest_says_what_to_mend(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CheckpointError, match=message) as caught:
        read_manifest(folder_with(tmp_path, text))
    assert str(tmp_path / "manifest.toml") in str(caught.value)


def test_a_manifest_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_bytes(b"\xff\xfe[[weight]]")
    with pytest.raises(CheckpointError, match="is not valid TOML"):
        read_manifest(tmp_path)


def test_a_missing_manifest(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"manifest\.toml is missing: restore the folder `weights`"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (entry() + entry(name='"cars"'), "shoes, cars"),
        ("", "none"),
    ],
)
def test_an_unknown_weight_lists_the_known_ones(tmp_path: Path, text: str, known: str) -> None:
    with pytest.raises(CheckpointError, match=f"no weight called 'panda': choose one of these: {known}"):
        find_weight("panda", folder_with(tmp_path, text))
