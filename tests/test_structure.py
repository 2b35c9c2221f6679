"""How the modules depend on one another: app -> tabs -> engines, there checkpoints -> models -> runtime; no circle."""

from graphlib import TopologicalSorter
from typing import Final

import grimp
import pytest

OWN: Final = ("tabs", "engines")
SHARED: Final = ("checkpoints", "models", "drawn", "runtime")  # what every engine may use; each but those before it
ROOMS: Final = frozenset({"sketch", "dogs", "tryon", "dance", "training", "plans", "skin"})


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*OWN, include_external_packages=True, cache_dir=None)


def part_of(module: str) -> str:
    """`dogs` of `engines.dogs.engine`; empty for what is no engine."""
    return module.split(".")[1] if module.startswith("engines.") else ""


def test_no_module_imports_itself_by_way_of_others(graph: grimp.ImportGraph) -> None:
    own = {module for module in graph.modules if module.split(".")[0] in OWN}
    assert len(own) > 300
    TopologicalSorter({module: graph.find_modules_directly_imported_by(module) & own for module in own}).prepare()


def test_no_engine_imports_another(graph: grimp.ImportGraph) -> None:
    assert {part_of(module) for module in graph.find_children("engines")} == ROOMS | set(SHARED)
    for module in graph.modules:
        part = part_of(module)
        below = SHARED[SHARED.index(part) + 1 :] if part in SHARED else SHARED
        used = {part_of(one) for one in graph.find_modules_directly_imported_by(module)} - {"", part}
        assert not part or used <= set(below), module


def test_engines_know_nothing_of_the_page(graph: grimp.ImportGraph) -> None:
    for module in graph.modules:
        used = {one.split(".")[0] for one in graph.find_modules_directly_imported_by(module)}
        if part_of(module):
            assert not used & {"gradio", "tabs", "app", "settings", "checkup"}, module
        if part_of(module) and module != "engines.training.api":
            assert "fastapi" not in used, module
