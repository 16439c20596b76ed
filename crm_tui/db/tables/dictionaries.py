"""The office's word lists."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.db.types import enum_type
from crm_tui.domain.dictionaries import DictionaryKind


class DictionaryItem(SQLModel, table=True):
    """A word of a list, in the office's language and order."""

    __tablename__ = "dictionary_item"
    __table_args__ = (
        UniqueConstraint("kind", "code"),
        UniqueConstraint("kind", "name"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: DictionaryKind = Field(sa_type=enum_type(DictionaryKind))
    code: str = Field(max_length=40)
    name: str = Field(max_length=100)
    position: int
    counts: bool = Field(default=True)
    enabled: bool = Field(default=True)
