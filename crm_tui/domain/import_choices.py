"""What a file holds and what its matches become: named everywhere, so apart from the reading."""

from __future__ import annotations

from enum import Enum, StrEnum


class ImportKind(Enum):
    """What the rows of a file are."""

    CUSTOMERS = "customers"
    CONTACTS = "contacts"
    FOLLOW_UPS = "follow_ups"
    LEADS = "leads"
    OPPORTUNITIES = "opportunities"
    ORDERS = "orders"
    CONTRACTS = "contracts"
    QUOTES = "quotes"
    EXPENSES = "expenses"
    USAGES = "usages"
    PAYMENT_PLANS = "payment_plans"
    BANK_RECEIPTS = "bank_receipts"


class MatchAction(StrEnum):
    """What is done with a row that matches a customer.

    report: nothing, and the row is listed with who has the customer; skip: nothing, and it is only
    counted; fill: empty fields take what the row says, new contacts are added; overwrite: all
    fields do; new: it becomes another customer all the same.
    """

    REPORT = "report"
    SKIP = "skip"
    FILL = "fill"
    OVERWRITE = "overwrite"
    NEW = "new"

    @property
    def changes(self) -> bool:
        """Return whether it may change a customer that is here."""
        return self in {MatchAction.FILL, MatchAction.OVERWRITE}
