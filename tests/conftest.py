"""What all tests share: the number of threads, and where data packs and parity fixtures lie."""

from collections.abc import Callable
from pathlib import Path

import pytest

from engines.runtime.device import share_processor

ROOT = Path(__file__).resolve().parents[1]
PACKS = ROOT.parent / "shared" / "data"
PARITY_FIXTURES = ROOT / "tests" / "parity" / "fixtures"

# Here, and not in a fixture, because it must come before any test file imports torch.
share_processor()


@pytest.fixture(scope="session")
def pack() -> Callable[[str], Path]:
    """A function from a data pack's name to its zip file or folder; it skips the test where that is missing."""

    def find(name: str) -> Path:
        for path in (PACKS / f"{name}.zip", PACKS / name):
            if path.exists():
                return path
        pytest.skip(f"data pack {name!r} is not in {PACKS}")

    return find


@pytest.fixture(scope="session")
def parity_fixtures() -> Path:
    """The folder of parity fixtures: one folder a network, `fixtures/NAME/{keys.json,case.json,out.npz}`."""
    return PARITY_FIXTURES
