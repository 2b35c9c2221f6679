"""A page below a path: requests arrive the same, however the proxy hands them on."""

from typing import Any

import pytest

from tabs.subpath import SubPath
from tests.loops import run_apart


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("/doors/docs", "/doors/docs"),  # the proxy left the path in
        ("/docs", "/doors/docs"),  # the proxy took it off
        ("/", "/doors/"),
        ("/doors", "/doors"),
        ("/doorstep", "/doors/doorstep"),  # a name that only begins alike
    ],
)
def test_path(asked: str, expected: str):
    seen: list[dict[str, Any]] = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)

    async def nothing(*_: Any) -> Any: ...

    run_apart(SubPath(page, "/doors")({"type": "http", "path": asked}, nothing, nothing))
    assert (seen[0]["path"], seen[0]["root_path"]) == (expected, "/doors")
