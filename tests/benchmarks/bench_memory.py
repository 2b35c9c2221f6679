"""Resident memory of the server before, after the first and after more paintings.

    uv run python -m tests.benchmarks.bench_memory [--count 20] [--json FILE]

The paintings are asked for as a program would: with gradio_client, by the named call `/paint`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import psutil
from gradio_client import Client, handle_file

from tests.benchmarks.measure import arguments, report, served_app, shoe_drawing

MEGABYTE = 1_000_000


def resident(pid: int) -> float:
    """Megabytes that a process and its children hold in memory."""
    process = psutil.Process(pid)
    return sum(one.memory_info().rss for one in [process, *process.children(recursive=True)]) / MEGABYTE


def main() -> None:
    chosen = arguments(__doc__ or "", count=(20, "paintings after the first"))
    with tempfile.TemporaryDirectory() as folder, served_app() as server:
        drawing = Path(folder) / "shoe.png"
        shoe_drawing().save(drawing)
        client = Client(server.url, download_files=folder, verbose=False)
        page = resident(server.process.pid)
        after: list[float] = []
        for seed in range(1 + chosen.count):
            client.predict(drawing=handle_file(drawing), world="shoes", seed=seed, api_name="/paint")
            after.append(resident(server.process.pid))
    figures = {
        "page up, MB": page,
        "after the first painting, MB": after[0],
        f"after {len(after)} paintings, MB": after[-1],
    }
    report(figures, chosen.json)


if __name__ == "__main__":
    main()
