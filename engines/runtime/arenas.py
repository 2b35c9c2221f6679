"""What freed memory a long-running server keeps.

The C library gives each thread that is short of memory an arena of its own, up to eight for each core, and what is
freed there stays there for that arena's next use. A server whose many threads paint in turn keeps the largest picture
that each of them ever made. With few arenas the threads share what is free.
"""

import ctypes
from typing import Final

M_ARENA_MAX: Final = -8  # of glibc's malloc.h
ARENAS: Final = 2


def share_memory() -> bool:
    """Let all threads share a few arenas; called before there are threads. False where the C library is not glibc."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(M_ARENA_MAX, ARENAS))
