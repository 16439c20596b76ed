"""产品: what the office sells.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText, value_type
from crm_tui.domain.products import PeriodUnit

PRODUCT: Final = Table(
    "product",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("code", String(60), nullable=False),
    Column("code_key", String(60), nullable=False),
    Column("name", String(200), nullable=False),
    Column("category", String(200), nullable=False, default=""),
    Column("unit", String(20), nullable=False, default=""),
    Column("price_minor", BigInteger, nullable=False),
    Column("cost_minor", BigInteger),
    Column("tax_share", Integer, nullable=False, default=0),
    Column("tiers", JsonText(), nullable=False, default=list),
    Column("is_active", Boolean, nullable=False, default=True),
    Column("period_count", Integer),
    Column("period_unit", value_type(PeriodUnit)),
    Column("note", String(2000), nullable=False, default=""),
    Column("search_text", String(8000), nullable=False, default=""),
)
"""One product, its prices in the office's currency; `code_key` tells two of them apart."""
