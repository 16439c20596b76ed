"""Writing sheets: text stays text, and a file appears whole or not at all."""

from __future__ import annotations

import stat
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_tui.formats.formulas import harmless, original
from crm_tui.formats.sheets import read_sheet
from crm_tui.formats.workbooks import (
    CellMark,
    OutputRow,
    WorkbookError,
    WriteReason,
    write_csv,
    write_workbook,
)

HEADER = ("名称", "电话")
PAYLOADS = [
    "=1+1",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://example.com","x")',
    "{=1+1}",
    "+86 138",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "＋1",
    "%0a",
    "|x",
    "  =1",
    "　=1",
    "'=1",
    "''=1",
    "http://example.com",
    "file:///etc/hosts",
    "mailto:a@example.com",
    "internal:Sheet1!A1",
    "-5",
    "+12.5",
    "'",
    "",
]


def read_back(path: Path) -> list[tuple[object, ...]]:
    with read_sheet(path) as sheet:
        return [row.cells for row in sheet.rows]


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_workbook_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    moment = datetime(2026, 1, 2, 3, 4)  # noqa: DTZ001 - a spreadsheet knows no zone
    rows: list[OutputRow] = [
        ["甲", 1.5, date(2026, 1, 2), moment, True, None],
        [CellMark("乙"), CellMark(None), CellMark(2), CellMark(date(2026, 1, 3))],
    ]
    assert write_workbook(path, ("a", "b", "c", "d", "e", "f"), rows, widths={0: 40}) == 2

    written = openpyxl.load_workbook(path).worksheets[0]
    assert [cell.value for cell in written[2]] == [
        "甲",
        1.5,
        datetime(2026, 1, 2),  # noqa: DTZ001
        moment,
        True,
        None,
    ]
    assert written["A1"].font.b
    assert written.freeze_panes == "A2"
    assert written.auto_filter.ref == "A1:F3"
    assert written.column_dimensions["A"].width == pytest.approx(40, abs=1)
    assert {written.cell(3, column).fill.fgColor.rgb for column in (1, 2, 3, 4)} == {"FFFFC7CE"}
    assert written["A2"].fill.fill_type is None


def test_nothing_in_a_workbook_is_run_or_linked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, HEADER, [(payload, "x") for payload in PAYLOADS])
    with zipfile.ZipFile(path) as archive:
        content = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in content
    assert b"<hyperlink" not in content
    texts = [row[0] or "" for row in read_back(path)[1:]]
    assert texts == [payload.replace("\t", " ") for payload in PAYLOADS]


def test_no_csv_cell_begins_like_a_formula_and_ours_come_back(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_csv(path, HEADER, [(payload, "x") for payload in PAYLOADS])
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == len(PAYLOADS) + 1
    for line in raw.decode("utf-8-sig").splitlines()[1:]:
        first = line[1:].lstrip(" 　")[0]
        assert first not in "=@\t|%＝＋－＠"
        assert first not in "+-" or line[2].isdigit()
    texts = [row[0] or "" for row in read_back(path)[1:]]
    assert texts == [payload.replace("\t", " ") for payload in PAYLOADS]


@given(st.text(alphabet=st.sampled_from("'=+-@\t |%＝1.a　"), max_size=8))
def test_harmless_text_comes_back(text: str) -> None:
    assert original(harmless(text)) == text
    assert harmless(text).lstrip(" 　")[:1] not in {"=", "@", "|", "%", "\t"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5)
@given(st.lists(st.text(alphabet="甲=@'\"\n,;+-1 a\x1b\u202e", max_size=6), min_size=1, max_size=9))
def test_any_text_survives_a_csv_file(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "a.csv"
    write_csv(path, HEADER, [(text, "x") for text in texts], overwrite=True)
    shown = [text.replace("\x1b", "").replace("\u202e", "") for text in texts]
    if not any("\x1b" in text for text in texts):
        assert [row[0] or "" for row in read_back(path)[1:]] == shown


def test_control_characters_never_reach_a_file(tmp_path: Path) -> None:
    evil = "甲\x1b]52;c;AA\x07乙\u202e\ud800\x00"
    for write, name in ((write_workbook, "a.xlsx"), (write_csv, "a.csv")):
        write(tmp_path / name, HEADER, [(evil, "x")])
        assert read_back(tmp_path / name)[1] == ("甲乙", "x")


def test_gb18030_is_possible_and_a_narrow_encoding_says_what_it_cannot(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", HEADER, [("甲", "1")], encoding="gb18030")
    assert (tmp_path / "a.csv").read_bytes().startswith('"名称"'.encode("gb18030"))
    with pytest.raises(WorkbookError) as caught:
        write_csv(tmp_path / "b.csv", ("a",), [("甲",)], encoding="ascii")
    assert caught.value.reason == WriteReason.NOT_IN_ENCODING
    assert names_in(tmp_path) == ["a.csv"]


def test_an_existing_file_is_kept_unless_overwriting_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("mine")
    with pytest.raises(WorkbookError) as caught:
        write_csv(path, HEADER, [])
    assert caught.value.reason == WriteReason.EXISTS
    assert path.read_text() == "mine"
    write_csv(path, HEADER, [], overwrite=True)
    assert "名称" in path.read_text("utf-8-sig")


@pytest.mark.skipif(sys.platform == "win32", reason="no such modes there")
def test_the_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", HEADER, [])
    assert stat.S_IMODE((tmp_path / "a.xlsx").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_an_error_half_way_leaves_nothing(tmp_path: Path, name: str) -> None:
    def rows() -> Iterator[OutputRow]:
        yield ["甲", "1"]
        raise RuntimeError("the query failed")

    write = write_workbook if name == "a.xlsx" else write_csv
    with pytest.raises(RuntimeError):
        write(tmp_path / name, HEADER, rows())
    assert names_in(tmp_path) == []


def test_targets_that_cannot_be_written_say_why(tmp_path: Path) -> None:
    reasons = {}
    for path in (tmp_path, tmp_path / "no" / "a.csv"):
        with pytest.raises(WorkbookError) as caught:
            write_csv(path, HEADER, [])
        reasons[path] = caught.value.reason
    assert list(reasons.values()) == [WriteReason.DIRECTORY, WriteReason.NO_FOLDER]


def test_too_long_a_text_is_refused_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        write_workbook(tmp_path / "a.xlsx", HEADER, [("甲", "1"), ("长" * 32_768, "2")])
    assert (caught.value.reason, caught.value.facts["row"]) == (WriteReason.CELL_TOO_LONG, 3)
    assert names_in(tmp_path) == []


@pytest.mark.long
def test_a_row_beyond_the_sheet_is_refused_not_dropped(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        write_workbook(tmp_path / "a.xlsx", ("a",), ((1,) for _ in range(1_048_576)))
    assert caught.value.reason == WriteReason.TOO_MANY_ROWS


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told_apart(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
        for write, name in ((write_workbook, "a.xlsx"), (write_csv, "a.csv")):
            with pytest.raises(WorkbookError) as caught:
                write(tmp_path / name, HEADER, ((f"{n * 7919}{n}", n) for n in range(50_000)))
            assert caught.value.reason == WriteReason.DISK_FULL
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert names_in(tmp_path) == []
