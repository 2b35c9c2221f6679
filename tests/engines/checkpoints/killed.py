"""A program for `test_store.py`: changes a store in child processes that are killed, and says what is left.

    python -m tests.engines.checkpoints.killed FOLDER OPERATION calls     killed before every call of SYSTEM in turn
    python -m tests.engines.checkpoints.killed FOLDER OPERATION 40        killed 40 times after random delays
    python -m tests.engines.checkpoints.killed FOLDER race                registers and activates, to be run twice

Prints one JSON list. A program of its own, because forking beside the threads of other tests could hang.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from engines.checkpoints.store import CHUNK, VersionStore
from engines.runtime import InputError

SIZE = CHUNK + 1000  # bytes of a version: two chunks
LIMITS = {"max_versions": 4, "max_bytes": 5 * SIZE + 100}  # a new version drives out one of another model
# What changes a disk or waits for it. Between two of these calls nothing that a killed process leaves can differ.
SYSTEM = {"flock", "flush", "fsync", "mkdir", "open", "replace", "rmdir", "unlink", "write"}
SEED = 20261115
LONGEST_DELAY = 0.03  # seconds


def weights(folder: Path, number: int) -> Path:
    path = folder / f"given-{number}.safetensors"
    path.write_bytes(random.Random(number).randbytes(SIZE))
    return path


def prepare(folder: Path) -> VersionStore:
    """A store with two versions of one model and three of another, the third active, and a backup without the third."""
    store = VersionStore(folder / "store", **LIMITS)
    for number in (1, 2):
        store.register("bags", weights(folder, number), architecture="painter", details={})
    for number in (1, 2, 3):
        store.register("shoes", weights(folder, 2 + number), architecture="painter", details={"val_l1": 0.1})
        store.activate("shoes", number)
        if number == 2:
            store.back_up("shoes", folder / "backups")
    elsewhere = VersionStore(folder / "elsewhere")
    elsewhere.register("boots", weights(folder, 6), architecture="painter", details={})
    elsewhere.back_up("boots", folder / "backups")
    return store


def register(store: VersionStore, folder: Path) -> None:
    store.register("shoes", folder / "given-6.safetensors", architecture="painter", details={})


def activate(store: VersionStore, folder: Path) -> None:
    store.activate("shoes", 2)


def roll_back(store: VersionStore, folder: Path) -> None:
    store.roll_back("shoes")


def remove(store: VersionStore, folder: Path) -> None:
    store.remove("shoes", 1)


def back_up(store: VersionStore, folder: Path) -> None:
    store.back_up("shoes", folder / "backups")


def restore(store: VersionStore, folder: Path) -> None:
    (backup,) = (folder / "backups").glob("shoes.backup-*")
    store.restore(backup)


def restore_a_new_model(store: VersionStore, folder: Path) -> None:
    (backup,) = (folder / "backups").glob("boots.backup-*")
    store.restore(backup)


OPERATIONS: dict[str, Callable[[VersionStore, Path], None]] = {
    one.__name__: one for one in (register, activate, roll_back, remove, back_up, restore, restore_a_new_model)
}


def die_at(wanted: int) -> None:
    """Arrange that this process is killed before the `wanted`-th call of SYSTEM."""
    seen = 0

    def profile(frame: FrameType, event: str, function: Any) -> None:
        nonlocal seen
        if event == "c_call" and function.__name__ in SYSTEM:
            seen += 1
            if seen == wanted:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(profile)


def state(store: VersionStore) -> dict[str, Any]:
    """What the store says of its two models; versions whose file is not right are `broken`."""
    shoes = store.active("shoes")
    versions = store.list()
    return {
        "active": shoes and shoes.number,
        "versions": [f"{version.model}-{version.number}" for version in versions],
        "broken": [
            f"{version.model}-{version.number}"
            for version in versions
            if hashlib.sha256(version.path.read_bytes()).hexdigest() != version.sha256
        ],
        "damaged": sorted(store.damaged()),
    }


def leftovers(store: VersionStore, folder: Path) -> list[str]:
    """Files in the store that belong to nothing, after the next `register`."""
    store.register("hats", folder / "small.pt", architecture="painter", details={})
    named = {version.path for version in store.list()}
    found = {path for path in (folder / "store").rglob("*") if path.is_file()}
    return sorted(path.name for path in found - named if path.name not in (".lock", "record.json"))


def run_killed(folder: Path, operation: str, moment: int | None, delay: float | None) -> dict[str, Any]:
    """Run the operation in a child that is killed at a moment or after a delay in seconds; return what is left."""
    for name in ("store", "backups"):
        shutil.rmtree(folder / name)
        shutil.copytree(folder / "fresh" / name, folder / name, copy_function=os.link)  # no file is ever written again
    store = VersionStore(folder / "store", **LIMITS)
    child = os.fork()
    if child == 0:
        if moment is not None:
            die_at(moment)
        OPERATIONS[operation](store, folder)
        sys.setprofile(None)
        os._exit(0)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return {"killed": os.WIFSIGNALED(status), **state(store), "leftovers": leftovers(store, folder)}


def race(folder: Path) -> list[dict[str, Any]]:
    store = VersionStore(folder / "store", max_versions=5, patience=60)
    done = []
    for step in range(15):
        version = store.register("shoes", weights(folder, os.getpid()), architecture="painter", details={"step": step})
        try:
            store.activate("shoes", version.number)
        except InputError as problem:  # the other process was so fast that this version had to go
            done.append({"number": version.number, "problem": problem.key})
        else:
            done.append({"number": version.number, "problem": None})
    return done


def main() -> None:
    folder, operation = Path(sys.argv[1]), sys.argv[2]
    if operation == "race":
        print(json.dumps(race(folder)))
        return
    prepare(folder)
    (folder / "small.pt").write_bytes(b"small")
    for name in ("store", "backups"):
        shutil.copytree(folder / name, folder / "fresh" / name)
    results: list[dict[str, Any]] = []
    if sys.argv[3] == "calls":
        while not results or results[-1]["killed"]:
            results.append(run_killed(folder, operation, len(results) + 1, None))
    else:
        generator = random.Random(SEED)
        for _ in range(int(sys.argv[3])):
            results.append(run_killed(folder, operation, None, generator.uniform(0, LONGEST_DELAY)))
    print(json.dumps(results))


if __name__ == "__main__":
    main()
