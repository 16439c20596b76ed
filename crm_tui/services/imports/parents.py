"""上级客户 named in a file: found by name once all its rows are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.db.queries import customers, imports
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.text import name_key


def set_parents(unit: Unit, named: Sequence[tuple[CustomerId, str]]) -> None:
    """Put customers under the parents that their rows name, where those are here and seen.

    A name that nobody has is left out, and so is what would put a customer under itself.
    """
    if not named:
        return
    keys = {("name", name_key(parent)) for _, parent in named}
    found = imports.holders(unit, keys).now
    parents: dict[CustomerId, CustomerId] = {}
    for customer_id, name in named:
        rows = [row for row in found.get(("name", name_key(name)), ()) if row.visible]
        if rows and not _stands_under(CustomerId(rows[0].id), customer_id, parents):
            parents[customer_id] = CustomerId(rows[0].id)
    for customer_id, parent_id in parents.items():
        customers.update_customer(unit, customer_id, {"parent_id": parent_id})


def _stands_under(
    one: CustomerId, other: CustomerId, parents: Mapping[CustomerId, CustomerId]
) -> bool:
    """Return whether a customer is another, or stands under it in the same file."""
    seen: set[CustomerId] = set()
    each: CustomerId | None = one
    while each is not None and each not in seen:
        if each == other:
            return True
        seen.add(each)
        each = parents.get(each)
    return False
