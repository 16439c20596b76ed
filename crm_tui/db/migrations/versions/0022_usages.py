"""What customers use of products."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Bring the schema to version 22."""
    per = sa.Enum(
        "month", "year", name="usageper", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "product_usage",
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("per", per, nullable=False),
        sa.Column("quantity_milli", sa.BigInteger(), nullable=False),
        sa.Column("ours_milli", sa.BigInteger(), nullable=False),
        sa.Column("competitor", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.CheckConstraint("quantity_milli > 0", name=op.f("ck_product_usage_quantity_positive")),
        sa.CheckConstraint(
            "ours_milli BETWEEN 0 AND quantity_milli", name=op.f("ck_product_usage_ours_of_quantity")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_product_usage_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_product_usage_product_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_usage")),
        sqlite_autoincrement=True,
    )
    columns = ["customer_id", "id"]
    op.create_index("ix_product_usage_customer", "product_usage", columns, unique=False)
    op.create_index("ix_product_usage_product", "product_usage", ["product_id"], unique=False)


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
