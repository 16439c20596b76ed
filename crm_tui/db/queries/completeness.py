"""How complete customers are: the twin in SQL of `domain.customers.completeness`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, case, literal, select, type_coerce, update

from crm_tui.db.functions import json_member
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.types import JsonText
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.custom_fields import CustomField
from crm_tui.domain.customers import CustomerKind, counted_fields

_C = CUSTOMER.c
_SYSTEM = unscoped("how complete a customer is follows from its fields, whoever may see it")
_NOTHING = ("", "[]")


def last_of(view: View, first: int, count: int) -> int | None:
    """Return the last id of the next so many customers from an id on, None when there is none."""
    ids = select(_C.id).where(_C.id >= first, _SYSTEM).order_by(_C.id).limit(count).subquery()
    found = view.connection.execute(select(ids.c.id).order_by(ids.c.id.desc()).limit(1))
    last = found.scalar_one_or_none()
    return None if last is None else int(last)


def store(unit: Unit, own: Sequence[CustomField], first: int, last: int) -> None:
    """Store how complete the customers of some ids are, where that differs from what is stored."""
    share = _share(own)
    unit.connection.execute(
        update(CUSTOMER)
        .where(_C.id.between(first, last), _C.completeness != share, _SYSTEM)
        .values(completeness=share)
    )


def wrong(view: View, own: Sequence[CustomField], limit: int) -> list[int]:
    """Return the first customers for whom what is stored differs."""
    differs = select(_C.id).where(_C.completeness != _share(own), _SYSTEM)
    return list(view.connection.execute(differs.order_by(_C.id).limit(limit)).scalars())


def _share(own: Sequence[CustomField]) -> ColumnElement[int]:
    shares = {kind: _share_of(kind, own) for kind in CustomerKind}
    kind = type_coerce(_C.kind, String)
    is_company = kind == CustomerKind.ENTERPRISE.value
    return case(
        (is_company, shares[CustomerKind.ENTERPRISE]), else_=shares[CustomerKind.INDIVIDUAL]
    )


def _share_of(kind: CustomerKind, own: Sequence[CustomField]) -> ColumnElement[Any]:
    asked = [each for each in own if each.is_shown_for(kind)]
    columns = [_C[name] for name in counted_fields(kind)]
    filled = [_is_filled(column) for column in columns]
    filled += [_says_something(json_member(_C.custom, each.code)) for each in asked]
    return _number(filled) * 100 // literal(len(filled), Integer)


def _number(filled: Iterable[ColumnElement[bool]]) -> ColumnElement[Any]:
    ones: ColumnElement[Any] = literal(0, Integer)
    for each in filled:
        ones = ones + case((each, 1), else_=0)
    return ones


def _is_filled(column: ColumnElement[Any]) -> ColumnElement[bool]:
    if isinstance(column.type, JsonText | String):
        return _says_something(type_coerce(column, String))
    return column.is_not(None)


def _says_something(text: ColumnElement[Any]) -> ColumnElement[bool]:
    return text.is_not(None) & text.not_in(_NOTHING)
