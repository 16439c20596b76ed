"""The records of a .json file as rows: a list of objects, objects line by line, or lists of cells.

What lies deeper is laid flat: "contacts": [{"name": …}] becomes contact1_name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm_tui.formats.sheet_limits import MAX_COLUMNS, MAX_ROWS, SheetReason, SheetRefusal
from crm_tui.formats.texts import text_encoding

_MAX_BYTES = 256 * 1024 * 1024
_DEEPEST = 3
_MOST_IN_LIST = 50
_MOST_RECORDS_IN_LIST = 9
_BETWEEN = "、"

Record = dict[str, object]


def read_records(path: Path, encoding: str | None) -> tuple[str, Iterator[list[object]]]:
    """Return the encoding and the rows of a .json file: the keys, then one for each record."""
    if path.stat().st_size > _MAX_BYTES:
        raise SheetRefusal(SheetReason.TOO_LARGE)
    found = text_encoding(path, encoding)
    try:
        content = _content(path.read_text(encoding=found))
    except UnicodeError:
        raise SheetRefusal(SheetReason.UNREADABLE_TEXT) from None
    except RecursionError:
        raise SheetRefusal(SheetReason.TOO_DEEP) from None
    entries = _entries(content)
    if len(entries) >= MAX_ROWS:
        raise SheetRefusal(SheetReason.TOO_MANY_ROWS, limit=MAX_ROWS)
    if entries and all(isinstance(entry, list) for entry in entries):
        return found, ([_cell(cell) for cell in entry] for entry in entries)
    return found, _rows([_flat(entry) for entry in entries if isinstance(entry, dict)])


def _content(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        whole = error
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        line = whole.lineno if isinstance(whole, json.JSONDecodeError) else 1
        raise SheetRefusal(SheetReason.BROKEN_JSON, line=line) from None


def _entries(content: Any) -> list[Any]:
    """Return the list of records: the content itself, or the longest list in it."""
    if isinstance(content, list):
        return content
    if not isinstance(content, dict):
        raise SheetRefusal(SheetReason.NOT_A_SHEET)
    lists = [
        value
        for value in content.values()
        if isinstance(value, list) and value and all(isinstance(each, dict) for each in value)
    ]
    is_envelope = lists and not any(
        isinstance(content.get(key), str) for key in ("name", "客户名称")
    )
    return max(lists, key=len) if is_envelope else [content]


def _rows(records: list[Record]) -> Iterator[list[object]]:
    keys = list(dict.fromkeys(key for record in records for key in record))
    if len(keys) >= MAX_COLUMNS - 1:
        raise SheetRefusal(SheetReason.TOO_MANY_COLUMNS, limit=MAX_COLUMNS)
    yield list(keys)
    for record in records:
        yield [record.get(key) for key in keys]


def _flat(entry: dict[str, Any]) -> Record:
    record: Record = {}
    _lay(record, "", entry, _DEEPEST)
    return record


def _lay(record: Record, prefix: str, entry: dict[str, Any], depth: int) -> None:
    for key, value in entry.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and depth:
            _lay(record, f"{name}.", value, depth - 1)
        elif _is_of_records(value) and depth:
            one = name.removesuffix("s")
            for number, each in enumerate(value[:_MOST_RECORDS_IN_LIST], start=1):
                _lay(record, f"{one}{number}_", each, depth - 1)
        else:
            record[name] = _cell(value)


def _is_of_records(value: object) -> bool:
    """Tell whether a value is a list of objects that are more than a number with its kind."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(each, dict) and "number" not in each for each in value)
    )


def _cell(value: object) -> object:
    """Return a value as a cell; several are parted as they are in one."""
    if isinstance(value, list):
        return _BETWEEN.join(filter(None, map(_word, value[:_MOST_IN_LIST])))
    return _word(value) if isinstance(value, dict) else value


def _word(value: object) -> str:
    if isinstance(value, dict):
        number, extension = value.get("number"), value.get("extension")
        if number is not None:
            return f"{number}转{extension}" if extension else str(number)
        try:
            return json.dumps(value, ensure_ascii=False)
        except RecursionError:
            raise SheetRefusal(SheetReason.TOO_DEEP) from None
    return "" if value is None else str(value)
