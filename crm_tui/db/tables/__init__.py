"""The schema, one module a noun; importing this package registers every table."""

from sqlmodel import SQLModel

from crm_tui.db.tables import (
    batches,
    contacts,
    customers,
    deals,
    dictionaries,
    follow_ups,
    movements,
    offices,
    pools,
    tasks,
    teams,
    users,
)

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "batches",
    "contacts",
    "customers",
    "deals",
    "dictionaries",
    "follow_ups",
    "movements",
    "offices",
    "pools",
    "tasks",
    "teams",
    "users",
]
