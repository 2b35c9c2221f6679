"""Five Doors: `python app.py` opens the page.

`--tab NAME` opens one room alone, `--settings` prints every setting, `--check` says what works on this machine,
`--host` and `--port` go before the settings.
Nothing heavier than Gradio is imported here: torch and the networks come when the first visitor needs them.
"""

from __future__ import annotations

import argparse
import atexit
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from settings import Settings, SettingsError, as_table, read_all, read_settings

if TYPE_CHECKING:
    from tabs.farewell import Farewell

PORTS_TO_TRY = 100


def main(arguments: list[str] | None = None) -> None:
    options = parse(arguments)
    try:
        if options.settings:
            print(as_table(read_all()))
            return
        settings = read_settings()
    except SettingsError as problem:
        sys.exit(str(problem))
    settings = replace(settings, host=options.host or settings.host, port=options.port or settings.port)
    if options.check:
        from checkup import report

        sys.exit(report(settings))
    if settings.mcp_server and find_spec("mcp") is None:
        sys.exit("The setting `mcp_server` is on, but its package is missing: install it with `uv sync --extra mcp`.")
    folder = Path(tempfile.mkdtemp(prefix="five-doors-", dir=settings.cache))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    end_by_signal(folder)
    port = free_port(settings.host, settings.port)
    if port != settings.port:
        print(f"Port {settings.port} is taken, so the page opens on port {port}.", flush=True)
    open_page(replace(settings, port=port, cache=folder), options.tab)


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Five Doors: opens the page.")
    parser.add_argument("--tab", help="open this room alone, for example sketch")
    parser.add_argument("--settings", action="store_true", help="print every setting and end")
    parser.add_argument("--check", action="store_true", help="say what works on this machine, with cures, and end")
    parser.add_argument("--host", help="address to listen on")
    parser.add_argument("--port", type=int, choices=range(1, 65536), metavar="1-65535", help="port to listen on")
    return parser.parse_args(arguments)


def end_by_signal(folder: Path, farewell: Farewell | None = None) -> None:
    """Ctrl-C and SIGTERM end the program and take visitors' files with it.

    With a farewell what is in hand is finished first, which takes seconds at most; a second signal ends that at once.
    Trainings go on: they are programs of their own.
    """

    def at_once(*_: int | FrameType | None) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        print("\nFive Doors is closed.", flush=True)
        os._exit(0)  # a painting in a thread would hold an ordinary end for as long as it takes

    def in_order(*_: int | FrameType | None) -> None:
        _on_signal(at_once)
        if farewell:
            farewell.say()
        at_once()

    _on_signal(in_order)


def _on_signal(handler: Callable[..., None]) -> None:
    signal.signal(signal.SIGINT, handler)
    signal.signal(signal.SIGTERM, handler)


def free_port(host: str, first: int) -> int:
    """The first port from `first` on that nobody listens on."""
    for port in range(first, min(first + PORTS_TO_TRY, 65536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    sys.exit(f"No port from {first} to {port} is free at {host}. Name another one with --port.")


def open_page(settings: Settings, only: str | None) -> None:
    """Build the page and serve it until the program is ended."""
    # Gradio reads these when it is imported.
    os.environ["GRADIO_TEMP_DIR"] = str(settings.cache)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    # It would remember ten thousand calls, and after each of them work out a table that nobody reads here.
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)
    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("five_doors").setLevel(logging.INFO)

    from engines.runtime.arenas import share_memory
    from engines.runtime.device import share_processor
    from tabs.doors import DOORS, HOST_DOORS
    from tabs.farewell import Farewell
    from tabs.house import build_house
    from tabs.server import build_server, serve
    from tabs.shared import open_shared

    share_memory()
    share_processor()
    known = (*DOORS, *HOST_DOORS) if settings.host_tools else DOORS
    doors = [door for door in known if only in (None, door.id)]
    if not doors:
        sys.exit(f"`--tab` must be one of {', '.join(door.id for door in known)}, but it is {only!r}.")
    shared = open_shared(settings)
    server = build_server(build_house(doors, shared), shared)
    shared.training.open()
    print(f"Five Doors opens at http://{settings.host}:{settings.port}  (Ctrl-C ends it)", flush=True)
    farewell = Farewell(server)
    end_by_signal(settings.cache, farewell)
    serve(farewell, settings)


if __name__ == "__main__":
    main()
