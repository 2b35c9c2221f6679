import time
from pathlib import Path

import pytest

from engines.training import tail
from engines.training.tail import FRESH, Tail


def grown(path: Path, text: bytes) -> None:
    with path.open("ab") as file:
        file.write(text)
    time.sleep(FRESH * 1.5)


def test_a_growing_file_is_read_on_from_an_offset(tmp_path: Path) -> None:
    path = tmp_path / "log"
    followed = Tail(path)
    assert followed.read(0) == (b"", 0)
    grown(path, b"one\ntwo\nthr")
    assert followed.read(0, most=5) == (b"one\nt", 5)
    assert followed.lines(0) == ([b"one", b"two"], 8)
    assert followed.lines(8) == ([], 8)
    grown(path, b"ee\n")
    assert followed.lines(8) == ([b"three"], 14)
    assert followed.lines(14) == ([], 14)


def test_what_is_no_longer_in_memory_comes_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "KEPT", 10)
    path = tmp_path / "log"
    followed = Tail(path)
    grown(path, b"0123456789")
    assert followed.read(0, 100) == (b"0123456789", 10)
    grown(path, b"abcdefghijklmno")
    assert followed.read(4, 100) == (b"456789abcdefghijklmno", 25)
    assert followed.read(20, 100) == (b"klmno", 25)


def test_a_file_that_was_begun_anew_is_read_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "log"
    followed = Tail(path)
    grown(path, b"a long first life\n")
    assert followed.read(0)[1] == 18
    path.write_bytes(b"")
    grown(path, b"new\n")
    assert followed.lines(18) == ([b"new"], 4)
