"""成交登记: what was sold to a customer.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant

DEAL: Final = Table(
    "deal",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, nullable=False),
    Column("owner_id", Integer, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("deal_day", Integer, nullable=False),
    Column("note", String(500), nullable=False, default=""),
    Column("voided_at", Instant()),
    Column("voided_day", Integer),
    Column("voided_by_id", Integer),
    Column("void_reason", String(500), nullable=False, default=""),
)
"""One deal; its owner keeps it for performance, whoever holds the customer later."""
