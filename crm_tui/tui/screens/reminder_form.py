"""Set a reminder, or when to contact a customer next."""

from __future__ import annotations

from textual.app import ComposeResult

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.events import Changed
from crm_tui.i18n import _
from crm_tui.presentation.dates import relative_moment
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import moment_reader
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.fields import MomentField, TextField

TITLE_LIMIT = 500


class NextContactForm(FormScreen):
    """When to contact a customer next, and what to do then; without a time the plan is cleared."""

    def __init__(self, session: Session, row: CustomerRow) -> None:
        title = _("Next contact · {customer}").format(customer=name_in_sentence(row.name))
        super().__init__(session, title, draft_name=f"next-contact-{row.id}")
        self._row = row

    def compose_fields(self) -> ComposeResult:
        """Yield the time and the note."""
        planned = self._row.next_contact_at
        shown = ""
        if planned is not None:
            zone = self.session.zone
            shown = f"{planned.astimezone(zone):%Y-%m-%d %H:%M}"
        yield MomentField(
            field_label("next_contact_at"),
            moment_reader(self.session),
            shown,
            placeholder=_("tomorrow 3pm, 11-25, +2w; empty clears the plan"),
            id="next_contact_at",
        )
        yield TextField(
            field_label("next_contact_note"),
            self._row.next_contact_note,
            limit=TITLE_LIMIT,
            placeholder=_("what to do then"),
            id="next_contact_note",
        )

    def save(self) -> None:
        """Save the plan."""
        at = self.query_one("#next_contact_at", MomentField).value
        note = self.query_one("#next_contact_note", TextField).value
        session, customer_id = self.session, self._row.id

        def planned(changed: Changed) -> None:
            said = _("Next contact cleared")
            if at is not None:
                when = relative_moment(at, session.now, session.zone)
                said = _("Next contact: {when}").format(when=when)
            operations_of(self).tell(said)
            self.leave(changed)

        self.store(
            lambda: session.crm.tasks.set_next_contact(session.actor, customer_id, at, note),
            planned,
        )
