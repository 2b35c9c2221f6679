"""Breaks what a server stands on, one thing after the other, and looks whether it recovers by itself.

    uv run python -m tests.faults [--only NAME ...] [--out FILE]

Each fault ends with a normal visitor, who is given a page and a picture. Linux; a full disk needs root, a clock that
jumps Debian's package `faketime`.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import faults
from tests.faults.faults import Fault, Unmet
from tests.faults.house import House, open_house
from tests.faults.visitor import served
from tests.load.tables import table

# In this order: the first ones want networks that are not loaded yet.
ON_ONE_SERVER: tuple[Fault, ...] = (
    faults.weight_removed, faults.weight_damaged, faults.memory_used_up, faults.disk_full, faults.files_used_up,
    faults.dropped_connections, faults.training_killed,
)  # fmt: skip
HEAD = ("fault", "what was seen", "then a visitor had a picture after")


async def row(house: House, fault: Fault) -> tuple[str, str, str]:
    """One line of the table."""
    name = (fault.__doc__ or "").strip()
    try:
        seen = await fault(house)
    except Unmet as reason:
        return name, f"not tried: {reason}", "-"
    return name, seen, f"{await served(house.url):.1f} s"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], help="names of functions in tests/faults/faults.py")
    parser.add_argument("--out", type=Path, help="write the table there too")
    chosen = parser.parse_args()
    rows = []

    def wanted(name: str) -> bool:
        return not chosen.only or name in chosen.only

    with TemporaryDirectory() as name:
        folder = Path(name)
        some = [fault for fault in ON_ONE_SERVER if wanted(fault.__name__)]
        if some:
            with open_house(folder) as house:
                for fault in some:
                    rows.append(asyncio.run(row(house, fault)))
                    print(*rows[-1], sep="\n  ", flush=True)
        if wanted(faults.clock_jumps.__name__):
            with open_house(folder, with_clock=True) as house:
                rows.append(asyncio.run(row(house, faults.clock_jumps)))
                print(*rows[-1], sep="\n  ", flush=True)
        for fault in (faults.ended_with_work_in_hand, faults.server_killed):
            if wanted(fault.__name__):
                with open_house(folder) as house:
                    seen = asyncio.run(fault(house))
                with open_house(folder) as house:
                    took = asyncio.run(served(house.url))
                rows.append(((fault.__doc__ or "").strip(), seen, f"a new start and {took:.1f} s"))
                print(*rows[-1], sep="\n  ", flush=True)
    told = table(HEAD, rows)
    print(told)
    if chosen.out:
        chosen.out.write_text(told + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
