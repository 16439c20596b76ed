"""Saved views, and how each person lays out and orders their lists."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import JsonText, enum_type
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.views import Audience, ListTab


class SavedView(BusinessRow, table=True):
    """A list that somebody saved under a name, for themselves, their team or everybody."""

    __tablename__ = "saved_view"
    __table_args__ = (
        Index("ix_saved_view_owner", "owner_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    owner_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    tab: ListTab = Field(sa_type=enum_type(ListTab))
    name: str = Field(max_length=100)
    audience: Audience = Field(default=Audience.MINE, sa_type=enum_type(Audience))
    base: CustomerView = Field(sa_type=enum_type(CustomerView))
    pool_id: int | None = Field(default=None, foreign_key="pool.id", ondelete="RESTRICT")
    query: str = Field(default="", max_length=1000)
    layout: Any = Field(default_factory=dict, sa_type=JsonText)


class ListLayout(SQLModel, table=True):
    """How somebody laid out one view of a list."""

    __tablename__ = "list_layout"
    __table_args__ = {"sqlite_with_rowid": False}

    user_id: int = Field(primary_key=True, foreign_key="app_user.id", ondelete="RESTRICT")
    view_key: str = Field(primary_key=True, max_length=64)
    layout: Any = Field(default_factory=dict, sa_type=JsonText)


class ViewChoice(SQLModel, table=True):
    """Which view somebody saw last in a list, and in which order they have its views."""

    __tablename__ = "view_choice"
    __table_args__ = {"sqlite_with_rowid": False}

    user_id: int = Field(primary_key=True, foreign_key="app_user.id", ondelete="RESTRICT")
    tab: ListTab = Field(primary_key=True, sa_type=enum_type(ListTab))
    last_key: str = Field(default="", max_length=64)
    places: Any = Field(default_factory=list, sa_type=JsonText)
