"""Where a user's own files lie."""

import os
import tempfile
from pathlib import Path


def data_folder() -> Path:
    """Where this program keeps its data; below the folder for temporary files where the user has no home."""
    return _of_all_programs() / "five-doors"


def _of_all_programs() -> Path:
    named = Path(os.environ.get("XDG_DATA_HOME", ""))
    if named.is_absolute():  # anything else is to be ignored, says the XDG specification
        return named
    try:
        return Path.home() / ".local" / "share"
    except RuntimeError:  # a container that runs under a number without a name
        return Path(tempfile.gettempdir())
