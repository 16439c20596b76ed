"""What is done with a quote from its list and from its own screen alike."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from textual.content import Content

from crm_tui.domain.approvals.records import ApprovalAct, ApprovalWish
from crm_tui.domain.contracts.rules import why_not_follow
from crm_tui.domain.identifiers import QuoteId
from crm_tui.domain.orders.rules import why_not_order
from crm_tui.domain.quotes.records import Quote, QuoteRow, full_number
from crm_tui.domain.quotes.rules import (
    QuoteRefusal,
    why_not_change,
    why_not_decide,
    why_not_delete,
    why_not_version,
    why_not_void,
)
from crm_tui.domain.users import Permission
from crm_tui.errors import CrmError
from crm_tui.i18n import _
from crm_tui.presentation.contract_reasons import contract_refusal
from crm_tui.presentation.order_reasons import order_refusal
from crm_tui.presentation.quote_reasons import quote_refusal
from crm_tui.presentation.quotes import difference_lines
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.keys import KeyCommand
from crm_tui.tui.record_commands.fields import reason_field
from crm_tui.tui.screens.approvals.asking import offer_asking
from crm_tui.tui.screens.paper_paths import path_field
from crm_tui.tui.screens.settings.sections import needs_row, why_not_may
from crm_tui.tui.widgets.dialogs import MessageDialog
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.path_field import typed_path

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.orders import OrderWritten
    from crm_tui.services.quotes import QuoteWritten

_JUDGES: Mapping[str, Callable[[QuoteRow], QuoteRefusal | None]] = {
    "quote.send": why_not_change,
    "quote.accept": lambda row: why_not_decide(row, (), accepts=True),
    "quote.refuse": lambda row: why_not_decide(row, (), accepts=False),
    "quote.version": lambda row: why_not_version(row, ()),
    "quote.void": why_not_void,
    "quotes.delete": why_not_delete,
}
"""Why a key does nothing for a quote, as far as the quote alone tells."""
_MAKING: Mapping[str, Permission] = {
    "quote.order": Permission.EDIT_ORDER,
    "quote.contract": Permission.EDIT_CONTRACT,
}
"""What is made from a quote, and who may make it."""
_RESTORE = "quotes.restore"
_SHOWING = frozenset({"quote.compare", "quote.export"})
_OF_QUOTES = frozenset({*_JUDGES, *_MAKING, *_SHOWING, _RESTORE})
_ENDINGS = frozenset({".html", ".htm", ".xlsx"})


class QuoteVerbs(ScreenCommands[None]):
    """A screen on which a quote is sent, answered, made anew, printed."""

    @property
    @abstractmethod
    def quote_row(self) -> QuoteRow | None:
        """The quote that the keys act on, or None."""

    @abstractmethod
    def show_quote(self, quote_id: QuoteId) -> None:
        """Show a quote that was just made."""

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the quote, or None."""
        if command.id not in _OF_QUOTES:
            return super().why_not(command)
        row = self.quote_row
        return needs_row(row) if row is None else self._why_not_now(command, row)

    def _why_not_now(self, command: KeyCommand, row: QuoteRow) -> str | None:
        if row.is_deleted != (command.id == _RESTORE):
            return _("Deleted; R restores it.") if row.is_deleted else _("It is not deleted.")
        if command.id in _MAKING:
            return self._why_not_made(command.id, row)
        if command.id in _SHOWING:
            return self._why_not_shown(command.id, row)
        return self._why_not_done(command.id, row)

    def _why_not_done(self, command_id: str, row: QuoteRow) -> str | None:
        """Return why nothing is changed of the quote, as far as the quote tells."""
        judge = _JUDGES.get(command_id)
        refusal = None if judge is None else judge(row)
        if refusal is not None:
            return quote_refusal(refusal)
        return why_not_may(self.session, Permission.EDIT_QUOTE)

    def _why_not_made(self, command_id: str, row: QuoteRow) -> str | None:
        """Return why no order or contract is made from the quote, as far as the quote tells."""
        lacking = why_not_may(self.session, _MAKING[command_id])
        if lacking is not None:
            return lacking
        if command_id == "quote.order":
            unordered = why_not_order(row, None)
            return None if unordered is None else order_refusal(unordered)
        refusal = why_not_follow(row, row.customer_id)
        return None if refusal is None else contract_refusal(refusal)

    def _why_not_shown(self, command_id: str, row: QuoteRow) -> str | None:
        if command_id == "quote.compare":
            return _("It is the first version.") if row.version_no == 1 else None
        return why_not_may(self.session, Permission.EXPORT)

    def allowed(self, command_id: str) -> QuoteRow | None:
        """Return the quote if the key may act on it; else say why not."""
        from crm_tui.tui.keys import command  # noqa: PLC0415 - with the keys in force now

        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
            return None
        return self.quote_row

    def action_send_quote(self) -> None:
        """Call the draft sent."""
        row = self.allowed("quote.send")
        if row is not None:
            quotes, actor = self.session.crm.quotes, self.session.actor
            self._perform(
                lambda: quotes.send(actor, row.id),
                row,
                _("{number} is sent"),
                offer_asking(self, ApprovalWish(ApprovalAct.QUOTE, row.id)),
            )

    def action_accept_quote(self) -> None:
        """Write down that the customer takes it."""
        row = self.allowed("quote.accept")
        if row is not None:
            quotes, actor = self.session.crm.quotes, self.session.actor
            self._perform(lambda: quotes.accept(actor, row.id), row, _("{number} is accepted"))

    def action_refuse_quote(self) -> None:
        """Ask why, then write down that the customer does not take it."""
        row = self.allowed("quote.refuse")
        if row is not None:
            quotes, actor = self.session.crm.quotes, self.session.actor
            self._ask_reason(
                _("Not accepted: why?"),
                row,
                lambda reason: quotes.refuse(actor, row.id, reason),
                _("{number} is not accepted"),
            )

    def action_void_quote(self) -> None:
        """Ask why, then take the quote back."""
        row = self.allowed("quote.void")
        if row is not None:
            quotes, actor = self.session.crm.quotes, self.session.actor
            self._ask_reason(
                _("Void the quote: why?"),
                row,
                lambda reason: quotes.void(actor, row.id, reason),
                _("{number} is void"),
            )

    def action_delete_quote(self) -> None:
        """Take the quote out of all lists."""
        row = self.allowed("quotes.delete")
        if row is not None:
            quotes, actor = self.session.crm.quotes, self.session.actor
            self._perform(lambda: quotes.delete(actor, row.id), row, _("{number} is deleted"))

    def action_restore_quote(self) -> None:
        """Bring a deleted quote back."""
        row = self.allowed(_RESTORE)
        if row is not None:
            quotes, actor = self.session.crm.quotes, self.session.actor
            self._perform(lambda: quotes.restore(actor, row.id), row, _("{number} is back"))

    def action_new_version(self) -> None:
        """Make a new draft of the quote, and show it."""
        row = self.allowed("quote.version")
        if row is not None:
            quotes, actor = self.session.crm.quotes, self.session.actor

            def made(written: QuoteWritten) -> None:
                self.show_quote(written.quote_id)

            self.operations.perform(lambda: quotes.new_version(actor, row.id), made, opens=True)

    def action_order_quote(self) -> None:
        """Draft an order with the lines and sums of the quote, and show it."""
        row = self.allowed("quote.order")
        if row is not None:
            orders, actor = self.session.crm.orders, self.session.actor

            def made(written: OrderWritten) -> None:
                from crm_tui.tui.screens.orders.whole import OrderScreen  # noqa: PLC0415

                self.app.push_screen(OrderScreen(self.session, written.order_id))

            self.operations.perform(lambda: orders.add_from_quote(actor, row.id), made, opens=True)

    def action_contract_quote(self) -> None:
        """Draft a contract with exactly the amount of the quote."""
        from crm_tui.tui.screens.contracts.form import open_contract_form  # noqa: PLC0415

        row = self.allowed("quote.contract")
        if row is not None:
            open_contract_form(self, row.customer_id, row.customer, quote_id=row.id)

    def action_compare_versions(self) -> None:
        """Say what differs from the version before."""
        row = self.allowed("quote.compare")
        if row is not None:
            quotes, actor = self.session.crm.quotes, self.session.actor

            def read() -> tuple[str, list[str]]:
                versions = quotes.versions(actor, row.id)
                before = max(
                    (each for each in versions if each.version_no < row.version_no),
                    key=lambda each: each.version_no,
                    default=row,
                )
                both = quotes.quote(actor, before.id), quotes.quote(actor, row.id)
                found = quotes.compare(actor, before.id, row.id)
                return full_number(before), list(difference_lines(*both, found))

            self.operations.ask(read, self._show_differences, key="quote versions", opens=True)

    def _show_differences(self, found: tuple[str, list[str]]) -> None:
        number, lines = found
        title = _("What differs from {number}").format(number=number)
        self.app.push_screen(MessageDialog(title, Content("\n".join(lines))))

    def action_export_quote(self) -> None:
        """Ask where to, then write the quote."""
        row = self.allowed("quote.export")
        if row is not None:
            dialog = FormDialog(
                _("Print or export"),
                lambda: [
                    path_field(
                        full_number(row),
                        _ENDINGS,
                        _("A page to print ends in .html, a workbook in .xlsx."),
                    )
                ],
                _("Export"),
                lines=[_("A page to print ends in .html, a workbook in .xlsx.")],
            )
            self._ask(dialog, lambda values: self._print(row, values))

    def _print(self, row: QuoteRow, values: Values) -> None:
        from crm_tui.presentation.quote_pages import quote_page  # noqa: PLC0415 - only now needed

        files, actor = self.session.crm.quote_files, self.session.actor
        path = typed_path(str(values["path"]))

        def done(_quote: Quote) -> None:
            self.operations.tell(_("Written: {file}.").format(file=path))

        self.operations.perform(lambda: files.export(actor, row.id, path, quote_page), done)

    def _ask_reason(self, title: str, row: QuoteRow, act: Callable[[str], Any], said: str) -> None:
        dialog = FormDialog(title, lambda: [reason_field()], _("Save"), lines=[full_number(row)])
        self._ask(
            dialog, lambda values: self._perform(lambda: act(str(values["reason"])), row, said)
        )

    def _ask(self, dialog: FormDialog, then: Callable[[Values], None]) -> None:
        def answered(values: Values | None) -> None:
            if values is not None:
                then(values)

        self.app.push_screen(dialog, answered)

    def _perform(
        self,
        act: Callable[[], Any],
        row: QuoteRow,
        said: str,
        failed: Callable[[CrmError], None] | None = None,
    ) -> None:
        words = said.format(number=full_number(row))

        def done(_answer: object) -> None:
            self.operations.tell(_("{done} · u takes it back").format(done=words))

        self.operations.perform(act, done, failed)
