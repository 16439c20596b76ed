"""Enter or change what is said of an order besides its lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import ComposeResult

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.currencies import CURRENCIES
from crm_tui.domain.days import date_of, day_of
from crm_tui.domain.events import Changed
from crm_tui.domain.field_changes import differing
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.orders.records import Order, OrderFields, OrderStatus
from crm_tui.domain.quotes.pricing import NO_DISCOUNT, Discount
from crm_tui.i18n import _
from crm_tui.presentation.quotes import discount_words
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.operations import operations_of
from crm_tui.tui.record_commands.fields import person_words
from crm_tui.tui.screens.conflicting_forms import ConflictingForm
from crm_tui.tui.screens.form_choices import moment_reader, yes_or_no
from crm_tui.tui.screens.quotes.dialogs import day_line, discount_fault, read_discount
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import FormField, MomentField, MultiLineField, TextField, ValueField
from crm_tui.values import dataclass

_TITLE_LIMIT, _SHORT, _TERMS_LIMIT, _NOTE_LIMIT = 200, 60, 4_000, 2_000
_DAYS = ("order_day", "due_day")


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What the form of an order begins with, and who may have ordered."""

    customer_id: CustomerId
    blank: OrderFields
    contacts: Sequence[ContactRow]


def form_facts(session: Session, customer_id: CustomerId) -> FormFacts:
    """Return, in a worker, what the form of an order asks for."""
    crm, actor = session.crm, session.actor
    contacts = crm.customers.detail(actor, customer_id).contacts
    return FormFacts(customer_id, crm.orders.blank(actor, customer_id), contacts)


def open_order_form(
    screen: ScreenCommands[Any],
    customer_id: CustomerId,
    customer: str,
    then: Callable[[Changed | None], None],
) -> None:
    """Ask for a new order of a customer."""
    session = screen.session

    def ask(facts: FormFacts) -> None:
        screen.app.push_screen(OrderForm(session, facts, customer), then)

    screen.operations.ask(
        lambda: form_facts(session, customer_id), ask, key="order form", opens=True
    )


class OrderForm(ConflictingForm):
    """A new order of a customer, or one that is changed; a confirmed one in its free fields."""

    label_names: ClassVar[Mapping[str, str]] = {"title": "order_title"}

    def __init__(
        self, session: Session, facts: FormFacts, customer: str, order: Order | None = None
    ) -> None:
        heading = _("New order") if order is None else order.row.number
        kept = f"new-{facts.customer_id}" if order is None else str(order.row.id)
        title = f"{heading} · {name_in_sentence(customer)}"
        super().__init__(session, title, draft_name=f"order-{kept}")
        self._facts = facts
        self._order = order
        self._seen = facts.blank if order is None else order.fields

    def compose_fields(self) -> ComposeResult:
        """Yield what is asked most often first."""
        seen = self._seen
        is_free = self._order is None or self._order.row.status is OrderStatus.DRAFT
        if is_free:
            yield TextField(field_label("order_title"), seen.title, limit=_TITLE_LIMIT, id="title")
            yield ChoiceField(
                field_label("contact_id"), self._people(), seen.contact_id, id="contact_id"
            )
            yield day_line(self.session, "order_day", seen.order_day)
        yield MomentField(
            field_label("due_day"),
            moment_reader(self.session, only_day=True),
            self.text_of_value("due_day", seen.due_day),
            placeholder=_("11-25, next Monday, +2w"),
            id="due_day",
        )
        if is_free:
            yield from self._money_fields(seen)
            yield MultiLineField(field_label("terms"), seen.terms, limit=_TERMS_LIMIT, id="terms")
        yield MultiLineField(field_label("note"), seen.note, limit=_NOTE_LIMIT, id="note")

    def _money_fields(self, seen: OrderFields) -> ComposeResult:
        if self._order is None:
            codes = dict.fromkeys((seen.currency, *CURRENCIES))
            yield ChoiceField(
                field_label("currency"),
                [Choice(code, code, code.lower()) for code in codes],
                seen.currency,
                required=True,
                id="currency",
            )
        yield ChoiceField(
            field_label("includes_tax"),
            yes_or_no(),
            seen.includes_tax,
            required=True,
            id="includes_tax",
        )
        yield ValueField(
            field_label("discount"),
            self.text_of_value("discount", seen.discount),
            placeholder=_("5% or an amount"),
            limit=_SHORT,
            why_wrong=lambda text: discount_fault(text, self._currency()),
            id="discount",
        )

    def _people(self) -> list[Choice[Any]]:
        return [
            Choice(each.id, name_in_sentence(each.fields.name), person_words(each.fields.name, ""))
            for each in self._facts.contacts
        ]

    def _currency(self) -> str:
        found = self.query(ChoiceField).filter("#currency")
        chosen = found.first().value if found else None
        return str(chosen or self._seen.currency)

    # Saving -------------------------------------------------------------------------------------

    def _changes(self) -> dict[str, Any]:
        """Return what stands in the fields that are shown, by what it is of an order."""
        fields: dict[str, FormField[Any]] = {each.id or "": each for each in self.form.fields}
        values: dict[str, Any] = {name: each.value for name, each in fields.items()}
        for name in _DAYS:
            if name in values:
                at = values[name]
                values[name] = None if at is None else day_of(at, self.session.zone)
        if "discount" in values:
            found = read_discount(str(values["discount"]), self._currency())
            values["discount"] = found or NO_DISCOUNT
        if "includes_tax" in values:
            values["includes_tax"] = values["includes_tax"] is True
        return values

    def save(self) -> None:
        """Save the order."""
        orders, actor, order = self.session.crm.orders, self.session.actor, self._order
        wanted = _with(self._seen, self._changes())
        if order is None:
            customer_id = self._facts.customer_id
            self.store(
                lambda: orders.add(actor, customer_id, wanted),
                lambda written: self._saved(written.changed),
            )
            return
        changes, seen = differing(self._seen, wanted), _seen_as(order, self._seen)
        self.store(lambda: orders.edit(actor, order.row.id, changes, seen=seen), self._saved)

    def _saved(self, changed: Changed) -> None:
        number = "" if self._order is None else self._order.row.number
        operations_of(self).tell(_("Saved {number}").format(number=number).strip())
        self.leave(changed)

    def take_stored(self, stored: Mapping[str, object]) -> None:
        """Take what others stored as what was seen."""
        self._seen = _with(self._seen, stored)

    def text_of_value(self, name: str, value: object) -> str:
        """Return a value as its field shows it."""
        match value:
            case None:
                return ""
            case bool():
                return _("Yes") if value else _("No")
            case int() if name in _DAYS:
                return date_of(value).isoformat()
            case int() if name == "contact_id":
                named = {each.id: each.fields.name for each in self._facts.contacts}
                return next((words for key, words in named.items() if key == value), "")
            case Discount():
                return discount_words(value, self._seen.currency)
            case _:
                return str(value)


def _with(fields: OrderFields, changes: Mapping[str, Any]) -> OrderFields:
    return replace(fields, **changes)


def _seen_as(order: Order, fields: OrderFields) -> Order:
    return replace(order, fields=fields)
