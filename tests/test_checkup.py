"""The check-up says what works on a machine and how to mend what does not."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import checkup
from checkup import Finding, Mark
from engines.checkpoints.manifest import WEIGHTS
from settings import Settings
from tests.browser.server import ROOT, free_port


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    own: dict[str, Any] = {name: tmp_path / name for name in ("weights", "worlds", "dogs", "big", "jobs", "lessons")}
    return Settings(port=free_port(), cache=tmp_path, **own)


def test_a_sound_machine(settings: Settings, capsys: pytest.CaptureFixture[str]):
    assert checkup.report(settings) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "The page will work here: uv run app.py"
    things = {line[7:24].strip() for line in lines[:-2]}
    assert {"processor", "memory", "Python", "packages", "shipped weights", "GPU", "port", "folder jobs"} <= things
    assert all(line.startswith(("ok ", "note ")) for line in lines[:-2])


def test_what_is_wrong_is_told_with_its_cure_and_the_program_ends_with_1():
    done = subprocess.run(
        [sys.executable, "app.py", "--check", "--host", "0.0.0.0"],
        cwd=ROOT, env={"HOST_TOOLS": "1", "PATH": "", "HOME": "/nowhere"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    line = next(line for line in done.stdout.splitlines() if "host's token" in line)
    assert line.startswith("wrong")
    assert "ADMIN_TOKEN=" in line.partition("->")[2]
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("look", "changes", "mark", "cure"),
    [
        (checkup.graphics, {"device": "cuda"}, Mark.WRONG, "FIVE_DOORS_DEVICE=auto"),
        (checkup.brought, {"dance_model": "published"}, Mark.WRONG, "FIVE_DOORS_DANCE_MODEL=house"),
        (checkup.port, {"host": "no.such.name.invalid"}, Mark.WRONG, "FIVE_DOORS_HOST=127.0.0.1"),
        (checkup.folders, {"jobs": Path("/proc/jobs")}, Mark.WRONG, "FIVE_DOORS_JOBS=FOLDER"),
        (checkup.folders, {"dogs": Path("/proc/dogs")}, Mark.NOTE, "FIVE_DOORS_DOGS=FOLDER"),
        (checkup.reach, {"host": "0.0.0.0"}, Mark.NOTE, "ADMIN_TOKEN="),
        (checkup.reach, {"host": "0.0.0.0", "host_tools": True}, Mark.WRONG, "ADMIN_TOKEN="),
        (checkup.reach, {"root_path": "/doors"}, Mark.NOTE, "ADMIN_TOKEN="),
        (checkup.reach, {"admin_token": "short"}, Mark.NOTE, "ADMIN_TOKEN="),
        (checkup.reach, {"proxies": "*", "admin_token": "x" * 32}, Mark.WRONG, "FIVE_DOORS_PROXIES=127.0.0.1"),
        (checkup.reach, {"proxies": "127.0.0.1,my-proxy", "admin_token": "x" * 32}, Mark.WRONG, "FIVE_DOORS_PROXIES"),
    ],
)
def test_cures(
    settings: Settings,
    look: Callable[[Settings], Finding | Iterable[Finding]],
    changes: dict[str, object],
    mark: Mark,
    cure: str,
):
    told = look(replace(settings, **changes))  # type: ignore[arg-type]
    bad = [one for one in ([told] if isinstance(told, Finding) else told) if one.mark is not Mark.OK]
    assert [one.mark for one in bad] == [mark]
    assert cure in bad[0].cure


@pytest.mark.parametrize(
    "changes",
    [{}, {"host": "0.0.0.0", "admin_token": "x" * 32}, {"proxies": "127.0.0.1, 10.0.0.0/8", "admin_token": "x" * 32}],
)
def test_nothing_to_mend(settings: Settings, changes: dict[str, object]):
    assert [one.mark for one in checkup.reach(replace(settings, **changes))] == [Mark.OK]  # type: ignore[arg-type]


def test_a_taken_port_is_named(settings: Settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.port))
        taken.listen()
        told = checkup.port(settings)
    assert (told.mark, str(settings.port) in told.found) == (Mark.NOTE, True)
    assert checkup.port(settings).mark is Mark.OK


def test_damaged_and_missing_weights_are_found(tmp_path: Path):
    for file in WEIGHTS.glob("*.safetensors"):
        (tmp_path / file.name).symlink_to(file)
    manifest = (WEIGHTS / "manifest.toml").read_text("utf-8")
    (tmp_path / "manifest.toml").write_text(manifest, "utf-8")
    assert [one.mark for one in checkup.shipped_weights(tmp_path)] == [Mark.OK]
    (tmp_path / "dancer.safetensors").unlink()
    (tmp_path / "dog-points.safetensors").unlink()
    (tmp_path / "dog-points.safetensors").write_bytes(b"half of it")
    told = {one.found: one.mark for one in checkup.shipped_weights(tmp_path)}
    assert told == {"dancer.safetensors is missing": Mark.WRONG, "dog-points.safetensors is damaged": Mark.WRONG}
    (tmp_path / "manifest.toml").write_text("[[weight", "utf-8")
    (broken,) = checkup.shipped_weights(tmp_path)
    assert (broken.mark, "not valid TOML" in broken.found) == (Mark.WRONG, True)


def test_a_cluster_is_asked_whether_it_is_there():
    class Cluster(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/api/version" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """A test prints nothing."""

    with HTTPServer(("127.0.0.1", 0), Cluster) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        assert checkup.ray(f"http://127.0.0.1:{server.server_port}").mark is Mark.OK
        server.shutdown()
    assert checkup.ray(f"http://127.0.0.1:{free_port()}").mark is Mark.WRONG
    assert checkup.ray("somewhere").mark is Mark.WRONG
