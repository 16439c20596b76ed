"""What must come at once loads nothing heavy, and nothing loads what it has no use for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import make
from tests.long_runs import only_long

ROOT = Path(__file__).parents[2]
LATER = ("sqlalchemy", "crm_tui.db", "crm_tui.domain.imports")
"""What the first picture of the screens does without."""
HEAVY = ("textual", "sqlalchemy", "sqlmodel", "pydantic", "alembic", "openpyxl", "chinese_calendar")
UNUSED = ("sqlmodel", "pydantic", "sqlalchemy.orm", "sqlalchemy.dialects.postgresql", "alembic")
COMMAND = """
import sys
from crm_tui.__main__ import main
code = main(sys.argv[1:])
print("\\nLOADED", *sorted(sys.modules.keys() & set(%r)))
sys.exit(code)
"""
START = """
import sys
import crm_tui.tui.app
print("\\nLOADED", *sorted(sys.modules.keys() & set(%r)))
"""
SCREENS = """
import sys
from importlib import import_module
from pkgutil import walk_packages
import crm_tui.services, crm_tui.tui
for package in (crm_tui.services, crm_tui.tui):
    for each in walk_packages(package.__path__, package.__name__ + "."):
        import_module(each.name)
print("\\nLOADED", *sorted(sys.modules.keys() & set(%r)))
"""


def loaded(folder: Path, probe: str, *arguments: str, code: int = 0) -> list[str]:
    """Return which of the named modules a process had loaded when it ended with this code."""
    ended = subprocess.run(
        [sys.executable, "-c", probe, *arguments],
        cwd=ROOT,
        env={"PATH": "", "HOME": str(folder), "CRM_LANG": "en", "CRM_CONFIG": str(folder / "s")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert ended.returncode == code, ended.stderr
    return ended.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version"], 0),
        (["--help"], 0),
        (["nonsense"], 2),
        (["--print-keys"], 0),
        (["completion", "words", "--", "cust"], 0),
        (["customer", "--help"], 0),
        (["pool", "sweep", "--help"], 0),
    ],
)
def test_version_help_and_usage_errors_load_neither_screens_nor_sql(
    tmp_path: Path, arguments: list[str], code: int
) -> None:
    assert loaded(tmp_path, COMMAND % (HEAVY,), *arguments, code=code) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["customer", "list", "--limit", "5"],
        *only_long(
            [
                ["today", "--json"],
                ["customer", "add", "Light Ltd", "--contact", "Li"],
                ["pool", "list"],
            ]
        ),
    ],
    ids=" ".join,
)
def test_commands_run_without_table_classes_and_validators(
    tmp_path: Path, arguments: list[str]
) -> None:
    database = str(make.office_file(tmp_path))
    assert loaded(tmp_path, COMMAND % (UNUSED,), "--db", database, *arguments) == []


def test_the_screens_start_without_the_database_and_the_reading_of_files(tmp_path: Path) -> None:
    assert loaded(tmp_path, START % (LATER,)) == []


@pytest.mark.long
def test_no_service_and_no_screen_needs_table_classes_and_validators(tmp_path: Path) -> None:
    assert loaded(tmp_path, SCREENS % (UNUSED,)) == []


def test_values_are_declared_with_the_decorator_that_puts_off_their_methods() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "crm_tui").rglob("*.py")
        if "@dataclass(frozen=True, slots=True" in (text := path.read_text(encoding="utf-8"))
        and "from crm_tui.values import dataclass" not in text
    ]
    assert wrong == []
