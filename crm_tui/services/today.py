"""The day's work of one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from crm_tui.db.queries import (
    batches,
    customers,
    disputes,
    extensions,
    follow_ups,
    handovers,
    pools,
    tasks,
    users,
)
from crm_tui.db.queries import today as today_queries
from crm_tui.db.unit_of_work import Database, View
from crm_tui.domain.customers import CustomerRow, CustomerView, ListRequest
from crm_tui.domain.days import start_of_day
from crm_tui.domain.disputes import DisputeRow
from crm_tui.domain.extensions import ExtensionRow
from crm_tui.domain.pools import is_overdue, warning_lead
from crm_tui.domain.today import Pressing, Quota, Today, Waiting
from crm_tui.domain.users import Actor, Permission
from crm_tui.values import dataclass

if TYPE_CHECKING:  # read in the evening
    from crm_tui.domain.day_summaries import DaySummary

LIMIT = 200
FRESH = 50
"""New ones in the pools that are told; the pool lists them all."""
SEARCHED = 5 * LIMIT
"""Customers looked at: some rules warn later than the others."""
MANAGER_LEAD = 1
"""From so many days left on a manager is warned of their staff's customers too."""
UPCOMING_DAYS = 14
_WEEKDAYS = 7


@dataclass(frozen=True, slots=True)
class Days:
    """The day's work as people ask for it."""

    database: Database

    def pressing(self, actor: Actor, limit: int) -> Pressing:
        """Return the first of the day's work, so many at most; `today` begins with the same."""
        with self.database.reading(actor) as view:
            due = _due(view, limit)
            left = limit - len(due)
            expiring = _besides(due, _expiring(view))[:left] if left else []
            shown = _Shown.of(view, due, expiring)
            return Pressing(view.today, shown.rows(due), shown.rows(expiring))

    def today(self, actor: Actor) -> Today:
        """Return what is to be done today, the most urgent first."""
        with self.database.reading(actor) as view:
            end = start_of_day(view.today + 1, view.zone)
            yesterday = start_of_day(view.today - 1, view.zone)
            due = _due(view, LIMIT)
            expiring = _besides(due, _expiring(view))
            incomplete = _besides(
                [*due, *expiring],
                customers.list_ids(view, ListRequest(CustomerView.INCOMPLETE), limit=LIMIT),
            )
            upcoming = _besides([*expiring, *incomplete], _upcoming(view))
            of_staff = _expiring_of_staff(view)
            taken_back = today_queries.taken_back_ids(view, yesterday, LIMIT)
            shown = _Shown.of(view, due, expiring, of_staff, incomplete, taken_back, upcoming)
            return Today(
                today=view.today,
                contacts=shown.rows(due),
                expiring=shown.rows(expiring),
                staff_expiring=shown.rows(of_staff),
                tasks=tuple(tasks.tasks(view, assignee_id=view.person.user_id, until=end)),
                incomplete=shown.rows(incomplete),
                taken_back=shown.rows(taken_back),
                upcoming=shown.rows(upcoming),
                quota=quota(view),
                held_sweep=_held_customers(view),
            )

    def waiting(self, actor: Actor) -> Waiting:
        """Return what waits for this person's decision, and what came into their pools."""
        # The first rows of a start are read by this module, and wait for nothing else.
        from crm_tui.services import day_parts  # noqa: PLC0415

        with self.database.reading(actor) as view:
            fresh = today_queries.new_in_pools(view, start_of_day(view.today - 1, view.zone), FRESH)
            return Waiting(
                **day_parts.of_others(view),
                **day_parts.of_ones_own(view),
                handed_over=tuple(handovers.unconfirmed(view, LIMIT)),
                extensions=tuple(_to_grant(view)),
                disputes=tuple(_to_decide(view)),
                new_in_pools=tuple(customers.rows(view, fresh)),
            )

    def summary(self, actor: Actor) -> DaySummary:
        """Return what this person did today, and what is left of the day."""
        from crm_tui.db.queries import day_summaries  # noqa: PLC0415
        from crm_tui.domain.day_summaries import DaySummary  # noqa: PLC0415

        with self.database.reading(actor) as view:
            begin, end = (start_of_day(view.today + days, view.zone) for days in (0, 1))
            after = start_of_day(view.today + 2, view.zone)
            planned = today_queries.contact_ids(view, limit=LIMIT, since=end, until=after)
            open_tasks = tasks.tasks(view, assignee_id=view.person.user_id, until=end)
            return DaySummary(
                day=view.today,
                person=view.person.name,
                follow_ups=tuple(day_summaries.followed_up(view, begin, end, LIMIT)),
                tasks=tuple(day_summaries.finished_tasks(view, begin, LIMIT)),
                deals=tuple(day_summaries.sold(view, view.today, LIMIT)),
                taken=tuple(day_summaries.taken(view, begin, LIMIT)),
                contacts_left=len(_due(view, LIMIT)),
                tasks_left=len(open_tasks),
                tomorrow=len(planned),
            )

    def quota(self, actor: Actor) -> Quota:
        """Return what the person holds and has claimed, against their limits."""
        with self.database.reading(actor) as view:
            return quota(view)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The customers of all sections, read at once: many stand in several."""

    found: Mapping[int, CustomerRow]

    @classmethod
    def of(cls, view: View, *sections: Sequence[int]) -> _Shown:
        """Return the customers of these sections that may be seen."""
        ids = list(dict.fromkeys(chain(*sections)))
        return cls({row.id: row for row in customers.rows(view, ids)})

    def rows(self, ids: Sequence[int]) -> tuple[CustomerRow, ...]:
        """Return those of one section, in its order."""
        return tuple(self.found[each] for each in ids if each in self.found)


def quota(view: View) -> Quota:
    """Return the person's numbers as of this view."""
    person = view.person
    found = pools.allowance(view, person.user_id)
    limit = found.general
    limits = today_queries.daily_limits(view)
    known = [limit for limit in limits if limit is not None]
    monday = view.today - (view.today - 1) % _WEEKDAYS
    return Quota(
        held=person.held if limit is None else found.held_under(limit),
        holding_limit=None if limit is None else limit.maximum,
        claims_today=today_queries.claims_today(view),
        daily_limit=sum(known) if known and len(known) == len(limits) else None,
        follow_ups_this_week=follow_ups.written_since(
            view, person.user_id, start_of_day(monday, view.zone)
        ),
    )


def _to_grant(view: View) -> list[ExtensionRow]:
    """Return the requests for more days that this person may grant."""
    person = view.person
    if not person.may(Permission.GRANT):
        return []
    found = extensions.extensions(view, only_open=True, limit=LIMIT)
    others = [each for each in found if each.asked_by_id != person.user_id]
    if person.is_admin:
        return found
    below = {
        user_id
        for user_id in {each.asked_by_id for each in others}
        if users.manages(view.connection, person.user_id, user_id)
    }
    rows = customers.rows(view, [each.customer_id for each in others])
    mine = {row.id for row in rows if row.pool_id in person.managed_pool_ids}
    return [each for each in others if each.asked_by_id in below or each.customer_id in mine]


def _to_decide(view: View) -> list[DisputeRow]:
    """Return the disputes that this person may decide."""
    person = view.person
    if not person.may(Permission.DECIDE_DISPUTE):
        return []
    found = disputes.disputes(view, only_open=True, limit=LIMIT)
    sides = ({each.filed_by_id, each.against_id} for each in found)
    return [
        each
        for each, both in zip(found, sides, strict=True)
        if person.is_admin or person.user_id not in both
    ]


def _besides(shown: Sequence[int], ids: Sequence[int]) -> list[int]:
    """Return the ids that do not stand under a more urgent heading already."""
    already = set(shown)
    return [each for each in ids if each not in already]


def _due(view: View, limit: int) -> list[int]:
    """Return one's own customers whose contact is due by the end of today."""
    end = start_of_day(view.today + 1, view.zone)
    return today_queries.contact_ids(view, limit=limit, until=end)


def _upcoming(view: View) -> list[int]:
    first = start_of_day(view.today + 1, view.zone)
    last = start_of_day(view.today + 1 + UPCOMING_DAYS, view.zone)
    return today_queries.contact_ids(view, limit=LIMIT, since=first, until=last)


def _expiring(view: View) -> list[int]:
    """Return one's own customers whose rule warns of them today."""
    longest = today_queries.longest_lead(view)
    return _warned(view, today_queries.expiring(view, longest, limit=SEARCHED))


def _expiring_of_staff(view: View) -> list[int]:
    """Return what one's staff is about to lose: the last warnings go to their manager as well."""
    days = min(MANAGER_LEAD, today_queries.longest_lead(view))
    return _warned(view, today_queries.expiring_of_staff(view, days, limit=SEARCHED))


def _warned(view: View, found: Sequence[today_queries.Expiring]) -> list[int]:
    warned = [each.customer_id for each in found if _is_warned(view, each)]
    return warned[:LIMIT]


def _is_warned(view: View, each: today_queries.Expiring) -> bool:
    # What is overdue waits for a sweep that is held: it can still be followed up.
    if is_overdue(each.last_day, view.today):
        return True
    return warning_lead(each.last_day, view.today, each.leads) is not None


def _held_customers(view: View) -> int:
    if not view.person.is_admin:
        return 0
    held = batches.standing_hold(view)
    return 0 if held is None else int(held.facts["customers"])
