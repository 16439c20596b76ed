"""What a person has to do now, in order of urgency."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import TYPE_CHECKING, Union

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.disputes import DisputeRow
from crm_tui.domain.extensions import ExtensionRow
from crm_tui.domain.handovers import HandoverLineRow
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.rhythms import Pace
from crm_tui.domain.tasks import TaskRow, Unplanned
from crm_tui.values import dataclass

if TYPE_CHECKING:  # the first paint does not wait for what tells the days that come
    from crm_tui.domain.approvals.records import ApprovalRow
    from crm_tui.domain.greetings import FestivalReminder
    from crm_tui.domain.key_dates import DueDate
    from crm_tui.domain.leads.records import LeadRow
    from crm_tui.domain.notices import NoticeRow
    from crm_tui.domain.opportunities import OpportunityRow
    from crm_tui.domain.payments.bank_receipts import BankReceiptRow
    from crm_tui.domain.payments.dues import DueItem


@dataclass(frozen=True, slots=True)
class Quota:
    """What a person holds and has claimed, against their limits."""

    held: int
    holding_limit: int | None
    claims_today: int
    daily_limit: int | None
    follow_ups_this_week: int

    @property
    def claims_left(self) -> int | None:
        """Return how many claims are left today, None where there is no limit."""
        return None if self.daily_limit is None else max(0, self.daily_limit - self.claims_today)


@dataclass(frozen=True, slots=True)
class Pressing:
    """The first of the day's work: what its queue begins with."""

    today: int
    contacts: tuple[CustomerRow, ...]
    expiring: tuple[CustomerRow, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """The day's work: each customer stands once, under the most urgent heading."""

    today: int
    contacts: tuple[CustomerRow, ...]
    """Overdue and today's contacts, the longest overdue first."""
    expiring: tuple[CustomerRow, ...]
    """Customers whose warning days have begun, the nearest first."""
    staff_expiring: tuple[CustomerRow, ...]
    """Customers of one's staff that are about to be taken back, the nearest first."""
    tasks: tuple[TaskRow, ...]
    incomplete: tuple[CustomerRow, ...]
    taken_back: tuple[CustomerRow, ...]
    """Customers the rules took from this person since yesterday."""
    upcoming: tuple[CustomerRow, ...]
    """Contacts planned for the coming days, the nearest first."""
    quota: Quota
    held_sweep: int
    """Customers of a sweep that waits for somebody's confirmation."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Something others wait for: a hand-over to confirm, more days to grant, a clash to decide."""

    why: str
    record_id: int
    customer_id: CustomerId
    customer: str
    person: str
    words: str


@dataclass(frozen=True, slots=True)
class CoverDone:
    """What a cover did with a customer while its owner was away; `id` is the follow-up's."""

    id: int
    customer_id: CustomerId
    customer: str
    cover: str
    away: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class StaffPace:
    """How far somebody whom one manages is behind."""

    user_id: UserId
    person: str
    behind: int
    """Customers not followed up in the rhythm of their level."""
    unplanned: int
    """Customers for which nothing is planned."""


@dataclass(frozen=True, slots=True)
class OpenLevels:
    """Levels that a review proposed and on which this person decides."""

    count: int


About = Union[
    "BankReceiptRow",
    "DueItem",
    "NoticeRow",
    "DueDate",
    "FestivalReminder",
    "LeadRow",
    "OpportunityRow",
    Unplanned,
    CoverDone,
    StaffPace,
    OpenLevels,
]
"""What a line of the day is about where it is neither a customer nor a task of one's own."""


@dataclass(frozen=True, slots=True)
class DayEntry:
    """A line of the day, with why it stands there."""

    why: str
    about: About

    record_id: int
    """The record it is about, one of its kind."""
    customer_id: CustomerId | None = None
    """The customer it is about, where there is one."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What others wait for this person to decide or confirm, and what came into their pools."""

    pace: Pace = Pace()
    covered: tuple[CustomerRow, ...] = ()
    """Contacts due of those one stands in for; the row says whose."""
    covered_tasks: tuple[TaskRow, ...] = ()
    notices: tuple[NoticeRow, ...] = ()
    key_dates: tuple[DueDate, ...] = ()
    payments: tuple[DueItem, ...] = ()
    """Planned lines of one's orders and contracts that are due and not paid whole."""
    claims: tuple[BankReceiptRow, ...] = ()
    """Claims of what came into the bank that this person may confirm, the oldest first."""
    festivals: tuple[FestivalReminder, ...] = ()
    """Festivals that are near, each with how many of one's customers are not greeted."""
    leads: tuple[LeadRow, ...] = ()
    """One's own leads to be contacted by the end of today, the longest overdue first."""
    opportunities: tuple[OpportunityRow, ...] = ()
    """One's own open ones whose next step or expected day is due, or that stand still."""
    unplanned: tuple[Unplanned, ...] = ()
    behind: tuple[CustomerRow, ...] = ()
    """One's own customers behind the rhythm of their level, the longest first."""
    staff: tuple[StaffPace, ...] = ()
    open_levels: int = 0
    done_meanwhile: tuple[CoverDone, ...] = ()
    """What a cover did during a leave that is over, told to both."""
    handed_over: tuple[HandoverLineRow, ...] = ()
    extensions: tuple[ExtensionRow, ...] = ()
    disputes: tuple[DisputeRow, ...] = ()
    approvals: tuple[ApprovalRow, ...] = ()
    """What others want to be granted before they do it."""
    new_in_pools: tuple[CustomerRow, ...] = ()
    """Customers that lie open since yesterday in the person's pools, the newest first."""

    @property
    def urgent(self) -> tuple[DayEntry, ...]:
        """Return leads and opportunities to work on, what others told, and the days that come."""
        return (
            *(DayEntry("lead", each, each.id) for each in self.leads),
            *(
                DayEntry("opportunity", each, each.id, each.customer_id)
                for each in self.opportunities
            ),
            *(DayEntry("notice", each, each.id, each.customer_id) for each in self.notices),
            *(
                DayEntry("key_date", each, each.date.id, each.date.customer_id)
                for each in self.key_dates
            ),
            *(
                DayEntry("payment", each, each.plan_id or 0, each.document.customer_id)
                for each in self.payments
            ),
            *(DayEntry("claim", each, each.id) for each in self.claims),
            *(DayEntry("festival", each, number) for number, each in enumerate(self.festivals)),
        )

    @property
    def upward(self) -> tuple[DayEntry, ...]:
        """Return what is reported to a manager."""
        levels = (OpenLevels(self.open_levels),) if self.open_levels else ()
        return (
            *(DayEntry("staff", each, each.user_id) for each in self.staff),
            *(DayEntry("levels", each, 0) for each in levels),
        )

    def forgotten(self, told: Container[int]) -> tuple[DayEntry, ...]:
        """Return customers without a plan that do not stand above already."""
        return tuple(
            DayEntry("unplanned", each, each.customer_id, each.customer_id)
            for each in self.unplanned
            if each.customer_id not in told
        )

    @property
    def reported(self) -> tuple[DayEntry, ...]:
        """Return what was done for somebody who was away."""
        return tuple(
            DayEntry("meanwhile", each, each.id, each.customer_id) for each in self.done_meanwhile
        )

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Return all that others wait for, in one shape."""
        return (
            *(
                Asked("handed_over", each.handover_id, each.customer_id, each.customer,
                      each.from_user, "")
                for each in self.handed_over
            ),
            *(
                Asked("extension", each.id, each.customer_id, each.customer,
                      each.asked_by, each.reason)
                for each in self.extensions
            ),
            *(
                Asked("dispute", each.id, each.customer_id, each.customer,
                      each.filed_by, each.note)
                for each in self.disputes
            ),
            *(
                Asked("approval", each.id, each.content.customer_id, each.customer,
                      each.asked_by, f"{each.content.number} {each.reason}")
                for each in self.approvals
            ),
        )  # fmt: skip
