"""Contacts that change company or belong to several: since when, until when, as what."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Bring the schema to version 9."""
    # Nothing has written a row of it yet, so it is made anew with the columns it needs.
    op.drop_table("contact_affiliation")
    op.create_table(
        "contact_affiliation",
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("since_day", sa.Integer(), nullable=True),
        sa.Column("until_day", sa.Integer(), nullable=True),
        sa.Column("was_home", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        _reference("contact_id", "contact"),
        _reference("customer_id", "customer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_affiliation")),
        sqlite_autoincrement=True,
    )
    is_current = sa.text("until_day IS NULL AND deleted_at IS NULL")
    op.create_index(
        "uq_contact_affiliation_current",
        "contact_affiliation",
        ["contact_id", "customer_id"],
        unique=True,
        sqlite_where=is_current,
        postgresql_where=is_current,
    )
    for name in ("contact", "customer"):
        op.create_index(
            f"ix_contact_affiliation_{name}",
            "contact_affiliation",
            [f"{name}_id", "id"],
            unique=False,
        )


def _reference(column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_contact_affiliation_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="RESTRICT")


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
