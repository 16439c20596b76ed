"""Moving all customers of a pool that is being deleted, in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm_tui.db.queries import batches, customers, pools
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import CustomerMoved
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import PoolFields, is_overdue, opens_after_entry
from crm_tui.services import holds, protection

CHUNK = 500


def move_everybody(unit: Unit, pool_id: PoolId, to: PoolId, there: PoolFields) -> int:
    """Put every customer of a pool into another, with one event each; return how many.

    Owned ones keep their clock and run under the rules there, with grace. Those set aside go
    along, so that a restored one has a pool to lie in.
    """
    opens_at = opens_after_entry(unit.now, there.new_closed_hours)
    moved = 0
    while rows := _settled(unit, pools.rows_of_pool(unit, pool_id, CHUNK)):
        pools.move_rows(unit, [row.id for row in rows], to, opens_at)
        owned = [row for row in rows if row.owner_id is not None]
        if owned:
            again = customers.stored_rows(unit, [row.id for row in owned])
            protection.recompute_rows(unit, again, cause="pool")
        _record(unit, rows, to, there.name)
        moved += len(rows)
    return moved


def _settled(unit: Unit, rows: Sequence[Any]) -> Sequence[Any]:
    """Return the rows after ending the periods among them that are overdue."""
    overdue = [row for row in rows if row.owner_id and is_overdue(row.last_day, unit.today)]
    if not overdue or holds.hold_if_due(unit):
        return rows
    protection.reclaim_overdue(unit, overdue)
    return customers.stored_rows(unit, [row.id for row in rows])


def _record(unit: Unit, rows: Sequence[Any], to: PoolId, name: str) -> None:
    events: list[dict[str, object]] = [
        {
            "customer_id": row.id,
            "record_id": row.id,
            "before": {
                "pool_id": row.pool_id,
                "opens_at": row.opens_at,
                "pool_since": row.pool_since,
                "protection": protection.match_values(unit, row),
            },
            "after": {"pool_id": to, "pool": name},
        }
        for row in rows
    ]
    batches.add_events(unit, CustomerMoved.kind(), events)
    for row in rows:
        unit.touched(CustomerMoved.kind(), row.id)
