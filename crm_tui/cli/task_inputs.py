"""What is typed about a task: when, how often, with whom."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.cli.inputs import read_choice, read_moment
from crm_tui.cli.sessions import Session
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.domain.recurrences import (
    Recurrence,
    RecurrenceFault,
    parse_recurrence,
)
from crm_tui.domain.tasks import RECURRENCE_REASON, TaskPriority, TaskRow
from crm_tui.domain.text import clean, folded
from crm_tui.errors import FieldError, NotFoundError

_NONE = frozenset({"none", "no", "once", "无", "不重复"})


def read_rule(session: Session, text: str) -> Recurrence | None:
    """Return the rule that 每周一 or "every 2 weeks" means, None for nothing or none."""
    written = clean(text)
    if not written or folded(written) in _NONE:
        return None
    found = parse_recurrence(written, now=session.now, zone=session.zone)
    if isinstance(found, RecurrenceFault):
        raise FieldError("recurrence", RECURRENCE_REASON + found.trouble.value, found.part)
    return found


def read_contact(session: Session, customer_id: CustomerId | None, name: str) -> ContactId | None:
    """Return the contact of a customer that a name means; raise NotFoundError for none."""
    wanted = folded(clean(name))
    if not wanted:
        return None
    known = (
        []
        if customer_id is None
        else session.crm.customers.detail(session.actor, customer_id).contacts
    )
    for each in known:
        if wanted == folded(each.fields.name):
            return each.id
    raise NotFoundError("contact", name, tuple(each.fields.name for each in known))


def read_changes(
    session: Session, row: TaskRow, typed: Mapping[str, str | None]
) -> dict[str, object]:
    """Return the fields that were said, as `edit` takes them."""
    changes: dict[str, object] = {
        name: typed[name] for name in ("title", "notes") if typed[name] is not None
    }
    if typed["at"]:
        due = read_moment(session, "due_at", typed["at"])
        changes |= {"due_at": due.instant, "has_time": due.has_time}
    if typed["contact"]:
        changes["contact_id"] = read_contact(session, row.customer_id, typed["contact"])
    if typed["to"]:
        changes["assignee_id"] = session.user(typed["to"])
    if typed["priority"]:
        changes["priority"] = read_choice("priority", typed["priority"], TaskPriority)
    if typed["every"]:
        changes["recurrence"] = read_rule(session, typed["every"])
    return changes
