"""A list of records other than customers as a window: a stretch at once, all of it soon after."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from threading import Lock
from typing import Any, Generic, TypeVar

from crm_tui.db.queries import record_groups
from crm_tui.db.queries.hidden_texts import shown
from crm_tui.db.queries.record_lists import (
    ListedNoun,
    held_of,
    ids_of,
    in_their_order,
)
from crm_tui.db.unit_of_work import Database, View
from crm_tui.domain.list_figures import GroupValue, ListGroup, MoneyTotal
from crm_tui.domain.record_lists import Glimpse, RecordRequest
from crm_tui.domain.users import Actor
from crm_tui.services.queries import understood

RowT = TypeVar("RowT")
PAGE_ROWS = 64
_AHEAD = 256
_FEW = 1_000


def money_of(
    database: Database,
    actor: Actor,
    noun: ListedNoun[Any],
    request: RecordRequest,
    ids: Sequence[int] = (),
) -> list[MoneyTotal]:
    """Return what a list comes to by currency, or what some of its records do."""
    with database.reading(actor) as view:
        if ids:
            return record_groups.sums_of_ids(view, noun, ids)
        return record_groups.sums_of(view, noun, understood(view, request))


class RecordWindow(Generic[RowT]):
    """A list in its order; asked from worker threads, now and then from two at once.

    It remembers the ids of all its records, eight bytes each. Until `complete` was called they
    are the first ones only, or those of a moment ago where it goes on from a window `before`.
    """

    def __init__(
        self,
        database: Database,
        actor: Actor,
        noun: ListedNoun[RowT],
        request: RecordRequest,
        before: RecordWindow[RowT] | None = None,
    ) -> None:
        self.request = request
        self._database = database
        self._actor = actor
        self._noun = noun
        self._ids: array[int] = array("q")
        self._is_whole = self._is_exact = False
        self._learning = Lock()
        if before is not None and before.request == request:
            self._ids, self._is_whole = before.known

    @property
    def known(self) -> tuple[array[int], bool]:
        """What was learnt so far: ids from the first one on, and whether those are all."""
        return self._ids, self._is_whole

    @property
    def is_exact(self) -> bool:
        """Whether all records and their places are known."""
        return self._is_exact

    def open(self, n: int, *, record_id: int | None = None, near: int = 0) -> Glimpse[RowT]:
        """Return the first rows, or `n` on both sides of a record, or of where it was."""
        with self._database.reading(self._actor) as view:
            is_fresh = self._begin(view, near + n)
            index = self._place_of(record_id)
            around = max(0, min(near if index is None else index, len(self._ids) - 1))
            start = max(0, around - n) // PAGE_ROWS * PAGE_ROWS
            if not is_fresh:
                self._drop_leavers(view, start, around + n)
            index = self._place_of(record_id)
            ids = self._ids[start : ((around + n) // PAGE_ROWS + 1) * PAGE_ROWS]
            rows = self._rows(view, ids)
        return Glimpse(ids, rows, len(self._ids), start, index, self._is_exact)

    def fetch(self, start: int, n: int) -> tuple[Sequence[int], Sequence[RowT]]:
        """Return up to `n` ids from the place `start` on, and those of their rows that are left."""
        with self._database.reading(self._actor) as view:
            if start + n > len(self._ids) and not self._is_whole:
                self._learn(view)
            ids = self._ids[start : start + n]
            return ids, self._rows(view, ids)

    def index_of(self, record_id: int) -> int | None:
        """Return the place of a record, or None when the list does not hold it."""
        self._whole()
        return self._place_of(record_id)

    def ids(self) -> array[int]:
        """Return every id of the list, in its order."""
        self._whole()
        return self._ids

    def count(self) -> int:
        """Return how many records the list holds."""
        self._whole()
        return len(self._ids)

    def complete(self) -> int:
        """Learn exactly which records there are; return how many."""
        with self._learning, self._database.reading(self._actor) as view:
            if not self._is_exact:
                self._learn(view)
        return len(self._ids)

    @property
    def groupings(self) -> Collection[str]:
        """The keys of the columns that the list can be grouped by."""
        return self._noun.groups.keys()

    def groups(self, column: str) -> list[ListGroup]:
        """Return the groups of the list by a column, in the order in which they are listed."""
        with self._database.reading(self._actor) as view:
            return record_groups.groups_of(view, self._noun, self._asked(view), column)

    def group_of(self, column: str, record_id: int) -> GroupValue | None:
        """Return the group of a record, or None when the list does not hold it."""
        with self._database.reading(self._actor) as view:
            return record_groups.group_of(view, self._noun, self._asked(view), column, record_id)

    def _whole(self) -> None:
        if not self._is_whole:
            self.complete()

    def _begin(self, view: View, n: int) -> bool:
        """Know the first ids; return whether they were read just now, so that none has left."""
        # A short list is found anew: that is as fast as looking who has left it.
        if self._is_whole and (self._is_exact or len(self._ids) > _FEW):
            return False
        wanted = max(n, _AHEAD, _FEW if self._is_whole else 0) + PAGE_ROWS
        ids = ids_of(view, self._noun, self._asked(view), wanted)
        self._is_whole = self._is_exact = len(ids) < wanted
        self._ids = ids
        return True

    def _learn(self, view: View) -> None:
        self._ids = ids_of(view, self._noun, self._asked(view))
        self._is_whole = self._is_exact = True

    def _drop_leavers(self, view: View, start: int, end: int) -> None:
        """Take out of the ids of a moment ago those of a stretch that left the list since."""
        stretch = self._ids[start:end]
        if self._is_exact or not stretch:
            return
        held = held_of(view, self._noun, self._asked(view), stretch)
        if len(held) < len(stretch):
            kept = array(self._ids.typecode, [each for each in stretch if each in held])
            self._ids = self._ids[:start] + kept + self._ids[end:]

    def _place_of(self, record_id: int | None) -> int | None:
        try:
            return None if record_id is None else self._ids.index(record_id)
        except ValueError:
            return None

    def _asked(self, view: View) -> RecordRequest:
        return understood(view, self.request)

    def _rows(self, view: View, ids: Sequence[int]) -> list[RowT]:
        return in_their_order(shown(view, self._noun.rows(view, ids)), ids)
