"""Pools, their members and rules, who held what when, and the ledgers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from crm_tui.db.types import Instant, JsonText, enum_type
from crm_tui.domain.days import DayUnit
from crm_tui.domain.pools import Combine, FactKind, MemberKind, PeriodEnd, PeriodStart
from crm_tui.domain.pools.limits import AssignMode, LimitKind, LimitLevel

OPENING_MINUTE = 9 * 60
"""What was reclaimed opens at 09:00, so that midnight belongs to nobody."""


class Pool(SQLModel, table=True):
    """A named set of customers with its members and rules."""

    __tablename__ = "pool"
    __table_args__ = (
        Index(
            "uq_pool_name",
            "name",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    description: str = Field(default="", max_length=500)
    is_default: bool = Field(default=False)
    enabled: bool = Field(default=True)
    daily_limit: int | None = Field(default=None)
    cool_off_return_days: int = Field(default=7)
    cool_off_reclaim_days: int = Field(default=7)
    new_closed_hours: int | None = Field(default=None)
    reclaimed_opens_minute: int | None = Field(default=OPENING_MINUTE)
    masks_contacts: bool = Field(default=False)
    reveal_limit: int | None = Field(default=None)
    assign_mode: AssignMode = Field(default=AssignMode.HAND, sa_type=enum_type(AssignMode))
    turn_user_id: int | None = Field(default=None)
    lock_limit: int = Field(default=5)
    lock_days: int = Field(default=30)
    extension_days: int = Field(default=30)
    created_at: datetime = Field(sa_type=Instant)
    deleted_at: datetime | None = Field(default=None, sa_type=Instant)


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


class PoolRoute(SQLModel, table=True):
    """归池: which customers belong to a pool when they are entered; the first that fits wins."""

    __tablename__ = "pool_route"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    pool_id: int = Field(foreign_key="pool.id", ondelete="RESTRICT")
    priority: int
    filter: Any = Field(default_factory=dict, sa_type=JsonText)


class PoolRuleVersion(SQLModel, table=True):
    """The reclaim rules of a pool from a day on, all of them together."""

    __tablename__ = "pool_rule_version"
    __table_args__ = (
        UniqueConstraint("pool_id", "version"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    pool_id: int = Field(foreign_key="pool.id", ondelete="RESTRICT")
    version: int
    effective_day: int
    note: str = Field(default="", max_length=500)
    created_at: datetime = Field(sa_type=Instant)
    created_by_id: int | None = Field(default=None)
    applied_at: datetime | None = Field(default=None, sa_type=Instant)
    superseded: bool = Field(default=False)


class PoolRule(SQLModel, table=True):
    """One reclaim rule of a version; a customer's rule is the first, by priority, that fits."""

    __tablename__ = "pool_rule"
    __table_args__ = (
        Index("ix_pool_rule_version", "version_id", "priority"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="pool_rule_version.id", ondelete="RESTRICT")
    name: str = Field(default="", max_length=100)
    priority: int = Field(default=100)
    combine: Combine = Field(default=Combine.ANY, sa_type=enum_type(Combine))
    filter: Any = Field(default_factory=dict, sa_type=JsonText)
    exempt: Any = Field(default_factory=dict, sa_type=JsonText)
    warning_leads: Any = Field(sa_type=JsonText)
    same_as_id: int | None = Field(default=None, foreign_key="pool_rule.id", ondelete="RESTRICT")
    """The rule of an earlier version that says the same: customers run under that one."""


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
    milestones: Any = Field(default_factory=list, sa_type=JsonText)


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
        Index(
            "ix_ownership_period_noticed",
            "owner_id",
            "noticed_at",
            # What the manager's view counts of a span of days, so that it reads nothing else.
            "how_ended",
            "holder_number",
            "customer_id",
        ),
        # By their days alone, for reports: what was entered or assigned costs nothing here.
        Index(
            "ix_ownership_period_claimed",
            "start_day",
            "owner_id",
            sqlite_where=text("how_started = 'claimed'"),
            postgresql_where=text("how_started = 'claimed'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    owner_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    pool_id: int = Field(foreign_key="pool.id", ondelete="RESTRICT")
    rule_id: int | None = Field(default=None)
    started_at: datetime = Field(sa_type=Instant)
    start_day: int
    clock_day: int
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


class HoldingLimit(SQLModel, table=True):
    """客户上限: how many customers a person may hold, for an office, department, role or user."""

    __tablename__ = "holding_limit"
    __table_args__ = (
        CheckConstraint("maximum >= 0", name="maximum_not_negative"),
        Index("ix_holding_limit_subject", "level", "subject_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    level: LimitLevel = Field(sa_type=enum_type(LimitLevel))
    subject_id: int | None = Field(default=None)
    pool_id: int | None = Field(default=None, foreign_key="pool.id", ondelete="RESTRICT")
    kind: LimitKind = Field(default=LimitKind.GENERAL, sa_type=enum_type(LimitKind))
    maximum: int
    counts_deal: bool = Field(default=True)
    counts_locked: bool = Field(default=True)


class LimitOverride(SQLModel, table=True):
    """A customer given above a limit: who allowed it, why, and the numbers."""

    __tablename__ = "limit_override"
    __table_args__ = (
        Index("ix_limit_override_user", "user_id", "at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="batch.id", ondelete="RESTRICT")
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    pool_id: int | None = Field(default=None, foreign_key="pool.id", ondelete="RESTRICT")
    held: int
    maximum: int
    reason: str = Field(max_length=500)
    by_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    at: datetime = Field(sa_type=Instant)


class ContactReveal(SQLModel, table=True):
    """Somebody looked at the contact details of a customer in a pool that hides them."""

    __tablename__ = "contact_reveal"
    __table_args__ = (
        Index("ix_contact_reveal_user", "user_id", "day"),
        Index("ix_contact_reveal_customer", "customer_id", "user_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    pool_id: int = Field(foreign_key="pool.id", ondelete="RESTRICT")
    day: int
    at: datetime = Field(sa_type=Instant)


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
    voided_day: int | None = Field(default=None)
    detail: str = Field(default="", max_length=40)
