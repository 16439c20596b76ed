"""Quotes that belong to an opportunity."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Bring the schema to version 20."""
    op.execute(
        sa.text(
            "ALTER TABLE quote ADD COLUMN opportunity_id INTEGER"
            " CONSTRAINT fk_quote_opportunity_id REFERENCES opportunity (id) ON DELETE RESTRICT"
        )
    )
    op.create_index("ix_quote_opportunity", "quote", ["opportunity_id"], unique=False)


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
