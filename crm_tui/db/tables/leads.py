"""线索: leads, their keys, what was said to them, and whose turn it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import FAR_AWAY_MS, LONG_AGO_MS, Instant, JsonText, enum_type
from crm_tui.domain.follow_ups import Mood
from crm_tui.domain.leads.values import LeadStage

_SENT = text("intake_id IS NOT NULL")
_BECAME = text("customer_id IS NOT NULL")
_UNOWNED = text("owner_id IS NULL")
_DELETED = text("deleted_at IS NOT NULL")


class Lead(BusinessRow, table=True):
    """A lead: own fields first, then whose it is and what became of it."""

    __tablename__ = "lead"
    __table_args__ = (
        CheckConstraint("length(called) BETWEEN 1 AND 500", name="called_length"),
        # A list walks its order; what tells who sees a row stands beside it.
        Index("ix_lead_owner", "owner_id", "next_contact_at", "id", "stage", "deleted_at"),
        Index("ix_lead_next", "next_contact_at", "id", "owner_id", "stage", "deleted_at"),
        Index("ix_lead_created", "created_at", "id", "owner_id", "stage", "deleted_at"),
        Index(
            "ix_lead_unowned",
            *("owner_id", "score", "id", "stage", "deleted_at"),
            sqlite_where=_UNOWNED,
            postgresql_where=_UNOWNED,
        ),
        Index(
            "ix_lead_deleted",
            *("created_at", "id"),
            sqlite_where=_DELETED,
            postgresql_where=_DELETED,
        ),
        Index("ix_lead_source", "source_id", "stage", "deleted_at"),
        # A form's record is one lead, however often it is sent and by how many at once.
        Index(
            "ix_lead_intake",
            "intake_id",
            unique=True,
            sqlite_where=_SENT,
            postgresql_where=_SENT,
        ),
        Index("ix_lead_customer", "customer_id", sqlite_where=_BECAME, postgresql_where=_BECAME),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    company: str = Field(max_length=500)
    called: str = Field(max_length=500)
    """The company, or the person: what a list shows and sorts by."""
    title: str = Field(max_length=100)
    phones: Any = Field(default_factory=list, sa_type=JsonText)
    phone_text: str = Field(max_length=500)
    """The phones as written, for lists, words and scores."""
    email: str = Field(max_length=254)
    wechat: str = Field(max_length=100)
    province: str = Field(max_length=40)
    city: str = Field(max_length=40)
    address: str = Field(max_length=500)
    industry_id: int | None = Field(
        default=None, foreign_key="dictionary_item.id", ondelete="RESTRICT"
    )
    need: str = Field(max_length=4000)
    source_id: int | None = Field(
        default=None, foreign_key="dictionary_item.id", ondelete="RESTRICT"
    )
    campaign: str = Field(max_length=200)
    note: str = Field(max_length=4000)
    pinyin: str = Field(max_length=3000)
    search_text: str = Field(max_length=6000)
    """What words are looked for in: names, accounts and the reading of the names, letters small."""

    stage: LeadStage = Field(default=LeadStage.NEW, sa_type=enum_type(LeadStage))
    stage_before: str = Field(default="", max_length=32)
    """Where it stood when it was discarded or became a customer."""
    score: int = Field(default=0)
    owner_id: int | None = Field(default=None, foreign_key="app_user.id", ondelete="RESTRICT")
    next_contact_at: datetime | None = Field(
        default=None,
        sa_type=Instant(none_as=FAR_AWAY_MS),
        nullable=False,
        sa_column_kwargs={"server_default": str(FAR_AWAY_MS)},
    )
    next_contact_note: str = Field(default="", max_length=500)
    last_follow_up_at: datetime | None = Field(
        default=None,
        sa_type=Instant(none_as=LONG_AGO_MS),
        nullable=False,
        sa_column_kwargs={"server_default": str(LONG_AGO_MS)},
    )
    discard_reason_id: int | None = Field(
        default=None, foreign_key="dictionary_item.id", ondelete="RESTRICT"
    )
    discard_note: str = Field(default="", max_length=500)
    customer_id: int | None = Field(default=None, foreign_key="customer.id", ondelete="RESTRICT")
    converted_at: datetime | None = Field(default=None, sa_type=Instant)
    intake_id: str | None = Field(default=None, max_length=200)
    batch_id: int
    """The last batch that changed it and stands: an older one is not taken back before."""


class LeadKey(SQLModel, table=True):
    """One exact key of a lead, of the kinds that customers have."""

    __tablename__ = "lead_key"
    __table_args__ = (Index("ix_lead_key_lead", "lead_id"), {"sqlite_with_rowid": False})

    kind: str = Field(max_length=10, primary_key=True)
    key: str = Field(max_length=500, primary_key=True)
    lead_id: int = Field(primary_key=True, foreign_key="lead.id", ondelete="RESTRICT")


class LeadFollowUp(BusinessRow, table=True):
    """What was said to a lead; carried to the customer that it becomes."""

    __tablename__ = "lead_follow_up"
    __table_args__ = (
        Index("ix_lead_follow_up_lead", "lead_id", "happened_at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id", ondelete="RESTRICT")
    author_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    method_id: int | None = Field(
        default=None, foreign_key="dictionary_item.id", ondelete="RESTRICT"
    )
    result_id: int | None = Field(
        default=None, foreign_key="dictionary_item.id", ondelete="RESTRICT"
    )
    mood: Mood | None = Field(default=None, sa_type=enum_type(Mood))
    content: str = Field(max_length=10_000)
    happened_at: datetime = Field(sa_type=Instant)
    next_contact_at: datetime | None = Field(default=None, sa_type=Instant)
    next_contact_note: str = Field(default="", max_length=500)


class LeadTurn(SQLModel, table=True):
    """Who was given the last lead of a route."""

    __tablename__ = "lead_turn"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    route_id: int = Field(unique=True)
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
