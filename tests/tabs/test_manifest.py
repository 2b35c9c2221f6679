"""What makes the page an app: its manifest and its icons."""

from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tabs.manifest import ICONS, manifest_routes


def test_the_manifest_names_icons_that_are_there():
    page = TestClient(Starlette(routes=manifest_routes()))
    answer = page.get("/manifest.json")
    assert answer.headers["content-type"] == "application/manifest+json"
    told = answer.json()
    assert (told["display"], told["short_name"]) == ("standalone", "Five Doors")
    # From where the page is, not from the root of the address: else they are lost behind a path.
    assert all(not told[name].startswith("/") for name in ("id", "start_url", "scope"))
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
    for icon in told["icons"]:
        assert page.get(f"/{icon['src']}").headers["content-type"] == "image/png"


def test_icons_are_as_large_as_they_say_and_leave_no_corner_open():
    for size, file in ICONS.items():
        with Image.open(file) as icon:
            assert icon.size == (size, size)
            assert icon.convert("RGBA").getchannel("A").getextrema() == (
                255,
                255,
            )  # a tablet cuts its own shape out of it
