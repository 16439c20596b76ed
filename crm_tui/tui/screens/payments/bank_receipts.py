"""待认领回款 on the screen: what came, claimed by reps, confirmed or refused by finance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType

from crm_tui.domain.identifiers import BankReceiptId
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.payments.bank_receipts import (
    AsideKind,
    BankReceipt,
    BankReceiptRefusal,
    BankReceiptRequest,
    BankReceiptRow,
    BankReceiptStatus,
    why_not_decide,
    why_not_free,
    why_not_reopen,
    why_not_set_aside,
    why_not_withdraw,
)
from crm_tui.domain.payments.dues import DueItem
from crm_tui.domain.users import Permission
from crm_tui.i18n import N_, _
from crm_tui.presentation.bank_receipts import (
    bank_receipt_refusal,
    bank_word,
    payer_words,
    receipt_facts,
    receipt_lines,
    received_words,
    status_tone,
    status_words,
    whose_words,
)
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount, plain_amount
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.record_commands.fields import reason_field
from crm_tui.tui.screens.importing.opening import begin_import
from crm_tui.tui.screens.payments.asking import MoneyScreen
from crm_tui.tui.screens.settings.parts import PartScreen
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
from crm_tui.tui.widgets.fields import FormField, MultiLineField
from crm_tui.tui.widgets.form_dialogs import Values
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column

_LISTED, _WHOLE = 500, 50
_OPEN = 100
_PARTS_LIMIT = 4_000
_VIEWS: Sequence[tuple[str, BankReceiptRequest]] = (
    (N_("Unclaimed receipts"), BankReceiptRequest()),
    (N_("My claims"), BankReceiptRequest(mine=True)),
    (N_("Claims to be confirmed"), BankReceiptRequest(status=BankReceiptStatus.CLAIMED)),
    (N_("Confirmed claims"), BankReceiptRequest(status=BankReceiptStatus.CONFIRMED)),
    (N_("Not ours"), BankReceiptRequest(status=BankReceiptStatus.ASIDE)),
)
_OWN = frozenset({"receipts.import", "receipts.filter"})
_NEEDED: Mapping[str, Permission] = {
    "receipts.claim": Permission.EDIT_PAYMENT,
    "receipts.withdraw": Permission.EDIT_PAYMENT,
    **dict.fromkeys(
        ("receipts.confirm", "receipts.refuse", "receipts.aside", "receipts.reopen"),
        Permission.CONFIRM_PAYMENT,
    ),
    "receipts.import": Permission.CONFIRM_PAYMENT,
}


class BankReceiptsScreen(PartScreen, MoneyScreen):
    """What came into the bank, as far as it concerns the person who sits here."""

    scope = Scope.BANK_RECEIPTS
    opens_rows = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.BANK_RECEIPTS)]

    def __init__(self, session: Session, begins_at: BankReceiptId | None = None) -> None:
        super().__init__(session, BankReceiptList)
        self.shown.begins_at = begins_at

    def is_meant(self, command: KeyCommand) -> bool:
        """Return whether a key means something here."""
        return Scope.BANK_RECEIPTS in command.scopes or super().is_meant(command)

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing here, or None."""
        permission = _NEEDED.get(command.id)
        if permission is None and command.id not in _OWN:
            return super().why_not(command)
        refusal = None if permission is None else why_not_may(self.session, permission)
        if refusal is not None or command.id in _OWN:
            return refusal
        row: BankReceiptRow | None = self.row
        if row is None:
            return needs_row(row)
        found = self._why_not(command.id, row)
        return None if found is None else bank_receipt_refusal(found)

    def _why_not(self, command_id: str, row: BankReceiptRow) -> BankReceiptRefusal | None:
        me = self.session.actor.user_id
        may_confirm = self.session.person.may(Permission.CONFIRM_PAYMENT)
        match command_id:
            case "receipts.claim":
                return why_not_free(row, by=me)
            case "receipts.withdraw":
                return why_not_withdraw(row, by=me, may_confirm=may_confirm)
            case "receipts.aside":
                return why_not_set_aside(row)
            case "receipts.reopen":
                return why_not_reopen(row)
            case _:
                return why_not_decide(row)

    def open_row(self) -> None:
        """Confirm what waits, for who may; else claim what is under the cursor."""
        row: BankReceiptRow | None = self.row
        may_confirm = self.session.person.may(Permission.CONFIRM_PAYMENT)
        is_waiting = row is not None and row.status is BankReceiptStatus.CLAIMED
        if is_waiting and may_confirm:
            self.action_confirm_claim()
        else:
            self.action_claim_receipt()

    # Claiming -----------------------------------------------------------------------------------

    def action_claim_receipt(self) -> None:
        """Ask for whom it came, then claim it."""
        row: BankReceiptRow | None = self.row
        if row is None or not self.allowed("receipts.claim"):
            return
        crm, actor = self.session.crm, self.session.actor

        def read() -> tuple[BankReceipt, list[DueItem]]:
            found = crm.bank_receipts.receipt(actor, row.id)
            meant = found.row.proposal
            if meant is None or found.parts:
                return found, []
            items = crm.receivables.items(actor, meant.customer_id, limit=_OPEN)
            currency = found.row.fields.currency
            return found, [each for each in items if each.document.currency == currency]

        self.operations.ask(read, self._ask_claim, key="receipt", opens=True)

    def _ask_claim(self, read: tuple[BankReceipt, list[DueItem]]) -> None:
        found, items = read
        receipts, actor, row = self.session.crm.bank_receipts, self.session.actor, found.row

        def save(values: Values) -> None:
            lines = [line for line in str(values["parts"]).splitlines() if line.strip()]

            def act() -> object:
                return receipts.claim(actor, row.id, receipts.parts_meant(actor, row.id, lines))

            self.do_and_tell(act, _("Claimed; it waits to be confirmed"))

        told = [
            f"{payer_words(row)} {received_words(row)} {name_in_sentence(row.fields.summary)}",
            *receipt_lines(found),
            _("One a line: a customer, order or contract, #LINE of a plan; =AMOUNT where needed."),
        ]
        self.ask(_("For whom did it come?"), lambda: [_parts_field(found, items)], save, told)

    def action_withdraw_claim(self) -> None:
        """Take one's claim back."""
        receipts = self.session.crm.bank_receipts
        self._do("receipts.withdraw", receipts.withdraw, _("The claim is withdrawn"))

    # Deciding -----------------------------------------------------------------------------------

    def action_confirm_claim(self) -> None:
        """Let the claim become receipts."""
        receipts = self.session.crm.bank_receipts
        self._do("receipts.confirm", receipts.confirm, _("Confirmed: the receipts are written"))

    def _do(self, command_id: str, act: Callable[[Any, BankReceiptId], object], said: str) -> None:
        row: BankReceiptRow | None = self.row
        if row is not None and self.allowed(command_id):
            actor, receipt_id = self.session.actor, row.id
            self.do_and_tell(lambda: act(actor, receipt_id), said)

    def action_refuse_claim(self) -> None:
        """Ask why, then refuse the claim."""
        receipts, actor = self.session.crm.bank_receipts, self.session.actor
        self._ask_why(
            "receipts.refuse",
            _("Refuse the claim: why?"),
            lambda row, values: receipts.refuse(actor, row.id, str(values["reason"])),
            _("The claim is refused"),
        )

    def action_set_aside(self) -> None:
        """Ask what it is instead, then set it aside."""
        receipts, actor = self.session.crm.bank_receipts, self.session.actor
        kinds = [Choice(each, bank_word(each), each.value) for each in AsideKind]
        self._ask_why(
            "receipts.aside",
            _("No customer's payment: why?"),
            lambda row, values: receipts.set_aside(
                actor, row.id, values["kind"], str(values["reason"])
            ),
            _("It is set aside"),
            lambda: [
                ChoiceField(_("Kind"), kinds, AsideKind.OTHER_INCOME, required=True, id="kind")
            ],
        )

    def action_reopen(self) -> None:
        """Ask why, then let it be claimed again."""
        receipts, actor = self.session.crm.bank_receipts, self.session.actor
        self._ask_why(
            "receipts.reopen",
            _("To be claimed again: why?"),
            lambda row, values: receipts.reopen(actor, row.id, str(values["reason"])),
            _("It is to be claimed again"),
        )

    def _ask_why(
        self,
        command_id: str,
        title: str,
        act: Callable[[BankReceiptRow, Values], object],
        said: str,
        more: Callable[[], Sequence[FormField[Any]]] = tuple,
    ) -> None:
        row: BankReceiptRow | None = self.row
        if row is None or not self.allowed(command_id):
            return

        def then(values: Values) -> None:
            self.do_and_tell(lambda: act(row, values), said)

        shown = f"{payer_words(row)} {received_words(row)}"
        self.ask(title, lambda: [*more(), reason_field()], then, [shown])

    # Beside -------------------------------------------------------------------------------------

    def action_import_receipts(self) -> None:
        """Read a bank's list."""
        if self.allowed("receipts.import"):
            begin_import(self, kind=ImportKind.BANK_RECEIPTS)

    def action_next_view(self) -> None:
        """Show the next part of what came."""
        shown = self.shown
        if isinstance(shown, BankReceiptList):
            shown.next_view(may_confirm=self.session.person.may(Permission.CONFIRM_PAYMENT))
            self.show_list()


def _parts_field(found: BankReceipt, items: Sequence[DueItem]) -> MultiLineField:
    """Return the lines that say for whom it came, begun with what is claimed or proposed.

    Of who may be meant what is due is named, the oldest first: else all of it were on account.
    """
    row, currency = found.row, found.row.fields.currency
    lines = [
        f"{each.number or each.customer}={amount(each.part.amount_minor, currency)}"
        for each in found.parts
        if each.customer
    ]
    if not lines and row.proposal is not None:
        lines = _proposed(row.proposal.customer, items, row.fields.amount_minor, currency)
    return MultiLineField(
        field_label("parts"), "\n".join(lines), required=True, limit=_PARTS_LIMIT, id="parts"
    )


def _proposed(customer: str, items: Sequence[DueItem], minor: int, currency: str) -> list[str]:
    lines = []
    for each in items:
        part = min(minor, each.left_minor)
        if part > 0:
            name = each.document.number if each.plan_id is None else f"#{each.plan_id}"
            lines.append(f"{name}={plain_amount(part, currency)}")
            minor -= part
    if lines and minor:
        lines.append(f"{customer}={plain_amount(minor, currency)}")
    return lines or [customer]


class BankReceiptList(SettingsList[BankReceiptRow]):
    """Part of what came: what is to be claimed, one's own claims, what is settled."""

    id = "bank_receipts"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._at = 0
        self._whole: Mapping[int, BankReceipt] = {}

    def next_view(self, *, may_confirm: bool) -> None:
        """Show the next part; what others claim only to who confirms."""
        shown = len(_VIEWS) if may_confirm else 2
        self._at = (self._at + 1) % shown

    @property
    def title(self) -> str:
        """Which part is shown."""
        return _(_VIEWS[self._at][0])

    def columns(self) -> Sequence[Column[BankReceiptRow]]:
        """Return day, payer, amount, status, whose it may be, and what the bank says."""
        return (
            text_column(
                "day", field_label("payment_day"), 10, lambda row: iso_day(row.fields.day) or ""
            ),
            text_column("payer", field_label("payer"), 16, payer_words, widest=36),
            text_column("amount", field_label("amount"), 14, received_words, align=Align.RIGHT),
            text_column("status", _("Status"), 12, status_words, widest=20, tone=status_tone),
            text_column("whose", _("Customer, claimant"), 16, whose_words, widest=40),
            text_column(
                "summary",
                field_label("summary"),
                12,
                lambda row: name_in_sentence(row.fields.summary),
                priority=1,
                widest=30,
            ),
        )

    def read(self) -> Sequence[BankReceiptRow]:
        """Read the rows, and the first of them whole."""
        receipts, actor = self.session.crm.bank_receipts, self.session.actor
        found = receipts.list(actor, _VIEWS[self._at][1], limit=_LISTED)
        self._whole = {each.id: receipts.receipt(actor, each.id) for each in found[:_WHOLE]}
        return found

    def empty_words(self) -> str:
        """Return what to press."""
        if self.session.person.may(Permission.CONFIRM_PAYMENT):
            return _("Nothing here.\ni reads the bank's list, v shows the others")
        return _("Nothing here.\nv shows what you claim")

    def foot(self, rows: Sequence[BankReceiptRow]) -> str:
        """Return what the rows come to, by currency."""
        sums: dict[str, int] = {}
        for row in rows:
            fields = row.fields
            sums[fields.currency] = sums.get(fields.currency, 0) + fields.amount_minor
        return " · ".join(amount(minor, currency) for currency, minor in sums.items())

    def facts(self, row: BankReceiptRow) -> Iterable[Section]:
        """Return what the bank says, for whom it is claimed, and who may be meant."""
        lines = tuple(fact(label, text) for label, text in receipt_facts(row))
        yield Section(payer_words(row), lines)
        whole = self._whole.get(row.id)
        if whole is None:
            return
        said = tuple(words(line) for line in receipt_lines(whole))
        if said:
            heading = _("Proposed") if row.status is BankReceiptStatus.OPEN else _("Claimed for")
            yield Section(heading, said)

    def act(self, command_id: str, row: BankReceiptRow | None) -> None:
        """Do nothing: the screen has keys of its own."""
