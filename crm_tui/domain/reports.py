"""日报、周报、月报: what people did in a day, week or month, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum

from crm_tui.domain.credits import NO_CREDIT, Credit, CreditSum, credit_sum
from crm_tui.domain.days import DayRange
from crm_tui.domain.identifiers import DepartmentId, UserId
from crm_tui.domain.months import days_of_month, month_of
from crm_tui.domain.targets import Attainment, TargetKind
from crm_tui.values import dataclass

_WEEK = 7
REPORTED = (
    *(Credit.FOLLOW_UPS, Credit.CUSTOMERS, Credit.CLAIMED, Credit.RETURNED, Credit.RECLAIMED),
    *(Credit.WON, Credit.LOST, Credit.ORDERS, Credit.CONTRACTS, Credit.RECEIVED),
)
"""What a report tells: another figure is another name here."""


class ReportSpan(Enum):
    """How long a report looks back."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def days_of_report(span: ReportSpan, day: int) -> DayRange:
    """Return the day, the week from Monday on, or the month in which a day lies."""
    match span:
        case ReportSpan.DAY:
            return DayRange(day, day)
        case ReportSpan.WEEK:
            monday = day - (day - 1) % _WEEK
            return DayRange(monday, monday + _WEEK - 1)
        case ReportSpan.MONTH:
            return days_of_month(month_of(day))


def beside(span: ReportSpan, day: int, by: int) -> int:
    """Return a day of the span so many before or after the one of this day."""
    days = days_of_report(span, day)
    return days.last + 1 if by > 0 else days.first - 1


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """Which report is asked for: of whom, or of a department, or of everybody one sees."""

    span: ReportSpan
    day: int
    user_id: UserId | None = None
    department_id: DepartmentId | None = None


@dataclass(frozen=True, slots=True)
class PersonReport:
    """What one person did."""

    user_id: UserId
    login: str
    name: str
    department: str
    figures: Mapping[Credit, CreditSum]

    def of(self, credit: Credit) -> CreditSum:
        """Return how much of a thing there is."""
        return self.figures.get(credit, NO_CREDIT)

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to tell."""
        return not any(each.count for each in self.figures.values())


@dataclass(frozen=True, slots=True)
class Coming:
    """What is due in the span after this one."""

    contacts: int
    tasks: int
    orders: int
    """Orders of which goods are to be delivered."""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is due."""
        return not (self.contacts or self.tasks or self.orders)


@dataclass(frozen=True, slots=True)
class Report:
    """A report of some people; every number is that of the rows behind it."""

    span: ReportSpan
    days: DayRange
    about: str
    """The person or the department it is about; nothing for everybody one sees."""
    people: tuple[PersonReport, ...]
    methods: tuple[tuple[str, int], ...]
    """Follow-ups by how they were done, the most first; without a name what says none."""
    followed: int
    """How many customers were followed up."""
    coming: Coming | None
    """None for a span that is over: what was due then is done or past due now."""
    month: int
    targets: Mapping[TargetKind, Attainment]
    """The month of the span's last day: only of what these people have a target for."""

    def total(self, credit: Credit) -> CreditSum:
        """Return how much of a thing all of them have."""
        return credit_sum(each.of(credit) for each in self.people)

    @property
    def user_ids(self) -> tuple[UserId, ...]:
        """Return whom it is about."""
        return tuple(each.user_id for each in self.people)


@dataclass(frozen=True, slots=True)
class ReportWords:
    """What a file of a report says besides it, in the language in use."""

    login: str
    name: str
    department: str
    count: Callable[[Credit], str]
    amount: Callable[[Credit], str]
    title: Callable[[Report], str]
