"""Saved views of leads, opportunities, orders and contracts."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_TABLES = ("saved_view", "view_choice")
_TABS = ("customers", "pool", "leads", "opportunities", "orders", "contracts")


def upgrade() -> None:
    """Bring the schema to version 24."""
    for table in _TABLES:
        _allow_tabs(table)


def _allow_tabs(table: str) -> None:
    """Let a table hold views of more lists; its rows are not touched."""
    bind = op.get_bind()
    wanted = "tab IN ({})".format(", ".join(f"'{each}'" for each in _TABS))
    if bind.dialect.name != "sqlite":
        name = op.f(f"ck_{table}_listtab")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, wanted)
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
        {"sql": sql[:begin] + wanted + sql[end:], "table": table},
    )
    bind.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    bind.execute(sa.text("PRAGMA writable_schema = OFF"))


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
