"""商机: pipelines with their stages, opportunities, how long each stood where, rates of money."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import Instant, JsonText, enum_type
from crm_tui.domain.days import NEVER
from crm_tui.domain.opportunities import OpportunityKind, OpportunityState

_ENDED, _HAD, _DELETED = (
    text(f"{column} IS NOT NULL") for column in ("closed_day", "owner_id", "deleted_at")
)


class Pipeline(BusinessRow, table=True):
    """A road that opportunities go, stage by stage."""

    __tablename__ = "pipeline"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    is_default: bool = Field(default=False)


class PipelineStage(BusinessRow, table=True):
    """A stage of a pipeline: how likely a deal is from it, what ends it, when it rots."""

    __tablename__ = "pipeline_stage"
    __table_args__ = (
        CheckConstraint("probability BETWEEN 0 AND 100", name="probability_in_percent"),
        Index("ix_pipeline_stage_pipeline", "pipeline_id", "position"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    pipeline_id: int = Field(foreign_key="pipeline.id", ondelete="RESTRICT")
    position: int
    name: str = Field(max_length=100)
    probability: int
    exit_criteria: str = Field(default="", max_length=1000)
    rot_days: int | None = Field(default=None)


class Opportunity(BusinessRow, table=True):
    """What may be sold; while it is open its customer's owner is its own."""

    __tablename__ = "opportunity"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        Index("ix_opportunity_customer", "customer_id", "state"),
        # A list walks its order; what tells who sees a row stands beside it.
        Index(
            "ix_opportunity_expected",
            *("state", "expected_day", "id", "deleted_at", "customer_id"),
        ),
        Index("ix_opportunity_created", "created_at", "id", "deleted_at", "customer_id"),
        Index(
            "ix_opportunity_ended",
            *("closed_day", "id", "state", "deleted_at", "customer_id"),
            sqlite_where=_ENDED,
            postgresql_where=_ENDED,
        ),
        Index(
            "ix_opportunity_owner",
            *("owner_id", "closed_day", "id"),
            sqlite_where=_HAD,
            postgresql_where=_HAD,
        ),
        Index(
            "ix_opportunity_deleted",
            *("created_at", "id"),
            sqlite_where=_DELETED,
            postgresql_where=_DELETED,
        ),
        Index(
            "ix_opportunity_stage",
            *("stage_id", "state", "expected_day", "id", "deleted_at"),
            *("customer_id", "reported_minor", "owner_id"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    name: str = Field(max_length=200)
    pipeline_id: int = Field(foreign_key="pipeline.id", ondelete="RESTRICT")
    stage_id: int = Field(foreign_key="pipeline_stage.id", ondelete="RESTRICT")
    stage_since: datetime = Field(sa_type=Instant)
    state: OpportunityState = Field(
        default=OpportunityState.OPEN, sa_type=enum_type(OpportunityState)
    )
    owner_id: int | None = Field(default=None, foreign_key="app_user.id", ondelete="RESTRICT")
    """Whose performance it is since it ended; empty while it is open."""
    kind: OpportunityKind = Field(default=OpportunityKind.NEW, sa_type=enum_type(OpportunityKind))
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    reported_minor: int = Field(sa_type=BigInteger)
    """The amount in the office's currency: at the newest rate while open, then at that day's."""
    expected_day: int = Field(default=NEVER)
    source_id: int | None = Field(
        default=None, foreign_key="dictionary_item.id", ondelete="RESTRICT"
    )
    competitors: Any = Field(default_factory=list, sa_type=JsonText)
    people: Any = Field(default_factory=list, sa_type=JsonText)
    next_step: str = Field(default="", max_length=200)
    next_day: int = Field(default=NEVER)
    note: str = Field(default="", max_length=4000)
    closed_day: int | None = Field(default=None)
    close_reason: str = Field(default="", max_length=200)
    review: str = Field(default="", max_length=4000)
    deal_id: int | None = Field(default=None, foreign_key="deal.id", ondelete="RESTRICT")
    large_told_at: datetime | None = Field(default=None, sa_type=Instant)
    """When who stands above was told that it is large; each is told once."""
    large_won_told_at: datetime | None = Field(default=None, sa_type=Instant)


class OpportunityStay(SQLModel, table=True):
    """How long an opportunity stood in a stage."""

    __tablename__ = "opportunity_stay"
    __table_args__ = (
        Index("ix_opportunity_stay_opportunity", "opportunity_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", ondelete="RESTRICT")
    stage_id: int = Field(foreign_key="pipeline_stage.id", ondelete="RESTRICT")
    since: datetime = Field(sa_type=Instant)
    until: datetime | None = Field(default=None, sa_type=Instant)
    person_id: int | None = Field(default=None)


class CurrencyRate(BusinessRow, table=True):
    """What one unit of a currency is worth in the office's, from a day on."""

    __tablename__ = "currency_rate"
    __table_args__ = (
        CheckConstraint("rate > 0", name="rate_positive"),
        Index("uq_currency_rate_day", "currency", "day", unique=True),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    currency: str = Field(max_length=3)
    day: int
    rate: int = Field(sa_type=BigInteger)
    """Hundred-millionths of a unit of the office's currency."""
