"""报价单: quotes, their lines, and what the office says of the papers it sends.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText, value_type
from crm_tui.domain.quotes.pricing import DiscountKind
from crm_tui.domain.quotes.records import QuoteStatus

QUOTE: Final = Table(
    "quote",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("number", String(60), nullable=False),
    Column("version_no", Integer, nullable=False, default=1),
    Column("first_id", Integer),
    Column("is_latest", Boolean, nullable=False, default=True),
    Column("customer_id", Integer, nullable=False),
    Column("contact_id", Integer),
    Column("owner_id", Integer, nullable=False),
    Column("title", String(200), nullable=False, default=""),
    Column("status", value_type(QuoteStatus), nullable=False, default=QuoteStatus.DRAFT),
    Column("quote_day", Integer, nullable=False),
    Column("valid_until_day", Integer, nullable=False),
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
    Column("sent_at", Instant()),
    Column("sent_day", Integer),
    Column("decided_day", Integer),
    Column("reason", String(500), nullable=False, default=""),
    Column("opportunity_id", Integer),
)
"""One version of a quote; all versions share the number and the `first_id`."""

QUOTE_LINE: Final = Table(
    "quote_line",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("quote_id", Integer, nullable=False),
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
    Column("amount_minor", BigInteger, nullable=False),
    Column("reduced_minor", BigInteger, nullable=False),
    Column("net_minor", BigInteger, nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
)
"""One line of a quote; what the product was called and cost then stays with it."""

NUMBER_COUNTER: Final = Table(
    "number_counter",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("span", String(100), nullable=False),
    Column("last", Integer, nullable=False),
)
"""How far the numbers of one span have come: of the quotes of a month, say."""

DOCUMENT_SETTING: Final = Table(
    "document_setting",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("settings", JsonText(), nullable=False, default=dict),
    Column("template", String(200000)),
)
"""What an office says of one kind of its papers, and the page they are printed on."""
