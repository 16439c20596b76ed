"""报价单: the quotes one may see, one's own current ones first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import QuoteId
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.queries.fields import QUOTES
from crm_tui.domain.quotes.records import QuoteRow
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.views import ListTab
from crm_tui.i18n import _
from crm_tui.presentation.money import totals_words
from crm_tui.presentation.quote_lists import COLUMNS, USUAL_COLUMNS, count_words
from crm_tui.presentation.record_columns import RecordColumn
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.quotes.facts import quote_sections
from crm_tui.tui.screens.quotes.lines import QuoteScreen
from crm_tui.tui.screens.quotes.verbs import QuoteVerbs
from crm_tui.tui.screens.record_files import RecordFileTab
from crm_tui.tui.screens.searched_parts import nothing_found
from crm_tui.tui.widgets.preview import Section

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.record_windows import RecordWindow


class QuotesScreen(RecordFileTab[QuoteRow], QuoteVerbs):
    """The list of quotes, by view."""

    tab_id = "quotes"
    exports = Subject.QUOTES
    imports = ImportKind.QUOTES
    export_command = "contracts.export"
    list_tab = ListTab.QUOTES
    subject = QUOTES
    scope = Scope.QUOTES
    column_keys = USUAL_COLUMNS
    newest_first = frozenset({"id", "day", "total"})
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.QUOTES)]

    @property
    def record_columns(self) -> Mapping[str, RecordColumn[QuoteRow]]:
        """Every column that the list may have."""
        return COLUMNS

    @property
    def search_words(self) -> str:
        """What stands in the empty search line."""
        return _("Number, subject, customer or its pinyin initials")

    def count_words(self, count: int, shown: str) -> str:
        """Return how many quotes there are, in words."""
        return count_words(count, shown)

    def empty_words(self) -> str:
        """Return what to press when there is nothing."""
        if self.request.query != self.shown_view.query:
            return nothing_found(self.request.query)
        return _("No quotes here.\nQ on a customer drafts one, v chooses another view")

    def read_window(
        self, request: RecordRequest, before: RecordWindow[QuoteRow] | None
    ) -> RecordWindow[QuoteRow]:
        """Return the window over a list."""
        return self.session.crm.quotes.window(self.session.actor, request, before)

    def read_sums(self, request: RecordRequest, marked: Sequence[int]) -> str:
        """Return, in a worker, what the marked quotes come to, or all that are listed."""
        return totals_words(self.session.crm.quotes.sums(self.session.actor, request, marked))

    def read_preview(self, record_id: int) -> Sequence[Section]:
        """Return, in a worker, what stands beside the list about a quote."""
        quote = self.session.crm.quotes.quote(self.session.actor, QuoteId(record_id))
        return tuple(quote_sections(quote, self.session.zone))

    def open_record(self, record_id: int) -> None:
        """Open a quote; one that was deleted is restored first."""
        row = self.quote_row
        if row is not None and row.is_deleted:
            self.operations.tell(_("Deleted; R restores it."), severity="warning")
        else:
            self.show_quote(QuoteId(record_id))

    @property
    def quote_row(self) -> QuoteRow | None:
        """The quote under the cursor."""
        return self.current_record()

    def show_quote(self, quote_id: QuoteId) -> None:
        """Show a quote with its lines."""
        self.app.push_screen(QuoteScreen(self.session, quote_id))

    def action_set_aside(self) -> None:
        """Show the quotes that were deleted."""
        self.open_view("quotes.deleted")
