"""Music for a dance: what beats in a clip, loops made by program, and steps brought to the beat.

Importing this loads neither PyAV nor SciPy.
"""

from engines.dance.music.hearing import Music, hear

__all__ = ["Music", "hear"]
