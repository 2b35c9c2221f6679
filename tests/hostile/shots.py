"""What is thrown at the server: one seeded, endless row of requests."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from tests.hostile import values
from tests.load.wire import MARKS, Plan

API: Final = "/gradio_api"
REST: Final = "/api/training"
BOUNDARY: Final = "----hostile"
JSON_TYPE: Final = "application/json"
WHERE: Final = (
    f"{API}/file=", f"{API}/file=/", "/assets/", "/static/", "/docs/parts/", f"{REST}/", f"{API}/proxy=", "/",
    f"{API}/custom_component/x/client/", f"{API}/file/", f"{REST}/abc/artifacts/", "/pwa_icon/", "/svelte/",
    "/monitoring/",
)  # fmt: skip
WHITHER: Final = (
    "../../../../etc/passwd", "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%00",
    "etc/passwd%00.png",
    "//etc/passwd", "\\\\host\\share", "%5c%5chost%5cshare", "proc/self/environ", "proc/self/fd/3", "app.py",
    "settings.py",
    "http://127.0.0.1:22/", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "~root/.ssh/id_rsa",
    "%252e%252e%252fetc%252fpasswd", "weights/manifest.toml", "x" * 8000, "9" * 300, "%ff%fe", "30000",
    "assets/../app.py",
    ".git/config", "..;/..;/etc/passwd",
)  # fmt: skip
OTHER_DOORS: Final = (
    f"{API}/process_recording", f"{API}/vibe-edit", f"{API}/vibe-code", f"{API}/run/paint", f"{API}/api/paint",
    "/login",
    f"{API}/stream/x", f"{API}/dev/reload", f"{API}/runs", f"{API}/deep_link?session_hash=x", "/monitoring/summary",
    f"{API}/profiling/traces", f"{API}/token", "/logout", f"{API}/mcp/sse", "/metrics", "/health",
)  # fmt: skip
FILE_CALLS: Final = {  # what the named calls take: F a file, A anything
    "paint": "FAA", "dog_points": "F", "dog_search": "FA", "dog_film": "F", "try_on": "FFAA", "try_on_outfit": "FFF",
    "try_on_parse": "F", "try_on_pose": "F", "try_on_mask": "F", "dance_beats": "F", "dance_keep": "AF",
    "dance": "AAAAA", "dance_file": "AAAAAAA", "dance_styles": "",
}  # fmt: skip
ROOM_PARTS: Final = {
    "paint": ("world", "seed", "drawing", "quick", "by"), "read_picture": ("picture",), "look": ("picture", "box"),
    "search": ("seen", "skip", "votes", "thumb", "breeds", "sizes", "colours"), "compare": ("picture", "box",
    "record"),
    "see_garment": ("piece",), "hear": ("music",), "open_room": ("world",), "news": ("job", "after_events",
    "after_log"),
    "sample": ("job", "file"), "folders": ("model",), "preview": ("model", "config"), "estimate": ("model", "config"),
    "start": ("model", "config", "name", "token"), "act": ("act", "job", "name", "note", "token"),
    "wear": ("person", "pieces", "nudge", "number"), "perform": ("text", "kind", "seconds", "joints", "beats",
    "style"),
}  # fmt: skip
FUNCTIONS: Final = (
    ("sketch", ("open_room", "paint", "read_picture")), ("dogs", ("open_room", "look", "search", "compare")),
    ("tryon", ("open_room", "see_garment")), ("dance", ("open_room", "hear")),
    ("training", ("open_room", "look", "news", "sample", "folders", "preview", "estimate", "start", "act")),
)  # fmt: skip


@dataclass(frozen=True)
class Shot:
    """One request. With `files` they are uploaded first, and their places in `body` ("F") filled.

    Args:
        kind: of attack, for the table.
        leave: to hang up after so many bytes of the body, or None.
        raw: bytes for the bare socket in the place of everything else.
    """

    kind: str
    method: str = "GET"
    path: str = "/"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    files: tuple[bytes, ...] = ()
    takes: str = ""
    parts: tuple[Any, ...] = ()
    leave: int | None = None
    raw: bytes = b""


class Thrower:
    """Makes shots.

    Args:
        seed: of everything.
        plan: where the rooms of the page are.
    """

    def __init__(self, seed: int, plan: Plan) -> None:
        self._chance = random.Random(seed)
        self._plan = plan
        self._kinds: tuple[Callable[[], Shot], ...] = (
            self.picture, self.picture, self.file, self.file, self.function, self.function, self.join, self.rest,
            self.path,
            self.method, self.name, self.header, self.half, self.stream, self.session, self.shape, self.raw,
        )  # fmt: skip

    def shot(self, number: int) -> Shot:
        """The shot of a number; each kind comes in its turn."""
        return self._kinds[number % len(self._kinds)]()

    def picture(self) -> Shot:
        """A hostile picture where the page sends one."""
        name = self._chance.choice(["paint", "read_picture", "look", "compare", "see_garment"])
        told = values.picture(self._chance)
        parts = {"picture": told, "drawing": told, "world": "shoes", "piece": {"picture": told}, "record": 1}
        return self._ask("picture", name, parts)

    def file(self) -> Shot:
        """A hostile file for a call by name."""
        name, takes = self._chance.choice([*FILE_CALLS.items()])
        brought = tuple(values.file(self._chance) for _ in range(takes.count("F")))
        told = tuple(values.odd(self._chance) for _ in takes)
        return Shot("file", "POST", f"{API}/call/{name}", files=brought, takes=takes, parts=told)

    def function(self) -> Shot:
        """Odd parts for one of the page's own functions."""
        name = self._chance.choice([*ROOM_PARTS])
        parts = {part: values.odd(self._chance) for part in ROOM_PARTS[name] if self._chance.random() < 0.8}
        return self._ask("odd parts", name, parts)

    def join(self) -> Shot:
        """Odd calls for the queue."""
        body = {
            "data": self._chance.choice([[], [values.odd(self._chance)], values.odd(self._chance), None]),
            "fn_index": self._chance.choice([*self._plan.submits.values(), 0, 3, 20, -1, 9999, None, "1", True]),
            "session_hash": self._session(),
            "event_data": values.odd(self._chance),
            "trigger_id": self._chance.choice([None, 0, -5, "x", 10**30]),
        }
        return self._json("odd join", self._chance.choice([f"{API}/queue/join", f"{API}/cancel", f"{API}/reset"]), body)

    def rest(self) -> Shot:
        """The trainings by REST."""
        method = self._chance.choice(["GET", "POST", "DELETE", "PUT"])
        job = self._chance.choice(["x", "..", "%00", "demo", "x" * 300, "%2e%2e", "1" * 64, "🦄"])
        call = self._chance.choice(
            ["", "/logs?after=-1", "/events", "/artifacts/../../x", "/artifacts/%00", "/use", "/cancel"]
        )
        path = self._chance.choice(
            [f"{REST}/{job}{call}", f"{REST}/start?model_type={job}&priority=99", f"{REST}/list"]
        )
        headers = {
            "authorization": self._header_text(),
            "origin": self._chance.choice(["null", "http://[", "https://evil"]),
        }
        headers = {name: text for name, text in headers.items() if text and self._chance.random() < 0.7}
        return self._json("REST", path, values.odd(self._chance), method, headers)

    def path(self) -> Shot:
        """The way out of a folder."""
        return Shot("path", path=self._chance.choice(WHERE) + self._chance.choice(WHITHER))

    def method(self) -> Shot:
        """A wrong method, or a door of Gradio that this page does not use."""
        path = self._chance.choice([*OTHER_DOORS, "/", "/config", f"{API}/upload", f"{API}/queue/join", f"{REST}/list"])
        method = self._chance.choice(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "BREW"])
        return Shot("method", method, path, body=b"{}")

    def name(self) -> Shot:
        """An upload under a name that no file should have."""
        name, kind = (
            self._chance.choice(values.NAMES),
            self._chance.choice(["text/html", "image/png", "x" * 500, "\u202e"]),
        )
        head = f'Content-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        body = f"--{BOUNDARY}\r\n{head}".encode() + values.file(self._chance) + f"\r\n--{BOUNDARY}--\r\n".encode()
        body = self._chance.choice([body, body, body[: len(body) // 2], b"", body.replace(b"name=", b"nome=")])
        query = self._chance.choice(["", "?upload_id=x", "?upload_id=" + "y" * 3000])
        return Shot("file name", "POST", f"{API}/upload{query}", _form(), body)

    def header(self) -> Shot:
        """Heads of a request that are large or odd."""
        many = {f"x-{number}": "y" for number in range(self._chance.choice([1, 50, 300]))}
        big = {"x-big": "x" * self._chance.choice([1000, 60_000, 200_000])}
        strange = {
            "host": self._chance.choice(["evil.example", "127.0.0.1:1", "[::1", "a" * 500]),
            "x-forwarded-for": self._chance.choice(["1.2.3.4", "x" * 5000, "::1, ::1", "%s"]),
            "accept-encoding": self._chance.choice(["br", "gzip;q=9", ",,,,"]),
            "range": self._chance.choice(["bytes=-1", "bytes=5-1", "bytes=" + "0-1," * 1000, "x"]),
            "cookie": "five-doors-host=" + self._chance.choice(["x", '"', "%00", "=;=;" * 500]),
            "last-event-id": self._chance.choice(["-1", "9" * 500, "٣", "x"]),
        }
        path = self._chance.choice(["/config", f"{REST}/list", f"{API}/file=/etc/passwd", "/docs", f"{REST}/x/events"])
        return Shot("header", path=path, headers=self._chance.choice([many, big, strange]))

    def half(self) -> Shot:
        """A request whose sender hangs up in the middle."""
        shot = self._chance.choice([self.picture, self.name])()
        end = self._chance.randrange(max(1, len(shot.body)))
        return Shot("half a body", shot.method, shot.path, shot.headers, shot.body, leave=end)

    def stream(self) -> Shot:
        """Streams that are opened and left."""
        path = self._chance.choice([
            f"{API}/heartbeat/{self._session()}", f"{API}/queue/data?session_hash={self._chance.getrandbits(40)}",
            f"{API}/call/paint/{self._chance.getrandbits(64)}", f"{API}/upload_progress?upload_id=x",
            f"{REST}/x/events?after=9",
            f"{API}/queue/data",
        ])  # fmt: skip
        path = path.encode("ascii", "ignore").decode().replace(" ", "").replace("\0", "")
        return Shot("stream", path=path, leave=self._chance.choice([0, 20]))

    def session(self) -> Shot:
        """Names of visits that nobody has."""
        body = {
            "data": {},
            "component_id": self._component("paint"),
            "session_hash": self._session(),
            "fn_name": "paint",
        }
        body |= self._chance.choice(
            [{}, {"component_id": values.odd(self._chance)}, {"fn_name": values.odd(self._chance)}]
        )
        return self._json("visit", f"{API}/component_server/", body)

    def shape(self) -> Shot:
        """JSON that is none, or too deep."""
        body = self._chance.choice([
            b"", b"{", b"[" * 100_000, b'{"a":' * 50_000, b"null", b'"x"', b"\xff\xfe{}",
            b'{"data":' + b"9" * 5000 + b"}",
            b'{"data":[],"data":{}}', b"{'a':1}", b"NaN", b"\0" * 1000,
        ])  # fmt: skip
        path = self._chance.choice(
            [f"{API}/component_server", f"{API}/queue/join", f"{API}/call/paint", f"{REST}/start"]
        )
        kind = self._chance.choice(
            [JSON_TYPE, "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "x"]
        )
        return Shot("shape", "POST", path, {"content-type": kind}, body)

    def raw(self) -> Shot:
        """What is no HTTP, or means two things."""
        return Shot("raw", raw=self._chance.choice([
            b"\0" * 100, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
            self._chance.randbytes(300),
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
            b"POST /gradio_api/upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n",
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", b"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 100_000, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"\x16\x03\x01\x02\0\x01\0",
            b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n",
            b"GET http://evil/ HTTP/1.1\r\nHost: a\r\n\r\n" * 3, b"GET / HTTP/1.1\r\nHo st: a\r\n\r\n",
        ]))  # fmt: skip

    def _ask(self, kind: str, name: str, parts: dict[str, Any]) -> Shot:
        if name in ("wear", "perform"):
            event = self._plan.submits["tryon" if name == "wear" else "dance"]
            body = {
                "data": [],
                "fn_index": event,
                "session_hash": self._visit(),
                "event_data": {"visitor": "v" * 9, **parts},
            }
            return self._json(kind, f"{API}/queue/join", body)
        call = {"visitor": self._chance.choice(["visitor-hostile", "x", None, 7, "v" * 64]), **parts}
        body = {"data": call, "component_id": self._component(name), "session_hash": self._visit(), "fn_name": name}
        return self._json(kind, f"{API}/component_server/", body)

    def _component(self, name: str) -> int:
        rooms = [room for room, names in FUNCTIONS if name in names and room in MARKS]
        return self._plan.components[self._chance.choice(rooms)]

    def _visit(self) -> str:
        return f"{self._chance.getrandbits(40):x}"

    def _session(self) -> Any:
        return self._chance.choice([self._visit(), "", "x" * 5000, "../x", "\0", None, 7, [], "🦄", "a b", "x\r\ny"])

    def _header_text(self) -> str:
        return self._chance.choice(["", "Bearer x", "Bearer " + "x" * 5000, "Basic eDp4", "Bearer \xe9", "Bearer"])

    def _json(
        self, kind: str, path: str, body: Any, method: str = "POST", headers: dict[str, str] | None = None
    ) -> Shot:
        return Shot(kind, method, path, {"content-type": JSON_TYPE} | (headers or {}), json.dumps(body).encode())


def upload(data: bytes) -> bytes:
    """An honest form with a file."""
    head = 'Content-Disposition: form-data; name="files"; filename="it.png"\r\n\r\n'
    return f"--{BOUNDARY}\r\n{head}".encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()


def _form() -> dict[str, str]:
    return {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}


FORM: Final = _form()
