"""The fields an office defines for itself; their values lie in the records' own JSON column."""

from __future__ import annotations

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import JsonText, enum_type
from crm_tui.domain.custom_fields import FieldHolder, FieldType


class CustomField(BusinessRow, table=True):
    """One field of customers or contacts; `code` is its key in the JSON and never changes."""

    __tablename__ = "custom_field"
    __table_args__ = (UniqueConstraint("holder", "code"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    holder: FieldHolder = Field(sa_type=enum_type(FieldHolder))
    code: str = Field(max_length=40)
    name: str = Field(max_length=100)
    type: FieldType = Field(sa_type=enum_type(FieldType))
    choices: Any = Field(default_factory=list, sa_type=JsonText)
    """A list of [code, name, is_retired]."""
    is_required: bool = Field(default=False)
    default: Any = Field(default=None, sa_type=JsonText, nullable=True)
    shown_for: Any = Field(default_factory=list, sa_type=JsonText)
    """The kinds of customers that have it; none named means all."""
    position: int = Field(default=0)
