"""审批: what was asked for before it was done, and how it was answered.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, value_type
from crm_tui.domain.approvals.records import ApprovalAct, ApprovalStatus

APPROVAL: Final = Table(
    "approval",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("act", value_type(ApprovalAct), nullable=False),
    Column("customer_id", Integer, nullable=False),
    Column("record_id", Integer, nullable=False),
    Column("number", String(80), nullable=False),
    Column("mark", String(32), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("discount_share", Integer),
    Column("reason", String(500), nullable=False),
    Column("asked_by_id", Integer, nullable=False),
    Column("asked_at", Instant(), nullable=False),
    Column("status", value_type(ApprovalStatus), nullable=False),
    Column("note", String(500), nullable=False, default=""),
    Column("decided_by_id", Integer),
    Column("decided_at", Instant()),
)
"""Somebody asked to do something with a paper; `mark` tells that paper from any later one."""
