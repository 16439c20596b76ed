"""The schema, one module a noun; importing this package registers every table."""

from sqlmodel import SQLModel

from crm_tui.db.tables import (
    batches,
    contacts,
    customers,
    dictionaries,
    follow_ups,
    offices,
    pools,
    tasks,
    users,
)

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "batches",
    "contacts",
    "customers",
    "dictionaries",
    "follow_ups",
    "offices",
    "pools",
    "tasks",
    "users",
]
