"""What must come at once loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("textual", "sqlalchemy", "sqlmodel", "pydantic", "alembic", "openpyxl", "chinese_calendar")
PROBE = """
import sys
from crm_tui.__main__ import main
code = main(sys.argv[1:])
heavy = sorted({name.partition(".")[0] for name in sys.modules} & set(%r))
print("LOADED", *heavy)
sys.exit(code)
"""


@pytest.mark.parametrize(
    ("arguments", "code", "allowed"),
    [
        (["--version"], 0, set()),
        (["--help"], 0, {"pydantic"}),
        (["nonsense"], 2, {"pydantic"}),
        (["customer", "--help"], 0, {"pydantic"}),
    ],
)
def test_version_help_and_usage_errors_load_neither_screens_nor_sql(
    tmp_path: Path, arguments: list[str], code: int, allowed: set[str]
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROBE % (HEAVY,), *arguments],
        cwd=ROOT,
        env={"PATH": "", "HOME": str(tmp_path), "CRM_LANG": "en", "CRM_CONFIG": str(tmp_path)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert ended.returncode == code, ended.stderr
    loaded = set(ended.stdout.splitlines()[-1].split()[1:])
    assert loaded <= allowed, loaded
