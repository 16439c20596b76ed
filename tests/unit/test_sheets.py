"""Reading sheets: what a spreadsheet program shows is what arrives, wherever it was saved."""

from __future__ import annotations

import csv
import struct
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from crm_tui.domain.imports import Cell
from crm_tui.formats.sheets import (
    MissingSheetError,
    Sheet,
    SheetError,
    SheetReason,
    SheetRow,
    UnsuitableSheetError,
    read_sheet,
)

ROWS = [["客户名称", "联系人", "手机"], ["杭州栖桐软件有限公司", "王敏", "13800000001"]]


def rows_of(path: Path, *, sheet: str | None = None, encoding: str | None = None) -> list[SheetRow]:
    with read_sheet(path, sheet=sheet, encoding=encoding) as read:
        return list(read.rows)


def cells_of(path: Path, *, encoding: str | None = None) -> list[list[Cell]]:
    return [list(row.cells) for row in rows_of(path, encoding=encoding)]


def refusal(path: Path, *, sheet: str | None = None, encoding: str | None = None) -> SheetError:
    with pytest.raises(SheetError) as caught:
        rows_of(path, sheet=sheet, encoding=encoding)
    return caught.value


def written(path: Path, content: bytes | str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def test_a_workbook_gives_typed_cells_at_their_places(tmp_path: Path) -> None:
    path = tmp_path / "客户.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("一月")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_string(2, 1, "名称")
    sheet.write_datetime(4, 1, date(2026, 11, 22), day)
    sheet.write_datetime(4, 2, datetime(2026, 11, 22, 10, 30), instant)  # noqa: DTZ001 - as Excel
    sheet.write_number(4, 3, 13800138000)
    sheet.write_boolean(4, 4, True)
    sheet.write_formula(4, 5, "=NA()", None, "#N/A")
    sheet.write_formula(4, 6, "=1+1", None, 2)
    book.close()

    with read_sheet(path) as read:
        assert (read.name, read.encoding) == ("一月", None)
        rows = list(read.rows)

    moment = datetime(2026, 11, 22, 10, 30)  # noqa: DTZ001 - a spreadsheet knows no zone
    assert rows == [
        SheetRow(3, (None, "名称")),
        SheetRow(5, (None, date(2026, 11, 22), moment, 13800138000.0, True, "#N/A", 2.0)),
    ]


def test_a_sheet_is_chosen_by_name_and_hidden_ones_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("隐藏", "甲", "乙"):
        book.add_worksheet(name).write_string(0, 0, name)
    book.get_worksheet_by_name("甲").activate()
    book.get_worksheet_by_name("隐藏").hide()
    book.close()

    assert rows_of(path)[0].cells == ("甲",)
    assert rows_of(path, sheet="乙")[0].cells == ("乙",)
    error = refusal(path, sheet="丙")
    assert error.reason == SheetReason.NO_SUCH_SHEET
    assert error.facts == {"sheet": "丙", "sheets": ["隐藏", "甲", "乙"]}


def test_an_opendocument_sheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "表.ods"
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    names += 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    names += 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    row = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ROWS[1]
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="甲"><table:table-row>{row}</table:table-row></table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    assert cells_of(path) == [ROWS[1]]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("count", [1, 200])
def test_text_files_are_read_in_any_usual_encoding_and_delimiter(
    tmp_path: Path, encoding: str, found: str, delimiter: str, count: int
) -> None:
    path = tmp_path / "客户.csv"
    rows = [ROWS[0], *[[f"{ROWS[1][0]}{number}", *ROWS[1][1:]] for number in range(count)]]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)

    with read_sheet(path) as sheet:
        assert sheet.encoding == found
        assert [list(row.cells) for row in sheet.rows] == rows


def test_big5_is_read_when_it_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "名稱,電話\n臺北測試,1\n", "big5")
    assert cells_of(path, encoding="Big5")[1] == ["臺北測試", "1"]


def test_a_named_utf8_loses_its_mark(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "名称,电话\n甲,1\n", "utf-8-sig")
    assert cells_of(path, encoding="UTF-8")[0] == ["名称", "电话"]


def test_an_unknown_encoding_is_refused_by_name(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "a,b\n")
    for name in ("klingon", "rot13", "base64"):
        error = refusal(path, encoding=name)
        assert (error.reason, error.facts["encoding"]) == (SheetReason.UNKNOWN_ENCODING, name)


def test_text_in_no_known_encoding_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"name,city\ncaf\xe9 \xff\xff,x\n")
    assert refusal(path).reason == SheetReason.UNREADABLE_TEXT


def test_lines_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", '名称,备注\n\n甲,"一\n二"\n,\n乙,三\n')
    assert rows_of(path) == [
        SheetRow(1, ("名称", "备注")),
        SheetRow(3, ("甲", "一\n二")),
        SheetRow(5, ("乙", "三")),
    ]


def test_a_missing_quote_is_refused_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", '名称,备注\n甲,一\n乙,"二\n丙,三\n')
    error = refusal(path)
    assert (error.reason, error.facts) == (SheetReason.BROKEN_QUOTES, {"line": 3})


def test_a_field_of_200_kilobytes_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", f"名称,备注\n甲,{'长' * 70_000}\n")
    assert cells_of(path)[1] == ["甲", "长" * 70_000]


def test_ragged_rows_keep_what_they_have(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "名称,备注\n甲\n乙,二,多\n")
    assert cells_of(path) == [["名称", "备注"], ["甲"], ["乙", "二", "多"]]


def test_what_a_file_is_its_content_says_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "renamed.csv"
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    book.add_worksheet().write_string(0, 0, "甲")
    book.close()
    (tmp_path / "a.xlsx").rename(path)
    assert cells_of(path) == [["甲"]]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_a_text_with_tabs_that_calls_itself_a_workbook_is_read(
    tmp_path: Path, encoding: str
) -> None:
    text = "".join("\t".join(row) + "\r\n" for row in ROWS)
    assert cells_of(written(tmp_path / "a.xls", text, encoding)) == ROWS


def test_each_kind_of_unreadable_file_has_its_own_reason(tmp_path: Path) -> None:
    cases = {
        SheetReason.NOT_FOUND: tmp_path / "missing.xlsx",
        SheetReason.DIRECTORY: tmp_path,
        SheetReason.EMPTY: written(tmp_path / "empty.csv", b""),
        SheetReason.UNKNOWN_TYPE: written(tmp_path / "a.docx", b"PK"),
        SheetReason.NOT_A_SHEET: written(tmp_path / "a.xlsx", b"just some words"),
        SheetReason.WEB_PAGE: written(tmp_path / "a.xls", b"<html><table></table></html>"),
    }
    assert {reason: refusal(path).reason for reason, path in cases.items()} == {
        reason: reason for reason in cases
    }
    assert isinstance(refusal(tmp_path / "missing.csv"), MissingSheetError)
    assert isinstance(refusal(tmp_path / "a.docx"), UnsuitableSheetError)


def test_a_file_of_nothing_but_separators_is_empty(tmp_path: Path) -> None:
    assert refusal(written(tmp_path / "a.csv", ",,,\n\n,,\n")).reason == SheetReason.EMPTY


def test_a_name_that_no_file_can_have_is_refused() -> None:
    assert refusal(Path("a\0b.csv")).reason == SheetReason.NOT_READABLE


def test_reading_can_be_ended_half_way(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "名称,备注\n" + "甲,二\n" * 100_000)
    sheet: Sheet = read_sheet(path)
    assert next(sheet.rows).cells == ("名称", "备注")
    sheet.close()
    sheet.close()


def test_a_module_in_the_working_folder_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    path = written(tmp_path / "a.csv", "名称,备注\n甲,二\n")
    monkeypatch.chdir(tmp_path)
    assert cells_of(Path(path.name)) == [["名称", "备注"], ["甲", "二"]]


# Sheets of other programs


def test_the_first_sheet_with_a_header_is_read_and_all_are_offered(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("填写说明").write_column(0, 0, ["第一步：填写", "第二步：交回"])
    book.add_worksheet("空")
    book.add_worksheet("客户").write_row(0, 0, ROWS[0])
    book.add_worksheet("其他").write_row(0, 0, ROWS[0])
    book.get_worksheet_by_name("客户").write_row(1, 0, ROWS[1])
    book.close()
    with read_sheet(path) as sheet:
        assert (sheet.name, sheet.sheets) == ("客户", ("填写说明", "空", "客户", "其他"))
        assert [list(row.cells) for row in sheet.rows] == ROWS


def test_without_a_header_anywhere_the_first_sheet_that_holds_something_is_read(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("空")
    book.add_worksheet("甲").write_string(0, 0, "一")
    book.add_worksheet("乙").write_string(0, 0, "二")
    book.close()
    assert cells_of(path) == [["一"]]


def test_a_cell_merged_downwards_counts_in_every_row_it_covers(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 1, "名单")
    sheet.write_row(1, 0, ["公司", "联系人"])
    sheet.merge_range(2, 0, 3, 0, "甲公司")
    sheet.write_column(2, 1, ["王敏", "李强", "张伟"])
    sheet.merge_range(5, 0, 8, 0, "乙公司")
    sheet.write_string(5, 1, "赵静")
    book.close()
    assert cells_of(path) == [
        ["名单"],
        ["公司", "联系人"],
        ["甲公司", "王敏"],
        ["甲公司", "李强"],
        [None, "张伟"],
        ["乙公司", "赵静"],
    ]


def test_days_of_a_workbook_that_counts_from_1904_are_right(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    book.add_worksheet().write_datetime(0, 0, date(2026, 11, 22), day)
    book.close()
    assert cells_of(path) == [[date(2026, 11, 22)]]


def test_a_workbook_with_macros_is_read_and_nothing_in_it_runs(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsm"
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    book.add_worksheet().write_row(0, 0, ROWS[1])
    book.close()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as source, zipfile.ZipFile(path, "w") as target:
        for part in source.namelist():
            target.writestr(part, source.read(part))
        target.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"\0" * 2_000)
    assert cells_of(path) == [ROWS[1]]


def test_a_text_that_was_forced_for_a_spreadsheet_is_read_as_it_was_meant(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", '名称,电话,备注\n甲,="0571","=""x"""\n\'=乙,1,a=b\n')
    assert cells_of(path)[1:] == [["甲", "0571", "x"], ["=乙", "1", "a=b"]]


def biff_record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def old_workbook() -> bytes:
    """An .xls of one sheet with one text and one number, in its container of sectors."""
    name, text = "甲".encode("utf-16-le"), "杭州".encode("utf-16-le")
    start = biff_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    page = biff_record(0x0042, struct.pack("<H", 1200))

    def bound(offset: int) -> bytes:
        return biff_record(0x0085, struct.pack("<IHBB", offset, 0, len(name) // 2, 1) + name)

    strings = biff_record(0x00FC, struct.pack("<IIHB", 1, 1, len(text) // 2, 1) + text)
    end = biff_record(0x000A, b"")
    offset = len(start + page + bound(0) + strings + end)
    sheet = biff_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    sheet += biff_record(0x0200, struct.pack("<IIHHH", 0, 1, 0, 2, 0))
    sheet += biff_record(0x00FD, struct.pack("<HHHI", 0, 0, 0, 0))
    sheet += biff_record(0x0203, struct.pack("<HHHd", 0, 1, 0, 13800138000.0))
    content = (start + page + bound(offset) + strings + end + sheet + end).ljust(4096, b"\0")

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        encoded = title.encode("utf-16-le")
        head = encoded.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(encoded) + 2, kind, 1, NONE, NONE, child
        )
        return head + b"\0" * 36 + struct.pack("<IQ", first, size)

    sectors = len(content) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, NONE - 1, 0, NONE - 1, 0
    )
    head += struct.pack("<I", 0) + b"\xff" * (109 - 1) * 4
    directory = entry("Root Entry", 5, 1, NONE - 1, 0) + entry("Workbook", 2, NONE, 2, len(content))
    return (
        head
        + struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
        + directory.ljust(512, b"\0")
        + content
    )


NONE = 0xFFFFFFFF


def test_a_workbook_of_before_2007_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xls", old_workbook())
    with read_sheet(path) as sheet:
        assert sheet.name == "甲"
        assert [row.cells for row in sheet.rows] == [("杭州", 13800138000.0)]


def binary_record(kind: int, content: bytes) -> bytes:
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(content)]) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def test_a_binary_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    book = binary_record(0x83, b"") + binary_record(0x8F, b"")
    book += binary_record(0x9C, struct.pack("<II", 0, 1) + wide("rId1") + wide("甲"))
    book += binary_record(0x90, b"") + binary_record(0x84, b"")
    sheet = binary_record(0x81, b"") + binary_record(0x94, struct.pack("<IIII", 0, 0, 0, 1))
    sheet += binary_record(0x91, b"") + binary_record(0x00, struct.pack("<I", 0) + b"\0" * 13)
    sheet += binary_record(0x06, struct.pack("<II", 0, 0) + wide("杭州"))
    sheet += binary_record(0x05, struct.pack("<IId", 1, 0, 13800138000.0))
    sheet += binary_record(0x92, b"") + binary_record(0x82, b"")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="bin" ContentType='
            '"application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        )
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{relations}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    assert cells_of(path) == [["杭州", 13800138000.0]]
