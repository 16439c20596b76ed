"""Follow a lead up on one line; what will be saved stands under it as one types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from crm_tui.domain.entries import Known, read_entry
from crm_tui.domain.follow_ups import CONTENT_LIMIT
from crm_tui.domain.leads.entries import known_of_leads, read_lead_entry
from crm_tui.domain.leads.records import LeadRow
from crm_tui.i18n import _
from crm_tui.presentation.dates import relative_moment
from crm_tui.presentation.widths import fit, label_width
from crm_tui.presentation.words import field_label, name_in_sentence, optional_word
from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.entry_field import EntryField
from crm_tui.tui.widgets.fields import FormField

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.leads.service import FollowedUpLead


class LeadLine(FormScreen):
    """A new follow-up of one lead, on one line."""

    scope: ClassVar[Scope] = Scope.LEAD_ENTRY
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.LEAD_ENTRY)]

    def __init__(self, session: Session, row: LeadRow, known: Known) -> None:
        title = _("Follow up · {customer}").format(customer=name_in_sentence(row.called))
        super().__init__(session, title, draft_name=f"lead-line-{row.id}")
        self._row = row
        self._known = known_of_leads(known)

    def compose_fields(self) -> ComposeResult:
        """Yield the line, and what was understood of it."""
        yield EntryField(
            _("Follow-up"), limit=CONTENT_LIMIT, why_wrong=self._why_wrong, id="content"
        )
        yield Static(self._preview(""), id="understood", markup=False)

    @on(FormField.Changed)
    def _read(self) -> None:
        line = self.query_one(EntryField)
        line.show_spans(line.value, read_entry(line.value, self._known).spans)
        self.query_one("#understood", Static).update(self._preview(line.value))

    def _why_wrong(self, text: str) -> str | None:
        if read_lead_entry(text, self._known).content:
            return None
        return _("Write what happened as well, not only what comes.")

    def _preview(self, text: str) -> Content:
        return Content("\n").join(self._told(text) if text.strip() else self._examples())

    def _told(self, text: str) -> Iterator[Content]:
        draft = read_lead_entry(text, self._known)
        words = {each.id: each.name for each in self._known.words}
        planned = ""
        if draft.next_contact_at is not None:
            moment = relative_moment(draft.next_contact_at, self.session.now, self.session.zone)
            planned = " ".join(filter(None, (moment, draft.next_contact_note)))
        for name, said in (
            ("method", words.get(draft.method_id or 0, "")),
            ("result", words.get(draft.result_id or 0, "")),
            ("mood", optional_word(draft.mood)),
            ("content", draft.content),
            ("next_contact_at", planned),
        ):
            if said:
                label = fit(field_label(name), label_width())
                yield Content.assemble((label, "$text-accent"), (said, ""))

    def _examples(self) -> Iterator[Content]:
        yield Content.assemble((_("One line says all of it, for instance:"), "dim"))
        yield Content.assemble((f"  {_('call no answer tomorrow 3pm call again')}", "dim"))

    def action_new_line(self) -> None:
        """Go on in a line below."""
        self.query_one(EntryField).new_line()

    def action_save_line(self) -> None:
        """Save with the key that ends a line."""
        self.action_save()

    def save(self) -> None:
        """Save what was said."""
        session, row = self.session, self._row
        draft = read_lead_entry(self.query_one(EntryField).value.strip(), self._known)
        self.store(lambda: session.crm.leads.follow_up(session.actor, row.id, draft), self._saved)

    def _saved(self, written: FollowedUpLead) -> None:
        name = name_in_sentence(self._row.called)
        operations_of(self).tell(_("Saved with the lead {lead}.").format(lead=name))
        self.leave(written.changed)
