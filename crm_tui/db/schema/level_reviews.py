"""等级评估: the levels proposed each month.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Integer, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText, value_type
from crm_tui.domain.customers import Level
from crm_tui.domain.level_reviews import ProposalStatus

LEVEL_PROPOSAL: Final = Table(
    "level_proposal",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("month", Integer, nullable=False),
    Column("customer_id", Integer, nullable=False),
    Column("from_level", value_type(Level)),
    Column("to_level", value_type(Level), nullable=False),
    Column("score", Integer, nullable=False),
    Column("facts", JsonText(), nullable=False, default=dict),
    Column("status", value_type(ProposalStatus), nullable=False, default=ProposalStatus.OPEN),
    Column("created_at", Instant(), nullable=False),
    Column("decided_at", Instant()),
    Column("decided_by_id", Integer),
)
"""A level worked out for a customer in a month, until somebody decides."""
