"""Follow-ups: what was said to whom, and whether it moved the clock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import Instant, enum_type
from crm_tui.domain.follow_ups import Mood

_NAMES_ONE = text("contact_id IS NOT NULL")


class FollowUp(BusinessRow, table=True):
    """One contact with a customer; `effective` is decided once, when it is written."""

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("ix_follow_up_customer", "customer_id", "happened_at", "id"),
        # What was deleted is not counted: with it here, a count never touches the table.
        Index("ix_follow_up_author", "author_id", "happened_at", "deleted_at"),
        # Whoever removes a contact asks whether one names it.
        Index(
            "ix_follow_up_contact",
            "contact_id",
            sqlite_where=_NAMES_ONE,
            postgresql_where=_NAMES_ONE,
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    contact_id: int | None = Field(default=None, foreign_key="contact.id", ondelete="RESTRICT")
    period_id: int | None = Field(default=None)
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
    clock_day: int | None = Field(default=None)
    effective: bool
    why_not_effective: str = Field(default="", max_length=40)
    next_contact_at: datetime | None = Field(default=None, sa_type=Instant)
    next_contact_note: str = Field(default="", max_length=500)
    needs: str = Field(default="", max_length=2000, sa_column_kwargs={"server_default": ""})
    problems: str = Field(default="", max_length=2000, sa_column_kwargs={"server_default": ""})


class FollowUpComment(SQLModel, table=True):
    """点评: what somebody who stands above says about a follow-up; it moves no deadline."""

    __tablename__ = "follow_up_comment"
    __table_args__ = (
        Index("ix_follow_up_comment_follow_up", "follow_up_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    follow_up_id: int = Field(foreign_key="follow_up.id", ondelete="RESTRICT")
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    author_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    at: datetime = Field(sa_type=Instant)
    content: str = Field(max_length=2000)
    task_id: int | None = Field(default=None)


class Attachment(BusinessRow, table=True):
    """A file that belongs to a customer, kept under the hash of its bytes."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_customer", "customer_id", "id"),
        Index("ix_attachment_follow_up", "follow_up_id"),
        Index("ix_attachment_contract", "contract_id"),
        Index("ix_attachment_sha256", "sha256"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    follow_up_id: int | None = Field(default=None, foreign_key="follow_up.id", ondelete="RESTRICT")
    contract_id: int | None = Field(default=None)
    name: str = Field(max_length=255)
    size_bytes: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64)
