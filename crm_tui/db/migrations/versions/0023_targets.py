"""Targets of people by month."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

_GRANTED = "target.set"
_GRANTING = frozenset({"pool.grant", "office.manage"})
"""Whoever stands above others, as these permissions say, sets targets from now on."""


def upgrade() -> None:
    """Bring the schema to version 23."""
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("value >= 0", name=op.f("ck_target_value_not_negative")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_target_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("month", "user_id", "kind", name=op.f("uq_target_month_user_id_kind")),
        sqlite_autoincrement=True,
    )
    _grant()


def _grant() -> None:
    bind = op.get_bind()
    for role_id, stored in bind.execute(sa.text("SELECT id, permissions FROM role")).all():
        permissions = set(json.loads(stored))
        if permissions & _GRANTING:
            said = json.dumps(sorted(permissions | {_GRANTED}), separators=(",", ":"))
            bind.execute(
                sa.text("UPDATE role SET permissions = :said WHERE id = :id"),
                {"said": said, "id": role_id},
            )


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
