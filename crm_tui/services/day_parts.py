"""Parts of the day beside one's own contacts: told, due, forgotten, covered, and of one's staff."""

from __future__ import annotations

from collections import Counter
from typing import TypedDict

from crm_tui.db.queries import (
    approvals,
    covers,
    customers,
    key_dates,
    level_reviews,
    notices,
    opportunities,
    rhythms,
    tasks,
    unplanned,
)
from crm_tui.db.queries.leads.records import due_leads
from crm_tui.db.queries.payments import bank_receipts
from crm_tui.db.unit_of_work import View
from crm_tui.domain.approvals.records import ApprovalRow
from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.days import start_of_day
from crm_tui.domain.greetings import FestivalReminder
from crm_tui.domain.key_dates import DueDate
from crm_tui.domain.leads.records import LeadRow
from crm_tui.domain.notices import NoticeRow
from crm_tui.domain.opportunities import OpportunityRow
from crm_tui.domain.payments.bank_receipts import BankReceiptRow
from crm_tui.domain.payments.dues import DueItem
from crm_tui.domain.rhythms import Pace, asked_this_week
from crm_tui.domain.tasks import TaskRow, Unplanned
from crm_tui.domain.today import CoverDone, StaffPace
from crm_tui.domain.users import Permission
from crm_tui.services.festivals import festival_reminders
from crm_tui.services.payments.receivables import due_payments

SHOWN = 50
"""Entries of a section of the day; each has a list or command that shows them all."""
STAFF_READ = 100
"""The longest forgotten customers of one's staff that are counted by person."""
LEVELS_COUNTED = 200


class OfOthers(TypedDict):
    """What others told, left to cover, did meanwhile, or are behind with."""

    covered: tuple[CustomerRow, ...]
    covered_tasks: tuple[TaskRow, ...]
    notices: tuple[NoticeRow, ...]
    staff: tuple[StaffPace, ...]
    open_levels: int
    done_meanwhile: tuple[CoverDone, ...]
    approvals: tuple[ApprovalRow, ...]
    claims: tuple[BankReceiptRow, ...]


class OfOnesOwn(TypedDict):
    """What one's own customers ask beside their contacts."""

    pace: Pace
    key_dates: tuple[DueDate, ...]
    payments: tuple[DueItem, ...]
    festivals: tuple[FestivalReminder, ...]
    leads: tuple[LeadRow, ...]
    opportunities: tuple[OpportunityRow, ...]
    unplanned: tuple[Unplanned, ...]
    behind: tuple[CustomerRow, ...]


def of_others(view: View) -> OfOthers:
    """Return what comes from colleagues: to the person, and to the manager they are."""
    end = start_of_day(view.today + 1, view.zone)
    due = covers.due_of_covered(view, end, SHOWN)
    left = [
        task
        for user_id in sorted(view.person.covered_ids)
        for task in tasks.tasks(view, assignee_id=user_id, until=end, limit=SHOWN)
    ]
    meanwhile = [
        each
        for leave_id in covers.ended_lately(view)
        for each in covers.done_meanwhile(view, leave_id, SHOWN)
    ]
    return OfOthers(
        covered=tuple(customers.rows(view, due)),
        covered_tasks=tuple(left),
        notices=tuple(notices.unseen(view, SHOWN)),
        staff=tuple(_staff(view)),
        open_levels=_open_levels(view),
        claims=tuple(_claims(view)),
        done_meanwhile=tuple(meanwhile),
        approvals=tuple(approvals.waiting(view, SHOWN)),
    )


def of_ones_own(view: View) -> OfOnesOwn:
    """Return how one keeps the rhythm, whom one forgot, and the days that come."""
    rhythm = view.office.work.rhythm_days
    me = view.person.user_id
    behind = rhythms.behind_of(view, [me]).get(me, 0)
    ids = rhythms.behind_ids(view, SHOWN) if behind else []
    return OfOnesOwn(
        pace=Pace(asked_this_week(rhythms.held_by_level(view), rhythm), behind),
        key_dates=tuple(key_dates.due(view, limit=SHOWN)),
        payments=tuple(due_payments(view, SHOWN)),
        festivals=tuple(festival_reminders(view)),
        leads=tuple(due_leads(view, start_of_day(view.today + 1, view.zone), SHOWN)),
        opportunities=tuple(opportunities.pressing(view, SHOWN)),
        unplanned=tuple(unplanned.without_plan(view, limit=SHOWN)),
        behind=tuple(customers.rows(view, ids)),
    )


def _staff(view: View) -> list[StaffPace]:
    """Return who of those one manages is behind, the furthest first."""
    names = rhythms.direct_staff(view)
    if not names:
        return []
    behind = rhythms.behind_of(view, names)
    forgotten = Counter(
        each.owner_id for each in unplanned.without_plan(view, of_staff=True, limit=STAFF_READ)
    )
    found = [
        StaffPace(user_id, name, behind.get(user_id, 0), forgotten.get(user_id, 0))
        for user_id, name in names.items()
        if user_id in behind or user_id in forgotten
    ]
    return sorted(found, key=lambda each: (-each.behind - each.unplanned, each.person))


def _claims(view: View) -> list[BankReceiptRow]:
    """Return the claims that wait for this person, who may confirm them."""
    may_confirm = view.person.may(Permission.CONFIRM_PAYMENT)
    return bank_receipts.waiting(view, SHOWN) if may_confirm else []


def _open_levels(view: View) -> int:
    if not view.person.may(Permission.GRANT):
        return 0
    return len(level_reviews.to_decide(view, LEVELS_COUNTED))
