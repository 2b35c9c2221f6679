"""What the page of the Workshop may ask of the server: checked calls in, plain answers out.

Everything lies in the store of the trainings, nothing in a visit: a page that is closed and opened again asks for what
it does not know yet, by byte offset.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from dataclasses import Field, asdict, fields
from typing import Any, Final

import gradio as gr

from engines.training.job import TrainingJob
from engines.training.manager import TrainingManager
from engines.training.recipe import Recipe
from tabs import demo_run
from tabs import training_calls as calls
from tabs.demo_run import DEMO
from tabs.desk import Answer
from tabs.parts import answered, picture_address
from tabs.rights import Rights, RightsOf
from tabs.training_calls import Act, Parts
from tabs.words import error

MOST_LOG: Final = 64_000  # bytes of a log in one answer
TASTES: Final = ("sketch_world", "dog_keypoints", "mdm_finetune", "skinmodel")  # what a taster may teach, as it is
TASTE_SECONDS: Final = 120.0
TASTE_PRIORITY: Final = -10  # behind everybody else

log = logging.getLogger("five_doors.training")


class Workshop:
    """The trainings, for whoever is allowed to.

    Args:
        manager: of the trainings.
        rights_of: says who somebody is.
    """

    def __init__(self, manager: TrainingManager, rights_of: RightsOf) -> None:
        self._manager, self._rights_of = manager, rights_of
        self.calls: dict[str, Callable[[Parts, Rights], Answer]] = {
            "open_room": self._open_room,
            "look": self._look,
            "news": self._news,
            "sample": self._sample,
            "folders": self._folders,
            "preview": self._preview,
            "estimate": self._estimate,
            "start": self._start,
            "act": self._act,
        }
        self._acts: dict[Act, Callable[[str, Parts], object]] = {
            Act.CANCEL: lambda job, _: self._manager.cancel(job),
            Act.RESUME: lambda job, _: self._manager.resume(job),
            Act.RENAME: lambda job, parts: self._manager.rename(job, calls.name_of(parts), calls.note_of(parts)),
            Act.REMOVE: lambda job, _: self._manager.remove(job),
            Act.USE: lambda job, _: self._manager.use(job),
            Act.PUT_BACK: lambda job, _: self._manager.put_back(job),
        }

    def answer(self, name: str, call: object, request: gr.Request) -> Answer:
        """Answer one of the page's calls by its name; what is wrong comes as `error` and `sentence`."""

        def answer(_: str, parts: Parts) -> Answer:
            return self.calls[name](parts, self._rights_of(request, calls.token_of(parts)))

        return answered(answer, call, log, spoken=True)

    def _open_room(self, _: Parts, rights: Rights) -> Answer:
        """Say what can be taught, who asks, and what the `_list` says."""
        return {"rights": rights, "recipes": [recipe_to_json(one) for one in self._manager.recipes()]} | self._list()

    def _look(self, _: Parts, __: Rights) -> Answer:
        return self._list()

    def _list(self) -> Answer:
        """All trainings, the newest first, which of them are in use, and the machine."""
        jobs = [job_to_json(job) for job in (*self._manager.list(), demo_run.job())]
        return {"jobs": jobs, "in_use": [*self._manager.in_use()], "machine": asdict(self._manager.machine())}

    def _news(self, parts: Parts, _: Rights) -> Answer:
        """What a training told and printed after two byte offsets, and the offsets that come next."""
        job = calls.job_of(parts)
        after_events, after_log = calls.offset_of(parts, "after_events"), calls.offset_of(parts, "after_log")
        if job == DEMO:
            events, text = demo_run.events(), demo_run.log()
            fresh: Answer = {"events": list(events[after_events:]), "log": text[after_log:]}
            return {"job": job_to_json(demo_run.job())} | fresh | {"after_events": len(events), "after_log": len(text)}
        known = self._manager.get(job)  # before its events: with the last status come the last of them
        told, next_event = self._manager.events(job, after_events)
        text, next_byte = self._manager.log(job, after_log, MOST_LOG)
        fresh = {"events": list(told), "log": text, "after_events": next_event, "after_log": next_byte}
        return {"job": job_to_json(known)} | fresh

    def _sample(self, parts: Parts, _: Rights) -> Answer:
        """One picture of what a training can do, as it lies in its folder."""
        job, file = calls.job_of(parts), calls.file_of(parts)
        path = demo_run.sample(file) if job == DEMO else self._manager.sample(job, file)
        if path is None or not path.is_file():
            raise error("training_sample_unknown")
        return {"picture": "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode("ascii")}

    def _folders(self, parts: Parts, rights: Rights) -> Answer:
        """The host's own folders of data."""
        require_host(rights)
        return {"folders": self._manager.datasets(calls.model_of(parts))}

    def _preview(self, parts: Parts, rights: Rights) -> Answer:
        """A sheet of what would be learnt from, and how many of each sort there are."""
        require_host(rights)
        sheet = self._manager.preview(calls.model_of(parts), calls.config_of(parts))
        return {"picture": picture_address(sheet.picture.convert("RGB")), "counts": dict(sheet.counts)}

    def _estimate(self, parts: Parts, _: Rights) -> Answer:
        """How long it would take, and how much memory."""
        return asdict(self._manager.estimate(calls.model_of(parts), calls.config_of(parts)))

    def _start(self, parts: Parts, rights: Rights) -> Answer:
        """Begin to teach, or wait for a turn."""
        model = calls.model_of(parts)
        if rights is Rights.TASTER and model in TASTES:
            return {"job": job_to_json(self._start_taste(model))}
        require_host(rights)
        job = self._manager.start(model, calls.config_of(parts), calls.name_of(parts))
        return {"job": job_to_json(job)}

    def _start_taste(self, model: str) -> TrainingJob:
        """A visitor's little try: never beside or before another training."""
        if not all(job.ended for job in self._manager.list()):
            raise error("training_taste_busy")
        return self._manager.start(model, {}, priority=TASTE_PRIORITY, seconds=TASTE_SECONDS)

    def _act(self, parts: Parts, rights: Rights) -> Answer:
        """Do something with a training that is there."""
        require_host(rights)
        done = self._acts[calls.act_of(parts)](calls.job_of(parts), parts)
        return {"used": done if isinstance(done, str) else ""} | self._list()


def require_host(rights: Rights) -> None:
    """Raise `InputError` for everybody else."""
    if rights is not Rights.HOST:
        raise error("training_host_only")


def recipe_to_json(recipe: Recipe) -> Answer:
    """What the page makes a card and a form from."""
    return {
        "model": recipe.model_type,
        "room": recipe.room,
        "figure": recipe.figure,
        "higher": recipe.higher,
        "data": recipe.data,
        "taste": recipe.model_type in TASTES,
        "usable": recipe.worlds or recipe.model != "",
        "replaces": recipe.model != "",
        "fields": [_field_to_json(one) for one in fields(recipe.settings)],
    }


def _field_to_json(one: Field[Any]) -> Answer:
    low, high, only = (one.metadata[name] for name in ("low", "high", "only"))
    return {
        "name": one.name,
        "kind": type(one.default).__name__,
        "default": one.default,
        "low": low,
        "high": high,
        "only": list(only),
    }


def job_to_json(job: TrainingJob) -> Answer:
    """A training for the page; where its files lie stays here."""
    told = asdict(job)
    del told["output"], told["pid"]
    return told
