"""A contract may come from an order, and knows it."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Bring the schema to version 18."""
    op.execute("ALTER TABLE contract ADD COLUMN order_id INTEGER")
    stands = sa.text(
        "order_id IS NOT NULL AND deleted_at IS NULL AND status IN ('draft', 'signed')"
    )
    op.create_index(
        "uq_contract_order",
        "contract",
        ["order_id"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
