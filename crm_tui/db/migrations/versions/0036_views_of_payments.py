"""Saved views of payments, and the orders in which their list is walked."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

_TABLES = ("saved_view", "view_choice")
_WANTED = (
    "tab IN ('customers', 'pool', 'leads', 'opportunities', 'orders', 'contracts', 'quotes',"
    " 'payments')"
)
_INDEXES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("ix_payment_day", ("day", "id", "deleted_at", "kind", "owner_id", "customer_id"), ""),
    ("ix_payment_deleted", ("day", "id"), "deleted_at IS NOT NULL"),
)


def upgrade() -> None:
    """Bring the schema to version 36."""
    for table in _TABLES:
        _allow_tabs(table)
    op.drop_index("ix_payment_day", table_name="payment")
    for name, columns, where in _INDEXES:
        only = sa.text(where) if where else None
        op.create_index(
            *(name, "payment", list(columns)),
            unique=False,
            sqlite_where=only,
            postgresql_where=only,
        )


def _allow_tabs(table: str) -> None:
    """Let a table hold views of payments; its rows are not touched."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        name = op.f(f"ck_{table}_listtab")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, _WANTED)
        return
    stored = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table")
    sql = str(bind.execute(stored, {"table": table}).scalar_one())
    begin = sql.index("tab IN (")
    end = sql.index(")", begin) + 1
    version = int(bind.execute(sa.text("PRAGMA schema_version")).scalar_one())
    bind.execute(sa.text("PRAGMA writable_schema = ON"))
    # As https://www.sqlite.org/lang_altertable.html#otheralter gives for what no row depends on.
    bind.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :table"),
        {"sql": sql[:begin] + _WANTED + sql[end:], "table": table},
    )
    bind.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    bind.execute(sa.text("PRAGMA writable_schema = OFF"))


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
