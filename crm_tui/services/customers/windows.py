"""A list of customers as a window over it: any stretch at once, all that is exact soon after."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter
from threading import Lock

from crm_tui.db import search
from crm_tui.db.interrupts import stop_if_cancelled
from crm_tui.db.queries.customers import in_view, windows
from crm_tui.db.queries.customers.plans import FEW, ListPlan, Place
from crm_tui.db.queries.customers.windows import NEAR_IDS, STEP, Survey
from crm_tui.db.unit_of_work import Database, View
from crm_tui.domain.customers import CustomerRow, ListRequest
from crm_tui.domain.users import Actor
from crm_tui.services.claim_days import rows_with_claim_days
from crm_tui.services.queries import understood
from crm_tui.values import dataclass

PAGE_ROWS = 64


@dataclass(frozen=True, slots=True)
class Strides:
    """How much is read at once; what is found does not depend on it."""

    few: int = FEW
    step: int = STEP
    ahead: int = 256
    """Of an order that no index serves so many are found at first: some screens of it."""
    near: Sequence[int] = NEAR_IDS
    """Customers that are looked at for a key that none of the first stands beyond."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What is known of a list at first: some rows of it, and how many there are."""

    ids: Sequence[int]
    rows: Sequence[CustomerRow]
    """The customers of these ids, but for those that vanished a moment ago."""
    count: int
    start: int = 0
    index: int | None = None
    """The place of the record that was looked for, or None when it is not there."""
    is_exact: bool = True
    """Whether the count is right; else there are more, or it is as it was a moment ago."""
    is_counted: bool = True
    """Whether the count is that of the whole list, be it of a moment ago."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was learnt of a list: all ids, or where some of them stand, and how many there are."""

    ids: array[int] | None = None
    survey: Survey | None = None
    count: int | None = None
    is_exact: bool = False
    """Whether nobody can have changed it since this window was made."""


class ListWindow:
    """A list of customers in its order; asked from worker threads, now and then from two at once.

    Until `complete` was called, places deep in a long list may be those of a moment ago.
    """

    def __init__(
        self,
        database: Database,
        actor: Actor,
        request: ListRequest,
        before: ListWindow | None = None,
        strides: Strides | None = None,
    ) -> None:
        self.request = request
        self._strides = strides or Strides()
        self.known = Known()
        self.is_partial = False
        """Whether the first rows are only what was found so far; `complete` finds the others."""
        self._database = database
        self._actor = actor
        self._head: array[int] = array("q")
        self._alike: dict[Place, int] = {}
        self._learning = Lock()
        if before is None:
            return
        if before.request == request:
            self.known = replace(before.known, is_exact=False)
        elif _is_same_list(before.request, request):
            self.known = Known(count=before.known.count)

    # Reading ------------------------------------------------------------------------------------

    def open(
        self, n: int, *, record_id: int | None = None, near: int = 0, at_once: int | None = None
    ) -> Glimpse:
        """Return the first rows, or those around a record, or where it was when it is gone.

        As many as `n` on both sides, and whole pages; of those no more than `at_once` are read.
        """
        with self._database.reading(self._actor) as view:
            plan = self._plan(view)
            self._begin(plan, _whole_pages(n if record_id is None else 0))
            index = None if record_id is None else self._index_of(plan, record_id)
            around = near if index is None else index
            if self.known.count is not None:
                around = max(0, min(around, self.known.count - 1))
            start = max(0, around - n) // PAGE_ROWS * PAGE_ROWS
            ids = self._stretch(plan, start, _whole_pages(around + n) - start)
            if self._drop_leavers(plan, start, ids):
                index = None if record_id is None else self._index_of(plan, record_id)
                ids = self._stretch(plan, start, _whole_pages(around + n) - start)
            shown = ids[:at_once]
            rows = rows_with_claim_days(view, shown)
        count = max(self.known.count or 0, start + len(ids))
        is_counted = self.known.count is not None
        return Glimpse(shown, rows, count, start, index, self.known.is_exact, is_counted)

    def fetch(self, start: int, n: int) -> tuple[Sequence[int], Sequence[CustomerRow]]:
        """Return up to `n` ids from the place `start` on, and those of their rows that are left."""
        with self._database.reading(self._actor) as view:
            ids = self._stretch(self._plan(view), start, n)
            return ids, rows_with_claim_days(view, ids)

    def index_of(self, record_id: int) -> int | None:
        """Return the place of a customer, or None when the list does not hold it."""
        with self._database.reading(self._actor) as view:
            return self._index_of(self._plan(view), record_id)

    def ids(self) -> array[int]:
        """Return every id of the list, in its order; eight bytes a customer."""
        with self._database.reading(self._actor) as view:
            return self._all(self._plan(view))

    def count(self) -> int:
        """Return how many customers the list holds."""
        return (self.known.count or 0) if self.known.is_exact else self.complete()

    def complete(self) -> int:
        """Learn exactly how many there are and where each stands; return how many.

        It takes up to a second for a million, in which other threads are not disturbed.
        """
        with self._learning, self._database.reading(self._actor) as view:
            if not self.known.is_exact:
                self._learn(self._plan(view))
            return self.known.count or 0

    # How ----------------------------------------------------------------------------------------

    def _plan(self, view: View) -> ListPlan:
        return ListPlan.of(view, understood(view, self.request))

    def _begin(self, plan: ListPlan, n: int) -> None:
        """Find the first rows, or all where that is as fast."""
        if plan.request.query:
            self._search(plan, n)
        elif plan.tries_few and (all_of_them := self._few(plan)) is not None:
            self._know(all_of_them)
        elif self._knows_enough(plan) or (plan.is_walked and self._walk_head(plan, n)):
            return
        elif plan.may_be_few and plan.is_filtered and (few := self._few(plan)) is not None:
            self._know(few)
        elif plan.begins_soon:
            ahead = max(n, self._strides.ahead)
            self._head = array("q", windows.first_of_many(plan, ahead, self._strides.near))
        else:
            self._head = windows.some(plan, n)
            self.is_partial = True

    def _learn(self, plan: ListPlan) -> None:
        few = self._few(plan) if self.known.ids is None and plan.may_be_few else None
        if few is not None:
            self._know(few)
        elif plan.walks_covered and not plan.request.query:
            survey = windows.survey(plan, self._strides.step)
            self.known = Known(None, survey, survey.count, is_exact=True)
        else:
            self._know(self._found(plan))

    def _few(self, plan: ListPlan) -> array[int] | None:
        return windows.find_few(plan, self._strides.few)

    def _knows_enough(self, plan: ListPlan) -> bool:
        """Return whether what was known a moment ago will do; a short list is found anew."""
        ids = self.known.ids
        if ids is not None and len(ids) <= self._strides.few and plan.is_covered:
            self._know(self._found(plan))
        return ids is not None or self.known.survey is not None

    def _drop_leavers(self, plan: ListPlan, start: int, ids: Sequence[int]) -> bool:
        """Take out of the ids of a moment ago those of a stretch that left the list since."""
        known = self.known
        if known.is_exact or known.ids is None:
            return False
        held = self._held(plan, ids)
        gone = [start + at for at, each in enumerate(ids) if each not in held]
        if gone:
            left = known.ids[:]
            for index in reversed(gone):
                del left[index]
            fewer = replace(known, ids=left, count=len(left))
            # What another thread has learnt meanwhile is truer.
            self.known = fewer if self.known is known else self.known
        return bool(gone)

    def _held(self, plan: ListPlan, ids: Sequence[int]) -> frozenset[int]:
        query, view = plan.request.query, plan.view
        if not query:
            return windows.listed(plan, ids)
        wanted = in_view(view, plan.request)
        return search.still_found(view, query, wanted, plan.request.view, ids)

    def _search(self, plan: ListPlan, n: int) -> None:
        wanted = in_view(plan.view, plan.request)
        best = search.top(plan.view, plan.request.query, wanted, plan.request.view, n)
        if best.is_complete:
            self._know(array("q", best.ids))
        elif self.known.ids is None:
            self._head, self.is_partial = array("q", best.ids), len(best.ids) < n

    def _walk_head(self, plan: ListPlan, n: int) -> bool:
        found, is_enough = windows.walk_with_patience(plan, n)
        ids = array("q", [place.id for place in found])
        if is_enough and len(ids) < n:
            self._know(ids)
        elif is_enough or not plan.is_covered:
            self._head, self.is_partial = ids, not is_enough
        return is_enough or not plan.is_covered

    def _stretch(self, plan: ListPlan, start: int, n: int) -> Sequence[int]:
        if self.known.ids is not None:
            return self.known.ids[start : start + n]
        if self.is_partial or start + n <= len(self._head) or n <= 0:
            return self._head[start : start + n]
        if not self._can_walk(plan):
            return self._all(plan)[start : start + n]
        return [place.id for place in self._walk(plan, start, n)]

    def _walk(self, plan: ListPlan, start: int, n: int) -> Sequence[Place]:
        """Walk from the nearest place that is known: an end of the list, or one of the survey."""
        count = self.known.count
        if count is not None and start < count:
            n = min(n, count - start)
            if count - start <= self._strides.step:
                return windows.walk(plan, n, offset=count - start - n, backwards=True)[::-1]
        places = self.known.survey.places if self.known.survey is not None else ()
        at = bisect_right(places, start, key=itemgetter(0)) - 1
        if at <= 0:
            # The head of the list is where it is, whoever came to stand there.
            return windows.walk(plan, n, offset=start)
        index, place = places[at]
        offset = start - index
        alike = self._count_alike(plan, place) if offset else 1
        if alike <= offset:
            return windows.walk_past(plan, n, place, offset=offset - alike)
        return windows.walk(plan, n, start=place, offset=offset)

    def _count_alike(self, plan: ListPlan, place: Place) -> int:
        """Return how many are alike from a place on: asked once for all pages that begin there."""
        if place not in self._alike:
            self._alike[place] = windows.count_alike(plan, place, self._strides.step)
        return self._alike[place]

    def _index_of(self, plan: ListPlan, record_id: int) -> int | None:
        if self.known.ids is None and not self._can_walk(plan):
            self._all(plan)
        if self.known.ids is not None:
            try:
                return self.known.ids.index(record_id)
            except ValueError:
                return None
        place = windows.place_of(plan, record_id)
        return None if place is None else self._index_at(plan, place)

    def _index_at(self, plan: ListPlan, place: Place) -> int:
        places = self.known.survey.places if self.known.survey is not None else ()
        low, high = 0, len(places)
        while low < high:
            middle = (low + high) // 2
            if plan.stands_before(places[middle][1], place):
                low = middle + 1
            else:
                high = middle
        if low <= 1:
            return windows.count_between(plan, None, place)
        index, nearest = places[low - 1]
        return index + windows.count_between(plan, nearest, place)

    def _can_walk(self, plan: ListPlan) -> bool:
        return plan.is_walked and plan.is_covered and not plan.request.query

    def _all(self, plan: ListPlan) -> array[int]:
        with self._learning:
            if self.known.ids is None or not self.known.is_exact:
                stop_if_cancelled()  # it may have been called off while another was at it
                self._know(self._found(plan))
        return self.known.ids or array("q")

    def _found(self, plan: ListPlan) -> array[int]:
        if not plan.request.query:
            return windows.find_all(plan)
        wanted = in_view(plan.view, plan.request)
        return search.ids_of_all(plan.view, plan.request.query, wanted, plan.request.view)[0]

    def _know(self, ids: array[int]) -> None:
        self.known = Known(ids, None, len(ids), is_exact=True)


def _whole_pages(n: int) -> int:
    return (n // PAGE_ROWS + 1) * PAGE_ROWS


def _is_same_list(one: ListRequest, other: ListRequest) -> bool:
    """Return whether two requests list the same customers, in whatever order."""
    return replace(one, sort=other.sort, descending=other.descending, further_sorts=()) == replace(
        other, further_sorts=()
    )
