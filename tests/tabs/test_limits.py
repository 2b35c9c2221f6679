"""An address that asks too much hears when to come back; the others notice nothing."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from tabs.limits import MOST_ADDRESSES, Allowance, Limits, network_of


class Clock:
    """A clock that goes when it is told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def read(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


def visitor(limits: Limits, address: str = "203.0.113.5") -> TestClient:
    return TestClient(limits, client=(address, 5000))


def limited(clock: Clock, **allowance: int) -> Limits:
    usual = {"requests_a_minute": 1000, "bytes_an_hour": 10**9, "connections": 100}
    app = Starlette(routes=[Route("/", read, methods=["GET", "POST"])])
    return Limits(app, Allowance(**(usual | allowance)), clock)


def test_too_many_requests_wait_a_moment():
    clock = Clock()
    limits = limited(clock, requests_a_minute=60)
    assert [visitor(limits).get("/").status_code for _ in range(61)] == [200] * 60 + [429]
    answer = visitor(limits).get("/")
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["error"] == "too_many"
    assert visitor(limits, "203.0.113.6").get("/").status_code == 200
    clock.now += 1.01
    assert [visitor(limits).get("/").status_code for _ in range(2)] == [200, 429]


def test_too_many_bytes_wait_longer():
    clock = Clock()
    limits = limited(clock, bytes_an_hour=3600)
    assert visitor(limits).post("/", content=b"x" * 7200).text == "7200"
    answer = visitor(limits).get("/")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3601")
    clock.now += 3602
    assert visitor(limits).get("/").status_code == 200


def test_only_so_many_lines_stay_open():
    inside: list[int] = []
    statuses: list[int] = []

    leave = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        inside.append(1)
        await leave.wait()

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        statuses.append(message.get("status", 0))

    async def visits() -> None:
        limits = Limits(app, Allowance(1000, 10**9, 2), Clock())
        scope = {"type": "http", "client": ("203.0.113.5", 1), "headers": []}
        first = [asyncio.create_task(limits(scope, receive, send)) for _ in range(2)]
        await asyncio.sleep(0)
        await limits(scope, receive, send)
        leave.set()
        await asyncio.gather(*first)
        await limits(scope, receive, send)

    with ThreadPoolExecutor(1) as thread:  # after a browser test this thread has a running event loop
        thread.submit(asyncio.run, visits()).result()
    assert [status for status in statuses if status] == [429]
    assert len(inside) == 3


def test_memory_is_bounded():
    limits = limited(Clock())
    for number in range(MOST_ADDRESSES + 50):
        limits._guest(str(number))
    assert len(limits._guests) == MOST_ADDRESSES
    assert "0" not in limits._guests


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.5", "203.0.113.6", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:203.0.113.5", "203.0.113.5", True),
        ("", "", True),
    ],
)
def test_a_household_is_one_address(one: str, other: str, same: bool):
    assert (network_of(one) == network_of(other)) is same
