"""报价单: quotes, their lines, and what the office says of the papers it sends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import Instant, JsonText, enum_type
from crm_tui.domain.quotes.pricing import DiscountKind
from crm_tui.domain.quotes.records import QuoteStatus

_DELETED = text("deleted_at IS NOT NULL")


class Quote(BusinessRow, table=True):
    """One version of a quote; all versions share the number and the `first_id`.

    Every sum is stored as it was computed, so that what follows carries it on exactly.
    """

    __tablename__ = "quote"
    __table_args__ = (
        UniqueConstraint("number", "version_no"),
        CheckConstraint("total_minor >= 0", name="total_not_negative"),
        Index("ix_quote_customer", "customer_id", "quote_day"),
        Index("ix_quote_owner", "owner_id", "quote_day"),
        # A list walks its order; what tells who sees a row stands beside it.
        Index(
            "ix_quote_day",
            *("quote_day", "id", "is_latest", "status", "deleted_at"),
            *("valid_until_day", "owner_id", "customer_id"),
        ),
        Index(
            "ix_quote_valid",
            *("valid_until_day", "id", "is_latest", "status", "deleted_at", "customer_id"),
        ),
        Index(
            "ix_quote_deleted",
            *("quote_day", "id"),
            sqlite_where=_DELETED,
            postgresql_where=_DELETED,
        ),
        Index("ix_quote_first", "first_id"),
        Index("ix_quote_opportunity", "opportunity_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=60)
    version_no: int = Field(default=1)
    first_id: int | None = Field(default=None)
    is_latest: bool = Field(default=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    contact_id: int | None = Field(default=None, foreign_key="contact.id", ondelete="RESTRICT")
    owner_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    title: str = Field(default="", max_length=200)
    status: QuoteStatus = Field(default=QuoteStatus.DRAFT, sa_type=enum_type(QuoteStatus))
    quote_day: int
    valid_until_day: int
    currency: str = Field(max_length=3)
    includes_tax: bool = Field(default=True)
    discount_kind: DiscountKind = Field(default=DiscountKind.NONE, sa_type=enum_type(DiscountKind))
    discount_value: int = Field(default=0, sa_type=BigInteger)
    terms: str = Field(default="", max_length=4000)
    note: str = Field(default="", max_length=2000)
    amount_minor: int = Field(default=0, sa_type=BigInteger)
    reduced_minor: int = Field(default=0, sa_type=BigInteger)
    net_minor: int = Field(default=0, sa_type=BigInteger)
    tax_minor: int = Field(default=0, sa_type=BigInteger)
    total_minor: int = Field(default=0, sa_type=BigInteger)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    sent_day: int | None = Field(default=None)
    decided_day: int | None = Field(default=None)
    reason: str = Field(default="", max_length=500)
    # Added to a table that was there: no reference is declared, as it would be built anew for it.
    opportunity_id: int | None = Field(default=None)


class QuoteLine(SQLModel, table=True):
    """One line of a quote; what the product was called and cost then stays with it."""

    __tablename__ = "quote_line"
    __table_args__ = (
        CheckConstraint("quantity_milli > 0", name="quantity_positive"),
        Index("ix_quote_line_quote", "quote_id", "position"),
        Index("ix_quote_line_product", "product_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    quote_id: int = Field(foreign_key="quote.id", ondelete="RESTRICT")
    position: int
    product_id: int | None = Field(default=None, foreign_key="product.id", ondelete="RESTRICT")
    code: str = Field(default="", max_length=60)
    name: str = Field(max_length=500)
    unit: str = Field(default="", max_length=20)
    quantity_milli: int = Field(sa_type=BigInteger)
    unit_price_minor: int = Field(sa_type=BigInteger)
    discount_share: int = Field(default=0)
    tax_share: int = Field(default=0)
    note: str = Field(default="", max_length=500)
    cost_minor: int | None = Field(default=None, sa_type=BigInteger)
    amount_minor: int = Field(sa_type=BigInteger)
    reduced_minor: int = Field(sa_type=BigInteger)
    net_minor: int = Field(sa_type=BigInteger)
    tax_minor: int = Field(sa_type=BigInteger)
    total_minor: int = Field(sa_type=BigInteger)


class NumberCounter(SQLModel, table=True):
    """How far the numbers of one span have come: of the quotes of a month, say."""

    __tablename__ = "number_counter"
    __table_args__ = (UniqueConstraint("span"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    span: str = Field(max_length=100)
    last: int


class DocumentSetting(SQLModel, table=True):
    """What an office says of one kind of its papers, and the page they are printed on."""

    __tablename__ = "document_setting"
    __table_args__ = (UniqueConstraint("kind"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    settings: Any = Field(default_factory=dict, sa_type=JsonText)
    template: str | None = Field(default=None, max_length=200_000)
