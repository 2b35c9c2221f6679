"""Settings come from the environment, stay in their ranges, and complain in one sentence."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from settings import Settings, SettingsError, as_table, read_all, read_settings


def test_defaults():
    assert read_settings({}) == Settings()
    assert (Settings().host, Settings().port) == ("127.0.0.1", 7860)


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("FIVE_DOORS_PORT", "8080", "port", 8080),
        ("FIVE_DOORS_PORT", " 8080 ", "port", 8080),
        ("FIVE_DOORS_PORT", "", "port", 7860),  # an empty variable counts as none
        ("FIVE_DOORS_PORT", "99999", "port", 65535),
        ("FIVE_DOORS_PAINTERS", "0", "painters", 1),
        ("FIVE_DOORS_PATIENCE", "1.5", "patience", 1.5),
        ("FIVE_DOORS_PATIENCE", "-3", "patience", 0.0),
        ("FIVE_DOORS_UPLOAD_MB", "inf", "upload_mb", 200.0),
        ("FIVE_DOORS_DEVICE", "cpu", "device", "cpu"),
        ("GRADIO_SERVER_NAME", "0.0.0.0", "host", "0.0.0.0"),
        ("GRADIO_SERVER_PORT", "7000", "port", 7000),
    ],
)
def test_one_variable(name: str, text: str, field: str, value: object):
    settings = read_settings({name: text})
    assert getattr(settings, field) == value
    assert type(getattr(settings, field)) is type(value)


def test_own_variable_goes_before_gradios():
    assert read_settings({"GRADIO_SERVER_PORT": "7000", "FIVE_DOORS_PORT": "8000"}).port == 8000


def test_folder(tmp_path: Path):
    assert read_settings({"FIVE_DOORS_CACHE": str(tmp_path)}).cache == tmp_path


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("FIVE_DOORS_PORT", "many", "must be a whole number from 1 to 65535, but it is 'many'"),
        ("FIVE_DOORS_PORT", "1.5", "must be a whole number"),
        ("FIVE_DOORS_PATIENCE", "soon", "must be a number from 0 to 60"),
        ("FIVE_DOORS_PATIENCE", "nan", "must be a number from 0 to 60"),
        ("FIVE_DOORS_DEVICE", "toaster", "must be auto, cpu or cuda"),
        ("FIVE_DOORS_CACHE", "/no/such/folder", "must name a folder that exists"),
    ],
)
def test_bad_value_is_one_sentence(name: str, text: str, words: str):
    with pytest.raises(SettingsError, match=words) as caught:
        read_settings({name: text})
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_request_holds_an_upload_as_base64():
    settings = Settings()
    assert settings.request_bytes > settings.upload_bytes * 4 / 3
    assert (settings.upload_pixels, settings.drawing_bytes) == (40_000_000, 2_000_000)


def test_frozen():
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


def test_table_says_everything():
    table = as_table(read_all({"FIVE_DOORS_PAINTERS": "99"})).splitlines()
    assert len(table) == 1 + len(fields(Settings))
    painters = next(line for line in table if line.startswith("FIVE_DOORS_PAINTERS "))
    assert "64" in painters
    assert "FIVE_DOORS_PAINTERS=99, moved into the range" in painters
    assert "1 to 64" in painters
