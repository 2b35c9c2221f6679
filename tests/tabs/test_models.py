"""The host's room: what its buttons do, what its tables show, and that it is not there unasked."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from starlette.applications import Starlette
from starlette.testclient import TestClient

from engines.checkpoints import Report, VersionStore, Weights
from engines.runtime import InputError, ModelCache, Monitor, Thresholds
from engines.training.api import Admission
from engines.training.manager import TrainingManager
from settings import Settings
from tabs.doors import DOORS, HOST_DOORS
from tabs.house import build_house
from tabs.metrics import metrics_route
from tabs.models import Cabinet, drop_template
from tabs.server import build_server
from tabs.shared import Shared, open_shared
from tabs.words import WORDS, say
from tests.engines.checkpoints.painters import NAME, painter_state, write_manifest, write_painter

WORD = re.compile(r'data-word="(\w+)"')


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    store = VersionStore(tmp_path / "store")
    monitor = Monitor(Thresholds(late_seconds=1.0, memory_share=1.0))
    weights = Weights(store, write_manifest(tmp_path / "bundled"))
    training = TrainingManager(tmp_path / "jobs", tmp_path / "lessons")
    return Shared(Settings(), monitor, ModelCache(100_000_000, monitor), store, weights, training, Admission())


@pytest.fixture
def cabinet(shared: Shared) -> Cabinet:
    return Cabinet(shared)


@pytest.fixture
def brought(cabinet: Cabinet, tmp_path: Path) -> Report:
    report = cabinet.look(write_painter(tmp_path / "mine.safetensors", 1))[1]
    assert report is not None
    return report


def texts(html: str) -> str:
    """What can be read, in English."""
    keys = WORD.findall(html)
    assert set(keys) <= WORDS.keys()
    return re.sub(r"<[^>]*>", " ", html)


def test_a_file_becomes_the_weight_in_use_and_goes_again(cabinet: Cabinet, shared: Shared, brought: Report):
    card, table, left = cabinet.act_on_file({"act": "register", "model": NAME}, brought)
    assert f"Kept as version 1 of {NAME}. It is not in use yet." in texts(card)
    assert "from mine.safetensors" in texts(table)
    assert (left, brought.path.exists(), shared.store.active(NAME)) == (None, False, None)
    for call, words, in_use in (
        ({"act": "activate", "number": "1"}, f"Version 1 of {NAME} is in use", 1),
        ({"act": "check", "number": "1"}, "is whole and ready to use", 1),
        ({"act": "remove", "number": "1"}, "is in use: please switch to another", 1),
        ({"act": "deactivate"}, f"{NAME} uses the bundled weight again", None),
        ({"act": "roll_back"}, f"Version 1 of {NAME} is in use", 1),
        ({"act": "roll_back"}, f"{NAME} uses the bundled weight again", None),
        ({"act": "roll_back"}, "nothing was before it", None),
        ({"act": "remove", "number": "1"}, f"Version 1 of {NAME} is removed", None),
        ({"act": "check", "number": "1"}, "has no version 1", None),
    ):
        html = cabinet.act({"model": NAME} | call)
        assert words in texts(html)
        assert html.count('class="line') == 1
        assert shared.weights.choose(NAME).version == in_use


def test_put_to_use_right_after_it_was_registered(cabinet: Cabinet, shared: Shared, brought: Report):
    card, *_ = cabinet.act_on_file({"act": "register", "model": NAME}, brought)
    assert f'data-act="activate" data-model="{NAME}" data-number="1"' in card
    cabinet.act_on_file({"act": "activate", "model": NAME, "number": "1"}, None)
    assert shared.weights.choose(NAME).version == 1


def nan(state: dict[str, torch.Tensor]) -> None:
    state["to_full.bias"][1] = float("nan")


def part(state: dict[str, torch.Tensor]) -> None:
    del state["to_full.bias"]
    state["<b>more</b>"] = torch.zeros(2)


@pytest.mark.parametrize(("spoil", "words"), [(nan, "NaN or infinity in 1 tensors"), (part, "1 keys are missing")])
def test_useless_weights_are_reported_and_not_offered(
    cabinet: Cabinet, shared: Shared, tmp_path: Path, spoil, words: str
):
    state = painter_state(1)
    spoil(state)
    save_file(state, tmp_path / "useless.safetensors")
    card, report = cabinet.look(tmp_path / "useless.safetensors")
    assert words in texts(card)
    assert "to_full.bias" in texts(card)
    assert "<b>more" not in card
    assert 'data-act="register"' not in card
    assert words in cabinet.act_on_file({"act": "register", "model": NAME}, report)[0]
    assert shared.store.list() == ()


def test_what_is_no_weight_is_one_sentence(cabinet: Cabinet, tmp_path: Path):
    (tmp_path / "page.pth").write_text("<!doctype html><html><body>Not found</body></html>")
    card, report = cabinet.look(tmp_path / "page.pth")
    assert "page.pth is a web page" in texts(card)
    assert (report, "<table" in card) == (None, False)
    assert say("models_gone", "en") in texts(cabinet.look(None)[0])
    assert say("models_gone", "en") in texts(cabinet.act_on_file({"act": "register", "model": NAME}, None)[0])


def test_unknown_network_is_reported(cabinet: Cabinet, tmp_path: Path):
    save_file({"one.weight": torch.zeros(3), "two.weight": torch.zeros(3)}, tmp_path / "other.safetensors")
    card, _ = cabinet.look(tmp_path / "other.safetensors")
    assert say("report_unknown", "en") in texts(card)
    assert "belongs to no network" in texts(card)
    assert 'data-act="register"' not in card


@pytest.mark.parametrize(
    "call",
    [
        {},
        {"act": "look", "model": "/etc/passwd"},
        {"act": ["remove"], "model": NAME},
        {"act": "activate", "model": "../store", "number": "1"},
        {"act": "activate", "model": {"a": 1}, "number": "1"},
        {"act": "activate", "model": NAME, "number": "-1"},
        {"act": "remove", "model": NAME, "number": [1]},
        {"act": "remove", "model": NAME, "number": "9" * 5000},
        {"act": "register", "model": NAME},
    ],
)
def test_any_call_is_answered_and_changes_nothing(cabinet: Cabinet, shared: Shared, brought: Report, call: dict):
    cabinet.act_on_file({"act": "register", "model": NAME}, brought)
    before = shared.store.list()
    assert "<table" in cabinet.act(call)
    assert shared.store.list() == before


def test_damaged_version_is_said_to_be_replaced(cabinet: Cabinet, shared: Shared, brought: Report):
    cabinet.act_on_file({"act": "register", "model": NAME}, brought)
    cabinet.act({"act": "activate", "model": NAME, "number": "1"})
    shared.store.list(NAME)[0].path.write_bytes(b"something else")
    table = cabinet.act({"act": "read"})
    assert say("models_fell_back", "en") in texts(table)
    assert 'data-word="version_damaged"' in table


def test_damaged_record_stops_only_its_model(cabinet: Cabinet, shared: Shared, brought: Report, tmp_path: Path):
    cabinet.act_on_file({"act": "register", "model": NAME}, brought)
    (tmp_path / "store" / NAME / "record.json").write_text("{")
    assert 'data-word="record_damaged"' in cabinet.act({"act": "read"})


def test_figures_and_alarms(cabinet: Cabinet, shared: Shared):
    assert say("models_quiet", "en") in texts(cabinet.doing())
    assert say("models_calm", "en") in texts(cabinet.doing())
    for seconds in (0.2, 0.2, 0.4, 0.2, 4.0):
        shared.monitor.done("painter-worlds@1", seconds)
    html = cabinet.doing()
    assert "painter-worlds@1 5 calls, 0 failed 200 ms 4.00 s" in " ".join(texts(html).split())
    assert 'style="width:5.0%"' in html
    assert 'style="width:100.0%"' in html
    assert "One call in twenty of painter-worlds@1 takes longer than 4.0 s" in texts(html)
    assert say("models_calm", "en") not in texts(html)


def test_the_same_answer_again_is_another_text(cabinet: Cabinet):
    assert cabinet.doing() != cabinet.doing()


def test_api_names_no_path(cabinet: Cabinet, shared: Shared, brought: Report, tmp_path: Path):
    cabinet.act_on_file({"act": "register", "model": NAME}, brought)
    (model,) = cabinet.as_json()
    assert (model["name"], model["in_use"], len(model["versions"])) == (NAME, "bundled", 1)
    assert str(tmp_path) not in str(model)


def test_drop_card_names_its_limits():
    text = drop_template(20_000_000_000)
    assert 'data-max-bytes="20000000000"' in text
    assert 'accept=".safetensors,' in text
    assert "up to 20.0 GB" in texts(text)
    assert text.count("${value}") == 1


def names(page) -> set[str]:
    return {str(event.api_name) for event in page.fns.values()}


def test_the_room_is_there_only_for_the_host():
    usual, hosts = (build_house(doors, open_shared(Settings())) for doors in (DOORS, (*DOORS, *HOST_DOORS)))
    assert {"paint", "dog_points", "try_on"} <= names(usual)
    assert not names(usual) & {"models", "models_inspect"}
    assert {"paint", "models", "models_inspect"} <= names(hosts)
    assert not any("models" in str(block.elem_id) for block in usual.blocks.values())
    assert {"room-models", "models-file"} <= {block.elem_id for block in hosts.blocks.values()}


def test_metrics():
    monitor = Monitor()
    monitor.done(NAME, 0.25)
    app = Starlette(routes=[metrics_route(monitor, Admission("sesame"))])
    with pytest.raises(InputError, match="host's token"):
        TestClient(app).get("/metrics")
    answer = TestClient(app).get("/metrics", headers={"authorization": "Bearer sesame"})
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert f'five_doors_call_seconds_count{{model="{NAME}"}} 1.0' in answer.text


def test_opening_writes_nothing(tmp_path: Path):
    folder = tmp_path / "weights"
    Cabinet(open_shared(Settings(weights=folder))).act({"act": "read"})
    assert not folder.exists()


@pytest.mark.parametrize(("word", "opens"), [("", False), ("wrong", False), ("sesame", True)])
def test_the_room_is_the_hosts_alone(shared: Shared, tmp_path: Path, word: str, opens: bool):
    settings = Settings(host_tools=True, cache=tmp_path)
    closed = replace(shared, settings=settings, admission=Admission("sesame"))
    server = build_server(build_house(HOST_DOORS, closed), closed)
    with TestClient(server, cookies={"five-doors-host": word}) as visitor:
        call = "/gradio_api/call/models"
        event = visitor.post(call, json={"data": []}).json()["event_id"]
        answer = visitor.get(f"{call}/{event}").text
        assert visitor.get("/metrics").status_code == (200 if opens else 401)
        too_much = visitor.post("/gradio_api/upload", headers={"content-length": str(settings.request_bytes + 1)})
    assert (NAME in answer) is opens
    assert ("Only the host" in answer) is not opens
    assert (too_much.status_code == 413) is not opens


def test_the_lock_has_its_words(cabinet: Cabinet):
    html = cabinet.locked()
    assert 'data-act="unlock"' in html
    texts(html)
