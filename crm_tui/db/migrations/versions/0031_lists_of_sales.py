"""The orders in which lists of leads, opportunities, orders and contracts are walked."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

_ANEW = (
    ("opportunity", "ix_opportunity_expected"),
    ("opportunity", "ix_opportunity_stage"),
    ("lead", "ix_lead_owner"),
    ("lead", "ix_lead_created"),
    ("sales_order", "ix_sales_order_day"),
)
"""What told too little of a row to be walked alone."""
_INDEXES: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (
        "opportunity",
        "ix_opportunity_expected",
        ("state", "expected_day", "id", "deleted_at", "customer_id"),
        "",
    ),
    (
        "opportunity",
        "ix_opportunity_stage",
        (
            *("stage_id", "state", "expected_day", "id", "deleted_at"),
            *("customer_id", "reported_minor", "owner_id"),
        ),
        "",
    ),
    (
        "opportunity",
        "ix_opportunity_created",
        ("created_at", "id", "deleted_at", "customer_id"),
        "",
    ),
    (
        "opportunity",
        "ix_opportunity_ended",
        ("closed_day", "id", "state", "deleted_at", "customer_id"),
        "closed_day IS NOT NULL",
    ),
    (
        "opportunity",
        "ix_opportunity_owner",
        ("owner_id", "closed_day", "id"),
        "owner_id IS NOT NULL",
    ),
    ("opportunity", "ix_opportunity_deleted", ("created_at", "id"), "deleted_at IS NOT NULL"),
    ("lead", "ix_lead_owner", ("owner_id", "next_contact_at", "id", "stage", "deleted_at"), ""),
    ("lead", "ix_lead_next", ("next_contact_at", "id", "owner_id", "stage", "deleted_at"), ""),
    ("lead", "ix_lead_created", ("created_at", "id", "owner_id", "stage", "deleted_at"), ""),
    (
        "lead",
        "ix_lead_unowned",
        ("owner_id", "score", "id", "stage", "deleted_at"),
        "owner_id IS NULL",
    ),
    ("lead", "ix_lead_deleted", ("created_at", "id"), "deleted_at IS NOT NULL"),
    (
        "sales_order",
        "ix_sales_order_day",
        ("order_day", "id", "status", "deleted_at", "owner_id", "customer_id"),
        "",
    ),
    ("sales_order", "ix_sales_order_deleted", ("order_day", "id"), "deleted_at IS NOT NULL"),
    ("sales_order", "ix_sales_order_due", ("due_day", "id"), "due_day IS NOT NULL"),
    (
        "order_line",
        "ix_order_line_due",
        ("due_day", "order_id"),
        "due_day IS NOT NULL AND delivered_milli < quantity_milli",
    ),
    (
        "order_line",
        "ix_order_line_waiting",
        ("order_id", "due_day"),
        "delivered_milli < quantity_milli",
    ),
    ("contract", "ix_contract_status", ("status", "id"), ""),
    ("contract", "ix_contract_deleted", ("id",), "deleted_at IS NOT NULL"),
)


def upgrade() -> None:
    """Bring the schema to version 31."""
    for table, name in _ANEW:
        op.drop_index(name, table_name=table)
    for table, name, columns, where in _INDEXES:
        only = sa.text(where) if where else None
        op.create_index(
            *(name, table, list(columns)),
            unique=False,
            sqlite_where=only,
            postgresql_where=only,
        )


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
