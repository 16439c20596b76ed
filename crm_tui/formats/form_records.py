"""One record of a web form, as its hook sends it: a JSON object, or form-encoded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qsl

from crm_tui.errors import FieldError

MOST_BYTES = 262_144
"""A form that sends more sends files, which are no part of a record."""
_MOST_VALUES = 500
_DEEPEST = 6
_BETWEEN = "、"
_FIELD = "form_record"


def read_form_record(data: bytes) -> dict[str, str]:
    """Return the values that were sent, by their names; those of nested objects by the inner ones.

    Of a name that comes twice the first value stands. Raises FieldError for what is no record.
    """
    if len(data) > MOST_BYTES:
        raise FieldError(_FIELD, "record_too_large", limit=MOST_BYTES // 1024)
    text = _decoded(data).strip()
    if not text:
        raise FieldError(_FIELD, "no_record")
    pairs = _of_json(text) if text[0] in "{[" else _of_form(text)
    found: dict[str, str] = {}
    for name, value in pairs:
        if name and value:
            found.setdefault(name, value)
        if len(found) > _MOST_VALUES:
            raise FieldError(_FIELD, "too_many", limit=_MOST_VALUES)
    if not found:
        raise FieldError(_FIELD, "no_record")
    return found


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _of_form(text: str) -> Iterator[tuple[str, str]]:
    if "=" not in text:
        raise FieldError(_FIELD, "no_record", text[:40])
    try:
        yield from parse_qsl(text, max_num_fields=_MOST_VALUES)
    except ValueError:
        raise FieldError(_FIELD, "too_many", limit=_MOST_VALUES) from None


def _of_json(text: str) -> Iterator[tuple[str, str]]:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        raise FieldError(_FIELD, "broken_record", text[:40]) from None
    if isinstance(record, list) and len(record) == 1:
        record = record[0]
    if not isinstance(record, dict):
        raise FieldError(_FIELD, "not_one_record")
    yield from _flat(record, _DEEPEST)


def _flat(record: dict[str, object], deeper: int) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        if not isinstance(value, dict):
            yield str(name), _words(value)
        elif deeper:
            yield from _flat(value, deeper - 1)


def _words(value: object) -> str:
    match value:
        case None | dict():
            return ""
        case str():
            return value
        case bool():
            return str(value).lower()
        case list():
            return _BETWEEN.join(filter(None, map(_words, value[:_MOST_VALUES])))
        case _:
            return str(value)
