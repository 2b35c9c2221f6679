import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from engines.runtime import InputError
from engines.training.api import Admission, add_training
from engines.training.manager import TrainingManager

Open = Callable[..., TrainingManager]
HOME = ("127.0.0.1", 50_000)
LONGEST = 60.0


@pytest.fixture
def manager(open_manager: Open) -> TrainingManager:
    return open_manager()


@pytest.fixture
def client(manager: TrainingManager) -> TestClient:
    return caller(manager)


def caller(manager: TrainingManager, token: str = "", address: tuple[str, int] = HOME) -> TestClient:
    app = FastAPI()
    add_training(app, manager, Admission(token))
    return TestClient(app, "http://127.0.0.1:7860", client=address, raise_server_exceptions=False)


def finished(client: TestClient, job_id: str) -> dict[str, Any]:
    end = time.monotonic() + LONGEST
    while (job := client.get(f"/api/training/{job_id}").json())["completed_at"] is None:
        assert time.monotonic() < end
        time.sleep(0.1)
    return dict(job)


def test_a_training_by_rest_from_start_to_file(client: TestClient) -> None:
    answer = client.post("/api/training/start?model_type=counter&name=mine", json={"epochs": 3})
    assert answer.status_code == 201
    job = answer.json()
    assert (job["model_type"], job["status"], job["config"]["epochs"], job["name"]) == ("counter", "pending", 3, "mine")
    assert "output" not in job
    with client.stream("GET", f"/api/training/{job['job_id']}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in stream.iter_lines() if line]
    told = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {")]
    assert [event["step"] for event in told if event.get("event") == "metrics"] == list(range(1, 16))
    assert lines[-3] == "event: end"
    job = finished(client, job["job_id"])
    assert (job["status"], job["progress"]) == ("completed", 100)
    log = client.get(f"/api/training/{job['job_id']}/logs").json()
    assert "counted to 15" in log["text"]
    assert client.get(f"/api/training/{job['job_id']}/logs?after={log['after']}").json()["text"] == ""
    files = client.get(f"/api/training/{job['job_id']}/artifacts").json()
    assert [file["name"] for file in files] == ["count.txt"]
    assert client.get(f"/api/training/{job['job_id']}/artifacts/count.txt").text == "15"
    assert [one["job_id"] for one in client.get("/api/training/list").json()] == [job["job_id"]]
    assert client.delete(f"/api/training/{job['job_id']}").status_code == 204
    assert client.get("/api/training/list").json() == []


def test_a_broken_line_goes_on_where_it_was(client: TestClient) -> None:
    job_id = client.post("/api/training/start?model_type=counter", json={}).json()["job_id"]
    finished(client, job_id)
    url = f"/api/training/{job_id}/events"
    whole = [line for line in client.get(url).text.splitlines() if line.startswith('data: {"')]
    half = client.get(url, headers={"Last-Event-ID": "0"}).text
    assert [line for line in half.splitlines() if line.startswith('data: {"')] == whole
    last = next(line for line in half.splitlines() if line.startswith("id: ")).removeprefix("id: ")
    rest = client.get(url, headers={"Last-Event-ID": last}).text
    assert [line for line in rest.splitlines() if line.startswith('data: {"')] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "key"),
    [
        ("post", "start?model_type=giant", {}, 404, "training_model_unknown"),
        ("post", "start?model_type=counter", {"epochs": -3}, 422, "training_setting_range"),
        ("post", "start?model_type=counter", {"epochs": 10**9}, 422, "training_setting_range"),
        ("post", "start?model_type=counter", {"epochs": "many"}, 422, "training_setting_kind"),
        ("post", "start?model_type=counter", {"folder": "/etc"}, 422, "training_setting_unknown"),
        ("post", "start?model_type=counter", {"data": "../../etc"}, 422, "training_data_unknown"),
        ("get", "000000000000", None, 404, "training_job_unknown"),
        ("get", "..%2f..%2fetc", None, 404, None),
        ("post", "nobody/cancel", None, 404, "training_job_unknown"),
        ("post", "nobody/resume", None, 404, "training_job_unknown"),
        ("get", "nobody/logs", None, 404, "training_job_unknown"),
        ("get", "nobody/logs?after=-1", None, 422, None),
        ("get", "nobody/events", None, 404, "training_job_unknown"),
        ("get", "nobody/artifacts/passwd", None, 404, "training_job_unknown"),
        ("post", "start?model_type=counter", [1, 2], 422, None),
        ("post", "start", {}, 422, None),
    ],
)
def test_bad_input_is_answered_with_its_status(
    client: TestClient, tmp_path: Path, method: str, path: str, body: object, status: int, key: str | None
) -> None:
    answer = client.request(method, f"/api/training/{path}", json=body)
    assert answer.status_code == status
    if key:
        assert answer.json()["error"] == key
        assert answer.json()["detail"].endswith(".")
    assert not list((tmp_path / "jobs").glob("*/"))


def test_only_the_host_changes_anything(manager: TrainingManager) -> None:
    start = "/api/training/start?model_type=counter"
    stranger = caller(manager, address=("203.0.113.9", 1))
    assert stranger.post(start, json={}).json()["error"] == "training_host_only"
    assert stranger.get("/api/training/list").json() == []
    here = caller(manager)
    assert here.post(start, json={}, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403
    assert here.post(start, json={}, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    guarded = caller(manager, token="open sesame")
    assert guarded.post(start, json={}).status_code == 401
    assert guarded.post(start, json={}, headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert manager.list() == []
    right = {"Authorization": "Bearer open sesame"}
    assert caller(manager, "open sesame", ("203.0.113.9", 1)).post(start, json={}, headers=right).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},  # whatever it says
        {"X-Forwarded-Host": "doors.example"},
        {"Forwarded": "for=127.0.0.1"},
        {"X-Real-IP": "127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"Connection": "close"},  # an nginx that was told nothing
        {"Host": "doors.example"},  # a proxy that keeps the name, or a name that an attacker points here
        {"Host": ""},
    ],
)
def test_a_proxy_on_this_machine_makes_nobody_the_host(manager: TrainingManager, headers: dict[str, str]) -> None:
    start = "/api/training/start?model_type=counter"
    answer = caller(manager).post(start, json={}, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (403, "training_host_only")
    assert manager.list() == []


def test_where_a_proxy_is_known_only_the_token_counts() -> None:
    with pytest.raises(InputError, match="Only the host"):
        Admission(proxied=True).check("", "127.0.0.1", {"host": "127.0.0.1:7860"})
    Admission("open sesame", proxied=True).check("open sesame", "203.0.113.9", {"host": "doors.example"})


@pytest.mark.parametrize("name", ["127.0.0.1:7860", "localhost", "localhost:8080", "[::1]:7860"])
def test_who_sits_at_this_machine_is_the_host(name: str) -> None:
    Admission().check("", "::1", {"host": name})


def test_every_call_is_documented(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/api/training/list", "/api/training/start", "/api/training/{job_id}"} <= set(paths)
    assert all(call["description"] for path in paths.values() for call in path.values())


@pytest.mark.parametrize("origin", ["null", "http://[", "http://doors.example.evil", "https://doors.example:1", ""])
def test_the_token_opens_nothing_for_another_sites_page(origin: str) -> None:
    headers = {"host": "doors.example", "origin": origin}
    with pytest.raises(InputError, match="Only the host"):
        Admission("open sesame").check("open sesame", "127.0.0.1", headers)
    Admission("open sesame").check("open sesame", "127.0.0.1", headers | {"origin": "https://doors.example"})


@pytest.mark.parametrize("given", ["", "open sesam", "open sesame ", "\ud800", "열려라", "\0"])
def test_a_wrong_token_is_only_wrong(given: str) -> None:
    with pytest.raises(InputError, match="host's token"):
        Admission("open sesame").check(given, "127.0.0.1", {"host": "doors.example"})


def test_an_odd_host_is_no_home() -> None:
    with pytest.raises(InputError, match="Only the host"):
        Admission().check("", "127.0.0.1", {"host": "[::1"})


def test_the_hosts_word_may_come_in_a_cookie(manager: TrainingManager) -> None:
    app = FastAPI()
    add_training(app, manager, Admission("열려라 참깨"))
    asks = TestClient(app, cookies={"five-doors-host": "%EC%97%B4%EB%A0%A4%EB%9D%BC%20%EC%B0%B8%EA%B9%A8"})
    assert asks.post("/api/training/nobody/cancel").status_code == 404
    assert asks.post("/api/training/nobody/cancel", headers={"origin": "https://evil"}).status_code == 403
    assert TestClient(app).post("/api/training/nobody/cancel").status_code == 401


def test_what_was_sent_is_not_repeated(client: TestClient) -> None:
    for body in (b'{"x": NaN, "y": [Infinity', b'["secret", NaN]', b'["\\ud800 secret"]'):
        answer = client.post("/api/training/start?model_type=counter", content=body)
        assert answer.status_code == 422
        assert "secret" not in answer.text
