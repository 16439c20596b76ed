"""Enter or change a lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.content import Content

from crm_tui.domain.contacts import Phone
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import Changed
from crm_tui.domain.leads.records import LeadFields, LeadRow
from crm_tui.errors import ConflictError, CrmError, DuplicateLeadError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.conflicts import Conflict, ConflictDialog, Side, changed_words
from crm_tui.tui.screens.form_choices import word_choices
from crm_tui.tui.screens.forms import FormScreen, set_text
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.fields import FormField, MultiLineField, TextField

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.leads import EnteredLead

_TEXTS = {
    "company": 500, "name": 100, "title": 100, "phones": 300, "wechat": 100, "email": 254,
    "province": 40, "city": 40, "address": 500, "campaign": 200,
}  # fmt: skip
_LONG = {"need": 4000, "note": 4000}
_WORDS = {"source_id": DictionaryKind.SOURCE, "industry_id": DictionaryKind.INDUSTRY}
_BETWEEN = "、"


class LeadForm(FormScreen):
    """A new lead, or one that is changed."""

    def __init__(self, session: Session, row: LeadRow | None = None) -> None:
        heading = _("New lead") if row is None else _("Edit lead")
        kept = "new" if row is None else str(row.id)
        super().__init__(session, heading, draft_name=f"lead-{kept}")
        self._row = row
        self._seen = LeadFields() if row is None else row.fields

    def compose_fields(self) -> ComposeResult:
        """Yield what is asked most often first."""
        for name, limit in _TEXTS.items():
            yield TextField(
                _label(name),
                self._text(name, getattr(self._seen, name)),
                limit=limit,
                placeholder=_("several, with commas between") if name == "phones" else "",
                id=name,
            )
        for name, kind in _WORDS.items():
            held = getattr(self._seen, name)
            yield ChoiceField(_label(name), word_choices(self.session, kind, held), held, id=name)
        for name, limit in _LONG.items():
            yield MultiLineField(_label(name), getattr(self._seen, name), limit=limit, id=name)

    # Saving -------------------------------------------------------------------------------------

    def _values(self) -> dict[str, Any]:
        fields: dict[str, FormField[Any]] = {each.id or "": each for each in self.form.fields}
        values: dict[str, Any] = {name: fields[name].value for name in (*_TEXTS, *_LONG, *_WORDS)}
        known = {each.number: each for each in self._seen.phones}
        numbers = _split(str(values["phones"]))
        values["phones"] = tuple(known.get(each, Phone(each, "")) for each in numbers)
        return values

    def save(self) -> None:
        """Save the lead."""
        self._store(insists=False)

    def _store(self, *, insists: bool) -> None:
        service, actor, values = self.session.crm.leads, self.session.actor, self._values()
        if self._row is None:
            fields = LeadFields(**values)

            def add() -> EnteredLead:
                return service.add(actor, fields, allow_duplicate=insists)

            self.store(add, lambda entered: self._saved(entered.changed))
            return
        seen, lead_id = self._seen, self._row.id
        changes = {name: value for name, value in values.items() if value != getattr(seen, name)}

        def edit() -> Changed:
            return service.edit(actor, lead_id, changes, seen=seen, allow_duplicate=insists)

        self.store(edit, self._saved)

    def _saved(self, changed: Changed) -> None:
        fields = self._values()
        name = name_in_sentence(fields["company"] or fields["name"])
        operations_of(self).tell(_("Saved the lead “{lead}”").format(lead=name))
        self.leave(changed)

    def refused(self, error: CrmError) -> bool:
        """Ask where somebody like it is known, or where a field was changed by two people."""
        if isinstance(error, DuplicateLeadError):
            self._ask_to_insist(error)
            return True
        if isinstance(error, ConflictError):
            self._ask_whose(error)
            return True
        return False

    def _ask_to_insist(self, error: DuplicateLeadError) -> None:
        def answered(insists: bool | None) -> None:
            if insists:
                self._store(insists=True)

        question = ConfirmDialog(
            _("Save it all the same?"), Content(errors.sentence(error)), yes=_("Save")
        )
        self.app.push_screen(question, answered)

    def _ask_whose(self, error: ConflictError) -> None:
        stored = {name: theirs for name, (theirs, _mine) in error.fields.items()}
        conflicts = [
            Conflict(
                name,
                _label(name),
                self._text(name, theirs) or "—",
                self._text(name, mine) or "—",
                changed_words(self.session, error, name),
            )
            for name, (theirs, mine) in error.fields.items()
        ]

        def decided(sides: Mapping[str, Side] | None) -> None:
            if sides is not None:
                self._save_decided(stored, sides)

        self.app.push_screen(ConflictDialog(conflicts), decided)

    def _save_decided(self, stored: Mapping[str, Any], sides: Mapping[str, Side]) -> None:
        self._seen = replace(self._seen, **stored)
        named = {each.id: each for each in self.form.fields}
        for name, side in sides.items():
            field = named.get(name)
            if side is Side.THEIRS and field is not None:
                set_text(field, self._text(name, stored[name]))
        self.save()

    def _text(self, name: str, value: object) -> str:
        """Return a value as its field shows it."""
        if value is None:
            return ""
        if isinstance(value, tuple):
            return _(", ").join(each.number for each in value if isinstance(each, Phone))
        if name in _WORDS:
            return next((each.name for each in self.session.words if each.id == value), "")
        return str(value)


def _label(name: str) -> str:
    return _("Contact") if name == "name" else field_label(name)


def _split(text: str) -> tuple[str, ...]:
    for sign in ",，;；":
        text = text.replace(sign, _BETWEEN)
    return tuple(filter(None, (part.strip() for part in text.split(_BETWEEN))))
