"""流失: call a customer lost, with a reason, and take it back from the lost."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import ClassVar, Generic

from crm_tui.domain.customers import CustomerRow, CustomerType
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ResultT
from crm_tui.tui.record_commands.chosen import ChosenCustomers
from crm_tui.tui.record_commands.fields import REASON_LIMIT, reason_choices
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values


class LosingCommands(ChosenCustomers[ResultT], Generic[ResultT]):
    """What says that a customer is lost, or not after all."""

    JUDGES: ClassVar[Mapping[str, str]] = {"lost": "why_not_lost"}

    def why_not_lost(self, row: CustomerRow) -> str | None:
        """Return why nothing can be said of the customer, as far as is known."""
        return self.why_not_permitted(Permission.EDIT_CUSTOMER)

    def action_lost(self) -> None:
        """Ask why the customer is lost; of one that is, whether it is back."""
        row = self.allowed("lost")
        if row is None:
            return
        if row.type is CustomerType.LOST:
            self._ask_regained(row)
            return
        types, actor = self.session.crm.customer_types, self.session.actor
        self.operations.ask(
            lambda: types.loss_reasons(actor),
            partial(self._ask_lost, row.id, row.name),
            key="loss reasons",
            opens=True,
        )

    def _ask_lost(self, customer_id: CustomerId, name: str, found: list[tuple[int, str]]) -> None:
        dialog = FormDialog(
            _("“{customer}” is lost: why?").format(customer=name_in_sentence(name)),
            lambda: [
                ChoiceField(_("Reason"), reason_choices(found), required=True, id="reason"),
                TextField(_("Note"), limit=REASON_LIMIT, id="note"),
            ],
            _("Lost"),
            lines=[_("Its task to win it back is closed; a new deal wins it again.")],
        )
        self.ask_values(dialog, partial(self._lose, customer_id, name))

    def _lose(self, customer_id: CustomerId, name: str, values: Values) -> None:
        types, actor = self.session.crm.customer_types, self.session.actor
        reason_id, note = values["reason"], str(values["note"])
        self.operations.perform(
            lambda: types.lose(actor, customer_id, reason_id, note),
            lambda _changed: self.operations.tell(
                _("“{customer}” is lost · u takes it back").format(customer=name_in_sentence(name))
            ),
        )

    def _ask_regained(self, row: CustomerRow) -> None:
        dialog = FormDialog(
            _("Is “{customer}” back?").format(customer=name_in_sentence(row.name)),
            lambda: [TextField(_("Note"), limit=REASON_LIMIT, id="note")],
            _("It is back"),
        )
        self.ask_values(dialog, partial(self._regain, row.id, row.name))

    def _regain(self, customer_id: CustomerId, name: str, values: Values) -> None:
        types, actor = self.session.crm.customer_types, self.session.actor
        self.operations.perform(
            lambda: types.regain(actor, customer_id, str(values["note"])),
            lambda _changed: self.operations.tell(
                _("“{customer}” is back").format(customer=name_in_sentence(name))
            ),
        )
