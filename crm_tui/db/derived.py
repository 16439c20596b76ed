"""Columns that follow from others: where they differ, and statements that write them anew."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from crm_tui.db.raw import rows, run, run_each
from crm_tui.values import dataclass

NAMED = 5
"""How many ids of what is wrong are told."""
_PATHS = "SELECT id, coalesce(parent_id, 0), path FROM department ORDER BY id"


@dataclass(frozen=True, slots=True)
class Derived:
    """A column, and the expression that it should hold, for the rows of its table."""

    table: str
    column: str
    value: str
    wrong: str = ""
    """When it is wrong, where that is not simply that it differs."""

    @property
    def name(self) -> str:
        """Return what it is called in a report."""
        return f"{self.table}.{self.column}"

    @property
    def differs(self) -> str:
        """Return the condition under which a row is wrong."""
        return self.wrong or f"coalesce({self.column}, 0) != coalesce(({self.value}), 0)"


_HOLDERS = """
SELECT count(*) FROM (SELECT owner_id, how_started, lag(owner_id) OVER (ORDER BY id) AS before
FROM ownership_period WHERE customer_id = customer.id AND coalesce(how_ended, '') != 'undone') held
WHERE how_started NOT IN ('created', 'imported') AND owner_id != coalesce(before, 0)
"""
_TALKS = "FROM follow_up WHERE customer_id = customer.id AND deleted_at IS NULL"
_NO_PEOPLE = (
    "SELECT count(*) = 0 FROM contact WHERE customer_id = customer.id AND deleted_at IS NULL"
)
_OPEN = "FROM ownership_period WHERE customer_id = customer.id AND ended_at IS NULL"

COUNTED = (
    Derived("app_user", "held", "SELECT count(*) FROM customer WHERE owner_id = app_user.id"),
    Derived("customer", "period_id", f"SELECT max(id) {_OPEN}"),
    Derived("customer", "holder_count", _HOLDERS),
    Derived(
        "customer",
        "last_follow_up_at",
        f"SELECT max(happened_at) {_TALKS}",
        # It may be later: an import brings the day of the last one, not the follow-up.
        wrong=f"last_follow_up_at < (SELECT max(happened_at) {_TALKS})",
    ),
    Derived("customer", "is_incomplete", _NO_PEOPLE, wrong=f"is_incomplete != ({_NO_PEOPLE})"),
)
"""What is counted or copied from other rows."""
_OWNERS = (
    "SELECT customer.id FROM customer LEFT JOIN ownership_period p"
    " ON p.customer_id = customer.id AND p.ended_at IS NULL"
    " WHERE coalesce(customer.owner_id, 0) != coalesce(p.owner_id, 0) ORDER BY 1 LIMIT ?"
)


def faults(connection: Connection) -> Iterator[str]:
    """Yield one line for each column that is wrong somewhere."""
    for each in COUNTED:
        found = rows(
            connection,
            f"SELECT id FROM {each.table} WHERE {each.differs} ORDER BY id LIMIT ?",  # noqa: S608 - columns of ours
            (NAMED,),
        )
        if found:
            yield told(each.name, [row[0] for row in found])
    wrong = [key for key, _path in _wrong_paths(connection)]
    if wrong:
        yield told("department.path", wrong[:NAMED])


def owner_faults(connection: Connection) -> Iterator[str]:
    """Yield a line where owner and history differ: which of them is true nobody can compute."""
    found = [row[0] for row in rows(connection, _OWNERS, (NAMED,))]
    if found:
        yield told("customer.owner_id", found)


def mend(connection: Connection) -> None:
    """Write every such column anew where it is wrong."""
    for each in COUNTED:
        run(
            connection,
            f"UPDATE {each.table} SET {each.column} = ({each.value}) WHERE {each.differs}",  # noqa: S608 - columns of ours
        )
    paths = [(path, key) for key, path in _wrong_paths(connection)]
    run_each(connection, "UPDATE department SET path = ? WHERE id = ?", paths)


def told(name: str, ids: list[int]) -> str:
    """Return a line that names a column and the first rows in which it is wrong."""
    return f"{name}: {', '.join(map(str, ids))}"


def _wrong_paths(connection: Connection) -> Iterator[tuple[int, str]]:
    stored = rows(connection, _PATHS)
    parents = {key: parent for key, parent, _path in stored}
    for key, _parent, path in stored:
        above, at = [key], parents[key]
        while at in parents and at not in above:
            above.append(at)
            at = parents[at]
        right = "/" + "".join(f"{each}/" for each in reversed(above))
        if path != right:
            yield key, right
