"""Trainings by REST, below `/api/training`.

Everybody may look; what changes something needs the host's token (`Authorization: Bearer TOKEN`), or comes from this
very machine where the host has set none.
"""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Final
from urllib.parse import unquote, urlsplit

from fastapi import APIRouter, Body, Depends, FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse

from engines.runtime.errors import InputError
from engines.training.job import TrainingJob
from engines.training.manager import FOLLOWED, TrainingManager

PREFIX: Final = "/api/training"
HOME: Final = frozenset({"127.0.0.1", "::1"})
COOKIE: Final = "five-doors-host"  # what was typed at the lock of the host's room
HOME_NAMES: Final = HOME | {"localhost"}
# Headers of a proxy, by how their names begin: then the caller is not who it seems to be.
FORWARDED: Final = ("x-forwarded", "forwarded", "x-real-ip", "via", "x-client-ip", "true-client-ip", "cf-connecting-ip")
SILENCE: Final = 15.0  # seconds after which a follower hears that the line still stands
STATUS: Final = {  # of answers; 422 for the rest
    "training_model_unknown": 404, "training_job_unknown": 404, "training_file_unknown": 404,
    "training_ended": 409, "training_goes_on": 409, "training_not_ended": 409, "training_no_result": 409,
    "training_no_room": 409, "training_host_only": 403, "training_token_wrong": 401, "training_queue_full": 503,
    "training_memory_low": 503, "training_disk": 507, "training_preview_busy": 503,
}  # fmt: skip


@dataclass(frozen=True)
class Admission:
    """Who may change something.

    Args:
        token: the host's; empty: only who sits at this machine.
        proxied: whether a proxy stands in front, so that nobody can be told to sit at this machine.
    """

    token: str = ""
    proxied: bool = False

    def check(self, given: str, address: str, headers: Mapping[str, str]) -> None:
        """Let a caller pass.

        Args:
            given: the token that came along.
            address: of the caller.
            headers: of the request, by names in small letters; one that another site's page sends is refused.

        Raises:
            InputError: `training_token_wrong`, `training_host_only`.
        """
        elsewhere = "origin" in headers and not _is_same(headers["origin"], headers.get("host", ""))
        if self.token and not elsewhere:
            # As bytes, for text must be ASCII; "replace", because JSON can hold letters that no text can.
            if not hmac.compare_digest(given.encode(errors="replace"), self.token.encode()):
                raise InputError("training_token_wrong", "This needs the host's token: please give the right one.")
        elif elsewhere or self.proxied or address not in HOME or not _at_home(headers):
            raise InputError("training_host_only", "Only the host may do this, from the machine where the page runs.")

    def check_request(self, request: Request) -> None:
        """The same for a call by REST, and for the host's room: the token stands in a header, or in a cookie."""
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        given = bearer or unquote(request.cookies.get(COOKIE, ""))
        self.check(given, request.client.host if request.client else "", request.headers)


def _is_same(origin: str, host: str) -> bool:
    """Whether a page of an origin asks the host that it came from."""
    try:
        return urlsplit(origin).netloc == host
    except ValueError:  # half an address of the sixth version
        return False


def _at_home(headers: Mapping[str, str]) -> bool:
    """Whether a request from this machine was meant for it, and not handed on by a proxy or a foreign name."""
    if any(name.startswith(FORWARDED) for name in headers):
        return False
    # All by which an nginx that nobody told to name its visitors can be known: it closes every line. So do Python's
    # urllib and few others, which need the token then.
    if headers.get("connection", "").lower() == "close":
        return False
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname in HOME_NAMES
    except ValueError:
        return False


def add_training(app: FastAPI, manager: TrainingManager, admission: Admission) -> None:
    """Add the calls, and the answer to what is wrong with one."""
    app.include_router(training_router(manager, admission))

    @app.exception_handler(InputError)
    def sentence(_: Request, problem: InputError) -> JSONResponse:
        status = STATUS.get(problem.key, 422)
        return JSONResponse({"error": problem.key, "detail": str(problem)}, status)

    @app.exception_handler(RequestValidationError)
    def odd(_: Request, problem: RequestValidationError) -> JSONResponse:
        # FastAPI's own answer repeats what was sent, which may be large, and hold what no JSON can.
        found = "; ".join(f"{'.'.join(map(str, one['loc'][:2]))}: {one['msg']}"[:200] for one in problem.errors()[:5])
        return JSONResponse({"error": "call_odd", "detail": found.encode(errors="replace").decode()}, 422)


def training_router(manager: TrainingManager, admission: Admission) -> APIRouter:
    """Return the calls of the trainings."""
    router = APIRouter(prefix=PREFIX, tags=["training"])
    host = [Depends(admission.check_request)]
    job_id = Annotated[str, Path(max_length=64)]
    offset = Annotated[int, Query(ge=0, le=2**53)]

    @router.get("/list")
    def every_job() -> list[dict[str, Any]]:
        """All trainings, the newest first."""
        return [as_json(job) for job in manager.list()]

    @router.get("/recipes")
    def every_recipe() -> list[dict[str, Any]]:
        """What can be trained, with the settings of each."""
        return [
            {"model_type": one.model_type, "room": one.room, "settings": asdict(one.settings()), "data": one.data}
            for one in manager.recipes()
        ]

    @router.post("/start", dependencies=host, status_code=201)
    def start(
        model_type: Annotated[str, Query(max_length=64)],
        config: Annotated[dict[str, Any], Body(default_factory=dict)],
        name: Annotated[str, Query(max_length=60)] = "",
        priority: Annotated[int, Query(ge=-10, le=10)] = 0,
    ) -> dict[str, Any]:
        """Put a training on the list. The settings that the body leaves out are the recipe's own."""
        return as_json(manager.start(model_type, config, name, priority))

    @router.get("/{job_id}")
    def one_job(job_id: job_id) -> dict[str, Any]:
        """One training."""
        return as_json(manager.get(job_id))

    @router.post("/{job_id}/cancel", dependencies=host)
    def cancel(job_id: job_id) -> dict[str, Any]:
        """Ask a training to end; what it has learnt is kept."""
        return as_json(manager.cancel(job_id))

    @router.post("/{job_id}/resume", dependencies=host)
    def resume(job_id: job_id) -> dict[str, Any]:
        """Let a training that broke off go on from what it saved last."""
        return as_json(manager.resume(job_id))

    @router.post("/{job_id}/use", dependencies=host)
    def use(job_id: job_id) -> dict[str, str]:
        """Put the result to use in its room."""
        return {"used": manager.use(job_id)}

    @router.delete("/{job_id}", dependencies=host, status_code=204)
    def remove(job_id: job_id) -> None:
        """Take a training that ended off the list, with its files."""
        manager.remove(job_id)

    @router.get("/{job_id}/logs")
    def logs(job_id: job_id, after: offset = 0) -> dict[str, Any]:
        """What it printed after an offset in bytes, and the offset that comes next."""
        text, following = manager.log(job_id, after)
        return {"text": text, "after": following}

    @router.get("/{job_id}/events")
    def events(request: Request, job_id: job_id, after: offset = 0) -> StreamingResponse:
        """What it tells, as server-sent events; each has the offset in bytes that comes next as its id."""
        manager.get(job_id)
        last = request.headers.get("last-event-id", "")
        begin = int(last) if last.isdecimal() and len(last) < 16 else after
        stream = told(lambda since: manager.events(job_id, since), lambda: manager.get(job_id).ended, begin)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    @router.get("/{job_id}/artifacts")
    def every_artifact(job_id: job_id) -> list[dict[str, Any]]:
        """The files that it made."""
        return [asdict(one) for one in manager.artifacts(job_id)]

    @router.get("/{job_id}/artifacts/{name:path}", dependencies=host)
    def one_artifact(job_id: job_id, name: Annotated[str, Path(max_length=200)]) -> FileResponse:
        """One of these files."""
        path = manager.artifact(job_id, name)
        return FileResponse(path, filename=path.name, headers={"X-Content-Type-Options": "nosniff"})

    return router


def as_json(job: TrainingJob) -> dict[str, Any]:
    """Return a job as plain data; where it lies on the host's disk is nobody's business."""
    return {name: value for name, value in asdict(job).items() if name != "output"}


async def told(look: Callable[[int], tuple[Any, int]], ended: Callable[[], bool], after: int) -> AsyncIterator[str]:
    """Yield events after an offset as text for an EventSource, until the training has ended."""
    silent = 0.0
    while True:
        last = ended()  # before the look, so that nothing told in between is missed
        found, after = look(after)
        if found:
            body = "".join(f"data: {json.dumps(event, ensure_ascii=False)}\n\n" for event in found[:-1])
            yield f"{body}id: {after}\ndata: {json.dumps(found[-1], ensure_ascii=False)}\n\n"
            silent = 0.0
        elif silent >= SILENCE:
            yield ": still here\n\n"
            silent = 0.0
        if last:
            yield f"event: end\nid: {after}\ndata: {{}}\n\n"
            return
        await asyncio.sleep(FOLLOWED)
        silent += FOLLOWED
