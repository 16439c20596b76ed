"""The customers of a list, read a page at a time from a window over it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_tui.domain.customers import CustomerKind, CustomerRow, CustomerType, ListRequest
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, PoolId
from crm_tui.i18n import _
from crm_tui.tui.screens.record_sources import CursorWish
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.record_list import Opening
from crm_tui.tui.widgets.record_list.sources import PAGE_ROWS

if TYPE_CHECKING:  # their import is slow: the first paint does not wait for it
    from datetime import datetime

    from crm_tui.services.customers.windows import ListWindow


class CustomerSource:
    """A list of customers in its order; asked from worker threads only.

    One that goes on from what was shown `before` has its places at once.
    """

    def __init__(
        self, session: Session, request: ListRequest, before: CustomerSource | None = None
    ) -> None:
        self.request = request
        self._session = session
        known = None if before is None else before.window
        self.window: ListWindow = session.crm.customers.window(session.actor, request, known)

    @property
    def is_partial(self) -> bool:
        """Whether the first rows are only what was found so far."""
        return self.window.is_partial

    def ids(self) -> array[int]:
        """Return every id of the list, in its order."""
        return self.window.ids()

    def count(self) -> int:
        """Return how many customers there are."""
        return self.window.count()

    def complete(self) -> int:
        """Learn exactly how many there are and where each stands; return how many."""
        return self.window.complete()

    def fetch(self, start: int, n: int) -> Sequence[CustomerRow]:
        """Return the rows of a stretch of the list; one that vanished meanwhile is a blank row."""
        return self._whole(*self.window.fetch(start, n))

    def index_of(self, record_id: int) -> int | None:
        """Return the place of a customer, or None when it is not among these."""
        return self.window.index_of(record_id)

    def open(self, wish: CursorWish | None, at_once: int | None = None) -> Opening[CustomerRow]:
        """Read what the list shows first, or around the record that its cursor was on.

        Of the first rows no more than `at_once`, for whom that is a screen.
        """
        if wish is None:
            found = self.window.open(PAGE_ROWS - 1, at_once=at_once)
        else:
            found = self.window.open(max(wish.rows, 1), record_id=wish.record_id, near=wish.index)
        rows = self._whole(found.ids, found.rows)
        return Opening(
            found.count,
            found.start,
            rows,
            found.index,
            is_exact=found.is_exact,
            is_counted=found.is_counted,
        )

    def _whole(self, ids: Sequence[int], rows: Sequence[CustomerRow]) -> Sequence[CustomerRow]:
        if len(rows) == len(ids):
            return rows
        found = {int(row.id): row for row in rows}
        return [found.get(each) or _vanished(each, self._session.now) for each in ids]


def open_list(
    session: Session,
    request: ListRequest,
    wish: CursorWish | None,
    before: CustomerSource | None = None,
    at_once: int | None = None,
) -> tuple[CustomerSource, Opening[CustomerRow]]:
    """Read what the list shows first; how many there are may become known a moment later."""
    source = CustomerSource(session, request, before)
    return source, source.open(wish, at_once)


def _vanished(record_id: int, now: datetime) -> CustomerRow:
    return CustomerRow(
        id=CustomerId(record_id),
        name=_("(gone)"),
        kind=CustomerKind.ENTERPRISE,
        type=CustomerType.POTENTIAL,
        level=None,
        stage="",
        industry="",
        source="",
        province="",
        city="",
        contact_names="",
        phone="",
        owner_id=None,
        owner="",
        pool_id=PoolId(0),
        pool="",
        last_follow_up_at=None,
        next_contact_at=None,
        next_contact_note="",
        last_day=NEVER,
        deciding="none",
        holder_count=0,
        is_incomplete=False,
        completeness=0,
        created_at=now,
        version=0,
    )
