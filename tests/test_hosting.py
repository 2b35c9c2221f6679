"""What a host copies from here is sound: the unit file, the names of settings, the reading of the Dockerfile."""

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from hosting.docker_steps import Image, instructions, is_ignored, take
from settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
FILES = [*sorted((ROOT / "hosting").iterdir()), ROOT / "Dockerfile", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd")
def test_systemd_accepts_the_unit(tmp_path: Path):
    unit = (ROOT / "hosting" / "five-doors.service").read_text("utf-8")
    place = tmp_path / "opt"
    (place / ".venv" / "bin").mkdir(parents=True)
    (place / ".venv" / "bin" / "python").symlink_to("/bin/true")
    (tmp_path / "five-doors.service").write_text(unit.replace("/opt/five-doors", str(place)), "utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "five-doors.service")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("file", [file for file in FILES if file.is_file()], ids=lambda file: file.name)
def test_every_setting_that_is_named_exists(file: Path):
    known = {PREFIX + one.name.upper() for one in fields(Settings)}
    named = set(re.findall(rf"{PREFIX}[A-Z][A-Z_]*[A-Z]", file.read_text("utf-8")))
    assert named <= known


def test_the_dockerfile_ends_with_the_program_as_a_user_without_rights():
    steps = instructions((ROOT / "Dockerfile").read_text("utf-8"))
    names = [name for name, _ in steps]
    assert (names[0], names[-1]) == ("FROM", "CMD")
    assert set(names) <= {"FROM", "RUN", "USER", "WORKDIR", "ENV", "COPY", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert names.index("USER") < names.index("COPY")
    image = Image(Path("/"), variables={"PATH": "/usr/bin"})
    for name, rest in steps:
        if name in ("USER", "WORKDIR", "ENV", "HEALTHCHECK"):
            take(image, name, rest)
    assert image.user != "root"
    assert image.variables["PATH"] == "/app/.venv/bin:/usr/bin"
    assert image.variables["FIVE_DOORS_HOST"] == "0.0.0.0"
    assert image.health[:2] == ["python", "-c"]


@pytest.mark.parametrize(
    ("file", "ignored"),
    [
        ("app.py", False),
        ("tests/test_app.py", True),  # a folder with all that is in it
        ("engines/dance/tests.py", False),
        ("weights/dancer.safetensors", False),
        ("tabs/__pycache__/words.pyc", True),  # wherever it is
        ("weights/new.part", True),
    ],
)
def test_what_stays_out_of_the_image(file: str, ignored: bool):
    patterns = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert is_ignored(file, [pattern for pattern in patterns if pattern]) is ignored
