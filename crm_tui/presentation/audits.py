"""Events in words: what was done, by whom, what was there before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from crm_tui.domain.audits import AuditRow, SealState
from crm_tui.domain.events import AttemptRefused
from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment, iso
from crm_tui.presentation.money import amount
from crm_tui.presentation.words import (
    FIELDS,
    attempted_word,
    coded_word,
    field_label,
    name_in_sentence,
    operation_word,
    record_word,
    road_word,
)

_LONGEST_VALUE = 400


def audit_about(row: AuditRow) -> str:
    """Return what an event is about: its customer, or what tells a sign-in from another."""
    if row.customer:
        return name_in_sentence(row.customer)
    if row.kind == AttemptRefused.kind():
        number = "" if row.record_id is None else f"#{row.record_id}"
        record = f"{record_word(str(row.after.get('record', '')))} {number}".strip()
        asked_for = attempted_word(str(row.after.get("operation", "")))
        return " · ".join(filter(None, (asked_for, record)))
    named = row.after.get("name") or row.before.get("name") or row.after.get("file")
    if isinstance(named, str) and named:
        return name_in_sentence(named)
    return "" if row.record_id is None else f"#{row.record_id}"


def audit_who(row: AuditRow) -> str:
    """Return who did it; the program itself has no name."""
    return name_in_sentence(row.actor) or _("the program")


def audit_lines(row: AuditRow, now: datetime, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """Yield (label, text) for everything that is known of an event but its values."""
    yield _("When"), f"{happened_moment(row.at, now, zone)}  {iso(row.at, zone)}"
    yield _("By"), f"{audit_who(row)} {row.login}".strip()
    yield _("Operation"), operation_word(row.operation)
    yield _("Road"), road_word(row.road)
    if row.customer_id is not None:
        customer = name_in_sentence(row.customer) or "—"
        yield field_label("customer_id"), f"{customer} #{row.customer_id}"
    yield _("Event"), f"#{row.id} {row.kind}"
    yield _("Batch"), str(row.batch_id)


def audit_changes(row: AuditRow) -> Iterator[tuple[str, str]]:
    """Yield (field, before → after) for what an event changed."""
    for name in dict.fromkeys((*row.before, *row.after)):
        was, now = row.before.get(name), row.after.get(name)
        label = _label(row.kind, name)
        currency = row.after.get("currency", row.before.get("currency"))
        told = [_value(name, each, currency) for each in (was, now)]
        if name not in row.before:
            yield label, told[1]
        elif name not in row.after:
            yield label, f"{told[0]} → —"
        else:
            yield label, " → ".join(told)


def _label(kind: str, name: str) -> str:
    """Return what a field of a kind of record is called: the title of an order is its subject."""
    told = (f"{kind.partition('_')[0]}_{name}", name, name.removesuffix("_minor"))
    return next((field_label(each) for each in told if each in FIELDS), name)


def _value(name: str, value: object, currency: object = None) -> str:
    match value:
        case None | "":
            return "—"
        case bool():
            return _("yes") if value else _("no")
        case int() if name.endswith("_minor") and isinstance(currency, str):
            return amount(value, currency)
        case str():
            return name_in_sentence(_code(name, value))
        case Mapping() | list() | tuple():
            written = json.dumps(value, ensure_ascii=False, default=str)
            return name_in_sentence(written[:_LONGEST_VALUE])
        case _:
            return str(value)


def _code(name: str, value: str) -> str:
    match name:
        case "operation":
            return attempted_word(value)
        case "record":
            return record_word(value)
        case _:
            return coded_word(name, value)


def seal_words(state: SealState, now: datetime, zone: ZoneInfo) -> str:
    """Return how far the history is sealed."""
    if state.sealed_at is None:
        return _("Not sealed yet")
    words = _("Sealed up to #{number}, {when}")
    sealed = words.format(
        number=f"{state.sealed_to:,}", when=happened_moment(state.sealed_at, now, zone)
    )
    if not state.unsealed:
        return sealed
    return " · ".join((sealed, _("{count} since").format(count=f"{state.unsealed:,}")))


def audit_header() -> Sequence[str]:
    """Return the columns of the history in a file."""
    return (
        _("Event"),
        _("When"),
        _("By"),
        field_label("login"),
        _("Operation"),
        _("Kind"),
        _("Road"),
        field_label("customer_id"),
        _("Customer"),
        _("Before"),
        _("After"),
    )


def audit_cells(row: AuditRow, zone: ZoneInfo) -> Sequence[str | int]:
    """Return what stands in those columns."""
    return (
        row.id,
        iso(row.at, zone),
        row.actor,
        row.login,
        operation_word(row.operation),
        row.kind,
        road_word(row.road),
        row.customer_id or "",
        row.customer,
        json.dumps(dict(row.before), ensure_ascii=False, default=str),
        json.dumps(dict(row.after), ensure_ascii=False, default=str),
    )
