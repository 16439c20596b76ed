"""订单: orders, their lines, and the goods that went out and came back.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, value_type
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.domain.quotes.pricing import DiscountKind

SALES_ORDER: Final = Table(
    "sales_order",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("number", String(60), nullable=False),
    Column("customer_id", Integer, nullable=False),
    Column("contact_id", Integer),
    Column("owner_id", Integer, nullable=False),
    Column("quote_id", Integer),
    Column("deal_id", Integer),
    Column("title", String(200), nullable=False, default=""),
    Column("status", value_type(OrderStatus), nullable=False, default=OrderStatus.DRAFT),
    Column("order_day", Integer, nullable=False),
    Column("due_day", Integer),
    Column("currency", String(3), nullable=False),
    Column("includes_tax", Boolean, nullable=False, default=True),
    Column("discount_kind", value_type(DiscountKind), nullable=False, default=DiscountKind.NONE),
    Column("discount_value", BigInteger, nullable=False, default=0),
    Column("terms", String(4000), nullable=False, default=""),
    Column("note", String(2000), nullable=False, default=""),
    Column("amount_minor", BigInteger, nullable=False, default=0),
    Column("reduced_minor", BigInteger, nullable=False, default=0),
    Column("net_minor", BigInteger, nullable=False, default=0),
    Column("tax_minor", BigInteger, nullable=False, default=0),
    Column("total_minor", BigInteger, nullable=False, default=0),
    Column("returned_minor", BigInteger, nullable=False, default=0),
    Column("confirmed_day", Integer),
    Column("decided_day", Integer),
    Column("reason", String(500), nullable=False, default=""),
)
"""An order; every sum is stored as it was computed, `returned_minor` as its returns say."""

ORDER_LINE: Final = Table(
    "order_line",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("order_id", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("product_id", Integer),
    Column("code", String(60), nullable=False, default=""),
    Column("name", String(500), nullable=False),
    Column("unit", String(20), nullable=False, default=""),
    Column("quantity_milli", BigInteger, nullable=False),
    Column("unit_price_minor", BigInteger, nullable=False),
    Column("discount_share", Integer, nullable=False, default=0),
    Column("tax_share", Integer, nullable=False, default=0),
    Column("note", String(500), nullable=False, default=""),
    Column("cost_minor", BigInteger),
    Column("due_day", Integer),
    Column("amount_minor", BigInteger, nullable=False),
    Column("reduced_minor", BigInteger, nullable=False),
    Column("net_minor", BigInteger, nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("delivered_milli", BigInteger, nullable=False, default=0),
    Column("returned_milli", BigInteger, nullable=False, default=0),
    Column("returned_minor", BigInteger, nullable=False, default=0),
)
"""One line of an order; what went out and came back is the sum of its rows."""

ORDER_DELIVERY: Final = Table(
    "order_delivery",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("order_id", Integer, nullable=False),
    Column("line_id", Integer, nullable=False),
    Column("quantity_milli", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("note", String(500), nullable=False, default=""),
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
)
"""Goods of a line that went out on a day."""

ORDER_RETURN: Final = Table(
    "order_return",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("order_id", Integer, nullable=False),
    Column("line_id", Integer, nullable=False),
    Column("quantity_milli", BigInteger, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("reason", String(500), nullable=False, default=""),
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
)
"""Goods of a line that came back on a day, and what they are worth."""
