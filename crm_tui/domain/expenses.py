"""费用: what was spent on a customer, an opportunity or a campaign, and what is left after it.

An expense keeps what it comes to in the office's currency, at the rate of its own day: sums are
sums of what the rows show, and a rate that is entered later changes none of them.
"""

from __future__ import annotations

from enum import Enum

from crm_tui.domain.identifiers import CustomerId, ExpenseId, OpportunityId, UserId
from crm_tui.domain.opportunities import LARGEST_AMOUNT
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseFields:
    """What a person enters of an expense; the amount in minor units of `currency`.

    An expense of an opportunity is one of its customer, too. One of a campaign alone has neither.
    """

    day: int
    kind_id: int
    amount_minor: int
    currency: str = ""
    """Empty for the currency of the office."""
    person_id: UserId | None = None
    """Who spent it; None for who enters it."""
    customer_id: CustomerId | None = None
    opportunity_id: OpportunityId | None = None
    campaign: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseRow:
    """An expense as it is shown; `reported_minor` is its amount in the office's currency."""

    id: ExpenseId
    fields: ExpenseFields
    reported_minor: int
    kind: str
    person: str
    customer: str
    opportunity: str
    version: int
    is_deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseRequest:
    """Which expenses are asked for; what is None or empty asks for all."""

    customer_id: CustomerId | None = None
    opportunity_id: OpportunityId | None = None
    campaign: str = ""
    kind_id: int | None = None
    person_id: UserId | None = None
    since_day: int | None = None
    until_day: int | None = None
    words: str = ""
    deleted: bool = False


class ExpenseGrouping(Enum):
    """By what expenses are summed up."""

    KIND = "kind"
    PERSON = "person"
    CUSTOMER = "customer"
    OPPORTUNITY = "opportunity"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class ExpenseSum:
    """How many expenses of something there are, and what they come to in the office's currency."""

    record_id: int | None
    name: str
    count: int
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Profit:
    """What something brought in, what it cost, and what is left, in the office's currency."""

    income_minor: int
    cost_minor: int
    expenses_minor: int
    unknown_costs: int = 0
    """Lines, or contracts, of which it is not known what they cost; they count as nothing."""
    unrated: int = 0
    """Amounts in a currency that had no rate on their day; they count as nothing."""

    @property
    def gross_minor(self) -> int:
        """Return 毛利: the income without what the products cost."""
        return self.income_minor - self.cost_minor

    @property
    def profit_minor(self) -> int:
        """Return 利润: what is left of that after the expenses."""
        return self.gross_minor - self.expenses_minor


# --- rules -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExpenseOfOthers:
    """Only who stands above somebody enters what they spent."""

    person: str


@dataclass(frozen=True, slots=True)
class ExpenseOfOtherCustomer:
    """The opportunity is another customer's."""

    opportunity: str


ExpenseRefusal = ExpenseOfOthers | ExpenseOfOtherCustomer


def expense_fault(entered: ExpenseFields, today: int) -> tuple[str, str] | None:
    """Return the field that cannot be stored and why, or None; texts are checked elsewhere."""
    if not 0 < entered.amount_minor <= LARGEST_AMOUNT:
        return "amount", "not_positive"
    if not 1 <= entered.day <= today:
        return "expense_day", "out_of_range"
    if entered.customer_id is None and entered.opportunity_id is None and not entered.campaign:
        return "expense_for", "required"
    return None
