"""The schema, one module a noun; importing this package registers every table."""

from sqlmodel import SQLModel

from crm_tui.db.tables import (
    base,  # first: no table may be made before constraints have names
    batches,
    contacts,
    custom_fields,
    customers,
    deals,
    deliveries,
    dictionaries,
    follow_ups,
    imports,
    key_dates,
    leads,
    level_reviews,
    movements,
    notices,
    offices,
    opportunities,
    orders,
    pools,
    products,
    quotes,
    sign_ins,
    tasks,
    teams,
    users,
    views,
)

METADATA = SQLModel.metadata

__all__ = [
    "METADATA",
    "base",
    "batches",
    "contacts",
    "custom_fields",
    "customers",
    "deals",
    "deliveries",
    "dictionaries",
    "follow_ups",
    "imports",
    "key_dates",
    "leads",
    "level_reviews",
    "movements",
    "notices",
    "offices",
    "opportunities",
    "orders",
    "pools",
    "products",
    "quotes",
    "sign_ins",
    "tasks",
    "teams",
    "users",
    "views",
]
