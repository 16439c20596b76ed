"""The day's work of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_tui.db.queries import batches, customers, follow_ups, tasks
from crm_tui.db.queries import today as today_queries
from crm_tui.db.unit_of_work import Database, View
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.days import start_of_day
from crm_tui.domain.today import Quota, Today
from crm_tui.domain.users import Actor

LIMIT = 200
UPCOMING_DAYS = 14
_WEEKDAYS = 7


@dataclass(frozen=True, slots=True)
class Days:
    """The day's work as people ask for it."""

    database: Database

    def today(self, actor: Actor) -> Today:
        """Return what is to be done today, the most urgent first."""
        with self.database.reading(actor) as view:
            end = start_of_day(view.today + 1, view.zone)
            yesterday = start_of_day(view.today - 1, view.zone)
            due = today_queries.contact_ids(view, limit=LIMIT, until=end)
            lead = _largest_lead(view)
            expiring = _besides(due, today_queries.expiring_ids(view, lead, LIMIT))
            incomplete = _besides(
                [*due, *expiring],
                customers.list_ids(view, ListRequest(CustomerView.INCOMPLETE), limit=LIMIT),
            )
            upcoming = _besides([*expiring, *incomplete], _upcoming(view))
            return Today(
                today=view.today,
                contacts=tuple(customers.rows(view, due)),
                expiring=tuple(customers.rows(view, expiring)),
                tasks=tuple(tasks.tasks(view, assignee_id=view.person.user_id, until=end)),
                incomplete=tuple(customers.rows(view, incomplete)),
                taken_back=tuple(
                    customers.rows(view, today_queries.taken_back_ids(view, yesterday, LIMIT))
                ),
                upcoming=tuple(customers.rows(view, upcoming)),
                quota=quota(view),
                held_sweep=_held_customers(view),
            )

    def quota(self, actor: Actor) -> Quota:
        """Return what the person holds and has claimed, against their limits."""
        with self.database.reading(actor) as view:
            return quota(view)


def quota(view: View) -> Quota:
    """Return the person's numbers as of this view."""
    person = view.person
    limits = today_queries.daily_limits(view)
    known = [limit for limit in limits if limit is not None]
    monday = view.today - (view.today - 1) % _WEEKDAYS
    return Quota(
        held=person.held,
        holding_limit=person.holding_limit,
        claims_today=today_queries.claims_today(view),
        daily_limit=sum(known) if known and len(known) == len(limits) else None,
        follow_ups_this_week=follow_ups.written_since(
            view, person.user_id, start_of_day(monday, view.zone)
        ),
    )


def _besides(shown: Sequence[int], ids: Sequence[int]) -> list[int]:
    """Return the ids that do not stand under a more urgent heading already."""
    already = set(shown)
    return [each for each in ids if each not in already]


def _upcoming(view: View) -> list[int]:
    first = start_of_day(view.today + 1, view.zone)
    last = start_of_day(view.today + 1 + UPCOMING_DAYS, view.zone)
    return today_queries.contact_ids(view, limit=LIMIT, since=first, until=last)


def _largest_lead(view: View) -> int:
    leads = today_queries.warning_leads(view)
    return max((max(each, default=0) for each in leads), default=0)


def _held_customers(view: View) -> int:
    if not view.person.is_admin:
        return 0
    held = batches.standing_hold(view)
    return 0 if held is None else int(held.facts["customers"])
