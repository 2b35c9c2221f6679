"""The processes of a job: found again by another server, and ended together."""

import os
import signal
import time
from pathlib import Path
from typing import Final

import psutil

JOB: Final = "FIVE_DOORS_JOB"  # in the environment of every process of a job: its folder
BORN_WITHIN: Final = 1.0  # seconds by which a process's birthday may be told differently


def born(pid: int) -> float | None:
    """Return when a process was born, seconds since 1970; None where it is not there or only its ending is kept."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.Error:
        return None


def is_alive(pid: int | None, birthday: float | None) -> bool:
    """Return whether this very process is there, not another that got its number."""
    found = born(pid) if pid else None
    return found is not None and birthday is not None and abs(found - birthday) < BORN_WITHIN


def processes_of(folder: Path) -> list[psutil.Process]:
    """Return all processes of the job with this folder, their parents first."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(JOB) == str(folder) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.Error, OSError):  # another user's, or gone meanwhile
            continue
    return sorted(found, key=lambda process: process.pid)


def end_all(folder: Path, but: int = 0) -> None:
    """End all processes of a job at once, except one."""
    for _ in range(50):  # one that is being born may escape the first look
        left = [process for process in processes_of(folder) if process.pid not in (but, os.getpid())]
        if not left:
            return
        for process in left:
            try:
                process.send_signal(signal.SIGKILL)
            except psutil.NoSuchProcess:
                continue
        time.sleep(0.02)


def memory_of(folder: Path) -> int:
    """Return the bytes of memory that the processes of a job hold."""
    held = 0
    for process in processes_of(folder):
        try:
            held += process.memory_info().rss
        except psutil.Error:
            continue
    return held
