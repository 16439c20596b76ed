"""报价单: the quotes one may see, one's own current ones first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import QuoteId
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.queries.fields import QUOTES
from crm_tui.domain.quotes.records import QuoteRow
from crm_tui.domain.views import ListTab
from crm_tui.i18n import _
from crm_tui.presentation.quote_lists import COLUMNS, USUAL_COLUMNS, count_words
from crm_tui.presentation.record_columns import RecordColumn
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.paper_tabs import Listing, PaperTab
from crm_tui.tui.screens.quotes.facts import quote_sections
from crm_tui.tui.screens.quotes.lines import QuoteScreen
from crm_tui.tui.screens.quotes.verbs import QuoteVerbs
from crm_tui.tui.widgets.preview import Section


class QuotesScreen(PaperTab[QuoteRow], QuoteVerbs):
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
    def listing(self) -> Listing[QuoteRow]:
        """The service whose list it is."""
        return self.session.crm.quotes

    def count_words(self, count: int, shown: str) -> str:
        """Return how many quotes there are, in words."""
        return count_words(count, shown)

    @property
    def nothing_words(self) -> str:
        """What to press where a view holds nothing."""
        return _("No quotes here.\nQ on a customer drafts one, v chooses another view")

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
