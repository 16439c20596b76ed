"""Targets and what is there of them, as flat dicts for other programs."""

from __future__ import annotations

from collections.abc import Callable

from crm_tui.domain.credits import CreditRow
from crm_tui.domain.months import month_text
from crm_tui.domain.targets import Attainment, DepartmentMonth, PersonMonth, TargetKind
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.money import plain_amount

_PARTS = tuple(f"{kind.value}{what}" for kind in TargetKind for what in ("_target", "", "_percent"))
KEYS = ("month", "kind", "login", "name", "department", *_PARTS, "currency")
ROW_KEYS = (
    *("id", "login", "day", "customer_id", "customer", "what", "amount", "currency"),
    "reported_amount",
)


def of_person(row: PersonMonth, month: int, currency: str) -> Shape:
    """Return a month of a person."""
    named: Shape = {
        "month": month_text(month),
        "kind": "person",
        "login": row.login,
        "name": row.name,
        "department": row.department or None,
    }
    return {**named, **_parts(row.of, currency), "currency": currency}


def of_department(row: DepartmentMonth, month: int, currency: str) -> Shape:
    """Return a month of a department: its people and those below together."""
    named: Shape = {
        "month": month_text(month),
        "kind": "department",
        "login": None,
        "name": row.name,
        "department": row.name,
    }
    return {**named, **_parts(row.of, currency), "currency": currency}


def _parts(of: Callable[[TargetKind], Attainment], currency: str) -> Shape:
    found: Shape = {}
    for kind in TargetKind:
        part = of(kind)
        found[f"{kind.value}_target"] = _value(kind, part.target, currency)
        found[kind.value] = _value(kind, part.done, currency)
        found[f"{kind.value}_percent"] = part.percent
    return found


def _value(kind: TargetKind, value: int | None, currency: str) -> object:
    if value is None or not kind.is_money:
        return value
    return plain_amount(value, currency)


def credit(row: CreditRow, login: str, own: str) -> Shape:
    """Return one row behind a sum."""
    is_money = bool(row.currency)
    reported = row.reported_minor if is_money else None
    return {
        "id": row.id,
        "login": login,
        "day": iso_day(row.day),
        "customer_id": row.customer_id if row.customer else None,
        "customer": row.customer or None,
        "what": row.what or None,
        "amount": plain_amount(row.minor, row.currency) if is_money else None,
        "currency": row.currency or None,
        "reported_amount": plain_amount(reported, own)
        if is_money and reported is not None
        else None,
    }
