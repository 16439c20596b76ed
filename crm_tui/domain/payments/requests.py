"""Which planned lines, payments and invoices are asked for."""

from __future__ import annotations

from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.payments.records import PaymentKind, Target
from crm_tui.domain.queries.fields import PAYMENTS
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """Which planned lines are asked for; those `until` a day are due by its end."""

    customer_id: CustomerId | None = None
    target: Target = Target()
    until: int | None = None
    query: str = ""
    """What was typed, in the query language."""
    deleted: bool = False

    @property
    def asked(self) -> RecordRequest:
        """What the query asks, the first to be due first unless it says otherwise."""
        return RecordRequest(PAYMENTS, query=self.query, sort="day")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """Which receipts and refunds are asked for."""

    customer_id: CustomerId | None = None
    owner_id: UserId | None = None
    kind: PaymentKind | None = None
    since: int | None = None
    until: int | None = None
    query: str = ""
    """What was typed, in the query language."""
    deleted: bool = False

    @property
    def asked(self) -> RecordRequest:
        """What the query asks, the newest first unless it says otherwise."""
        return RecordRequest(PAYMENTS, query=self.query, sort="day", descending=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRequest:
    """Which invoices are asked for."""

    customer_id: CustomerId | None = None
    query: str = ""
    """What was typed, in the query language."""
    deleted: bool = False

    @property
    def asked(self) -> RecordRequest:
        """What the query asks, the newest first unless it says otherwise."""
        return RecordRequest(PAYMENTS, query=self.query, sort="day", descending=True)
