"""One field of a customer, changed over the cell of the list where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.timer import Timer

from crm_tui.domain.customers import RULE_FIELDS, CustomerRecord
from crm_tui.domain.events import Changed
from crm_tui.domain.pools import Relabelling
from crm_tui.errors import ConflictError, CrmError, DuplicateCustomerError, FieldError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.relabelling import relabelling_sentence
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.conflicts import Conflict, ConflictDialog, Side, changed_words
from crm_tui.tui.screens.customer_fields import fields_of_group, text_for, value_in
from crm_tui.tui.screens.duplicate_notes import duplicates_question
from crm_tui.tui.screens.help import HelpDialog
from crm_tui.tui.screens.widget_help import help_about
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.fields import Form, FormField

_PAUSE_SECONDS = 0.3
_WIDTH, _HEIGHT = 64, 6


class _Panel(Vertical):
    """Holds the field; choices that open in it make it higher."""

    def on_resize(self) -> None:
        """Stay inside the screen."""
        if isinstance(self.screen, CellEditor):
            self.screen.on_resize()


class CellEditor(ModalScreen[int | None]):
    """A field over its cell; answers how many cells to go on by once it is saved, None if not."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.DIALOG, Scope.CELL)]

    def __init__(self, session: Session, record: CustomerRecord, name: str, at: Offset) -> None:
        super().__init__()
        self._session = session
        self._record = record
        self._field_name = name
        self._at = at
        self._seen = record.fields
        self._move = 0
        self._is_saving = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Put the field into a small panel."""
        with _Panel(classes="cell--panel") as panel:
            title = (field_label(self._field_name), name_in_sentence(self._record.row.name))
            panel.border_title = Content(" · ".join(title))
            panel.border_subtitle = Content(_("enter saves · tab the next cell · esc leaves"))
            with Form():
                yield from fields_of_group(self._session, (self._field_name,), self._seen)

    def on_mount(self) -> None:
        """Lie over the cell and await typing."""
        self.on_resize()
        self.query(".field--editor").first().focus()

    def on_resize(self) -> None:
        """Lie over the cell, but inside the screen."""
        width, height = self.app.size
        x = max(0, min(self._at.x, width - _WIDTH))
        panel = self.query_one(_Panel)
        y = max(0, min(self._at.y - 1, height - max(_HEIGHT, panel.outer_size.height)))
        panel.styles.offset = (x, y)

    @property
    def _field(self) -> FormField[Any]:
        return self.query_one(Form).fields[0]

    def _value(self) -> Any:
        return value_in(self._session, self._field)

    # While it is typed --------------------------------------------------------------------------

    @on(FormField.Changed)
    def _foretell_soon(self) -> None:
        if self._field_name not in RULE_FIELDS:
            return
        operations_of(self).forget(self._foretelling)
        self._field.say("")
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE_SECONDS, self._foretell)

    @property
    def _foretelling(self) -> str:
        return f"relabelling {id(self)}"

    def _foretell(self) -> None:
        """Say under the field what its new value does to the last day."""
        if self._field.fault() is not None:
            return
        session, customer_id, seen = self._session, self._record.row.id, self._seen
        changes = {self._field_name: self._value()}
        if changes[self._field_name] == getattr(seen, self._field_name):
            return
        operations_of(self).ask(
            lambda: session.crm.customers.relabelling(
                session.actor, customer_id, changes, seen=seen
            ),
            self._show_relabelling,
            key=self._foretelling,
            failed=self._foretell_nothing,
        )

    def _show_relabelling(self, found: Relabelling | None) -> None:
        if found is not None:
            self._field.say(relabelling_sentence(found, self._session.today))

    def _foretell_nothing(self, _error: CrmError) -> None:
        """Say nothing of an edit that would not be saved: saving says why."""

    # Keys ---------------------------------------------------------------------------------------

    def action_help(self) -> None:
        """Show what the field takes, and the keys that work here."""
        about = help_about(self.focused)
        self.app.push_screen(HelpDialog(Scope.CELL, lambda _command: None, about=about))

    # Saving -------------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Save what was typed."""
        self.action_save_and_move(0)

    def action_save_and_move(self, by: int) -> None:
        """Save what was typed, and go on to another cell of the row."""
        if self._is_saving or not self._field.check():
            return
        self._move = by
        if self._value() == getattr(self._seen, self._field_name):
            self.dismiss(by)
        else:
            self._save(allow_duplicate=False)

    def action_cancel(self) -> None:
        """Leave the cell as it was, as in any table; but not while it is saved."""
        if not self._is_saving:
            self.dismiss(None)

    def _save(self, *, allow_duplicate: bool) -> None:
        self._is_saving = True
        session, customer_id, seen = self._session, self._record.row.id, self._seen
        changes = {self._field_name: self._value()}

        def edit() -> Changed:
            return session.crm.customers.edit(
                session.actor, customer_id, changes, seen=seen, allow_duplicate=allow_duplicate
            )

        operations_of(self).perform(edit, self._done, self._refused)

    def _done(self, _changed: Changed) -> None:
        self.dismiss(self._move)

    def _refused(self, error: CrmError) -> None:
        self._is_saving = False
        match error:
            case ConflictError():
                self._ask_about_conflict(error)
            case DuplicateCustomerError():
                self._ask_about_duplicates(error)
            case FieldError():
                self._field.show_note(errors.sentence(error), is_fault=True)
            case _:
                operations_of(self).show_error(error)

    def _ask_about_duplicates(self, error: DuplicateCustomerError) -> None:
        self.app.push_screen(
            duplicates_question(error),
            lambda answer: self._save_if(bool(answer) and not error.is_final),
        )

    def _save_if(self, confirmed: bool) -> None:
        if confirmed:
            self._save(allow_duplicate=True)

    def _ask_about_conflict(self, error: ConflictError) -> None:
        theirs, mine = error.fields[self._field_name]
        shown: Callable[[Any], str] = partial(text_for, self._session, self._field_name)
        conflict = Conflict(
            self._field_name,
            field_label(self._field_name),
            shown(theirs) or "—",
            shown(mine) or "—",
            changed_words(self._session, error, self._field_name),
        )
        self.app.push_screen(ConflictDialog([conflict]), partial(self._decided, theirs))

    def _decided(self, theirs: Any, sides: Mapping[str, Side] | None) -> None:
        if sides is None:
            return
        self._seen = replace(self._seen, **{self._field_name: theirs})
        if sides.get(self._field_name) is Side.THEIRS:
            self.dismiss(self._move)
        else:
            self._save(allow_duplicate=False)
