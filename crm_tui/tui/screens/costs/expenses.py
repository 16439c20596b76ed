"""费用: the expenses of a customer, an opportunity, or all one may see; what is left of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, ClassVar

from textual.binding import BindingType

from crm_tui.domain.currencies import CURRENCIES
from crm_tui.domain.days import date_of, day_of
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.expenses import (
    ExpenseFields,
    ExpenseGrouping,
    ExpenseRequest,
    ExpenseRow,
    ExpenseSum,
    Profit,
)
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import CustomerId, OpportunityId, UserId
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.opportunities import OpportunityRow
from crm_tui.domain.users import Permission, UserRow
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.expenses import profit_lines, purpose_words, whole_words
from crm_tui.presentation.money import amount, amount_fault, plain_amount
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.record_commands.fields import person_choices
from crm_tui.tui.screens.form_choices import moment_reader, word_choices
from crm_tui.tui.screens.part_files import PartFiles
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    needs_row,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import FormField, MomentField, MultiLineField, TextField, ValueField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

_LISTED = 500
_SUMMED = 8
_SHORT = 60
_CAMPAIGN_LIMIT = 200
_NOTE_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Spending:
    """Whose expenses are shown: a customer's, those of one of its opportunities, or all."""

    customer_id: CustomerId | None = None
    opportunity_id: OpportunityId | None = None
    name: str = ""

    @property
    def request(self) -> ExpenseRequest:
        """What lists them."""
        if self.opportunity_id is not None:
            return ExpenseRequest(opportunity_id=self.opportunity_id)
        return ExpenseRequest(customer_id=self.customer_id)


class ExpensesScreen(PartFiles):
    """The expenses of a customer or an opportunity, or all that one may see."""

    scope = Scope.COSTS
    imports = ImportKind.EXPENSES
    exports = (Subject.EXPENSES,)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.COSTS)]

    def __init__(self, session: Session, spending: Spending) -> None:
        super().__init__(session, partial(ExpenseList, spending=spending))
        self._spending = spending

    def why_no_file(self) -> str | None:
        """Return where the expenses of an opportunity are written into a file, or None."""
        if self._spending.opportunity_id is None:
            return None
        return _("Expenses go into a file with all of their customer: _ there.")

    @property
    def customer_id(self) -> CustomerId | None:
        """The customer whose expenses they are, or None for all."""
        return self._spending.customer_id


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands beside the expenses, and what may be chosen in their form."""

    whole: ExpenseSum
    kinds: Sequence[ExpenseSum] = ()
    profit: Profit | None = None
    people: Sequence[UserRow] = ()
    opportunities: Sequence[OpportunityRow] = ()


class ExpenseList(SettingsList[ExpenseRow]):
    """Expenses, the latest first, with what they come to."""

    id = "expenses"
    commands = frozenset({"settings.add", "settings.edit", "settings.delete"})

    def __init__(self, host: Host, spending: Spending) -> None:
        super().__init__(host)
        self._spending = spending
        self._around: _Around | None = None

    @property
    def title(self) -> str:
        """Whose expenses they are."""
        name = self._spending.name
        return f"{_('Expenses')} · {name}" if name else _("Expenses")

    def columns(self) -> Sequence[Column[ExpenseRow]]:
        """Return day, kind, amount, purpose, who spent it and the note."""
        is_all = self._spending.customer_id is None
        return (
            text_column("day", field_label("expense_day"), 10, _day),
            text_column("kind", field_label("expense_kind"), 10, lambda row: row.kind, widest=16),
            text_column("amount", field_label("amount"), 14, _amount, align=Align.RIGHT),
            text_column(
                "for", _("For"), 16, partial(purpose_words, with_customer=is_all), widest=40
            ),
            text_column(
                "person", field_label("expense_person"), 8, lambda row: row.person, priority=1
            ),
            text_column(
                "note", field_label("note"), 12, lambda row: row.fields.note, priority=2, widest=40
            ),
        )

    def read(self) -> Sequence[ExpenseRow]:
        """Read the expenses and what they come to."""
        crm, actor, spending = self.session.crm, self.session.actor, self._spending
        service, request = crm.expenses, spending.request
        customer_id = spending.customer_id
        person = self.session.person
        sees_profit = all(map(person.may, (Permission.VIEW_COST, Permission.VIEW_EXPENSE)))
        self._around = _Around(
            service.whole(actor, request),
            service.sums(actor, request, ExpenseGrouping.KIND, limit=_SUMMED),
            service.profit(actor, request) if customer_id is not None and sees_profit else None,
            crm.people.users(actor),
            () if customer_id is None else crm.opportunities.of_customer(actor, customer_id),
        )
        return service.list(actor, request, limit=_LISTED)

    def empty_words(self) -> str:
        """Return what to press."""
        return _("No expenses here yet.\na enters one")

    def foot(self, rows: Sequence[ExpenseRow]) -> str:
        """Return what all of them come to."""
        if self._around is None or not rows:
            return ""
        return whole_words(self._around.whole, self.session.office.currency)

    def facts(self, row: ExpenseRow) -> Iterable[Section]:
        """Return the expense, what they come to by kind, and what is left."""
        currency, fields = self.session.office.currency, row.fields
        said = [
            (field_label("amount"), _amount(row)),
            (field_label("expense_day"), _day(row)),
            (field_label("expense_for"), purpose_words(row)),
            (field_label("expense_person"), row.person),
        ]
        if fields.currency != currency:
            said.append((field_label("reported_minor"), amount(row.reported_minor, currency)))
        lines = [fact(label, text) for label, text in said if text]
        if fields.note:
            lines.append(words(fields.note))
        yield Section(row.kind, tuple(lines))
        around = self._around
        if around is None:
            return
        by_kind = (fact(each.name, amount(each.amount_minor, currency)) for each in around.kinds)
        yield Section(whole_words(around.whole, currency), tuple(by_kind))
        if around.profit is not None:
            left = (fact(label, text) for label, text in profit_lines(around.profit, currency))
            yield Section(_("What is left"), tuple(left))

    def why_not(self, command_id: str, row: ExpenseRow | None) -> str | None:
        """Return why nothing may be changed, or None."""
        refusal = why_not_may(self.session, Permission.EDIT_EXPENSE)
        return refusal or (None if command_id == "settings.add" else needs_row(row))

    def act(self, command_id: str, row: ExpenseRow | None) -> None:
        """Ask what was spent, or take an expense out."""
        match command_id:
            case "settings.add":
                self._ask(None)
            case "settings.edit" if row is not None:
                self._ask(row)
            case "settings.delete" if row is not None:
                self._delete(row)

    def _ask(self, row: ExpenseRow | None) -> None:
        title = _("New expense") if row is None else _("Edit expense")
        form = _Form(self.session, self._spending, self._around, row)
        name = self._spending.name
        dialog = FormDialog(f"{title}  {name}" if name else title, form.fields, _("Save"))

        def answered(values: Values | None) -> None:
            if values is not None:
                self._save(form, row, values)

        self.host.app.push_screen(dialog, answered)

    def _save(self, form: _Form, row: ExpenseRow | None, values: Values) -> None:
        service, actor = self.session.crm.expenses, self.session.actor
        operations = self.host.operations
        typed = form.typed(values)
        if row is None:
            spending = self._spending
            entered = ExpenseFields(customer_id=spending.customer_id, **typed)
            operations.perform(
                lambda: service.add(actor, entered),
                lambda changed: self.host.move_to(changed.record_id or 0),
            )
            return
        operations.perform(lambda: service.edit(actor, row.id, typed, seen=row.fields))

    def _delete(self, row: ExpenseRow) -> None:
        service, actor = self.session.crm.expenses, self.session.actor
        operations = self.host.operations
        said = _("{kind} {amount} is deleted · u takes it back").format(
            kind=row.kind, amount=_amount(row)
        )
        operations.perform(
            lambda: service.delete(actor, row.id), lambda _changed: operations.tell(said)
        )


class _Form:
    """The fields of an expense, and what stands in them."""

    def __init__(
        self, session: Session, spending: Spending, around: _Around | None, row: ExpenseRow | None
    ) -> None:
        self._session = session
        self._spending = spending
        self._around = around
        self._seen = None if row is None else row.fields

    def fields(self) -> Sequence[FormField[Any]]:
        """Return amount, kind, day, currency, opportunity, campaign, who, and the note."""
        session, seen = self._session, self._seen
        own = session.office.currency
        currency = own if seen is None else seen.currency
        kind_id = None if seen is None else seen.kind_id
        day = session.today if seen is None else seen.day
        found: list[FormField[Any]] = [
            ValueField(
                field_label("amount"),
                "" if seen is None else plain_amount(seen.amount_minor, currency),
                required=True,
                limit=_SHORT,
                why_wrong=lambda text: _amount_fault(text, currency),
                id="amount",
            ),
            ChoiceField(
                field_label("expense_kind"),
                word_choices(session, DictionaryKind.EXPENSE_KIND, kind_id),
                kind_id,
                required=True,
                id="kind_id",
            ),
            MomentField(
                field_label("expense_day"),
                moment_reader(session, prefer="past", only_day=True),
                date_of(day).isoformat(),
                required=True,
                placeholder=_("yesterday, 11-20"),
                id="day",
            ),
            ChoiceField(
                field_label("currency"),
                [
                    Choice(code, code, code.lower())
                    for code in dict.fromkeys((own, currency, *CURRENCIES))
                ],
                currency,
                required=True,
                id="currency",
            ),
        ]
        if self._around is not None and self._around.opportunities:
            found.append(self._opportunity_field(self._around.opportunities))
        campaign = "" if seen is None else seen.campaign
        found.append(
            TextField(
                field_label("campaign"),
                campaign,
                required=self._spending.customer_id is None and not self._has_customer,
                limit=_CAMPAIGN_LIMIT,
                id="campaign",
            )
        )
        if self._around is not None:
            found.append(self._person_field(self._around.people))
        note = "" if seen is None else seen.note
        found.append(MultiLineField(field_label("note"), note, limit=_NOTE_LIMIT, id="note"))
        return found

    @property
    def _has_customer(self) -> bool:
        return self._seen is not None and self._seen.customer_id is not None

    def _opportunity_field(self, known: Sequence[OpportunityRow]) -> FormField[Any]:
        begins = self._spending.opportunity_id if self._seen is None else self._seen.opportunity_id
        choices = [Choice(each.id, name_in_sentence(each.name), each.name) for each in known]
        return ChoiceField(_("Opportunity"), choices, begins, id="opportunity_id")

    def _person_field(self, people: Sequence[UserRow]) -> FormField[Any]:
        me: UserId | None = self._session.actor.user_id
        begins = me if self._seen is None else self._seen.person_id
        choices = person_choices(people, frozenset())
        return ChoiceField(
            field_label("expense_person"), choices, begins, required=True, id="person_id"
        )

    def typed(self, values: Values) -> dict[str, Any]:
        """Return what stands in the fields, by what it is of an expense."""
        found = parse_amount(str(values["amount"]), str(values["currency"]))
        typed: dict[str, Any] = {
            "amount_minor": 0 if isinstance(found, AmountFault) else found,
            "day": day_of(values["day"], self._session.zone),
        }
        names = ("kind_id", "currency", "opportunity_id", "campaign", "person_id", "note")
        return typed | {name: values[name] for name in names if name in values}


def _amount_fault(text: str, currency: str) -> str | None:
    found = parse_amount(text, currency)
    return amount_fault(found) if isinstance(found, AmountFault) else None


def _day(row: ExpenseRow) -> str:
    return iso_day(row.fields.day) or ""


def _amount(row: ExpenseRow) -> str:
    return amount(row.fields.amount_minor, row.fields.currency)
