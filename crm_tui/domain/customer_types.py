"""潜在, 成交, 流失预警, 流失: what a rule makes of a customer, and what a person says by hand."""

from __future__ import annotations

from enum import Enum

from crm_tui.domain.customers import CustomerType, Level
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.moments.values import months_later
from crm_tui.domain.rhythms import LEAST_LEVEL
from crm_tui.domain.work_settings import ByLevel
from crm_tui.values import dataclass

WIN_BACK = "win_back"
"""The origin of the task to win a customer back."""
WIN_BACK_DAYS = 3
"""Days until such a task is due."""
NEWS_DAYS = 30
"""A warning found later than this after its day makes no task: it is no news."""
_TITLES = {
    "zh": "挽回客户：{months} 个月没有成交",
    "en": "Win the customer back: no deal for {months} months",
}


class TypeRule(Enum):
    """Why a customer's type changed."""

    NO_DEAL = "no_deal"
    DEAL = "deal"
    LOST = "lost"
    REGAINED = "regained"


@dataclass(frozen=True, slots=True)
class Unsold:
    """A won customer without a deal for so long that it may be lost."""

    customer_id: CustomerId
    customer: str
    owner_id: UserId | None
    owner: str
    level: Level | None
    last_deal_day: int
    months: int


@dataclass(frozen=True, slots=True)
class LostAlready:
    """The customer is lost already."""

    customer: str


@dataclass(frozen=True, slots=True)
class NotLost:
    """The customer is not lost, so there is nothing to take back."""

    customer: str


TypeRefusal = LostAlready | NotLost


def months_without_deal(level: Level | None, months: ByLevel) -> int | None:
    """Return after how many months without a deal a customer is at risk; None for never."""
    return months.of(level or LEAST_LEVEL)


def at_risk_day(level: Level | None, last_deal_day: int, months: ByLevel) -> int | None:
    """Return the day from which on a won customer is at risk, or None where it never is."""
    after = months_without_deal(level, months)
    return None if after is None else months_later(last_deal_day, after)


def is_at_risk(level: Level | None, last_deal_day: int, months: ByLevel, *, today: int) -> bool:
    """Return whether a won customer is at risk of being lost."""
    day = at_risk_day(level, last_deal_day, months)
    return day is not None and day <= today


def is_news(level: Level | None, last_deal_day: int, months: ByLevel, *, today: int) -> bool:
    """Return whether a customer came into risk lately, so that somebody should act on it."""
    day = at_risk_day(level, last_deal_day, months)
    return day is not None and today - day <= NEWS_DAYS


def win_back_title(language: str, months: int) -> str:
    """Return what a task to win a customer back is called, in the office's language."""
    return _TITLES.get(language, _TITLES["en"]).format(months=months)


def type_regained(*, is_deal: bool) -> CustomerType:
    """Return the type of a customer that is not lost after all."""
    return CustomerType.DEAL if is_deal else CustomerType.POTENTIAL


def why_not_lose(customer: str, type_: CustomerType) -> LostAlready | None:
    """Return why a customer cannot be called lost, or None."""
    return LostAlready(customer) if type_ is CustomerType.LOST else None


def why_not_regain(customer: str, type_: CustomerType) -> NotLost | None:
    """Return why a customer cannot be taken back from the lost, or None."""
    return None if type_ is CustomerType.LOST else NotLost(customer)
