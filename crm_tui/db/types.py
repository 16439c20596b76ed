"""Column types shared by every table: instants, enums by value, JSON text."""

from __future__ import annotations

import enum
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Enum, Text, TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONG_AGO_MS = 0
FAR_AWAY_MS = 253_402_214_400_000
"""9999-12-31T00:00Z, the stored form of "not planned": sort columns are never NULL."""

_MILLISECOND = timedelta(milliseconds=1)


def to_ms(instant: datetime) -> int:
    """Return milliseconds since 1970 UTC; raise ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (instant - EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """Return the aware UTC instant of these milliseconds."""
    return EPOCH + timedelta(milliseconds=milliseconds)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime stored as BIGINT milliseconds; None may be stored as a number."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, none_as: int | None = None) -> None:
        super().__init__()
        self.none_as = none_as

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn an aware datetime into milliseconds."""
        return self.none_as if value is None else to_ms(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Turn milliseconds into an aware UTC datetime."""
        return None if value is None or value == self.none_as else from_ms(value)


class JsonText(TypeDecorator[Any]):
    """A JSON value stored as compact text, Chinese left readable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Dump the value."""
        return None if value is None else dump_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Load the value."""
        return None if value is None else json.loads(value)


def dump_json(value: Any) -> str:
    """Return compact JSON with Chinese left readable and enums by value."""
    return _encode(value)


def _plain(value: object) -> object:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


# Made once: a sweep dumps tens of thousands of values.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode


def enum_type(members: type[enum.Enum]) -> Enum:
    """Store an enum by its value, checked by the database."""
    kind = value_type(members)
    kind.create_constraint = True
    return kind


def value_type(members: type[enum.Enum]) -> Enum:
    """Read and write an enum by its value; that nothing else is stored, the database checks."""
    return Enum(
        members,
        values_callable=lambda e: [member.value for member in e],
        native_enum=False,
        validate_strings=True,
        length=32,
    )
