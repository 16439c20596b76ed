"""用量: what customers really use of a product, ours or not.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, value_type
from crm_tui.domain.usages import UsagePer

PRODUCT_USAGE: Final = Table(
    "product_usage",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, nullable=False),
    Column("product_id", Integer),
    Column("name", String(200), nullable=False, default=""),
    Column("unit", String(20), nullable=False, default=""),
    Column("per", value_type(UsagePer), nullable=False, default=UsagePer.MONTH),
    Column("quantity_milli", BigInteger, nullable=False),
    Column("ours_milli", BigInteger, nullable=False, default=0),
    Column("competitor", String(200), nullable=False, default=""),
    Column("note", String(2000), nullable=False, default=""),
)
"""What a customer uses of a product, or of something we do not sell, in a month or a year."""
