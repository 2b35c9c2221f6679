"""What every engine needs while it runs. Importing this package imports no torch."""

from engines.runtime.cache import ModelCache
from engines.runtime.device import choose_device
from engines.runtime.errors import InputError
from engines.runtime.monitor import Monitor, Thresholds
from engines.runtime.pictures import read_picture
from engines.runtime.timings import Timings

__all__ = ["InputError", "ModelCache", "Monitor", "Thresholds", "Timings", "choose_device", "read_picture"]
