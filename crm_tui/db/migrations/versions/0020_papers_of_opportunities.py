"""Quotes that belong to an opportunity."""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Bring the schema to version 20."""
    op.execute("ALTER TABLE quote ADD COLUMN opportunity_id INTEGER")
    op.create_index("ix_quote_opportunity", "quote", ["opportunity_id"], unique=False)


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
