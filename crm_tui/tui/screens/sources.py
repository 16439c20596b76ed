"""The customers of a list, read a page at a time; the ids of all only when they are needed."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_tui.domain.customers import CustomerKind, CustomerRow, CustomerType, ListRequest
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, PoolId
from crm_tui.i18n import _
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.record_list import Opening, open_source
from crm_tui.tui.widgets.record_list.sources import PAGE_ROWS

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from datetime import datetime


class CustomerSource:
    """A list of customers in its order; asked from worker threads only."""

    def __init__(self, session: Session, request: ListRequest) -> None:
        self.request = request
        self._session = session
        self._lock = threading.Lock()
        self._ids: array[int] | None = None

    def ids(self) -> array[int]:
        """Return every id of the list, in its order."""
        with self._lock:
            if self._ids is None:
                customers, actor = self._session.crm.customers, self._session.actor
                self._ids = customers.ids(actor, self.request)
            return self._ids

    def count(self) -> int:
        """Return how many customers there are."""
        return len(self.ids())

    def fetch(self, start: int, n: int) -> Sequence[CustomerRow]:
        """Return the rows of a stretch of the list; one that vanished meanwhile is a blank row."""
        wanted = self.ids()[start : start + n]
        rows = self._session.crm.customers.rows(self._session.actor, wanted)
        if len(rows) == len(wanted):
            return rows
        found = {int(row.id): row for row in rows}
        return [found.get(each) or _vanished(each, self._session.now) for each in wanted]

    def index_of(self, record_id: int) -> int | None:
        """Return the place of a customer, or None when it is not among these."""
        try:
            return self.ids().index(record_id)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class CursorWish:
    """Where the cursor of a list stands, so that it stays there when the list is read anew."""

    record_id: int | None
    index: int
    rows: int


def open_list(
    session: Session, request: ListRequest, wish: CursorWish | None
) -> tuple[CustomerSource, Opening[CustomerRow]]:
    """Read what the list shows first; only a cursor further down needs the ids of all."""
    source = CustomerSource(session, request)
    page = session.crm.customers.page(session.actor, request, limit=PAGE_ROWS)
    first = Opening(page.total, 0, page.rows)
    if wish is None or wish.record_id is None:
        return source, first
    index = place_in(first, wish.record_id)
    if index is not None and index + wish.rows < PAGE_ROWS:
        return source, Opening(page.total, 0, page.rows, index)
    if page.total == 0:
        return source, first
    return source, open_source(
        source, cursor_id=wish.record_id, near=wish.index, rows=max(wish.rows, 1)
    )


def place_in(opening: Opening[CustomerRow], record_id: int) -> int | None:
    """Return the place of a record that the opening holds, or None."""
    for at, row in enumerate(opening.records):
        if row.id == record_id:
            return opening.start + at
    return None


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
