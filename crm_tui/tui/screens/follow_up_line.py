"""Write a follow-up on one line; what will be saved stands under it as one types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.entries import Entry, Occasion, read_entry
from crm_tui.domain.events import Changed
from crm_tui.domain.follow_ups import CONTENT_LIMIT, FollowUpDraft
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.mentions import Told
from crm_tui.i18n import _
from crm_tui.presentation.entries import doubt_sentence, understood
from crm_tui.presentation.mentions import untold_sentences
from crm_tui.presentation.widths import fit, label_width
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import contact_choices
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.entry_field import EntryField
from crm_tui.tui.widgets.fields import FormField

if TYPE_CHECKING:  # the services are slow to import
    from crm_tui.services.follow_ups import Written

_SHOWN_LINES = 6


class FollowUpLine(FormScreen):
    """A new follow-up of one customer, on one line."""

    scope: ClassVar[Scope] = Scope.ENTRY
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.ENTRY)]

    def __init__(self, session: Session, occasion: Occasion) -> None:
        row = occasion.record.row
        title = _("Follow up · {customer}").format(customer=name_in_sentence(row.name))
        super().__init__(session, title, draft_name=f"follow-up-line-{row.id}")
        self._occasion = occasion
        self._entry = read_entry("", occasion.known)
        self._named: tuple[UserId, ...] = ()
        self._hearers: Told | None = None

    def compose_fields(self) -> ComposeResult:
        """Yield the line, and what was understood of it."""
        yield EntryField(
            _("Follow-up"), limit=CONTENT_LIMIT, why_wrong=self._why_wrong, id="content"
        )
        yield Static(self._preview(), id="understood", markup=False)

    @property
    def line(self) -> EntryField:
        """The line that is typed into."""
        return self.query_one(EntryField)

    @property
    def entry(self) -> Entry:
        """What is understood of the line now."""
        text = self.line.value
        if text != self._entry.text:
            self._occasion = self._occasion.at(self.session.now)
            self._entry = read_entry(text, self._occasion.known)
        return self._entry

    @on(FormField.Changed)
    def _read(self) -> None:
        entry = self.entry
        self.line.show_spans(entry.text, entry.spans)
        self._ask_who_hears(tuple(each.id for each in entry.colleagues))
        self._show()

    def _show(self) -> None:
        self.query_one("#understood", Static).update(self._preview())

    def _ask_who_hears(self, named: tuple[UserId, ...]) -> None:
        """Ask who of those named may see the customer, as soon as others are named."""
        if named == self._named:
            return
        self._named, self._hearers = named, None
        if not named:
            return
        session, customer_id = self.session, self._occasion.record.row.id
        operations_of(self).ask(
            lambda: session.crm.follow_ups.would_tell(session.actor, customer_id, "", named),
            partial(self._heard, named),
            key="who hears",
        )

    def _heard(self, named: tuple[UserId, ...], told: Told) -> None:
        if self.is_attached and named == self._named:
            self._hearers = told
            self._show()

    def _why_wrong(self, _text: str) -> str | None:
        if self.entry.said:
            return None
        return _("Write what happened as well, not only what comes.")

    # --- the preview -----------------------------------------------------------------------------

    def _preview(self) -> Content:
        """Return in words all that would be saved; on an empty line how one writes."""
        lines = self._examples() if not self._entry.text.strip() else self._told()
        return Content("\n").join(lines)

    def _told(self) -> Iterator[Content]:
        width = label_width()
        for each in understood(self._entry, self._occasion, self._hearers):
            first, *more = _clipped(each.value)
            yield Content.assemble(
                (fit(each.label, width), "$text-accent"),
                (first, "dim" if each.is_missing else ""),
            )
            yield from (Content(" " * width + line) for line in more)
        untold = () if self._hearers is None else untold_sentences(self._hearers)
        for said in (*untold, *map(doubt_sentence, self._entry.doubts)):
            yield Content.assemble((f"? {said}", "$text-warning"))

    def _examples(self) -> Iterator[Content]:
        yield Content.assemble((_("One line says all of it, for instance:"), "dim"))
        for example in (
            _("Zhang Min call positive budget approved tomorrow 10am send plan #quote"),
            _("call no answer tomorrow 3pm call again"),
            _("visit talked about the price @lina next friday !wed prepare the contract"),
        ):
            yield Content.assemble((f"  {example}", "dim"))

    # --- saving ----------------------------------------------------------------------------------

    def action_new_line(self) -> None:
        """Go on in a line below."""
        self.line.new_line()

    def action_save_line(self) -> None:
        """Save with the key that ends a line."""
        self.action_save()

    def save(self) -> None:
        """Save all that was understood; ask whom a name means that several have."""
        entry = self.entry
        if not entry.candidates:
            self._store(entry.draft(self._occasion.known))
            return
        dialog = ChooseDialog(_("With whom?"), contact_choices(entry.candidates))
        self.app.push_screen(dialog, self._store_with)

    def _store_with(self, contact: ContactRow | None) -> None:
        if contact is not None:
            draft = self.entry.draft(self._occasion.known)
            self._store(replace(draft, contact_id=contact.id))

    def _store(self, draft: FollowUpDraft) -> None:
        session, customer_id = self.session, self._occasion.record.row.id
        self.store(
            lambda: session.crm.follow_ups.add(session.actor, customer_id, draft), self._written
        )

    def _written(self, written: Written) -> None:
        from crm_tui.tui.screens.follow_up_form import outcome, severity  # noqa: PLC0415

        operations_of(self).tell(outcome(written), severity=severity(written))
        self.leave(written.changed)

    # --- the full form ---------------------------------------------------------------------------

    def action_full_form(self) -> None:
        """Open the form with all fields, filled from the line."""
        from crm_tui.tui.screens.follow_up_form import FollowUpForm  # noqa: PLC0415

        draft = self.entry.draft(self._occasion.known) if self.line.is_dirty else None
        form = FollowUpForm(
            self.session, self._occasion.record, self._occasion.known.contacts, draft
        )
        self.app.push_screen(form, self._formed)

    def _formed(self, changed: Changed | None) -> None:
        """Close with the form that was saved; from one that was left, go on in the line."""
        if changed is not None:
            self.leave(changed)


def _clipped(text: str) -> list[str]:
    """Return the first lines of a text, and how many there are more."""
    lines = text.splitlines() or [""]
    if len(lines) <= _SHOWN_LINES:
        return lines
    more = _("… {count} more lines").format(count=len(lines) - _SHOWN_LINES + 1)
    return [*lines[: _SHOWN_LINES - 1], more]
