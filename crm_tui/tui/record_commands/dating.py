"""重要节点: birthdays and other days of a customer, dealt with, added and changed."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import partial
from typing import Any, Generic

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.key_dates import (
    Dealing,
    Handling,
    KeyDateFields,
    KeyDateRow,
    KeyDateSource,
    next_occurrence,
)
from crm_tui.i18n import _
from crm_tui.presentation.key_dates import key_date_title, key_day_words, occurrence_words
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ResultT
from crm_tui.tui.record_commands.chosen import ChosenCustomers
from crm_tui.tui.record_commands.fields import day_field, typed_day
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.fields import FormField, MultiLineField, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values

_NOTE_LIMIT = 500
_GREETING_LIMIT = 4000


class _Act(Enum):
    """What can be done with a key date."""

    NEW = "new"
    DONE = "done"
    SNOOZE = "snooze"
    SKIP = "skip"
    EDIT = "edit"
    DELETE = "delete"


class DatingCommands(ChosenCustomers[ResultT], Generic[ResultT]):
    """The days of the customer under the cursor."""

    def action_key_dates(self) -> None:
        """List the key dates of the customer, to deal with one or to add another."""
        row = self.allowed("key_dates")
        if row is None:
            return
        crm, actor, customer_id = self.session.crm, self.session.actor, row.id

        def read() -> tuple[list[KeyDateRow], Sequence[ContactRow]]:
            detail = crm.customers.detail(actor, customer_id)
            return crm.key_dates.list(actor, customer_id), detail.contacts

        show = partial(self._choose_key_date, customer_id, name_in_sentence(row.name))
        self.operations.ask(read, show, key="key dates", opens=True)

    def _choose_key_date(
        self,
        customer_id: CustomerId,
        customer: str,
        found: tuple[list[KeyDateRow], Sequence[ContactRow]],
    ) -> None:
        rows, contacts = found
        choices: list[Choice[KeyDateRow | _Act]] = [Choice(_Act.NEW, _("+ New key date"), "new xz")]
        choices += [Choice(each, self._line(each)) for each in rows]

        def chosen(answer: KeyDateRow | _Act | None) -> None:
            if isinstance(answer, KeyDateRow):
                self._choose_act(answer, contacts)
            elif answer is _Act.NEW:
                self._ask_new(customer_id, contacts)

        title = _("Key dates · {customer}").format(customer=customer)
        self.app.push_screen(ChooseDialog(title, choices), chosen)

    def _line(self, row: KeyDateRow) -> str:
        today = self.session.today
        day = next_occurrence(row.fields, today)
        if day is None:
            return f"{key_date_title(row)} · {key_day_words(row.fields.on)}"
        return occurrence_words(row, day, today)

    def _ask_new(self, customer_id: CustomerId, contacts: Sequence[ContactRow]) -> None:
        from crm_tui.tui.screens.key_date_dialog import (  # noqa: PLC0415
            KeyDateDialog,
            fields_of,
        )

        dates, actor = self.session.crm.key_dates, self.session.actor

        def add(values: Values) -> None:
            told: dict[str, Any] = fields_of(values)
            self.operations.perform(
                lambda: dates.add(actor, customer_id, KeyDateFields(**told)),
                lambda _changed: self.operations.tell(_("Key date saved")),
            )

        self.ask_values(KeyDateDialog(self.session, contacts), add)

    # One of them --------------------------------------------------------------------------------

    def _choose_act(self, row: KeyDateRow, contacts: Sequence[ContactRow]) -> None:
        choices = [
            Choice(_Act.DONE, _("Dealt with"), "done cl"),
            Choice(_Act.SNOOZE, _("Put off until …"), "snooze th"),
            Choice(_Act.SKIP, _("Skip this time"), "skip tg"),
            Choice(_Act.EDIT, _("Change"), "edit xg"),
        ]
        if row.source is KeyDateSource.ENTERED:
            choices.append(Choice(_Act.DELETE, _("Delete"), "delete sc"))

        def chosen(act: _Act | None) -> None:
            if act is not None:
                self._do(act, row, contacts)

        self.app.push_screen(ChooseDialog(self._line(row), choices), chosen)

    def _do(self, act: _Act, row: KeyDateRow, contacts: Sequence[ContactRow]) -> None:
        match act:
            case _Act.DONE:
                dialog = FormDialog(
                    _("Dealt with · {title}").format(title=key_date_title(row)),
                    _done_fields,
                    _("Save"),
                )
                self.ask_values(dialog, partial(self._deal, row, Handling.DONE))
            case _Act.SNOOZE:
                dialog = FormDialog(
                    _("Put off · {title}").format(title=key_date_title(row)),
                    lambda: [day_field(self.session, _("Until")), _note_field()],
                    _("Put off"),
                )
                self.ask_values(dialog, partial(self._deal, row, Handling.SNOOZED))
            case _Act.SKIP:
                self._deal(row, Handling.SKIPPED, {})
            case _Act.EDIT:
                self._ask_edit(row, contacts)
            case _Act.NEW | _Act.DELETE:
                dates, actor = self.session.crm.key_dates, self.session.actor
                self.operations.perform(
                    lambda: dates.delete(actor, row.id),
                    lambda _changed: self.operations.tell(_("Key date deleted · u takes it back")),
                )

    def _ask_edit(self, row: KeyDateRow, contacts: Sequence[ContactRow]) -> None:
        from crm_tui.tui.screens.key_date_dialog import (  # noqa: PLC0415
            KeyDateDialog,
            fields_of,
        )

        dates, actor = self.session.crm.key_dates, self.session.actor

        def edit(values: Values) -> None:
            changes = fields_of(values)
            self.operations.perform(
                lambda: dates.edit(actor, row.id, changes),
                lambda _changed: self.operations.tell(_("Key date saved")),
            )

        self.ask_values(KeyDateDialog(self.session, contacts, row), edit)

    def _deal(self, row: KeyDateRow, handling: Handling, values: Values) -> None:
        dates, actor = self.session.crm.key_dates, self.session.actor
        dealing = Dealing(
            handling,
            until_day=typed_day(self.session, values) if "day" in values else None,
            note=str(values.get("note") or ""),
            greeting=str(values.get("greeting") or ""),
        )
        said = {
            Handling.DONE: _("Dealt with · u takes it back"),
            Handling.SNOOZED: _("Put off · u takes it back"),
            Handling.SKIPPED: _("Skipped this time · u takes it back"),
        }[handling]
        self.operations.perform(
            lambda: dates.handle(actor, row.id, dealing),
            lambda _changed: self.operations.tell(said),
        )


def _note_field() -> TextField:
    return TextField(_("Note"), limit=_NOTE_LIMIT, id="note")


def _done_fields() -> list[FormField[Any]]:
    return [
        MultiLineField(_("Greeting"), limit=_GREETING_LIMIT, id="greeting"),
        _note_field(),
    ]
