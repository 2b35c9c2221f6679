"""The error that a visitor sees."""

import pickle

from engines.runtime import InputError


def test_it_is_a_value_error_with_a_key_and_a_sentence() -> None:
    error = InputError("drawing_empty", "The page is empty: please draw something.")
    assert isinstance(error, ValueError)
    assert error.key == "drawing_empty"
    assert str(error) == "The page is empty: please draw something."


def test_it_travels_between_processes() -> None:
    error = pickle.loads(pickle.dumps(InputError("drawing_empty", "The page is empty.")))
    assert (error.key, str(error)) == ("drawing_empty", "The page is empty.")
