"""线索: the leads one may see, one's own open ones first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from crm_tui.domain.events import Changed
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import LeadId
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.leads.records import LeadRow, SourceConversion
from crm_tui.domain.queries.fields import LEADS
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.views import ListTab
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.lead_columns import LEAD_COLUMNS
from crm_tui.presentation.record_columns import RecordColumn
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.leads.commands import LeadCommands
from crm_tui.tui.screens.leads.facts import lead_sections
from crm_tui.tui.screens.record_files import RecordFileTab
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.preview import Section

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.record_windows import RecordWindow

_USUAL = (
    *("called", "person", "stage", "score", "owner", "source", "next_contact_at"),
    *("last_follow_up_at", "created_at"),
)
_ENDED = ("called", "person", "stage", "end", "score", "owner", "source", "created_at")


class LeadsScreen(RecordFileTab[LeadRow], LeadCommands):
    """The list of leads, by view."""

    tab_id = "leads"
    list_tab = ListTab.LEADS
    exports = Subject.LEADS
    imports = ImportKind.LEADS
    subject = LEADS
    scope = Scope.LEADS
    newest_first = frozenset({"score", "created_at", "last_follow_up_at"})
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.LEADS)]

    @property
    def record_columns(self) -> Mapping[str, RecordColumn[LeadRow]]:
        """Every column that the list may have."""
        return {each.key: each for each in LEAD_COLUMNS}

    @property
    def column_keys(self) -> tuple[str, ...]:
        """The columns that suit the view: what ended has no next contact."""
        ended = {"leads.converted", "leads.discarded", "leads.all"}
        return _ENDED if self.shown_view.key in ended else _USUAL

    @property
    def search_words(self) -> str:
        """What stands in the empty search line."""
        return _("Name, company, number or pinyin")

    def count_words(self, count: int, shown: str) -> str:
        """Return how many leads there are, in words."""
        return ngettext("{count} lead", "{count} leads", count).format(count=shown)

    def empty_words(self) -> str:
        """Return what to press when there is nothing."""
        if self.request.query != self.shown_view.query:
            words = _("Nothing found for “{words}”.\nesc drops the search")
            return words.format(words=name_in_sentence(self.request.query))
        return _("No leads here.\n@ enters one, v shows others, as those that nobody holds")

    def read_window(
        self, request: RecordRequest, before: RecordWindow[LeadRow] | None
    ) -> RecordWindow[LeadRow]:
        """Return the window over a list."""
        return self.session.crm.leads.window(self.session.actor, request, before)

    def read_sums(self, request: RecordRequest, marked: Sequence[int]) -> str:
        """Return nothing: leads have nothing to sum up."""
        return ""

    def read_preview(self, record_id: int) -> Sequence[Section]:
        """Return, in a worker, what stands beside the list about a lead."""
        session = self.session
        return lead_sections(session, session.crm.leads.detail(session.actor, LeadId(record_id)))

    def open_record(self, record_id: int) -> None:
        """Open a lead."""
        from crm_tui.tui.screens.leads.whole import LeadScreen  # noqa: PLC0415

        self.app.push_screen(LeadScreen(self.session, LeadId(record_id), self.step))

    def current_lead(self) -> LeadRow | None:
        """Return the lead under the cursor."""
        return self.current_record()

    def chosen_leads(self) -> list[LeadId]:
        """Return the marked leads, or the one under the cursor."""
        return [LeadId(each) for each in self.chosen_ids()]

    def action_new_lead(self) -> None:
        """Enter a lead."""
        from crm_tui.tui.screens.leads.form import LeadForm  # noqa: PLC0415

        self.app.push_screen(LeadForm(self.session), self._entered)

    def _entered(self, changed: Changed | None) -> None:
        if changed is not None and changed.record_id is not None:
            self.go_to(changed.record_id)

    def action_set_aside(self) -> None:
        """Show the leads that were deleted."""
        self.open_view("leads.deleted")

    # Conversion by source -----------------------------------------------------------------------

    def action_show_conversion(self) -> None:
        """Show what became of the leads of each source."""
        leads, actor = self.session.crm.leads, self.session.actor
        self.operations.ask(
            lambda: leads.conversion(actor), self._show_sources, key="conversion", opens=True
        )

    def _show_sources(self, found: list[SourceConversion]) -> None:
        if not found:
            self.operations.tell(_("No leads yet; @ enters one."))
            return
        words = _("{source}: {leads} leads, {open} open, {converted} converted ({percent}%),"
                  " {discarded} discarded")  # fmt: skip
        choices = [
            Choice(
                each.source or "",
                words.format(
                    source=each.source or _("no source"),
                    leads=each.leads,
                    open=each.open,
                    converted=each.converted,
                    percent=each.percent,
                    discarded=each.discarded,
                ),
                each.source,
            )
            for each in found
        ]
        title = _("Conversion by source")
        self.app.push_screen(
            ChooseDialog(title, choices, _("enter lists the leads of a source")), self._list_source
        )

    def _list_source(self, source: str | None) -> None:
        if source is not None:
            asked = f'source:"{source}"' if source else "source:none"
            self.open_with("leads.all", asked)
