"""Notices of customers that somebody was given: one tells how many."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

_TOLD = (
    *("mention", "comment", "escalation", "task_given", "levels", "contact_passed_on"),
    *("customer_merged", "receipt_confirmed", "receipt_refused", "large_deal", "large_won"),
    *("approval_granted", "approval_refused", "customers_given", "customers_imported"),
)


def upgrade() -> None:
    """Bring the schema to version 34."""
    op.add_column(
        "notice", sa.Column("how_many", sa.Integer(), server_default="1", nullable=False)
    )
    _allow_notices()


def _allow_notices() -> None:
    bind = op.get_bind()
    words = ", ".join(f"'{word}'" for word in _TOLD)
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


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
