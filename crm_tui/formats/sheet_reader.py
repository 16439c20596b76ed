"""The child process that parses a sheet file within limits and streams its rows as JSON lines.

Run as `python -m crm_tui.formats.sheet_reader PATH SHEET ENCODING` (empty for "not given").
It answers on stdout: `{"ready": true}`; then `{"refused": reason, "facts": {…}}`, or
`{"name": …, "encoding": …, "sheets": […]}`, then `{"rows": [[line, cells, dates?], …]}` and
`{"end": true}`.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from crm_tui.formats import sheet_limits as limits
from crm_tui.formats.pipes import write_whole
from crm_tui.formats.sheet_limits import SheetReason, SheetRefusal
from crm_tui.values import dataclass

_MEMORY_BYTES = 2 * 1024 * 1024 * 1024
_CPU_SECONDS = 120
_BLOCK_ROWS = 100
_SAY_NOTHING = ("", None)
_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta")
_JSON = (b"[{", b'{"', b"[[", b"[\n", b"[\r")
_JSON_SUFFIXES = {".json", ".jsonl"}
_CARD = b"begin:vcard"
_TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}
_TEMPORAL = {date, datetime, time, timedelta}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Opened:
    """What stands in a file: a sheet's name, rows and encoding, and the names of all sheets."""

    name: str
    encoding: str | None
    rows: Iterator[Sequence[object]]
    sheets: list[str]


def main() -> None:
    """Read the file named on the command line; every answer goes to stdout."""
    path, sheet, encoding = sys.argv[1:4]
    out = sys.stdout.fileno()
    _limit_process()
    _send(out, {"ready": True})
    try:
        _stream(out, Path(path), sheet or None, encoding or None)
    except SheetRefusal as refusal:
        _send(out, {"refused": refusal.reason.value, "facts": refusal.facts})
    except MemoryError:
        _send(out, {"refused": SheetReason.TOO_LARGE.value, "facts": {}})
    except OSError:
        _send(out, {"refused": SheetReason.NOT_READABLE.value, "facts": {}})


def _limit_process() -> None:
    """Bound memory and processor time where the platform can; a crash leaves no core file."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


def _stream(out: int, path: Path, sheet: str | None, encoding: str | None) -> None:
    opened = _opened(path, sheet, encoding)
    about = {"name": opened.name, "encoding": opened.encoding, "sheets": opened.sheets}
    _send(out, {**about})
    block: list[object] = []
    for line, row in enumerate(opened.rows, start=1):
        # None or an empty text; nothing else that is false says nothing.
        if not any(cell not in _SAY_NOTHING for cell in row):
            continue
        block.append(_message(line, row))
        if len(block) == _BLOCK_ROWS:
            _send_block(out, block)
            block = []
    _send_block(out, block)
    _send(out, {"end": True})


def _opened(path: Path, sheet: str | None, encoding: str | None) -> Opened:
    """Return what is in a file; what it is, its first bytes say, not its name."""
    with path.open("rb") as file:
        head = file.read(512)
    if head.startswith((_ZIP, _COMPOUND)):
        from crm_tui.formats import spreadsheets  # noqa: PLC0415 - 20 ms that text files save

        read = spreadsheets.read_zipped if head.startswith(_ZIP) else spreadsheets.read_compound
        name, rows, sheets = read(path, sheet)
        return Opened(name, None, rows, sheets)
    if head.startswith(_OTHER_KINDS):
        raise SheetRefusal(SheetReason.NOT_A_SHEET)
    found, records = _text_rows(path, head, encoding)
    return Opened(path.stem, found, records, [path.stem])


def _text_rows(
    path: Path, head: bytes, encoding: str | None
) -> tuple[str, Iterator[Sequence[object]]]:
    """Return the encoding and the rows of a text file of any kind."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    suffix = path.suffix.lower()
    # UTF-16 has a zero beside each letter.
    if start.replace(b"\0", b"").removeprefix(b"\xff\xfe").startswith(_CARD):
        from crm_tui.formats.card_rows import read_cards  # noqa: PLC0415

        return read_cards(path, encoding)
    if suffix in _JSON_SUFFIXES or start.startswith(_JSON):
        from crm_tui.formats.json_rows import read_records  # noqa: PLC0415

        return read_records(path, encoding)
    if start.startswith(_MARKUP):
        raise SheetRefusal(SheetReason.WEB_PAGE)
    from crm_tui.formats.texts import has_columns, read_text_rows  # noqa: PLC0415

    # Some programs write a text with tabs and call it .xls.
    if suffix not in _TEXT_SUFFIXES and not has_columns(path, encoding):
        raise SheetRefusal(SheetReason.NOT_A_SHEET)
    return read_text_rows(path, encoding)


def _message(line: int, row: Sequence[object]) -> list[object]:
    """Return [line, cells] or [line, cells, dates]; empty cells are null, trailing ones cut."""
    cells: list[object] = [None if cell == "" else cell for cell in row]
    while cells and cells[-1] is None:
        cells.pop()
    if _TEMPORAL.isdisjoint(map(type, cells)):
        return [line, cells]
    dates: list[list[int]] = []
    for index, cell in enumerate(cells):
        if type(cell) not in _TEMPORAL:
            continue
        if isinstance(cell, date):
            dates.append([index, *_date_numbers(cell)])
            cells[index] = None
        else:
            cells[index] = str(cell)
    return [line, cells, dates]


def _date_numbers(value: date) -> list[int]:
    """Return the day's ordinal, and for an instant its second of the day."""
    if not isinstance(value, datetime):
        return [value.toordinal()]
    # Excel keeps a fraction of a day, so 10:00 often arrives as 09:59:59.999995.
    if value.microsecond:
        value = value.replace(microsecond=0) + timedelta(seconds=round(value.microsecond / 1e6))
    return [value.toordinal(), value.hour * 3600 + value.minute * 60 + value.second]


def _send_block(out: int, block: list[Any]) -> None:
    """Send some rows at once, which is quicker, or one by one when they are long."""
    if not block:
        return
    encoded = _encode({"rows": block})
    if len(encoded) > limits.MAX_ROW_CHARACTERS:
        if len(block) == 1:
            raise SheetRefusal(SheetReason.TOO_LARGE, line=block[0][0])
        for row in block:
            _send_block(out, [row])
        return
    write_whole(out, encoded.encode("utf-8", errors="replace") + b"\n")


def _send(out: int, message: dict[str, object]) -> None:
    write_whole(out, _encode(message).encode("utf-8", errors="replace") + b"\n")


if __name__ == "__main__":
    main()
