"""Who somebody is: the host, a visitor who may try a little training, a visitor who looks."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import gradio as gr
from starlette.requests import Request

from engines.runtime import InputError
from engines.training.api import Admission


class Rights(StrEnum):
    """What somebody may do with trainings."""

    HOST = "host"  # everything
    TASTER = "taster"  # look, and start something tiny
    GUEST = "guest"  # look


def is_host(admission: Admission, request: Request) -> bool:
    """Whether the host sends a request, by what it carries itself."""
    try:
        admission.check_request(request)
    except InputError:
        return False
    return True


RightsOf = Callable[[gr.Request, str], Rights]  # from a request and what was typed at the lock


def rights_by(admission: Admission, *, tasters: bool) -> RightsOf:
    """Return what tells who somebody is.

    Args:
        admission: lets the host pass.
        tasters: whether visitors may start something tiny.
    """

    def rights_of(request: gr.Request, token: str) -> Rights:
        try:
            admission.check(token, request.client.host if request.client else "", request.headers)
        except InputError:
            return Rights.TASTER if tasters else Rights.GUEST
        return Rights.HOST

    return rights_of
