"""A real client of the Model Context Protocol uses the calls of the running page."""

import base64
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from PIL import Image

from tests.benchmarks.measure import shoe_drawing
from tests.browser.server import Server, free_port, running
from tests.loops import run_apart

CALLS = [
    "paint", "dog_points", "dog_search", "dog_film", "try_on", "try_on_outfit", "try_on_parse", "try_on_pose",
    "try_on_mask", "dance", "dance_file", "dance_styles", "dance_beats",
]  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    # With the host's rooms, whose calls must not become tools, and below a path, as behind a proxy.
    more: dict[str, Any] = {"FIVE_DOORS_MCP_SERVER": "1", "HOST_TOOLS": "1", "FIVE_DOORS_ROOT_PATH": "/doors"}
    with running(tmp_path_factory.mktemp("server"), port=free_port(), **more) as server:
        yield server


def ask(server: Server, *calls: tuple[str, dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """The tools, and the answers to calls of some."""

    async def session() -> tuple[list[Any], list[Any]]:
        url = f"{server.url}/doors/gradio_api/mcp/"
        # Gradio would connect to what this header names.
        headers = {"X-Forwarded-Host": "elsewhere.invalid"}
        async with (
            httpx.AsyncClient(headers=headers, timeout=120) as line,
            streamable_http_client(url, http_client=line) as (read, write, _),
            ClientSession(read, write) as client,
        ):
            await client.initialize()
            tools = (await client.list_tools()).tools
            return tools, [await client.call_tool(name, arguments) for name, arguments in calls]

    return run_apart(session())


def test_a_language_model_finds_the_public_calls_and_uses_them(server: Server):
    file = io.BytesIO()
    shoe_drawing().save(file, "png")
    drawing = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    tools, (painted, styles, fetched, refused, hidden) = ask(
        server,
        ("paint", {"drawing": drawing, "world": "shoes", "seed": 1}),
        ("dance_styles", {}),
        ("paint", {"drawing": f"{server.url}/doors/pwa_icon/192", "world": "shoes", "seed": 1}),
        ("paint", {"drawing": drawing, "world": "nowhere", "seed": 1}),
        ("models", {}),
    )
    assert [tool.name for tool in tools] == CALLS
    for tool in tools:
        assert tool.description, tool.name
        assert "upload_file_to_gradio" not in tool.description
        for name, parameter in tool.inputSchema["properties"].items():
            assert parameter["type"] in ("string", "integer", "number"), (tool.name, name)
            assert parameter["description"], (tool.name, name)
    assert not painted.isError
    with Image.open(io.BytesIO(base64.b64decode(painted.content[0].data))) as picture:
        assert picture.size == (256, 256)
    assert "Ballet" in styles.content[0].text
    assert fetched.isError
    assert "nothing is fetched from other addresses" in fetched.content[0].text
    assert refused.isError
    assert "no world" in refused.content[0].text
    assert hidden.isError
    assert "Unknown tool" in hidden.content[0].text
    assert "Traceback" not in server.printed
