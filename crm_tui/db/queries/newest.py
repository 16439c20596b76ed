"""The newest rows of a whole office, where no index has all of them in their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select

from crm_tui.db.unit_of_work import View

READ = (4, 64)
"""Of so many times as many as are wanted some are out of sight; if too many are, all are read."""


def first_found(
    view: View, statement: Select[Any], beginnings: Iterable[ColumnElement[bool]], limit: int
) -> Sequence[Any]:
    """Return the first rows of a statement, looked for in ever longer beginnings of its order.

    What joins and sorts all rows of an office takes a minute for the few that are shown.
    """
    rows: Sequence[Any] = ()
    for beginning in beginnings:
        rows = view.connection.execute(statement.where(beginning).limit(limit)).all()
        if len(rows) == limit:
            break
    return rows
