"""Enter or change an opportunity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult

from crm_tui.domain.currencies import CURRENCIES
from crm_tui.domain.days import date_of, day_of
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.opportunities import (
    DecisionPerson,
    OpportunityFields,
    OpportunityKind,
    OpportunityRow,
    with_changes,
)
from crm_tui.i18n import _
from crm_tui.presentation.money import amount_fault, plain_amount
from crm_tui.presentation.words import field_label, name_in_sentence, word
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.conflicting_forms import ConflictingForm
from crm_tui.tui.screens.form_choices import enum_choices, moment_reader, word_choices
from crm_tui.tui.screens.opportunities.people import people_fault, people_line, read_people
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import FormField, MomentField, MultiLineField, TextField, ValueField

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.opportunities import OpportunityWritten

_NAME_LIMIT = 200
_AMOUNT_LIMIT = 60
_NOTE_LIMIT = 4000
_DAYS = ("expected_day", "next_day")
_BETWEEN = "、"


class OpportunityForm(ConflictingForm):
    """A new opportunity with a customer, or one that is changed."""

    field_names: ClassVar[Mapping[str, str]] = {"amount_minor": "amount"}

    def __init__(
        self,
        session: Session,
        customer_id: CustomerId,
        customer: str,
        row: OpportunityRow | None = None,
        names: Mapping[ContactId, str] | None = None,
    ) -> None:
        heading = _("New opportunity") if row is None else _("Edit opportunity")
        kept = f"new-{customer_id}" if row is None else str(row.id)
        title = f"{heading} · {name_in_sentence(customer)}"
        super().__init__(session, title, draft_name=f"opportunity-{kept}")
        self._customer_id = customer_id
        self._row = row
        self._names = names or {}
        currency = session.office.currency
        self._seen = OpportunityFields(name="", currency=currency) if row is None else row.fields

    def compose_fields(self) -> ComposeResult:
        """Yield what is asked most often first."""
        session, seen = self.session, self._seen
        yield TextField(field_label("name"), seen.name, required=True, limit=_NAME_LIMIT, id="name")
        yield ValueField(
            field_label("amount"),
            self.text_of_value("amount_minor", seen.amount_minor) if seen.amount_minor else "",
            limit=_AMOUNT_LIMIT,
            placeholder=_("200,000 or 1.5m"),
            why_wrong=self._amount_fault,
            id="amount",
        )
        own = session.office.currency
        codes = dict.fromkeys((own, seen.currency or own, *CURRENCIES))
        yield ChoiceField(
            field_label("currency"),
            [Choice(code, code, code.lower()) for code in codes],
            seen.currency or own,
            required=True,
            id="currency",
        )
        for name in ("expected_day", "next_day"):
            yield MomentField(
                field_label(name),
                moment_reader(session, only_day=True),
                self.text_of_value(name, getattr(seen, name)),
                placeholder=_("11-25, next Monday, +2w"),
                id=name,
            )
        yield TextField(field_label("next_step"), seen.next_step, limit=_NAME_LIMIT, id="next_step")
        yield ChoiceField(
            field_label("kind"), enum_choices(OpportunityKind), seen.kind, required=True, id="kind"
        )
        yield ChoiceField(
            field_label("source_id"),
            word_choices(session, DictionaryKind.SOURCE, seen.source_id),
            seen.source_id,
            id="source_id",
        )
        yield TextField(
            field_label("competitors"),
            _(", ").join(seen.competitors),
            placeholder=_("several, with commas between"),
            id="competitors",
        )
        yield TextField(
            field_label("people"),
            self._people_typed(),
            placeholder=_("Zhang Min:decider:supports, Li Qiang:user"),
            why_wrong=people_fault,
            id="people",
        )
        yield MultiLineField(field_label("note"), seen.note, limit=_NOTE_LIMIT, id="note")

    def _amount_fault(self, text: str) -> str | None:
        found = parse_amount(text, self._currency()) if text.strip() else 0
        return amount_fault(found) if isinstance(found, AmountFault) else None

    def _currency(self) -> str:
        found = self.query(ChoiceField).filter("#currency")
        chosen = found.first().value if found else None
        return str(chosen or self.session.office.currency)

    # Saving -------------------------------------------------------------------------------------

    def _values(self) -> dict[str, Any]:
        """Return what stands in the fields, by what it is of an opportunity."""
        fields: dict[str, FormField[Any]] = {each.id or "": each for each in self.form.fields}
        typed = str(fields["amount"].value).strip()
        found = parse_amount(typed, self._currency()) if typed else 0
        values: dict[str, Any] = {
            name: fields[name].value
            for name in ("name", "currency", "next_step", "kind", "source_id", "note")
        }
        values["amount_minor"] = 0 if isinstance(found, AmountFault) else found
        for name in _DAYS:
            at = fields[name].value
            values[name] = None if at is None else day_of(at, self.session.zone)
        values["competitors"] = _split(str(fields["competitors"].value))
        return values

    def save(self) -> None:
        """Save the opportunity."""
        session, row = self.session, self._row
        service, actor, values = session.crm.opportunities, session.actor, self._values()
        typed = self.query_one("#people", TextField).value
        if row is None:
            fields, customer_id = OpportunityFields(**values), self._customer_id

            def add() -> OpportunityWritten:
                people = self._read_people(typed)
                return service.add(actor, customer_id, replace(fields, people=people))

            self.store(add, lambda written: self._saved(written.changed))
            return
        seen, opportunity_id = self._seen, row.id
        changes = {name: value for name, value in values.items() if value != getattr(seen, name)}
        is_same = typed == self._people_typed()

        def edit() -> Changed:
            others = {} if is_same else {"people": self._read_people(typed)}
            return service.edit(actor, opportunity_id, changes | others, seen=seen)

        self.store(edit, self._saved)

    def _people_typed(self) -> str:
        return people_line(self._seen.people, self._names)

    def _read_people(self, typed: str) -> tuple[DecisionPerson, ...]:
        """Return, in a worker, who decides; who was a contact once stays."""
        if not typed:
            return ()
        crm, actor = self.session.crm, self.session.actor
        contacts = crm.customers.detail(actor, self._customer_id).contacts
        gone = [each for each in self._seen.people if not self._names.get(each.contact_id)]
        return (*read_people(typed, contacts), *gone)

    def _saved(self, changed: Changed) -> None:
        name = name_in_sentence(self.query_one("#name", TextField).value)
        operations_of(self).tell(_("Saved “{opportunity}”").format(opportunity=name))
        self.leave(changed)

    def take_stored(self, stored: Mapping[str, object]) -> None:
        """Take what others stored as what was seen."""
        self._seen = with_changes(self._seen, stored)

    def text_of_value(self, name: str, value: object) -> str:
        """Return a value as its field shows it."""
        match value:
            case None:
                shown = ""
            case int() if name == "amount_minor":
                currency = self._seen.currency or self.session.office.currency
                shown = plain_amount(value, currency)
            case int() if name in _DAYS:
                shown = date_of(value).isoformat()
            case int() if name == "source_id":
                words = self.session.words
                shown = next((each.name for each in words if each.id == value), "")
            case OpportunityKind():
                shown = word(value)
            case tuple() if name == "people":
                shown = people_line(value, self._names)
            case tuple() | list():
                shown = _(", ").join(map(str, value))
            case _:
                shown = str(value)
        return shown


def _split(text: str) -> tuple[str, ...]:
    for sign in ",，;；":
        text = text.replace(sign, _BETWEEN)
    return tuple(filter(None, (part.strip() for part in text.split(_BETWEEN))))
