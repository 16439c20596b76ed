"""审批: what waits for one's answer, what one asked, and what the office wants to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import partial
from typing import Any, ClassVar

from textual.binding import BindingType

from crm_tui.domain.approvals.papers import (
    APPROVAL_SETTINGS,
    ApprovalSettings,
    with_setting,
    written,
)
from crm_tui.domain.approvals.records import (
    Approval,
    ApprovalRequest,
    ApprovalRow,
    ApprovalStatus,
)
from crm_tui.domain.approvals.rules import why_not_refuse, why_not_withdraw
from crm_tui.domain.identifiers import ApprovalId
from crm_tui.domain.text import clean
from crm_tui.domain.users import Permission
from crm_tui.i18n import N_, _
from crm_tui.presentation.approvals import (
    answer_words,
    approval_refusal,
    approval_tone,
    approval_word,
    asked_words,
    discount_words,
)
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.money import amount
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.record_commands.fields import REASON_LIMIT, reason_field
from crm_tui.tui.screens.approvals.asking import open_paper
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
from crm_tui.tui.widgets.fields import TextField, ValueField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column

_LISTED, _WHOLE = 500, 50
_BOUND_LIMIT = 40


class ApprovalKind(Enum):
    """Which approvals are shown."""

    ALL = N_("Approvals")
    WAITING = N_("Approvals that wait for your answer")
    MINE = N_("Approvals that you asked for")


_REQUESTS: Mapping[ApprovalKind, ApprovalRequest] = {
    ApprovalKind.ALL: ApprovalRequest(),
    ApprovalKind.WAITING: ApprovalRequest(waiting=True),
    ApprovalKind.MINE: ApprovalRequest(mine=True),
}


class ApprovalsScreen(PartScreen):
    """What was asked, and how it was answered."""

    scope = Scope.APPROVALS
    opens_rows = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.APPROVALS)]

    def __init__(self, session: Session, kind: ApprovalKind = ApprovalKind.ALL) -> None:
        super().__init__(session, lambda host: ApprovalList(host, kind))

    @property
    def approval_row(self) -> ApprovalRow | None:
        """The row under the cursor."""
        row: ApprovalRow | None = self.row
        return row

    def is_meant(self, command: KeyCommand) -> bool:
        """Return whether a key means something here."""
        return Scope.APPROVALS in command.scopes or super().is_meant(command)

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing here, or None."""
        row = self.approval_row
        match command.id:
            case "approval.settings":
                return why_not_may(self.session, Permission.MANAGE_OFFICE)
            case "approval.grant" if row is not None and row.status is not ApprovalStatus.OPEN:
                refusal = why_not_refuse(row)
                return _("It is granted already.") if refusal is None else approval_refusal(refusal)
            case "approval.grant" | "approval.refuse":
                refusal = None if row is None else why_not_refuse(row)
            case "approval.withdraw":
                withdrawn = None if row is None else why_not_withdraw(row, by=self.session.person)
                return needs_row(row) if withdrawn is None else approval_refusal(withdrawn)
            case _:
                return super().why_not(command)
        return needs_row(row) if refusal is None else approval_refusal(refusal)

    def _allowed(self, command_id: str) -> ApprovalRow | None:
        from crm_tui.tui.keys import command  # noqa: PLC0415 - with the keys in force now

        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
            return None
        return self.approval_row

    def open_row(self) -> None:
        """Open the paper of what is under the cursor."""
        row = self.approval_row
        if row is not None:
            open_paper(self, row)

    def action_next_kind(self) -> None:
        """Show what waits, what one asked, or all."""
        shown = self.shown
        if isinstance(shown, ApprovalList):
            shown.next_kind()
            self.reload()

    def action_grant(self) -> None:
        """Ask for a word, then grant it."""
        row = self._allowed("approval.grant")
        if row is not None:
            approvals, actor = self.session.crm.approvals, self.session.actor
            dialog = FormDialog(
                _("Grant it?"), lambda: [_note_field()], _("Grant"), lines=_lines(row)
            )
            said = _("{number}: granted · u takes it back")
            self._ask(
                dialog, row, said, lambda values: approvals.grant(actor, row.id, _note(values))
            )

    def action_refuse(self) -> None:
        """Ask why, then refuse it or take the grant back."""
        row = self._allowed("approval.refuse")
        if row is not None:
            approvals, actor = self.session.crm.approvals, self.session.actor
            dialog = FormDialog(
                _("Not granted: why?"), lambda: [reason_field()], _("Save"), lines=_lines(row)
            )
            said = _("{number}: not granted · u takes it back")
            self._ask(
                dialog,
                row,
                said,
                lambda values: approvals.refuse(actor, row.id, str(values["reason"])),
            )

    def action_withdraw(self) -> None:
        """Let go what one asked."""
        row = self._allowed("approval.withdraw")
        if row is not None:
            approvals, actor = self.session.crm.approvals, self.session.actor
            said = _("{number}: withdrawn · u takes it back").format(number=row.content.number)
            self.operations.perform(
                lambda: approvals.withdraw(actor, row.id), lambda _done: self._done(said)
            )

    def _ask(self, dialog: FormDialog, row: ApprovalRow, said: str, act: Any) -> None:
        words = said.format(number=row.content.number)

        def answered(values: Values | None) -> None:
            if values is not None:
                self.operations.perform(partial(act, values), lambda _done: self._done(words))

        self.app.push_screen(dialog, answered)

    def _done(self, said: str) -> None:
        self.operations.tell(said)
        self.reload()

    # What needs it ------------------------------------------------------------------------------

    def action_settings(self) -> None:
        """Ask what the office wants to be granted before it is done."""
        refusal = why_not_may(self.session, Permission.MANAGE_OFFICE)
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
            return
        approvals, actor = self.session.crm.approvals, self.session.actor
        self.operations.ask(
            lambda: approvals.settings(actor),
            self._ask_settings,
            key="approval settings",
            opens=True,
        )

    def _ask_settings(self, found: ApprovalSettings) -> None:
        currency = self.session.office.currency
        dialog = FormDialog(
            _("What needs approval"),
            lambda: [_bound_field(found, name, currency) for name in APPROVAL_SETTINGS],
            _("Save"),
            lines=[
                _("off: never. A discount from its percentage on, measured by the list prices;"),
                _("contracts and refunds above an amount, or always."),
            ],
        )
        self.app.push_screen(dialog, self._set)

    def _set(self, values: Values | None) -> None:
        if values is None:
            return
        approvals, actor = self.session.crm.approvals, self.session.actor
        changes = {name: str(values[name]) for name in APPROVAL_SETTINGS}
        self.operations.perform(
            lambda: approvals.change_settings(actor, changes),
            lambda _done: self.operations.tell(_("Saved the office's settings")),
        )


class ApprovalList(SettingsList[ApprovalRow]):
    """Approvals, the newest first."""

    id = "approvals"

    def __init__(self, host: Host, kind: ApprovalKind) -> None:
        super().__init__(host)
        self._kind = kind
        self._whole: Mapping[ApprovalId, Approval] = {}

    def next_kind(self) -> None:
        """Show the next kind of rows."""
        kinds = list(ApprovalKind)
        self._kind = kinds[(kinds.index(self._kind) + 1) % len(kinds)]

    @property
    def title(self) -> str:
        """Which of them are shown."""
        return _(self._kind.value)

    def columns(self) -> Sequence[Column[ApprovalRow]]:
        """Return what is asked, of which paper, how much, by whom, and how it stands."""
        session = self.session

        def when(row: ApprovalRow) -> str:
            return happened_moment(row.asked_at, session.now, session.zone)

        return [
            text_column(
                "act", _("Asked for"), 10, lambda row: approval_word(row.content.act), widest=22
            ),
            text_column(
                "number", field_label("number"), 15, lambda row: row.content.number, widest=24
            ),
            text_column(
                "customer", _("Customer"), 11, lambda row: row.customer or _("(out of sight)"),
                widest=30,
            ),
            text_column(
                "amount", field_label("amount"), 12,
                lambda row: amount(row.content.amount_minor, row.content.currency),
                align=Align.RIGHT,
            ),
            text_column("asked_by", _("Asked by"), 8, lambda row: row.asked_by, widest=14),
            text_column("when", _("When"), 11, when, priority=1),
            text_column(
                "status", _("Status"), 12, lambda row: approval_word(row.status), widest=18,
                tone=lambda row: approval_tone(row.status),
            ),
        ]  # fmt: skip

    def read(self) -> Sequence[ApprovalRow]:
        """Read the rows, and who may answer the first of those that wait."""
        approvals, actor = self.session.crm.approvals, self.session.actor
        found = approvals.list(actor, _REQUESTS[self._kind], limit=_LISTED)
        waiting = [row for row in found if row.status is ApprovalStatus.OPEN]
        self._whole = {row.id: approvals.show(actor, row.id) for row in waiting[:_WHOLE]}
        return found

    def empty_words(self) -> str:
        """Return where one asks."""
        return _("Nothing was asked for; where approval is needed, it is asked for on the spot.")

    def facts(self, row: ApprovalRow) -> Iterable[Section]:
        """Return what was asked and why, how it was answered, or who may answer."""
        content, whole = row.content, self._whole.get(row.id)
        deciders = () if whole is None else whole.deciders
        said = [
            (_("Customer"), name_in_sentence(row.customer) or _("(out of sight)")),
            (_("What is asked"), approval_word(content.act)),
            (field_label("amount"), amount(content.amount_minor, content.currency)),
            (field_label("line_discount"), discount_words(content.discount_share)),
            (_("Asked by"), name_in_sentence(row.asked_by)),
            (field_label("reason"), name_in_sentence(row.reason)),
            (_("Status"), answer_words(row) or approval_word(row.status)),
            (_("May answer"), _(", ").join(name_in_sentence(each.name) for each in deciders)),
        ]
        lines = [fact(label, text) for label, text in said if text]
        if whole is not None and not whole.is_current:
            lines.append(words(_("The paper was changed since; it is asked anew.")))
        yield Section(content.number, tuple(lines))

    def act(self, command_id: str, row: ApprovalRow | None) -> None:
        """Do nothing: the screen has keys of its own."""


def _lines(row: ApprovalRow) -> list[str]:
    who = _("{person}: {reason}").format(
        person=name_in_sentence(row.asked_by), reason=name_in_sentence(row.reason)
    )
    return [asked_words(row.content), name_in_sentence(row.customer) or _("(out of sight)"), who]


def _note_field() -> TextField:
    return TextField(_("Note"), limit=REASON_LIMIT, id="note")


def _note(values: Values) -> str:
    return str(values["note"])


def _bound_field(found: ApprovalSettings, name: str, currency: str) -> TextField:
    text = written(found, name, currency)
    shown = {"off": _("off"), "always": _("always")}.get(text, text)

    def why_wrong(typed: str) -> str | None:
        if isinstance(with_setting(found, name, clean(typed), currency), ApprovalSettings):
            return None
        return (
            _("Write 15%, or off.") if name == "discount" else _("Write an amount, always or off.")
        )

    return ValueField(
        field_label(f"approval_{name}"),
        shown,
        required=True,
        limit=_BOUND_LIMIT,
        why_wrong=why_wrong,
        id=name,
    )
