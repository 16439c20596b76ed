"""What open opportunities come to by month and person; a line opens the rows it sums."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.opportunities import ForecastCell, OpportunitySums
from crm_tui.domain.queries.fields import OPPORTUNITIES
from crm_tui.domain.queries.wording import quoted
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.i18n import _
from crm_tui.presentation.money import amount
from crm_tui.presentation.opportunities import count_words, sums_words
from crm_tui.presentation.widths import Align
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.panes import TitledPane
from crm_tui.tui.widgets.record_list import Cell, Column, RecordList
from crm_tui.tui.widgets.record_list.messages import Opened
from crm_tui.tui.widgets.record_list.rows import Rows
from crm_tui.tui.widgets.status_bar import StatusBar
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """A month of somebody, at its place."""

    id: int
    cell: ForecastCell


class ForecastScreen(ScreenCommands[None]):
    """The forecast; enter lists what a line sums."""

    scope = Scope.FORECAST
    marks_all = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.FORECAST)]

    def __init__(self, session: Session, show_query: Callable[[str], None]) -> None:
        """Let `show_query` list what a line sums, on the screen below."""
        super().__init__(session)
        self._show_query = show_query
        self._records: RecordList[ForecastLine] = RecordList(_columns(session.office.currency))

    def compose(self) -> ComposeResult:
        """Put the lines between status line and footer."""
        yield StatusBar()
        with Horizontal(classes="tab--body"), TitledPane(classes="tab--list"):
            yield self._records
        yield KeyFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Read the forecast."""
        self._records.focus()
        self._records.empty = Content(_("No open opportunities."))
        show_status = getattr(self.app, "show_status", None)
        if show_status is not None:
            show_status()
        self._read()

    def _read(self) -> None:
        service, actor = self.session.crm.opportunities, self.session.actor
        request = RecordRequest(OPPORTUNITIES, query="state:open")
        self.operations.ask(lambda: service.forecast(actor, request), self._show, key="forecast")

    def records_changed(self, _changed: Changed) -> None:
        """Read the forecast anew."""
        self._read()

    def _show(self, cells: Sequence[ForecastCell]) -> None:
        lines = [ForecastLine(number, each) for number, each in enumerate(cells, start=1)]
        rows = Rows(lines)
        self._records.replace_source(rows, opening=rows.opening(self._records.cursor_id))
        whole = OpportunitySums(
            sum(each.sums.count for each in cells),
            sum(each.sums.amount_minor for each in cells),
            sum(each.sums.weighted_minor for each in cells),
        )
        said = f"{count_words(whole.count, f'{whole.count:,}')} · " + sums_words(
            whole, self.session.office.currency
        )
        self.query_one(TitledPane).show_titles(Content(_("Forecast")), Content(said))
        self.tell_place(_("Forecast"))

    def on_record_list_opened(self, message: Opened) -> None:
        """List the opportunities that a line sums."""
        message.stop()
        line = self._records.cursor_record
        if line is not None:
            self.dismiss(None)
            self._show_query(_query_of(line.cell))

    def action_open(self) -> None:
        """List what the line under the cursor sums."""
        self._records.action_open()

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.dismiss(None)


def _query_of(cell: ForecastCell) -> str:
    """Return the query that lists exactly what a line sums."""
    owner = quoted(cell.owner) if cell.owner else "none"
    return f"state:open expected:{cell.month or 'none'} owner:{owner}"


def _columns(currency: str) -> tuple[Column[ForecastLine], ...]:
    def text(column: Callable[[ForecastCell], str]) -> Callable[[ForecastLine], Cell]:
        return lambda line: Cell(column(line.cell))

    right = Align.RIGHT
    pool = _("in the pool")
    said: tuple[tuple[str, str, int, Callable[[ForecastCell], str], Align], ...] = (
        ("month", _("Month"), 9, lambda each: each.month or _("no day"), Align.LEFT),
        ("owner", _("Owner"), 12, lambda each: each.owner or pool, Align.LEFT),
        ("count", _("How many"), 8, lambda each: f"{each.sums.count:,}", right),
        ("amount", _("Amount"), 16, lambda each: amount(each.sums.amount_minor, currency), right),
        (
            "weighted",
            _("Weighted"),
            16,
            lambda each: amount(each.sums.weighted_minor, currency),
            right,
        ),
    )
    return tuple(
        Column[ForecastLine](key, label, width, text(column), align=align, sortable=False)
        for key, label, width, column, align in said
    )
