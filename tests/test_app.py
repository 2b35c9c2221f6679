"""The program itself, started as a visitor's host would start it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image, ImageDraw

import app
from engines.training.processes import born, end_all, is_alive
from settings import Settings
from tests.browser.server import ROOT, Server, free_port, running

OFFLINE_RECORD = "asked.txt"
ASSETS = ROOT / "assets"
HEAVY = ("libtorch", "cv2", "/scipy/", "faiss", "torchvision")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "app.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False
    )


def run_python(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program]
    return subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    offline: dict[str, Any] = {
        "PYTHONPATH": str(ROOT / "tests" / "offline"),
        "OFFLINE_RECORD": str(folder / OFFLINE_RECORD),
    }
    with running(folder, port=free_port(), FIVE_DOORS_JOBS=str(folder / "jobs"), **offline) as server:
        # Before anything else happens: what the process has loaded when the page answers for the first time.
        (server.log.parent / "maps.txt").write_text(
            Path(f"/proc/{server.process.pid}/maps").read_text("utf-8"), "utf-8"
        )
        yield server


@pytest.fixture(scope="module")
def client(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return Client(server.url, verbose=False, download_files=str(tmp_path_factory.mktemp("downloads")))


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    sheet = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(sheet).line([(40, 230), (40, 100), (100, 100), (250, 190), (250, 230), (40, 230)], 0, 4)
    sheet.save(tmp_path / "drawing.png")
    return tmp_path / "drawing.png"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_nothing_heavy_is_loaded_before_the_page_is_up(server: Server):
    maps = (server.log.parent / "maps.txt").read_text("utf-8")
    assert "pydantic_core" in maps  # the list is of the right process
    assert [name for name in HEAVY if name in maps] == []


def test_api_paints_a_file(client: Client, drawing: Path):
    first = client.predict(drawing=handle_file(drawing), world="shoes", seed=1, api_name="/paint")
    again = client.predict(drawing=handle_file(drawing), world="shoes", seed=1, api_name="/paint")
    assert Path(first).suffix == ".png"
    with Image.open(first) as picture:
        assert (picture.format, picture.mode) == ("PNG", "RGB")
        assert picture.width == picture.height >= 256
    assert Path(first).read_bytes() == Path(again).read_bytes()


def test_api_page_lists_the_call(client: Client):
    endpoint = client.view_api(return_format="dict", print_info=False)["named_endpoints"]["/paint"]
    assert [part["parameter_name"] for part in endpoint["parameters"]] == ["drawing", "world", "seed"]


def test_nothing_for_the_host_is_there_unasked(client: Client, server: Server):
    names = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    dance = ["/dance", "/dance_file", "/dance_styles", "/dance_beats"]
    tryon = ["/try_on", "/try_on_outfit", "/try_on_parse", "/try_on_pose", "/try_on_mask"]
    assert list(names) == ["/paint", "/dog_points", "/dog_search", "/dog_film", *tryon, *dance]
    config = httpx.get(f"{server.url}/config").text
    assert "models-weights" not in config
    assert httpx.get(f"{server.url}/metrics").status_code == 404


@pytest.mark.parametrize(
    ("content", "arguments", "words"),
    [
        (b"I am a text", {}, "cannot be read as a picture"),
        (None, {"world": "nowhere"}, "no world"),
        (None, {"seed": -1}, "seed"),
    ],
)
def test_api_answers_bad_input_with_a_sentence(
    client: Client, server: Server, drawing: Path, content: bytes | None, arguments: dict, words: str
):
    if content is not None:
        drawing.write_bytes(content)
    call = {"drawing": handle_file(drawing), "world": "shoes", "seed": 0} | arguments
    with pytest.raises(AppError, match=words):
        client.predict(**call, api_name="/paint")
    assert "Traceback" not in server.printed


def test_api_keeps_no_drawing(client: Client, server: Server, tmp_path: Path):
    before = set(server.log.parent.rglob("never-kept*"))
    sheet = Image.new("L", (256, 256), 255)
    ImageDraw.Draw(sheet).rectangle((40, 60, 200, 180), outline=0, width=5)
    sheet.save(tmp_path / "never-kept.png")
    client.predict(drawing=handle_file(tmp_path / "never-kept.png"), world="shoes", seed=0, api_name="/paint")
    assert set(server.log.parent.rglob("never-kept*")) == before == set()


def test_too_large_request_is_turned_away(server: Server):
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(
            b"POST /gradio_api/component_server/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999999999\r\n\r\n"
        )
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def test_every_room_answers_without_a_network_and_never_asks_for_one(client: Client, server: Server, drawing: Path):
    dog, person = ASSETS / "dogs" / "examples" / "1-beagle.webp", ASSETS / "tryon" / "people" / "jun.webp"
    garment = ASSETS / "tryon" / "wardrobe" / "cardigan-lilac.webp"
    client.predict(drawing=handle_file(drawing), world="gemstones", seed=0, api_name="/paint")
    assert client.predict(photo=handle_file(dog), k=3, api_name="/dog_search")
    assert client.predict(person=handle_file(person), garment=handle_file(garment), api_name="/try_on")
    assert client.predict(text="spin", seconds=2, energy=None, api_name="/dance")["frames"] == 40
    with httpx.Client(base_url=f"{server.url}/api/training", timeout=30) as rest:
        job = rest.post("/start?model_type=skinmodel", json={"epochs": 1}).json()
        with rest.stream("GET", f"/{job['job_id']}/events") as events:
            assert "event: end" in "".join(events.iter_text())
        assert rest.get(f"/{job['job_id']}").json()["status"] == "completed"
    asked = server.log.parent / OFFLINE_RECORD
    assert not asked.exists(), asked.read_text("utf-8")


def test_the_guard_of_the_network_works(tmp_path: Path):
    record = tmp_path / OFFLINE_RECORD
    tried = "import socket; socket.create_connection(('example.org', 80))"
    done = run_python(tried, PYTHONPATH=str(ROOT / "tests" / "offline"), OFFLINE_RECORD=str(record))
    assert "there is no network" in done.stderr
    assert record.read_text("utf-8") == "socket.getaddrinfo example.org\n"


def test_sigterm_leaves_trainings_alone_and_no_file_behind(tmp_path: Path):
    jobs = tmp_path / "jobs"
    with running(tmp_path, "--tab", "training", port=free_port(), FIVE_DOORS_JOBS=str(jobs)) as server:
        with httpx.Client(base_url=f"{server.url}/api/training", timeout=30) as rest:
            job = rest.post("/start?model_type=mdm_finetune", json={"epochs": 1000}).json()
            while job["status"] != "running":
                time.sleep(0.05)
                job = rest.get(f"/{job['job_id']}").json()
        begun = born(job["pid"])
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(10) == 0
        assert list(tmp_path.glob("five-doors-*")) == []
        assert is_alive(job["pid"], begun)
    psutil.Process(job["pid"]).kill()
    for folder in jobs.iterdir():
        end_all(folder)


def test_taken_port_moves_on_and_ctrl_c_ends_at_once(server: Server, tmp_path: Path):
    taken = int(server.url.rsplit(":", 1)[1])
    expected = app.free_port("127.0.0.1", taken)
    with running(tmp_path, "--tab", "sketch", port=taken, answers_at=expected) as second:
        assert f"Port {taken} is taken, so the page opens on port {expected}." in second.printed
        # A visitor whose connection stays open, as a browser's does.
        with socket.create_connection(("127.0.0.1", expected)) as line:
            line.sendall(b"GET /gradio_api/heartbeat/test HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            line.recv(20)
            started = time.monotonic()
            second.process.send_signal(signal.SIGINT)
            assert second.process.wait(20) == 0
            assert time.monotonic() - started < 2
        assert "Traceback" not in second.printed
    assert list(tmp_path.glob("five-doors-*")) == []


def test_settings_table():
    done = run("--settings", FIVE_DOORS_PORT="99999")
    assert done.returncode == 0
    assert "FIVE_DOORS_PORT=99999, moved into the range" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (["--settings"], {"FIVE_DOORS_PORT": "many"}, "`FIVE_DOORS_PORT` must be a whole number"),
        ([], {"FIVE_DOORS_PATIENCE": "soon"}, "`FIVE_DOORS_PATIENCE` must be a number"),
    ],
)
def test_bad_setting_is_one_sentence(arguments: list[str], environment: dict[str, str], words: str):
    done = run(*arguments, **environment)
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_unknown_tab_is_one_sentence(monkeypatch: pytest.MonkeyPatch):
    for name in ("GRADIO_TEMP_DIR", "GRADIO_ANALYTICS_ENABLED"):
        monkeypatch.setenv(name, "")  # so that what `open_page` writes there is undone
    known = "sketch, dogs, tryon, dance, training"
    with pytest.raises(SystemExit, match=f"`--tab` must be one of {known}, but it is 'cellar'"):
        app.open_page(Settings(), "cellar")


def test_free_port_skips_a_taken_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert app.free_port("127.0.0.1", port) > port
