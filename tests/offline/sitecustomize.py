"""Cuts a program off from the network: Python imports this first where `PYTHONPATH` names its folder.

Whatever would leave this machine fails as it does without a network, and is written to the file `OFFLINE_RECORD`. The
processes that the program starts are cut off as well.
"""

import os
import socket
import sys
from pathlib import Path
from typing import Any

HOME = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "", None)


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Called by Python itself before each of its own calls of the network, whatever library asked for it."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        one, address = arguments
        if one.family == socket.AF_UNIX or not address or address[0] in HOME:
            return
        asked = address[0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        asked = arguments[0]
        if asked in HOME or asked == socket.gethostname():
            return
    else:
        return
    with Path(os.environ["OFFLINE_RECORD"]).open("a", encoding="utf-8") as record:
        record.write(f"{event} {asked}\n")
    raise OSError(f"there is no network, but {event} was called for {asked!r}")


sys.addaudithook(watch)
