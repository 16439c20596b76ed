"""The quotes of a customer or of an opportunity, every version of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import CustomerId, OpportunityId, QuoteId
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.queries.fields import QUOTES
from crm_tui.domain.quotes.records import Quote, QuoteRow, full_number
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.quotes import standing_tone, standing_word, status_word
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.screens.quotes.facts import quote_sections
from crm_tui.tui.screens.quotes.lines import QuoteScreen
from crm_tui.tui.screens.quotes.verbs import QuoteVerbs
from crm_tui.tui.screens.searched_parts import (
    COUNTED,
    SearchedList,
    SearchedPart,
    nothing_found,
)
from crm_tui.tui.screens.settings.sections import (
    Host,
    text_column,
    why_not_may,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.quotes import QuoteWritten

_LISTED = 500


class CustomerQuotesScreen(SearchedPart, QuoteVerbs):
    """The quotes of a customer or an opportunity, every version of each."""

    scope = Scope.CUSTOMER_QUOTES
    subject = QUOTES
    imports = ImportKind.QUOTES
    opens_rows = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.CUSTOMER_QUOTES)]

    def __init__(
        self,
        session: Session,
        customer_id: CustomerId,
        called: str,
        opportunity_id: OpportunityId | None = None,
    ) -> None:
        request = QuoteRequest(
            customer_id=customer_id,
            opportunity_id=opportunity_id,
            all_versions=True,
        )
        super().__init__(session, lambda host: QuoteList(host, request, called))
        self._customer_id = customer_id
        self._opportunity_id = opportunity_id

    @property
    def quote_row(self) -> QuoteRow | None:
        """The quote under the cursor."""
        row: QuoteRow | None = self.row
        return row

    @property
    def exports(self) -> Sequence[Subject]:
        """What of the list goes into files."""
        return (Subject.QUOTES,)

    @property
    def customer_id(self) -> CustomerId:
        """The customer whose quotes are shown."""
        return self._customer_id

    @property
    def asked_of_file(self) -> RecordRequest | None:
        """What is asked of the quotes that go into a file: the opportunity, and the query."""
        asked = super().asked_of_file
        if self._opportunity_id is None:
            return asked
        return replace(asked or RecordRequest(QUOTES), opportunity_id=self._opportunity_id)

    @property
    def search_words(self) -> str:
        """What stands in the empty search line."""
        return _("Number, subject, customer or its pinyin initials")

    @property
    def searched(self) -> QuoteList:
        """The list."""
        shown = self.shown
        if not isinstance(shown, QuoteList):
            raise TypeError("the list of this screen are quotes")
        return shown

    def is_meant(self, command: KeyCommand) -> bool:
        """Return whether a key means something here."""
        return Scope.CUSTOMER_QUOTES in command.scopes or super().is_meant(command)

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the quote under the cursor, or None."""
        if command.id == "quotes.add":
            return why_not_may(self.session, Permission.EDIT_QUOTE)
        return super().why_not(command)

    def open_row(self) -> None:
        """Open the quote."""
        self.action_open()

    def action_open(self) -> None:
        """Open the quote under the cursor."""
        row = self.quote_row
        if row is not None:
            self.show_quote(row.id)

    def show_quote(self, quote_id: QuoteId) -> None:
        """Show a quote with its lines."""
        self.app.push_screen(QuoteScreen(self.session, quote_id))

    def action_new_quote(self) -> None:
        """Draft a quote and show it, to enter its lines."""
        if not self.may("quotes.add"):
            return
        customer_id = self._customer_id
        quotes, actor = self.session.crm.quotes, self.session.actor

        def draft() -> QuoteWritten:
            blank = quotes.blank(actor, customer_id, self._opportunity_id)
            return quotes.add(actor, customer_id, blank)

        def drafted(written: QuoteWritten) -> None:
            self.reload()
            self.app.push_screen(QuoteScreen(self.session, written.quote_id, is_new=True))

        self.operations.perform(draft, drafted, opens=True)


class QuoteList(SearchedList[QuoteRow]):
    """Quotes with their status, the newest first."""

    id = "quotes"

    def __init__(self, host: Host, request: QuoteRequest, called: str) -> None:
        super().__init__(host)
        self._request = request
        self._called = called
        self._whole: dict[QuoteId, Quote] = {}

    @property
    def title(self) -> str:
        """Whose quotes they are."""
        return f"{_('Quotes')} · {self._called}"

    def columns(self) -> Sequence[Column[QuoteRow]]:
        """Return number, title, total, status and days."""
        return [
            text_column("number", field_label("number"), 18, full_number, widest=24),
            text_column(
                "title", field_label("quote_title"), 10, lambda row: row.title, priority=2,
                widest=30,
            ),
            text_column("total", field_label("total"), 14, _total, align=Align.RIGHT),
            text_column(
                "status", _("Status"), 12, standing_word,
                tone=standing_tone,
            ),
            text_column(
                "valid", field_label("valid_until_day"), 10,
                lambda row: iso_day(row.valid_until_day) or "", priority=1,
            ),
            text_column("owner", field_label("owner_id"), 8, lambda row: row.owner, priority=3),
        ]  # fmt: skip

    def read(self) -> Sequence[QuoteRow]:
        """Read the quotes; of those of a customer what stands in them, too."""
        crm, actor = self.session.crm, self.session.actor
        rows = crm.quotes.list(actor, replace(self._request, query=self.query), limit=_LISTED)
        self._whole = {each.id: crm.quotes.quote(actor, each.id) for each in rows[:50]}
        return rows

    def count_found(self, query: str) -> int:
        """Return, in a worker, how many quotes a query finds."""
        request = replace(self._request, query=query)
        return len(self.session.crm.quotes.list(self.session.actor, request, limit=COUNTED))

    def empty_words(self) -> str:
        """Return what to press."""
        if self.query:
            return nothing_found(self.query)
        if self._request.opportunity_id is not None:
            return _("Nothing was quoted for this opportunity yet; a drafts a quote.")
        return _("This customer was quoted nothing yet; a drafts a quote.")

    def foot(self, rows: Sequence[QuoteRow]) -> str:
        """Return how many there are of which status."""
        counted: dict[str, int] = {}
        for each in rows:
            name = status_word(each.status)
            counted[name] = counted.get(name, 0) + 1
        return " · ".join(f"{name} {count}" for name, count in counted.items())

    def facts(self, row: QuoteRow) -> Iterable[Section]:
        """Return the lines and sums of the quote."""
        found = self._whole.get(row.id)
        if found is not None:
            yield from quote_sections(found, self.session.zone)

    def act(self, command_id: str, row: QuoteRow | None) -> None:
        """Do nothing: the screen has keys of its own."""


def _total(row: QuoteRow) -> str:
    return amount(row.total_minor, row.currency)
