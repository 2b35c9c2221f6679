"""What a host installs: pyproject.toml, requirements.txt and the README say the same, and miss nothing."""

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

# Plain pip cannot install mmpose; mmcv-lite and mmengine serve it alone and would bring a second OpenCV.
NOT_ON_A_SPACE = {"mmcv-lite", "mmengine", "mmpose", "pycocotools", "six"}
# What a Gradio Space installs beside requirements.txt, in the same resolution.
SPACE_EXTRAS = ("oauth", "mcp")
# What a ZeroGPU Space brings itself; nowhere else is it of any use.
ON_A_SPACE_ALONE = {"spaces"}


def direct_dependencies() -> dict[str, str]:
    """Name and version of every direct dependency."""
    return {canonicalize_name(r.name): pinned_version(r) for r in map(Requirement, PROJECT["project"]["dependencies"])}


def requirements() -> list[Requirement]:
    """Every line of requirements.txt, with its marker."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def requirements_here() -> dict[str, str]:
    """Name and version of what requirements.txt installs on this Python and this system."""
    chosen = [r for r in requirements() if r.marker is None or r.marker.evaluate()]
    return {canonicalize_name(r.name): pinned_version(r) for r in chosen}


def pinned_version(requirement: Requirement) -> str:
    """The one version that `requirement` allows."""
    (specifier,) = requirement.specifier
    assert specifier.operator == "==", f"{requirement} is not pinned"
    assert "*" not in specifier.version, f"{requirement} is not pinned to one version"
    return specifier.version


def test_requirements_name_every_direct_dependency_in_the_same_version() -> None:
    expected = {name: version for name, version in direct_dependencies().items() if name not in NOT_ON_A_SPACE}
    found = {name: version for name, version in requirements_here().items() if name in expected}
    assert found == expected


def test_requirements_leave_out_what_a_space_cannot_install() -> None:
    command = (ROOT / "requirements.txt").read_text().splitlines()[1]
    assert set(re.findall(r"--prune (\S+)", command)) == NOT_ON_A_SPACE
    development = {canonicalize_name(Requirement(r).name) for r in PROJECT["dependency-groups"]["dev"]}
    assert not (NOT_ON_A_SPACE | development) & {canonicalize_name(r.name) for r in requirements()}


def test_requirements_hold_no_address_and_no_hash() -> None:
    text = (ROOT / "requirements.txt").read_text()
    assert "://" not in text
    assert "--hash" not in text
    assert all(requirement.url is None for requirement in requirements())


def test_requirements_pin_one_version_on_each_python() -> None:
    for python in ("3.11", "3.12"):
        environment = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
        names = [r.name for r in requirements() if r.marker is None or r.marker.evaluate(environment)]
        assert len(names) == len(set(names))
        assert len(names) > len(NOT_ON_A_SPACE)


def test_requirements_are_the_versions_that_these_tests_run_with() -> None:
    assert requirements_here() == {name: metadata.version(name) for name in requirements_here()}


def test_requirements_do_not_contradict_one_another() -> None:
    """Every package's own demands are met by the other lines: what pip's resolver would ask, without a network."""
    pins = requirements_here()
    for name in pins:
        extras = ("", *SPACE_EXTRAS) if name == "gradio" else ("",)
        for demand in map(Requirement, metadata.requires(name) or []):
            needed = [e for e in extras if demand.marker is None or demand.marker.evaluate({"extra": e})]
            other = canonicalize_name(demand.name)
            if "" in needed:
                assert other in pins, f"{name} needs {demand}, which is not listed"
            if needed and other in pins:
                assert demand.specifier.contains(pins[other], prereleases=True), f"{name} needs {demand}"


def imported_names(path: Path) -> set[str]:
    """Top-level names of the modules that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


def extras() -> set[str]:
    """What is installed on demand, and imported only where it is used."""
    named = PROJECT["project"]["optional-dependencies"].values()
    return {canonicalize_name(Requirement(one).name) for group in named for one in group}


def program_files() -> list[Path]:
    """The files that a host runs; not the tests."""
    return [*ROOT.glob("*.py"), *(ROOT / "engines").rglob("*.py"), *(ROOT / "tabs").rglob("*.py")]


def test_every_imported_package_is_a_direct_dependency() -> None:
    own = {path.stem for path in ROOT.glob("*.py")} | {"engines", "tabs"}
    packages = metadata.packages_distributions()
    for path in program_files():
        for name in imported_names(path) - own - sys.stdlib_module_names:
            distributions = {canonicalize_name(d) for d in packages.get(name, [name])}
            known = {*direct_dependencies(), *extras(), *ON_A_SPACE_ALONE}
            assert distributions & known, f"{path.relative_to(ROOT)} imports {name}"


def readme_front_matter() -> dict[str, str]:
    """The `key: value` lines between the two `---` that a Space reads."""
    _, block, _ = (ROOT / "README.md").read_text().split("---\n", 2)
    pairs = (line.split(":", 1) for line in block.splitlines() if line)
    return {key: value.strip().strip("\"'") for key, value in pairs}


def test_readme_front_matter_is_what_a_space_needs() -> None:
    front_matter = readme_front_matter()
    assert front_matter["sdk"] == "gradio"
    assert front_matter["sdk_version"] == direct_dependencies()["gradio"]
    assert front_matter["license"] == PROJECT["project"]["license"].lower()
    assert (ROOT / front_matter["app_file"]).is_file()
    python = PROJECT["project"]["requires-python"]
    assert Requirement(f"python{python}").specifier.contains(f"{front_matter['python_version']}.0")
    assert {"title", "emoji", "colorFrom", "colorTo"} <= set(front_matter)


@pytest.mark.parametrize("command", ["pip install uv && uv run app.py", "uv run pytest"])
def test_readme_opens_with_the_two_commands(command: str) -> None:
    first_lines = (ROOT / "README.md").read_text().splitlines()[:40]
    assert any(command in line for line in first_lines)


def test_readme_names_the_command_that_writes_the_requirements() -> None:
    command = (ROOT / "requirements.txt").read_text().splitlines()[1].removeprefix("#").strip()
    assert command in " ".join((ROOT / "README.md").read_text().replace("\\\n", " ").split())
