"""What is kept of a quote and of its lines, and what its status is on a day."""

from __future__ import annotations

from enum import Enum

from crm_tui.domain.approvals.records import Approval, Asked
from crm_tui.domain.identifiers import (
    ContactId,
    CustomerId,
    OpportunityId,
    ProductId,
    QuoteId,
    UserId,
)
from crm_tui.domain.quotes.pricing import NO_DISCOUNT, Discount, PricedLine, PricedQuote, Saleable
from crm_tui.values import dataclass

MOST_LINES = 500
EXPIRING_DAYS = 7
"""So near its last valid day a quote is called expiring."""


class QuoteStatus(Enum):
    """Where a quote stands; expired is never stored, it follows from the day."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    VOID = "void"


STORED_STATUSES = tuple(each for each in QuoteStatus if each is not QuoteStatus.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLineFields:
    """One line as a person enters it; without a product it is free text.

    The quantity is in thousandths, discount and tax in hundredths of a percent. `cost_minor` is
    what one unit cost when the line was entered.
    """

    name: str
    quantity_milli: int = 1_000
    unit: str = ""
    unit_price_minor: int = 0
    discount_share: int = 0
    tax_share: int = 0
    note: str = ""
    product_id: ProductId | None = None
    code: str = ""
    cost_minor: int | None = None

    @property
    def saleable(self) -> Saleable:
        """Return what its price follows from."""
        return Saleable(
            self.quantity_milli, self.unit_price_minor, self.discount_share, self.tax_share
        )


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A line as stored, with what it comes to."""

    fields: QuoteLineFields
    price: PricedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteFields:
    """What a person enters of a quote besides its lines; `terms` are printed, `note` is not."""

    quote_day: int
    valid_until_day: int
    currency: str
    title: str = ""
    contact_id: ContactId | None = None
    opportunity_id: OpportunityId | None = None
    owner_id: UserId | None = None
    includes_tax: bool = True
    discount: Discount = NO_DISCOUNT
    terms: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRow:
    """A quote as listed; its status as of the day it is asked for."""

    id: QuoteId
    number: str
    version_no: int
    customer_id: CustomerId
    customer: str
    contact: str
    owner_id: UserId
    owner: str
    title: str
    status: QuoteStatus
    quote_day: int
    valid_until_day: int
    currency: str
    total_minor: int
    is_latest: bool
    version: int
    is_deleted: bool = False
    asked: Asked | None = None
    """What somebody wants to be granted of it, or wanted last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quote whole; `first_id` is the first of its versions, `decided_day` when it was settled."""

    row: QuoteRow
    fields: QuoteFields
    lines: tuple[QuoteLine, ...]
    price: PricedQuote
    first_id: QuoteId
    sent_day: int | None
    decided_day: int | None
    reason: str
    opportunity: str = ""
    approval: Approval | None = None
    """What was asked of it last, whole; of one that is read by itself."""

    @property
    def full_number(self) -> str:
        """Return its number with the version, from the second one on."""
        return full_number(self.row)


def full_number(row: QuoteRow) -> str:
    """Return the number of a quote with its version, from the second one on."""
    return version_number(row.number, row.version_no)


def version_number(number: str, version_no: int) -> str:
    """Return a number with its version, from the second one on."""
    return number if version_no == 1 else f"{number}-V{version_no}"


def status_on(stored: QuoteStatus, valid_until_day: int, today: int) -> QuoteStatus:
    """Return the status on a day: one that was sent expires behind its last valid day."""
    if stored is QuoteStatus.SENT and valid_until_day < today:
        return QuoteStatus.EXPIRED
    return stored
