"""Who enters expenses and who sees what others spent: rights of their own."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

_GRANTED = {"customer.edit": {"expense.edit"}, "view": {"expense.view"}}
"""Whoever may do the one could do the others so far, and may from now on."""


def upgrade() -> None:
    """Bring the schema to version 32."""
    bind = op.get_bind()
    for role_id, stored in bind.execute(sa.text("SELECT id, permissions FROM role")).all():
        permissions = set(json.loads(stored))
        granted = set[str]().union(*(_GRANTED.get(each, ()) for each in permissions))
        if granted - permissions:
            said = json.dumps(sorted(permissions | granted), separators=(",", ":"))
            bind.execute(
                sa.text("UPDATE role SET permissions = :said WHERE id = :id"),
                {"said": said, "id": role_id},
            )


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
