"""Settings come from the environment, stay in their ranges, and complain in one sentence."""

import os
import subprocess
import sys
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
        *[("FIVE_DOORS_HOST_TOOLS", text, "host_tools", True) for text in ("1", "true", "Yes", " ON ")],
        *[("FIVE_DOORS_HOST_TOOLS", text, "host_tools", False) for text in ("0", "False", "no", "off", "", " ")],
        ("HOST_TOOLS", "1", "host_tools", True),
        ("FIVE_DOORS_WEIGHT_VERSIONS", "5", "weight_versions", 5),
        ("FIVE_DOORS_WEIGHT_VERSIONS", "1", "weight_versions", 2),
        ("FIVE_DOORS_WEIGHTS_GB", "0.5", "weights_gb", 0.5),
        ("FIVE_DOORS_LATE_SECONDS", "0", "late_seconds", 0.01),
        ("FIVE_DOORS_MEMORY_ALARM", "1.5", "memory_alarm", 1.0),
        ("FIVE_DOORS_ERROR_ALARM", "0.05", "error_alarm", 0.05),
    ],
)
def test_one_variable(name: str, text: str, field: str, value: object):
    settings = read_settings({name: text})
    assert getattr(settings, field) == value
    assert type(getattr(settings, field)) is type(value)


def test_own_variable_goes_before_gradios():
    assert read_settings({"GRADIO_SERVER_PORT": "7000", "FIVE_DOORS_PORT": "8000"}).port == 8000
    assert not read_settings({"HOST_TOOLS": "1", "FIVE_DOORS_HOST_TOOLS": "0"}).host_tools
    assert read_settings({"HOST_TOOLS": "1", "FIVE_DOORS_HOST_TOOLS": ""}).host_tools


def test_folder(tmp_path: Path):
    assert read_settings({"FIVE_DOORS_CACHE": str(tmp_path)}).cache == tmp_path


def test_the_folder_for_weights_may_be_missing(tmp_path: Path):
    for folder in (tmp_path, tmp_path / "not" / "yet"):
        assert read_settings({"FIVE_DOORS_WEIGHTS": str(folder)}).weights == folder
    assert not (tmp_path / "not").exists()
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="`FIVE_DOORS_WEIGHTS` must name a folder"):
        read_settings({"FIVE_DOORS_WEIGHTS": str(tmp_path / "file")})


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"HOME": "/home/somebody"}, "/home/somebody/.local/share"),
        ({"HOME": "/home/somebody", "XDG_DATA_HOME": "/data"}, "/data"),
        # to be ignored
        ({"HOME": "/home/somebody", "XDG_DATA_HOME": ""}, "/home/somebody/.local/share"),
        ({"HOME": "/home/somebody", "XDG_DATA_HOME": "data"}, "/home/somebody/.local/share"),
    ],
)
def test_default_folder_for_weights(environment: dict[str, str], folder: str):
    program = "from settings import Settings; print(Settings().weights)"  # read once a process
    assert printed(program, environment) == f"{folder}/five-doors/weights"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may run a program under a number without a name")
def test_default_folder_for_weights_without_a_home():
    program = "import os; from engines.runtime.folders import data_folder; os.setuid(54321); print(data_folder())"
    assert printed(program, {"TMPDIR": "/tmp"}) == "/tmp/five-doors"


def printed(program: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[1],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("FIVE_DOORS_PORT", "many", "must be a whole number from 1 to 65535, but it is 'many'"),
        ("FIVE_DOORS_PORT", "1.5", "must be a whole number"),
        ("FIVE_DOORS_PATIENCE", "soon", "must be a number from 0 to 60"),
        ("FIVE_DOORS_PATIENCE", "nan", "must be a number from 0 to 60"),
        ("FIVE_DOORS_DEVICE", "toaster", "must be auto, cpu or cuda"),
        ("FIVE_DOORS_CACHE", "/no/such/folder", "must name a folder that exists"),
        ("FIVE_DOORS_HOST_TOOLS", "maybe", "must be 1, true, yes, on, 0, false, no, off or empty, but it is 'maybe'"),
        ("HOST_TOOLS", "2", "must be 1, true, yes, on"),
        ("FIVE_DOORS_WEIGHT_VERSIONS", "2.5", "must be a whole number from 2 to 1000"),
        ("FIVE_DOORS_MEMORY_ALARM", "90%", "must be a number from 0.05 to 1"),
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
    assert settings.weights_bytes == 20_000_000_000


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


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("", ""),
        ("/", ""),
        ("/doors", "/doors"),
        ("doors/", "/doors"),
        ("/a/b/", "/a/b"),
        ("https://example.org/doors", "/doors"),  # as Gradio's own variable may hold it
    ],
)
def test_the_path_below_which_the_page_lies(told: str, expected: str):
    assert read_settings({"GRADIO_ROOT_PATH": told}).below == expected
