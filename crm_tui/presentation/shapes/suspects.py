"""Suspects, and pairs that were called different, as flat dicts for other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.duplicates.suspects import Dismissal, Suspects
from crm_tui.domain.identifiers import UserId
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.suspects import why

KEYS = (
    *("level", "kind", "key", "score", "sounds_same", "count"),
    *("first_id", "first", "first_owner", "first_pool"),
    *("second_id", "second", "second_owner", "second_pool", "customer_ids", "why"),
)
DISMISSAL_KEYS = ("first_id", "first", "second_id", "second", "by", "at")


def suspects(found: Suspects, logins: Mapping[UserId, str]) -> Shape:
    """Return customers that may be one; of many the first two, and the numbers of more."""
    first, second = found.customers[:2]
    shared = found.shared[0] if found.shared else None
    near = found.nearness
    return {
        "level": found.level.value,
        "kind": "near_name" if near else shared.kind.value if shared else None,
        "key": shared.key if shared else None,
        "score": near.score if near else None,
        "sounds_same": near.sounds_same if near else None,
        "count": found.count,
        **_customer("first", first, logins),
        **_customer("second", second, logins),
        "customer_ids": list(found.ids),
        "why": why(found),
    }


def cells(shape: Shape) -> list[str | int | None]:
    """Return a shape as the cells of a row."""
    return [_cell(shape[key]) for key in KEYS]


def _cell(value: object) -> str | int | None:
    match value:
        case list():
            return " ".join(map(str, value))
        case bool():
            return str(value).lower()
        case str() | int() | None:
            return value
        case _:
            raise AssertionError("a shape of suspects holds nothing else")


def _customer(side: str, row: CustomerRow, logins: Mapping[UserId, str]) -> Shape:
    return {
        f"{side}_id": row.id,
        side: row.name,
        f"{side}_owner": None if row.owner_id is None else logins.get(row.owner_id),
        f"{side}_pool": row.pool,
    }


def dismissal(said: Dismissal, iso: Callable[[datetime], str | None]) -> Shape:
    """Return two customers that were called different, by whom and when."""
    return {
        "first_id": said.first.id,
        "first": said.first.name,
        "second_id": said.second.id,
        "second": said.second.name,
        "by": said.by_login,
        "at": iso(said.at),
    }
