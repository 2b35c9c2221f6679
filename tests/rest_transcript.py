"""Writes the calls of the REST API, as curl makes them, into `engines/training/README.md`.

    uv run python -m tests.rest_transcript

It starts the page on a free port with folders of its own, makes each call, and puts what came back between two marks.
Numbers that change from run to run (the job's id, times, the process) are what they were in that run.
"""

import json
import shlex
import subprocess
import tempfile
import time
from pathlib import Path

from tests.browser.server import ROOT, free_port, running

README = ROOT / "engines" / "training" / "README.md"
BEGIN, END = "<!-- transcript -->", "<!-- end of transcript -->"
SHOWN = "http://127.0.0.1:7860"
JSON = "Content-Type: application/json"
LONGEST = 900  # characters of an answer that are shown


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), "--tab", "training", port=free_port()) as server,
    ):
        calls = transcript(server.url)
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}\n{calls}\n{END}{after}", encoding="utf-8")


def transcript(url: str) -> str:
    """Make the calls one after the other. Returns them with their answers, as a fenced block."""
    base, lines = f"{url}/api/training", list[str]()

    def call(*arguments: str) -> str:
        answer = subprocess.run(["curl", "-s", *arguments], capture_output=True, text=True, check=True).stdout
        told = answer if len(answer) < LONGEST else answer[:LONGEST] + " ..."
        shown = shlex.join(["curl", "-s", *arguments]).replace(url, SHOWN)
        lines.extend([f"$ {shown}", told.rstrip(), ""])
        return answer

    config = json.dumps({"epochs": 4, "learning_rate": 0.1})
    job = json.loads(call("-X", "POST", f"{base}/start?model_type=skinmodel", "-H", JSON, "-d", config))["job_id"]
    while json.loads(quiet(f"{base}/{job}"))["completed_at"] is None:
        time.sleep(0.5)
    call(f"{base}/{job}")
    call("-N", f"{base}/{job}/events?after=0")
    call(f"{base}/{job}/logs?after=0")
    call(f"{base}/{job}/artifacts")
    long = json.dumps({"epochs": 1000})
    second = json.loads(call("-X", "POST", f"{base}/start?model_type=mdm_finetune", "-H", JSON, "-d", long))["job_id"]
    call("-X", "POST", f"{base}/{second}/cancel")
    while json.loads(quiet(f"{base}/{second}"))["completed_at"] is None:
        time.sleep(0.5)
    call("-X", "POST", f"{base}/{second}/resume")
    quiet("-X", "POST", f"{base}/{second}/cancel")
    call("-X", "POST", f"{base}/start?model_type=skinmodel", "-H", JSON, "-d", '{"epochs": 1000000000}')
    call(f"{base}/000000000000")
    call(f"{base}/list")
    return "\n".join(["```console", *lines[:-1], "```"])


def quiet(*arguments: str) -> str:
    return subprocess.run(["curl", "-s", *arguments], capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main()
