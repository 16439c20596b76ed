"""Customers of nearly one name: compared where keys of their names meet, on disk."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from functools import lru_cache
from heapq import nlargest
from itertools import combinations, groupby, islice, product

from crm_tui.db.interrupts import stop_if_cancelled
from crm_tui.db.key_stages import KeyStage
from crm_tui.db.queries.suspects import Named
from crm_tui.domain.duplicates import are_branches
from crm_tui.domain.duplicates.near_names import (
    NearName,
    Nearness,
    candidate_keys,
    company,
    nearness,
    person,
)
from crm_tui.domain.duplicates.suspects import Pair
from crm_tui.values import dataclass

MOST_COMPARED = 60
"""Of names that meet in one key only so many are compared with each other."""
_MOST_OF_A_NAME = 20
"""Of customers with the very same name only so many are paired with others."""
_MOST_OF_TWO_NAMES = 5
_AT_HAND = 20_000
"""Names that are kept as they are compared, some 20 MB: each meets others in several keys."""
_NAMES = "names"
_KINDS = ("sound", "person", "brand", "edited")
_KEPT = 4


@dataclass(frozen=True, slots=True)
class _Alike:
    """Customers that have one name as it is compared."""

    name: NearName
    customers: tuple[Named, ...]


class NearNames:
    """Names of customers, compared with each other in little memory however many they are."""

    def __init__(self) -> None:
        self._stage = KeyStage()
        self._stage.begin(_NAMES)
        self._number = 0
        self._read = lru_cache(maxsize=_AT_HAND)(self._unpacked)

    def add(self, names: Iterator[Named], *, persons: bool) -> None:
        """Add names in the order of their keys."""
        for key, same in groupby(names, key=lambda each: each.key):
            alike = list(islice(same, _MOST_OF_A_NAME))
            name = person(key) if persons else company(key)
            members = [
                (each.customer_id, each.name, each.province, each.is_asked) for each in alike
            ]
            packed = pickle.dumps((key, _parts(name), members), pickle.HIGHEST_PROTOCOL)
            self._stage.put(_NAMES, self._number, packed)
            self._stage.add((*pair, self._number) for pair in candidate_keys(name))
            self._number += 1

    def pairs(self, limit: int, progress: Callable[[int], None]) -> dict[Pair, Nearness]:
        """Return the most alike of which one is asked for; is told after how many keys it is."""
        found: dict[Pair, Nearness] = {}
        least = 0
        for number, (_key, places) in enumerate(self._stage.shared(_KINDS)):
            if number % 1000 == 0:
                progress(number)
                stop_if_cancelled()
            for one, other in combinations(places[:MOST_COMPARED], 2):
                first, second = self._read(one), self._read(other)
                near = nearness(first.name, second.name)
                if near is not None and near.score > least:
                    found |= dict.fromkeys(_customers_of(first, second), near)
            if len(found) > 2 * _KEPT * limit:
                found = _best(found, _KEPT * limit)
                # What is no more alike than all that are kept is one of too many.
                least = min(near.score for near in found.values())
        return _best(found, _KEPT * limit)

    def close(self) -> None:
        """Let go of the file."""
        self._stage.close()

    def _unpacked(self, place: int) -> _Alike:
        packed = self._stage.got(_NAMES, place)
        key, name, members = pickle.loads(packed)  # noqa: S301 - packed above
        return _Alike(NearName(*name), tuple(Named(key, *each) for each in members))


def _parts(name: NearName) -> tuple[str | bool, ...]:
    return (name.core, name.brand, name.trade, name.sound, name.counted, name.is_person)


def _customers_of(first: _Alike, second: _Alike) -> Iterator[Pair]:
    """Yield pairs of customers, one of each name, that are in one place as far as is known."""
    pairs = (
        (min(one.customer_id, other.customer_id), max(one.customer_id, other.customer_id))
        for one, other in product(first.customers, second.customers)
        if (one.is_asked or other.is_asked) and not _are_elsewhere(one, other)
    )
    yield from islice(pairs, _MOST_OF_TWO_NAMES)


def _are_elsewhere(one: Named, other: Named) -> bool:
    if one.province and other.province and one.province != other.province:
        return True
    return are_branches(one.name, other.name)


def _best(found: dict[Pair, Nearness], limit: int) -> dict[Pair, Nearness]:
    return dict(nlargest(limit, found.items(), key=lambda each: (each[1].score, each[0])))
