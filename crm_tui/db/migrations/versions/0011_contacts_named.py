"""Follow-ups and tasks are found by the contact they name: one that goes is looked for there."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Bring the schema to version 11."""
    names_one = sa.text("contact_id IS NOT NULL")
    for table in ("follow_up", "task"):
        op.create_index(
            f"ix_{table}_contact",
            table,
            ["contact_id"],
            unique=False,
            sqlite_where=names_one,
            postgresql_where=names_one,
        )


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
