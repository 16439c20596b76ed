"""商机: pipelines with their stages, opportunities, how long each stood where, rates of money.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText, value_type
from crm_tui.domain.opportunities import OpportunityKind, OpportunityState

PIPELINE: Final = Table(
    "pipeline",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("is_default", Boolean, nullable=False, default=False),
)
"""A road that opportunities go, stage by stage."""

PIPELINE_STAGE: Final = Table(
    "pipeline_stage",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("pipeline_id", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", String(100), nullable=False),
    Column("probability", Integer, nullable=False),
    Column("exit_criteria", String(1000), nullable=False, default=""),
    Column("rot_days", Integer),
)
"""A stage of a pipeline: how likely a deal is from it, what ends it, when it rots."""

OPPORTUNITY: Final = Table(
    "opportunity",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("pipeline_id", Integer, nullable=False),
    Column("stage_id", Integer, nullable=False),
    Column("stage_since", Instant(), nullable=False),
    Column("state", value_type(OpportunityState), nullable=False, default=OpportunityState.OPEN),
    Column("owner_id", Integer),
    Column("kind", value_type(OpportunityKind), nullable=False, default=OpportunityKind.NEW),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("reported_minor", BigInteger, nullable=False),
    Column("expected_day", Integer, nullable=False, default=3652059),
    Column("source_id", Integer),
    Column("competitors", JsonText(), nullable=False, default=list),
    Column("people", JsonText(), nullable=False, default=list),
    Column("next_step", String(200), nullable=False, default=""),
    Column("next_day", Integer, nullable=False, default=3652059),
    Column("note", String(4000), nullable=False, default=""),
    Column("closed_day", Integer),
    Column("close_reason", String(200), nullable=False, default=""),
    Column("review", String(4000), nullable=False, default=""),
    Column("deal_id", Integer),
    Column("large_told_at", Instant()),
    Column("large_won_told_at", Instant()),
)
"""What may be sold; while it is open its customer's owner is its own."""

OPPORTUNITY_STAY: Final = Table(
    "opportunity_stay",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("opportunity_id", Integer, nullable=False),
    Column("stage_id", Integer, nullable=False),
    Column("since", Instant(), nullable=False),
    Column("until", Instant()),
    Column("person_id", Integer),
)
"""How long an opportunity stood in a stage."""

CURRENCY_RATE: Final = Table(
    "currency_rate",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("currency", String(3), nullable=False),
    Column("day", Integer, nullable=False),
    Column("rate", BigInteger, nullable=False),
)
"""What one unit of a currency is worth in the office's, from a day on."""
