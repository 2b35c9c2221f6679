"""Takes the steps of the Dockerfile where there is no Docker, and says how long each took.

    sudo python3.11 hosting/docker_steps.py

The Dockerfile itself is read, not a copy. Its steps run on a layer over this machine's own file system, which is thrown
away in the end: nothing that they install, write or add to the list of users stays. What stands for the image that the
Dockerfile begins with is this machine's Python of that version in an environment of its own, so a package of Debian
that the image lacks would go unnoticed. Needs Linux, root and room for 6 GB.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
BASE: Final = "/base"  # the environment that stands for the image's Python
INSIDE: Final = "DOCKER_STEPS_INSIDE"  # set once the program runs apart from the machine's own mounts
PASSED: Final = re.compile(r"(PIP|UV|SSL|REQUESTS)_.*|(HTTPS?|NO)_PROXY", re.IGNORECASE)  # how to reach the packages
START_PATIENCE: Final = 180.0  # seconds


@dataclass
class Image:
    """What the steps have made so far."""

    folder: Path
    user: str = "root"
    place: str = "/"
    variables: dict[str, str] = field(default_factory=dict)
    health: list[str] = field(default_factory=list)

    def command(self, arguments: list[str]) -> list[str]:
        """The command that runs something inside, as the Dockerfile's user."""
        variables = [f"{name}={value}" for name, value in self.variables.items()]
        home = f"HOME={'/root' if self.user == 'root' else f'/home/{self.user}'}"
        inner = f"cd {shlex.quote(self.place)} && exec {shlex.join(arguments)}"
        return [
            "/usr/sbin/chroot", f"--userspec={self.user}:{self.user}", str(self.folder),
            "/usr/bin/env", "-i", *variables, home, "/bin/sh", "-c", inner,
        ]  # fmt: skip

    def run(self, arguments: list[str]) -> None:
        subprocess.run(self.command(arguments), check=True)


def instructions(text: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile: (name, what follows it)."""
    kept = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(kept))
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in joined.splitlines() if line.strip()]


def take(image: Image, name: str, rest: str) -> None:
    """Take one step."""
    if name == "FROM":
        version = re.fullmatch(r"python:(3\.\d+)-slim", rest)
        if version is None:
            raise SystemExit(f"This script knows images like python:3.11-slim, but the Dockerfile begins with {rest}.")
        image.variables["PATH"] = f"{BASE}/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin"
        forget_people(image.folder / "etc")
        image.run([f"/usr/bin/python{version[1]}", "-m", "venv", BASE])
    elif name == "RUN":
        image.run(["/bin/sh", "-c", rest])
    elif name == "USER":
        image.user = rest
    elif name == "WORKDIR":
        image.place = rest
    elif name == "ENV":
        for pair in shlex.split(rest):
            key, _, value = pair.partition("=")
            image.variables[key] = re.sub(r"\$(\w+)", lambda found: image.variables.get(found[1], ""), value)
    elif name == "COPY":
        copy(image, [part for part in rest.split() if not part.startswith("--")])
    elif name == "HEALTHCHECK":
        image.health = json.loads(rest[rest.index("CMD") + 3 :])
    elif name != "EXPOSE":
        raise SystemExit(f"This script does not know the step {name} of the Dockerfile.")


def forget_people(etc: Path) -> None:
    """Take this machine's users off the layer's lists, for an image has none: their numbers are free for its own."""
    for name in ("passwd", "group"):
        lines = (etc / name).read_text().splitlines(keepends=True)
        (etc / name).write_text("".join(line for line in lines if not 1000 <= int(line.split(":")[2]) < 60_000))


def copy(image: Image, parts: list[str]) -> None:
    """Put files of the repository inside; they belong to the user, as `--chown` says."""
    *wanted, target = parts
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    ignored = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    chosen = [file for file in listed if not is_ignored(file, ignored) and (wanted == ["."] or file in wanted)]
    for file in filter(lambda one: (ROOT / one).is_file(), chosen):
        goal = image.folder / image.place.lstrip("/") / target / file
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / file, goal)
    subprocess.run(["/usr/sbin/chroot", str(image.folder), "chown", "-R", f"{image.user}:", image.place], check=True)


def is_ignored(file: str, patterns: list[str]) -> bool:
    """As Docker does: a pattern means a file, or a folder with all that is in it."""
    parts = Path(file).parts
    heads = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    names = [pattern.removeprefix("**/") for pattern in patterns if pattern.startswith("**/")]
    return any(fnmatch.fnmatch(head, one) for head in heads for one in patterns) or any(
        fnmatch.fnmatch(part, one) for part in parts for one in names
    )


def start(image: Image, command: list[str]) -> None:
    """Start the program, wait until its health check says that it is well, and end it as Docker would."""
    begin = time.monotonic()
    program = subprocess.Popen(image.command(command))
    try:
        while subprocess.run(image.command(image.health), stderr=subprocess.DEVNULL, check=False).returncode:
            if program.poll() is not None or time.monotonic() - begin > START_PATIENCE:
                raise SystemExit("The program did not become healthy.")
            time.sleep(0.2)
        print(f"{time.monotonic() - begin:8.1f} s  healthy", flush=True)
    finally:
        begin = time.monotonic()
        program.send_signal(signal.SIGTERM)
        program.wait(20)
        print(f"{time.monotonic() - begin:8.1f} s  ended, exit code {program.returncode}", flush=True)


def steps(scratch: Path) -> None:
    """Take all steps, on a layer in `scratch`."""
    upper, work, folder = (scratch / name for name in ("upper", "work", "image"))
    for one in (upper, work, folder):
        one.mkdir()
    layer = f"lowerdir=/,upperdir={upper},workdir={work}"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layer, str(folder)], check=True)
    for name in ("proc", "dev", "sys"):
        subprocess.run(["mount", "--rbind", f"/{name}", str(folder / name)], check=True)
    image = Image(folder, variables={name: value for name, value in os.environ.items() if PASSED.fullmatch(name)})
    for name, rest in instructions((ROOT / "Dockerfile").read_text()):
        begin = time.monotonic()
        if name == "CMD":
            start(image, json.loads(rest))
        else:
            take(image, name, rest)
            print(f"{time.monotonic() - begin:8.1f} s  {name} {rest[:90]}", flush=True)
    size = subprocess.run(["du", "-sm", str(upper)], capture_output=True, text=True, check=True).stdout.split()[0]
    print(f"{int(size) / 1000:8.1f} GB laid over the machine's own files", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Takes the steps of the Dockerfile where there is no Docker.")
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()), help="folder with room for 6 GB")
    chosen = parser.parse_args()
    if os.geteuid() != 0:
        raise SystemExit("The steps add a user and mount a file system: run this with sudo.")
    if INSIDE not in os.environ:
        command = ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv]
        raise SystemExit(subprocess.run(command, env=os.environ | {INSIDE: "1"}, check=False).returncode)
    scratch = Path(tempfile.mkdtemp(prefix="docker-steps-", dir=chosen.scratch))
    try:
        steps(scratch)
    except subprocess.CalledProcessError as problem:
        raise SystemExit(f"A step failed: {problem.cmd[-1]}") from None
    finally:
        subprocess.run(["umount", "--recursive", "--lazy", str(scratch / "image")], check=False)
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
