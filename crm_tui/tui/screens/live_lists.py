"""Lists that stay true while others work: counted in the background, leavers told why."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Mapping
from functools import partial

from textual.timer import Timer

from crm_tui.domain.departures import Departure
from crm_tui.domain.events import Changed
from crm_tui.errors import CrmError
from crm_tui.presentation.departures import departure_words
from crm_tui.tui.screens.cell_editing import CellEditingScreen
from crm_tui.tui.screens.sources import CustomerSource
from crm_tui.tui.widgets.record_list.messages import Highlighted

_TOLD_SECONDS = 3.0
_AFTER_ROWS_SECONDS = 0.1
"""The rows are painted first; and who types on waits for no count."""
_REST = 20
"""A list is counted anew after so many times as long as that took, however busy the office."""


class LiveListScreen(CellEditingScreen):
    """A list whose count follows its first rows, and whose leavers say why before they go."""

    _counting: Timer | None = None
    _rests_until: float = 0.0
    _telling: Timer | None = None
    _leavers: frozenset[int] = frozenset()

    # The count that comes after the rows --------------------------------------------------------

    def count_soon(self, source: CustomerSource, *, moves: bool) -> None:
        """Learn in the background what a list that was just shown only guessed.

        `moves`: whether rows may then stand elsewhere.
        """
        if self._counting is not None:
            self._counting.stop()
        wait = max(_AFTER_ROWS_SECONDS, self._rests_until - time.monotonic())
        self._counting = self.set_timer(wait, partial(self._count, source, moves=moves))

    def count_is_known(self) -> None:
        """Drop what was to be counted: the list that is shown now knows."""
        if self._counting is not None:
            self._counting.stop()
            self._counting = None
        self.operations.forget(self._count_key)

    def _count(self, source: CustomerSource, *, moves: bool) -> None:
        def count() -> tuple[int, float]:
            began = time.monotonic()
            return source.complete(), time.monotonic() - began

        self.operations.ask(count, partial(self._counted, source, moves=moves), key=self._count_key)

    def _counted(self, source: CustomerSource, found: tuple[int, float], *, moves: bool) -> None:
        count, seconds = found
        self._rests_until = time.monotonic() + _REST * seconds
        if source is not self._source:
            return
        self.take_count(count, moves=moves)

    @abstractmethod
    def take_count(self, count: int, *, moves: bool) -> None:
        """Show how many there are, now that it is known."""

    @property
    def _count_key(self) -> str:
        return f"{self.tab_id} count"

    # What leaves the list -----------------------------------------------------------------------

    def records_changed(self, changed: Changed) -> None:
        """Read anew what may have changed; what somebody else took away says so first."""
        ids = self._records.shown_ids
        is_asked_anew = self._source is None or self._source.request != self.request
        if changed.batch_id is not None or not self.is_current or not ids or is_asked_anew:
            self._stop_telling()
            super().records_changed(changed)
            return
        session, request = self.session, self.request
        self.operations.ask(
            lambda: session.crm.customers.why_left(session.actor, request, ids),
            self._tell_leavers,
            key=f"{self.tab_id} rows",
            failed=self._nothing_to_tell,
        )

    def _nothing_to_tell(self, _error: CrmError) -> None:
        self.reload()

    def _tell_leavers(self, found: Mapping[int, Departure]) -> None:
        self._leavers = frozenset(found)
        currency = self.session.office.currency
        self._records.set_notes({each: departure_words(found[each], currency) for each in found})
        if not found:
            self.reload()
        elif self._telling is None:
            self._telling = self.set_timer(_TOLD_SECONDS, self._go_on)

    def on_record_list_highlighted(self, message: Highlighted) -> None:
        """Let a leaver go once the cursor has left it."""
        was_on = self._previewed_id in self._leavers
        super().on_record_list_highlighted(message)
        if was_on and message.record_id not in self._leavers:
            self._go_on()

    def _go_on(self) -> None:
        self._stop_telling()
        self.reload()

    def _stop_telling(self) -> None:
        if self._telling is not None:
            self._telling.stop()
            self._telling = None

    def leavers_are_gone(self) -> None:
        """Say nothing more of them: the list that is shown now is without them."""
        self._stop_telling()
        self._leavers = frozenset()
        self._records.set_notes({})
