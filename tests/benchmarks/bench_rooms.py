"""Seconds from a cold start to the first answer of each room, and the memory of the server when all were used.

    uv run python -m tests.benchmarks.bench_rooms [--json FILE]

Each room has a server of its own that nobody asked anything before; the answers are those of the named calls, of the
Workshop a training of one epoch. The memory is that of one server, with what it started, when all rooms were used.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from gradio_client import Client, handle_file

from tests.benchmarks.bench_memory import resident
from tests.benchmarks.measure import ROOT, arguments, report, served_app, shoe_drawing

DOG = ROOT / "assets" / "dogs" / "examples" / "1-beagle.webp"
PERSON = ROOT / "assets" / "tryon" / "people" / "jun.webp"
GARMENT = ROOT / "assets" / "tryon" / "wardrobe" / "cardigan-lilac.webp"

Ask = Callable[[str, Path], object]  # the address of a server, and a folder for files


def sketch(url: str, folder: Path) -> object:
    shoe_drawing().save(folder / "shoe.png")
    return client(url, folder).predict(
        drawing=handle_file(folder / "shoe.png"), world="shoes", seed=0, api_name="/paint"
    )


def dogs(url: str, folder: Path) -> object:
    return client(url, folder).predict(photo=handle_file(DOG), k=12, api_name="/dog_search")


def wardrobe(url: str, folder: Path) -> object:
    person, garment = handle_file(PERSON), handle_file(GARMENT)
    return client(url, folder).predict(person=person, garment=garment, api_name="/try_on")


def dance(url: str, folder: Path) -> object:
    return client(url, folder).predict(text="spin then jump", energy=None, api_name="/dance")


def workshop(url: str, _: Path) -> object:
    with httpx.Client(base_url=f"{url}api/training", timeout=120) as rest:
        job = rest.post("/start?model_type=skinmodel", json={"epochs": 1}).json()["job_id"]
        rest.get(f"/{job}/events")  # to its end
        told = rest.get(f"/{job}").json()
    if told["status"] != "completed":
        raise RuntimeError(f"the training ended as {told['status']}: {told['error']}")
    return told


ROOMS: dict[str, Ask] = {"Draw": sketch, "Dogs": dogs, "Wardrobe": wardrobe, "Dance": dance, "Workshop": workshop}


def client(url: str, folder: Path) -> Client:
    return Client(url, download_files=str(folder), verbose=False)


def main() -> None:
    chosen = arguments(__doc__ or "")
    figures: dict[str, float] = {}
    for room, ask in ROOMS.items():
        with TemporaryDirectory() as folder, served_app(FIVE_DOORS_JOBS=folder) as server:
            begin = time.perf_counter()
            ask(server.url, Path(folder))
            answered = time.perf_counter() - begin
        figures[f"{room}: page up, s"] = server.start_seconds
        figures[f"{room}: first answer, s from the start"] = server.start_seconds + answered
    with TemporaryDirectory() as folder, served_app(FIVE_DOORS_JOBS=folder) as server:
        figures["memory, page up, MB"] = resident(server.process.pid)
        for room, ask in ROOMS.items():
            ask(server.url, Path(folder))
            figures[f"memory after {room}, MB"] = resident(server.process.pid)
    report(figures, chosen.json)


if __name__ == "__main__":
    main()
