"""Enter or change a contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import ComposeResult

from crm_tui.domain.contracts.records import Contract, ContractFields, ContractStatus
from crm_tui.domain.currencies import CURRENCIES
from crm_tui.domain.days import date_of, day_of
from crm_tui.domain.events import Changed
from crm_tui.domain.field_changes import differing
from crm_tui.domain.identifiers import ContractId, CustomerId, OrderId, QuoteId
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.i18n import _
from crm_tui.presentation.money import amount, amount_fault, plain_amount
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.conflicting_forms import ConflictingForm
from crm_tui.tui.screens.form_choices import moment_reader
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import FormField, MomentField, MultiLineField, TextField, ValueField

_PARTIES = {"their_party": 200, "their_signatory": 100, "our_party": 200, "our_signatory": 100}
_TITLE_LIMIT, _SHORT, _NOTE_LIMIT = 200, 60, 2_000
_DAYS = ("start_day", "end_day")


def open_contract_form(
    screen: ScreenCommands[Any],
    customer_id: CustomerId,
    customer: str,
    *,
    quote_id: QuoteId | None = None,
    order_id: OrderId | None = None,
    then: Callable[[Changed | None], None] | None = None,
) -> None:
    """Ask for a new contract with a customer; of a quote or an order with exactly its amount.

    What was entered is shown whole, unless `then` says what comes of it.
    """
    contracts, actor = screen.session.crm.contracts, screen.session.actor

    def show(changed: Changed | None) -> None:
        from crm_tui.tui.screens.contracts.whole import ContractScreen  # noqa: PLC0415 - a circle

        if changed is not None and changed.record_id is not None:
            contract_id = ContractId(changed.record_id)
            screen.app.push_screen(ContractScreen(screen.session, contract_id))

    def ask(blank: ContractFields) -> None:
        form = ContractForm(screen.session, customer_id, customer, blank)
        screen.app.push_screen(form, then or show)

    screen.operations.ask(
        lambda: contracts.blank(actor, customer_id, quote_id, order_id),
        ask,
        key="contract form",
        opens=True,
    )


class ContractForm(ConflictingForm):
    """A new contract with a customer, or one that is changed; of a signed one the note."""

    field_names: ClassVar[Mapping[str, str]] = {
        "amount_minor": "amount",
        "start_day": "contract_start_day",
        "end_day": "contract_end_day",
        "title": "contract_title",
    }
    label_names: ClassVar[Mapping[str, str]] = {**field_names, "amount_minor": "amount"}

    def __init__(
        self,
        session: Session,
        customer_id: CustomerId,
        customer: str,
        fields: ContractFields,
        contract: Contract | None = None,
    ) -> None:
        heading = _("New contract") if contract is None else contract.row.number
        kept = f"new-{customer_id}" if contract is None else str(contract.row.id)
        parts = [heading, name_in_sentence(customer)]
        if fields.quote_id is not None or fields.order_id is not None:
            # What it was made from says how much, and cannot be changed here.
            parts.append(amount(fields.amount_minor, fields.currency))
        super().__init__(session, " · ".join(parts), draft_name=f"contract-{kept}")
        self._customer_id = customer_id
        self._contract = contract
        self._seen = fields

    @property
    def _has_source(self) -> bool:
        return self._seen.quote_id is not None or self._seen.order_id is not None

    def compose_fields(self) -> ComposeResult:
        """Yield what is asked most often first."""
        seen = self._seen
        if self._contract is None or self._contract.row.status is ContractStatus.DRAFT:
            yield TextField(
                field_label("contract_title"),
                seen.title,
                required=True,
                limit=_TITLE_LIMIT,
                id="contract_title",
            )
            if not self._has_source:
                yield from self._money_fields(seen)
            for name in _DAYS:
                yield MomentField(
                    field_label(self.field_names[name]),
                    moment_reader(self.session, only_day=True),
                    self.text_of_value(name, getattr(seen, name)),
                    placeholder=_("11-25, next Monday, +2w"),
                    id=self.field_names[name],
                )
            for name, limit in _PARTIES.items():
                yield TextField(field_label(name), getattr(seen, name), limit=limit, id=name)
        yield MultiLineField(field_label("note"), seen.note, limit=_NOTE_LIMIT, id="note")

    def _money_fields(self, seen: ContractFields) -> ComposeResult:
        yield ValueField(
            field_label("amount"),
            self.text_of_value("amount_minor", seen.amount_minor) if seen.amount_minor else "",
            limit=_SHORT,
            placeholder=_("200,000 or 1.5m"),
            why_wrong=self._amount_fault,
            id="amount",
        )
        codes = dict.fromkeys((seen.currency, *CURRENCIES))
        yield ChoiceField(
            field_label("currency"),
            [Choice(code, code, code.lower()) for code in codes],
            seen.currency,
            required=True,
            id="currency",
        )

    def _amount_fault(self, text: str) -> str | None:
        found = parse_amount(text, self._currency()) if text.strip() else 0
        return amount_fault(found) if isinstance(found, AmountFault) else None

    def _currency(self) -> str:
        found = self.query(ChoiceField).filter("#currency")
        chosen = found.first().value if found else None
        return str(chosen or self._seen.currency)

    # Saving -------------------------------------------------------------------------------------

    def _changes(self) -> dict[str, Any]:
        """Return what stands in the fields that are shown, by what it is of a contract."""
        held = {shown: name for name, shown in self.field_names.items()}
        fields: dict[str, FormField[Any]] = {each.id or "": each for each in self.form.fields}
        values = {held.get(shown, shown): each.value for shown, each in fields.items()}
        for name in _DAYS:
            if name in values:
                at = values[name]
                values[name] = None if at is None else day_of(at, self.session.zone)
        if "amount_minor" in values:
            typed = str(values["amount_minor"]).strip()
            found = parse_amount(typed, self._currency()) if typed else 0
            values["amount_minor"] = 0 if isinstance(found, AmountFault) else found
        return values

    def save(self) -> None:
        """Save the contract."""
        contracts, actor = self.session.crm.contracts, self.session.actor
        contract, changes = self._contract, self._changes()
        wanted = replace(self._seen, **changes)
        if contract is None:
            customer_id = self._customer_id
            self.store(
                lambda: contracts.add(actor, customer_id, wanted),
                lambda written: self._saved(written.changed),
            )
            return
        changed, seen = differing(self._seen, wanted), replace(contract, fields=self._seen)
        self.store(lambda: contracts.edit(actor, contract.row.id, changed, seen=seen), self._saved)

    def _saved(self, changed: Changed) -> None:
        if self._contract is None:
            # Its number is told by the page that opens.
            title = name_in_sentence(self.query_one("#contract_title", TextField).value)
            said = _("Saved “{name}”").format(name=title)
        else:
            said = _("Saved {number}").format(number=self._contract.row.number)
        operations_of(self).tell(said)
        self.leave(changed)

    def take_stored(self, stored: Mapping[str, object]) -> None:
        """Take what others stored as what was seen."""
        found: dict[str, Any] = dict(stored)
        self._seen = replace(self._seen, **found)

    def text_of_value(self, name: str, value: object) -> str:
        """Return a value as its field shows it."""
        match value:
            case None:
                return ""
            case int() if name == "amount_minor":
                return plain_amount(value, self._seen.currency)
            case int() if name in _DAYS:
                return date_of(value).isoformat()
            case _:
                return str(value)
