"""回款: planned lines, receipts and refunds with what they settle, invoices, credit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import Instant, enum_type
from crm_tui.domain.payments.bank_receipts import AsideKind, BankReceiptStatus
from crm_tui.domain.payments.records import (
    InvoiceKind,
    InvoiceStatus,
    PaymentKind,
    PaymentMethod,
    PlanKind,
)

_ONE_DOCUMENT = "(order_id IS NULL) <> (contract_id IS NULL)"
_AT_MOST_ONE = "order_id IS NULL OR contract_id IS NULL"
_STANDS = text("deleted_at IS NULL")
_DELETED = text("deleted_at IS NOT NULL")
_FROM_BANK = text("bank_receipt_id IS NOT NULL")
_CLAIMED = "(status IN ('claimed', 'confirmed')) = (claimant_id IS NOT NULL)"


class PaymentPlan(BusinessRow, table=True):
    """A planned line of an order or of a contract, in its currency."""

    __tablename__ = "payment_plan"
    __table_args__ = (
        CheckConstraint(_ONE_DOCUMENT, name="one_document"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index("ix_payment_plan_customer", "customer_id", "due_day"),
        Index("ix_payment_plan_due", "due_day", "id"),
        Index("ix_payment_plan_order", "order_id"),
        Index("ix_payment_plan_contract", "contract_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    order_id: int | None = Field(default=None, foreign_key="sales_order.id", ondelete="RESTRICT")
    contract_id: int | None = Field(default=None, foreign_key="contract.id", ondelete="RESTRICT")
    kind: PlanKind = Field(sa_type=enum_type(PlanKind))
    due_day: int
    amount_minor: int = Field(sa_type=BigInteger)
    note: str = Field(default="", max_length=500)


class Payment(BusinessRow, table=True):
    """A receipt, above zero, or a refund of one, below zero."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("(kind = 'receipt') = (amount_minor > 0)", name="receipt_positive"),
        CheckConstraint("(kind = 'refund') = (refund_of_id IS NOT NULL)", name="refund_of_one"),
        Index("ix_payment_customer", "customer_id", "day"),
        Index("ix_payment_money", "customer_id", "deleted_at", "currency", "amount_minor", "id"),
        Index("ix_payment_owner", "owner_id", "day"),
        # A list walks its order; what tells who sees a row stands beside it.
        Index("ix_payment_day", "day", "id", "deleted_at", "kind", "owner_id", "customer_id"),
        Index(
            "ix_payment_deleted",
            *("day", "id"),
            sqlite_where=_DELETED,
            postgresql_where=_DELETED,
        ),
        Index("ix_payment_refund", "refund_of_id"),
        Index(
            "ix_payment_bank_receipt",
            "bank_receipt_id",
            sqlite_where=_FROM_BANK,
            postgresql_where=_FROM_BANK,
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=60)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    owner_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    kind: PaymentKind = Field(sa_type=enum_type(PaymentKind))
    day: int
    currency: str = Field(max_length=3)
    amount_minor: int = Field(sa_type=BigInteger)
    method: PaymentMethod = Field(sa_type=enum_type(PaymentMethod))
    payer: str = Field(default="", max_length=200)
    reference: str = Field(default="", max_length=100)
    note: str = Field(default="", max_length=2000)
    refund_of_id: int | None = Field(default=None)
    deal_id: int | None = Field(default=None, foreign_key="deal.id", ondelete="RESTRICT")
    bank_receipt_id: int | None = Field(default=None)


class PaymentSplit(SQLModel, table=True):
    """The part of a payment that settles an order or contract, or a planned line of it."""

    __tablename__ = "payment_split"
    __table_args__ = (
        UniqueConstraint("payment_id", "position"),
        CheckConstraint(_ONE_DOCUMENT, name="one_document"),
        CheckConstraint("amount_minor <> 0", name="amount_not_zero"),
        Index("ix_payment_split_order", "order_id"),
        Index("ix_payment_split_contract", "contract_id"),
        Index("ix_payment_split_plan", "plan_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    payment_id: int = Field(foreign_key="payment.id", ondelete="RESTRICT")
    position: int
    order_id: int | None = Field(default=None, foreign_key="sales_order.id", ondelete="RESTRICT")
    contract_id: int | None = Field(default=None, foreign_key="contract.id", ondelete="RESTRICT")
    plan_id: int | None = Field(default=None, foreign_key="payment_plan.id", ondelete="RESTRICT")
    amount_minor: int = Field(sa_type=BigInteger)


class Invoice(BusinessRow, table=True):
    """An invoice with its tax; a red one, below zero, takes back something of another."""

    __tablename__ = "invoice"
    __table_args__ = (
        CheckConstraint(_AT_MOST_ONE, name="one_document"),
        CheckConstraint("amount_minor <> 0", name="amount_not_zero"),
        CheckConstraint("(red_of_id IS NULL) = (amount_minor > 0)", name="red_below_zero"),
        Index("ix_invoice_customer", "customer_id", "day"),
        Index("ix_invoice_day", "day", "id"),
        Index("ix_invoice_order", "order_id"),
        Index("ix_invoice_contract", "contract_id"),
        Index("ix_invoice_red", "red_of_id"),
        Index(
            "uq_invoice_number",
            "number",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=60)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    owner_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    order_id: int | None = Field(default=None, foreign_key="sales_order.id", ondelete="RESTRICT")
    contract_id: int | None = Field(default=None, foreign_key="contract.id", ondelete="RESTRICT")
    kind: InvoiceKind = Field(sa_type=enum_type(InvoiceKind))
    status: InvoiceStatus = Field(default=InvoiceStatus.ISSUED, sa_type=enum_type(InvoiceStatus))
    title: str = Field(default="", max_length=200)
    day: int
    currency: str = Field(max_length=3)
    amount_minor: int = Field(sa_type=BigInteger)
    tax_minor: int = Field(sa_type=BigInteger)
    red_of_id: int | None = Field(default=None)
    note: str = Field(default="", max_length=2000)
    reason: str = Field(default="", max_length=500)


class CustomerCredit(SQLModel, table=True):
    """What a customer may owe in the office's currency, and how long; None is the office's."""

    __tablename__ = "customer_credit"
    __table_args__ = (
        UniqueConstraint("customer_id"),
        CheckConstraint("limit_minor >= 0", name="limit_not_negative"),
        CheckConstraint("payment_days >= 0", name="days_not_negative"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    limit_minor: int | None = Field(default=None, sa_type=BigInteger)
    payment_days: int | None = Field(default=None)


class BankReceipt(BusinessRow, table=True):
    """Money that came into the bank as the bank's list tells it, and who claims it."""

    __tablename__ = "bank_receipt"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint(_CLAIMED, name="claimed_by_somebody"),
        CheckConstraint("(status = 'aside') = (aside_kind IS NOT NULL)", name="aside_as_something"),
        Index("ix_bank_receipt_status", "status", "day", "id"),
        Index("ix_bank_receipt_claimant", "claimant_id", "id"),
        Index("ix_bank_receipt_identity", "identity"),
        Index("ix_bank_receipt_payer", "payer_key"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    day: int
    payer: str = Field(default="", max_length=200)
    payer_key: str = Field(default="", max_length=200)
    account: str = Field(default="", max_length=100)
    currency: str = Field(max_length=3)
    amount_minor: int = Field(sa_type=BigInteger)
    summary: str = Field(default="", max_length=500)
    serial: str = Field(default="", max_length=100)
    identity: str = Field(max_length=40)
    status: BankReceiptStatus = Field(
        default=BankReceiptStatus.OPEN, sa_type=enum_type(BankReceiptStatus)
    )
    claimant_id: int | None = Field(default=None, foreign_key="app_user.id", ondelete="RESTRICT")
    claimed_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by_id: int | None = Field(default=None)
    aside_kind: AsideKind | None = Field(default=None, sa_type=enum_type(AsideKind))
    reason: str = Field(default="", max_length=500)


class BankReceiptPart(SQLModel, table=True):
    """A part of what came: for which customer it is claimed, and what of theirs it settles."""

    __tablename__ = "bank_receipt_part"
    __table_args__ = (
        UniqueConstraint("receipt_id", "position"),
        CheckConstraint(_AT_MOST_ONE, name="one_document"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index("ix_bank_receipt_part_customer", "customer_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    receipt_id: int = Field(foreign_key="bank_receipt.id", ondelete="RESTRICT")
    position: int
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    order_id: int | None = Field(default=None, foreign_key="sales_order.id", ondelete="RESTRICT")
    contract_id: int | None = Field(default=None, foreign_key="contract.id", ondelete="RESTRICT")
    plan_id: int | None = Field(default=None, foreign_key="payment_plan.id", ondelete="RESTRICT")
    owner_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    amount_minor: int = Field(sa_type=BigInteger)
