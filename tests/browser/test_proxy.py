"""The page below a path, behind the nginx that `hosting/nginx.conf` describes; without nginx, below the path alone."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client, handle_file
from PIL import Image
from playwright.sync_api import Browser, Response, expect

from tests.benchmarks.measure import shoe_drawing
from tests.browser.server import ROOT, Server, free_port, running, wait_for
from tests.browser.test_sketch import OUTLINE, draw, settled

pytestmark = pytest.mark.browser

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
MAIN = """
daemon off; worker_processes 1; pid nginx.pid; error_log error.log;
events {}
http {
    access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    include site.conf;
}
"""
TOKEN = {"Authorization": "Bearer open sesame"}
# Gradio's page asks for it at the root of the address, which is not this page's; HEAD in tabs/manifest.py mends that.
NOT_OURS = "/manifest.json"


def conf(folder: Path, front: int, back: int) -> list[str]:
    """The command that runs the shipped configuration with other ports."""
    site = (ROOT / "hosting" / "nginx.conf").read_text("utf-8")
    assert site.count("listen 80;") == site.count("127.0.0.1:7860;") == 1
    site = site.replace("listen 80;", f"listen 127.0.0.1:{front};").replace("127.0.0.1:7860;", f"127.0.0.1:{back};")
    (folder / "site.conf").write_text(site, "utf-8")
    # Started by root it would hand its work to somebody who may not write into this folder.
    own = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(own + MAIN, "utf-8")
    return [str(NGINX), "-p", str(folder), "-e", "error.log", "-c", "nginx.conf"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The running program; `url` is the page's address for visitors."""
    folder, back, front = tmp_path_factory.mktemp("server"), free_port(), free_port()
    own: dict[str, Any] = {
        "FIVE_DOORS_ROOT_PATH": "/doors",
        "FIVE_DOORS_PROXIES": "127.0.0.1",
        "FIVE_DOORS_JOBS": str(folder / "jobs"),
    }
    with running(folder, port=back, ADMIN_TOKEN="open sesame", FIVE_DOORS_PWA="1", **own) as server:
        if NGINX is None:
            yield Server(f"{server.url}/doors", server.process, server.log)
            return
        proxy = subprocess.Popen(conf(folder, front, back), cwd=folder)
        url = f"http://127.0.0.1:{front}/doors"
        wait_for(f"{url}/docs", proxy, folder / "error.log")
        yield Server(url, server.process, server.log)
        proxy.terminate()
        proxy.wait(20)


@pytest.mark.skipif(NGINX is None, reason="no nginx: install the Debian package `nginx-light`")
def test_nginx_accepts_the_configuration(tmp_path: Path):
    done = subprocess.run(
        [*conf(tmp_path, free_port(), free_port()), "-t"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_documentation_and_the_app_are_below_the_path(server: Server):
    docs = httpx.get(f"{server.url}/docs").text
    assert "url: '/doors/openapi.json'" in docs
    assert httpx.get(f"{server.url}/docs/parts/swagger-ui-bundle.js").status_code == 200
    assert httpx.get(f"{server.url}/openapi.json").json()["servers"] == [{"url": "/doors"}]
    assert httpx.get(f"{server.url}/manifest.json").json()["start_url"] == "./"
    assert httpx.get(f"{server.url}/pwa_icon/192").headers["content-type"] == "image/png"
    assert httpx.get(f"{server.url}/config").json()["root"] == server.url


def test_a_program_uploads_a_drawing_and_fetches_the_picture(server: Server, tmp_path: Path):
    shoe_drawing().save(tmp_path / "shoe.png")
    client = Client(f"{server.url}/", verbose=False, download_files=str(tmp_path))
    picture = client.predict(drawing=handle_file(tmp_path / "shoe.png"), world="shoes", seed=1, api_name="/paint")
    with Image.open(picture) as painted:
        assert painted.size == (256, 256)


def test_events_of_a_training_come_while_it_runs(server: Server):
    with httpx.Client(base_url=f"{server.url}/api/training", headers=TOKEN, timeout=60) as rest:
        wish = {"epochs": 1000, "patience": 0}
        job = rest.post("/start?model_type=skinmodel", json=wish).json()["job_id"]
        with rest.stream("GET", f"/{job}/events") as events:
            lines = events.iter_lines()
            first = next(line for line in lines if line.startswith("data: {"))
            assert json.loads(first.removeprefix("data: "))["event"]
            assert rest.get(f"/{job}").json()["completed_at"] is None
            rest.post(f"/{job}/cancel")
            assert "event: end" in lines


@pytest.mark.parametrize("claim", [{}, {"X-Forwarded-For": "127.0.0.1"}, {"Authorization": "Bearer sesame"}])
def test_nobody_becomes_the_host_by_a_claim(server: Server, claim: dict[str, str]):
    answer = httpx.post(f"{server.url}/api/training/start?model_type=counter", headers=claim)
    assert (answer.status_code, answer.json()["error"]) == (401, "training_token_wrong")


def test_every_room_opens_and_a_stroke_is_painted(browser: Browser, server: Server):
    page = browser.new_page(locale="en-US")
    page.set_default_timeout(120_000)
    wrong: list[str] = []

    def look(response: Response) -> None:
        if response.status >= 400 and not response.url.endswith(NOT_OURS):
            wrong.append(f"{response.status} {response.url}")
        elif response.url.startswith("http") and not response.url.startswith(server.url):
            wrong.append(response.url)

    page.on("response", look)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{server.url}/#sketch")
    page.locator("[data-awake]").first.wait_for(state="attached")
    assert page.evaluate("document.querySelector('link[rel=manifest]').href") == f"{server.url}/manifest.json"
    for door in ("dogs", "tryon", "dance", "training", "sketch"):
        page.locator(f"[role=tab][data-door={door}]").click()
        expect(page.locator(f"#room-{door}")).to_be_visible()
    draw(page, OUTLINE)
    assert settled(page).startswith("data:image/png")
    assert wrong == []
    page.close()
