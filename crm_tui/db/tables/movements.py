"""What keeps a customer with somebody, and what passes it on: locks, extensions, hand-overs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from crm_tui.db.types import Instant, enum_type
from crm_tui.domain.disputes import DisputeOutcome, DisputeStatus
from crm_tui.domain.extensions import ExtensionStatus


class CustomerLock(SQLModel, table=True):
    """锁定: a customer that stays with its owner until a day, unless the lock is lifted."""

    __tablename__ = "customer_lock"
    __table_args__ = (
        CheckConstraint("until_day >= first_day", name="in_order"),
        Index("ix_customer_lock_customer", "customer_id", "id"),
        Index("ix_customer_lock_user", "user_id", "until_day"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    period_id: int = Field(foreign_key="ownership_period.id", ondelete="RESTRICT")
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    first_day: int
    until_day: int
    reason: str = Field(default="", max_length=500)
    created_at: datetime = Field(sa_type=Instant)
    created_by_id: int | None = Field(default=None)
    lifted_day: int | None = Field(default=None)
    lifted_by_id: int | None = Field(default=None)


class Extension(SQLModel, table=True):
    """延期: asked by the owner, granted or refused by somebody above."""

    __tablename__ = "extension"
    __table_args__ = (
        Index("ix_extension_customer", "customer_id", "id"),
        Index(
            "ix_extension_asked",
            "status",
            sqlite_where=text("status = 'asked'"),
            postgresql_where=text("status = 'asked'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    period_id: int = Field(foreign_key="ownership_period.id", ondelete="RESTRICT")
    asked_by_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    asked_at: datetime = Field(sa_type=Instant)
    until_day: int
    reason: str = Field(default="", max_length=500)
    status: ExtensionStatus = Field(sa_type=enum_type(ExtensionStatus))
    decided_by_id: int | None = Field(default=None)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decision_note: str = Field(default="", max_length=500)


class Handover(SQLModel, table=True):
    """交接单: all that somebody held, passed on at once."""

    __tablename__ = "handover"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    from_user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    reason: str = Field(default="", max_length=500)
    created_at: datetime = Field(sa_type=Instant)
    created_by_id: int | None = Field(default=None)


class HandoverLine(SQLModel, table=True):
    """One customer of a hand-over: to whom, or to its pool, and when they confirmed it."""

    __tablename__ = "handover_line"
    __table_args__ = (
        UniqueConstraint("handover_id", "customer_id"),
        Index(
            "ix_handover_line_open",
            "to_user_id",
            sqlite_where=text("confirmed_at IS NULL AND to_user_id IS NOT NULL"),
            postgresql_where=text("confirmed_at IS NULL AND to_user_id IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    handover_id: int = Field(foreign_key="handover.id", ondelete="RESTRICT")
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    to_user_id: int | None = Field(default=None, foreign_key="app_user.id", ondelete="RESTRICT")
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)


class Dispute(SQLModel, table=True):
    """撞单: two people work on the same customer, and somebody above decides."""

    __tablename__ = "dispute"
    __table_args__ = (
        Index("ix_dispute_customer", "customer_id", "id"),
        Index(
            "ix_dispute_open",
            "status",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    other_customer_id: int | None = Field(
        default=None, foreign_key="customer.id", ondelete="RESTRICT"
    )
    filed_by_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    against_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    note: str = Field(default="", max_length=1000)
    filed_at: datetime = Field(sa_type=Instant)
    status: DisputeStatus = Field(sa_type=enum_type(DisputeStatus))
    outcome: DisputeOutcome | None = Field(default=None, sa_type=enum_type(DisputeOutcome))
    filer_share: int | None = Field(default=None)
    reason: str = Field(default="", max_length=500)
    decided_by_id: int | None = Field(default=None)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
