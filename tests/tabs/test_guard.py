"""The gate lets few in, in order, and everyone in the end; too much is turned away before it is read."""

import asyncio
import base64
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.types import Message, Receive, Scope, Send

from engines.runtime import InputError
from tabs.guard import BodyLimit, Gate, picture_bytes

PNG = b"\x89PNG"
URL = "data:image/png;base64," + base64.b64encode(PNG).decode()


def test_a_visitor_paints_once_at_a_time():
    gate = Gate(at_once=2, waiting=2, patience=1)
    with gate.enter("mia"):
        with pytest.raises(InputError, match="painting right now") as caught, gate.enter("mia"):
            pass
        assert caught.value.key == "busy"
        with gate.enter("tom"):
            pass
    with gate.enter("mia"):  # and again when the first call is done
        pass


def test_the_place_is_free_again_after_an_error():
    gate = Gate(at_once=1, waiting=0, patience=0)
    with pytest.raises(ZeroDivisionError), gate.enter("mia"):
        raise ZeroDivisionError
    with gate.enter("mia"):
        pass


def test_a_full_line_says_busy_at_once():
    gate = Gate(at_once=1, waiting=0, patience=60)
    started = time.monotonic()
    with gate.enter("mia"), pytest.raises(InputError), gate.enter("tom"):
        pass
    assert time.monotonic() - started < 10


def test_patience_ends_and_the_line_moves_on():
    gate = Gate(at_once=1, waiting=2, patience=0.05)
    with gate.enter("mia"), pytest.raises(InputError), gate.enter("tom"):
        pass
    with gate.enter("tom"):
        pass


def test_nobody_starves():
    gate = Gate(at_once=2, waiting=20, patience=30)
    inside, most, order = 0, 0, []
    lock = threading.Lock()

    def visit(name: str) -> None:
        nonlocal inside, most
        with gate.enter(name):
            with lock:
                inside += 1
                most = max(most, inside)
                order.append(name)
            time.sleep(0.01)
            with lock:
                inside -= 1

    visitors = [threading.Thread(target=visit, args=(f"visitor {number}",)) for number in range(20)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert most == 2
    assert len(order) == len(set(order)) == 20


def test_who_came_first_paints_first():
    gate = Gate(at_once=1, waiting=5, patience=30)
    order: list[int] = []

    def visit(number: int) -> None:
        with gate.enter(str(number)):
            order.append(number)

    with gate.enter("first"):
        visitors = [threading.Thread(target=visit, args=(number,)) for number in range(5)]
        for visitor in visitors:
            visitor.start()
            time.sleep(0.05)  # so that they stand in the line in this order
    for visitor in visitors:
        visitor.join()
    assert order == [0, 1, 2, 3, 4]


def test_a_new_call_takes_the_place_of_an_older_one_of_the_same_visitor():
    gate = Gate(at_once=1, waiting=1, patience=30)
    with gate.enter("first"), gate.turn("mia") as older, gate.turn("mia") as newer:
        with pytest.raises(InputError) as caught:
            next(older)
        assert caught.value.key == "busy"
        assert next(newer) == 1


def test_a_visitor_waits_for_their_own_older_call():
    gate = Gate(at_once=2, waiting=1, patience=30)
    with gate.turn("mia") as older:
        assert list(older) == []
        with gate.turn("mia") as newer:
            assert next(newer) == 1
            with gate.enter("tom"):  # whom nobody keeps waiting
                pass


def test_the_place_in_the_line_is_told():
    gate = Gate(at_once=1, waiting=5, patience=30)
    with gate.enter("first"), gate.turn("second") as second, gate.turn("third") as third:
        assert (next(second), next(third)) == (1, 2)


def test_who_goes_out_of_the_line_leaves_no_gap():
    gate = Gate(at_once=1, waiting=2, patience=30)
    with gate.enter("first"):
        with gate.turn("second") as second:
            next(second)
        with gate.turn("third") as third:
            assert next(third) == 1
    with gate.enter("fourth"):
        pass


def test_picture_bytes():
    assert picture_bytes(URL, 4, "picture_too_heavy") == PNG
    assert picture_bytes("data:image/svg+xml;base64,", 4, "picture_too_heavy") == b""


@pytest.mark.parametrize(
    "url",
    [
        None,
        7,
        "",
        "data:text/plain;base64,aGk=",  # not a picture
        "data:image/png,plain",  # not base64
        "data:image/png;base64,*",
        "data:image/png;base64,ä",
        "https://example.com/shoe.png",
        "file:///etc/passwd",
    ],
)
def test_anything_else_is_unreadable(url: object):
    with pytest.raises(InputError) as caught:
        picture_bytes(url, 100, "picture_too_heavy")
    assert caught.value.key == "picture_unreadable"


def test_too_heavy_is_told_before_decoding():
    with pytest.raises(InputError) as caught:
        picture_bytes("data:image/png;base64," + "*" * 2000, 100, "drawing_too_heavy")
    assert caught.value.key == "drawing_too_heavy"


def answer(body: list[bytes], length: str | None, limit: int, path: str = "/", host: bool = False) -> int:
    """The status that an app behind a `BodyLimit` answers; 0 when it was cut off."""
    chunks = [{"type": "http.request", "body": part, "more_body": True} for part in body]
    statuses: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] == "http.request" and message["more_body"]:
            pass
        if message["type"] == "http.request":
            await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Message:
        return chunks.pop(0) if chunks else {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        statuses.append(message.get("status", 0))

    headers = [(b"content-length", length.encode())] if length is not None else []
    limited = BodyLimit(app, limit, hosts_bytes=8, is_host=lambda _: host)
    answer = limited({"type": "http", "path": path, "headers": headers}, receive, send)
    with ThreadPoolExecutor(1) as thread:  # after a browser test this thread has a running event loop
        thread.submit(asyncio.run, answer).result()
    return statuses[0] if statuses else 0


@pytest.mark.parametrize(
    ("body", "length", "status"),
    [
        ([b"12345"], "5", 200),
        ([b"123456"], "6", 413),
        ([b"12345"], "-5", 413),
        ([b"123", b"45"], None, 200),  # sent in chunks, its length not announced
        ([b"123", b"456"], None, 0),
        ([], None, 200),
    ],
)
def test_body_limit(body: list[bytes], length: str | None, status: int):
    assert answer(body, length, limit=5) == status


@pytest.mark.parametrize(
    ("path", "length", "host", "status"),
    [
        ("/gradio_api/upload", 8, True, 200),
        ("/gradio_api/upload", 9, True, 413),
        ("/gradio_api/upload", 8, False, 413),
        ("/gradio_api/queue/join", 8, True, 413),
    ],
)
def test_the_host_may_upload_more(path: str, length: int, host: bool, status: int):
    assert answer([b"x" * length], str(length), limit=5, path=path, host=host) == status


def test_a_body_that_dawdles_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tabs.guard.BODY_PATIENCE", 0.01)
    told: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        told.append((await receive())["type"])

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError

    with ThreadPoolExecutor(1) as thread:
        limited = BodyLimit(app, 5)({"type": "http", "path": "/", "headers": []}, never, send)
        thread.submit(asyncio.run, limited).result()
    assert told == ["http.disconnect"]
