"""One stream of what happened to a customer, from follow-ups, periods and events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crm_tui.db.queries import batches, follow_ups, pools, reveals
from crm_tui.db.unit_of_work import View
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.masking import masked_values
from crm_tui.domain.timelines import EntryKind, TimelineEntry

LIMIT = 200
_EVENT_KINDS = {
    "customer_created": EntryKind.CREATED,
    "customer_edited": EntryKind.EDITED,
    "contact_added": EntryKind.CONTACT_ADDED,
    "contact_edited": EntryKind.CONTACT_EDITED,
    "task_added": EntryKind.TASK_ADDED,
    "task_done": EntryKind.TASK_DONE,
    "follow_up_edited": EntryKind.FOLLOW_UP_EDITED,
    "follow_up_deleted": EntryKind.FOLLOW_UP_DELETED,
    "deal_recorded": EntryKind.DEAL_RECORDED,
    "deal_voided": EntryKind.DEAL_VOIDED,
    "deal_marked": EntryKind.DEAL_MARKED,
    "team_member_added": EntryKind.TEAM_JOINED,
    "team_member_changed": EntryKind.TEAM_CHANGED,
    "team_member_removed": EntryKind.TEAM_LEFT,
    "customer_restored": EntryKind.RESTORED,
    "customer_deleted": EntryKind.SET_ASIDE,
    "customer_invalidated": EntryKind.SET_ASIDE,
    "customer_moved": EntryKind.MOVED,
    "customer_locked": EntryKind.LOCKED,
    "customer_unlocked": EntryKind.UNLOCKED,
    "extension_requested": EntryKind.EXTENSION_ASKED,
    "extension_decided": EntryKind.EXTENSION_DECIDED,
    "clock_restarted": EntryKind.CLOCK_RESTARTED,
    "dispute_filed": EntryKind.DISPUTE_FILED,
    "dispute_decided": EntryKind.DISPUTE_DECIDED,
    "dispute_withdrawn": EntryKind.DISPUTE_WITHDRAWN,
}


def entries(view: View, customer_id: CustomerId, limit: int = LIMIT) -> list[TimelineEntry]:
    """Return the newest entries of a customer whose visibility was checked, newest first."""
    stream = [
        *_follow_ups(view, customer_id, limit),
        *_periods(view, customer_id),
        *_events(view, customer_id, limit),
    ]
    newest = sorted(stream, key=lambda entry: entry.at, reverse=True)[:limit]
    if not reveals.is_hidden(view, customer_id):
        return newest
    return [replace(entry, facts=masked_values(entry.facts)) for entry in newest]


def _follow_ups(view: View, customer_id: CustomerId, limit: int) -> Iterator[TimelineEntry]:
    for row in follow_ups.follow_ups_of(view, customer_id, limit=limit):
        yield TimelineEntry(row.happened_at, EntryKind.FOLLOW_UP, row.author, follow_up=row)


def _periods(view: View, customer_id: CustomerId) -> Iterator[TimelineEntry]:
    for period in pools.periods_of(view, customer_id):
        facts: dict[str, object] = {
            "owner": period.owner,
            "pool": period.pool,
            "number": period.holder_number,
        }
        if period.ended_at is not None:
            yield TimelineEntry(
                period.ended_at,
                EntryKind.PERIOD_ENDED,
                period.ended_by or period.owner,
                facts={
                    **facts,
                    "how": period.how_ended,
                    "reason": period.reason or "",
                    "note": period.end_note,
                    "deciding": period.deciding,
                },
            )
        yield TimelineEntry(
            period.started_at,
            EntryKind.PERIOD_STARTED,
            period.started_by or period.owner,
            facts={**facts, "how": period.how_started},
        )


def _events(view: View, customer_id: CustomerId, limit: int) -> Iterator[TimelineEntry]:
    for event in batches.events_of_customer(view, customer_id, limit):
        kind = _EVENT_KINDS.get(event.kind)
        if kind is not None:
            yield TimelineEntry(event.at, kind, event.actor, facts=_facts(event))


def _facts(event: EventRow) -> dict[str, object]:
    return {"before": event.before, "after": event.after}
