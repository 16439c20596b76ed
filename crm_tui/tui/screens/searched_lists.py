"""What a list says of the words it was searched for: where they stand, marked in its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from crm_tui.domain.customers import CustomerRow, ListRequest
from crm_tui.domain.queries import Query, parse
from crm_tui.domain.search import FoundIn, SearchPlan, compile_search
from crm_tui.i18n import _
from crm_tui.presentation.findings import marked, place_words
from crm_tui.presentation.tones import Tone
from crm_tui.tui.operations import Operations
from crm_tui.tui.screens.list_sources import SourceAround
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.record_list import Cell, Column, Opening, RecordSource
from crm_tui.values import dataclass

_MARKED = frozenset(
    {
        *("name", "contact_names", "phone", "city", "province"),
        *("short_name", "district", "address", "tags", "need_tags", "last_words"),
    }
)
"""The columns in which what was typed may stand."""


def prepare_search(operations: Operations, session: Session) -> None:
    """Get ready, in the background, to search with every letter that is typed from now on."""
    operations.ask(
        partial(session.crm.customers.prepare_search, session.actor), _be_ready, key="search"
    )


def _be_ready(_answer: None) -> None:
    """Show nothing: the next search is faster."""


@dataclass(frozen=True, slots=True)
class Searched:
    """The words a list was searched for, and whether some row was found elsewhere than it shows."""

    words: str = ""
    shows_places: bool = False

    @property
    def plan(self) -> SearchPlan | None:
        """Return what is marked in the rows."""
        return compile_search(self.words) if self.words else None


def words_of(session: Session, request: ListRequest) -> str:
    """Return the words that a request searches for, without its terms."""
    asked = parse(request.query, session.office.currency)
    return asked.text if isinstance(asked, Query) else ""


class PlacedSource(SourceAround):
    """A list of customers whose rows say where the words stand."""

    def __init__(self, session: Session, source: RecordSource[CustomerRow], words: str) -> None:
        super().__init__(source)
        self._session = session
        self._words = words

    def fetch(self, start: int, n: int) -> Sequence[CustomerRow]:
        """Return the rows of a stretch of the list."""
        return _placed(self._session, self._words, super().fetch(start, n))


def with_places(
    session: Session,
    request: ListRequest,
    source: RecordSource[CustomerRow],
    opening: Opening[CustomerRow],
) -> tuple[RecordSource[CustomerRow], Opening[CustomerRow], Searched]:
    """Let the rows of a list that is searched say where they were found; call it in a worker."""
    words = words_of(session, request)
    if not words:
        return source, opening, Searched()
    rows = _placed(session, words, opening.records)
    searched = Searched(words, any(row.found_in for row in rows))
    return PlacedSource(session, source, words), replace(opening, records=rows), searched


def _placed(session: Session, words: str, rows: Sequence[CustomerRow]) -> Sequence[CustomerRow]:
    names = {int(row.id): row.name for row in rows}
    places = session.crm.finding.places(session.actor, words, names)
    return [replace(row, found_in=places[row.id]) if row.id in places else row for row in rows]


def with_marks(
    columns: Sequence[Column[CustomerRow]], searched: Searched, session: Session
) -> tuple[Column[CustomerRow], ...]:
    """Return columns that mark what was typed, and one that says where it stands if need be."""
    plan = searched.plan
    if plan is None:
        return tuple(columns)
    found = [
        replace(each, render=_marking(each.render, plan)) if each.key in _MARKED else each
        for each in columns
    ]
    if searched.shows_places:
        found.insert(1, _place_column(plan, session))
    return tuple(found)


def _marking(
    render: Callable[[CustomerRow], Cell], plan: SearchPlan
) -> Callable[[CustomerRow], Cell]:
    def shown(row: CustomerRow) -> Cell:
        cell = render(row)
        return replace(cell, spans=marked(cell.text, plan).spans)

    return shown


def _place_column(plan: SearchPlan, session: Session) -> Column[CustomerRow]:
    def shown(row: CustomerRow) -> Cell:
        found: tuple[FoundIn, ...] = row.found_in
        words = place_words(found, plan, zone=session.zone, now=session.now)
        return Cell(words.text, Tone.DIM, words.spans)

    knobs: dict[str, Any] = {"flexible": True, "widest": 60, "sortable": False, "priority": 1}
    return Column[CustomerRow]("found_in", _("Found in"), 30, shown, **knobs)
