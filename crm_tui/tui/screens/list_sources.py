"""Customers of a list with more than is usual: what other columns show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.domain.customers import CustomerRow
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.record_list import RecordSource


class SourceAround:
    """A list of customers as another one gives it."""

    def __init__(self, source: RecordSource[CustomerRow]) -> None:
        self._source = source

    def count(self) -> int:
        """Return how many customers there are."""
        return self._source.count()

    def fetch(self, start: int, n: int) -> Sequence[CustomerRow]:
        """Return the rows of a stretch of the list."""
        return self._source.fetch(start, n)

    def index_of(self, record_id: int) -> int | None:
        """Return the place of a customer, or None when it is not among these."""
        return self._source.index_of(record_id)


class ExtendedSource(SourceAround):
    """A list of customers whose rows carry what columns beyond the usual ones show."""

    def __init__(self, session: Session, source: RecordSource[CustomerRow]) -> None:
        super().__init__(source)
        self._session = session

    def fetch(self, start: int, n: int) -> Sequence[CustomerRow]:
        """Return the rows of a stretch of the list."""
        return extended(self._session, super().fetch(start, n))


def with_extras(
    session: Session, source: RecordSource[CustomerRow], *, wanted: bool
) -> RecordSource[CustomerRow]:
    """Return the list as it is, or with such things where they are wanted."""
    return ExtendedSource(session, source) if wanted else source


def extended(session: Session, rows: Sequence[CustomerRow]) -> Sequence[CustomerRow]:
    """Return rows that carry such things too; read in a worker."""
    found = session.crm.figures.extras(session.actor, [row.id for row in rows])
    return [replace(row, extras=found.get(row.id)) for row in rows]
