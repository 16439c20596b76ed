"""Claims by the day they were made: a report of a day read every period of every customer."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

_ARE_CLAIMS = sa.text("how_started = 'claimed'")


def upgrade() -> None:
    """Bring the schema to version 33."""
    op.create_index(
        "ix_ownership_period_claimed",
        "ownership_period",
        ["start_day", "owner_id"],
        unique=False,
        sqlite_where=_ARE_CLAIMS,
        postgresql_where=_ARE_CLAIMS,
    )


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
