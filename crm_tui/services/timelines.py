"""One stream of what happened to a customer, from follow-ups, periods and events."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from crm_tui.db.queries import batches, customers, follow_ups, merging, pools, reveals
from crm_tui.db.queries.custom_fields import own_fields
from crm_tui.db.unit_of_work import Database, View
from crm_tui.domain.custom_fields import CustomField, FieldHolder
from crm_tui.domain.custom_values import value_text
from crm_tui.domain.customers import CUSTOM_PREFIX
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.masking import masked_values, without_costs
from crm_tui.domain.money import minor_digits
from crm_tui.domain.timelines import (
    APPROVAL_KINDS,
    EXPENSE_KINDS,
    KINDS_OF,
    OPPORTUNITY_KINDS,
    PAYMENT_KINDS,
    USAGE_KINDS,
    EntryFilter,
    EntryKind,
    TimelineEntry,
    TimelinePage,
    TimelinePlace,
)
from crm_tui.domain.users import Actor, Permission
from crm_tui.values import dataclass

LIMIT = 100
SEARCHED_AT_ONCE = 500
"""Entries read at a time while they are searched for words."""
MOST_PERIODS = 1_000
_BY_NAME = OPPORTUNITY_KINDS | PAYMENT_KINDS | EXPENSE_KINDS | USAGE_KINDS | APPROVAL_KINDS
"""Entries that are called as their events are."""
_EVENT_KINDS = {
    "customer_created": EntryKind.CREATED,
    "customer_edited": EntryKind.EDITED,
    "contact_added": EntryKind.CONTACT_ADDED,
    "contact_edited": EntryKind.CONTACT_EDITED,
    "contact_moved": EntryKind.CONTACT_MOVED,
    "contact_joined": EntryKind.CONTACT_JOINED,
    "contact_left": EntryKind.CONTACT_LEFT,
    "task_added": EntryKind.TASK_ADDED,
    "task_done": EntryKind.TASK_DONE,
    "task_edited": EntryKind.TASK_EDITED,
    "task_progressed": EntryKind.TASK_PROGRESSED,
    "task_reopened": EntryKind.TASK_REOPENED,
    "task_deleted": EntryKind.TASK_DELETED,
    "task_escalated": EntryKind.TASK_ESCALATED,
    "next_contact_set": EntryKind.NEXT_CONTACT_SET,
    "key_date_added": EntryKind.KEY_DATE_ADDED,
    "key_date_edited": EntryKind.KEY_DATE_EDITED,
    "key_date_deleted": EntryKind.KEY_DATE_DELETED,
    "key_date_handled": EntryKind.KEY_DATE_HANDLED,
    "file_attached": EntryKind.FILE_ATTACHED,
    "file_removed": EntryKind.FILE_REMOVED,
    "customer_type_changed": EntryKind.TYPE_CHANGED,
    "level_decided": EntryKind.LEVEL_DECIDED,
    "follow_up_edited": EntryKind.FOLLOW_UP_EDITED,
    "follow_up_deleted": EntryKind.FOLLOW_UP_DELETED,
    "deal_recorded": EntryKind.DEAL_RECORDED,
    "deal_voided": EntryKind.DEAL_VOIDED,
    "deal_marked": EntryKind.DEAL_MARKED,
    "quote_added": EntryKind.QUOTE_ADDED,
    "quote_edited": EntryKind.QUOTE_EDITED,
    "quote_status_set": EntryKind.QUOTE_STATUS_SET,
    "quote_deleted": EntryKind.QUOTE_DELETED,
    "quote_restored": EntryKind.QUOTE_RESTORED,
    "contract_added": EntryKind.CONTRACT_ADDED,
    "contract_edited": EntryKind.CONTRACT_EDITED,
    "contract_status_set": EntryKind.CONTRACT_STATUS_SET,
    "contract_deleted": EntryKind.CONTRACT_DELETED,
    "contract_restored": EntryKind.CONTRACT_RESTORED,
    "order_added": EntryKind.ORDER_ADDED,
    "order_edited": EntryKind.ORDER_EDITED,
    "order_status_set": EntryKind.ORDER_STATUS_SET,
    "order_deleted": EntryKind.ORDER_DELETED,
    "order_restored": EntryKind.ORDER_RESTORED,
    "order_delivered": EntryKind.ORDER_DELIVERED,
    "order_returned": EntryKind.ORDER_RETURNED,
    "team_member_added": EntryKind.TEAM_JOINED,
    "team_member_changed": EntryKind.TEAM_CHANGED,
    "team_member_removed": EntryKind.TEAM_LEFT,
    "customer_restored": EntryKind.RESTORED,
    "customer_merged": EntryKind.MERGED,
    "lead_converted": EntryKind.WAS_LEAD,
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
    **{each.value: each for each in _BY_NAME},
}


_OF_COMPANIES = frozenset(
    {EntryKind.CONTACT_MOVED, EntryKind.CONTACT_JOINED, EntryKind.CONTACT_LEFT}
)
"""What is told of a contact at two customers."""
_OF_PERIODS = frozenset({EntryKind.PERIOD_STARTED, EntryKind.PERIOD_ENDED})


@dataclass(frozen=True, slots=True)
class Timelines:
    """What happened to a customer, a page at a time, however much there is."""

    database: Database

    def page(
        self,
        actor: Actor,
        customer_id: CustomerId,
        *,
        after: TimelinePlace | None = None,
        only: EntryFilter = EntryFilter.ALL,
        keeps: Callable[[TimelineEntry], bool] | None = None,
        limit: int = LIMIT,
    ) -> TimelinePage:
        """Return the newest entries, or those that follow a place, and where to go on.

        With `keeps` only entries it is true of, as when they are searched for words: then all of
        a long timeline may be read. Raises NotFoundError for a customer out of sight.
        """
        with self.database.reading(actor) as view:
            customers.record(view, customer_id)
            if keeps is None:
                return page(view, customer_id, after, only, limit)
            return _kept(view, customer_id, after, only, keeps=keeps, limit=limit)


def _kept(
    view: View,
    customer_id: CustomerId,
    after: TimelinePlace | None,
    only: EntryFilter,
    *,
    keeps: Callable[[TimelineEntry], bool],
    limit: int,
) -> TimelinePage:
    found: list[TimelineEntry] = []
    while len(found) < limit:
        read = page(view, customer_id, after, only, SEARCHED_AT_ONCE)
        found += filter(keeps, read.entries)
        after = read.following
        if after is None:
            break
    return TimelinePage(tuple(found), after)


def page(
    view: View,
    customer_id: CustomerId,
    after: TimelinePlace | None = None,
    only: EntryFilter = EntryFilter.ALL,
    limit: int = LIMIT,
) -> TimelinePage:
    """Return a page of the entries of a customer whose visibility was checked, newest first."""
    place = after or TimelinePlace()
    sources = (
        deque(_follow_ups(view, customer_id, place, only, limit)),
        deque(_events(view, customer_id, place, only, limit)),
        deque(_periods_after(view, customer_id, place, only, limit)),
    )
    taken, place = _merged(sources, place, limit)
    following = place if any(sources) or len(taken) >= limit else None
    return TimelinePage(_shown(view, customer_id, only, taken), following)


def _merged(
    sources: Sequence[deque[_Read]], place: TimelinePlace, limit: int
) -> tuple[list[TimelineEntry], TimelinePlace]:
    """Take the newest of what the sources have next, again and again; each keeps its order."""
    taken: list[TimelineEntry] = []
    while len(taken) < limit and any(sources):
        newest = max((each for each in sources if each), key=lambda each: each[0].entry.at)
        read = newest.popleft()
        place = read.passed(place)
        taken.append(read.entry)
    return taken, place


@dataclass(frozen=True, slots=True)
class _Read:
    """An entry, and how the place moves when it was shown."""

    entry: TimelineEntry
    follow_up_id: int | None = None
    event_id: int | None = None

    def passed(self, place: TimelinePlace) -> TimelinePlace:
        """Return the place behind this entry."""
        if self.follow_up_id is not None:
            return replace(place, follow_up=(self.entry.at, self.follow_up_id))
        if self.event_id is not None:
            return replace(place, event_id=self.event_id)
        return replace(place, periods=place.periods + 1)


def _shown(
    view: View, customer_id: CustomerId, only: EntryFilter, taken: Iterable[TimelineEntry]
) -> tuple[TimelineEntry, ...]:
    # A file attached to a follow-up stands there, unless one looks for files.
    shown = [each for each in taken if only is not EntryFilter.ALL or not _stands_elsewhere(each)]
    shown = _with_companies(view, _with_own_names(view, shown))
    if not view.person.may(Permission.VIEW_COST):
        shown = [replace(entry, facts=without_costs(entry.facts)) for entry in shown]
    if not reveals.is_hidden(view, customer_id):
        return tuple(shown)
    return tuple(replace(entry, facts=masked_values(entry.facts)) for entry in shown)


def _own_value(field: CustomField, value: object, money: Callable[[int], str]) -> object:
    """Return a value that words are found for: yes or no and several choices stay what they are."""
    match value:
        case bool():
            return value
        case tuple() | list():
            return tuple(value_text(field, (each,), money) for each in value)
        case _:
            return value_text(field, value, money)


def _with_own_names(view: View, entries: list[TimelineEntry]) -> list[TimelineEntry]:
    """Return entries in which own fields stand by their names, with values as people read them."""
    if not any(name.startswith(CUSTOM_PREFIX) for each in entries for name in _changed(each)):
        return entries
    own = {each.key: each for each in own_fields(view, FieldHolder.CUSTOMER)}
    digits = minor_digits(view.office.currency)

    def money(minor: int) -> str:
        return f"{Decimal(minor).scaleb(-digits):,}"

    def read(values: Mapping[str, object]) -> dict[str, object]:
        return {
            own[name].named_key if name in own else name: (
                _own_value(own[name], value, money) if name in own else value
            )
            for name, value in values.items()
        }

    return [
        replace(each, facts={**each.facts, "before": read(_of(each, "before")),
                             "after": read(_of(each, "after"))})
        if any(name.startswith(CUSTOM_PREFIX) for name in _changed(each))
        else each
        for each in entries
    ]  # fmt: skip


def _with_companies(view: View, entries: list[TimelineEntry]) -> list[TimelineEntry]:
    """Return entries in which the other customer of a contact stands by its name, if it is seen."""
    others = {_of(each, "after").get("other_id") for each in entries if each.kind in _OF_COMPANIES}
    if not others:
        return entries
    ids = sorted(each for each in others if isinstance(each, int))
    names: dict[object, str] = {row.id: row.name for row in customers.rows(view, ids)}

    def told(entry: TimelineEntry) -> TimelineEntry:
        after = dict(_of(entry, "after"))
        other = names.get(after.pop("other_id", None), "")
        # What undo needs is nobody's to read, and would name who may not be seen.
        return replace(entry, facts={"before": {}, "after": {**after, "other": other}})

    return [told(each) if each.kind in _OF_COMPANIES else each for each in entries]


def _changed(entry: TimelineEntry) -> Iterable[str]:
    return _of(entry, "after") if entry.kind is EntryKind.EDITED else ()


def _of(entry: TimelineEntry, side: str) -> Mapping[str, object]:
    found = entry.facts.get(side)
    return found if isinstance(found, dict) else {}


def _stands_elsewhere(entry: TimelineEntry) -> bool:
    after = entry.facts.get("after")
    return (
        entry.kind is EntryKind.FILE_ATTACHED
        and isinstance(after, dict)
        and after.get("follow_up_id") is not None
    )


def _follow_ups(
    view: View, customer_id: CustomerId, place: TimelinePlace, only: EntryFilter, limit: int
) -> Iterator[_Read]:
    if EntryKind.FOLLOW_UP not in KINDS_OF[only]:
        return
    for row in follow_ups.follow_ups_before(view, customer_id, place.follow_up, limit):
        entry = TimelineEntry(
            row.happened_at, EntryKind.FOLLOW_UP, row.author, follow_up=row, key=f"f{row.id}"
        )
        yield _Read(entry, follow_up_id=row.id)


def _events(
    view: View, customer_id: CustomerId, place: TimelinePlace, only: EntryFilter, limit: int
) -> Iterator[_Read]:
    kinds = [kind for kind, shown in _EVENT_KINDS.items() if shown in KINDS_OF[only]]
    if not kinds:
        return
    for event in batches.events_before(view, customer_id, kinds, place.event_id, limit):
        kind = _EVENT_KINDS[event.kind]
        entry = TimelineEntry(event.at, kind, event.actor, facts=_facts(event), key=f"e{event.id}")
        yield _Read(entry, event_id=event.id)


def _periods_after(
    view: View, customer_id: CustomerId, place: TimelinePlace, only: EntryFilter, limit: int
) -> Iterator[_Read]:
    if not _OF_PERIODS & KINDS_OF[only]:
        return
    found = sorted(_periods(view, customer_id), key=lambda entry: entry.at, reverse=True)
    for entry in found[place.periods : place.periods + limit]:
        yield _Read(entry)


def _periods(view: View, customer_id: CustomerId) -> Iterator[TimelineEntry]:
    ids = [customer_id, *merging.merged_into(view, customer_id)]
    for period in pools.periods_of(view, ids, MOST_PERIODS):
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
                key=f"p{period.id}e",
            )
        yield TimelineEntry(
            period.started_at,
            EntryKind.PERIOD_STARTED,
            period.started_by or period.owner,
            facts={**facts, "how": period.how_started},
            key=f"p{period.id}s",
        )


def _facts(event: EventRow) -> dict[str, object]:
    return {"before": event.before, "after": event.after}
