"""The list of all jobs: one SQLite file, read and written by the page, by each training's watcher, by several servers.

Every change is one transaction, and a change of status names the statuses it may come from, so that of two who act at
the same time one does.
"""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

from engines.training.job import Status, TrainingJob

FILE = "jobs.sqlite"
PATIENCE = 30.0  # seconds that a writer waits for another
TABLE = """
CREATE TABLE IF NOT EXISTS jobs (
    job_id TEXT PRIMARY KEY, model_type TEXT NOT NULL, status TEXT NOT NULL, created_at REAL NOT NULL,
    progress REAL NOT NULL DEFAULT 0, current_epoch INTEGER NOT NULL DEFAULT 0,
    total_epochs INTEGER NOT NULL DEFAULT 0, metrics TEXT NOT NULL DEFAULT '{}', started_at REAL, completed_at REAL,
    error TEXT NOT NULL DEFAULT '', error_key TEXT NOT NULL DEFAULT '', config TEXT NOT NULL DEFAULT '{}',
    device TEXT NOT NULL DEFAULT 'cpu', pid INTEGER, name TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
    priority INTEGER NOT NULL DEFAULT 0, attempt INTEGER NOT NULL DEFAULT 1,
    host TEXT NOT NULL DEFAULT '', pid_born REAL, heard_at REAL, asked TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS by_status ON jobs (status);
"""
TEXTS = frozenset({"metrics", "config"})  # kept as JSON
PUBLIC = tuple(one.name for one in fields(TrainingJob) if one.name != "output")
INNER = ("host", "pid_born", "heard_at", "asked")  # how to find the process, and what it was asked


class JobStore:
    """Jobs in a folder, one folder a job beside the list of all.

    Args:
        folder: is made when the first job comes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own = threading.local()

    def folder_of(self, job_id: str) -> Path:
        """Return the folder of a job."""
        return self.folder / job_id

    def add(self, job: TrainingJob) -> None:
        """Put a new job on the list."""
        values = _written({name: getattr(job, name) for name in PUBLIC})
        marks = ", ".join("?" * len(values))
        with self._writing() as link:
            link.execute(f"INSERT INTO jobs ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))

    def get(self, job_id: str) -> TrainingJob | None:
        """Return a job, or None."""
        found = self._read("WHERE job_id = ?", (job_id,))
        return found[0] if found else None

    def all(self) -> list[TrainingJob]:
        """Return all jobs, the newest first."""
        return self._read("ORDER BY created_at DESC, job_id")

    def with_status(self, *statuses: Status) -> list[TrainingJob]:
        """Return the jobs of some statuses, the first to be served first."""
        marks = ", ".join("?" * len(statuses))
        return self._read(f"WHERE status IN ({marks}) ORDER BY priority DESC, created_at", statuses)

    def inner(self, job_id: str) -> dict[str, Any]:
        """Return `host`, `pid_born` and `heard_at` of a job's watcher, and what it was `asked`."""
        if not (self.folder / FILE).is_file():
            return {}
        row = self._link().execute(f"SELECT {', '.join(INNER)} FROM jobs WHERE job_id = ?", (job_id,)).fetchone()
        return dict(zip(INNER, row, strict=True)) if row else {}

    def change(self, job_id: str, *, only: Collection[Status] = (), **values: Any) -> bool:
        """Change a job, where its status is one of `only`; returns whether it was."""
        kept = _written(values)
        condition = f" AND status IN ({', '.join('?' * len(only))})" if only else ""
        told = (*kept.values(), job_id, *only)
        changes = ", ".join(f"{name} = ?" for name in kept)
        with self._writing() as link:
            return link.execute(f"UPDATE jobs SET {changes} WHERE job_id = ?{condition}", told).rowcount == 1

    def remove(self, job_id: str, only: Collection[Status]) -> bool:
        """Take a job off the list, where its status is one of `only`; returns whether it was."""
        marks = ", ".join("?" * len(only))
        with self._writing() as link:
            return (
                link.execute(f"DELETE FROM jobs WHERE job_id = ? AND status IN ({marks})", (job_id, *only)).rowcount
                == 1
            )

    def claim(self, places: int, devices: Collection[str], host: str, now: float) -> TrainingJob | None:
        """Mark the next waiting job as running on the first free devices; None: nothing waits, or nothing is free.

        Args:
            places: jobs that may run at the same time on a processor without a GPU.
            devices: "cpu", or the GPUs; each GPU has one place, and a job may want several.
            host: of the server that asks.
            now: seconds since 1970.
        """
        if not (self.folder / FILE).is_file():
            return None
        with self._writing() as link:
            running = link.execute("SELECT device FROM jobs WHERE status = 'running' AND host = ?", (host,)).fetchall()
            taken = [name for (device,) in running for name in device.split(",")]
            free = [name for name in devices if taken.count(name) < (places if name == "cpu" else 1)]
            row = link.execute(
                "SELECT job_id, config FROM jobs WHERE status = 'pending' ORDER BY priority DESC, created_at LIMIT 1"
            ).fetchone()
            if row is None or len(free) < (wanted := json.loads(row[1]).get("gpus", 1)):
                return None
            link.execute(
                "UPDATE jobs SET status = 'running', device = ?, host = ?, started_at = ?, heard_at = ?, pid = NULL, "
                "pid_born = NULL, asked = '' WHERE job_id = ?",
                (",".join(free[:wanted]), host, now, now, row[0]),
            )
        return self.get(row[0])

    def _read(self, end: str, values: Collection[Any] = ()) -> list[TrainingJob]:
        if not (self.folder / FILE).is_file():
            return []
        rows = self._link().execute(f"SELECT {', '.join(PUBLIC)} FROM jobs {end}", tuple(values)).fetchall()
        columns = dict(zip(PUBLIC, zip(*rows, strict=True), strict=True)) if rows else {}
        for name in TEXTS & columns.keys():  # all texts at once: a thousand jobs are listed often
            columns[name] = tuple(json.loads(f"[{','.join(columns[name])}]"))
        return [self._job(dict(zip(columns, values, strict=True))) for values in zip(*columns.values(), strict=True)]

    def _job(self, told: dict[str, Any]) -> TrainingJob:
        told["status"] = Status(told["status"])
        return TrainingJob(**told, output=Path(f"{self.folder}/{told['job_id']}/out"))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, alone from its start."""
        self.folder.mkdir(parents=True, exist_ok=True)
        link = self._link()
        link.execute("BEGIN IMMEDIATE")
        try:
            yield link
        except BaseException:
            link.execute("ROLLBACK")
            raise
        link.execute("COMMIT")

    def _link(self) -> sqlite3.Connection:
        """This thread's own connection."""
        link: sqlite3.Connection | None = getattr(self._own, "link", None)
        if link is None:
            link = sqlite3.connect(self.folder / FILE, timeout=PATIENCE, isolation_level=None)
            link.execute("PRAGMA journal_mode = WAL")
            link.execute("PRAGMA synchronous = NORMAL")
            link.executescript(TABLE)
            self._own.link = link
        return link


def _written(values: dict[str, Any]) -> dict[str, Any]:
    return {name: json.dumps(value) if name in TEXTS else value for name, value in values.items()}
