"""What a merge does to an office, row by row, and why one is refused."""

from __future__ import annotations

import pytest
from sqlmodel import SQLModel

from crm_tui.bootstrap import Crm
from crm_tui.db import tables  # noqa: F401 - declares every table
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.errors import RefusedError

Rows = dict[str, list[tuple[object, ...]]]
_APART = {"batch", "event", "alembic_version", "sqlite_sequence"}
_STAMPS = {"version", "updated_at", "updated_by_id", "max_seen_at"}


def rows(crm: Crm) -> Rows:
    """Every row of every table, but the history and who changed it last."""
    wanted = {
        table.name: ", ".join(
            f'"{each.name}"' for each in table.columns if each.name not in _STAMPS
        )
        for table in SQLModel.metadata.sorted_tables
        if table.name not in _APART
    }
    with crm.database.glancing() as connection:
        return {
            name: sorted(
                (tuple(row) for row in connection.exec_driver_sql(f"SELECT {columns} FROM {name}")),
                key=repr,
            )
            for name, columns in wanted.items()
            if columns
        }


def differing(before: Rows, after: Rows) -> dict[str, object]:
    """The rows that are no more, and those that came."""
    return {
        name: (
            [each for each in before[name] if each not in after[name]],
            [each for each in after[name] if each not in before[name]],
        )
        for name in before
        if before[name] != after[name]
    }


def refusal(crm: Crm, actor: Actor, kept: CustomerId, given_up: CustomerId) -> object:
    """Why it is refused; the look before says the same."""
    before = rows(crm)
    with pytest.raises(RefusedError) as refused:
        crm.merging.merge(actor, kept, given_up)
    seen = crm.merging.preview(actor, kept, given_up).refusal
    assert isinstance(seen, RefusedError)
    assert seen.refusal == refused.value.refusal
    assert differing(before, rows(crm)) == {}
    return refused.value.refusal
