"""`/metrics`: the figures of the models for Prometheus. Only with `host_tools`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from engines.runtime import Monitor
from engines.runtime.metrics import CONTENT_TYPE, to_prometheus


def metrics_route(monitor: Monitor) -> Route:
    """The route, for the page's own server."""

    def metrics(_: Request) -> Response:
        return Response(to_prometheus(monitor), media_type=CONTENT_TYPE)

    return Route("/metrics", metrics)
