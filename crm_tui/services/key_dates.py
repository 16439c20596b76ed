"""Key dates of customers: kept, reminded of, and dealt with one occurrence at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import customers, dictionaries, key_dates
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import (
    Changed,
    KeyDateAdded,
    KeyDateDeleted,
    KeyDateEdited,
    KeyDateHandled,
)
from crm_tui.domain.follow_ups import FollowUpDraft
from crm_tui.domain.identifiers import ContactId, CustomerId, KeyDateId
from crm_tui.domain.key_dates import (
    LATE_DAYS,
    Dealing,
    DueDate,
    Handling,
    KeyDateFields,
    KeyDateRow,
    KeyDateSource,
    Occurrence,
    due_days,
    is_open,
    is_possible,
    may_snooze_until,
    next_occurrence,
)
from crm_tui.domain.lead_times import MOST_LEAD_TIMES, in_order, parse_lead_time
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.services import access, protection
from crm_tui.services.checks import checked_text
from crm_tui.services.follow_ups.writing import (
    checked_content,
    refuse_foreign_contact,
    refuse_outsider,
    write_one,
)
from crm_tui.values import dataclass

LIMIT = 200
UPCOMING_DAYS = 30
LONGEST_SPAN_DAYS = 400
_GREETING = "greeting"
_FOLLOWED = frozenset({"kind", "on", "contact_id"})
"""What of a date that follows a field is changed in that field."""


@dataclass(frozen=True, slots=True)
class KeyDates:
    """Key dates as people use them."""

    database: Database

    def list(self, actor: Actor, customer_id: CustomerId) -> list[KeyDateRow]:
        """Return the key dates of a customer."""
        with self.database.reading(actor) as view:
            customers.record(view, customer_id)
            return key_dates.key_dates_of(view, customer_id)

    def due(self, actor: Actor, *, limit: int = LIMIT) -> Sequence[DueDate]:
        """Return what reminds today, of one's own customers and those one covers."""
        with self.database.reading(actor) as view:
            return key_dates.due(view, limit=limit)

    def upcoming(
        self, actor: Actor, *, days: int = UPCOMING_DAYS, limit: int = LIMIT
    ) -> Sequence[Occurrence]:
        """Return what comes today and in the days after, of one's own customers."""
        if not 0 <= days <= LONGEST_SPAN_DAYS:
            raise FieldError("days", "out_of_range", str(days))
        with self.database.reading(actor) as view:
            return key_dates.between_days(view, view.today, view.today + days, limit=limit)

    @operation(Permission.EDIT_CUSTOMER)
    def add(self, actor: Actor, customer_id: CustomerId, fields: KeyDateFields) -> Changed:
        """Remember a day of a customer.

        Raises FieldError for a day that there is not, or lead times nobody can keep.
        """
        fields = _checked(fields)
        with self.database.writing(actor) as unit:
            access.editable(unit, customer_id)
            refuse_foreign_contact(unit, customer_id, fields.contact_id)
            key_date_id = key_dates.add_key_date(unit, customer_id, fields)
            unit.record(
                KeyDateAdded(customer_id=customer_id, record_id=key_date_id, after=_stored(fields))
            )
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def edit(self, actor: Actor, key_date_id: KeyDateId, changes: Mapping[str, object]) -> Changed:
        """Change a key date; of one that follows a field only title, lead times and note.

        Raises FieldError for what belongs to the contact or customer it follows.
        """
        with self.database.writing(actor) as unit:
            old = key_dates.key_date(unit, key_date_id)
            access.editable(unit, old.customer_id)
            if old.source is not KeyDateSource.ENTERED and _FOLLOWED & changes.keys():
                raise FieldError("key_day", _followed(old))
            new = _checked(replace(old.fields, **dict(changes)))  # type: ignore[arg-type]  # its fields
            if new.contact_id != old.fields.contact_id:
                refuse_foreign_contact(unit, old.customer_id, new.contact_id)
            if new == old.fields:
                return unit.changed
            key_dates.update_key_date(unit, key_date_id, key_dates.values_of(new))
            unit.record(
                KeyDateEdited(
                    customer_id=old.customer_id,
                    record_id=key_date_id,
                    before=_stored(old.fields),
                    after=_stored(new),
                )
            )
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def delete(self, actor: Actor, key_date_id: KeyDateId) -> Changed:
        """Remember a day no more; one that follows a field goes with what stands there."""
        with self.database.writing(actor) as unit:
            old = key_dates.key_date(unit, key_date_id)
            access.editable(unit, old.customer_id)
            if old.source is not KeyDateSource.ENTERED:
                raise FieldError("key_day", _followed(old))
            key_dates.update_key_date(unit, key_date_id, {"deleted_at": unit.now})
            unit.record(
                KeyDateDeleted(
                    customer_id=old.customer_id, record_id=key_date_id, before=_stored(old.fields)
                )
            )
        return unit.changed

    @operation(Permission.FOLLOW_UP)
    def handle(self, actor: Actor, key_date_id: KeyDateId, dealing: Dealing) -> Changed:
        """Deal with one occurrence: the one that reminds now, or the next one.

        Raises FieldError for a day on which the date does not come, or to which it cannot be put
        off.
        """
        note = checked_text("note", dealing.note, limit=500)
        said = checked_content(dealing.greeting) if dealing.greeting.strip() else ""
        handling = dealing.handling
        until_day = dealing.until_day if handling is Handling.SNOOZED else None
        with self.database.writing(actor) as unit:
            date = key_dates.key_date(unit, key_date_id)
            row = protection.settled(unit, date.customer_id)
            refuse_outsider(unit, row)
            day = _occurrence(unit, date, dealing.occurs_day)
            if handling is Handling.SNOOZED and not _may_wait(until_day, day, unit.today):
                raise FieldError("until_day", "out_of_range")
            facts = {
                "key_date_id": key_date_id,
                "occurs_day": day,
                "handling": handling,
                "until_day": until_day,
                "note": note,
                "follow_up_id": greet(unit, row, said, date.fields.contact_id) if said else None,
            }
            record_handling(unit, date.customer_id, facts, _told(date))
        return unit.changed


def greet(unit: Unit, row: Any, content: str, contact_id: ContactId | None) -> int:
    """Write a greeting down as a follow-up that does not count; what is planned stays planned."""
    words = dictionaries.items(unit.connection, DictionaryKind.FOLLOW_UP_METHOD)
    method_id = next((word.id for word in words if word.code == _GREETING), None)
    if method_id is None:
        raise NotFoundError("method", _GREETING)
    draft = FollowUpDraft(content, unit.now, method_id=method_id, contact_id=contact_id)
    written = write_one(unit, row, draft, content, "")
    if row.next_contact_at is not None:
        plan = {name: getattr(row, name) for name in ("next_contact_at", "next_contact_note")}
        customers.update_customer(unit, row.id, plan)
    return written.follow_up_id


def record_handling(
    unit: Unit, customer_id: CustomerId, facts: Mapping[str, object], told: Mapping[str, object]
) -> None:
    """Note what was done about an occurrence, and record it."""
    handling_id = key_dates.add_handling(unit, {"customer_id": customer_id, **facts})
    unit.record(
        KeyDateHandled(customer_id=customer_id, record_id=handling_id, after={**told, **facts})
    )


def _told(date: KeyDateRow) -> dict[str, object]:
    return {
        "kind": date.fields.kind,
        "title": date.fields.title,
        "contact": date.contact,
    }


def _may_wait(until_day: int | None, day: int, today: int) -> bool:
    return until_day is not None and may_snooze_until(until_day, day, today)


def _occurrence(view: View, date: KeyDateRow, wanted: int | None) -> int:
    """Return the occurrence that is dealt with; raise FieldError where there is none."""
    fields = date.fields
    lead_times = fields.lead_times or view.office.work.lead_times_of(fields.kind)
    handled = key_dates.handled_days(view, date.id, view.today - LATE_DAYS)
    open_days = [
        day
        for day, _begun in due_days(fields.on, fields.kind, lead_times, view.today)
        if is_open(handled.get(day), view.today)
    ]
    coming = next_occurrence(fields, view.today)
    if wanted is None:
        found = open_days[0] if open_days else coming
        if found is None:
            raise FieldError("occurs_day", "required")
        return found
    if wanted not in {*open_days, *handled, coming}:
        raise FieldError("occurs_day", "out_of_range")
    return wanted


def _followed(date: KeyDateRow) -> str:
    is_birthday = date.source is KeyDateSource.CONTACT_BIRTHDAY
    return "follows_contact" if is_birthday else "follows_customer"


def _checked(fields: KeyDateFields) -> KeyDateFields:
    if not is_possible(fields.on):
        raise FieldError("key_day", "no_such_day")
    return replace(
        fields,
        title=checked_text("title", fields.title, limit=200),
        note=checked_text("note", fields.note, limit=500),
        lead_times=None if fields.lead_times is None else _checked_lead_times(fields.lead_times),
    )


def _checked_lead_times(lead_times: tuple[str, ...]) -> tuple[str, ...]:
    read = [parse_lead_time(each) for each in lead_times]
    known = [each for each in read if each is not None]
    if len(known) < len(lead_times) or not 1 <= len(known) <= MOST_LEAD_TIMES:
        raise FieldError("lead_days", "bad_leads", " ".join(lead_times)[:40])
    return in_order(known)


def _stored(fields: KeyDateFields) -> dict[str, object]:
    return key_dates.values_of(fields)
