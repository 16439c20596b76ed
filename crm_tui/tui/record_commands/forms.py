"""Follow up, plan, remind, edit: the keys that open a form for the customer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, Generic

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.pools import NotYours
from crm_tui.i18n import _
from crm_tui.presentation import reasons
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ResultT
from crm_tui.tui.record_commands.chosen import ChosenCustomers

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.domain.entries import Occasion
    from crm_tui.services.customers import CustomerDetail


class FormCommands(ChosenCustomers[ResultT], Generic[ResultT]):
    """What is typed into a form about a customer."""

    JUDGES: ClassVar[Mapping[str, str]] = {
        "follow_up": "nothing_forbids",
        "next_contact": "why_not_plan",
        "edit": "nothing_forbids",
        "contact.new": "nothing_forbids",
    }

    def why_not_plan(self, row: CustomerRow) -> str | None:
        """Return why the next contact cannot be set, or None."""
        if self.is_mine(row):
            return None
        if row.owner_id is None:
            return reasons.refusal(NotYours(row.name, "", is_pooled=True))
        return _("{owner} holds “{customer}”; only they plan the next contact.").format(
            owner=name_in_sentence(row.owner), customer=name_in_sentence(row.name)
        )

    def action_follow_up(self) -> None:
        """Write down what happened with the customer."""
        row = self.allowed("follow_up")
        if row is not None:
            self._with_occasion(row, self._open_follow_up)

    def action_edit(self) -> None:
        """Change the customer's fields."""
        row = self.allowed("edit")
        if row is not None:
            self._with_detail(row, self._open_edit)

    def action_next_contact(self) -> None:
        """Set when to contact the customer next."""
        from crm_tui.tui.screens.reminder_form import NextContactForm  # noqa: PLC0415

        row = self.allowed("next_contact")
        if row is not None:
            self.app.push_screen(NextContactForm(self.session, row))

    def action_task(self) -> None:
        """Set a task or reminder, for the customer under the cursor or for none."""
        from crm_tui.tui.screens.tasks.form import open_task_form  # noqa: PLC0415

        row = self.current_row()
        customer_id = None if row is None else row.id
        open_task_form(self, self.session, customer_id, "" if row is None else row.name)

    def action_new_contact(self) -> None:
        """Add a person to the customer."""
        from crm_tui.tui.screens.contact_form import ContactForm  # noqa: PLC0415

        row = self.allowed("contact.new")
        if row is not None:
            self.app.push_screen(ContactForm(self.session, row.id, None))

    def _with_occasion(self, row: CustomerRow, then: Callable[[Occasion], None]) -> None:
        follow_ups, actor, customer_id = self.session.crm.follow_ups, self.session.actor, row.id
        self.operations.ask(
            lambda: follow_ups.occasion(actor, customer_id), then, key="form", opens=True
        )

    def _with_detail(self, row: CustomerRow, then: Callable[[CustomerDetail], None]) -> None:
        customers, actor, customer_id = self.session.crm.customers, self.session.actor, row.id
        self.operations.ask(
            lambda: customers.detail(actor, customer_id), then, key="form", opens=True
        )

    def _open_follow_up(self, occasion: Occasion) -> None:
        from crm_tui.tui.screens.follow_up_line import FollowUpLine  # noqa: PLC0415

        self.app.push_screen(FollowUpLine(self.session, occasion))

    def _open_edit(self, detail: CustomerDetail) -> None:
        from crm_tui.tui.screens.customer_form import CustomerForm  # noqa: PLC0415

        self.app.push_screen(CustomerForm(self.session, detail.record))
