"""Customers that have something in common, found key by key, the heaviest kinds first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from itertools import combinations

from crm_tui.db.queries import suspects
from crm_tui.db.unit_of_work import View
from crm_tui.domain.duplicates import DuplicateLevels, MatchKind, MatchLevel, is_nobodys
from crm_tui.domain.duplicates.suspects import (
    MOST_IN_PAIRS,
    Pair,
    SharedKey,
    SuspectRequest,
    Suspects,
    crowd_level,
    heaviest_first,
)
from crm_tui.domain.identifiers import CustomerId
from crm_tui.services.suspects.telling import told_crowd, told_pairs
from crm_tui.values import dataclass


def kinds_in_order(request: SuspectRequest, levels: DuplicateLevels) -> list[MatchKind]:
    """Return the kinds of matches that are looked for, the heaviest first."""
    wanted = request.kinds or frozenset(MatchKind)
    kinds = [kind for kind in MatchKind if kind in wanted and levels.of(kind) is not MatchLevel.OFF]
    return sorted(kinds, key=lambda kind: -levels.of(kind).weight)


@dataclass(slots=True)
class Gathering:
    """What was found so far: no more of a level than are asked for at all."""

    levels: DuplicateLevels
    kinds: Sequence[MatchKind]
    limit: int
    _found: dict[MatchLevel, list[Suspects]] = field(default_factory=dict)
    _crowds: set[tuple[int, tuple[CustomerId, ...]]] = field(default_factory=set)
    _sizes: dict[tuple[MatchKind, str], int] = field(default_factory=dict)

    def is_full(self, kind: MatchKind) -> bool:
        """Return whether nothing that a kind can find would be among those asked for."""
        weight = self.levels.of(kind).weight
        heavier = [found for level, found in self._found.items() if level.weight >= weight]
        return sum(map(len, heavier)) >= self.limit

    def add(self, view: View, kind: MatchKind, found: Iterable[suspects.Shared]) -> None:
        """Add the customers that share keys of a kind, but those told for a heavier reason."""
        pairs: list[Pair] = []
        for each in found:
            if is_nobodys(kind, each.count):
                continue
            if each.count > MOST_IN_PAIRS:
                self._add_crowd(view, kind, each)
            else:
                pairs += _pairs_of(each)
        for told in told_pairs(view, list(dict.fromkeys(pairs))):
            reason = self._reason(view, told.shared)
            if reason is not None and reason.kind is kind:
                self._put(told.suspects(reason))

    def told(self) -> list[Suspects]:
        """Return as many as are asked for, the heaviest first."""
        everything = [each for found in self._found.values() for each in found]
        return heaviest_first(everything)[: self.limit]

    def _reason(self, view: View, shared: Sequence[SharedKey]) -> SharedKey | None:
        """Return for which of the reasons two customers are told: the heaviest few share."""
        for each in shared:
            if each.kind in self.kinds and not self._is_crowded(view, each):
                return each
        return None

    def _is_crowded(self, view: View, shared: SharedKey) -> bool:
        asked = (shared.kind, shared.key)
        if asked not in self._sizes:
            self._sizes[asked] = suspects.holders(view, *asked, MOST_IN_PAIRS + 1)
        return self._sizes[asked] > MOST_IN_PAIRS

    def _add_crowd(self, view: View, kind: MatchKind, found: suspects.Shared) -> None:
        same = (found.count, found.ids)
        is_room = self._has_room(crowd_level(kind, self.levels))
        if found.is_asked and is_room and same not in self._crowds:
            self._crowds.add(same)
            self._put(told_crowd(view, kind, found))

    def _has_room(self, level: MatchLevel) -> bool:
        return len(self._found.get(level, ())) < self.limit

    def _put(self, found: Suspects) -> None:
        if self._has_room(found.level):
            self._found.setdefault(found.level, []).append(found)


def _pairs_of(found: suspects.Shared) -> Iterator[Pair]:
    for one, other in combinations(found.ids, 2):
        if not found.asked.isdisjoint((one, other)):
            yield one, other
