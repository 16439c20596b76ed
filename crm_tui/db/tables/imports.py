"""Imported files, and how the columns of a kind of file were read last."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.db.types import Instant, JsonText


class ImportedFile(SQLModel, table=True):
    """A file whose rows were imported in a batch: the same bytes are known again."""

    __tablename__ = "imported_file"
    __table_args__ = (
        Index("ix_imported_file_sha256", "sha256", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="batch.id", ondelete="RESTRICT")
    subject: str = Field(max_length=40)
    """What the rows became: customers, contacts, follow_ups."""
    name: str = Field(max_length=255)
    sha256: str = Field(max_length=64)
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    at: datetime = Field(sa_type=Instant)
    counts: Any = Field(default_factory=dict, sa_type=JsonText)


class ImportMapping(SQLModel, table=True):
    """Which column became which field, under a header: offered again when it comes back."""

    __tablename__ = "import_mapping"
    __table_args__ = (
        UniqueConstraint("subject", "header_key"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(max_length=40)
    header_key: str = Field(max_length=64)
    """A hash of the labels in their order."""
    columns: Any = Field(default_factory=dict, sa_type=JsonText)
    """Label of a column -> the field's name, or nothing where it is left out."""
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    at: datetime = Field(sa_type=Instant)
