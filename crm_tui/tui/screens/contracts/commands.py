"""What the keys do with the contract under the cursor, on every screen that shows some."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from textual.content import Content

from crm_tui.domain.approvals.records import ApprovalAct, ApprovalWish
from crm_tui.domain.contracts.records import Contract, ContractRow
from crm_tui.domain.contracts.rules import (
    FREE_FIELDS,
    ContractRefusal,
    why_not_change,
    why_not_delete,
    why_not_sign,
    why_not_terminate,
    why_not_void,
)
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import ContractId
from crm_tui.domain.users import Permission
from crm_tui.errors import CrmError
from crm_tui.i18n import _
from crm_tui.presentation.contract_reasons import contract_refusal
from crm_tui.presentation.contracts import span_words
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.keys import KeyCommand, command
from crm_tui.tui.record_commands.fields import day_field, reason_field, typed_day
from crm_tui.tui.screens.approvals.asking import offer_asking
from crm_tui.tui.screens.payments.opening import show_payments
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values

_BESIDES = frozenset({"contract.restore", "contract.export"})
_OF_ANY = frozenset({"open", "contract.customer", "contract.new", "paper.payments"})
_JUDGES: Mapping[str, Callable[[ContractRow], ContractRefusal | None]] = {
    "contract.edit": lambda row: why_not_change(row, FREE_FIELDS),
    "contract.sign": why_not_sign,
    "contract.terminate": why_not_terminate,
    "contract.void": why_not_void,
    "contract.delete": why_not_delete,
}
"""Why a key does nothing for a contract, as far as the contract alone tells."""
_ENDINGS = frozenset({".html", ".htm"})
_SIGNING = frozenset({"contract.sign", "contract.terminate", "contract.void"})


class ContractCommands(ScreenCommands[None]):
    """A screen on which every key for contracts works; it says on which one."""

    @abstractmethod
    def current_contract(self) -> ContractRow | None:
        """Return the contract under the cursor."""

    def contract_entered(self, contract_id: ContractId) -> None:
        """Go to a contract that was just entered, where it is listed."""

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the contract under the cursor, or None."""
        if command.id not in _JUDGES and command.id not in {*_OF_ANY, *_BESIDES}:
            return super().why_not(command)
        row = self.current_contract()
        if row is None:
            return _("No contract is under the cursor.")
        if command.id not in {"open", "contract.customer", "paper.payments"}:
            lacking = self.why_not_permitted(_needed(command.id))
            if lacking is not None:
                return lacking
        return _why_not(command.id, row)

    def allowed_contract(self, command_id: str) -> ContractRow | None:
        """Return the contract under the cursor, or say why the key does nothing."""
        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
            return None
        return self.current_contract()

    # Entering and changing ----------------------------------------------------------------------

    def action_new_contract(self) -> None:
        """Draft another contract with the customer of this one."""
        from crm_tui.tui.screens.contracts.form import open_contract_form  # noqa: PLC0415

        row = self.allowed_contract("contract.new")
        if row is not None:
            open_contract_form(self, row.customer_id, row.customer, then=self._entered)

    def _entered(self, changed: Changed | None) -> None:
        if changed is not None and changed.record_id is not None:
            self.contract_entered(ContractId(changed.record_id))

    def action_edit_contract(self) -> None:
        """Change what the draft says; of a signed one the note."""
        from crm_tui.tui.screens.contracts.form import ContractForm  # noqa: PLC0415

        row = self.allowed_contract("contract.edit")
        if row is None:
            return
        session = self.session

        def edit(found: Contract) -> None:
            form = ContractForm(session, row.customer_id, row.customer, found.fields, found)
            self.app.push_screen(form)

        self.operations.ask(
            lambda: session.crm.contracts.contract(session.actor, row.id),
            edit,
            key="contract",
            opens=True,
        )

    def action_open_customer(self) -> None:
        """Open the customer of the contract."""
        row = self.allowed_contract("contract.customer")
        if row is not None:
            self.show_found(row.customer_id, found_by="tab.contracts")

    def action_payments(self) -> None:
        """Show what the customer of the contract is to pay and paid."""
        row = self.allowed_contract("paper.payments")
        if row is not None:
            show_payments(self, row.customer_id, row.customer)

    # Its way ------------------------------------------------------------------------------------

    def action_sign_contract(self) -> None:
        """Ask when both sides signed, then write it down."""
        row = self.allowed_contract("contract.sign")
        if row is None:
            return
        session = self.session
        contracts, actor = session.crm.contracts, session.actor
        runs = span_words(row)
        dialog = FormDialog(
            _("Sign {number}").format(number=row.number),
            lambda: [
                day_field(session, field_label("sign_day"), _("today"), is_past=True),
            ],
            _("Sign"),
            lines=[
                name_in_sentence(f"{row.title} · {row.customer}"),
                *([runs] if runs else []),
                _("From then on it stays as it is, and protects its customer to its last day."),
            ],
        )

        def sign(values: Values) -> None:
            day = typed_day(session, values)
            self._perform(
                lambda: contracts.sign(actor, row.id, day=day),
                row,
                _("{number} is signed"),
                offer_asking(self, ApprovalWish(ApprovalAct.CONTRACT, row.id)),
            )

        self._ask(dialog, sign)

    def action_terminate_contract(self) -> None:
        """Ask why, then end the contract before its last day."""
        row = self.allowed_contract("contract.terminate")
        if row is not None:
            end, said = self.session.crm.contracts.terminate, _("{number} is terminated")
            self._ask_reason(_("End the contract before its last day: why?"), row, end, said)

    def action_void_contract(self) -> None:
        """Ask why, then call the contract void."""
        row = self.allowed_contract("contract.void")
        if row is not None:
            void, said = self.session.crm.contracts.void, _("{number} is void")
            self._ask_reason(_("Void the contract: why?"), row, void, said)

    def action_delete_contract(self) -> None:
        """Delete the contract, after a question."""
        row = self.allowed_contract("contract.delete")
        if row is None:
            return
        contracts, actor = self.session.crm.contracts, self.session.actor

        def answered(confirmed: bool | None) -> None:
            if confirmed:
                done = _("{number} is deleted")
                self._perform(lambda: contracts.delete(actor, row.id), row, done)

        said = Content(f"{row.number} · {name_in_sentence(row.customer)}")
        question = ConfirmDialog(_("Delete this contract?"), said, is_dangerous=True)
        self.app.push_screen(question, answered)

    def action_restore_contract(self) -> None:
        """Bring a deleted contract back."""
        row = self.allowed_contract("contract.restore")
        if row is not None:
            contracts, actor = self.session.crm.contracts, self.session.actor
            self._perform(lambda: contracts.restore(actor, row.id), row, _("{number} is back"))

    def action_export_contract(self) -> None:
        """Ask where to, then write the contract as a page."""
        from crm_tui.tui.screens.paper_paths import path_field  # noqa: PLC0415

        row = self.allowed_contract("contract.export")
        if row is not None:
            wrong = _("A page to print ends in .html.")
            dialog = FormDialog(
                _("Print {number}").format(number=row.number),
                lambda: [path_field(row.number, _ENDINGS, wrong)],
                _("Export"),
            )
            self._ask(dialog, partial(self._print, row))

    def _print(self, row: ContractRow, values: Values) -> None:
        from crm_tui.presentation.contract_pages import contract_page  # noqa: PLC0415
        from crm_tui.tui.widgets.path_field import typed_path  # noqa: PLC0415

        files, actor = self.session.crm.contract_files, self.session.actor
        path = typed_path(str(values["path"]))

        def done(_contract: Contract) -> None:
            self.operations.tell(_("Written: {file}.").format(file=path))

        self.operations.perform(lambda: files.export(actor, row.id, path, contract_page), done)

    # Asking and doing ---------------------------------------------------------------------------

    def _ask_reason(
        self, title: str, row: ContractRow, act: Callable[[Any, ContractId, str], Any], said: str
    ) -> None:
        dialog = FormDialog(title, lambda: [reason_field()], _("Save"), lines=[row.number])
        actor = self.session.actor

        def answered(values: Values) -> None:
            self._perform(partial(act, actor, row.id, str(values["reason"])), row, said)

        self._ask(dialog, answered)

    def _ask(self, dialog: FormDialog, then: Callable[[Values], None]) -> None:
        def answered(values: Values | None) -> None:
            if values is not None:
                then(values)

        self.app.push_screen(dialog, answered)

    def _perform(
        self,
        act: Callable[[], Any],
        row: ContractRow,
        said: str,
        failed: Callable[[CrmError], None] | None = None,
    ) -> None:
        words = _("{done} · u takes it back").format(done=said.format(number=row.number))
        self.operations.perform(act, lambda _answer: self.operations.tell(words), failed)


def _needed(command_id: str) -> Permission:
    if command_id == "contract.export":
        return Permission.EXPORT
    return Permission.SIGN_CONTRACT if command_id in _SIGNING else Permission.EDIT_CONTRACT


def _why_not(command_id: str, row: ContractRow) -> str | None:
    if command_id == "contract.restore":
        return None if row.is_deleted else _("It is not deleted.")
    if row.is_deleted:
        return None if command_id in _OF_ANY else _("Deleted; R restores it.")
    judge = _JUDGES.get(command_id)
    refusal = None if judge is None else judge(row)
    return None if refusal is None else contract_refusal(refusal)
