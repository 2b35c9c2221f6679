"""`python app.py --check`: what works on this machine, and the cure for what does not.

One line a thing. It takes a few seconds, loads no network, starts nothing, and asks nobody but a Ray cluster that the
settings name.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import socket
import tempfile
import tomllib
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from importlib.util import find_spec
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from engines.checkpoints import VersionStore, Weights
from engines.checkpoints.errors import CheckpointError
from engines.checkpoints.manifest import WEIGHTS, read_manifest
from engines.runtime import InputError
from engines.runtime.device import allowed_cores, by_call, cpu_dtype
from engines.runtime.machine import memory
from engines.sketch.own_worlds import OwnWorlds
from engines.training.machine import devices, look
from settings import GIGABYTE, MEGABYTE, Settings

PROJECT: Final = Path(__file__).with_name("pyproject.toml")
HOME: Final = ("127.0.0.1", "::1", "localhost")
MEMORY_NEEDED: Final = 3 * GIGABYTE  # all five rooms in use
DISK_NEEDED: Final = 1 * GIGABYTE
TOKEN_LENGTH: Final = 16
PATIENCE: Final = 3.0  # seconds that a Ray cluster has to answer
PUBLISHED: Final = ("controlnet", "turbo", "taesd", "mdm")
# Plain pip cannot install mmpose; a Space goes without it and what serves it alone.
FOR_MMPOSE: Final = frozenset({"mmcv-lite", "mmengine", "mmpose", "pycocotools", "six"})


class Mark(StrEnum):
    """How a thing is."""

    OK = "ok"
    NOTE = "note"  # the page works; this could be better
    WRONG = "wrong"  # the page does not work until this is mended


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `cure` is a command or a setting."""

    mark: Mark
    what: str
    found: str
    cure: str = ""

    def __str__(self) -> str:
        return f"{self.mark:<6} {self.what:<17} {self.found}{f'  ->  {self.cure}' if self.cure else ''}"


def check(settings: Settings) -> Iterator[Finding]:
    """Look at everything that the page needs, one thing after the other."""
    yield processor()
    yield room_in_memory()
    yield python()
    yield packages(settings)
    yield from shipped_weights()
    yield own_weights(settings)
    yield from brought(settings)
    yield graphics(settings)
    yield port(settings)
    yield from folders(settings)
    yield from reach(settings)
    if settings.ray:
        yield ray(settings.ray)
    if settings.mcp_server:
        yield tools()
    if by_call():
        yield Finding(Mark.OK, "ZeroGPU", "published painters get a GPU by the call, all else runs on the processor")


def report(settings: Settings) -> int:
    """Print every finding. Returns the program's exit code: 0 when the page will work."""
    marks = []
    for finding in check(settings):
        print(finding, flush=True)
        marks.append(finding.mark)
    wrong = marks.count(Mark.WRONG)
    said = "1 thing has to be mended" if wrong == 1 else f"{wrong} things have to be mended"
    print(f"\n{f'{said} first.' if wrong else 'The page will work here: uv run app.py'}")
    return 1 if wrong else 0


def processor() -> Finding:
    cores = allowed_cores()
    found = f"{cores} core{'s' if cores > 1 else ''}, {cpu_dtype()}"
    if cores < 2:
        return Finding(Mark.NOTE, "processor", found, "give it two cores: answers take about half as long")
    return Finding(Mark.OK, "processor", found)


def room_in_memory() -> Finding:
    used, limit = memory()
    found = f"{(limit - used) / GIGABYTE:.1f} GB of {limit / GIGABYTE:.1f} GB are free"
    if limit - used < MEMORY_NEEDED:
        return Finding(Mark.NOTE, "memory", found, "FIVE_DOORS_MEMORY_MB=500 keeps fewer networks loaded")
    return Finding(Mark.OK, "memory", found)


def python() -> Finding:
    wanted, here = _project()["requires-python"], platform.python_version()
    if here not in SpecifierSet(wanted):
        return Finding(Mark.WRONG, "Python", f"{here}, but {wanted} is needed", "uv run --python 3.11 app.py")
    return Finding(Mark.OK, "Python", here)


def packages(settings: Settings) -> Finding:
    """Whether what is installed is what the tests ran with."""
    optional = frozenset() if settings.dog_points == "mmpose" else FOR_MMPOSE
    wanted = [Requirement(line) for line in _project()["dependencies"]]
    wanted = [one for one in wanted if one.name not in optional or _version(one.name)]
    missing = [one.name for one in wanted if _version(one.name) is None]
    other = [f"{one.name} {_version(one.name)}" for one in wanted if (_version(one.name) or "") not in one.specifier]
    cure = "uv sync   (or: pip install -r requirements.txt)"
    if missing:
        return Finding(Mark.WRONG, "packages", f"missing: {', '.join(missing)}", cure)
    if other:
        return Finding(Mark.NOTE, "packages", f"in other versions than tested: {', '.join(other)}", cure)
    return Finding(Mark.OK, "packages", f"all {len(wanted)} in the versions that were tested")


def shipped_weights(folder: Path = WEIGHTS) -> Iterator[Finding]:
    """Every file of the manifest, compared by its sha256."""
    cure = "git checkout -- weights"
    try:
        known = read_manifest(folder)
    except CheckpointError as problem:
        yield Finding(Mark.WRONG, "shipped weights", str(problem), cure)
        return
    sound = 0
    for one in known:
        if not one.path.is_file():
            yield Finding(Mark.WRONG, "shipped weights", f"{one.file} is missing", cure)
        elif _sha256(one.path) != one.sha256:
            yield Finding(Mark.WRONG, "shipped weights", f"{one.file} is damaged", cure)
        else:
            sound += 1
    if sound == len(known):
        size = sum(one.bytes for one in known) / MEGABYTE
        yield Finding(Mark.OK, "shipped weights", f"all {sound} are sound, {size:.0f} MB")


def own_weights(settings: Settings) -> Finding:
    """The versions that the host put to use in the place of shipped weights."""
    try:
        choices = Weights(VersionStore(settings.weights)).known()
    except InputError as problem:
        return Finding(Mark.NOTE, "own weights", str(problem), "mend it, or FIVE_DOORS_WEIGHTS=FOLDER with another one")
    if broken := [f"{one.name} ({one.why})" for one in choices if one.fell_back]:
        found = f"not usable, so the shipped ones are used: {', '.join(broken)}"
        return Finding(Mark.NOTE, "own weights", found, "HOST_TOOLS=1 uv run app.py shows why, under Models")
    used = [f"{one.name} (version {one.version})" for one in choices if one.version]
    return Finding(Mark.OK, "own weights", ", ".join(used) or "none in use")


def brought(settings: Settings) -> Iterator[Finding]:
    """What else the host put beside the program."""
    worlds = [world.id for world in OwnWorlds(settings.worlds).worlds()]
    yield Finding(Mark.OK, "own worlds", ", ".join(worlds) or "none")
    published = [name for name in PUBLISHED if (settings.big / name).is_dir()]
    if settings.dance_model == "published" and "mdm" not in published:
        cure = "FIVE_DOORS_DANCE_MODEL=house, or bring the files (README)"
        yield Finding(Mark.WRONG, "published models", f"no folder `mdm` in {settings.big}", cure)
    else:
        yield Finding(Mark.OK, "published models", ", ".join(published) or "none")


def graphics(settings: Settings) -> Finding:
    if devices() == ("cpu",):
        if settings.device == "cuda":
            return Finding(Mark.WRONG, "GPU", "none, but FIVE_DOORS_DEVICE=cuda", "FIVE_DOORS_DEVICE=auto")
        return Finding(Mark.OK, "GPU", "none; everything runs on the processor")
    import torch  # seconds, but only where there is a GPU, and its driver alone does not say that torch can use it

    names = ", ".join(f"{one.name} ({one.memory / GIGABYTE:.0f} GB)" for one in look(settings.jobs).gpus)
    if torch.cuda.is_available():
        return Finding(Mark.OK, "GPU", names or torch.cuda.get_device_name())
    found = f"{names or 'one is there'}, but torch {torch.__version__} cannot use it"
    mark = Mark.WRONG if settings.device == "cuda" else Mark.NOTE
    return Finding(mark, "GPU", found, "update the driver, or FIVE_DOORS_DEVICE=cpu")


def port(settings: Settings) -> Finding:
    """Whether the page may listen where it is told to."""
    place = f"{settings.host}:{settings.port}"
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except PermissionError:
            cure = "FIVE_DOORS_PORT=7860, behind a proxy"
            return Finding(Mark.WRONG, "port", f"{place} is not for this user", cure)
        except socket.gaierror:
            return Finding(Mark.WRONG, "port", f"there is no address {settings.host!r}", "FIVE_DOORS_HOST=127.0.0.1")
        except OSError as problem:
            cure = f"FIVE_DOORS_PORT={settings.port + 1}, or the page takes the next free one"
            return Finding(Mark.NOTE, "port", f"{place}: {problem.strerror}", cure)
    return Finding(Mark.OK, "port", f"{place} is free")


def folders(settings: Settings) -> Iterator[Finding]:
    """Whether each folder can be written, and how much room its disk has."""
    for name in ("cache", "weights", "worlds", "dogs", "jobs", "lessons"):
        folder: Path = getattr(settings, name)
        there = next(one for one in (folder, *folder.parents) if one.is_dir())
        free = shutil.disk_usage(there).free
        found = f"{folder}, {free / GIGABYTE:.1f} GB free"
        variable = f"FIVE_DOORS_{name.upper()}"
        try:
            with tempfile.TemporaryFile(dir=there) as file:
                file.write(b"1")
        except OSError as problem:
            # Without the first two no answer leaves the page and no training begins; the others may be looked at only.
            mark = Mark.WRONG if name in ("cache", "jobs") else Mark.NOTE
            cure = f"{variable}=FOLDER with one that this user may write"
            yield Finding(mark, f"folder {name}", f"{folder}: {problem.strerror}", cure)
            continue
        if free < DISK_NEEDED:
            yield Finding(Mark.NOTE, f"folder {name}", found, f"make room, or {variable}=FOLDER on another disk")
        else:
            yield Finding(Mark.OK, f"folder {name}", found)


def reach(settings: Settings) -> Iterator[Finding]:
    """Who can reach the page, and who may change something."""
    open_to_all = settings.host not in HOME or bool(settings.below or settings.proxies)
    cure = 'ADMIN_TOKEN="$(openssl rand -hex 16)"'
    if settings.admin_token:
        short = len(settings.admin_token) < TOKEN_LENGTH
        found = f"set, {'but short' if short else 'asked for before anything is changed'}"
        yield Finding(Mark.NOTE if short else Mark.OK, "host's token", found, cure if short else "")
    elif open_to_all and settings.host_tools:
        yield Finding(Mark.WRONG, "host's token", "none, while the world reaches the host's rooms", cure)
    elif open_to_all:
        yield Finding(Mark.NOTE, "host's token", "none, so nobody can teach from another machine", cure)
    else:
        yield Finding(Mark.OK, "host's token", "none; only this machine may change something")
    for proxy in filter(None, map(str.strip, settings.proxies.split(","))):
        if proxy == "*" or not _is_address(proxy):
            cure = "FIVE_DOORS_PROXIES=127.0.0.1, or the address or network of your proxy"
            yield Finding(Mark.WRONG, "proxies", f"{proxy!r} would let anybody be anybody", cure)
    if settings.below:
        yield Finding(Mark.OK, "path", f"the proxy shows the page below {settings.below}/")


def ray(address: str) -> Finding:
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/api/version", timeout=PATIENCE) as answer:
            answer.read()
    except (OSError, ValueError) as problem:
        cure = "ray start --head --include-dashboard=true, or an empty FIVE_DOORS_RAY"
        return Finding(Mark.WRONG, "Ray", f"{address} does not answer ({problem})", cure)
    if find_spec("ray") is None:
        return Finding(Mark.WRONG, "Ray", f"{address} answers, but the package is missing", "uv sync --extra ray")
    return Finding(Mark.OK, "Ray", f"{address} answers")


def tools() -> Finding:
    if find_spec("mcp") is None:
        return Finding(Mark.WRONG, "tools (MCP)", "on, but the package `mcp` is missing", "uv sync --extra mcp")
    return Finding(Mark.OK, "tools (MCP)", "on")


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    return project


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_address(text: str) -> bool:
    try:
        ip_network(text) if "/" in text else ip_address(text)
    except ValueError:
        return False
    return True
