"""An update may replace the program's files: open screens have loaded by then what they need."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BY_SCREENS = ("db/queries", "domain", "messengers", "presentation", "services", "tui")
_AT_THE_START_ONLY = {"crm_tui.services.founding"}
"""An empty database becomes an office before anybody works in it."""
_LOAD_ALL = """
import sys
from importlib import import_module
from crm_tui.tui import app
from crm_tui.tui.loading import load_what_is_next, what_is_left
load_what_is_next()
for name in what_is_left():
    import_module(name)
print("\\n".join(sys.modules))
"""


def test_screens_have_loaded_beforehand_what_they_load_late() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", _LOAD_ALL], cwd=ROOT, check=True, capture_output=True, text=True
    )
    loaded = set(answer.stdout.split())
    assert {name for name in _late_modules() if name not in loaded} <= _AT_THE_START_ONLY


def _late_modules() -> Iterator[str]:
    for folder in _BY_SCREENS:
        for file in (ROOT / "crm_tui" / folder).rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for each in ast.walk(tree):
                if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield from _imported(each)


def _imported(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for each in ast.walk(function):
        if isinstance(each, ast.ImportFrom) and (each.module or "").startswith("crm_tui"):
            for name in each.names:
                inner = f"{each.module}.{name.name}"
                yield inner if _is_module(inner) else str(each.module)


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False
