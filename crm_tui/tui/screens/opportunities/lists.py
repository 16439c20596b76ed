"""商机: the opportunities one may see, one's own open ones first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import OpportunityId
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.opportunities import OpportunityRow
from crm_tui.domain.queries.fields import OPPORTUNITIES
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.views import ListTab
from crm_tui.i18n import _
from crm_tui.presentation.opportunities import (
    ENDED_COLUMNS,
    USUAL_COLUMNS,
    count_words,
    opportunity_columns,
    sums_words,
)
from crm_tui.presentation.record_columns import RecordColumn
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.opportunities.facts import opportunity_sections
from crm_tui.tui.screens.opportunities.many import ManyOpportunities
from crm_tui.tui.screens.record_files import RecordFileTab
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.preview import Section

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.record_windows import RecordWindow

_ENDED = frozenset({"opportunities.won", "opportunities.lost", "opportunities.every"})


class OpportunitiesScreen(RecordFileTab[OpportunityRow], ManyOpportunities):
    """The list of opportunities, by view."""

    tab_id = "opportunities"
    list_tab = ListTab.OPPORTUNITIES
    exports = Subject.OPPORTUNITIES
    imports = ImportKind.OPPORTUNITIES
    subject = OPPORTUNITIES
    scope = Scope.OPPORTUNITIES
    newest_first = frozenset({"amount", "weighted", "closed", "created_at"})
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.OPPORTUNITIES)]

    def __init__(self, session: Session) -> None:
        self._known = opportunity_columns(session.office.currency)
        super().__init__(session)

    @property
    def record_columns(self) -> Mapping[str, RecordColumn[OpportunityRow]]:
        """Every column that the list may have."""
        return self._known

    @property
    def column_keys(self) -> tuple[str, ...]:
        """The columns that suit the view: what ended has no next step."""
        return ENDED_COLUMNS if self.shown_view.key in _ENDED else USUAL_COLUMNS

    @property
    def search_words(self) -> str:
        """What stands in the empty search line."""
        return _("Name, customer or its pinyin initials")

    def count_words(self, count: int, shown: str) -> str:
        """Return how many opportunities there are, in words."""
        return count_words(count, shown)

    def empty_words(self) -> str:
        """Return what to press when there is nothing."""
        if self.request.query != self.shown_view.query:
            words = _("Nothing found for “{words}”.\nesc drops the search")
            return words.format(words=name_in_sentence(self.request.query))
        return _("No opportunities here.\n( on a customer enters one, v chooses another view")

    def read_window(
        self, request: RecordRequest, before: RecordWindow[OpportunityRow] | None
    ) -> RecordWindow[OpportunityRow]:
        """Return the window over a list."""
        return self.session.crm.opportunities.window(self.session.actor, request, before)

    def read_sums(self, request: RecordRequest, marked: Sequence[int]) -> str:
        """Return, in a worker, what the marked opportunities come to, or all that are listed."""
        session = self.session
        sums = session.crm.opportunities.sums(session.actor, request, marked)
        return sums_words(sums, session.office.currency) if sums.count else ""

    def read_preview(self, record_id: int) -> Sequence[Section]:
        """Return, in a worker, what stands beside the list about an opportunity."""
        session = self.session
        found = session.crm.opportunities.detail(session.actor, OpportunityId(record_id))
        return opportunity_sections(session, found)

    def open_record(self, record_id: int) -> None:
        """Open an opportunity."""
        from crm_tui.tui.screens.opportunities.whole import OpportunityScreen  # noqa: PLC0415

        self.app.push_screen(OpportunityScreen(self.session, OpportunityId(record_id), self.step))

    def current_opportunity(self) -> OpportunityRow | None:
        """Return the opportunity under the cursor."""
        return self.current_record()

    def opportunity_entered(self, opportunity_id: OpportunityId) -> None:
        """Go to an opportunity that was just entered."""
        self.go_to(opportunity_id)

    def action_set_aside(self) -> None:
        """Show the opportunities that were deleted."""
        self.open_view("opportunities.deleted")

    def action_board(self) -> None:
        """Show what is listed by stage."""
        from crm_tui.tui.screens.opportunities.board import BoardScreen  # noqa: PLC0415

        self.app.push_screen(BoardScreen(self.session, self.request))

    def action_forecast(self) -> None:
        """Show what is expected by month and person."""
        from crm_tui.tui.screens.opportunities.forecast import ForecastScreen  # noqa: PLC0415

        self.app.push_screen(ForecastScreen(self.session, self.show_query))

    def show_query(self, query: str) -> None:
        """List what a query asks of all opportunities, as from the forecast."""
        self.open_with("opportunities.every", query)
