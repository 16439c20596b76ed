"""Files made to harm: each is refused in one line or read right, quickly and in little memory."""

from __future__ import annotations

import gc
import io
import os
import signal
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from crm_tui.domain.imports import SheetRow
from crm_tui.domain.imports.cells import NO_RESULT
from crm_tui.formats.sheets import (
    DamagedSheetError,
    OversizedSheetError,
    SheetError,
    SheetReason,
    read_sheet,
)
from crm_tui.presentation.import_faults import file_sentence
from tests.long_runs import only_long

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARTS = {
    "[Content_Types].xml": "<?xml version='1.0'?><Types xmlns="
    "'http://schemas.openxmlformats.org/package/2006/content-types'/>",
    "_rels/.rels": f"<Relationships xmlns='{PACKAGE}'><Relationship Id='r1' "
    f"Type='{RELATIONS}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
    "xl/workbook.xml": f"<workbook xmlns='{MAIN}' xmlns:r='{RELATIONS}'><sheets>"
    "<sheet name='S' sheetId='1' r:id='r1'/></sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{PACKAGE}'><Relationship Id='r1' "
    f"Type='{RELATIONS}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
}
SECONDS = 3.0
"""Of work: other programs on the machine are no fault of a reader."""
PARENT_GROWTH_BYTES = 60 * 1024 * 1024


def worked_seconds() -> float:
    """How long this process and those that it has ended were at work."""
    return sum(os.times()[:4])


def workbook(
    rows: str | bytes, *, before: str = "", head: str = "", extra: dict[str, str] | None = None
) -> bytes:
    if isinstance(rows, str):
        rows = rows.encode()
    sheet = f"{before}<worksheet xmlns='{MAIN}'>{head}<sheetData>".encode() + rows
    sheet += b"</sheetData></worksheet>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**PARTS, **(extra or {})}.items():
            archive.writestr(name, text)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return content.getvalue()


def cell(place: str, text: str = "甲") -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, cells: str) -> str:
    return f'<row r="{number}">{cells}</row>'


def billion_laughs() -> bytes:
    entities = "<!ENTITY a0 'haha'>" + "".join(
        f"<!ENTITY a{level} '{f'&a{level - 1};' * 10}'>" for level in range(1, 12)
    )
    return workbook(row(1, cell("A1", "&a11;")), before=f"<!DOCTYPE x [{entities}]>")


def laughs_in_the_index() -> bytes:
    entities = "<!ENTITY a0 'haha'>" + "".join(
        f"<!ENTITY a{level} '{f'&a{level - 1};' * 10}'>" for level in range(1, 12)
    )
    index = PARTS["xl/workbook.xml"].replace("'S'", "'&a11;'")
    return workbook(
        row(1, cell("A1")), extra={"xl/workbook.xml": f"<!DOCTYPE x [{entities}]>{index}"}
    )


def outside_entity() -> bytes:
    entity = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>"
    return workbook(row(1, cell("A1", "&e;")), before=entity)


def one_long_text() -> bytes:
    return workbook(row(1, cell("A1", "x" * 30_000_000)))


def spaces() -> bytes:
    return workbook(b" " * 60_000_000 + row(1, cell("A1")).encode())


def many_parts() -> bytes:
    return workbook(row(1, cell("A1")), extra={f"xl/media/{n}.txt": "" for n in range(2_500)})


def encrypted_part() -> bytes:
    content = bytearray(workbook(row(1, cell("A1"))))
    entry = content.find(b"PK\x01\x02")
    content[entry + 8] |= 1
    return bytes(content)


REFUSED: dict[str, tuple[Callable[[], bytes], set[SheetReason]]] = {
    "corners.xlsx": (
        lambda: workbook(row(1, cell("A1")) + row(1_048_576, cell("XFD1048576"))),
        {SheetReason.READER_DIED, SheetReason.TOO_MANY_COLUMNS},
    ),
    "far_corner.xlsx": (
        lambda: workbook(row(1, cell("A1")) + row(1_048_576, cell("XFC1048576"))),
        {SheetReason.READER_DIED},
    ),
    "row_4294967295.xlsx": (
        lambda: workbook(row(1, cell("A1")) + row(4_294_967_295, cell("A4294967295"))),
        {SheetReason.READER_DIED, SheetReason.TOO_MANY_ROWS, SheetReason.DAMAGED},
    ),
    "row_2000000.xlsx": (
        lambda: workbook(row(1, cell("A1")) + row(2_000_000, cell("A2000000"))),
        {SheetReason.TOO_MANY_ROWS, SheetReason.DAMAGED},
    ),
    "column_zzzzzz.xlsx": (
        lambda: workbook(row(1, cell("A1") + cell("ZZZZZZ1"))),
        {SheetReason.READER_DIED, SheetReason.TOO_MANY_COLUMNS, SheetReason.DAMAGED},
    ),
    "column_16384.xlsx": (
        lambda: workbook(row(1, cell("A1") + cell("XFD1"))),
        {SheetReason.TOO_MANY_COLUMNS},
    ),
    "long_text.xlsx": (one_long_text, {SheetReason.SUSPICIOUS}),
    "spaces.xlsx": (spaces, {SheetReason.SUSPICIOUS}),
    "many_parts.xlsx": (many_parts, {SheetReason.SUSPICIOUS}),
    "laughs.xlsx": (billion_laughs, {SheetReason.DAMAGED, SheetReason.EMPTY}),
    "laughs_in_the_index.xlsx": (laughs_in_the_index, {SheetReason.DAMAGED}),
    "outside.xlsx": (outside_entity, {SheetReason.DAMAGED, SheetReason.EMPTY}),
    "truncated.xlsx": (lambda: workbook(row(1, cell("A1")))[:-300], {SheetReason.DAMAGED}),
    "half.xlsx": (lambda: workbook(row(1, cell("A1")))[:600], {SheetReason.DAMAGED}),
    "no_sheet.xlsx": (
        lambda: workbook("", extra={"xl/workbook.xml": "<workbook/>"}),
        {SheetReason.DAMAGED, SheetReason.EMPTY},
    ),
    "broken_xml.xlsx": (lambda: workbook("<row><c></row>"), {SheetReason.DAMAGED}),
    "just_a_zip.xlsx": (lambda: b"PK\x03\x04" + b"\0" * 400, {SheetReason.DAMAGED}),
    "renamed_pdf.xlsx": (lambda: b"%PDF-1.7\n" + b"x" * 2_000, {SheetReason.NOT_A_SHEET}),
    "renamed_pdf.csv": (lambda: b"%PDF-1.7\n" + b"x" * 2_000, {SheetReason.NOT_A_SHEET}),
    "binary.csv": (lambda: bytes(range(256)) * 40, {SheetReason.NOT_A_SHEET}),
    "web_page.xls": (lambda: b"\xef\xbb\xbf <HTML><table>", {SheetReason.WEB_PAGE}),
    "password.xlsx": (
        lambda: OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 900,
        {SheetReason.PASSWORD},
    ),
    "only_the_magic.xlsx": (lambda: OLE + b"\0" * 2_000, {SheetReason.PASSWORD}),
    "broken_old.xls": (lambda: OLE + b"\0" * 2_000, {SheetReason.DAMAGED}),
    "password_zip.xlsx": (encrypted_part, {SheetReason.PASSWORD}),
    "open_quote.csv": (lambda: b'a,b\n"c,d\n' * 3 + b'"', {SheetReason.BROKEN_QUOTES}),
    "one_line.csv": (lambda: b"a" * 60_000_000, {SheetReason.BROKEN_QUOTES}),
    "wide.csv": (lambda: b"a" + b"," * 20_000 + b"b\n", {SheetReason.TOO_MANY_COLUMNS}),
    "deep.json": (lambda: b'[{"a":' * 200_000, {SheetReason.TOO_DEEP, SheetReason.BROKEN_JSON}),
    "long.json": (
        lambda: b'[{"a":"' + b"x" * 30_000_000 + b'"}]',
        {SheetReason.TOO_LARGE},
    ),
    "many_keys.json": (
        lambda: b"[{" + b",".join(b'"k%d":1' % n for n in range(20_000)) + b"}]",
        {SheetReason.TOO_MANY_COLUMNS},
    ),
    "half.vcf": (lambda: b"BEGIN:VCARD\r\nFN:" + b"x" * 900, {SheetReason.DAMAGED}),
    "begins.vcf": (lambda: b"BEGIN:VCARD\r\n" * 200_000, {SheetReason.DAMAGED}),
    "empty.vcf": (lambda: b"BEGIN:VCARD\r\nEND:VCARD\r\n", {SheetReason.EMPTY}),
    "empty_book.xlsx": (lambda: workbook(""), {SheetReason.EMPTY}),
}
ALIKE = frozenset(
    {
        *("far_corner.xlsx", "row_4294967295.xlsx", "row_2000000.xlsx", "column_zzzzzz.xlsx"),
        *("spaces.xlsx", "many_parts.xlsx", "laughs_in_the_index.xlsx", "outside.xlsx"),
        *("half.xlsx", "no_sheet.xlsx", "just_a_zip.xlsx", "renamed_pdf.csv", "broken_old.xls"),
        *("only_the_magic.xlsx", "one_line.csv", "long.json", "half.vcf", "empty_book.xlsx"),
    }
)
"""Beside each of them stands one of its kind; these are for the long run."""
READ: dict[str, tuple[Callable[[], bytes], list[SheetRow]]] = {
    "merged_everything.xlsx": (
        lambda: workbook(
            row(1, cell("A1")) + "</sheetData><mergeCells count='1'><mergeCell "
            "ref='A1:XFD1048576'/></mergeCells><sheetData>"
        ),
        [SheetRow(1, ("甲",))],
    ),
    "lying_dimension.xlsx": (
        lambda: workbook(row(1, cell("A1")) + row(2, cell("A2")), head="<dimension ref='A1:A1'/>"),
        [SheetRow(1, ("甲",)), SheetRow(2, ("甲",))],
    ),
    "empty_styled_rows.xlsx": (
        lambda: workbook(
            "".join(f'<row r="{n}" s="1"><c r="A{n}" s="0"/></row>' for n in range(1, 100_000))
            + row(100_000, cell("A100000"))
        ),
        [SheetRow(100_000, ("甲",))],
    ),
    "formulas.xlsx": (
        lambda: workbook(
            row(
                1,
                '<c r="A1"><f>B1&amp;"甲"</f></c><c r="B1" t="str"><f>""</f><v></v></c>'
                '<c r="C1"><f>1+1</f><v>2</v></c><c r="D1" s="3"><f t="shared" si="0"/><v/></c>',
            )
        ),
        [SheetRow(1, (NO_RESULT, None, 2.0, NO_RESULT))],
    ),
    "merged_down_to_the_last_row.xlsx": (
        lambda: workbook(
            row(1, cell("A1"))
            + row(200_000, cell("B200000"))
            + "</sheetData><mergeCells count='1'><mergeCell ref='A1:A1048576'/></mergeCells>"
            "<sheetData>"
        ),
        [SheetRow(1, ("甲",)), SheetRow(200_000, ("甲", "甲"))],
    ),
    "escapes.xlsx": (
        lambda: workbook(row(1, cell("A1", "a_x001B_]52;c;AA&#7;"))),
        [SheetRow(1, ("a\x1b]52;c;AA\x07",))],
    ),
    "nul.csv": (
        "名称,备注\n甲\0,乙\n".encode,
        [
            SheetRow(1, ("名称", "备注")),
            SheetRow(2, ("甲\0", "乙")),
        ],
    ),
}


def refusal(path: Path) -> SheetError:
    with pytest.raises(SheetError) as caught, read_sheet(path) as sheet:
        for _ in sheet.rows:
            pass
    return caught.value


@pytest.mark.parametrize(
    "name", [only_long([name])[0] if name in ALIKE else name for name in REFUSED]
)
def test_a_hostile_file_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    make, reasons = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(make())
    before = psutil.Process().memory_info().rss
    before_it = worked_seconds()

    error = refusal(path)

    assert worked_seconds() - before_it < SECONDS
    assert psutil.Process().memory_info().rss - before < PARENT_GROWTH_BYTES
    assert error.reason in reasons, error.reason
    sentence = file_sentence(error)
    assert "{" not in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("name", READ)
def test_an_odd_file_is_read_right(tmp_path: Path, name: str) -> None:
    make, rows = READ[name]
    path = tmp_path / name
    path.write_bytes(make())
    before_it = worked_seconds()
    with read_sheet(path) as sheet:
        assert list(sheet.rows) == rows
    assert worked_seconds() - before_it < SECONDS


def test_not_a_number_reaches_the_row_parser(tmp_path: Path) -> None:
    path = tmp_path / "nan.xlsx"
    path.write_bytes(workbook(row(1, '<c r="A1"><v>NaN</v></c>' + cell("B1"))))
    with read_sheet(path) as sheet:
        (only,) = sheet.rows
    assert only.cells[1] == "甲"
    assert only.cells[0] != only.cells[0] or only.cells[0] in {None, "NaN"}


def test_a_card_with_a_text_of_a_million_lines_is_cut_where_no_field_reads_on(
    tmp_path: Path,
) -> None:
    path = tmp_path / "long.vcf"
    path.write_bytes(b"BEGIN:VCARD\r\nFN:a\r\nNOTE:" + b"\r\n x" * 1_000_000 + b"\r\nEND:VCARD\r\n")
    before_it = worked_seconds()
    with read_sheet(path) as sheet:
        _, only = sheet.rows
    assert len(str(only.cells[-1])) < 70_000
    assert worked_seconds() - before_it < SECONDS


def test_a_reader_that_never_answers_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "slow.xlsx"
    rows = "".join(row(n, cell(f"A{n}")) for n in range(1, 200_000))
    path.write_bytes(workbook(rows))
    started = time.monotonic()
    with pytest.raises(SheetError) as caught:
        read_sheet(path, wait_seconds=0.01)
    assert caught.value.reason in {SheetReason.TOO_SLOW, SheetReason.READER_FAILED}
    assert time.monotonic() - started < 5 * SECONDS


def test_a_killed_reader_does_not_take_the_program_down(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,备注\n" + "甲,乙\n" * 300_000)
    with read_sheet(path) as sheet:
        assert next(sheet.rows).line == 1
        (child,) = [
            process
            for process in psutil.Process().children()
            if "crm_tui.formats.sheet_reader" in " ".join(process.cmdline())
        ]
        child.kill()
        with pytest.raises((OversizedSheetError, DamagedSheetError)):
            for _ in sheet.rows:
                pass


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be stopped here")
def test_a_reader_that_is_stopped_and_goes_on_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    row = ",".join(["一段不短的文字"] * 20)
    path.write_text(f"{row}\n" * 30_000, encoding="utf-8")
    with read_sheet(path) as sheet:
        # Whoever ran other tests before has other children, too.
        here = psutil.Process().children()
        (child,) = [each for each in here if "crm_tui.formats.sheet_reader" in each.cmdline()]
        is_read = threading.Event()
        interrupting = threading.Thread(target=_interrupt, args=(child, is_read))
        interrupting.start()
        lines = [each.line for each in sheet.rows]
        is_read.set()
        interrupting.join()
    assert lines == list(range(1, 30_001))


def _interrupt(child: psutil.Process, is_over: threading.Event) -> None:
    """Stop a process and let it go on, again and again, as Ctrl-Z and fg do."""
    with suppress(psutil.NoSuchProcess):
        while not is_over.wait(0.002):
            child.suspend()
            child.resume()


def test_no_reader_is_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,备注\n" + "甲,乙\n" * 300_000)
    before = set(psutil.Process().children())
    with read_sheet(path) as sheet:
        next(sheet.rows)
    assert set(psutil.Process().children()) <= before


@pytest.mark.long
def test_a_text_file_longer_than_a_sheet_is_refused_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "tall.csv"
    path.write_bytes(b"a\n" * 1_050_000)
    error = refusal(path)
    assert (error.reason, error.facts["limit"]) == (SheetReason.TOO_MANY_ROWS, 1_048_576)


@pytest.mark.long
def test_the_program_stays_small_while_a_large_sheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    line = "".join(cell(f"{column}{{n}}", "一段不短的文字") for column in "ABCDEFGHIJKLMNOPQRST")
    path.write_bytes(workbook("".join(row(n, line.format(n=n)) for n in range(1, 20_001))))
    gc.collect()
    before = peak = psutil.Process().memory_info().rss
    count = 0
    with read_sheet(path) as sheet:
        for count, _ in enumerate(sheet.rows, start=1):
            if count % 500 == 0:
                peak = max(peak, psutil.Process().memory_info().rss)
    assert count == 20_000
    assert peak - before < PARENT_GROWTH_BYTES
