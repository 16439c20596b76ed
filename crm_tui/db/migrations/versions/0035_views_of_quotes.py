"""Saved views of quotes, and the orders in which their list is walked."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

_TABLES = ("saved_view", "view_choice")
_WANTED = "tab IN ('customers', 'pool', 'leads', 'opportunities', 'orders', 'contracts', 'quotes')"
_INDEXES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "ix_quote_day",
        (
            *("quote_day", "id", "is_latest", "status", "deleted_at"),
            *("valid_until_day", "owner_id", "customer_id"),
        ),
        "",
    ),
    (
        "ix_quote_valid",
        ("valid_until_day", "id", "is_latest", "status", "deleted_at", "customer_id"),
        "",
    ),
    ("ix_quote_deleted", ("quote_day", "id"), "deleted_at IS NOT NULL"),
)


def upgrade() -> None:
    """Bring the schema to version 35."""
    for table in _TABLES:
        _allow_tabs(table)
    op.drop_index("ix_quote_day", table_name="quote")
    for name, columns, where in _INDEXES:
        only = sa.text(where) if where else None
        op.create_index(
            *(name, "quote", list(columns)),
            unique=False,
            sqlite_where=only,
            postgresql_where=only,
        )


def _allow_tabs(table: str) -> None:
    """Let a table hold views of quotes; its rows are not touched."""
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
