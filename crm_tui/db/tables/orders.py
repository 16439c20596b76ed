"""订单: orders, their lines, and the goods that went out and came back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import Instant, enum_type
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.domain.quotes.pricing import DiscountKind

_STANDS = text("quote_id IS NOT NULL AND deleted_at IS NULL AND status <> 'void'")
_DELETED = text("deleted_at IS NOT NULL")
_WAITING = text("delivered_milli < quantity_milli")
_DUE = text("due_day IS NOT NULL AND delivered_milli < quantity_milli")
_HAS_DAY = text("due_day IS NOT NULL")


class SalesOrder(BusinessRow, table=True):
    """An order; every sum is stored as it was computed, `returned_minor` as its returns say."""

    __tablename__ = "sales_order"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("returned_minor BETWEEN 0 AND total_minor", name="returned_of_total"),
        Index("ix_sales_order_customer", "customer_id", "order_day"),
        Index(
            "ix_sales_order_money",
            *("customer_id", "status", "order_day", "id", "deleted_at", "currency"),
            *("total_minor", "returned_minor", "owner_id"),
        ),
        Index("ix_sales_order_owner", "owner_id", "order_day"),
        # A list walks its order; what tells who sees a row stands beside it.
        Index(
            "ix_sales_order_day",
            *("order_day", "id", "status", "deleted_at", "owner_id", "customer_id"),
        ),
        Index(
            "ix_sales_order_due",
            *("due_day", "id"),
            sqlite_where=_HAS_DAY,
            postgresql_where=_HAS_DAY,
        ),
        Index(
            "ix_sales_order_deleted",
            *("order_day", "id"),
            sqlite_where=_DELETED,
            postgresql_where=_DELETED,
        ),
        Index("ix_sales_order_status", "status", "id"),
        Index(
            "uq_sales_order_quote",
            "quote_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=60)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    contact_id: int | None = Field(default=None, foreign_key="contact.id", ondelete="RESTRICT")
    owner_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    quote_id: int | None = Field(default=None, foreign_key="quote.id", ondelete="RESTRICT")
    deal_id: int | None = Field(default=None, foreign_key="deal.id", ondelete="RESTRICT")
    title: str = Field(default="", max_length=200)
    status: OrderStatus = Field(default=OrderStatus.DRAFT, sa_type=enum_type(OrderStatus))
    order_day: int
    due_day: int | None = Field(default=None)
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
    returned_minor: int = Field(default=0, sa_type=BigInteger)
    confirmed_day: int | None = Field(default=None)
    decided_day: int | None = Field(default=None)
    reason: str = Field(default="", max_length=500)


class OrderLine(SQLModel, table=True):
    """One line of an order; what went out and came back is the sum of its rows."""

    __tablename__ = "order_line"
    __table_args__ = (
        CheckConstraint("quantity_milli > 0", name="quantity_positive"),
        CheckConstraint(
            "delivered_milli BETWEEN 0 AND quantity_milli", name="delivered_of_quantity"
        ),
        CheckConstraint(
            "returned_milli BETWEEN 0 AND delivered_milli", name="returned_of_delivered"
        ),
        CheckConstraint("returned_minor BETWEEN 0 AND total_minor", name="returned_of_total"),
        UniqueConstraint("order_id", "position"),
        Index("ix_order_line_product", "product_id"),
        Index(
            "ix_order_line_waiting",
            *("order_id", "due_day"),
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(
            "ix_order_line_due",
            *("due_day", "order_id"),
            sqlite_where=_DUE,
            postgresql_where=_DUE,
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="sales_order.id", ondelete="RESTRICT")
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
    due_day: int | None = Field(default=None)
    amount_minor: int = Field(sa_type=BigInteger)
    reduced_minor: int = Field(sa_type=BigInteger)
    net_minor: int = Field(sa_type=BigInteger)
    tax_minor: int = Field(sa_type=BigInteger)
    total_minor: int = Field(sa_type=BigInteger)
    delivered_milli: int = Field(default=0, sa_type=BigInteger)
    returned_milli: int = Field(default=0, sa_type=BigInteger)
    returned_minor: int = Field(default=0, sa_type=BigInteger)


class OrderDelivery(SQLModel, table=True):
    """Goods of a line that went out on a day."""

    __tablename__ = "order_delivery"
    __table_args__ = (
        CheckConstraint("quantity_milli > 0", name="quantity_positive"),
        Index("ix_order_delivery_order", "order_id", "id"),
        Index("ix_order_delivery_line", "line_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="sales_order.id", ondelete="RESTRICT")
    line_id: int = Field(foreign_key="order_line.id", ondelete="RESTRICT")
    quantity_milli: int = Field(sa_type=BigInteger)
    day: int
    note: str = Field(default="", max_length=500)
    created_at: datetime = Field(sa_type=Instant)
    created_by_id: int | None = Field(default=None)


class OrderReturn(SQLModel, table=True):
    """Goods of a line that came back on a day, and what they are worth."""

    __tablename__ = "order_return"
    __table_args__ = (
        CheckConstraint("quantity_milli > 0", name="quantity_positive"),
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        Index("ix_order_return_order", "order_id", "id"),
        Index("ix_order_return_line", "line_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="sales_order.id", ondelete="RESTRICT")
    line_id: int = Field(foreign_key="order_line.id", ondelete="RESTRICT")
    quantity_milli: int = Field(sa_type=BigInteger)
    amount_minor: int = Field(sa_type=BigInteger)
    day: int
    reason: str = Field(default="", max_length=500)
    created_at: datetime = Field(sa_type=Instant)
    created_by_id: int | None = Field(default=None)
