"""Search over email, address, tags and the text of follow-ups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm_tui.db.search.rebuilding import rebuild

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Store what else a customer is found by, and index it and what follow-ups say."""
    for name in ("search_details", "search_accounts"):
        op.add_column(
            "customer", sa.Column(name, sa.String(4000), nullable=False, server_default="")
        )
    rebuild(op.get_bind())


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
