"""The store of versions with real files: what it keeps, what it refuses, and what a killed write leaves."""

import fcntl
import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engines.checkpoints.store import CHUNK, Version, VersionStore
from engines.runtime import InputError

ROOT = Path(__file__).parents[3]
KB = 1000


@pytest.fixture
def store(tmp_path: Path) -> VersionStore:
    return VersionStore(tmp_path / "store")


def weights(folder: Path, name: str = "given.safetensors", size: int = KB) -> Path:
    """A file whose bytes follow from its name and size."""
    path = folder / name
    path.write_bytes(random.Random(name).randbytes(size))
    return path


def register(store: VersionStore, folder: Path, model: str = "shoes", name: str = "a.pth", size: int = KB) -> Version:
    return store.register(model, weights(folder, name, size), architecture="painter", details={})


def numbers(store: VersionStore, model: str = "shoes") -> list[int]:
    return [version.number for version in store.list(model)]


def active(store: VersionStore, model: str = "shoes") -> int | None:
    version = store.active(model)
    return None if version is None else version.number


def everything(folder: Path) -> dict[str, bytes]:
    """Name and content of every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def refused(key: str, words: str) -> Iterator[None]:
    """The block must raise this `InputError`, in one sentence or two on one line."""
    with pytest.raises(InputError, match=words) as caught:
        yield
    assert caught.value.key == key
    assert "\n" not in str(caught.value)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """The system refuses every write beyond `size` bytes of a file: what a full disk does, at any place wished."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


# What is kept


@pytest.mark.parametrize("name", ["a.safetensors", "a.pt", "a.pth", "a.bin", "a.ckpt", "A B 한.PTH"])
@pytest.mark.parametrize("size", [0, 1, KB, CHUNK, 2 * CHUNK + 1])
def test_a_version_is_a_copy_that_is_described(store: VersionStore, tmp_path: Path, name: str, size: int) -> None:
    file = weights(tmp_path, name, size)
    details = {"figures": {"val_l1": 0.125}, "licence": "CC BY 4.0, 한국어", "source": "here", "packages": ["torch"]}
    before = datetime.now(UTC)
    version = store.register("shoes", file, architecture="painter", details=details)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    assert version == Version(
        model="shoes",
        number=1,
        file=f"1-{sha256[:12]}{file.suffix.lower()}",
        path=tmp_path / "store" / "shoes" / version.file,
        sha256=sha256,
        bytes=size,
        architecture="painter",
        details=details,
        created=version.created,
        active=False,
    )
    assert before <= datetime.fromisoformat(version.created) <= before + timedelta(minutes=1)
    assert version.path.read_bytes() == file.read_bytes()
    assert store.list() == store.list("shoes") == (version,)
    assert store.active("shoes") is None
    with pytest.raises(FrozenInstanceError):
        version.active = True  # type: ignore[misc]


def test_another_store_finds_what_this_one_wrote(store: VersionStore, tmp_path: Path) -> None:
    for model in ("shoes", "bags", "shoes"):
        register(store, tmp_path, model)
    store.activate("shoes", 2)
    again = VersionStore(tmp_path / "store")
    assert again.list() == store.list()
    assert [(version.model, version.number, version.active) for version in again.list()] == [
        ("bags", 1, False),
        ("shoes", 1, False),
        ("shoes", 2, True),
    ]


def test_nothing_is_written_before_the_first_version(store: VersionStore, tmp_path: Path) -> None:
    assert store.list() == store.list("shoes") == ()
    assert store.active("shoes") is None
    assert store.damaged() == {}
    assert not (tmp_path / "store").exists()


def test_a_number_is_never_given_again(store: VersionStore, tmp_path: Path) -> None:
    for _ in range(3):
        register(store, tmp_path)
    store.remove("shoes", 3)
    assert register(store, tmp_path).number == 4


@pytest.mark.parametrize(
    ("steps", "then"),
    [
        # what is active after each roll back, down to the bundled weight (None)
        ([1], [None]),
        ([1, 2, 3], [2, 1, None]),
        ([3, 1, 3], [1, 3, None]),
        # going back to the bundled weight is a step like any other
        ([1, None, 2], [None, 1, None]),
        ([1, None], [1, None]),
        # a step that changes nothing is none
        ([2, 2, 2], [None]),
        ([None, 2], [None]),
    ],
)
def test_roll_back(store: VersionStore, tmp_path: Path, steps: list[int | None], then: list[int | None]) -> None:
    for _ in range(3):
        register(store, tmp_path)
    for step in steps:
        if step is None:
            store.deactivate("shoes")
        else:
            assert store.activate("shoes", step) == store.active("shoes")
        assert active(store) == step
    for number in then:
        version = store.roll_back("shoes")
        assert version == store.active("shoes")
        assert active(store) == number
    with refused("version_first", "shoes uses the weight that came with the program"):
        store.roll_back("shoes")


def test_roll_back_steps_over_what_was_removed(store: VersionStore, tmp_path: Path) -> None:
    for _ in range(3):
        register(store, tmp_path)
    for number in (1, 2, 1, 3):
        store.activate("shoes", number)
    store.remove("shoes", 2)
    assert [store.roll_back("shoes"), store.roll_back("shoes")] == [replace(store.list("shoes")[0], active=True), None]


def test_removing(store: VersionStore, tmp_path: Path) -> None:
    first, second = register(store, tmp_path), register(store, tmp_path)
    store.activate("shoes", 1)
    store.remove("shoes", 2)
    assert (numbers(store), first.path.exists(), second.path.exists()) == ([1], True, False)
    with refused("version_active", "Version 1 of shoes is in use: please switch"):
        store.remove("shoes", 1)
    store.deactivate("shoes")
    store.remove("shoes", 1)
    assert store.list() == ()
    assert not first.path.exists()


# Limits


@pytest.mark.parametrize(
    ("activated", "kept"),
    [
        # five come, three may stay: the oldest go
        ({}, [3, 4, 5]),
        # the active one stays, whatever its age
        ({1: 1}, [1, 4, 5]),
        # and the one that was active before it
        ({2: 1, 3: 2}, [1, 2, 5]),
        # not the one before that
        ({1: 1, 2: 2, 3: 3}, [2, 3, 5]),
        # back to the bundled weight: the last active one is the one before
        ({1: 1, 2: None}, [1, 4, 5]),
    ],
)
def test_number_of_versions(tmp_path: Path, activated: dict[int, int | None], kept: list[int]) -> None:
    """`activated`: after which registration which version."""
    store = VersionStore(tmp_path / "store", max_versions=3)
    for count in range(1, 6):
        version = register(store, tmp_path, name=f"{count}.pth")
        assert version.number == count
        number = activated.get(count, 0)
        if number is None:
            store.deactivate("shoes")
        elif number:
            store.activate("shoes", number)
    assert numbers(store) == kept
    assert sorted(path.name[0] for path in (tmp_path / "store" / "shoes").glob("*.pth")) == [str(n) for n in kept]


def test_the_one_before_goes_if_nothing_else_is_left(tmp_path: Path) -> None:
    store = VersionStore(tmp_path / "store", max_versions=2)
    for number in (1, 2):
        register(store, tmp_path)
        store.activate("shoes", number)
    register(store, tmp_path)
    assert numbers(store) == [2, 3]
    assert store.roll_back("shoes") is None


def test_one_model_does_not_count_for_another(tmp_path: Path) -> None:
    store = VersionStore(tmp_path / "store", max_versions=2)
    for model in ("bags", "shoes", "bags", "shoes"):
        register(store, tmp_path, model)
    assert (numbers(store, "bags"), numbers(store, "shoes")) == ([1, 2], [1, 2])


@pytest.mark.parametrize(
    ("size", "bags", "shoes"),
    [
        # kilobytes of a new version of shoes; 10 may be used, and there are bags 1 (2), bags 2 (2), shoes 1 (2)
        (4, [1, 2], [1, 2]),
        (5, [2], [1, 2]),
        (6, [2], [1, 2]),
        # bags 2 is the older one of the two idle ones
        (7, [], [1, 2]),
        (8, [], [1, 2]),
        (9, [], [2]),
        (10, [], [2]),
    ],
)
def test_bytes_of_all_models(tmp_path: Path, size: int, bags: list[int], shoes: list[int]) -> None:
    store = VersionStore(tmp_path / "store", max_bytes=10 * KB)
    for model in ("bags", "bags", "shoes"):
        register(store, tmp_path, model, size=2 * KB)
    register(store, tmp_path, size=size * KB)
    assert (numbers(store, "bags"), numbers(store)) == (bags, shoes)
    assert sum(len(data) for name, data in everything(tmp_path / "store").items() if name.endswith("pth")) <= 10 * KB


def test_bytes_never_drive_out_active_ones(tmp_path: Path) -> None:
    store = VersionStore(tmp_path / "store", max_bytes=10 * KB)
    for model, number in (("shoes", 1), ("bags", 1), ("bags", 2)):
        register(store, tmp_path, model, size=2 * KB)
        store.activate(model, number)
    before = everything(tmp_path / "store")
    with refused("store_full", "do not fit into the 1e-05 GB for all weights"):
        register(store, tmp_path, size=7 * KB)
    assert everything(tmp_path / "store") == before
    register(store, tmp_path, size=6 * KB)  # beside the two active ones; bags 1, active before, is the last to go
    assert (numbers(store, "bags"), numbers(store)) == ([2], [1, 2])


@pytest.mark.parametrize(
    ("limits", "words"),
    [({"max_versions": 1}, "`max_versions` must be at least 2"), ({"max_bytes": 0}, "`max_bytes` must be at least 1")],
)
def test_limits_must_leave_room(tmp_path: Path, limits: dict[str, int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        VersionStore(tmp_path, **limits)


# What is refused


@pytest.mark.parametrize(
    "model",
    ["", "Shoes", "a b", "../shoes", "shoes/..", ".", "a.b", "/tmp", "신발", "shoes\n", "s\0", "a" * 65, None, 7],
)
def test_a_name_that_could_be_a_path(store: VersionStore, tmp_path: Path, model: Any) -> None:
    for call in (
        lambda: register(store, tmp_path, model),
        lambda: store.list(model or ""),
        lambda: store.active(model),
        lambda: store.activate(model, 1),
        lambda: store.deactivate(model),
        lambda: store.back_up(model, tmp_path / "backups"),
        lambda: store.roll_back(model),
        lambda: store.remove(model, 1),
        lambda: store.check(model, 1),
    ):
        with refused("model_name_wrong", "1 to 64 of a-z, 0-9, - and _"):
            call()
    assert not (tmp_path / "backups").exists()


@pytest.mark.parametrize("version", [0, 2, -1, 10**30, None, "1", "../shoes", [1]])
def test_a_version_that_is_not_there(store: VersionStore, tmp_path: Path, version: Any) -> None:
    register(store, tmp_path)
    before = everything(tmp_path)
    for call in (store.activate, store.remove, store.check):
        with refused("version_unknown", "shoes has no version"):
            call("shoes", version)
    with refused("version_unknown", "hats has no version 1"):
        store.activate("hats", 1)
    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("weights.zip", "version_suffix"),
        ("weights", "version_suffix"),
        ("weights.pth.exe", "version_suffix"),
        (".pth", "version_suffix"),
        ("nothing.pth", "checkpoint_missing"),
        ("no/such/folder.pth", "checkpoint_missing"),
        ("folder.pth", "checkpoint_missing"),
        (f"{'a' * 300}.pth", "checkpoint_missing"),
        ("a\0b.pth", "checkpoint_missing"),
        ("pipe.pth", "checkpoint_missing"),
        ("broken.pth", "checkpoint_forbidden"),
    ],
)
def test_a_file_that_is_no_weight(store: VersionStore, tmp_path: Path, name: str, key: str) -> None:
    register(store, tmp_path)
    for other in ("weights.zip", "weights", "weights.pth.exe", ".pth"):
        weights(tmp_path, other)
    (tmp_path / "folder.pth").mkdir()
    os.mkfifo(tmp_path / "pipe.pth")
    (tmp_path / "broken.pth").symlink_to("/proc/self/mem")  # a file that even root cannot read from its beginning
    before = everything(tmp_path / "store")
    with refused(key, "."):
        store.register("shoes", tmp_path / name, architecture="painter", details={})
    assert everything(tmp_path / "store") == before


def test_details_that_json_cannot_hold_change_nothing(store: VersionStore, tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        store.register("shoes", weights(tmp_path), architecture="painter", details={"figures": {1, 2}})
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("path", ["store", "store/.lock", "store/shoes"])
def test_a_folder_that_cannot_be_used(store: VersionStore, tmp_path: Path, path: str) -> None:
    """A file where a folder should be, or the other way round: that stops root as well."""
    if path.endswith("lock"):
        (tmp_path / path).mkdir(parents=True)
    else:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("in the way")
    key = "record_damaged" if path.endswith("shoes") else "store_unwritable"
    with refused(key, "shoes/record.json" if path.endswith("shoes") else "cannot be used"):
        register(store, tmp_path)


# A disk that is full


def test_a_file_larger_than_the_disk(tmp_path: Path) -> None:
    store = VersionStore(tmp_path / "store", max_bytes=10**18)
    version = register(store, tmp_path)
    store.activate("shoes", 1)
    before = everything(tmp_path / "store")
    large = tmp_path / "large.pth"
    large.touch()
    os.truncate(large, shutil.disk_usage(tmp_path).free + 10**9)  # a length without content
    with refused("disk_full", "The disk is full, so nothing was changed"):
        store.register("shoes", large, architecture="painter", details={})
    assert everything(tmp_path / "store") == before
    assert store.active("shoes") == replace(version, active=True)


@pytest.mark.parametrize("room", [0, 10, 500, 2 * CHUNK])
def test_a_disk_that_fills_up_while_copying(tmp_path: Path, room: int) -> None:
    """Two versions may be kept, so that a new one would drive out the first: it must still be there."""
    store = VersionStore(tmp_path / "store", max_versions=2)
    register(store, tmp_path)
    register(store, tmp_path)
    store.activate("shoes", 2)
    large, before = weights(tmp_path, "large.pth", 3 * CHUNK), everything(tmp_path / "store")
    with largest_file(room), refused("disk_full", "The disk is full, so nothing was changed"):
        store.register("shoes", large, architecture="painter", details={})
    assert everything(tmp_path / "store") == before
    store.register("shoes", large, architecture="painter", details={})
    assert numbers(store) == [2, 3]


def test_a_disk_without_room_for_the_record(store: VersionStore, tmp_path: Path) -> None:
    register(store, tmp_path)
    register(store, tmp_path)
    store.activate("shoes", 1)
    store.activate("shoes", 2)
    small, before = weights(tmp_path, "small.pth", 10), everything(tmp_path / "store")
    for call in (
        lambda: store.register("shoes", small, architecture="painter", details={}),  # its file fits, the record not
        lambda: store.activate("shoes", 1),
        lambda: store.deactivate("shoes"),
        lambda: store.roll_back("shoes"),
        lambda: store.remove("shoes", 1),
        lambda: store.back_up("shoes", tmp_path / "backups"),
    ):
        with largest_file(100), refused("disk_full", "nothing was changed"):
            call()
        assert everything(tmp_path / "store") == before
    assert list((tmp_path / "backups").iterdir()) == []


# Damage


def entry(**changes: Any) -> dict[str, Any]:
    good = {
        "number": 1,
        "file": "1-0123456789ab.pth",
        "sha256": "0123456789ab" + "0" * 52,
        "bytes": KB,
        "architecture": "painter",
        "details": {},
        "created": "2026-11-15T00:00:00+00:00",
    }
    return {name: value for name, value in (good | changes).items() if value is not ...}


def record(**changes: Any) -> bytes:
    good = {"model": "shoes", "versions": [entry()], "history": [1], "following": 2}
    return json.dumps({name: value for name, value in (good | changes).items() if value is not ...}).encode()


DAMAGED = [
    b"",
    b"\0" * 100,
    b"\xff\xfe\xff",
    record()[:-1],
    record()[: len(record()) // 2],
    b"[" * 100_000,
    b"9" * 10_000,
    b"null",
    b"[]",
    b"{}",
    record(model="bags"),
    record(versions={}),
    record(versions=[1]),
    record(versions=[entry(), entry()]),
    record(history=[2]),
    record(history=[True]),
    record(history=["1"]),
    record(history="1"),
    record(history=...),
    record(following=1),
    record(following="2"),
    record(following=2.0),
    record(more=1),
    record(versions=[entry(bytes="1000")]),
    record(versions=[entry(bytes=-1)]),
    record(versions=[entry(bytes=True)]),
    record(versions=[entry(number=0)], history=[]),
    record(versions=[entry(sha256="abc")]),
    record(versions=[entry(details=[])]),
    record(versions=[entry(details={"packages": "torch"})]),
    record(versions=[entry(details={"packages": [""]})]),
    record(versions=[entry(created=...)]),
    record(versions=[entry(active=True)]),
    # nothing outside the model's folder
    record(versions=[entry(file="../../secret.pth")]),
    record(versions=[entry(file="/etc/passwd")]),
    record(versions=[entry(file="record.json")]),
]


def test_the_record_that_the_damaged_ones_are_made_of_is_good(store: VersionStore, tmp_path: Path) -> None:
    register(store, tmp_path)
    (tmp_path / "store" / "shoes" / "record.json").write_bytes(record())
    assert active(store) == 1


@pytest.mark.parametrize("content", [*DAMAGED, "folder", "gone"], ids=lambda content: str(content)[:40])
def test_a_damaged_record_is_a_sentence_and_the_others_work(
    store: VersionStore, tmp_path: Path, content: bytes | str
) -> None:
    for model in ("bags", "shoes"):
        register(store, tmp_path, model)
        store.activate(model, 1)
    backup = store.back_up("shoes", tmp_path / "backups")
    good = store.list("shoes")
    file = tmp_path / "store" / "shoes" / "record.json"
    file.unlink()
    if content == "folder":  # like a file without the right to read it, but for root, too
        file.mkdir()
    elif isinstance(content, bytes):
        file.write_bytes(content)
    for call in (
        lambda: store.list("shoes"),
        lambda: store.active("shoes"),
        lambda: store.activate("shoes", 1),
        lambda: store.roll_back("shoes"),
        lambda: store.deactivate("shoes"),
        lambda: store.remove("shoes", 1),
        lambda: store.check("shoes", 1),
        lambda: store.back_up("shoes", tmp_path),
        lambda: register(store, tmp_path),
    ):
        with refused("record_damaged", r"the versions of shoes \(shoes/record.json\) cannot be read"):
            call()
    assert {model: problem.key for model, problem in store.damaged().items()} == {"shoes": "record_damaged"}
    assert [version.model for version in store.list()] == ["bags"]
    assert store.activate("bags", register(store, tmp_path, "bags").number).number == 2
    assert good[0].path.exists()  # never swept away while nobody knows whose it is
    if content == "folder":
        file.rmdir()
    assert store.restore(backup) == good
    assert store.damaged() == {}


def cut(path: Path) -> None:
    os.truncate(path, KB - 1)


def change_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[500] ^= 1
    path.write_bytes(data)


def make_unreadable(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("damage", "key", "bytes_right"),
    [
        (cut, "version_damaged", False),
        (change_a_bit, "version_damaged", True),
        (Path.unlink, "version_missing", False),
        (make_unreadable, "version_missing", False),
    ],
)
def test_a_damaged_file_is_not_put_to_use(
    store: VersionStore, tmp_path: Path, damage: Any, key: str, bytes_right: bool
) -> None:
    damaged = register(store, tmp_path)
    register(store, tmp_path, name="other.pth")
    store.activate("shoes", 1)
    store.activate("shoes", 2)
    assert store.check("shoes", 1).passed
    damage(damaged.path)
    for call in (
        lambda: store.activate("shoes", 1),
        lambda: store.roll_back("shoes"),
        lambda: store.back_up("shoes", tmp_path / "backups"),
    ):
        with refused(key, "The file of version 1 of shoes"):
            call()
        assert active(store) == 2
    assert list((tmp_path / "backups").iterdir()) == []
    check = store.check("shoes", 1)
    assert [problem.key for problem in check.problems] == [key]
    assert (check.passed, check.bytes_right, check.sha256_right) == (False, bytes_right, False)
    assert store.check("shoes", 2).passed


def test_check(store: VersionStore, tmp_path: Path) -> None:
    details = {"packages": ["numpy", "no-such-package-a", "Pillow", "no-such-package-b"]}
    version = store.register("shoes", weights(tmp_path), architecture="painter", details=details)
    check = store.check("shoes", 1)
    assert (check.version, check.bytes_right, check.sha256_right) == (version, True, True)
    assert check.missing_packages == ("no-such-package-a", "no-such-package-b")
    assert [problem.key for problem in check.problems] == ["packages_missing"]
    assert "needs no-such-package-a, no-such-package-b: please install" in str(check.problems[0])
    assert abs(check.free_bytes - shutil.disk_usage(tmp_path).free) < 10**9


def test_check_without_room_for_another(store: VersionStore, tmp_path: Path) -> None:
    """A version said to be larger than what the disk has left."""
    version = register(store, tmp_path)
    file = tmp_path / "store" / "shoes" / "record.json"
    size = shutil.disk_usage(tmp_path).free + 10**9
    os.truncate(version.path, size)
    file.write_text(file.read_text().replace(f'"bytes": {KB}', f'"bytes": {size}'))
    file.write_text(file.read_text().replace(version.sha256, "0" * 64))
    os.truncate(version.path, 0)  # or its sum would be computed for minutes
    assert [problem.key for problem in store.check("shoes", 1).problems] == ["version_damaged", "disk_low"]


# Backups


def test_a_backup_brings_everything_back(store: VersionStore, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        register(store, tmp_path, name=f"{number}.pth")
        store.activate("shoes", number)
    register(store, tmp_path, "bags")
    store.roll_back("shoes")
    backup = store.back_up("shoes", tmp_path / "backups" / "today")
    assert backup.parent == tmp_path / "backups" / "today"
    then, files = store.list(), everything(tmp_path / "store" / "shoes")
    assert everything(backup) == files
    # afterwards: one more, one less, and another one active
    register(store, tmp_path, name="4.pth")
    store.activate("shoes", 4)
    store.remove("shoes", 1)
    assert store.restore(backup) == then[1:]
    assert store.list() == then
    assert everything(tmp_path / "store" / "shoes") == files
    assert active(store) == 2
    assert [store.roll_back("shoes"), store.roll_back("shoes")] == [replace(then[1], active=True), None]


def test_a_backup_moves_to_another_store(store: VersionStore, tmp_path: Path) -> None:
    register(store, tmp_path)
    store.activate("shoes", 1)
    moved = shutil.move(store.back_up("shoes", tmp_path / "backups"), tmp_path / "Any Name")
    other = VersionStore(tmp_path / "other")
    (version,) = other.restore(Path(moved))
    assert other.active("shoes") == version
    assert other.check("shoes", 1).passed
    assert version.path == tmp_path / "other" / "shoes" / version.file


def test_backups_may_lie_in_the_store(store: VersionStore, tmp_path: Path) -> None:
    register(store, tmp_path)
    backups = {store.back_up("shoes", tmp_path / "store") for _ in range(3)}
    register(store, tmp_path)
    assert len(backups) == 3
    assert all(backup.is_dir() for backup in backups)
    assert numbers(store) == [1, 2]
    assert len(store.list()) == 2


def test_nothing_to_back_up(store: VersionStore, tmp_path: Path) -> None:
    with refused("backup_empty", "shoes has no versions yet"):
        store.back_up("shoes", tmp_path / "backups")


@pytest.mark.parametrize(
    "damage",
    [
        lambda backup: shutil.rmtree(backup),
        lambda backup: (backup / "record.json").unlink(),
        lambda backup: (backup / "record.json").write_bytes(b"{"),
        lambda backup: (backup / "record.json").write_bytes(b"[]"),
        lambda backup: (backup / "record.json").write_bytes(record(model="../bags")),
        lambda backup: (backup / "record.json").write_bytes(record(model=None)),
        lambda backup: (backup / "record.json").write_bytes(record(model=...)),
        lambda backup: next(backup.glob("2-*")).unlink(),
        lambda backup: cut(next(backup.glob("2-*"))),
        lambda backup: change_a_bit(next(backup.glob("2-*"))),
    ],
)
def test_a_damaged_backup_changes_nothing(store: VersionStore, tmp_path: Path, damage: Any) -> None:
    register(store, tmp_path, name="1.pth")
    register(store, tmp_path, name="2.pth")
    backup = store.back_up("shoes", tmp_path / "backups")
    store.activate("shoes", 2)
    store.remove("shoes", 1)
    damage(backup)
    before = everything(tmp_path / "store")
    with refused("backup_damaged", "not a whole backup"):
        store.restore(backup)
    assert everything(tmp_path / "store") == before


# Killed writes, and writers at the same time


def program(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """`killed.py` in a process of its own."""
    command = [sys.executable, "-m", "tests.engines.checkpoints.killed", str(folder), *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def answer(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    printed, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    found: list[dict[str, Any]] = json.loads(printed)
    return found


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: on a busy disk the many `fsync` here would take minutes."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or shutil.disk_usage(memory).free < 60_000_000:
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


BAGS = ["bags-1", "bags-2"]
BEFORE = (3, [*BAGS, "shoes-1", "shoes-2", "shoes-3"])


@pytest.mark.slow
@pytest.mark.parametrize("moments", ["calls", "8"])
@pytest.mark.parametrize(
    ("operation", "later"),
    [
        # what may be found instead of BEFORE: the active version of shoes, and all versions
        (
            "register",
            [
                (3, [*BAGS, "shoes-1", "shoes-2", "shoes-3", "shoes-4"]),  # bags-1 still has to go
                (3, ["bags-2", "shoes-1", "shoes-2", "shoes-3", "shoes-4"]),
            ],
        ),
        ("activate", [(2, BEFORE[1])]),
        ("roll_back", [(2, BEFORE[1])]),
        ("remove", [(3, [*BAGS, "shoes-2", "shoes-3"])]),
        ("back_up", []),
        ("restore", [(2, [*BAGS, "shoes-1", "shoes-2"])]),
        ("restore_a_new_model", [(3, [*BAGS, "boots-1", "shoes-1", "shoes-2", "shoes-3"])]),
    ],
)
def test_a_killed_write_leaves_the_old_or_the_new(
    quick_folder: Path, operation: str, later: list[tuple[int, list[str]]], moments: str
) -> None:
    results = answer(program(quick_folder, operation, moments))
    for result in results:
        assert (result["active"], result["versions"]) in [BEFORE, *later], result
        assert (result["broken"], result["damaged"], result["leftovers"]) == ([], [], []), result
    if moments == "calls":
        found = [(result["active"], result["versions"]) for result in results]
        killed = [result["killed"] for result in results]
        assert killed == [True] * (len(killed) - 1) + [False]  # to the end, where nothing was left to be killed at
        assert len(killed) > 20
        assert [state for n, state in enumerate(found) if n == 0 or state != found[n - 1]] == [BEFORE, *later]


def test_two_processes_at_once(tmp_path: Path) -> None:
    processes = [program(tmp_path, "race") for _ in range(2)]
    results = [step for process in processes for step in answer(process)]
    assert sorted(step["number"] for step in results) == list(range(1, 31))
    # a version may have had to go before its own process got round to activating it, and nothing else may happen
    assert {step["problem"] for step in results} <= {None, "version_unknown", "version_missing"}
    store = VersionStore(tmp_path / "store", max_versions=5)
    assert len(store.list()) == 5
    assert 30 in numbers(store)
    assert all(store.check("shoes", number).passed for number in numbers(store))
    assert active(store) in numbers(store)


def test_many_threads_at_once(tmp_path: Path) -> None:
    store = VersionStore(tmp_path / "store", max_versions=100)

    def work(index: int) -> list[int]:
        found = []
        for step in range(5):
            model = ("shoes", "bags")[(index + step) % 2]
            version = register(store, tmp_path, model, name=f"{index}.pth")
            assert store.activate(model, version.number).active
            assert store.list(model)
            found.append(version.number)
        return found

    with ThreadPoolExecutor(6) as pool:
        found = sorted(number for numbers_ in pool.map(work, range(6)) for number in numbers_)
    assert found == sorted([*range(1, 16), *range(1, 16)])
    assert numbers(store) == numbers(store, "bags") == list(range(1, 16))


def test_leftovers_are_swept_and_nothing_else(store: VersionStore, tmp_path: Path) -> None:
    version = register(store, tmp_path)
    folder = tmp_path / "store" / "shoes"
    for name in ("new.part", "record.part", "2-0123456789ab.pth"):
        weights(folder, name)
    for name in ("README.md", "my own.pth", "download.part"):
        weights(folder, name)
    second = register(store, tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["README.md", "my own.pth", "download.part", "record.json", version.file, second.file]
    )


def test_a_store_that_is_busy(tmp_path: Path) -> None:
    store = VersionStore(tmp_path / "store", patience=0.1)
    register(store, tmp_path)
    with (tmp_path / "store" / ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with refused("store_busy", "Somebody else is changing the weights right now"):
            store.activate("shoes", 1)
        assert numbers(store) == [1]  # reading needs no lock
    assert store.activate("shoes", 1).active
