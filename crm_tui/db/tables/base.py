"""What every table shares: names for constraints, and the columns of a business row."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from crm_tui.db.types import Instant

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class BusinessRow(SQLModel):
    """Columns of every record that people create, edit and delete."""

    created_at: datetime = Field(sa_type=Instant)
    created_by_id: int | None = Field(default=None)
    updated_at: datetime = Field(sa_type=Instant)
    updated_by_id: int | None = Field(default=None)
    version: int = Field(default=1)
    deleted_at: datetime | None = Field(default=None, sa_type=Instant)
