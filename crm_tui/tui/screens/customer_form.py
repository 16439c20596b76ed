"""Enter or change a customer; who has the same one is shown while it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from crm_tui.domain.custom_fields import key_of
from crm_tui.domain.customers import (
    DuplicateMatch,
    NewCustomer,
    with_changes,
)
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import CustomerId
from crm_tui.errors import (
    AmbiguousReferenceError,
    ConflictError,
    CrmError,
    DuplicateCustomerError,
    NotFoundError,
)
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.conflicts import Conflict, ConflictDialog, Side, changed_words
from crm_tui.tui.screens.contact_form import (
    ContactForm,
)
from crm_tui.tui.screens.customer_entry import CustomerEntry
from crm_tui.tui.screens.customer_fields import (
    ParentField,
    text_for,
)
from crm_tui.tui.screens.duplicate_notes import (
    duplicates_question,
)
from crm_tui.tui.screens.forms import editor_of, set_text
from crm_tui.tui.screens.own_fields import (
    id_of,
    own_named,
    typed_text,
)
from crm_tui.tui.widgets.fields import TextField

if TYPE_CHECKING:  # the services are slow to import
    from crm_tui.services.customers import Created


class AfterSaving(Enum):
    """What follows once a customer is saved."""

    LEAVE = "leave"
    ADD_CONTACT = "add_contact"
    START_ANEW = "start_anew"


class CustomerForm(CustomerEntry):
    """A new customer with its first contact, or one that is changed."""

    _after = AfterSaving.LEAVE

    # --- saving ----------------------------------------------------------------------------------

    def action_save_and_add_contact(self) -> None:
        """Save, then enter another contact."""
        self._save_and(AfterSaving.ADD_CONTACT)

    def action_save_and_start_anew(self) -> None:
        """Save, then enter another customer."""
        if self._record is None:
            self._save_and(AfterSaving.START_ANEW)

    def save(self) -> None:
        """Save the customer."""
        self._write(AfterSaving.LEAVE)

    def _save_and(self, after: AfterSaving) -> None:
        self.save_with(lambda: self._write(after))

    def _write(self, after: AfterSaving) -> None:
        self._after = after
        if self._record is None:
            self._add(allow_duplicate=False)
        else:
            self._edit(self._record.row.id)

    def _add(self, *, allow_duplicate: bool) -> None:
        own = {code: value for code, value in self._own_values().items() if value is not None}
        fields = replace(self._seen, **self._values(), custom=own)
        contact, session = self._first_contact(), self.session

        def add() -> Created:
            new = NewCustomer(replace(fields, parent_id=self._parent_id()), contact)
            return session.crm.customers.add(session.actor, new, allow_duplicate=allow_duplicate)

        self.store(add, self._added)

    def _added(self, created: Created) -> None:
        name = name_in_sentence(self.query_one("#name", TextField).value)
        if created.over_limit:
            words = _("Your holdings are full: “{customer}” waits in the pool for you, {days} days")
            operations_of(self).tell(
                words.format(customer=name, days=self.session.office.reserve_days),
                severity="warning",
            )
        else:
            operations_of(self).tell(_("Saved new customer “{customer}”").format(customer=name))
        self._go_on_after(created.customer_id, created.changed)

    def _edit(self, customer_id: CustomerId, *, allow_duplicate: bool = False) -> None:
        seen, session = self._seen, self.session
        changes = {
            name: value for name, value in self._values().items() if value != getattr(seen, name)
        } | {
            key_of(code): value
            for code, value in self._own_values().items()
            if value != seen.custom.get(code)
        }

        def edit() -> Changed:
            parent = self._parent_id()
            moved = {} if parent == seen.parent_id else {"parent_id": parent}
            return session.crm.customers.edit(
                session.actor,
                customer_id,
                {**changes, **moved},
                seen=seen,
                allow_duplicate=allow_duplicate,
            )

        self.store(edit, self._edited)

    def _edited(self, changed: Changed) -> None:
        name = name_in_sentence(self.query_one("#name", TextField).value)
        operations_of(self).tell(_("Saved “{customer}”").format(customer=name))
        if self._record is not None:
            self._go_on_after(self._record.row.id, changed)

    def _go_on_after(self, customer_id: CustomerId, changed: Changed) -> None:
        match self._after:
            case AfterSaving.LEAVE:
                self.leave(changed)
            case AfterSaving.START_ANEW:
                self.start_anew()
            case AfterSaving.ADD_CONTACT:
                self.app.push_screen(
                    ContactForm(self.session, customer_id, None), lambda _: self.leave(changed)
                )

    # --- what can go wrong -----------------------------------------------------------------------

    def refused(self, error: CrmError) -> bool:
        """Ask about duplicates and conflicts; say at the parent field that it names nobody."""
        match error:
            case DuplicateCustomerError():
                self._ask_about_duplicates(error)
            case ConflictError():
                self._ask_about_conflicts(error)
            case NotFoundError(kind="customer") | AmbiguousReferenceError(kind="customer"):
                return self._blame_parent(error)
            case _:
                return False
        return True

    def _blame_parent(self, error: NotFoundError | AmbiguousReferenceError) -> bool:
        field = self.query_one(ParentField)
        if not field.is_dirty or error.reference != field.value:
            return False
        field.show_note(errors.sentence(error), is_fault=True)
        editor_of(field).focus()
        return True

    def _ask_about_duplicates(self, error: DuplicateCustomerError) -> None:
        found = [match for match in error.matches if isinstance(match, DuplicateMatch)]
        self._show_duplicates(found)

        def answered(confirmed: bool | None) -> None:
            if error.is_final or not confirmed:
                return
            if self._record is not None:
                self._edit(self._record.row.id, allow_duplicate=True)
            else:
                self._add(allow_duplicate=True)

        self.app.push_screen(duplicates_question(error), answered)

    def _ask_about_conflicts(self, error: ConflictError) -> None:
        conflicts = [
            Conflict(
                name,
                self._label(name),
                self._text(name, theirs) or "—",
                self._text(name, mine) or "—",
                changed_words(self.session, error, name),
            )
            for name, (theirs, mine) in error.fields.items()
        ]
        stored = {name: theirs for name, (theirs, _mine) in error.fields.items()}

        def decided(sides: Mapping[str, Side] | None) -> None:
            if sides is not None:
                self._save_decided(stored, sides)

        self.app.push_screen(ConflictDialog(conflicts), decided)

    def _save_decided(self, stored: Mapping[str, object], sides: Mapping[str, Side]) -> None:
        self._seen = with_changes(self._seen, stored)
        for name, side in sides.items():
            if side is Side.THEIRS:
                own = own_named(self._own, name)
                id_ = name if own is None else id_of(own)
                field = next(each for each in self.form.fields if each.id == id_)
                set_text(field, self._text(name, stored[name]))
        self._write(self._after)

    def _label(self, name: str) -> str:
        own = own_named(self._own, name)
        return field_label(name) if own is None else own.name

    def _text(self, name: str, value: object) -> str:
        own = own_named(self._own, name)
        if own is None:
            return text_for(self.session, name, value)
        return typed_text(self.session, own, value)
