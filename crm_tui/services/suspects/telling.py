"""What is told of two customers that may be one, or of many that share a key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crm_tui.db.queries import customers, suspects
from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.unit_of_work import View
from crm_tui.domain.customers import CustomerRow, Standing
from crm_tui.domain.duplicates import MatchKind, levels_from_json
from crm_tui.domain.duplicates.suspects import (
    Pair,
    SharedKey,
    Suspects,
    crowd_level,
    masked_key,
    shared_keys,
    weighed,
)
from crm_tui.domain.identifiers import CustomerId
from crm_tui.values import dataclass

_PAIRS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Told:
    """Two customers that may be told of, with all they have in common as it is stored."""

    pair: Pair
    customers: tuple[CustomerRow, CustomerRow]
    shared: tuple[SharedKey, ...]
    is_hidden: bool
    """Whether the contact details of one of them are hidden from who looks."""

    def suspects(self, first: SharedKey) -> Suspects:
        """Return what is told of them, one of the reasons first."""
        shared = (first, *(each for each in self.shared if each != first))
        return Suspects(self.customers, 2, first.level, self.masked(shared))

    def masked(self, shared: Sequence[SharedKey]) -> tuple[SharedKey, ...]:
        """Return the reasons as they may be told."""
        return tuple(map(_masked, shared)) if self.is_hidden else tuple(shared)


def told_pairs(view: View, pairs: Sequence[Pair]) -> Iterator[Told]:
    """Yield those of the pairs that this person sees and nobody called different."""
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        yield from _told(view, pairs[start : start + _PAIRS_AT_ONCE])


def _told(view: View, pairs: Sequence[Pair]) -> Iterator[Told]:
    ids = sorted({each for pair in pairs for each in pair})
    levels = levels_from_json(view.office.duplicates)
    dismissed, keys = suspects.dismissed(view, ids), suspects.keys_of(view, ids)
    rows = standing_rows(view, ids)
    hidden = hidden_ids(view, ids)
    for pair in pairs:
        first, second = pair
        if pair not in dismissed and first in rows and second in rows:
            both = (rows[first], rows[second])
            found = shared_keys(keys.get(first, ()), keys.get(second, ()))
            shared = tuple(weighed(found, *both, levels))
            yield Told(pair, both, shared, not hidden.isdisjoint(pair))


def standing_rows(view: View, ids: Sequence[int]) -> dict[CustomerId, CustomerRow]:
    """Return by their id those of the customers that this person sees and nobody set aside."""
    found = customers.rows(view, ids)
    return {row.id: row for row in found if row.standing is Standing.NORMAL}


def told_crowd(view: View, kind: MatchKind, found: suspects.Shared) -> Suspects:
    """Return what is told of many customers with one key."""
    level = crowd_level(kind, levels_from_json(view.office.duplicates))
    shared = SharedKey(kind, found.key, level)
    if hidden_ids(view, found.ids):
        shared = _masked(shared)
    return Suspects(tuple(customers.rows(view, found.ids)), found.count, level, (shared,))


def _masked(shared: SharedKey) -> SharedKey:
    return replace(shared, key=masked_key(shared.kind, shared.key))
