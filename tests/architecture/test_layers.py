"""Every import contract is kept, and is really checked: a module that breaks it is found."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

BREACHES = {
    "Imports go down only, and every module has a layer": (
        "domain/breach.py",
        "from crm_tui.services import pools",
    ),
    "Missing layer": ("utils.py", ""),
    "Presentation knows neither bootstrap, services nor the database": (
        "presentation/breach.py",
        "from crm_tui.services import pools",
    ),
    "Only services and bootstrap use the database": (
        "cli/breach.py",
        "from crm_tui.db import search",
    ),
    "Only db speaks SQLAlchemy": ("services/breach.py", "import sqlalchemy"),
    "The domain is pure": ("domain/breach.py", "import pydantic"),
}


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


def test_the_contracts_are_kept(copy: Path) -> None:
    ended = lint(copy)
    assert ended.returncode == 0, ended.stdout
    assert " 0 broken" in ended.stdout


@pytest.mark.parametrize("contract", BREACHES)
def test_a_breach_of_each_contract_is_found(copy: Path, contract: str) -> None:
    name, line = BREACHES[contract]
    breach = copy / "crm_tui" / name
    breach.write_text(f'"""A module that should not be."""\n\n{line}\n', encoding="utf-8")
    try:
        ended = lint(copy)
    finally:
        breach.unlink()
    assert ended.returncode != 0
    said = ended.stdout + ended.stderr
    assert f"{contract} BROKEN" in said or (line == "" and "utils" in said), said


def test_each_contract_has_its_breach() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    names = [
        line.partition('"')[2].rstrip('"')
        for block in text.split("[[tool.importlinter.contracts]]")[1:]
        for line in block.splitlines()
        if line.startswith("name = ")
    ]
    assert set(names) == set(BREACHES) - {"Missing layer"}
