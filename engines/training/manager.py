"""Trainings for the page and the REST API: started, followed, cancelled, let go on, put to use.

Importing this imports no torch.
"""

import json
import re
import secrets
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from engines.checkpoints import Weights, inspect
from engines.runtime.errors import InputError
from engines.runtime.preview import Preview
from engines.training import folders, previewing
from engines.training.backends import Backend, LocalBackend
from engines.training.catalogue import RECIPES
from engines.training.job import Status, TrainingJob
from engines.training.machine import Machine, devices, look
from engines.training.recipe import Estimate, Recipe, Settings
from engines.training.results import Artifact, Sample, artifact, artifacts, put_worlds, sample, samples
from engines.training.schedule import Places, Schedule
from engines.training.store import JobStore
from engines.training.tail import Tail
from engines.training.watcher import EVENTS_FILE, LOG_FILE, Order

JOB_ID: Final = re.compile(r"[0-9a-f]{12}")
ORIGIN: Final = "training "  # before its id, in what the store of versions knows of a result
LONGEST_NAME, LONGEST_NOTE = 60, 500
FOLLOWED: Final = 0.25  # seconds from look to look of who follows
OPEN_TAILS: Final = 64  # files whose end stays in memory
STARTABLE: Final = (Status.FAILED, Status.CANCELLED, Status.INTERRUPTED)
THREADS: Final = 2  # of a training on the processor beside the page


@dataclass(frozen=True)
class Bounds:
    """What trainings may take together.

    Args:
        running: at the same time on the processor; each GPU has one place.
        waiting: jobs that may wait.
        grace: seconds between the polite request to end and the end.
        memory_share: of the machine's memory that one may take.
        spare_disk: bytes that stay free.
        nice: how far they stand back behind the page, 0 to 19.
    """

    running: int = 1
    waiting: int = 50
    grace: float = 30.0
    memory_share: float = 0.8
    spare_disk: int = 500_000_000
    nice: int = 10


class TrainingManager:
    """All trainings of a host. Several servers may share a folder.

    Args:
        folder: of the jobs.
        data: below it lie the host's own folders to learn from.
        bounds: what they may take.
        backend: where they run; without one in processes of this machine.
        weights: where a result is put to use.
        worlds: the folder of the host's own worlds.
        recipes: what can be trained.
    """

    def __init__(
        self,
        folder: Path,
        data: Path,
        bounds: Bounds | None = None,
        backend: Backend | None = None,
        weights: Weights | None = None,
        worlds: Path | None = None,
        recipes: Mapping[str, Recipe] = RECIPES,
    ) -> None:
        self._store, self._data, self._bounds = JobStore(folder), data, bounds or Bounds()
        self._weights, self._worlds, self._recipes = weights, worlds, recipes
        self._devices = devices()
        places = Places(self._devices, self._bounds.running)
        self._schedule = Schedule(self._store, backend or LocalBackend(), places)
        self._tails: dict[Path, Tail] = {}
        self._guard = threading.Lock()

    def open(self) -> None:
        """Find what ran before this server started, and go on with what waits."""
        self._schedule.wake()

    def recipes(self) -> tuple[Recipe, ...]:
        """Return every model that can be trained."""
        return tuple(self._recipes.values())

    def recipe(self, model_type: str) -> Recipe:
        """Return one. Raises `InputError` (`training_model_unknown`)."""
        if model_type not in self._recipes:
            known = ", ".join(self._recipes)
            raise InputError(
                "training_model_unknown", f"There is no such model to train: please choose one of {known}."
            )
        return self._recipes[model_type]

    def datasets(self, model_type: str) -> Sequence[str]:
        """Return the host's folders that this model can learn from."""
        return folders.names(self._data, self.recipe(model_type).data)

    def estimate(self, model_type: str, config: Mapping[str, Any]) -> Estimate:
        """Return what a run will take.

        Raises:
            InputError: `training_model_unknown`, `training_setting_*`.
        """
        recipe = self.recipe(model_type)
        return recipe.estimate(recipe.read(config))

    def preview(self, model_type: str, config: Mapping[str, Any]) -> Preview:
        """Return what a run would learn from; takes some seconds.

        Raises:
            InputError: as `start`; `training_preview`, the program says nothing.
        """
        recipe, settings, data = self._checked(model_type, config)
        return previewing.preview(recipe, settings, data)

    def start(
        self,
        model_type: str,
        config: Mapping[str, Any],
        name: str = "",
        priority: int = 0,
        seconds: float | None = None,
    ) -> TrainingJob:
        """Put a training on the list; it begins when there is a place.

        Args:
            model_type: a recipe.
            config: its settings; those that are missing are as the recipe has them.
            name: for the eye.
            priority: from -10 to 10, higher goes first.
            seconds: after which it ends with what it has learnt by then.

        Raises:
            InputError: `training_model_unknown`, `training_setting_*`, `training_data_*`, `training_queue_full`,
                `training_memory_low`, `training_disk`, `training_gpus`.
        """
        recipe, settings, data = self._checked(model_type, config)
        self._check_room(recipe, settings)
        job_id = secrets.token_hex(6)
        folder = self._store.folder_of(job_id)
        job = TrainingJob(
            job_id, model_type, Status.PENDING, time.time(), folder / "out", config=asdict(settings),
            total_epochs=settings.epochs, name=name[:LONGEST_NAME], priority=max(-10, min(10, priority)),
        )  # fmt: skip
        job.output.mkdir(parents=True)
        try:
            (folder / "job.json").write_text(
                json.dumps({"model_type": model_type, "config": asdict(settings)}, indent=1)
            )
            self._order(recipe, settings, job.output, data, seconds).write(folder)
            self._store.add(job)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._schedule.wake()
        return job

    def list(self) -> Sequence[TrainingJob]:
        """Return all jobs, the newest first."""
        return self._store.all()

    def get(self, job_id: str) -> TrainingJob:
        """Return a job. Raises `InputError` (`training_job_unknown`)."""
        job = self._store.get(job_id) if isinstance(job_id, str) and JOB_ID.fullmatch(job_id) else None
        if job is None:
            raise InputError("training_job_unknown", "There is no such training: please choose one from the list.")
        return job

    def cancel(self, job_id: str) -> TrainingJob:
        """Ask a training to end; what it has learnt is kept.

        Raises:
            InputError: `training_job_unknown`, `training_ended`.
        """
        self.get(job_id)
        now = time.time()
        waited = self._store.change(job_id, only=(Status.PENDING,), status=Status.CANCELLED, completed_at=now)
        if not waited and not self._store.change(job_id, only=(Status.RUNNING,), asked="cancel"):
            raise InputError("training_ended", "This training has ended already.")
        self._schedule.wake()
        return self.get(job_id)

    def resume(self, job_id: str) -> TrainingJob:
        """Let a training go on from what it saved last.

        Raises:
            InputError: `training_job_unknown`, `training_goes_on`, `training_queue_full`, `training_disk`, ...
        """
        job = self.get(job_id)
        recipe = self.recipe(job.model_type)
        self._check_room(recipe, recipe.read(job.config))
        changed = self._store.change(
            job_id, only=STARTABLE, status=Status.PENDING, error="", error_key="", completed_at=None, asked="",
            attempt=job.attempt + 1,
        )  # fmt: skip
        if not changed:
            raise InputError("training_goes_on", "Only a training that broke off can go on.")
        self._schedule.wake()
        return self.get(job_id)

    def rename(self, job_id: str, name: str, note: str) -> TrainingJob:
        """Give a training a name and a note."""
        self.get(job_id)
        self._store.change(job_id, name=name[:LONGEST_NAME], note=note[:LONGEST_NOTE])
        return self.get(job_id)

    def remove(self, job_id: str) -> None:
        """Take a training that ended off the list, with all its files.

        Raises:
            InputError: `training_job_unknown`, `training_not_ended`.
        """
        self.get(job_id)
        if not self._store.remove(job_id, (*STARTABLE, Status.COMPLETED)):
            raise InputError("training_not_ended", "This training has not ended: please cancel it first.")
        shutil.rmtree(self._store.folder_of(job_id), ignore_errors=True)

    def events(self, job_id: str, after: int = 0) -> tuple[Sequence[dict[str, Any]], int]:
        """Return what a training told after an offset in bytes, and the offset that comes next."""
        lines, following = self._tail(self.get(job_id), EVENTS_FILE).lines(after)
        return [json.loads(line) for line in lines], following

    def log(self, job_id: str, after: int = 0, most: int = 64_000) -> tuple[str, int]:
        """Return what a training printed after an offset in bytes, at most so many, and the offset that comes next."""
        found, following = self._tail(self.get(job_id), LOG_FILE).read(after, most)
        return found.decode("utf-8", errors="replace"), following

    def follow(self, job_id: str, after: int = 0) -> Iterator[dict[str, Any]]:
        """Yield what a training tells, each with the `offset` that comes next, until it has ended."""
        while True:
            ended = self.get(job_id).ended  # before the look, so that nothing told in between is missed
            events, after = self.events(job_id, after)
            yield from ({**event, "offset": after} for event in events)
            if ended:
                return
            time.sleep(FOLLOWED)

    def samples(self, job_id: str) -> Sequence[Sample]:
        """Return the pictures that a training made, the first one first."""
        return samples(self.get(job_id).output)

    def sample(self, job_id: str, file: str) -> Path:
        """Return one of them. Raises `InputError` (`training_file_unknown`)."""
        return sample(self.get(job_id).output, file)

    def artifacts(self, job_id: str) -> Sequence[Artifact]:
        """Return the files that a training made."""
        return artifacts(self.get(job_id).output)

    def artifact(self, job_id: str, name: str) -> Path:
        """Return one of them. Raises `InputError` (`training_file_unknown`)."""
        return artifact(self.get(job_id).output, name)

    def use(self, job_id: str) -> str:
        """Put the result of a training to use in its room. Returns the name of the model or of the world.

        Raises:
            InputError: `training_no_result`, there is nothing yet; `training_no_room`, no tab uses such a model;
                `checkpoint_*`, `version_*`, as the store of versions.
        """
        job = self.get(job_id)
        recipe = self.recipe(job.model_type)
        path = job.output / recipe.weights
        if job.status is Status.RUNNING or not path.is_file():
            raise InputError("training_no_result", "There is no result yet: please wait until the training has ended.")
        if recipe.worlds and self._worlds is not None:
            return put_worlds(job.output, self._worlds)
        if not recipe.model or self._weights is None:
            raise InputError("training_no_room", "No tab uses this model: please download its files instead.")
        version = self._weights.register(recipe.model, inspect(path), source=f"{ORIGIN}{job_id}")
        self._weights.activate(recipe.model, version.number)
        return recipe.model

    def put_back(self, job_id: str) -> str:
        """Take the result of a training out of use; the room takes what it used before. Returns the model's name.

        Raises:
            InputError: `training_not_in_use`; `version_*`, as the store of versions.
        """
        model = self.recipe(self.get(job_id).model_type).model
        if self._weights is None or job_id not in self.in_use():
            raise InputError("training_not_in_use", "This result is not in use: please look which training is.")
        self._weights.roll_back(model)
        return model

    def in_use(self) -> frozenset[str]:
        """Return the trainings whose results are the weights that their rooms use now."""
        if self._weights is None:
            return frozenset()
        origins = [self._weights.origin(model) for model in {one.model for one in self.recipes()} if model]
        return frozenset(origin.removeprefix(ORIGIN) for origin in origins if origin.startswith(ORIGIN))

    def machine(self) -> Machine:
        """Return how the machine does."""
        return look(self._store.folder)

    def _checked(self, model_type: str, config: Mapping[str, Any]) -> tuple[Recipe, Settings, Path | None]:
        recipe = self.recipe(model_type)
        settings = recipe.read(config)
        return recipe, settings, folders.find(self._data, settings.data, recipe.data) if settings.data else None

    def _check_room(self, recipe: Recipe, settings: Settings) -> None:
        if len(self._store.with_status(Status.PENDING)) >= self._bounds.waiting:
            raise InputError("training_queue_full", "Too many trainings wait already: please try again later.")
        gpus = 0 if self._devices == ("cpu",) else len(self._devices)
        if settings.gpus > max(1, gpus):
            raise InputError("training_gpus", f"This machine has {gpus} GPUs: please choose that many at most.")
        need, free = recipe.estimate(settings).memory, psutil.virtual_memory().available
        if not gpus and need > free:
            raise InputError(
                "training_memory_low",
                f"It would need {need / 1e9:.1f} GB of memory, and {free / 1e9:.1f} are free: please choose a smaller "
                "batch.",
            )
        if self.machine().disk_free < 2 * self._bounds.spare_disk:
            raise InputError("training_disk", "The disk is full: please make room, and try again.")

    def _order(self, recipe: Recipe, settings: Settings, out: Path, data: Path | None, seconds: float | None) -> Order:
        torchrun = ("-m", "torch.distributed.run", f"--nproc-per-node={settings.gpus}")
        start = (sys.executable, *(torchrun if settings.gpus > 1 else ()), "-m")
        limits = () if seconds is None else (f"--seconds={seconds:g}",)
        memory = int(psutil.virtual_memory().total * self._bounds.memory_share)
        environment = {"OMP_NUM_THREADS": str(THREADS), "OMP_WAIT_POLICY": "PASSIVE"}
        return Order(
            (*start, *recipe.arguments(settings, out, data), *limits), environment, self._bounds.grace, memory,
            self._bounds.spare_disk, self._bounds.nice,
        )  # fmt: skip

    def _tail(self, job: TrainingJob, name: str) -> Tail:
        path = self._store.folder_of(job.job_id) / name
        with self._guard:
            tail = self._tails.pop(path, None) or Tail(path)
            self._tails[path] = tail  # the one used last stands last
            while len(self._tails) > OPEN_TAILS:
                self._tails.pop(next(iter(self._tails)))
        return tail
