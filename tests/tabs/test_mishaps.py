"""A full disk is told, who left is let go; what else goes wrong with a file is no visitor's affair."""

import errno
import json

import pytest
from starlette.requests import ClientDisconnect, Request

from tabs.mishaps import HANDLERS, no_room

REQUEST = Request({"type": "http"})


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_told(number: int):
    answer = no_room(REQUEST, OSError(number, "full"))
    assert answer.status_code == 507
    assert json.loads(bytes(answer.body))["error"] == "no_room"


def test_other_errors_go_on():
    with pytest.raises(PermissionError):
        no_room(REQUEST, PermissionError(errno.EACCES, "closed"))


def test_who_left_in_the_middle_is_let_go():
    assert HANDLERS[ClientDisconnect](REQUEST, ClientDisconnect()).status_code == 400
