"""Every import contract is kept, and is really checked: a module that breaks it is found."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LAYERS = "Imports go down only, and every module has a layer"
BREACHES = (
    (LAYERS, "domain/upwards.py", "from crm_tui.services import pools"),
    (LAYERS, "utils.py", ""),
    (
        "Presentation knows neither bootstrap, services nor the database",
        "presentation/breach.py",
        "from crm_tui.services import pools",
    ),
    (
        "Only services and bootstrap use the database",
        "cli/breach.py",
        "from crm_tui.db import search",
    ),
    ("Only db speaks SQLAlchemy", "services/breach.py", "import sqlalchemy"),
    ("The domain is pure", "domain/breach.py", "import pydantic"),
)
"""A contract, a module that breaks it, and what it imports; one has no layer."""


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts over the package in a folder."""
    command = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--no-cache",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package and its contracts."""
    folder = tmp_path_factory.mktemp("layers")
    shutil.copy(ROOT / "pyproject.toml", folder)
    ignored = shutil.ignore_patterns("__pycache__", "*.po", "*.mo")
    shutil.copytree(ROOT / "crm_tui", folder / "crm_tui", ignore=ignored)
    return folder


@pytest.mark.long
def test_the_contracts_are_kept(copy: Path) -> None:
    ended = lint(copy)
    assert ended.returncode == 0, ended.stdout
    assert " 0 broken" in ended.stdout


@pytest.fixture(scope="module")
def broken(copy: Path) -> str:
    """What is said of a package that breaks every contract."""
    for _contract, name, line in BREACHES:
        breach = copy / "crm_tui" / name
        breach.write_text(f'"""A module that should not be."""\n\n{line}\n', encoding="utf-8")
    try:
        ended = lint(copy)
    finally:
        for _contract, name, _line in BREACHES:
            (copy / "crm_tui" / name).unlink()
    assert ended.returncode != 0
    return ended.stdout


@pytest.mark.parametrize(("contract", "name", "line"), BREACHES)
def test_a_breach_of_each_contract_is_found(
    broken: str, contract: str, name: str, line: str
) -> None:
    assert f"{contract} BROKEN" in broken
    module = f"crm_tui.{name.removesuffix('.py').replace('/', '.')}"
    imported = line.removeprefix("from ").replace(" import ", ".").removeprefix("import ")
    told = f"{module} -> {imported} " if line else f"- {module}\n"
    assert told in reasons(broken, contract)


def reasons(said: str, contract: str) -> str:
    """Why one contract is broken: what stands below its name up to the next one's."""
    details = said.partition("Broken contracts\n")[2]
    found = details.partition(f"\n{contract}\n")[2].partition("\n\n")[2]
    names = [f"\n{each}\n" for each, _name, _line in BREACHES if each != contract]
    return found[: min((found.find(each) for each in names if each in found), default=len(found))]


def test_each_contract_has_its_breach() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    names = [
        line.partition('"')[2].rstrip('"')
        for block in text.split("[[tool.importlinter.contracts]]")[1:]
        for line in block.splitlines()
        if line.startswith("name = ")
    ]
    assert set(names) == {contract for contract, _name, _line in BREACHES}
