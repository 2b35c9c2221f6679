"""`/metrics`: the figures of the models for Prometheus. Only with `host_tools`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from engines.runtime import Monitor
from engines.runtime.metrics import CONTENT_TYPE, to_prometheus
from engines.training.api import Admission


def metrics_route(monitor: Monitor, admission: Admission) -> Route:
    """The route, for the page's own server: the host's alone (Prometheus has `authorization` for the token)."""

    def metrics(request: Request) -> Response:
        admission.check_request(request)
        return Response(to_prometheus(monitor), media_type=CONTENT_TYPE)

    return Route("/metrics", metrics)
