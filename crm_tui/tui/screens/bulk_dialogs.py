"""Asks which field of many customers becomes what, and shows what that would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content

from crm_tui.domain.bulk_edits import BULK_FIELDS, BulkChange
from crm_tui.domain.custom_fields import CustomField
from crm_tui.domain.customers import CustomerFields
from crm_tui.domain.pinyin import initials
from crm_tui.i18n import _
from crm_tui.presentation.bulk_edits import counts_sentence, refusal_lines, sample_lines
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.screens.customer_fields import fields_of_group, value_in
from crm_tui.tui.screens.own_fields import own_editors, own_named, own_values
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, ConfirmDialog
from crm_tui.tui.widgets.fields import FormField
from crm_tui.tui.widgets.form_dialogs import FormDialog

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.services.bulk_edits import BulkPreview

ADD_TAGS, REMOVE_TAGS = "tags+", "tags-"
_LEFT_OUT = frozenset({"parent_id"})
"""What is found by its name in a form of its own."""
_SHOWN = 10
_NOBODY = CustomerFields(name="A", first_contact_day=1)


def field_dialog(session: Session, title: str) -> ChooseDialog[str]:
    """Return the dialog that asks which field is changed."""
    return ChooseDialog(title, list(_choices(session)), _("Which field?"))


def _choices(session: Session) -> Iterator[Choice[str]]:
    tags = (ADD_TAGS, _("Add tags")), (REMOVE_TAGS, _("Take tags away"))
    known = ((name, field_label(name)) for name in BULK_FIELDS if name not in _LEFT_OUT)
    own = ((each.key, name_in_sentence(each.name)) for each in session.own.customers)
    for name, label in (*tags, *known, *own):
        yield Choice(name, label, f"{initials(label)} {name}")


def label_of(session: Session, name: str) -> str:
    """Return what a field is called."""
    field = own_named(session.own.customers, name)
    if field is not None:
        return name_in_sentence(field.name)
    if name in {ADD_TAGS, REMOVE_TAGS}:
        return _("Add tags") if name == ADD_TAGS else _("Take tags away")
    return field_label(name)


class ValueDialog(FormDialog):
    """Asks what a field becomes; an empty one clears it."""

    def __init__(self, session: Session, title: str, name: str) -> None:
        self._session = session
        self._asked = name
        self._own: CustomField | None = own_named(session.own.customers, name)
        editors = self._editors()
        is_cleared = name not in {ADD_TAGS, REMOVE_TAGS} and not editors[0].is_required
        lines = [_("Left empty, it is cleared.")] if is_cleared else []
        super().__init__(title, lambda: editors, _("Next"), lines=lines)

    def _editors(self) -> Sequence[FormField[Any]]:
        if self._own is not None:
            return list(own_editors(self._session, (self._own,), {}, is_new=False))
        name = "tags" if self._asked in {ADD_TAGS, REMOVE_TAGS} else self._asked
        return list(fields_of_group(self._session, (name,), _NOBODY))

    def action_save(self) -> None:
        """Answer with the change, if the value is well."""
        if self._form.check():
            self.dismiss({"change": self._change()})

    def _change(self) -> BulkChange:
        if self._own is not None:
            found = own_values(self._session, self._form, (self._own,))
            return BulkChange(values={self._asked: found.get(self._own.code)})
        value = value_in(self._session, self._form.fields[0])
        match self._asked:
            case "tags+":
                return BulkChange(added_tags=tuple(value))
            case "tags-":
                return BulkChange(removed_tags=tuple(value))
            case name:
                return BulkChange(values={name: value})


def preview_dialog(session: Session, title: str, found: BulkPreview) -> ConfirmDialog:
    """Return the question before many are changed: how many, which first, who is refused why."""
    currency = session.office.currency
    lines = [
        counts_sentence(len(found.changing), found.unchanged, len(found.refused)),
        "",
        *sample_lines(found.samples[:_SHOWN], found.words, session.own.customers, currency),
    ]
    refusals = list(refusal_lines(each.error for each in found.refused))
    if refusals:
        lines += ["", *refusals]
    lines += ["", _("u takes it back as a whole.")]
    return ConfirmDialog(title, Content("\n".join(lines)), yes=_("Change them"), no=_("Leave them"))
