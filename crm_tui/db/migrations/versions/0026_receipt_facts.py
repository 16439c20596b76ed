"""The rules of the pool may ask for a receipt: what was received counts in the periods that run."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

_KINDS = ("contact", "visit", "opportunity", "quote", "deal", "contract", "receipt")


def upgrade() -> None:
    """Bring the schema to version 26."""
    _allow_receipts()
    op.execute(
        "INSERT INTO period_fact (period_id, kind, subject_id, day, detail)"
        " SELECT customer.period_id, 'receipt', payment.id, payment.day, ''"
        " FROM payment JOIN customer ON customer.id = payment.customer_id"
        " WHERE payment.kind = 'receipt' AND payment.deleted_at IS NULL"
        " AND customer.period_id IS NOT NULL AND payment.amount_minor > -coalesce("
        "(SELECT sum(refund.amount_minor) FROM payment AS refund"
        " WHERE refund.refund_of_id = payment.id AND refund.deleted_at IS NULL), 0)"
    )


def _allow_receipts() -> None:
    """Let facts be of receipts; millions of them are not copied for a word."""
    bind = op.get_bind()
    words = ", ".join(f"'{word}'" for word in _KINDS)
    if bind.dialect.name != "sqlite":
        name = op.f("ck_period_fact_factkind")
        op.drop_constraint(name, "period_fact", type_="check")
        op.create_check_constraint(name, "period_fact", f"kind IN ({words})")
        return
    # As for version 8: the check is written anew, and no row is touched.
    stored = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'period_fact'"
    sql = str(bind.execute(sa.text(stored)).scalar_one())
    begins = sql.index("kind IN (")
    changed = f"{sql[:begins]}kind IN ({words}{sql[sql.index(')', begins) :]}"
    version = int(bind.execute(sa.text("PRAGMA schema_version")).scalar_one())
    bind.execute(sa.text("PRAGMA writable_schema = ON"))
    bind.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = 'period_fact'"),
        {"sql": changed},
    )
    bind.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    bind.execute(sa.text("PRAGMA writable_schema = OFF"))


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
