"""目标: what a person is to bring in a month.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, value_type
from crm_tui.domain.targets import TargetKind

TARGET: Final = Table(
    "target",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("month", Integer, nullable=False),
    Column("user_id", Integer, nullable=False),
    Column("kind", value_type(TargetKind), nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
)
"""A number for a person and month, of one kind; without a row there is none."""
