"""Notices: what the program tells a person because of what somebody else did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from crm_tui.db.types import Instant, enum_type
from crm_tui.domain.notices import NoticeKind

_UNSEEN = text("seen_at IS NULL")


class Notice(SQLModel, table=True):
    """One thing a person is told, until they have seen it; `record_id` is what it is about.

    Of customers that somebody was given that is the batch: one row tells of all of them.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_unseen", "user_id", "id", sqlite_where=_UNSEEN, postgresql_where=_UNSEEN),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    kind: NoticeKind = Field(sa_type=enum_type(NoticeKind))
    customer_id: int | None = Field(default=None, foreign_key="customer.id", ondelete="RESTRICT")
    record_id: int | None = Field(default=None)
    author_id: int | None = Field(default=None)
    at: datetime = Field(sa_type=Instant)
    words: str = Field(default="", max_length=500)
    seen_at: datetime | None = Field(default=None, sa_type=Instant)
    how_many: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
