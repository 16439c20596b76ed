"""What a query asks of the office's own fields, on the JSON in which customers keep them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, and_, func, or_, type_coerce

from crm_tui.db.functions import has_inside, json_member, json_number, small_letters
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.types import dump_json
from crm_tui.domain.queries.conditions import Check, Exactly, Inside, IsFilled, Measured
from crm_tui.domain.queries.evaluation import small

_CUSTOM = CUSTOMER.c.custom
_NOTHING = ("", "[]")


def own_passes(code: str, check: Check) -> ColumnElement[bool]:
    """Return the condition that the own field of a code passes a check; never null."""
    member = func.coalesce(json_member(_CUSTOM, code), "")
    match check:
        case IsFilled(True):
            return _with_any(member.not_in(_NOTHING))
        case IsFilled():
            return member.in_(_NOTHING)
        case Measured(low, high):
            return _with_any(func.coalesce(_between(code, low, high), False))
        case Exactly(codes):
            listed = [has_inside(member, dump_json(each)) for each in sorted(codes)]
            return _with_any(or_(member.in_(sorted(codes)), *listed))
        case Inside(text):
            filled = member.not_in(_NOTHING)
            return _with_any(and_(filled, has_inside(small_letters(member), small(text))))
        case _:
            raise AssertionError("unreachable: own fields have neither names nor flags")


def _with_any(wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    # Where few customers hold any, the cheaper question first.
    return and_(type_coerce(_CUSTOM, String) != "{}", wanted)


def _between(code: str, low: float | None, high: float | None) -> ColumnElement[Any]:
    number = json_number(_CUSTOM, code)
    ends: list[ColumnElement[bool]] = [number.is_not(None)]
    if low is not None:
        ends.append(number >= low)
    if high is not None:
        ends.append(number <= high)
    return and_(*ends)
