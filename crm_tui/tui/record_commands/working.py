"""Team, deals, clashes: the people and the business around a customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.deals import DealFields, DealRow
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.pools import NotOwned
from crm_tui.domain.users import Permission, UserRow
from crm_tui.i18n import _
from crm_tui.presentation import reasons
from crm_tui.presentation.dates import days_left, relative_day
from crm_tui.presentation.money import amount, amount_fault
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ResultT
from crm_tui.tui.record_commands.chosen import ChosenCustomers, batch_title
from crm_tui.tui.record_commands.fields import (
    REASON_LIMIT,
    day_field,
    person_choices,
    reason_field,
    typed_day,
)
from crm_tui.tui.screens.payments.opening import show_payments
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.fields import FormField, MultiLineField, TextField, ValueField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.services.deals import DealWritten

_AMOUNT_LIMIT = 60
_NOTE_LIMIT = 1000


class WorkingCommands(ChosenCustomers[ResultT], Generic[ResultT]):
    """What is sold to a customer, and what two people quarrel about."""

    JUDGES: ClassVar[Mapping[str, str]] = {
        "deal": "why_not_record_deal",
        "deal.void": "why_not_void_deal",
        "dispute": "why_not_dispute",
        "opportunity.new": "why_not_enter_opportunity",
    }

    def why_not_record_deal(self, _row: CustomerRow) -> str | None:
        """Return why no deal can be recorded, as far as is known."""
        return self.why_not_permitted(Permission.RECORD_DEAL)

    def why_not_void_deal(self, _row: CustomerRow) -> str | None:
        """Return why no deal can be voided, as far as is known."""
        return self.why_not_permitted(Permission.VOID_DEAL)

    def why_not_enter_opportunity(self, _row: CustomerRow) -> str | None:
        """Return why no opportunity can be entered, as far as is known."""
        return self.why_not_permitted(Permission.EDIT_CUSTOMER)

    def action_new_opportunity(self) -> None:
        """Enter an opportunity with the customer."""
        from crm_tui.tui.screens.opportunities.form import OpportunityForm  # noqa: PLC0415

        row = self.allowed("opportunity.new")
        if row is not None:
            self.app.push_screen(OpportunityForm(self.session, row.id, row.name))

    def why_not_dispute(self, row: CustomerRow) -> str | None:
        """Return why no clash can be reported, as far as is known."""
        if row.owner_id is None:
            return reasons.refusal(NotOwned(row.name))
        return self.why_not_permitted(Permission.FILE_DISPUTE)

    # Deals --------------------------------------------------------------------------------------

    def action_record_deal(self) -> None:
        """Ask for amount, day and note, then record the deal."""
        row = self.allowed("deal")
        if row is not None:
            dialog = FormDialog(
                batch_title(_("Record a deal"), row.name, [row.id]),
                self._deal_fields,
                _("Record"),
            )
            self.ask_values(dialog, partial(self._record_deal, row.id))

    def _deal_fields(self) -> Sequence[FormField[Any]]:
        currency = self.session.office.currency
        return [
            ValueField(
                _("Amount"),
                required=True,
                limit=_AMOUNT_LIMIT,
                placeholder=_("200,000 or 1.5m"),
                why_wrong=lambda text: _amount_fault(text, currency),
                id="amount",
            ),
            day_field(self.session, _("Day"), _("today"), is_past=True),
            TextField(_("Note"), limit=REASON_LIMIT, placeholder=_("what was sold"), id="note"),
        ]

    def _record_deal(self, customer_id: CustomerId, values: Values) -> None:
        deals, actor = self.session.crm.deals, self.session.actor
        found = parse_amount(str(values["amount"]), self.session.office.currency)
        if isinstance(found, AmountFault):
            return
        day = typed_day(self.session, values) or self.session.today
        deal = DealFields(found, day, str(values["note"]))
        self.operations.perform(
            lambda: deals.record(actor, customer_id, deal), partial(self._tell_deal, deal)
        )

    def _tell_deal(self, deal: DealFields, written: DealWritten) -> None:
        said = _("Deal of {amount} recorded").format(
            amount=amount(deal.amount_minor, self.session.office.currency)
        )
        left = days_left(written.last_day, self.session.today)
        kept = _("days left: {left}").format(left=left)
        self.operations.tell(f"{said} · {kept}")

    def action_void_deal(self) -> None:
        """Ask which deal, and why, then take it back."""
        row = self.allowed("deal.void")
        if row is not None:
            deals, actor, customer_id = self.session.crm.deals, self.session.actor, row.id
            self.operations.ask(
                lambda: deals.list(actor, customer_id), self._choose_deal, key="deals", opens=True
            )

    def _choose_deal(self, found: list[DealRow]) -> None:
        valid = [each for each in found if not each.is_void]
        if not valid:
            self.operations.tell(_("There is no deal to void."), severity="warning")
            return
        choices = [Choice(each, deal_words(each, self.session.today)) for each in valid]
        self.app.push_screen(ChooseDialog(_("Void which deal?"), choices), self._ask_void)

    def _ask_void(self, deal: DealRow | None) -> None:
        if deal is not None:
            dialog = FormDialog(
                _("Void the deal: why?"),
                lambda: [reason_field()],
                _("Void"),
                lines=[deal_words(deal, self.session.today)],
            )
            self.ask_values(dialog, partial(self._void, deal))

    def _void(self, deal: DealRow, values: Values) -> None:
        deals, actor, reason = self.session.crm.deals, self.session.actor, str(values["reason"])
        self.operations.perform(
            lambda: deals.void(actor, deal.id, reason),
            lambda _changed: self.operations.tell(_("The deal is void · u takes it back")),
        )

    # Quotes -------------------------------------------------------------------------------------

    def action_quotes(self) -> None:
        """Show the quotes of the customer."""
        row = self.current_row()
        if row is not None:
            from crm_tui.tui.screens.quotes.of_customers import (  # noqa: PLC0415
                CustomerQuotesScreen,
            )

            name = name_in_sentence(row.name)
            self.app.push_screen(CustomerQuotesScreen(self.session, row.id, name))

    def action_payments(self) -> None:
        """Show what the customer is to pay and paid."""
        row = self.current_row()
        if row is not None:
            show_payments(self, row.id, row.name)

    # Orders and contracts -----------------------------------------------------------------------

    def action_orders(self) -> None:
        """Show the orders of the customer, to open one or draft one."""
        row = self.current_row()
        if row is not None:
            from crm_tui.tui.screens.customer_papers import choose_order  # noqa: PLC0415

            choose_order(self, row.id, name_in_sentence(row.name))

    def action_contracts(self) -> None:
        """Show the contracts with the customer, to open one or draft one."""
        row = self.current_row()
        if row is not None:
            from crm_tui.tui.screens.customer_papers import choose_contract  # noqa: PLC0415

            choose_contract(self, row.id, name_in_sentence(row.name))

    # What it uses -------------------------------------------------------------------------------

    def action_usages(self) -> None:
        """Show what the customer really uses."""
        row = self.current_row()
        if row is not None:
            from crm_tui.tui.screens.costs.usages import UsagesScreen  # noqa: PLC0415

            self.app.push_screen(UsagesScreen(self.session, row.id, name_in_sentence(row.name)))

    # Expenses -----------------------------------------------------------------------------------

    def action_expenses(self) -> None:
        """Show what was spent on the customer."""
        row = self.current_row()
        if row is not None:
            from crm_tui.tui.screens.costs.expenses import (  # noqa: PLC0415
                ExpensesScreen,
                Spending,
            )

            spending = Spending(row.id, name=name_in_sentence(row.name))
            self.app.push_screen(ExpensesScreen(self.session, spending))

    # Clashes ------------------------------------------------------------------------------------

    def action_dispute(self) -> None:
        """Ask what happened, then let a manager decide whose customer it is."""
        row = self.allowed("dispute")
        if row is not None:
            people, actor = self.session.crm.people, self.session.actor
            self.operations.ask(
                lambda: people.users(actor),
                partial(self._ask_dispute, row),
                key="people",
                opens=True,
            )

    def _ask_dispute(self, row: CustomerRow, users: list[UserRow]) -> None:
        others = person_choices(users, frozenset({self.session.actor.user_id}))
        holder = None if self.is_mine(row) else row.owner_id
        dialog = FormDialog(
            batch_title(_("Report a clash"), row.name, [row.id]),
            lambda: [
                ChoiceField(_("With whom"), others, holder, required=True, id="against"),
                MultiLineField(_("What happened"), required=True, limit=_NOTE_LIMIT, id="note"),
            ],
            _("Report"),
            lines=[_("Who stands above both decides; both sides see the decision.")],
        )
        self.ask_values(dialog, partial(self._file, row.id))

    def _file(self, customer_id: CustomerId, values: Values) -> None:
        from crm_tui.services.disputes import Filing  # noqa: PLC0415 - as above

        disputes, actor = self.session.crm.disputes, self.session.actor
        against: UserId = values["against"]
        filing = Filing(customer_id, str(values["note"]), against_id=against)
        self.operations.perform(
            lambda: disputes.file(actor, filing)[0],
            lambda _changed: self.operations.tell(_("Reported; a manager decides")),
        )


def _amount_fault(text: str, currency: str) -> str | None:
    found = parse_amount(text, currency)
    return amount_fault(found) if isinstance(found, AmountFault) else None


def deal_words(deal: DealRow, today: int) -> str:
    """Return a deal in one line: when, how much, whose, what for."""
    said = (
        relative_day(deal.day, today),
        amount(deal.amount_minor, deal.currency),
        name_in_sentence(deal.owner),
        name_in_sentence(deal.note),
    )
    return "  ".join(filter(None, said))
