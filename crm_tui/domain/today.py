"""What a person has to do now, in order of urgency."""

from __future__ import annotations

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.disputes import DisputeRow
from crm_tui.domain.extensions import ExtensionRow
from crm_tui.domain.handovers import HandoverLineRow
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.tasks import TaskRow
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Quota:
    """What a person holds and has claimed, against their limits."""

    held: int
    holding_limit: int | None
    claims_today: int
    daily_limit: int | None
    follow_ups_this_week: int


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
class Waiting:
    """What others wait for this person to decide or confirm, and what came into their pools."""

    handed_over: tuple[HandoverLineRow, ...] = ()
    extensions: tuple[ExtensionRow, ...] = ()
    disputes: tuple[DisputeRow, ...] = ()
    new_in_pools: tuple[CustomerRow, ...] = ()
    """Customers that lie open since yesterday in the person's pools, the newest first."""

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
        )  # fmt: skip
