"""The days of a project as key dates of its customer, so that they remind as all others do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.db.queries import key_dates, opportunities, projects
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import KeyDateAdded, KeyDateDeleted, ProjectEdited
from crm_tui.domain.identifiers import CustomerId, KeyDateId, OpportunityId
from crm_tui.domain.key_dates import KeyDateFields, KeyDay
from crm_tui.domain.opportunities import OpportunityRow
from crm_tui.domain.projects import (
    ProjectFields,
    Reminder,
    kept_value,
    reminders_of,
)


def keep_days(unit: Unit, opportunity_id: OpportunityId) -> None:
    """Let the days of an opportunity remind as it stands now: won, lost, reopened, deleted."""
    if projects.stored_project(unit, opportunity_id) is None:
        return
    row = opportunities.opportunity(unit, opportunity_id)
    found = projects.project(unit, opportunity_id)
    reminders = remind(unit, row, found.fields, found.reminders)
    if reminders == found.reminders:
        return
    kept = kept_value("reminders", reminders)
    projects.set_project(unit, opportunity_id, {"reminders": kept})
    unit.record(
        ProjectEdited(
            customer_id=row.customer_id,
            record_id=opportunity_id,
            before={"reminders": kept_value("reminders", found.reminders)},
            after={"reminders": kept, "opportunity": row.name},
        )
    )


def remind(
    unit: Unit, row: OpportunityRow, fields: ProjectFields, before: Sequence[Reminder]
) -> tuple[Reminder, ...]:
    """Make the key dates of the days to come, take out those of days that are none any more.

    Returns what reminds now. A key date that somebody took out by hand is not made again.
    """
    wanted = (
        () if row.is_deleted else reminders_of(row.name, row.state, fields, unit.office.language)
    )
    left = list(before)
    kept: list[Reminder] = []
    for each in wanted:
        same = next((old for old in left if replace(old, key_date_id=None) == each), None)
        if same is not None:
            left.remove(same)
            kept.append(same)
        elif each.day >= unit.today:
            kept.append(replace(each, key_date_id=_remember(unit, row.customer_id, each)))
    for gone in left:
        _forget(unit, row.customer_id, gone)
    return tuple(kept)


def _remember(unit: Unit, customer_id: CustomerId, reminder: Reminder) -> KeyDateId:
    fields = KeyDateFields(reminder.kind, KeyDay(once_day=reminder.day), reminder.title)
    key_date_id = key_dates.add_key_date(unit, customer_id, fields)
    unit.record(
        KeyDateAdded(
            customer_id=customer_id, record_id=key_date_id, after=key_dates.values_of(fields)
        )
    )
    return key_date_id


def _forget(unit: Unit, customer_id: CustomerId, reminder: Reminder) -> None:
    known = key_dates.key_dates_of(unit, customer_id)
    date = next((each for each in known if each.id == reminder.key_date_id), None)
    if date is None:
        return
    key_dates.update_key_date(unit, date.id, {"deleted_at": unit.now})
    unit.record(
        KeyDateDeleted(
            customer_id=customer_id, record_id=date.id, before=key_dates.values_of(date.fields)
        )
    )
