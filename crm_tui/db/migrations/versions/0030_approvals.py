"""What was asked for before it was done, and notices of how it was answered."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

_TOLD = (
    *("mention", "comment", "escalation", "task_given", "levels", "contact_passed_on"),
    *("customer_merged", "receipt_confirmed", "receipt_refused", "large_deal", "large_won"),
)
_NEW = ("approval_granted", "approval_refused")
_GRANTED, _GRANTING = "approve", "office.manage"
"""Whoever runs the office may grant what anybody asks."""


def upgrade() -> None:
    """Bring the schema to version 30."""
    is_open = sa.text("status = 'open'")
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            _words("approvalact", "quote", "order", "contract", "refund"),
            nullable=False,
        ),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("discount_share", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            _words("approvalstatus", "open", "granted", "refused", "withdrawn", "used"),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["app_user.id"],
            name=op.f("fk_approval_asked_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_approval_customer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_approval_asked_by", "approval", ["asked_by_id", "id"], unique=False)
    op.create_index("ix_approval_customer", "approval", ["customer_id", "id"], unique=False)
    op.create_index(
        *("ix_approval_open", "approval", ["id"]),
        unique=False,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_approval_paper", "approval", ["act", "record_id", "id"], unique=False)
    _tell_more()
    _grant()


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _tell_more() -> None:
    """Let a notice tell of an answer; its rows are not touched."""
    bind = op.get_bind()
    words = ", ".join(f"'{word}'" for word in (*_TOLD, *_NEW))
    if bind.dialect.name != "sqlite":
        name = op.f("ck_notice_noticekind")
        op.drop_constraint(name, "notice", type_="check")
        op.create_check_constraint(name, "notice", f"kind IN ({words})")
        return
    # As for version 8: the check is written anew, and no row is copied for a word.
    stored = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'notice'"
    sql = str(bind.execute(sa.text(stored)).scalar_one())
    begins = sql.index("kind IN (")
    changed = f"{sql[:begins]}kind IN ({words}{sql[sql.index(')', begins) :]}"
    version = int(bind.execute(sa.text("PRAGMA schema_version")).scalar_one())
    bind.execute(sa.text("PRAGMA writable_schema = ON"))
    bind.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = 'notice'"),
        {"sql": changed},
    )
    bind.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    bind.execute(sa.text("PRAGMA writable_schema = OFF"))


def _grant() -> None:
    bind = op.get_bind()
    for role_id, stored in bind.execute(sa.text("SELECT id, permissions FROM role")).all():
        permissions = set(json.loads(stored))
        if _GRANTING in permissions:
            said = json.dumps(sorted(permissions | {_GRANTED}), separators=(",", ":"))
            bind.execute(
                sa.text("UPDATE role SET permissions = :said WHERE id = :id"),
                {"said": said, "id": role_id},
            )


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
