"""The customers that rows name, among those whom a person may change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crm_tui.db.queries import customers, imports, opportunities
from crm_tui.db.unit_of_work import View
from crm_tui.domain.identifiers import CustomerId, OpportunityId
from crm_tui.domain.imports import Column, HeaderMatch
from crm_tui.domain.imports.outcomes import NotStored, RowNotStored
from crm_tui.domain.imports.parsed import NamingRow
from crm_tui.domain.text import folded
from crm_tui.errors import RefusedError
from crm_tui.services import access
from crm_tui.services.imports.deciding import place_of
from crm_tui.services.imports.spools import CHUNK
from crm_tui.values import dataclass

_NAME_KINDS = ("name", "former")


@dataclass(frozen=True, slots=True)
class Named:
    """What names mean: the customers of each that are seen, and which of all may be changed."""

    header: HeaderMatch
    seen: dict[str, list[int]]
    editable: frozenset[int]

    def customer_of(self, row: NamingRow) -> CustomerId | RowNotStored:
        """Return the customer that a row is about, or why there is not just one."""
        ids = dict.fromkeys(self.seen.get(row.name_key, ()))
        mine = [each for each in ids if each in self.editable]
        if len(mine) == 1:
            return CustomerId(mine[0])
        reason = NotStored.NO_CUSTOMER
        if ids:
            reason = NotStored.SEVERAL_CUSTOMERS if mine else NotStored.NOT_YOURS
        return not_stored(self.header, row, reason)


def not_stored(header: HeaderMatch, row: NamingRow, reason: NotStored) -> RowNotStored:
    """Return why a row is not stored, told at the name of its customer."""
    return RowNotStored(row.line, *place_of(header, Column.NAME), row.name, reason)


def named_in(view: View, header: HeaderMatch, rows: Sequence[NamingRow]) -> Named:
    """Return what the names in some rows mean."""
    names = dict.fromkeys(row.name_key for row in rows)
    keys = [(kind, name) for kind in _NAME_KINDS for name in names]
    found: dict[str, list[int]] = {}
    for (_, name), stored in imports.holders(view, keys).now.items():
        found.setdefault(name, []).extend(row.id for row in stored if row.visible)
    return Named(header, found, editable_of(view, {each for ids in found.values() for each in ids}))


def editable_of(view: View, ids: Iterable[int]) -> frozenset[int]:
    """Return which of some customers this person may change."""
    found = set()
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        for row in customers.stored_rows(view, ordered[start : start + CHUNK]):
            try:
                access.refuse_edit(view, row)
            except RefusedError:
                continue
            found.add(row.id)
    return frozenset(found)


def opportunity_called(view: View, customer_id: CustomerId, name: str) -> OpportunityId | None:
    """Return the opportunity of a customer that is called so, an open one rather than another."""
    wanted = folded(name)
    found = [
        each
        for each in opportunities.of_customer(view, customer_id)
        if folded(each.name) == wanted and not each.is_deleted
    ]
    found.sort(key=lambda each: not each.is_open)
    return found[0].id if found else None
