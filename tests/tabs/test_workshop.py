"""The page's calls are answered from real trainings."""

import base64
import io
import time
from collections.abc import Callable
from typing import Any

import gradio as gr
import pytest
from PIL import Image
from starlette.requests import Request

from engines.training.manager import TrainingManager
from tabs import workshop
from tabs.rights import Rights
from tabs.workshop import TASTE_PRIORITY, Workshop
from tests.engines.training.conftest import open_manager  # noqa: F401
from tests.engines.training.tiny import TINY

LONGEST = 60.0  # seconds that a busy machine may take
HERE = gr.Request(Request({"type": "http", "headers": [], "client": ("127.0.0.1", 1)}))
Answer = dict[str, Any]


class Caller:
    """A page of somebody with some rights."""

    def __init__(self, manager: TrainingManager, rights: Rights) -> None:
        self._shop = Workshop(manager, lambda request, token: rights)

    def ask(self, call: str, /, **parts: Any) -> Answer:
        return self._shop.answer(call, {"visitor": "visitor-1", **parts}, HERE)


@pytest.fixture
def manager(open_manager: Callable[..., TrainingManager]) -> TrainingManager:  # noqa: F811
    return open_manager()


def follow(page: Caller, job: str) -> tuple[list[Answer], str]:
    """Everything that a training told and printed, read as the page does: by offsets, until it has ended."""
    events: list[Answer] = []
    log, after, end = "", {"after_events": 0, "after_log": 0}, time.monotonic() + LONGEST
    while True:
        answer = page.ask("news", job=job, **after)
        events += answer["events"]
        log += answer["log"]
        after = {name: answer[name] for name in after}
        if answer["job"]["status"] not in ("pending", "running"):
            return events, log
        assert time.monotonic() < end, answer
        time.sleep(0.1)


def test_a_host_teaches_watches_and_tidies_up(manager: TrainingManager):
    page = Caller(manager, Rights.HOST)
    room = page.ask("open_room")
    assert room["rights"] == "host"
    assert [job["job_id"] for job in room["jobs"]] == ["demo"]
    recipe = next(one for one in room["recipes"] if one["model"] == "tiny")
    assert recipe["figure"] == "away"
    assert {"name": "epochs", "kind": "int", "default": 4, "low": 1, "high": 1000, "only": []} in recipe["fields"]
    assert page.ask("estimate", model="tiny", config={"epochs": 10})["seconds"] == pytest.approx(2.05)
    sheet = page.ask("preview", model="tiny", config={})
    assert sheet["picture"].startswith("data:image/webp;base64,")
    assert sheet["counts"] == {"points": 64}

    job = page.ask("start", model="tiny", config={"epochs": 3}, name="mine")["job"]["job_id"]
    events, log = follow(page, job)
    steps = [event["step"] for event in events if event["event"] == "metrics" and "loss" in event]
    assert steps == list(range(1, 16))
    assert "'away'" in log
    files = [event["file"] for event in events if event["event"] == "sample"]
    picture = page.ask("sample", job=job, file=files[-1])["picture"]
    with Image.open(io.BytesIO(base64.b64decode(picture.partition(",")[2]))) as opened:
        assert opened.size == (32, 32)
    listed = page.ask("look")["jobs"][0]
    assert (listed["job_id"], listed["name"], listed["status"], listed["progress"]) == (job, "mine", "completed", 100)
    assert not {"output", "pid"} & listed.keys()

    page.ask("act", act="rename", job=job, name="ours", note="<b>bold</b>")
    assert page.ask("look")["jobs"][0]["note"] == "<b>bold</b>"
    assert page.ask("act", act="use", job=job)["error"] == "training_no_room"
    assert [one["job_id"] for one in page.ask("act", act="remove", job=job)["jobs"]] == ["demo"]
    assert page.ask("news", job=job)["error"] == "training_job_unknown"


def test_what_is_wrong_comes_with_its_sentence(manager: TrainingManager):
    page = Caller(manager, Rights.HOST)
    wrong = page.ask("start", model="tiny", config={"epochs": -3})
    assert wrong["error"] == "training_setting_range"
    assert "`epochs`" in wrong["sentence"]
    assert page.ask("start", model="dragon", config={})["error"] == "training_model_unknown"
    assert page.ask("preview", model="tiny", config={"batch": 13})["error"] == "training_data_empty"
    assert page.ask("sample", job="demo", file="9999999.png")["error"] == "training_sample_unknown"
    assert page.ask("act", act="remove", job="demo")["error"] == "training_job_unknown"
    assert len(page.ask("look")["jobs"]) == 1


@pytest.mark.parametrize("rights", [Rights.GUEST, Rights.TASTER])
@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("start", {"model": "tiny", "config": {}}),
        ("preview", {"model": "tiny", "config": {}}),
        ("folders", {"model": "tiny"}),
        *(("act", {"act": act, "job": "0123456789ab"}) for act in ("cancel", "resume", "rename", "remove", "use")),
    ],
)
def test_what_only_the_host_may(manager: TrainingManager, rights: Rights, name: str, parts: Answer):
    assert Caller(manager, rights).ask(name, **parts)["error"] == "training_host_only"


def test_a_guest_looks_at_the_demo(manager: TrainingManager):
    page = Caller(manager, Rights.GUEST)
    told = page.ask("news", job="demo")
    assert told["events"][0]["event"] == "begin"
    assert told["job"]["status"] == "completed"
    assert told["job"]["metrics"]
    samples = [event["file"] for event in told["events"] if event["event"] == "sample"]
    assert len(samples) > 3
    for file in samples:
        assert page.ask("sample", job="demo", file=file)["picture"].startswith("data:image/png;base64,")
    again = page.ask("news", job="demo", after_events=told["after_events"], after_log=told["after_log"])
    assert (again["events"], again["log"]) == ([], "")


def test_a_taster_starts_one_short_training(manager: TrainingManager, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workshop, "TASTES", (TINY.model_type,))
    page = Caller(manager, Rights.TASTER)
    job = page.ask("start", model="tiny", config={"epochs": 1000, "pause": 1.0})["job"]
    assert (job["config"]["epochs"], job["config"]["pause"], job["priority"]) == (4, 0.0, TASTE_PRIORITY)
    assert page.ask("start", model="tiny", config={})["error"] == "training_taste_busy"
    follow(page, job["job_id"])
    assert "job" in page.ask("start", model="tiny", config={})
