"""Pools, their members and rules, who held what when, and the ledgers.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText, value_type
from crm_tui.domain.days import DayUnit
from crm_tui.domain.pools.conditions import FactKind
from crm_tui.domain.pools.limits import AssignMode, LimitKind, LimitLevel
from crm_tui.domain.pools.rules import Combine, MemberKind, PeriodEnd, PeriodStart

POOL: Final = Table(
    "pool",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("description", String(500), nullable=False, default=""),
    Column("is_default", Boolean, nullable=False, default=False),
    Column("enabled", Boolean, nullable=False, default=True),
    Column("daily_limit", Integer),
    Column("cool_off_return_days", Integer, nullable=False, default=7),
    Column("cool_off_reclaim_days", Integer, nullable=False, default=7),
    Column("new_closed_hours", Integer),
    Column("reclaimed_opens_minute", Integer, default=540),
    Column("masks_contacts", Boolean, nullable=False, default=False),
    Column("reveal_limit", Integer),
    Column("assign_mode", value_type(AssignMode), nullable=False, default=AssignMode.HAND),
    Column("turn_user_id", Integer),
    Column("lock_limit", Integer, nullable=False, default=5),
    Column("lock_days", Integer, nullable=False, default=30),
    Column("extension_days", Integer, nullable=False, default=30),
    Column("created_at", Instant(), nullable=False),
    Column("deleted_at", Instant()),
)
"""A named set of customers with its members and rules."""

POOL_MEMBER: Final = Table(
    "pool_member",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("pool_id", Integer, nullable=False),
    Column("kind", value_type(MemberKind), nullable=False),
    Column("member_id", Integer),
    Column("is_excluded", Boolean, nullable=False, default=False),
    Column("is_admin", Boolean, nullable=False, default=False),
)
"""Who belongs to a pool: a user, a department with all below, a role, or everybody."""

POOL_ROUTE: Final = Table(
    "pool_route",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("pool_id", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("filter", JsonText(), nullable=False, default=dict),
)
"""归池: which customers belong to a pool when they are entered; the first that fits wins."""

POOL_RULE_VERSION: Final = Table(
    "pool_rule_version",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("pool_id", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("effective_day", Integer, nullable=False),
    Column("note", String(500), nullable=False, default=""),
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("applied_at", Instant()),
    Column("superseded", Boolean, nullable=False, default=False),
)
"""The reclaim rules of a pool from a day on, all of them together."""

POOL_RULE: Final = Table(
    "pool_rule",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("version_id", Integer, nullable=False),
    Column("name", String(100), nullable=False, default=""),
    Column("priority", Integer, nullable=False, default=100),
    Column("combine", value_type(Combine), nullable=False, default=Combine.ANY),
    Column("filter", JsonText(), nullable=False, default=dict),
    Column("exempt", JsonText(), nullable=False, default=dict),
    Column("warning_leads", JsonText(), nullable=False),
    Column("same_as_id", Integer),
)
"""One reclaim rule of a version; a customer's rule is the first, by priority, that fits."""

POOL_CONDITION: Final = Table(
    "pool_condition",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("rule_id", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("days", Integer, nullable=False),
    Column("unit", value_type(DayUnit), nullable=False),
    Column("count", Integer),
    Column("milestones", JsonText(), nullable=False, default=list),
)
"""One condition of a rule; an absent one is off, a zero means the same day."""

OWNERSHIP_PERIOD: Final = Table(
    "ownership_period",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, nullable=False),
    Column("owner_id", Integer, nullable=False),
    Column("pool_id", Integer, nullable=False),
    Column("rule_id", Integer),
    Column("started_at", Instant(), nullable=False),
    Column("start_day", Integer, nullable=False),
    Column("clock_day", Integer, nullable=False),
    Column("how_started", value_type(PeriodStart), nullable=False),
    Column("started_by_id", Integer),
    Column("holder_number", Integer, nullable=False, default=0),
    Column("own_grace_used", Boolean, nullable=False, default=False),
    Column("ended_at", Instant()),
    Column("end_day", Integer),
    Column("noticed_at", Instant()),
    Column("how_ended", value_type(PeriodEnd)),
    Column("ended_by_id", Integer),
    Column("reason_id", Integer),
    Column("end_note", String(500), nullable=False, default=""),
    Column("deciding", String(40), nullable=False, default=""),
)
"""One stretch of time in which somebody held a customer."""

CLAIM_LEDGER: Final = Table(
    "claim_ledger",
    METADATA,
    Column("user_id", Integer, primary_key=True),
    Column("pool_id", Integer, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("claims", Integer, nullable=False),
)
"""How many claims a person made from a pool on a business day; never lowered."""

HOLDING_LIMIT: Final = Table(
    "holding_limit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("level", value_type(LimitLevel), nullable=False),
    Column("subject_id", Integer),
    Column("pool_id", Integer),
    Column("kind", value_type(LimitKind), nullable=False, default=LimitKind.GENERAL),
    Column("maximum", Integer, nullable=False),
    Column("counts_deal", Boolean, nullable=False, default=True),
    Column("counts_locked", Boolean, nullable=False, default=True),
)
"""客户上限: how many customers a person may hold, for an office, department, role or user."""

LIMIT_OVERRIDE: Final = Table(
    "limit_override",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("batch_id", Integer, nullable=False),
    Column("user_id", Integer, nullable=False),
    Column("customer_id", Integer, nullable=False),
    Column("pool_id", Integer),
    Column("held", Integer, nullable=False),
    Column("maximum", Integer, nullable=False),
    Column("reason", String(500), nullable=False),
    Column("by_id", Integer, nullable=False),
    Column("at", Instant(), nullable=False),
)
"""A customer given above a limit: who allowed it, why, and the numbers."""

CONTACT_REVEAL: Final = Table(
    "contact_reveal",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, nullable=False),
    Column("customer_id", Integer, nullable=False),
    Column("pool_id", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("at", Instant(), nullable=False),
)
"""Somebody looked at the contact details of a customer in a pool that hides them."""

PERIOD_FACT: Final = Table(
    "period_fact",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("period_id", Integer, nullable=False),
    Column("kind", value_type(FactKind), nullable=False),
    Column("subject_id", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("until_day", Integer),
    Column("voided_day", Integer),
    Column("detail", String(40), nullable=False, default=""),
)
"""Something that counts for the rules: a contact, visit, opportunity, quote, deal, contract."""
