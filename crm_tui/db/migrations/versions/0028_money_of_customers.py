"""What orders and payments of a customer come to, read from indexes alone."""

from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Bring the schema to version 28."""
    op.create_index(
        "ix_sales_order_money",
        "sales_order",
        [
            *("customer_id", "status", "order_day", "id", "deleted_at", "currency"),
            *("total_minor", "returned_minor", "owner_id"),
        ],
        unique=False,
    )
    op.create_index(
        "ix_payment_money",
        "payment",
        ["customer_id", "deleted_at", "currency", "amount_minor", "id"],
        unique=False,
    )


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
