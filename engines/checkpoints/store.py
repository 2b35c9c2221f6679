"""The host's own weights: a folder with several versions of each model, one of which may be active.

    FOLDER/.lock                        held by whoever writes
    FOLDER/shoes/record.json            the versions of the model "shoes" and the order in which they were active
    FOLDER/shoes/3-0a1b2c3d4e5f.pth     version 3, with the first digits of its sha256

A file gets its name when all of it is on the disk, is never written again, and counts once the record names it. The
record itself is replaced in one step. A write that is killed therefore leaves the old record and every file in it;
what else it left is deleted before the next write. Reading needs no lock. POSIX only (`fcntl`).
"""

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import stat
import time
from collections import ChainMap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib import metadata
from itertools import groupby
from pathlib import Path
from typing import Any

from engines.checkpoints import problems
from engines.runtime import InputError

NAME = re.compile(r"[a-z0-9_-]{1,64}")
SUFFIXES = (".safetensors", ".pt", ".pth", ".bin", ".ckpt")
FILE = re.compile(rf"[1-9][0-9]*-[0-9a-f]{{12}}({'|'.join(map(re.escape, SUFFIXES))})")
RECORD = "record.json"
LOCK = ".lock"
PART = ".part"  # the end of a name while its file is written
NEW_FILE, NEW_RECORD = f"new{PART}", f"record{PART}"
CHUNK = 1 << 20
SPARE = 1 << 20  # bytes that must stay free beside a new file: room for the record
STEPS_BACK = 100
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FIELDS: Mapping[str, type] = {
    "number": int,
    "file": str,
    "sha256": str,
    "bytes": int,
    "architecture": str,
    "details": dict,
    "created": str,
}


@dataclass(frozen=True)
class Version:
    """One version of a model. `created` is UTC in ISO 8601.

    `details` are what the one who registered it said of it (figures, licence, source ...); `packages` among them
    names the Python packages that it needs.
    """

    model: str
    number: int
    file: str
    path: Path
    sha256: str
    bytes: int
    architecture: str
    details: Mapping[str, Any]
    created: str
    active: bool


@dataclass(frozen=True)
class Check:
    """What was found when a version was looked at: `problems` has a sentence for everything that is wrong."""

    version: Version
    bytes_right: bool
    sha256_right: bool
    missing_packages: tuple[str, ...]
    free_bytes: int
    problems: tuple[InputError, ...]

    @property
    def passed(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class Record:
    """What is written down about one model.

    `history` holds the numbers that were active, the last of them now. None is the bundled weight, which is also
    what was active before the first.
    """

    model: str
    versions: tuple[Version, ...] = ()
    history: tuple[int | None, ...] = ()
    following: int = 1  # the number of the next version

    @property
    def active(self) -> int | None:
        return self.history[-1] if self.history else None

    @property
    def before(self) -> int | None:
        """The version that was active before the active one."""
        return next((number for number in reversed(self.history) if number not in (None, self.active)), None)

    def find(self, number: int) -> Version:
        for version in self.versions:
            if version.number == number:
                return version
        raise _version_unknown(self.model, number)

    def activated(self, number: int | None) -> "Record":
        return replace(self, history=_without_repetition((*self.history, number)))

    def without(self, number: int) -> "Record":
        return replace(
            self,
            versions=tuple(version for version in self.versions if version.number != number),
            history=_without_repetition(tuple(other for other in self.history if other != number)),
        )


class VersionStore:
    """Keeps versions of models in a folder; safe to share between threads and between processes.

    Every method raises `InputError` with one sentence for what a host can mend: a name, a file, a full disk, a
    damaged record. A damaged record stops only its own model. After any error the store is as it was before.

    Args:
        folder: created by the first write.
        max_versions: how many are kept of one model, at least 2.
        max_bytes: how much all files together may have. When a new version needs room, the oldest one goes: never
            an active one, and one that was active before it only if no other is left.
        patience: seconds to wait for another process that is writing.

    Example:
        store = VersionStore(folder)
        version = store.register("shoes", Path("run/best.safetensors"), architecture="painter", details={})
        if store.check("shoes", version.number).passed:
            store.activate("shoes", version.number)
    """

    def __init__(
        self, folder: Path, max_versions: int = 10, max_bytes: int = 20_000_000_000, patience: float = 60.0
    ) -> None:
        if max_versions < 2:
            raise ValueError(f"`max_versions` must be at least 2 (one active, one new), but is {max_versions}.")
        if max_bytes < 1:
            raise ValueError(f"`max_bytes` must be at least 1, but is {max_bytes}.")
        self._folder = folder
        self._max_versions = max_versions
        self._max_bytes = max_bytes
        self._patience = patience

    def list(self, model: str | None = None) -> tuple[Version, ...]:
        """Return the versions of one model or of all, oldest first.

        Of all models, those whose record is damaged are left out: see `damaged`.
        """
        if model is not None:
            return self._record(model).versions
        return tuple(version for record in self._records().values() for version in record.versions)

    def damaged(self) -> dict[str, InputError]:
        """Return what is wrong, for each model whose record cannot be read."""
        found = {}
        for model in self._models():
            try:
                self._record(model)
            except InputError as problem:
                found[model] = problem
        return found

    def active(self, model: str) -> Version | None:
        """Return the version in use, or None for the bundled weight."""
        record = self._record(model)
        return None if record.active is None else record.find(record.active)

    def register(self, model: str, file: Path, *, architecture: str, details: Mapping[str, Any]) -> Version:
        """Copy a weights file into the store as the newest version of a model. It does not become active.

        Args:
            model: 1 to 64 of a-z, 0-9, `-` and `_`.
            file: a .safetensors, .pt, .pth, .bin or .ckpt file.
            architecture: the network it is for.
            details: what JSON can hold.
        """
        _check_name(model)
        suffix = file.suffix.lower()
        if suffix not in SUFFIXES:
            raise _suffix_unknown()
        size = _size(file)
        if size is None:
            raise problems.missing(file)
        described = {"architecture": architecture, "details": json.loads(json.dumps(dict(details)))}
        with self._writing():
            record = self._record(model)
            changed = self._make_room(record, size)
            record = changed[model]
            _check_disk(self._folder, size)
            folder = self._prepare(model)
            part = folder / NEW_FILE
            sha256, copied = _copy(file, part, problems.forbidden(file))
            name = f"{record.following}-{sha256[:12]}{suffix}"
            _put(part, folder / name)
            version = Version(
                model=model,
                number=record.following,
                file=name,
                path=folder / name,
                sha256=sha256,
                bytes=copied,
                created=datetime.now(UTC).isoformat(),
                active=False,
                **described,
            )
            changed[model] = replace(record, versions=(*record.versions, version), following=record.following + 1)
            self._commit(*changed.values())
        return version

    def activate(self, model: str, version: int) -> Version:
        """Put a version to use, once its file has been proved to be the one that was registered."""
        _verify(self._record(model).find(version))  # before the lock is taken: a large file takes seconds
        with self._writing():
            record = self._record(model)
            record.find(version)
            self._commit(record.activated(version))
            return self._record(model).find(version)

    def deactivate(self, model: str) -> None:
        """Go back to the bundled weight."""
        with self._writing():
            record = self._record(model)
            if record.active is not None:
                self._commit(record.activated(None))

    def roll_back(self, model: str) -> Version | None:
        """Put to use what was in use before, step by step back to the bundled weight (None)."""
        with self._writing():
            record = self._record(model)
            if not record.history:
                raise _no_step_back(model)
            record = replace(record, history=record.history[:-1])
            if record.active is not None:
                _verify(record.find(record.active))
            self._commit(record)
            return self.active(model)

    def remove(self, model: str, version: int) -> None:
        """Delete a version that is not active."""
        with self._writing():
            record = self._record(model)
            record.find(version)
            if version == record.active:
                raise _version_active(model, version)
            self._commit(record.without(version))

    def check(self, model: str, version: int) -> Check:
        """Look whether a version can be put to use: its file, the packages it needs, room for one more like it."""
        found = self._record(model).find(version)
        problem = None
        try:
            _verify(found)
        except InputError as error:
            problem = error
        missing = tuple(name for name in found.details.get("packages", ()) if not _installed(name))
        free = shutil.disk_usage(self._folder).free
        sentences = (
            problem,
            _packages_missing(found, missing) if missing else None,
            _disk_low(free) if free < found.bytes + SPARE else None,
        )
        return Check(
            version=found,
            bytes_right=_size(found.path) == found.bytes,
            sha256_right=problem is None,
            missing_packages=missing,
            free_bytes=free,
            problems=tuple(sentence for sentence in sentences if sentence is not None),
        )

    def back_up(self, model: str, target_folder: Path) -> Path:
        """Copy all versions of a model and its record into a new folder inside `target_folder`; return that folder."""
        with self._writing():
            record = self._record(model)
            if not record.versions:
                raise _nothing_to_back_up(model)
            target_folder.mkdir(parents=True, exist_ok=True)
            _check_disk(target_folder, sum(version.bytes for version in record.versions))
            # The dot is in no model's name, so that a backup inside the store is not taken for a model.
            backup = target_folder / f"{model}.backup-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
            part = target_folder / f"{model}.backup{PART}"
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            try:
                for version in record.versions:
                    sha256, _ = _copy(version.path, part / version.file, _version_missing(version))
                    if sha256 != version.sha256:
                        raise _version_damaged(version)
                _write(part / RECORD, _as_json(record))
                _sync(part)
                _put(part, backup)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
        return backup

    def restore(self, backup: Path) -> tuple[Version, ...]:
        """Make a model what it was when `back_up` wrote that folder; versions registered since then are deleted.

        A damaged record is replaced, too. The limits hold again from the next `register` on.
        """
        try:
            model = json.loads((backup / RECORD).read_bytes())["model"]
            _check_name(model)
            record = _read(backup, model)
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:  # an InputError is a ValueError
            raise _backup_damaged() from error
        with self._writing():
            _check_disk(self._folder, sum(version.bytes for version in record.versions))
            folder = self._prepare(model)
            for version in record.versions:
                part = folder / NEW_FILE
                sha256, _ = _copy(version.path, part, _backup_damaged())
                if sha256 != version.sha256:
                    raise _backup_damaged()
                _put(part, folder / version.file)
            self._commit(record)
            return self._record(model).versions

    def _models(self) -> tuple[str, ...]:
        with _in_sentences():
            if not self._folder.is_dir():
                return ()
            return tuple(
                sorted(path.name for path in self._folder.iterdir() if NAME.fullmatch(path.name) and path.is_dir())
            )

    def _records(self) -> dict[str, Record]:
        """The records that can be read, by model."""
        damaged = self.damaged()
        return {model: self._record(model) for model in self._models() if model not in damaged}

    def _record(self, model: str) -> Record:
        _check_name(model)
        return _read(self._folder / model, model)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the lock. Whatever is in the folder and in no record is deleted before and after."""
        with _in_sentences():
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                self._wait(lock)
                try:
                    self._sweep()
                    yield
                finally:
                    self._sweep()
                    fcntl.flock(lock, fcntl.LOCK_UN)  # closing would leave it to a child that was forked meanwhile
            finally:
                os.close(lock)

    def _wait(self, lock: int) -> None:
        end = time.monotonic() + self._patience
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    raise _busy() from None
                time.sleep(0.02)
            else:
                return

    def _sweep(self) -> None:
        damaged = self.damaged()
        for model in self._models():
            folder = self._folder / model
            for name in (NEW_FILE, NEW_RECORD):
                (folder / name).unlink(missing_ok=True)
            if model in damaged:
                continue  # its files may be all that is left of it
            named = {version.file for version in self._record(model).versions}
            for path in _files(folder):
                if path.name not in named:
                    path.unlink()

    def _prepare(self, model: str) -> Path:
        """Return the model's folder. It has a record before its first file: a file without one is a sign of damage."""
        folder = self._folder / model
        folder.mkdir(exist_ok=True)
        if not (folder / RECORD).exists() and not _files(folder):
            self._commit(Record(model))
        return folder

    def _make_room(self, record: Record, size: int) -> dict[str, Record]:
        """Return the records that a new version of `size` bytes changes: its own, and those it takes versions from."""
        changed: dict[str, Record] = {record.model: record}
        records = ChainMap(changed, self._records())
        total = size + sum(_size(path) or 0 for model in self._models() for path in _files(self._folder / model))
        while (crowded := len(records[record.model].versions) >= self._max_versions) or total > self._max_bytes:
            among = [records[record.model]] if crowded else records.values()
            idle = [
                (version.number == one.before, version.created, version.model, version.number, version.bytes)
                for one in among
                for version in one.versions
                if version.number != one.active
            ]
            if not idle:
                raise _store_full(self._max_bytes)
            *_, model, number, freed = min(idle)
            records[model] = records[model].without(number)
            total -= freed
        return changed

    def _commit(self, *records: Record) -> None:
        """Replace the records; all are on the disk before the first is replaced, so a full disk changes none."""
        for record in records:
            _write(self._folder / record.model / NEW_RECORD, _as_json(record))
        for record in records:
            _put(self._folder / record.model / NEW_RECORD, self._folder / record.model / RECORD)


def _without_repetition(history: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """The last steps of a history without those that change nothing; before the first stands the bundled weight."""
    return tuple(number for number, _ in groupby((None, *history)))[1:][-STEPS_BACK:]


def _read(folder: Path, model: str) -> Record:
    """The record in a model's folder or in a backup of it; an empty one where there is nothing."""
    try:
        content = json.loads((folder / RECORD).read_bytes())
    except FileNotFoundError as error:
        if _files(folder):
            raise _record_damaged(model) from error
        return Record(model)
    except (OSError, ValueError, RecursionError) as error:
        raise _record_damaged(model) from error
    if not _is_record(content, model):
        raise _record_damaged(model)
    history = tuple(content["history"])
    active = history[-1] if history else None
    versions = tuple(
        Version(**entry, model=model, path=folder / entry["file"], active=entry["number"] == active)
        for entry in content["versions"]
    )
    return Record(model, versions, history, content["following"])


def _is_record(content: Any, model: str) -> bool:
    if type(content) is not dict or content.keys() != {"model", "versions", "history", "following"}:
        return False
    entries, history, following = content["versions"], content["history"], content["following"]
    if content["model"] != model or type(entries) is not list or type(history) is not list:
        return False
    if not all(map(_is_version, entries)):
        return False
    numbers = [entry["number"] for entry in entries]
    return (
        numbers == sorted(set(numbers))
        and all(number is None or (type(number) is int and number in numbers) for number in history)
        and type(following) is int
        and following > max(numbers, default=0)
    )


def _is_version(entry: Any) -> bool:
    if type(entry) is not dict or entry.keys() != FIELDS.keys():
        return False
    if any(type(entry[name]) is not kind for name, kind in FIELDS.items()):
        return False
    packages = entry["details"].get("packages", [])
    return (
        entry["number"] > 0
        and entry["bytes"] >= 0
        and FILE.fullmatch(entry["file"]) is not None
        and re.fullmatch("[0-9a-f]{64}", entry["sha256"]) is not None
        and type(packages) is list
        and all(type(name) is str and name for name in packages)
    )


def _as_json(record: Record) -> bytes:
    content = {
        "model": record.model,
        "versions": [{name: asdict(version)[name] for name in FIELDS} for version in record.versions],
        "history": record.history,
        "following": record.following,
    }
    return json.dumps(content, indent=1).encode()


def _files(folder: Path) -> tuple[Path, ...]:
    """The version files that lie in a model's folder, whether a record names them or not."""
    return tuple(path for path in folder.glob("*") if FILE.fullmatch(path.name))


def _size(path: Path) -> int | None:
    """The length of a regular file, or None where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _chunks(path: Path, unreadable: InputError) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise unreadable from error


def _copy(source: Path, target: Path, unreadable: InputError) -> tuple[str, int]:
    """Copy a file onto the disk and return its sha256 and length. Raises `unreadable` if the source is to blame."""
    digest, length = hashlib.sha256(), 0
    with target.open("wb") as file:
        for chunk in _chunks(source, unreadable):
            digest.update(chunk)
            length += len(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), length


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _put(part: Path, path: Path) -> None:
    """Give a file or folder, which is on the disk already, its name."""
    part.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _verify(version: Version) -> None:
    size = _size(version.path)
    if size is None:
        raise _version_missing(version)
    if size != version.bytes:
        raise _version_damaged(version)
    digest = hashlib.sha256()
    for chunk in _chunks(version.path, _version_damaged(version)):
        digest.update(chunk)
    if digest.hexdigest() != version.sha256:
        raise _version_damaged(version)


def _check_name(model: object) -> None:
    if not isinstance(model, str) or NAME.fullmatch(model) is None:
        raise _name_wrong()


def _check_disk(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size + SPARE:
        raise _disk_full()


def _installed(package: str) -> bool:
    try:
        metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return False
    return True


@contextmanager
def _in_sentences() -> Iterator[None]:
    """What the system says no to, in a sentence for the host."""
    try:
        yield
    except OSError as error:
        raise (_disk_full() if error.errno in FULL else _unwritable(error)) from error


def _name_wrong() -> InputError:
    return InputError("model_name_wrong", "A model's name has 1 to 64 of a-z, 0-9, - and _: please choose such a name.")


def _suffix_unknown() -> InputError:
    return InputError(
        "version_suffix", f"Weights are files that end in {', '.join(SUFFIXES)}: please choose one of these."
    )


def _version_unknown(model: str, number: object) -> InputError:
    return InputError("version_unknown", f"{model} has no version {number}: please choose one from its list.")


def _version_active(model: str, number: int) -> InputError:
    return InputError(
        "version_active", f"Version {number} of {model} is in use: please switch to another before you remove it."
    )


def _version_missing(version: Version) -> InputError:
    return InputError(
        "version_missing",
        f"The file of version {version.number} of {version.model} is gone: please choose another version, or restore "
        "a backup.",
    )


def _version_damaged(version: Version) -> InputError:
    return InputError(
        "version_damaged",
        f"The file of version {version.number} of {version.model} is not the one that was registered: please choose "
        "another version, or restore a backup.",
    )


def _record_damaged(model: str) -> InputError:
    return InputError(
        "record_damaged",
        f"The list of the versions of {model} ({model}/{RECORD}) cannot be read: please restore a backup of it. "
        "All other models work.",
    )


def _no_step_back(model: str) -> InputError:
    return InputError("version_first", f"{model} uses the weight that came with the program: nothing was before it.")


def _nothing_to_back_up(model: str) -> InputError:
    return InputError("backup_empty", f"{model} has no versions yet: there is nothing to back up.")


def _backup_damaged() -> InputError:
    return InputError("backup_damaged", "This folder is not a whole backup of a model: please choose another.")


def _packages_missing(version: Version, packages: tuple[str, ...]) -> InputError:
    return InputError(
        "packages_missing",
        f"Version {version.number} of {version.model} needs {', '.join(packages)}: please install it and start again.",
    )


def _disk_low(free: int) -> InputError:
    return InputError(
        "disk_low", f"The disk has {free / 1e6:,.0f} MB left, too little for another version: please make room."
    )


def _disk_full() -> InputError:
    return InputError("disk_full", "The disk is full, so nothing was changed: please make room and try again.")


def _store_full(max_bytes: int) -> InputError:
    return InputError(
        "store_full",
        f"Beside the versions in use these weights do not fit into the {max_bytes / 1e9:g} GB for all weights: please "
        "raise that limit, or put smaller weights to use.",
    )


def _busy() -> InputError:
    return InputError("store_busy", "Somebody else is changing the weights right now: please try again in a moment.")


def _unwritable(error: OSError) -> InputError:
    return InputError(
        "store_unwritable",
        f"The folder for weights or backups cannot be used ({error.strerror}): please give the program the right to "
        "write there, or name another.",
    )
