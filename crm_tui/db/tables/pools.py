"""Pools, their members and rules, who held what when, and the ledgers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from crm_tui.db.tables.base import table_of
from crm_tui.db.types import Instant, JsonText, enum_type
from crm_tui.domain.days import DayUnit
from crm_tui.domain.pools import Combine, FactKind, MemberKind, PeriodEnd, PeriodStart


class Pool(SQLModel, table=True):
    """A named set of customers with its members and rules."""

    __tablename__ = "pool"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100, unique=True)
    description: str = Field(default="", max_length=500)
    is_default: bool = Field(default=False)
    enabled: bool = Field(default=True)
    holding_limit: int | None = Field(default=None)
    daily_limit: int | None = Field(default=None)
    cool_off_return_days: int = Field(default=7)
    cool_off_reclaim_days: int = Field(default=7)
    warning_leads: Any = Field(sa_type=JsonText)
    created_at: datetime = Field(sa_type=Instant)


class PoolMember(SQLModel, table=True):
    """Who belongs to a pool: a user, a department with all below, a role, or everybody."""

    __tablename__ = "pool_member"
    __table_args__ = (
        Index("ix_pool_member_pool", "pool_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    pool_id: int = Field(foreign_key="pool.id", ondelete="RESTRICT")
    kind: MemberKind = Field(sa_type=enum_type(MemberKind))
    member_id: int | None = Field(default=None)
    is_excluded: bool = Field(default=False)
    is_admin: bool = Field(default=False)


class PoolRule(SQLModel, table=True):
    """One version of one reclaim rule; a customer's rule is the first, by priority, that fits."""

    __tablename__ = "pool_rule"
    __table_args__ = (
        Index("ix_pool_rule_pool", "pool_id", "priority"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    pool_id: int = Field(foreign_key="pool.id", ondelete="RESTRICT")
    version: int = Field(default=1)
    effective_day: int = Field(default=0)
    retired_day: int | None = Field(default=None)
    priority: int = Field(default=100)
    combine: Combine = Field(default=Combine.ANY, sa_type=enum_type(Combine))
    filter: Any = Field(default_factory=dict, sa_type=JsonText)
    exempt: Any = Field(default_factory=dict, sa_type=JsonText)


class PoolCondition(SQLModel, table=True):
    """One condition of a rule; an absent one is off, a zero means the same day."""

    __tablename__ = "pool_condition"
    __table_args__ = (
        Index("ix_pool_condition_rule", "rule_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    rule_id: int = Field(foreign_key="pool_rule.id", ondelete="RESTRICT")
    kind: str = Field(max_length=20)
    days: int
    unit: DayUnit = Field(sa_type=enum_type(DayUnit))
    count: int | None = Field(default=None)


class OwnershipPeriod(SQLModel, table=True):
    """One stretch of time in which somebody held a customer."""

    __tablename__ = "ownership_period"
    __table_args__ = (
        Index(
            "uq_ownership_period_open",
            "customer_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_ownership_period_customer", "customer_id", "id"),
        Index("ix_ownership_period_noticed", "owner_id", "noticed_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    owner_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    pool_id: int = Field(foreign_key="pool.id", ondelete="RESTRICT")
    rule_id: int | None = Field(default=None)
    started_at: datetime = Field(sa_type=Instant)
    start_day: int
    how_started: PeriodStart = Field(sa_type=enum_type(PeriodStart))
    started_by_id: int | None = Field(default=None)
    holder_number: int = Field(default=0)
    own_grace_used: bool = Field(default=False)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    end_day: int | None = Field(default=None)
    noticed_at: datetime | None = Field(default=None, sa_type=Instant)
    how_ended: PeriodEnd | None = Field(default=None, sa_type=enum_type(PeriodEnd))
    ended_by_id: int | None = Field(default=None)
    reason_id: int | None = Field(default=None)
    end_note: str = Field(default="", max_length=500)
    deciding: str = Field(default="", max_length=40)


class ClaimLedger(SQLModel, table=True):
    """How many claims a person made from a pool on a business day; never lowered."""

    __tablename__ = "claim_ledger"

    user_id: int = Field(primary_key=True, foreign_key="app_user.id", ondelete="RESTRICT")
    pool_id: int = Field(primary_key=True, foreign_key="pool.id", ondelete="RESTRICT")
    day: int = Field(primary_key=True)
    claims: int


class PeriodFact(SQLModel, table=True):
    """Something that counts for the rules: a contact, visit, opportunity, quote, deal, contract."""

    __tablename__ = "period_fact"
    __table_args__ = (
        Index("ix_period_fact_period", "period_id", "kind", "day"),
        Index("ix_period_fact_subject", "kind", "subject_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    period_id: int = Field(foreign_key="ownership_period.id", ondelete="RESTRICT")
    kind: FactKind = Field(sa_type=enum_type(FactKind))
    subject_id: int
    day: int
    until_day: int | None = Field(default=None)
    voided: bool = Field(default=False)


POOL: Final = table_of(Pool)
POOL_MEMBER: Final = table_of(PoolMember)
POOL_RULE: Final = table_of(PoolRule)
POOL_CONDITION: Final = table_of(PoolCondition)
OWNERSHIP_PERIOD: Final = table_of(OwnershipPeriod)
CLAIM_LEDGER: Final = table_of(ClaimLedger)
PERIOD_FACT: Final = table_of(PeriodFact)
