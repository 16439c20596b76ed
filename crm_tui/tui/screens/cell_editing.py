"""Editing a customer in the list: the cell under the cursor, then the next one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from crm_tui.domain.customers import CustomerRecord, CustomerRow
from crm_tui.domain.identifiers import CustomerId
from crm_tui.i18n import N_, _
from crm_tui.presentation.columns import BY_KEY
from crm_tui.tui.keys import KeyCommand, command
from crm_tui.tui.screens.cell_editor import CellEditor
from crm_tui.tui.screens.list_groups import GroupedScreen

_FIELDS: Mapping[str, str] = {
    "name": "name",
    "level": "level",
    "stage": "stage_id",
    "type": "type",
    "industry": "industry_id",
    "source": "source_id",
    "province": "province",
    "city": "city",
    "district": "district",
    "address": "address",
    "website": "website",
    "short_name": "short_name",
    "introduced_by": "introduced_by",
    "tags": "tags",
    "need_tags": "need_tags",
    "budget": "budget_minor",
    "first_contact_day": "first_contact_day",
}
"""The field that a column shows, where it is one that is typed."""
_ELSEWHERE: Mapping[str, str] = {
    "owner": N_("a passes customers on, c claims them: an owner is not typed."),
    "pool": N_("m moves customers to another pool."),
    "contact_names": N_("Contacts are changed in the customer: enter opens it."),
    "phone": N_("Contacts are changed in the customer: enter opens it."),
    "last_day": N_("The day follows from the rules: w says why, f follows up."),
    "last_follow_up_at": N_("f writes a follow-up."),
    "next_contact_note": N_("n sets the next contact."),
    "deals": N_("$ records a deal."),
    "opportunities": N_("( enters an opportunity."),
    "open_opportunities": N_("( enters an opportunity."),
    "locked_until_day": N_("L locks a customer."),
}
_NEXT_CONTACT = "next_contact_at"


class CellEditingScreen(GroupedScreen):
    """A list of customers whose cells can be changed where they stand."""

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the customer under the cursor, or None."""
        if command.id == "cell.edit":
            return self._why_not_cell()
        return super().why_not(command)

    def _why_not_cell(self) -> str | None:
        column, row = self._records.current_column, self.current_row()
        if column is None or row is None:
            return _("No customer is under the cursor.")
        if column.key not in _FIELDS and column.key != _NEXT_CONTACT:
            elsewhere = _ELSEWHERE.get(column.key)
            if elsewhere is not None:
                return _(elsewhere)
            words = _("“{column}” follows from other things and is not typed.")
            return words.format(column=column.label)
        return super().why_not(command("edit"))

    def action_edit_cell(self) -> None:
        """Change what stands in the current column of the customer under the cursor."""
        refusal = self._why_not_cell()
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
            return
        column, row = self._records.current_column, self.current_row()
        if column is None or row is None:
            return
        self._records.light_column(column.key)
        if column.key == _NEXT_CONTACT:
            self.action_next_contact()
        else:
            self._edit_cell(row, column.key)

    def _edit_cell(self, row: CustomerRow, key: str) -> None:
        customers, actor = self.session.crm.customers, self.session.actor
        self.operations.ask(
            lambda: customers.record(actor, row.id),
            partial(self._open_cell, key),
            key=f"{self.tab_id} cell",
            opens=True,
        )

    def _open_cell(self, key: str, record: CustomerRecord) -> None:
        spot = self._records.spot_of(key)
        if spot is None or not self.is_current or record.row.id != self._records.cursor_id:
            return
        editor = CellEditor(self.session, record, _FIELDS[key], spot)
        self.app.push_screen(editor, partial(self._cell_left, record.row.id, key))

    def _cell_left(self, customer_id: CustomerId, key: str, move: int | None) -> None:
        row = self._records.cursor_record
        if not move or row is None or row.id != customer_id:
            return
        keys = [each for each in self.shown_columns if each in _FIELDS]
        at = keys.index(key) + move
        if 0 <= at < len(keys) and keys[at] in BY_KEY:
            self._records.light_column(keys[at])
            self._edit_cell(row, keys[at])
