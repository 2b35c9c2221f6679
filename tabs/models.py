"""The host's room: which weights are in use, a file that was brought, how the models do. Only with `host_tools`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, Final

import gradio as gr

from engines.checkpoints import Report, inspect
from engines.checkpoints.choice import require_usable
from engines.checkpoints.store import SUFFIXES
from engines.runtime import InputError
from tabs import tables
from tabs.parts import shown
from tabs.rights import is_host
from tabs.shared import Shared
from tabs.tables import Line, bad_line, line
from tabs.theme import ASSETS, page_head
from tabs.words import error

TICK: Final = 10.0  # seconds between two looks at the figures
INVITE: Final = (
    '<div class="invite"><h1 class="display" data-word="models_headline"></h1><p data-word="models_lead"></p></div>'
)

Call = dict[str, Any]  # what a button of the page carries: its act, the model, the number of a version

log = logging.getLogger("five_doors.models")


class Cabinet:
    """What the host's room may ask for. Every answer is the HTML of a part of the room."""

    def __init__(self, shared: Shared) -> None:
        self._weights, self._store, self._monitor = shared.weights, shared.store, shared.monitor
        self._turn = count()
        self._acts: dict[str, Callable[[str, int], Line | None]] = {
            "read": lambda *_: None,
            "activate": self._activate,
            "deactivate": self._deactivate,
            "stop": self._deactivate,
            "roll_back": self._roll_back,
            "remove": self._remove,
            "check": self._check,
        }

    def act(self, call: Call) -> str:
        """Do what a button of the table asks for; answers with the table and one line."""
        return self._table(self._do(call))

    def look(self, path: Path | None) -> tuple[str, Report | None]:
        """Inspect a file that was brought; None for one that did not come. Answers with the report."""
        try:
            if path is None:
                raise error("models_gone")
            report = inspect(path, values=True)
        except InputError as problem:
            log.info("not a weight: %s", problem)
            return self._part(tables.report_card(None, (), bad_line(problem))), None
        return self._part(self._report(report)), report

    def act_on_file(self, call: Call, report: Report | None) -> tuple[str, str, Report | None]:
        """Keep the inspected file, or put it to use; answers with report, table, and the file that is still there."""
        if call.get("act") == "register":
            answer = self._do(call, lambda model, _: self._register(model, report))
            if answer and answer.version and report:
                report.path.unlink(missing_ok=True)
                report = None
        else:
            answer = self._do(call)
        card = self._report(report, answer) if report else tables.report_card(None, (), answer)
        return self._part(card), self._table(None), report

    def locked(self) -> str:
        """What somebody sees who is not the host."""
        return self._part((ASSETS / "lock.html").read_text(encoding="utf-8"))

    def doing(self) -> str:
        """How the models do, now."""
        return self._part(tables.doing_card(self._monitor.snapshot()))

    def as_json(self) -> list[dict[str, Any]]:
        """Every model with its versions, for the API."""
        return [tables.as_json(choice, self._versions(choice.name)) for choice in self._weights.known()]

    def _do(self, call: Call, work: Callable[[str, int], Line | None] | None = None) -> Line | None:
        """Every call comes over the network, so its parts may be of any kind."""
        act, model, number = call.get("act"), call.get("model", ""), str(call.get("number", 0))
        try:
            work = work or self._acts[act if isinstance(act, str) and act in self._acts else "read"]
            return work(str(model), int(number) if number.isdecimal() and len(number) < 10 else 0)
        except InputError as problem:
            log.info("%s: %s", act, problem)
            return bad_line(problem)

    def _register(self, model: str, report: Report | None) -> Line:
        if report is None:
            raise error("models_gone")
        version = self._weights.register(model, report, source=report.path.name)
        answer = line("models_registered", number=version.number, model=version.model)
        return replace(answer, version=version)

    def _activate(self, model: str, number: int) -> Line:
        self._weights.activate(model, number)
        return line("models_activated", number=number, model=model)

    def _deactivate(self, model: str, _: int) -> Line:
        self._store.deactivate(model)
        return self._without_version(model)

    def _roll_back(self, model: str, _: int) -> Line:
        version = self._store.roll_back(model)
        if version is None:
            return self._without_version(model)
        return line("models_activated", number=version.number, model=model)

    def _without_version(self, model: str) -> Line:
        return line("models_deactivated" if self._weights.choose(model).bundled else "models_stopped", model=model)

    def _remove(self, model: str, number: int) -> Line:
        self._store.remove(model, number)
        return line("models_removed", number=number, model=model)

    def _check(self, model: str, number: int) -> Line:
        found = self._store.check(model, number)
        return bad_line(found.problems[0]) if found.problems else line("models_checked", number=number, model=model)

    def _report(self, report: Report, answer: Line | None = None) -> str:
        try:
            require_usable(report)
        except InputError as problem:
            return tables.report_card(report, (), answer or bad_line(problem))
        return tables.report_card(report, self._weights.models_of(report.architecture or ""), answer)

    def _table(self, answer: Line | None) -> str:
        try:
            choices = self._weights.known()
        except InputError as problem:  # the folder cannot be read at all
            return self._part(tables.weights_table((), {}, bad_line(problem)))
        return self._part(
            tables.weights_table(choices, {one.name: self._versions(one.name) for one in choices}, answer)
        )

    def _versions(self, model: str) -> tuple[Any, ...]:
        try:
            return self._store.list(model)
        except InputError:  # a damaged record; the choice says so
            return ()

    def _part(self, html: str) -> str:
        """Every answer is another text, so that the page sees it come even when it says the same again."""
        return f'<div data-turn="{next(self._turn)}">{html}</div>'


def build(shared: Shared) -> None:
    """The room, and its API calls `/models` and `/models_inspect`; called inside a `gr.Blocks`."""
    cabinet = Cabinet(shared)
    script = (ASSETS / "models.js").read_text(encoding="utf-8")

    def part(name: str, template: str = "${value}") -> gr.HTML:
        return gr.HTML(
            value="",
            html_template=template,
            js_on_load=script,
            head=page_head(),
            apply_default_css=False,
            elem_id=f"models-{name}",
        )

    def may(request: gr.Request) -> bool:
        return is_host(shared.admission, request.request)

    def act(data: gr.EventData, request: gr.Request) -> str:
        return cabinet.act(_parts(data)) if may(request) else cabinet.locked()

    def act_on_file(data: gr.EventData, report: Report | None, request: gr.Request) -> tuple[str, str, Report | None]:
        return cabinet.act_on_file(_parts(data), report) if may(request) else ("", cabinet.locked(), None)

    def look(path: str | None, request: gr.Request) -> tuple[str, Report | None, None]:
        if may(request):
            return *cabinet.look(Path(path) if path else None), None
        if path:
            Path(path).unlink(missing_ok=True)
        return cabinet.locked(), None, None

    def doing(request: gr.Request) -> str:
        return cabinet.doing() if may(request) else ""

    with gr.Column(elem_classes="cabinet"):
        gr.HTML(INVITE, js_on_load="window.fiveDoors.translate(element);", head=page_head(), apply_default_css=False)
        table = part("weights")
        with gr.Row(elem_classes="cabinet-row"):
            drop = part("drop", drop_template(shared.settings.weights_bytes))
            figures = part("doing")
    # The page's own drop zone hands its file to this part: Gradio receives it and proves that the path is its own.
    file = gr.File(file_types=list(SUFFIXES), type="filepath", visible="hidden", elem_id="models-file")
    brought = gr.State()
    timer = gr.Timer(TICK)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    table.submit(act, None, table, **quiet)
    drop.submit(act_on_file, brought, [drop, table, brought], **quiet)
    file.upload(look, file, [drop, brought, file], **quiet)
    figures.submit(doing, None, figures, concurrency_limit=None, **quiet)
    timer.tick(doing, None, figures, concurrency_limit=None, **quiet)
    _build_api(cabinet, may)


def _parts(data: gr.EventData) -> Call:
    found = data._data
    return found if isinstance(found, dict) else {}


def _build_api(cabinet: Cabinet, may: Callable[[gr.Request], bool]) -> None:
    """The named endpoints: parts that are not on the page."""
    file = gr.File(label="file", type="filepath", visible=False)
    answer = gr.JSON(visible=False)

    def inspect_file(file: str | None, request: gr.Request) -> Any:
        """Say what a weights file is: its network, which keys are missing or unexpected, NaN. Nothing is kept."""
        if file is None:
            raise gr.Error(str(error("models_gone")), print_exception=False)
        path = Path(file)
        try:
            if not may(request):
                raise error("training_host_only")
            report = inspect(path, values=True)
        except InputError as problem:
            raise gr.Error(str(problem), print_exception=False) from None
        finally:
            path.unlink(missing_ok=True)
        return report.as_dict() | {"path": path.name}

    def list_models(request: gr.Request) -> Any:
        """Every model, the weight it uses and why, and the host's versions of it."""
        if not may(request):
            raise shown(error("training_host_only"))
        return cabinet.as_json()

    gr.Button(visible=False).click(list_models, None, answer, api_name="models")
    gr.Button(visible=False).click(inspect_file, file, answer, api_name="models_inspect")


def drop_template(max_bytes: int) -> str:
    """The card to bring a file to; the report comes in the place of `${value}`."""
    kinds = line("models_kinds", suffixes=", ".join(SUFFIXES), size=tables.size(max_bytes))
    text = (ASSETS / "models.html").read_text(encoding="utf-8")
    text = text.replace("SUFFIXES", ",".join(SUFFIXES)).replace("MAX_BYTES", str(max_bytes))
    return text.replace("KINDS", tables.said(kinds)).replace("REPORT", "${value}")
