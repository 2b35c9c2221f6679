"""No package with a flaw that is known here is installed."""

import tomllib

from packaging.version import Version

from tests.audit import LIST, flaws, installed


def test_nothing_installed_has_a_known_flaw():
    assert flaws(installed()) == []


def test_a_flaw_is_found():
    old = flaws({"pillow": Version("10.1.0"), "h11": Version("0.16.0")})
    assert [line.split(",")[0] for line in old] == [
        "pillow 10.1.0 has CVE-2023-50447",
        "pillow 10.1.0 has CVE-2024-28219",
        "pillow 10.1.0 has CVE-2025-48379",
    ]


def test_the_list_is_about_what_is_used():
    listed = tomllib.loads(LIST.read_text("utf-8"))["fixed"]
    assert listed.keys() - installed().keys() == set()
