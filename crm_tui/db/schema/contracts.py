"""合同: contracts of customers.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, value_type
from crm_tui.domain.contracts.records import ContractStatus

CONTRACT: Final = Table(
    "contract",
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
    Column("quote_id", Integer),
    Column("owner_id", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("status", value_type(ContractStatus), nullable=False, default=ContractStatus.DRAFT),
    Column("currency", String(3), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("sign_day", Integer),
    Column("start_day", Integer),
    Column("end_day", Integer),
    Column("our_party", String(200), nullable=False, default=""),
    Column("our_signatory", String(100), nullable=False, default=""),
    Column("their_party", String(200), nullable=False, default=""),
    Column("their_signatory", String(100), nullable=False, default=""),
    Column("note", String(2000), nullable=False, default=""),
    Column("closed_day", Integer),
    Column("reason", String(500), nullable=False, default=""),
    Column("deal_id", Integer),
    Column("key_date_id", Integer),
    Column("order_id", Integer),
)
"""A contract with a customer, and what signing it brought about: a deal, a key date."""
