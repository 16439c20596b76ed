"""Rows of a CSV or other delimited text file: its encoding, its delimiter, its cells."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from crm_tui.formats.formulas import original
from crm_tui.formats.sheet_limits import MAX_COLUMNS, MAX_ROWS, SheetReason, SheetRefusal

_SAMPLE_BYTES = 64 * 1024
_READ_BYTES = 1024 * 1024
_MAX_FIELD_CHARACTERS = 8 * 1024 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = {"gbk", "gb2312", "cp936", "936", "ansi", "ms936", "euc-cn"}
_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_LINES = 25
_ALIKE = 0.8
_BINARY_SHARE = 0.02
_STRAY_CONTROLS = 4
_MARKED = frozenset("'=")
_FORCED_TEXT = re.compile('="([^"]*)"')
_TEXT_CONTROLS = b"\t\r\n\x1b\x0c"


def read_text_rows(path: Path, encoding: str | None) -> tuple[str, Iterator[list[str]]]:
    """Return the encoding and the records of a delimited text file, blank ones included."""
    found = text_encoding(path, encoding)
    handle = path.open(encoding=found, newline="")
    records = _records(handle, path.suffix.lower())
    return found, map(_unmarked, records) if _has_marks(path) else records


def has_columns(path: Path, encoding: str | None) -> bool:
    """Return whether the first lines of a file are parted alike, as those of a sheet are."""
    try:
        found = text_encoding(path, encoding)
        with path.open(encoding=found, newline="") as handle:
            lines = _first_lines(handle)
    except (SheetRefusal, UnicodeError):
        return False
    evenness = max(_evenness(lines, delimiter) for delimiter in _DELIMITERS)
    return len(lines) > 1 and evenness >= len(lines) * _ALIKE


def text_encoding(path: Path, encoding: str | None) -> str:
    """Return the encoding of a text file: the named one, else the one that its bytes show."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE_BYTES)
    return _named_encoding(encoding, sample) if encoding else _found_encoding(path, sample)


def _named_encoding(encoding: str, sample: bytes) -> str:
    name = encoding.strip().lower().replace("_", "-")
    if name in _CHINESE:
        return "gb18030"
    if name in {"utf-8", "utf8"} and sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    try:
        codecs.getincrementaldecoder(name)()
        "a".encode(name)
    except (LookupError, ValueError):
        raise SheetRefusal(SheetReason.UNKNOWN_ENCODING, encoding=encoding) from None
    return name


def _found_encoding(path: Path, sample: bytes) -> str:
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    if guess := _utf16_without_mark(sample):
        return guess
    if _looks_binary(sample):
        raise SheetRefusal(SheetReason.NOT_A_SHEET)
    for name in ("utf-8", "gb18030"):
        if _decodes(path, name):
            return name
    raise SheetRefusal(SheetReason.UNREADABLE_TEXT)


def _utf16_without_mark(sample: bytes) -> str | None:
    """Return a UTF-16 when the zero bytes of ASCII letters stand on one side only."""
    pairs = len(sample) // 2
    even, odd = sample[: pairs * 2 : 2].count(0), sample[1 : pairs * 2 : 2].count(0)
    enough = max(1, pairs * 0.05)
    if odd > enough and even <= odd * 0.05:
        return "utf-16-le"
    if even > enough and odd <= even * 0.05:
        return "utf-16-be"
    return None


def _looks_binary(sample: bytes) -> bool:
    controls = bytes(code for code in range(32) if code not in _TEXT_CONTROLS)
    left = len(sample.translate(None, controls))
    return len(sample) - left > max(_STRAY_CONTROLS, len(sample) * _BINARY_SHARE)


def _decodes(path: Path, encoding: str) -> bool:
    """Return whether the whole file is strictly this encoding.

    A file cut inside its last character still counts when other such characters came before.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    proven = False
    with path.open("rb") as file:
        try:
            while block := file.read(_READ_BYTES):
                proven = not decoder.decode(block).isascii() or proven
        except UnicodeDecodeError:
            return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return proven
    return True


def _records(handle: TextIO, suffix: str) -> Iterator[list[str]]:
    csv.field_size_limit(_MAX_FIELD_CHARACTERS)
    with handle:
        try:
            delimiter = _delimiter(handle, suffix)
            handle.seek(0)
            yield from _strict_records(handle, delimiter)
        except UnicodeError:
            raise SheetRefusal(SheetReason.UNREADABLE_TEXT) from None


def _strict_records(handle: TextIO, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(handle, delimiter=delimiter, strict=True)
    for number in range(1, MAX_ROWS + 2):
        first_line = reader.line_num + 1
        try:
            record = next(reader, None)
        except csv.Error:
            raise SheetRefusal(SheetReason.BROKEN_QUOTES, line=first_line) from None
        if record is None:
            return
        if number > MAX_ROWS:
            raise SheetRefusal(SheetReason.TOO_MANY_ROWS, limit=MAX_ROWS)
        if len(record) >= MAX_COLUMNS:
            raise SheetRefusal(SheetReason.TOO_MANY_COLUMNS, line=first_line, limit=MAX_COLUMNS)
        yield record


def _has_marks(path: Path) -> bool:
    """Return whether a cell of the file may begin with a mark; most files have none at all."""
    with path.open("rb") as file:
        while block := file.read(_READ_BYTES):
            if b"'" in block or b"=" in block:
                return True
    return False


def _unmarked(record: list[str]) -> list[str]:
    return [_meant(cell) if cell[:1] in _MARKED else cell for cell in record]


def _meant(cell: str) -> str:
    """Return a cell without what was put before it so that a spreadsheet leaves it alone.

    ="0571" is how programs write a text of digits for Excel.
    """
    if found := _FORCED_TEXT.fullmatch(cell):
        return found[1]
    return original(cell)


def _delimiter(handle: TextIO, suffix: str) -> str:
    """Return the delimiter that stands most often, equally often, on the first lines."""
    lines = _first_lines(handle)
    order = ("\t", *_DELIMITERS) if suffix in {".tsv", ".txt"} else _DELIMITERS
    return max(order, key=lambda delimiter: _evenness(lines, delimiter))


def _first_lines(handle: TextIO) -> list[str]:
    return [line for _, line in zip(range(_SAMPLE_LINES), _short_lines(handle), strict=False)]


def _short_lines(handle: TextIO) -> Iterator[str]:
    while line := handle.readline(_SAMPLE_BYTES):
        yield line


def _evenness(lines: list[str], delimiter: str) -> int:
    counts = [_outside_quotes(line).count(delimiter) for line in lines]
    return max((count * counts.count(count) for count in set(counts)), default=0)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])
