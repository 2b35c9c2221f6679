"""Every limit and path of the program, in one place.

Each field of `Settings` has a documented default. The environment can change it: `FIVE_DOORS_` and the field's name
in capitals, for example `FIVE_DOORS_PORT=8080`. A switch is on with 1, true, yes or on. A number outside its range is
moved to the nearest end of the range and the table of `app.py --settings` says so; a value that cannot be read at all
ends the start with one sentence.
Engines never import this module: the page passes them what they need as arguments.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from engines.runtime.folders import data_folder

PREFIX = "FIVE_DOORS_"
MEGABYTE = 1_000_000
GIGABYTE = 1_000_000_000
SECRET = "admin_token"
# On a Space every visitor comes through the platform's own proxies, from one of these networks.
SPACE_PROXIES = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16" if "SPACE_ID" in os.environ else ""
ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


class SettingsError(ValueError):
    """A setting that cannot be read; the text is one sentence for the person who started the program."""


def _setting(
    default: Any,
    help_line: str,
    *,
    low: float | None = None,
    high: float | None = None,
    only: tuple[str, ...] = (),
    also: str = "",
    created: bool = False,
) -> Any:
    """A field with its range (both ends included) or its only values, and another variable that may set it.

    A folder that is `created` when it is first needed may be missing.
    """
    ends = {"low": low, "high": high, "only": only}
    return field(default=default, metadata={"help": help_line, "also": also, "created": created, **ends})


@dataclass(frozen=True)
class Settings:
    """The limits and paths of one running program."""

    # A Gradio Space announces its address in Gradio's own two variables, hence `also`.
    host: str = _setting("127.0.0.1", "address to listen on; 0.0.0.0 for every network", also="GRADIO_SERVER_NAME")
    port: int = _setting(
        7860, "port to listen on; a taken one moves on to the next", low=1, high=65535, also="GRADIO_SERVER_PORT"
    )
    root_path: str = _setting("", "path below which a proxy shows the page, such as /doors", also="GRADIO_ROOT_PATH")
    proxies: str = _setting(
        SPACE_PROXIES,
        "addresses or networks, with commas between, of the proxies that are believed who their visitors are",
        also="FORWARDED_ALLOW_IPS",
    )
    pwa: bool = _setting(False, "let tablets and phones install the page as an app")
    mcp_server: bool = _setting(
        False, "offer the calls as tools for language models, at /gradio_api/mcp", also="GRADIO_MCP_SERVER"
    )
    device: str = _setting("auto", "where the networks run", only=("auto", "cpu", "cuda"))
    memory_mb: int = _setting(
        2000, "memory for loaded models, megabytes; the least used leaves first", low=100, high=500_000
    )
    painters: int = _setting(2, "paintings at the same time, of all visitors together", low=1, high=64)
    lookers: int = _setting(2, "dogs looked at at the same time", low=1, high=64)
    tailors: int = _setting(2, "try-ons at the same time", low=1, high=64)
    dancers: int = _setting(2, "dances made at the same time", low=1, high=64)
    films: int = _setting(1, "films of dogs, and films of dances, made at the same time", low=1, high=64)
    waiting: int = _setting(16, "visitors that may wait in each line; more hear that it is busy", low=0, high=200)
    patience: float = _setting(4.0, "seconds a visitor waits for a painting or a look at a dog", low=0.0, high=60.0)
    upload_mb: float = _setting(20.0, "largest uploaded picture, megabytes", low=0.1, high=200.0)
    upload_megapixels: float = _setting(40.0, "largest uploaded picture, millions of pixels", low=0.1, high=200.0)
    drawing_mb: float = _setting(2.0, "largest drawing the canvas may send, megabytes", low=0.1, high=20.0)
    # Of one address: a school class of thirty behind one is let pass.
    requests_a_minute: int = _setting(6000, "requests a minute from one address", low=60, high=1_000_000)
    received_gb_an_hour: float = _setting(8.0, "what one address may send, gigabytes an hour", low=0.01, high=10_000.0)
    connections: int = _setting(400, "open connections from one address", low=10, high=100_000)
    framed_by: str = _setting(
        "'self' https://huggingface.co https://*.hf.space",
        "sites that may show the page in a frame, as Content-Security-Policy writes them",
    )
    keep_minutes: int = _setting(10, "minutes until the file of an answer to an API call is deleted", low=1, high=1440)
    cache: Path = _setting(Path(tempfile.gettempdir()), "folder for files of API calls; emptied when the program ends")
    # Some hosts set one variable for all their programs, hence `also`.
    host_tools: bool = _setting(False, "show the rooms for the host: weights, figures, alarms", also="HOST_TOOLS")
    weights: Path = _setting(
        data_folder() / "weights",
        "folder for the host's own weights; created when needed",
        created=True,
    )
    worlds: Path = _setting(
        data_folder() / "worlds", "folder of the worlds that the host trained; created when needed", created=True
    )
    dogs: Path = _setting(
        data_folder() / "dogs", "folder of the host's gallery of dogs; created when needed", created=True
    )
    big: Path = _setting(
        data_folder() / "big", "folder of published painters (see the README); created when needed", created=True
    )
    dog_sight: str = _setting(
        "house",
        "who says how alike dogs look: the house's network, or one that the host brought",
        only=("house", "simclr_vit", "vit", "clip"),
    )
    dog_points: str = _setting(
        "house",
        "who finds a dog's points: the house's network, or the published HRNet, by itself or through MMPose",
        only=("house", "hrnet", "mmpose"),
    )
    tryon_parse: str = _setting(
        "house",
        "who finds the parts of a person: the house's network, or a published one",
        only=("house", "graphonomy"),
    )
    tryon_pose: str = _setting("house", "who finds the points of a person", only=("house", "openpose", "hrnet"))
    tryon_mask: str = _setting(
        "house",
        "who cuts a garment out of its photo",
        only=("house", "u2net", "u2netp", "deeplabv3plus", "mobile_sam"),
    )
    tryon_dress: str = _setting(
        "house", "who bends a garment and paints the person in it", only=("house", "cpvton", "vitonhd", "inpaint")
    )
    tryon_touch_up: str = _setting("none", "who mends faces in the end", only=("none", "gfpgan"))
    dance_model: str = _setting(
        "house",
        "who dances: the house's own network, or the published MDM that lies in the folder `mdm` of the pipelines",
        only=("house", "published"),
    )
    jobs: Path = _setting(
        data_folder() / "training",
        "folder of the trainings; several servers may share one; created when needed",
        created=True,
    )
    lessons: Path = _setting(
        data_folder() / "lessons",
        "below it lie the host's own folders to train from; created when needed",
        created=True,
    )
    trainings: int = _setting(1, "trainings at the same time on the processor; each GPU has one place", low=1, high=64)
    training_share: float = _setting(0.8, "memory that one training may take, share of the machine's", low=0.05, high=1)
    tasters: bool = _setting(False, "let visitors start trainings of two minutes, one at a time")
    admin_token: str = _setting(
        "", "what the host says to change trainings; without it only this machine may", also="ADMIN_TOKEN"
    )
    ray: str = _setting("", "address of a Ray cluster for the trainings, such as http://127.0.0.1:8265")
    weight_versions: int = _setting(10, "versions kept of each model; the oldest unused leaves first", low=2, high=1000)
    weights_gb: float = _setting(20.0, "room for all versions together, gigabytes", low=0.01, high=100_000.0)
    late_seconds: float = _setting(
        10.0, "alarm when one call in twenty of a model takes longer, seconds", low=0.01, high=3600.0
    )
    memory_alarm: float = _setting(
        0.9, "alarm when more of the machine's or container's memory is in use, share", low=0.05, high=1.0
    )
    error_alarm: float = _setting(0.2, "alarm when more of a model's last calls fail, share", low=0.0, high=1.0)

    @property
    def below(self) -> str:
        """The path below which the page lies: empty, or like `/doors`."""
        # A whole address is what Gradio's own variable may hold.
        path = urlsplit(self.root_path).path.strip("/")
        return f"/{path}" if path else ""

    @property
    def upload_bytes(self) -> int:
        return int(self.upload_mb * MEGABYTE)

    @property
    def upload_pixels(self) -> int:
        return int(self.upload_megapixels * MEGABYTE)

    @property
    def drawing_bytes(self) -> int:
        return int(self.drawing_mb * MEGABYTE)

    @property
    def received_bytes_an_hour(self) -> int:
        return int(self.received_gb_an_hour * GIGABYTE)

    @property
    def memory_bytes(self) -> int:
        return self.memory_mb * MEGABYTE

    @property
    def weights_bytes(self) -> int:
        return int(self.weights_gb * GIGABYTE)

    @property
    def request_bytes(self) -> int:
        """Largest request body: an uploaded picture as base64 (4/3 of its bytes) and a little around it."""
        return self.upload_bytes * 4 // 3 + 100_000


@dataclass(frozen=True)
class Reading:
    """One setting as it was read: its value, and for `--settings` where it came from and what was changed."""

    name: str
    value: Any
    source: str
    range: str
    help: str


def _range_of(one: Field[Any]) -> str:
    low, high, only = one.metadata["low"], one.metadata["high"], one.metadata["only"]
    if only:
        return f"{', '.join(only[:-1])} or {only[-1]}"
    if isinstance(one.default, bool):
        return "true or false"
    return "" if low is None else f"{low:g} to {high:g}" if high < 100_000 else f"{low:g} to {high:,.0f}"


def _read_one(one: Field[Any], environment: Mapping[str, str]) -> Reading:
    names = [name for name in (PREFIX + one.name.upper(), one.metadata["also"]) if name and environment.get(name, "")]
    if not names:
        return Reading(one.name, one.default, "default", _range_of(one), one.metadata["help"])
    name, text = names[0], environment[names[0]].strip()
    if isinstance(one.default, bool):
        if text.lower() not in ON + OFF:
            raise SettingsError(
                f"`{name}` must be {', '.join(ON)}, {', '.join(OFF[:-1])} or empty, but it is {text!r}."
            )
        return Reading(one.name, text.lower() in ON, name, _range_of(one), one.metadata["help"])
    kind = type(one.default)
    if kind in (int, float):
        try:
            value = kind(text)
        except ValueError:
            value = float("nan")
        if value != value:  # NaN, the one number that every comparison would let through
            noun = "a whole number" if kind is int else "a number"
            raise SettingsError(f"`{name}` must be {noun} from {_range_of(one)}, but it is {text!r}.")
        kept = kind(min(max(value, one.metadata["low"]), one.metadata["high"]))
        source = name if kept == value else f"{name}={text}, moved into the range"
        return Reading(one.name, kept, source, _range_of(one), one.metadata["help"])
    if one.metadata["only"] and text not in one.metadata["only"]:
        raise SettingsError(f"`{name}` must be {_range_of(one)}, but it is {text!r}.")
    value = Path(text).expanduser().resolve() if isinstance(one.default, Path) else text
    if isinstance(value, Path) and not value.is_dir() and (value.exists() or not one.metadata["created"]):
        raise SettingsError(f"`{name}` must name a folder that exists, but there is none at {str(value)!r}.")
    return Reading(one.name, value, name, _range_of(one), one.metadata["help"])


def read_all(environment: Mapping[str, str] = os.environ) -> list[Reading]:
    """Every setting with its source. Raises `SettingsError` for a value that cannot be read."""
    return [_read_one(one, environment) for one in fields(Settings)]


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this start. Raises `SettingsError` for a value that cannot be read."""
    return Settings(**{reading.name: reading.value for reading in read_all(environment)})


def as_table(readings: list[Reading]) -> str:
    """The text of `app.py --settings`: name, value, where from, range, help; one setting a line."""
    rows = [("name", "value", "where from", "range", "what it is")]
    rows += [(PREFIX + r.name.upper(), _shown(r), r.source, r.range, r.help) for r in readings]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join("  ".join([*(c.ljust(w) for c, w in zip(row, widths, strict=False)), row[4]]) for row in rows)


def _shown(reading: Reading) -> str:
    """A secret is not for a screen."""
    return "set" if reading.name == SECRET and reading.value else str(reading.value)
