"""The host is who knows the word, or who sits at the machine where no word is set."""

import gradio as gr
import pytest
from starlette.requests import Request

from engines.training.api import Admission
from tabs.rights import Rights, rights_by


def caller(address: str, **headers: str) -> gr.Request:
    headers = {"host": "127.0.0.1:7860"} | headers
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return gr.Request(Request({"type": "http", "headers": told, "client": (address, 1)}))


@pytest.mark.parametrize(
    ("word", "tasters", "asks", "typed", "expected"),
    [
        ("", False, caller("127.0.0.1"), "", Rights.HOST),
        ("", False, caller("203.0.113.5"), "", Rights.GUEST),
        ("", True, caller("203.0.113.5"), "", Rights.TASTER),
        ("", False, caller("127.0.0.1", x_forwarded_for="203.0.113.5"), "", Rights.GUEST),
        ("sesame", False, caller("127.0.0.1"), "", Rights.GUEST),
        ("sesame", True, caller("127.0.0.1"), "sesam", Rights.TASTER),
        ("sesame", False, caller("203.0.113.5"), "sesame", Rights.HOST),
        ("sesame", False, caller("203.0.113.5"), "열려라", Rights.GUEST),
    ],
)
def test_who_somebody_is(word: str, tasters: bool, asks: gr.Request, typed: str, expected: Rights):
    assert rights_by(Admission(word), tasters=tasters)(asks, typed) is expected
