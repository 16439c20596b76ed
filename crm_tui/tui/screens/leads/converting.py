"""转客户: a lead becomes a customer, with an opportunity if one is named in the same form."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.content import Content

from crm_tui.domain.days import day_of
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.leads.records import LeadRow
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.pinyin import initials
from crm_tui.errors import CrmError, DuplicateCustomerError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.money import amount_fault
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.screens.form_choices import moment_reader
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.fields import Form, FormField, MomentField, TextField, ValueField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.leads import LeadDetail
    from crm_tui.services.leads.service import ConvertedLead
    from crm_tui.services.opportunities.writing import NewOpportunity

NEW = CustomerId(0)
"""Stands among the customers for one that is entered."""
_NAME_LIMIT = 200
_AMOUNT_LIMIT = 60
_OF_OPPORTUNITY = ("amount", "expected_day", "next_step", "next_day")


class LeadConversions(ScreenCommands[None]):
    """A screen from which leads become customers."""

    @abstractmethod
    def allowed_lead(self, command_id: str) -> LeadRow | None:
        """Return the lead under the cursor, or say why the key does nothing."""

    def action_convert_lead(self) -> None:
        """Ask whose the lead becomes, and for what may be sold; then make it so."""
        row = self.allowed_lead("lead.convert")
        if row is not None:
            leads, actor = self.session.crm.leads, self.session.actor
            self.operations.ask(
                lambda: leads.detail(actor, row.id), self._ask_conversion, key="lead", opens=True
            )

    def _ask_conversion(self, found: LeadDetail) -> None:
        dialog = ConversionDialog(self.session, found)
        dialog.keep_for(self.session)

        def answered(values: Values | None) -> None:
            if values is not None:
                self._convert(found.row, values)

        self.app.push_screen(dialog, answered)

    def _convert(self, row: LeadRow, values: Values, *, insists: bool = False) -> None:
        leads, actor = self.session.crm.leads, self.session.actor
        to = None if values["customer"] == NEW else values["customer"]

        def convert() -> ConvertedLead:
            wanted = _opportunity(self.session, values)
            return leads.convert(actor, row.id, to=to, allow_duplicate=insists, opportunity=wanted)

        self.operations.perform(
            convert, partial(self._converted, row), partial(self._not_converted, row, values)
        )

    def _converted(self, row: LeadRow, found: ConvertedLead) -> None:
        said = _("“{lead}” is a customer now; K opens it, u takes it back")
        if found.over_limit:
            said = _("“{lead}” is a customer now; holdings are full, so it waits in the pool")
        elif found.opportunity_id is not None:
            said = _("“{lead}” is a customer with an opportunity now; K opens it, u takes it back")
        self.operations.tell(said.format(lead=name_in_sentence(row.called)))

    def _not_converted(self, row: LeadRow, values: Values, error: CrmError) -> None:
        if not isinstance(error, DuplicateCustomerError) or error.is_final:
            self.operations.show_error(error)
            return

        def answered(insists: bool | None) -> None:
            if insists:
                self._convert(row, values, insists=True)

        question = ConfirmDialog(
            _("Enter it all the same?"), Content(errors.sentence(error)), yes=_("Enter it")
        )
        self.app.push_screen(question, answered)


class ConversionDialog(FormDialog):
    """Asks which customer a lead becomes, and what may be sold to it."""

    def __init__(self, session: Session, found: LeadDetail) -> None:
        title = _("Make a customer of “{lead}”")
        super().__init__(
            title.format(lead=name_in_sentence(found.row.called)),
            lambda: _fields(session, found),
            _("Make a customer"),
            begin_in="opportunity",
        )

    @on(FormField.Changed)
    def _need_a_name(self) -> None:
        """Ask for the opportunity's name once something is said of one."""
        named = {each.id: each for each in self.query_one(Form).fields}
        named["opportunity"].is_required = any(not named[each].is_blank for each in _OF_OPPORTUNITY)


def _fields(session: Session, found: LeadDetail) -> Sequence[FormField[Any]]:
    currency = session.office.currency
    return [
        ChoiceField(_("Customer"), _customers(found), NEW, required=True, id="customer"),
        TextField(
            field_label("opportunity"),
            placeholder=_("empty: without an opportunity"),
            limit=_NAME_LIMIT,
            id="opportunity",
        ),
        ValueField(
            field_label("amount"),
            limit=_AMOUNT_LIMIT,
            placeholder=_("200,000 or 1.5m"),
            why_wrong=lambda text: _why_no_amount(text, currency),
            id="amount",
        ),
        MomentField(
            field_label("expected_day"),
            moment_reader(session, only_day=True),
            placeholder=_("11-25, next Monday, +2w"),
            id="expected_day",
        ),
        TextField(field_label("next_step"), limit=_NAME_LIMIT, id="next_step"),
        MomentField(
            field_label("next_day"),
            moment_reader(session, only_day=True),
            placeholder=_("11-25, next Monday, +2w"),
            id="next_day",
        ),
    ]


def _customers(found: LeadDetail) -> list[Choice[CustomerId]]:
    name = name_in_sentence(found.row.called)
    choices = [Choice(NEW, _("New customer “{customer}”").format(customer=name), "new xin")]
    choices += [
        Choice(
            each.customer_id,
            _("Attach to “{customer}”").format(customer=name_in_sentence(each.customer)),
            f"{initials(each.customer)} {each.customer}",
        )
        for each in found.duplicates.customers
        if each.visible and each.customer
    ]
    return choices


def _why_no_amount(text: str, currency: str) -> str | None:
    found = parse_amount(text, currency) if text.strip() else 0
    return amount_fault(found) if isinstance(found, AmountFault) else None


def _opportunity(session: Session, values: Values) -> NewOpportunity | None:
    from crm_tui.services.opportunities.writing import NewOpportunity  # noqa: PLC0415 - slow

    name = str(values["opportunity"]).strip()
    if not name:
        return None
    typed = str(values["amount"]).strip()
    found = parse_amount(typed, session.office.currency) if typed else 0
    return NewOpportunity(
        OpportunityFields(
            name=name,
            amount_minor=0 if isinstance(found, AmountFault) else found,
            expected_day=_day(session, values["expected_day"]),
            next_step=str(values["next_step"]),
            next_day=_day(session, values["next_day"]),
        )
    )


def _day(session: Session, at: datetime | None) -> int | None:
    return None if at is None else day_of(at, session.zone)
