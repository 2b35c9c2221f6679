"""Five Doors: `python app.py` opens the page.

`--tab NAME` opens one room alone, `--settings` prints every setting, `--host` and `--port` go before the settings.
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
from dataclasses import replace
from pathlib import Path
from types import FrameType

from settings import Settings, SettingsError, as_table, read_all, read_settings

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
    folder = Path(tempfile.mkdtemp(prefix="five-doors-", dir=settings.cache))
    end_at_once(folder)
    port = free_port(settings.host, settings.port)
    if port != settings.port:
        print(f"Port {settings.port} is taken, so the page opens on port {port}.", flush=True)
    open_page(replace(settings, port=port, cache=folder), options.tab)


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Five Doors: opens the page.")
    parser.add_argument("--tab", help="open this room alone, for example sketch")
    parser.add_argument("--settings", action="store_true", help="print every setting and end")
    parser.add_argument("--host", help="address to listen on")
    parser.add_argument("--port", type=int, choices=range(1, 65536), metavar="1-65535", help="port to listen on")
    return parser.parse_args(arguments)


def end_at_once(folder: Path) -> None:
    """Ctrl-C and SIGTERM end the program now: a painting or an open page would hold an orderly end for seconds."""

    def end(*_: int | FrameType | None) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        print("\nFive Doors is closed.", flush=True)
        os._exit(0)

    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)


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
    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("five_doors").setLevel(logging.INFO)

    from engines.runtime.device import share_processor
    from tabs.doors import DOORS, HOST_DOORS
    from tabs.house import build_house
    from tabs.server import build_server, serve
    from tabs.shared import open_shared

    share_processor()
    known = (*DOORS, *HOST_DOORS) if settings.host_tools else DOORS
    doors = [door for door in known if only in (None, door.id)]
    if not doors:
        sys.exit(f"`--tab` must be one of {', '.join(door.id for door in known)}, but it is {only!r}.")
    shared = open_shared(settings)
    server = build_server(build_house(doors, shared), shared)
    shared.training.open()
    print(f"Five Doors opens at http://{settings.host}:{settings.port}  (Ctrl-C ends it)", flush=True)
    serve(server, settings)


if __name__ == "__main__":
    main()
