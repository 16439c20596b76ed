"""上级客户 named in a file: found by name once all its rows are written."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.db.queries import customers, imports
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.text import name_key
from crm_tui.services.groups import why_not_under


def set_parents(unit: Unit, named: Sequence[tuple[CustomerId, str]]) -> None:
    """Put customers under the parents that their rows name, where those are here and seen.

    A name that nobody has is left out, and so is what would be a circle or too deep.
    """
    if not named:
        return
    keys = {("name", name_key(parent)) for _, parent in named}
    found = imports.holders(unit, keys).now
    for customer_id, name in named:
        rows = [row for row in found.get(("name", name_key(name)), ()) if row.visible]
        if rows and why_not_under(unit, customer_id, CustomerId(rows[0].id)) is None:
            customers.update_customer(unit, customer_id, {"parent_id": rows[0].id})
