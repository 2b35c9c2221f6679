"""The HTML of the host's room: weights, the report on a file, how the models do. Everything shown is escaped here.

Words of the page stand as keys (`data-word`), sentences with names and numbers in both languages (`data-name-en`,
`data-name-ko`); `assets/page.js` fills them in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from engines.checkpoints import Choice, Report, Version
from engines.checkpoints.choice import BUNDLED
from engines.runtime import InputError
from engines.runtime.monitor import Alarm, ModelFigures, Snapshot
from tabs.words import WORDS, say

SHOWN: Final = 4  # keys of a kind in the report; the others are behind a click
MOST_KEYS: Final = 200

Versions = Mapping[str, Sequence[Version]]


@dataclass(frozen=True)
class Line:
    """One sentence that answers the host, in both languages; `version` may be put to use right away."""

    english: str
    korean: str
    bad: bool = False
    version: Version | None = None


def line(key: str, **values: object) -> Line:
    """A good answer from the word list."""
    return Line(say(key, "en").format(**values), say(key, "ko").format(**values))


def bad_line(problem: InputError) -> Line:
    """What is wrong: in English with its details."""
    return Line(problem.sentence, say(problem.key, "ko"), bad=True)


def weights_table(choices: Sequence[Choice], versions: Versions, answer: Line | None) -> str:
    """Every model: the weight in use and why, then the versions that could be in use."""
    columns = ("models_model", "models_source", "models_size", "models_licence", "models_figures")
    head = "".join(f'<th scope="col">{word(key)}</th>' for key in columns)
    bodies = "".join(_model(choice, versions.get(choice.name, ())) for choice in choices)
    return (
        f'<div class="card"><h2>{word("models_weights")}</h2>{_answer(answer)}'
        f'<table class="weights"><thead><tr>{head}</tr></thead>{bodies}</table></div>'
    )


def _model(choice: Choice, versions: Sequence[Version]) -> str:
    figures = "".join(f"<span><i>{escape(name)}</i> {escape(str(one))}</span>" for name, one in choice.figures.items())
    why = f'<small class="{"bad" if choice.fell_back else ""}">'
    why += (word("models_fell_back") + " " if choice.fell_back else "") + word(choice.why) + "</small>"
    cells = (
        ("", f"<b>{escape(choice.name)}</b><small>{escape(choice.architecture)}</small>"),
        ("models_source", f"{_source(choice)}{why}"),
        ("models_size", f'<span class="size">{size(choice.bytes) if choice.path else "–"}</span>'),
        ("models_licence", escape(choice.licence) or word("models_licence_none")),
        ("models_figures", f'<div class="figures">{figures or "–"}</div>'),
    )
    row = "".join(f"<td>{_label(key)}<div>{cell}</div></td>" for key, cell in cells)
    return f"<tbody><tr>{row}</tr>{_versions(choice, versions)}</tbody>"


def _label(key: str) -> str:
    """What a column is called, for a phone, where there are no columns."""
    return f'<span class="label">{word(key)}</span>' if key else ""


def _source(choice: Choice) -> str:
    if choice.path is None:
        return f'<span class="chip">{word("models_nothing")}</span>'
    if choice.version is None:
        return f'<span class="chip">{word("models_bundled")}</span>'
    return f'<span class="chip mine">{said(line("models_version", number=choice.version))}</span>'


def _versions(choice: Choice, versions: Sequence[Version]) -> str:
    """The host's versions, newest first, and the bundled weight below them."""
    if not versions:
        return ""
    items = "".join(map(_version, reversed(versions)))
    mine = any(version.active for version in versions)
    stop = act("deactivate" if choice.bundled else "stop", choice.name) if mine else ""
    if choice.bundled:
        items += _item("models_bundled", not mine, word(BUNDLED), stop)
        stop = ""
    return (
        f'<tr><td colspan="5"><ul class="versions">{items}</ul>'
        f'<div class="acts">{stop}{act("roll_back", choice.name)}</div></td></tr>'
    )


def _version(version: Version) -> str:
    source, created = str(version.details.get("source", "")), version.created[:16].replace("T", " ")
    about = said(line("models_from", source=source, created=created)) + f", {size(version.bytes)}"
    acts = act("check", version.model, version.number)
    if not version.active:
        acts = act("activate", version.model, version.number, "main") + acts
        acts += act("remove", version.model, version.number)
    return _item(line("models_version", number=version.number), version.active, about, acts)


def _item(name: str | Line, active: bool, about: str, acts: str) -> str:
    shown = word(name) if isinstance(name, str) else said(name)
    return (
        f'<li><span class="chip{" mine" if active else ""}">{shown}</span>'
        f'<span class="about-version">{about}</span>{acts}</li>'
    )


def report_card(report: Report | None, models: Sequence[str], answer: Line | None) -> str:
    """What a file is, and the form to keep it for one of `models`, which may be none."""
    if report is None:
        return f'<div class="report">{_answer(answer)}</div>'
    rows = "".join(f"<tr><th scope='row'>{word(key)}</th><td>{cell}</td></tr>" for key, cell in _rows(report) if cell)
    table = f'{_answer(answer)}<table class="rows"><tbody>{rows}</tbody></table>'
    if models:
        options = "".join(f"<option>{escape(name)}</option>" for name in models)
        table += (
            f'<div class="acts"><label>{word("models_for")} <select name="model">{options}</select></label>'
            f"{act('register', kind='main')}</div>"
        )
    return f'<div class="report">{table}</div>'


def _rows(report: Report) -> Iterable[tuple[str, str]]:
    dtypes = ", ".join(f"{count:,} {dtype}" for dtype, count in report.dtypes.items())
    shapes = [f"{one.key} {list(one.found)} ≠ {list(one.expected)}" for one in report.mismatched]
    near = ", ".join(f"{one.architecture} ({one.share:.0%})" for one in report.nearest)
    known = report.architecture is not None
    finite = word("report_finite") if report.not_finite == () and known else ""
    yield "report_file", escape(f"{report.path.name} · {report.form} · ") + size(report.bytes)
    yield "report_network", _network(report)
    yield "report_nearest", escape(near)
    yield "report_config", escape(", ".join(f"{name} = {value}" for name, value in report.config.items()))
    yield "report_parameters", f"{report.parameters:,}"
    yield "report_numbers", escape(dtypes) + (f", {finite}" if finite else "")
    yield "report_not_finite", _keys(report.not_finite or ())
    yield "report_container", escape(report.container)
    yield "report_prefixes", escape(" ".join(report.prefixes))
    yield "report_key_map", escape(report.key_map if report.key_map != "own" else "")
    yield "report_matched", f"{len(report.matched):,}" if known else ""
    yield "report_missing", _keys(report.missing)
    yield "report_unexpected", _keys(report.unexpected)
    yield "report_mismatched", _keys(shapes)
    yield "report_ignored", _keys(report.ignored)
    yield "report_sparse", _keys(report.sparse)
    yield "report_quantised", _keys(report.quantised)
    yield "report_licence", escape(report.licence)
    yield "report_note", escape("; ".join(report.differences))


def _network(report: Report) -> str:
    if report.architecture is None:
        return word("report_unknown")
    share = said(line("report_share", share=f"{report.share:.1%}"))
    return f"<b>{escape(report.architecture)}</b> ({share})"


def _keys(keys: Sequence[str]) -> str:
    """How many, the first few, and the others behind a click."""
    if not keys:
        return ""
    first, rest = keys[:SHOWN], keys[SHOWN:MOST_KEYS]
    text = f"{len(keys):,}: " + " ".join(f"<code>{escape(key)}</code>" for key in first)
    if rest:
        more = " ".join(f"<code>{escape(key)}</code>" for key in rest)
        text += f"<details><summary>+{len(keys) - SHOWN:,}</summary>{more}</details>"
    return text


def doing_card(snapshot: Snapshot) -> str:
    """Alarms, the machine, and the time that each model's calls take."""
    called = {name: model for name, model in snapshot.models.items() if model.calls}
    longest = max((model.p95 or 0.0 for model in called.values()), default=0.0)
    rows = "".join(_calls(name, model, longest) for name, model in called.items())
    alarms = "".join(map(_alarm, snapshot.alarms)) or f'<p class="line good">{word("models_calm")}</p>'
    machine = snapshot.machine
    loaded = sum(model.bytes for model in snapshot.models.values())
    tiles = (
        ("models_memory", f"{machine.used_bytes / 1e9:.1f} / {size(machine.limit_bytes)}"),
        ("models_loaded", size(loaded)),
        ("models_processor", f"{machine.cpu_share:.0%}"),
    )
    stats = "".join(f"<div><dt>{word(key)}</dt><dd>{value}</dd></div>" for key, value in tiles)
    legend = "".join(f'<span class="{kind}">{word(f"models_{kind}")}</span>' for kind in ("median", "p95"))
    chart = f'<p class="legend">{legend}</p><ul class="calls">{rows}</ul>'
    if not rows:
        chart = f'<p class="quiet">{word("models_quiet")}</p>'
    return (
        f'<div class="card"><div class="heading"><h2>{word("models_doing")}</h2>{act("refresh")}</div>'
        f"{alarms}<dl>{stats}</dl>{chart}</div>"
    )


def _calls(name: str, model: ModelFigures, longest: float) -> str:
    calls = said(line("models_calls", calls=model.calls, errors=model.errors))
    bars = "".join(
        f'<div class="bar {kind}"><i style="width:{100 * seconds / longest:.1f}%"></i>'
        f"<span>{duration(seconds)}</span></div>"
        for kind, seconds in (("median", model.median), ("p95", model.p95))
        if seconds is not None
    )
    return f"<li><b>{escape(name)}</b> <small>{calls}</small>{bars}</li>"


def _alarm(alarm: Alarm) -> str:
    korean = say(alarm.key, "ko")
    return _answer(Line(alarm.sentence, f"{alarm.model}: {korean}" if alarm.model else korean, bad=True))


def _answer(answer: Line | None) -> str:
    if answer is None:
        return ""
    more = act("activate", answer.version.model, answer.version.number) if answer.version else ""
    kind, role = ("bad", "alert") if answer.bad else ("good", "status")
    return f'<p class="line {kind}" role="{role}">{said(answer)}{more}</p>'


def act(name: str, model: str = "", number: int | None = None, kind: str = "") -> str:
    """A button that asks for something."""
    parts = f' data-model="{escape(model)}"' if model else ""
    parts += f' data-number="{number}"' if number is not None else ""
    parts += ' data-sure="models_remove_sure"' if name == "remove" else ""
    return f'<button type="button" class="button {kind}" data-act="{name}"{parts} data-word="models_{name}"></button>'


def word(key: str) -> str:
    """An element that shows the words of `key`."""
    return f'<span data-word="{key}">{escape(WORDS[key][0])}</span>'


def said(one: Line) -> str:
    """An element that shows a sentence in the page's language."""
    return (
        f'<span data-name-en="{escape(one.english)}" data-name-ko="{escape(one.korean)}">{escape(one.english)}</span>'
    )


def size(count: int) -> str:
    """Bytes for a person."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"


def duration(seconds: float) -> str:
    """Seconds for a person."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def as_json(choice: Choice, versions: Sequence[Version]) -> dict[str, Any]:
    """A model as the API answers it; paths of the server stay on the server."""
    return {
        "name": choice.name,
        "architecture": choice.architecture,
        "in_use": choice.source,
        "why": say(choice.why, "en"),
        "bytes": choice.bytes,
        "licence": choice.licence,
        "figures": dict(choice.figures),
        "versions": [
            {
                "number": version.number,
                "bytes": version.bytes,
                "sha256": version.sha256,
                "created": version.created,
                "active": version.active,
                "details": dict(version.details),
            }
            for version in versions
        ],
    }
