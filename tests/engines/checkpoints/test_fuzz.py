"""A part of the fuzz run, so that a slip is noticed at once; `fuzz.py` runs ten thousand."""

from pathlib import Path

from tests.engines.checkpoints.fuzz import run


def test_damaged_files_never_do_more_than_a_sentence(tmp_path: Path) -> None:
    tally = run(500, 7, tmp_path)
    assert tally.wrong == []
    assert sum(tally.answers.values()) == 500
    assert len(tally.answers) >= 5  # the damage is of many kinds, not one early exit
