"""Delete, mark as invalid, blacklist, restore: what takes a customer out of the lists and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import ClassVar, Generic

from textual.content import Content

from crm_tui.domain.customers import CustomerRow, Standing
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import why_not_edit
from crm_tui.domain.standings import NotSetAside
from crm_tui.domain.users import Permission, Scope
from crm_tui.errors import RefusedError
from crm_tui.i18n import _
from crm_tui.presentation import errors, reasons
from crm_tui.tui.commands import ResultT
from crm_tui.tui.outcomes import BLACKLISTED, DELETED, INVALIDATED, RESTORED
from crm_tui.tui.record_commands.chosen import ChosenCustomers, batch_title, holding_of
from crm_tui.tui.record_commands.fields import REASON_LIMIT, reason_choices
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.fields import TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values


class RemovingCommands(ChosenCustomers[ResultT], Generic[ResultT]):
    """What sets customers aside and brings them back."""

    JUDGES: ClassVar[Mapping[str, str]] = {
        "delete": "why_not_remove",
        "invalid": "why_not_remove",
        "blacklist": "why_not_remove",
        "restore": "why_not_restore",
    }

    def why_not_remove(self, row: CustomerRow) -> str | None:
        """Return why the customer cannot be set aside, as far as is known."""
        refused = self.why_not_permitted(Permission.DELETE_CUSTOMER)
        if refused is not None or self.marked_count:
            return refused
        # Whether one stands above the owner is asked when it is done.
        holding = replace(holding_of(row), reserved_for_id=row.reserved_for_id)
        may_manage = row.owner_id is not None and self.session.person.scope is not Scope.SELF
        refusal = why_not_edit(holding, by=self.session.person, manages_owner=may_manage, team=None)
        return None if refusal is None else reasons.refusal(refusal)

    def why_not_restore(self, row: CustomerRow) -> str | None:
        """Return why the customer cannot be brought back, as far as is known."""
        if row.standing is Standing.NORMAL:
            return errors.sentence(RefusedError(NotSetAside(row.name)))
        return self.why_not_permitted(Permission.RESTORE_CUSTOMER)

    def action_delete(self) -> None:
        """Ask, then delete the customer or all marked ones."""
        row = self.allowed("delete")
        if row is None:
            return
        chosen = self.chosen(row)
        lines = [_("It leaves every list; D shows it, and u takes this back.")]
        if row.owner_id is not None:
            lines.append(_("Its owner gives it back by this, and waits out the cool-off."))
        dialog = ConfirmDialog(
            batch_title(_("Delete?"), row.name, chosen),
            Content("\n".join(lines)),
            yes=_("Delete"),
            no=_("Keep"),
            is_dangerous=True,
        )
        self.app.push_screen(dialog, partial(self._delete, chosen))

    def _delete(self, chosen: list[CustomerId], confirmed: bool | None) -> None:
        if confirmed:
            standings, actor = self.session.crm.standings, self.session.actor
            self.do_with_many(chosen, lambda ids: standings.delete(actor, ids), DELETED)

    def action_restore(self) -> None:
        """Bring the customer, or all marked ones, back."""
        row = self.allowed("restore")
        if row is not None:
            standings, actor = self.session.crm.standings, self.session.actor
            chosen = self.chosen(row)
            self.do_with_many(chosen, lambda ids: standings.restore(actor, ids), RESTORED)

    def action_mark_invalid(self) -> None:
        """Ask for the reason, then mark the customer or all marked ones as invalid."""
        self._ask_why_aside("invalid", Standing.INVALID)

    def action_blacklist(self) -> None:
        """Ask for the reason, then blacklist the customer or all marked ones."""
        self._ask_why_aside("blacklist", Standing.BLACKLISTED)

    def _ask_why_aside(self, command_id: str, standing: Standing) -> None:
        row = self.allowed(command_id)
        if row is not None:
            standings, actor = self.session.crm.standings, self.session.actor
            self.operations.ask(
                lambda: standings.reasons(actor),
                partial(self._ask_aside, row.name, self.chosen(row), standing),
                key="aside reasons",
                opens=True,
            )

    def _ask_aside(
        self,
        name: str,
        chosen: list[CustomerId],
        standing: Standing,
        found: list[tuple[int, str]],
    ) -> None:
        is_invalid = standing is Standing.INVALID
        title = _("Mark as invalid: why?") if is_invalid else _("Blacklist: why?")
        choices = reason_choices(found)
        dialog = FormDialog(
            batch_title(title, name, chosen),
            lambda: [
                ChoiceField(_("Reason"), choices, required=True, id="reason"),
                TextField(_("Note"), limit=REASON_LIMIT, id="note"),
            ],
            _("Mark as invalid") if is_invalid else _("Blacklist"),
            lines=[_("Whoever enters it again is told; D shows it, and u takes this back.")],
        )
        self.ask_values(dialog, partial(self._set_aside, chosen, standing))

    def _set_aside(self, chosen: list[CustomerId], standing: Standing, values: Values) -> None:
        standings, actor = self.session.crm.standings, self.session.actor
        reason_id, note = values["reason"], str(values["note"])
        if standing is Standing.INVALID:
            self.do_with_many(
                chosen,
                lambda ids: standings.mark_invalid(actor, ids, reason_id, note),
                INVALIDATED,
            )
        else:
            self.do_with_many(
                chosen, lambda ids: standings.blacklist(actor, ids, reason_id, note), BLACKLISTED
            )
