"""Sheets of many rows: what spreadsheet programs read is what was written."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_tui.domain.exports import CellKind
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.text import printable
from crm_tui.formats.quick_workbooks import SheetColumn, write_quick_workbook
from crm_tui.formats.sheets import read_sheet
from crm_tui.formats.workbooks import MAX_CELL_CHARACTERS, WorkbookError, WriteReason

PAYLOADS = (
    *("=1+1", "=cmd|'/C calc'!A0", '=HYPERLINK("http://x","y")', "{=1}", "+1", "-2+3", "@SUM(A1)"),
    *("http://example.com", "mailto:a@b.c", "<b>&amp;]]></b>", '"', "'", "  x  ", "a\nb", "00123"),
    *("_x001B_]52", "_x005F_", "_x", "𠮷野家", "#N/A", "1e5"),
)


def written(path: Path, rows: list[tuple[Cell, ...]], *kinds: CellKind) -> Path:
    width = max((len(row) for row in rows), default=1)
    wanted = kinds or (CellKind.TEXT,) * width
    columns = [SheetColumn(f"列{at}", kind) for at, kind in enumerate(wanted)]
    write_quick_workbook(path, columns, rows, sheet="[客户]*?", overwrite=True)
    return path


def read_back(path: Path) -> list[tuple[Cell, ...]]:
    with read_sheet(path) as sheet:
        return [row.cells for row in sheet.rows][1:]


def test_text_stays_text_for_every_reader(tmp_path: Path) -> None:
    file = written(tmp_path / "out.xlsx", [(text, "x") for text in PAYLOADS])
    shown = openpyxl.load_workbook(file).active
    assert shown is not None
    for line, text in enumerate(PAYLOADS, 2):
        cell = shown.cell(line, 1)
        assert (cell.data_type, cell.hyperlink) == ("s", None), text
        # That reader alone leaves the format's own escapes as they are.
        assert "_x" in text or cell.value == text
    assert [row[0] for row in read_back(file)] == [*PAYLOADS]
    sheet = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert not re.search("<hyperlink", sheet)


def test_days_instants_and_numbers_have_their_types(tmp_path: Path) -> None:
    row = (date(2026, 2, 28), datetime(2026, 11, 3, 14, 30), 1234.5, 7, True, None)  # noqa: DTZ001
    kinds = (CellKind.DAY, CellKind.INSTANT, *[CellKind.NUMBER] * 4)
    file = written(tmp_path / "out.xlsx", [row], *kinds)
    assert read_back(file)[0][:5] == (date(2026, 2, 28), row[1], 1234.5, 7, True)
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert (sheet["A2"].number_format, sheet["B2"].number_format) == (
        "yyyy\\-mm\\-dd",
        "yyyy\\-mm\\-dd\\ hh:mm",
    )
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet["A1"].font.b) == ("A2", "A1:F2", True)
    assert sheet.title == "客户"


def test_a_day_that_spreadsheets_count_wrong_is_written_as_text(tmp_path: Path) -> None:
    assert read_back(written(tmp_path / "out.xlsx", [(date(1898, 5, 1),)]))[0] == ("1898-05-01",)


def test_what_no_terminal_may_get_is_left_out(tmp_path: Path) -> None:
    file = written(tmp_path / "out.xlsx", [("a\x1b]52;c;x\x07b\x00\u202ec",)])
    assert read_back(file)[0] == (printable("a\x1b]52;c;x\x07b\x00\u202ec"),)


def test_no_rows_are_a_header_alone(tmp_path: Path) -> None:
    file = written(tmp_path / "out.xlsx", [])
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["列0"]


def test_a_text_that_no_cell_holds_is_refused_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as refused:
        written(tmp_path / "out.xlsx", [("x",), ("x" * (MAX_CELL_CHARACTERS + 1),)])
    assert (refused.value.reason, refused.value.facts["row"]) == (WriteReason.CELL_TOO_LONG, 3)
    assert list(tmp_path.iterdir()) == []


def test_rows_that_end_in_an_error_leave_no_file(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[Cell, ...]]:
        yield ("x",)
        raise KeyError("mine")

    with pytest.raises(KeyError):
        write_quick_workbook(tmp_path / "out.xlsx", [SheetColumn("a")], rows())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.text(max_size=30), st.floats(-1e9, 1e9)), max_size=6))
def test_whatever_is_written_is_read_again(tmp_path: Path, rows: list[tuple[str, float]]) -> None:
    kept = [(f"约{printable(text)}", number) for text, number in rows]
    found = read_back(written(tmp_path / "out.xlsx", [*kept], CellKind.TEXT, CellKind.NUMBER))
    assert found == kept


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from crm_tui.formats.quick_workbooks import SheetColumn, write_quick_workbook
from crm_tui.formats.workbooks import WorkbookError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
try:
    rows = ((f"{each}", each * 7919 % 1000003) for each in range(20_000))
    write_quick_workbook(Path(sys.argv[1]), [SheetColumn("a"), SheetColumn("b")], rows)
except WorkbookError as error:
    print(error.reason.value)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit of a file's size")
def test_a_full_disk_is_one_reason_and_nothing_is_printed_or_left(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "out.xlsx")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.stdout, ended.stderr) == ("disk_full\n", "")
    assert list(tmp_path.iterdir()) == []
