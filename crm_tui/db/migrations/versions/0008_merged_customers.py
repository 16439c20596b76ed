"""Periods and notices know of customers that were merged into others."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_ENDS = (
    "returned",
    "reclaimed",
    "deleted",
    "invalid",
    "blacklisted",
    "transferred",
    "handed_over",
    "disputed",
    "undone",
)
_TOLD = ("mention", "comment", "escalation", "task_given", "levels", "contact_passed_on")


def upgrade() -> None:
    """Bring the schema to version 8."""
    _allow("ownership_period", "periodend", "how_ended", _ENDS, "merged")
    _allow("notice", "noticekind", "kind", _TOLD, "customer_merged")


def _allow(table: str, check: str, column: str, known: tuple[str, ...], new: str) -> None:
    """Let a column hold one more word."""
    if op.get_bind().dialect.name != "sqlite":
        name = op.f(f"ck_{table}_{check}")
        op.drop_constraint(name, table, type_="check")
        words = ", ".join(f"'{word}'" for word in (*known, new))
        op.create_check_constraint(name, table, f"{column} IN ({words})")
        return
    _rewrite_check(table, column, f"'{known[-1]}')", f"'{known[-1]}', '{new}')")


def _rewrite_check(table: str, column: str, old: str, new: str) -> None:
    """Write another check into what SQLite keeps of a table; its rows are not touched.

    The way https://www.sqlite.org/lang_altertable.html#otheralter gives for a change that does not
    concern what is stored: millions of periods are not copied for a word.
    """
    bind = op.get_bind()
    stored = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table"
    sql = str(bind.execute(sa.text(stored), {"table": table}).scalar_one())
    begins = sql.index(f"{column} IN (")
    changed = sql[:begins] + sql[begins:].replace(old, new, 1)
    version = int(bind.execute(sa.text("PRAGMA schema_version")).scalar_one())
    bind.execute(sa.text("PRAGMA writable_schema = ON"))
    bind.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :table"),
        {"sql": changed, "table": table},
    )
    bind.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    bind.execute(sa.text("PRAGMA writable_schema = OFF"))
