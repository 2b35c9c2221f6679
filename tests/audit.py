"""The installed packages against a short list of known flaws: `uv run python -m tests.audit`."""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import Version

LIST = Path(__file__).parent / "advisories.toml"


def installed() -> dict[str, Version]:
    """Every package of this environment."""
    return {canonicalize_name(one.metadata["Name"]): Version(one.version) for one in distributions()}


def flaws(versions: dict[str, Version]) -> list[str]:
    """A line for each known flaw of some versions."""
    known: dict[str, dict[str, str]] = tomllib.loads(LIST.read_text("utf-8"))["fixed"]
    return [
        f"{name} {versions[name]} has {flaw}, fixed in {fixed}"
        for name, all_fixed in known.items()
        for fixed, flaw in all_fixed.items()
        if name in versions and versions[name] < Version(fixed)
    ]


if __name__ == "__main__":
    found = flaws(installed())
    print("\n".join(found) or f"None of the flaws in {LIST.name} is installed.")
    print("The list is short; where there is a network: uvx pip-audit -r requirements.txt")
    sys.exit(bool(found))
