"""How long the page takes to answer, beside a bare Gradio hello-world page in the same run.

    uv run python -m tests.benchmarks.bench_start [--count 5] [--json FILE]

Seconds from the start of the process to the first HTTP 200, in alternating pairs; beside them the processor time spent
until then, which other programs on the machine disturb less. A first pair that does not count
brings every file into the cache.
"""

from __future__ import annotations

from statistics import median

from tests.benchmarks.measure import arguments, free_port, report, served, served_app

HELLO = "import gradio; gradio.Interface(lambda name: 'Hello ' + name, 'text', 'text').launch(server_port={port})"


def start_of_hello() -> tuple[float, float]:
    """Seconds until a hello-world page answers: by the clock, of work."""
    port = free_port()
    with served(["-c", HELLO.format(port=port)], port, {}) as server:
        return server.start_seconds, server.start_work


def start_of_app() -> tuple[float, float]:
    """Seconds until the page of app.py answers: by the clock, of work."""
    with served_app() as server:
        return server.start_seconds, server.start_work


def main() -> None:
    chosen = arguments(__doc__ or "", count=(5, "measured pairs"))
    pairs = [(start_of_hello(), start_of_app()) for _ in range(1 + chosen.count)][1:]
    hello, hello_work = (median(pair[0][i] for pair in pairs) for i in (0, 1))
    app, app_work = (median(pair[1][i] for pair in pairs) for i in (0, 1))
    figures = {
        f"app.py, median of {chosen.count}, s": app,
        f"hello world, median of {chosen.count}, s": hello,
        "ratio app.py / hello world": app / hello,
        "app.py, processor time, s": app_work,
        "hello world, processor time, s": hello_work,
        "ratio of processor time": app_work / hello_work,
    }
    report(figures, chosen.json)


if __name__ == "__main__":
    main()
