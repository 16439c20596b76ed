"""The terms of a query as a condition on customers, always with parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    type_coerce,
)

from crm_tui.db.functions import (
    has_inside,
    json_items,
    small_letters,
)
from crm_tui.db.queries.customers.own_filters import own_passes
from crm_tui.db.queries.customers.parent_filters import parent_passes
from crm_tui.db.queries.reveals import hidden
from crm_tui.db.schema.contacts import CONTACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.types import FAR_AWAY_MS, LONG_AGO_MS, dump_json, to_ms
from crm_tui.db.unit_of_work import View
from crm_tui.domain.customers import Level
from crm_tui.domain.days import NEVER, start_of_day
from crm_tui.domain.queries.conditions import (
    Check,
    Condition,
    Exactly,
    Filter,
    HasFlag,
    Inside,
    IsFilled,
    Measured,
    OneOf,
    Within,
)
from crm_tui.domain.queries.days import Circumstances
from crm_tui.domain.queries.evaluation import small, tells_details
from crm_tui.domain.queries.fields import BY_KEY, FieldKind
from crm_tui.domain.rhythms import LEAST_LEVEL
from crm_tui.domain.users import Person

Wanted = ColumnElement[bool]

_C = CUSTOMER.c
_COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "level": type_coerce(_C.level, String),
    "type": type_coerce(_C.type, String),
    "kind": type_coerce(_C.kind, String),
    "standing": type_coerce(_C.standing, String),
    "province": _C.province,
    "city": _C.city,
    "district": _C.district,
    "owner": _C.owner_id,
    "department": _C.owner_id,
    "pool": _C.pool_id,
    "stage": _C.stage_id,
    "industry": _C.industry_id,
    "source": _C.source_id,
    "name": _C.name_key,
    "contact": _C.contact_names,
    "phone": _C.search_digits,
    "address": _C.address,
    "nature": _C.nature,
    "needs": _C.needs,
    "remarks": _C.remarks,
    "credit": _C.credit_code,
    "website": _C.website,
    "introducer": _C.introduced_by,
    "tag": _C.tags,
    "need": _C.need_tags,
    "budget": _C.budget_minor,
    "complete": _C.completeness,
    "holders": _C.holder_count,
    "due": _C.last_day,
    "last": type_coerce(_C.last_follow_up_at, BigInteger),
    "next": type_coerce(_C.next_contact_at, BigInteger),
    "created": type_coerce(_C.created_at, BigInteger),
    "updated": type_coerce(_C.updated_at, BigInteger),
    "owned": type_coerce(_C.owned_since, BigInteger),
    "inpool": type_coerce(_C.pool_since, BigInteger),
}
# In the words of the partial index, by which SQLite knows it.
_IS_TAKEN_BACK: Wanted = and_(
    _C.owner_id.is_not(None), _C.last_day < literal_column(str(NEVER), Integer)
)
_FLAGS: Mapping[str, Wanted] = {
    "deal": _C.is_deal.is_(True),
    "incomplete": _C.is_incomplete.is_(True),
    "selffound": _C.is_self_found.is_(True),
    "held": _C.owner_id.is_not(None),
    "pooled": _C.owner_id.is_(None),
}
_LASTING: Mapping[str, ColumnElement[Any]] = {
    "locked": _C.locked_until_day,
    "extended": _C.extended_until_day,
    "reserved": _C.reserved_until_day,
}
"""What is so until a day, that day included."""


def condition(view: View, asked: Filter) -> Wanted:
    """Return the condition in SQL that equals `domain.queries.holds` for the person of the view.

    What a pool hides from them fits no term that asks for it.
    """
    masked: Wanted | None = None
    if any(tells_details(each.field, check) for each in asked.conditions for check in each.checks):
        masked = hidden(view)
    return and_(true(), *(_holds(view.person, each, asked, masked) for each in asked.conditions))


def _holds(person: Person, each: Condition, asked: Filter, masked: Wanted | None) -> Wanted:
    checks = []
    for check in each.checks:
        match each.field:
            case "custom":
                passes = own_passes(each.key, check)
            case "parent":
                passes = parent_passes(person, check)
            case _:
                passes = _passes(each, check, asked)
        if masked is not None and tells_details(each.field, check):
            passes = and_(passes, not_(masked))
        checks.append(passes)
    found = or_(*checks)
    # What is empty fits no term, so all of it fits what is negated.
    return not_(func.coalesce(found, False)) if each.is_negated else found


def _passes(each: Condition, check: Check, asked: Filter) -> Wanted:
    match check:
        case IsFilled(is_filled):
            filled = _is_filled(each, asked)
            return filled if is_filled else not_(func.coalesce(filled, False))
        case Within():
            return _within(each.field, check, asked)
        case OneOf(ids):
            return _COLUMNS[each.field].in_(sorted(ids))
        case Exactly(texts):
            return _is_one_of(each.field, texts)
        case Inside(text):
            return _has_inside(each, text)
        case HasFlag(code):
            return _has_flag(code, asked)
        case Measured():
            raise AssertionError("unreachable: only own fields are measured")


def _is_one_of(key: str, texts: frozenset[str]) -> Wanted:
    if BY_KEY[key].kind is FieldKind.TAG:
        return _has_word(_COLUMNS[key], texts)
    return _COLUMNS[key].in_(sorted(texts))


def _is_filled(each: Condition, asked: Filter) -> Wanted:
    match each.field:
        case "behind":
            return is_behind(asked.at)
        case "plan":
            return _is_planned()
        case "amount":
            return _C.id.in_(_sums())
        case "email":
            return _C.id.in_(_contacts(CONTACT.c.email != ""))
        case key:
            return _is_column_filled(key)


def _is_planned() -> Wanted:
    # Of the few without a next contact the tasks are looked up, each by the index of its customer.
    has_task = (
        select(TASK.c.id)
        .where(TASK.c.customer_id == _C.id, TASK.c.done_at.is_(None), TASK.c.deleted_at.is_(None))
        .correlate(CUSTOMER)
        .exists()
    )
    return or_(_has_day("next"), has_task)


def _is_column_filled(key: str) -> Wanted:
    match BY_KEY[key].kind:
        case FieldKind.TEXT | FieldKind.PLACE:
            return _COLUMNS[key] != ""
        case FieldKind.TAG:
            return type_coerce(_COLUMNS[key], String) != "[]"
        case FieldKind.DAY:
            return _has_day(key)
        case _:
            return _COLUMNS[key].is_not(None)


def _has_day(key: str) -> Wanted:
    match key:
        case "due":
            return _IS_TAKEN_BACK
        case "last":
            return _COLUMNS[key] > LONG_AGO_MS
        case "next":
            return _COLUMNS[key] < FAR_AWAY_MS
        case _:
            return _COLUMNS[key].is_not(None)


def _within(key: str, check: Within, asked: Filter) -> Wanted:
    if key == "amount":
        total = func.sum(DEAL.c.amount_minor)
        return _C.id.in_(_sums().having(_in_span(total, check.low, check.high)))
    if key == "behind":
        return is_behind(asked.at, check.low, check.high)
    column = _COLUMNS[key]
    if BY_KEY[key].kind is not FieldKind.DAY:
        return _in_span(column, check.low, check.high)
    if key == "due":
        return and_(_IS_TAKEN_BACK, _in_span(column, check.low, check.high))
    zone = asked.at.zone
    low = None if check.low is None else to_ms(start_of_day(check.low, zone))
    high = None if check.high is None else to_ms(start_of_day(check.high + 1, zone)) - 1
    return and_(_has_day(key), _in_span(column, low, high))


def is_behind(at: Circumstances, low: int | None = None, high: int | None = None) -> Wanted:
    """Return the condition that equals `domain.rhythms.behind_days` from low to high days.

    Only what somebody holds can be behind; without a last follow-up it counts from the entry.
    """
    last = _COLUMNS["last"]
    since = case((last > LONG_AGO_MS, last), else_=_COLUMNS["created"])
    level = type_coerce(_C.level, String)
    spans = []
    for each in Level:
        days = at.rhythm.of(each)
        if days is None:
            continue
        is_level: Wanted = level == each.value
        if each is LEAST_LEVEL:
            is_level = or_(is_level, level.is_(None))
        spans.append(and_(is_level, _since_days_ago(since, at, (days, max(low or 1, 1), high))))
    return and_(_C.owner_id.is_not(None), or_(false(), *spans))


def _since_days_ago(
    since: ColumnElement[Any], at: Circumstances, span: tuple[int, int, int | None]
) -> Wanted:
    days, low, high = span
    latest = since < to_ms(start_of_day(max(at.today - days - low + 1, 1), at.zone))
    if high is None:
        return latest
    earliest = since >= to_ms(start_of_day(max(at.today - days - high, 1), at.zone))
    return and_(latest, earliest)


def _in_span(column: ColumnElement[Any], low: float | None, high: float | None) -> Wanted:
    ends: list[Wanted] = []
    if low is not None:
        ends.append(column >= low)
    if high is not None:
        ends.append(column <= high)
    return and_(true(), *ends)


def _sums() -> Select[tuple[int]]:
    """Select the customers with deals that count, one row for each."""
    deal = DEAL.c
    counts = and_(deal.deleted_at.is_(None), deal.voided_at.is_(None))
    return select(deal.customer_id).where(counts).group_by(deal.customer_id)


def _contacts(wanted: Wanted) -> Select[tuple[int]]:
    contact = CONTACT.c
    return select(contact.customer_id).where(contact.deleted_at.is_(None), wanted)


def _has_inside(each: Condition, text: str) -> Wanted:
    if each.field == "email":
        return _C.id.in_(_contacts(_inside(CONTACT.c.email, text)))
    return _inside(_COLUMNS[each.field], text)


def _inside(column: ColumnElement[Any], text: str) -> Wanted:
    return has_inside(small_letters(column), small(text))


def _has_word(column: ColumnElement[Any], texts: frozenset[str]) -> Wanted:
    each = json_items(column).table_valued("value")
    word = small_letters(type_coerce(each.c.value, String))
    found = select(each.c.value).select_from(each).where(word.in_(sorted(map(small, texts))))
    # Few rows hold the letters of the word at all: the cheaper question first.
    stored = small_letters(type_coerce(column, String))
    letters = [has_inside(stored, small(dump_json(text)[1:-1])) for text in sorted(texts)]
    return and_(or_(*letters), found.exists())


def _has_flag(code: str, asked: Filter) -> Wanted:
    if code == "behind":
        return is_behind(asked.at)
    if code in _LASTING:
        return _LASTING[code] >= asked.at.today
    if code == "overdue":
        return and_(_has_day("next"), _COLUMNS["next"] <= to_ms(asked.at.now))
    return _FLAGS[code]
