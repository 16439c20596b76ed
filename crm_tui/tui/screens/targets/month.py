"""目标与业绩: a month by person and department, how much of it is there, the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from crm_tui.domain.credits import CreditRequest
from crm_tui.domain.events import Changed
from crm_tui.domain.months import days_of_month, month_beside, month_of, month_text
from crm_tui.domain.target_rows import TargetsRead, read_value
from crm_tui.domain.targets import (
    PersonMonth,
    SignedBy,
    TargetEntry,
    TargetKind,
    TargetMonth,
    credit_of,
)
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.money import plain_amount
from crm_tui.presentation.products import row_fault
from crm_tui.presentation.target_files import target_file_words
from crm_tui.presentation.targets import basis_words, target_words
from crm_tui.presentation.words import name_in_sentence, word
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.screens.export_dialog import downloads
from crm_tui.tui.screens.targets.credits import CreditsScreen
from crm_tui.tui.screens.targets.lines import MonthLine, month_columns, month_facts, month_lines
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, ConfirmDialog
from crm_tui.tui.widgets.fields import FormField, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.panes import TitledPane
from crm_tui.tui.widgets.path_field import PathField, typed_path
from crm_tui.tui.widgets.pieces import Piece, PieceLine
from crm_tui.tui.widgets.preview import Preview
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.record_list.messages import Highlighted, Opened, RowsPasted
from crm_tui.tui.widgets.record_list.rows import Rows
from crm_tui.tui.widgets.status_bar import StatusBar

_LEFT_OUT_SHOWN = 8


class KindBar(PieceLine):
    """What targets are set for, side by side; each can be clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._kind = TargetKind.SIGNED

    def show(self, kind: TargetKind) -> None:
        """Show which kind is listed."""
        self._kind = kind
        self.refresh()

    def pieces(self, width: int) -> Sequence[Piece]:
        """Return the kinds; their digits are typed after the key that chooses."""
        return [
            Piece(
                f"[{word(each)}]" if each is self._kind else f" {word(each)} ",
                "active" if each is self._kind else "normal",
                each.value,
            )
            for each in TargetKind
        ]

    def chosen(self, target: str) -> None:
        """List the kind that was clicked."""
        screen = self.screen
        if isinstance(screen, TargetsScreen):
            screen.show_kind(TargetKind(target))


class TargetsScreen(ScreenCommands[None]):
    """A month; enter lists what a sum is made of."""

    scope = Scope.TARGETS
    marks_all = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.TARGETS)]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - the library declares it for instances
        (0, "-narrow"),
        (110, "-wide"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._month = month_of(session.today)
        self._kind = TargetKind.SIGNED
        self._found: TargetMonth | None = None
        self._records: RecordList[MonthLine] = RecordList(self._columns())

    def compose(self) -> ComposeResult:
        """Put status line, kinds, list, numbers and footer on the screen."""
        yield StatusBar()
        yield KindBar()
        with Horizontal(classes="tab--body"):
            with TitledPane(classes="tab--list"):
                yield self._records
            with Vertical(classes="overview--numbers"):
                yield Preview()
        yield KeyFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Read this month."""
        self.query_one(".overview--numbers").border_title = _("At a glance")
        self._records.focus()
        self._records.empty = Content(_("Nobody to list."))
        show_status = getattr(self.app, "show_status", None)
        if show_status is not None:
            show_status()
        self._read()

    def _columns(self) -> Any:
        return month_columns(self._kind, self.session.office.currency)

    def _read(self) -> None:
        targets, actor, month = self.session.crm.targets, self.session.actor, self._month
        self.operations.ask(lambda: targets.month(actor, month), self._show, key="targets")

    def records_changed(self, _changed: Changed) -> None:
        """Read the month anew."""
        self._read()

    def _show(self, found: TargetMonth) -> None:
        self._found = found
        lines = Rows(month_lines(found))
        self._records.replace_source(lines, opening=lines.opening(self._records.cursor_id))
        heading = _("Targets and results · {month}").format(month=month_text(found.month))
        self.query_one(TitledPane).show_titles(
            Content(heading), Content(basis_words(found.signed_by))
        )
        self.query_one(KindBar).show(self._kind)
        self.tell_place(heading)
        self._show_facts()
        self.refresh_keys()

    def _show_facts(self) -> None:
        line = self._records.cursor_record
        facts = () if line is None else month_facts(line, self.session.office.currency)
        self.query_one(Preview).show(facts)

    def on_record_list_highlighted(self, message: Highlighted) -> None:
        """Show the numbers of the line under the cursor."""
        message.stop()
        self._show_facts()
        self.refresh_keys()

    # Where one looks ----------------------------------------------------------------------------

    def show_kind(self, kind: TargetKind | None) -> None:
        """List another kind of target."""
        if kind is not None and kind is not self._kind:
            self._kind = kind
            self._records.set_columns(self._columns())
            if self._found is not None:
                self._show(self._found)

    def action_choose_kind(self) -> None:
        """Choose which targets are listed."""
        choices = [
            Choice(each, f"{digit} {word(each)}", each.value, str(digit))
            for digit, each in enumerate(TargetKind, start=1)
        ]
        self.app.push_screen(ChooseDialog(_("Views"), choices, begin_at=self._kind), self.show_kind)

    def action_step_month(self, by: int) -> None:
        """Go to the month before or after."""
        month = month_beside(self._month, by)
        if month is not None:
            self._month = month
            self._read()

    def on_record_list_opened(self, message: Opened) -> None:
        """List what the sum under the cursor is made of."""
        message.stop()
        line, found = self._records.cursor_record, self._found
        if line is None or found is None:
            return
        credit = credit_of(self._kind, found.signed_by)
        request = CreditRequest(credit, days_of_month(found.month), line.user_ids)
        about = f"{name_in_sentence(line.name)} · {month_text(found.month)}"
        self.app.push_screen(CreditsScreen(self.session, request, about))

    def action_open(self) -> None:
        """List what the sum under the cursor is made of, wherever the focus is."""
        self._records.action_open()

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.dismiss(None)

    def action_report(self) -> None:
        """Show the report of whom the cursor stands on."""
        from crm_tui.tui.screens.targets.report import ReportDialog, Subject  # noqa: PLC0415

        line = self._records.cursor_record
        subject = Subject()
        if line is not None and line.person is not None:
            subject = Subject(user_id=line.person.user_id)
        elif line is not None and line.department_id is not None:
            subject = Subject(department_id=line.department_id)
        self.app.push_screen(ReportDialog(self.session, subject))

    # Setting ------------------------------------------------------------------------------------

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the line under the cursor, or None."""
        if command.id == "target.set":
            refusal = self.why_not_permitted(Permission.SET_TARGET)
            return refusal or (None if self._person() else _("Targets are set person by person."))
        if command.id in {"target.import", "target.export"}:
            is_in = command.id == "target.import"
            return self.why_not_permitted(Permission.SET_TARGET if is_in else Permission.EXPORT)
        if command.id == "target.basis":
            return self.why_not_permitted(Permission.MANAGE_OFFICE)
        return super().why_not(command)

    def _person(self) -> PersonMonth | None:
        line = self._records.cursor_record
        return None if line is None else line.person

    def action_set_target(self) -> None:
        """Ask for the targets of the person under the cursor, where they are this one's to set."""
        person = self._person()
        if not self._may("target.set") or person is None:
            return
        targets, actor, month = self.session.crm.targets, self.session.actor, self._month
        self.operations.ask(
            lambda: targets.why_not_set(actor, person.user_id),
            lambda _none: self._ask_targets(person, month),
            key="target to set",
            opens=True,
        )

    def _ask_targets(self, person: PersonMonth, month: int) -> None:
        currency = self.session.office.currency
        title = f"{name_in_sentence(person.name)} · {month_text(month)}"

        def fields() -> Sequence[FormField[Any]]:
            return [
                TargetField(each, person.of(each).target, currency, id=each.value)
                for each in TargetKind
            ]

        lines = [_("An empty field takes the target away.")]
        dialog = FormDialog(title, fields, _("Save"), lines=lines, begin_in=self._kind.value)
        dialog.keep_for(self.session)
        self.app.push_screen(dialog, partial(self._set, person, month))

    def _set(self, person: PersonMonth, month: int, values: Values | None) -> None:
        if values is None:
            return
        currency, user_id = self.session.office.currency, person.user_id
        wanted = {
            kind: read_value(kind, values[kind.value], currency) if values[kind.value] else None
            for kind in TargetKind
        }
        seen = {(user_id, kind): person.of(kind).target for kind in TargetKind}
        entries = [
            TargetEntry(user_id, kind, value)
            for kind, value in wanted.items()
            if value != person.of(kind).target
        ]
        if not entries:
            return
        targets, actor = self.session.crm.targets, self.session.actor
        said = _("Targets of {person} saved").format(person=name_in_sentence(person.name))
        self.operations.perform(
            lambda: targets.set(actor, month, entries, seen=seen),
            lambda _changed: self.operations.tell(said),
        )

    def action_choose_basis(self) -> None:
        """Choose what counts as signed in the whole office."""
        if not self._may("target.basis"):
            return
        choices = [Choice(each, word(each), each.value) for each in SignedBy]
        begin = None if self._found is None else self._found.signed_by
        dialog = ChooseDialog(_("What counts as signed"), choices, begin_at=begin)
        self.app.push_screen(dialog, self._count_by)

    def _count_by(self, counted: SignedBy | None) -> None:
        if counted is not None:
            targets, actor = self.session.crm.targets, self.session.actor
            self.operations.perform(lambda: targets.count_signed_by(actor, counted))

    # Files and pasted rows ----------------------------------------------------------------------

    def action_import_targets(self) -> None:
        """Ask for a file; rows that are pasted onto the list are read as well."""
        if self._may("target.import"):
            path = PathField(
                _("File"), placeholder=_("type a path, or drop the file here"), id="path"
            )
            lines = [_("Rows copied in a spreadsheet can be pasted onto the list as well.")]
            dialog = FormDialog(_("Import targets"), lambda: [path], _("Look into it"), lines=lines)
            self.app.push_screen(
                dialog,
                lambda values: None if values is None else self._look(typed_path(values["path"])),
            )

    def on_record_list_rows_pasted(self, message: RowsPasted) -> None:
        """Take rows of a spreadsheet that are pasted onto the list; they are looked at first."""
        message.stop()
        if self._may("target.import"):
            self._look(message.text)

    def _look(self, source: Path | str) -> None:
        files, actor, month = self.session.crm.target_files, self.session.actor, self._month
        self.operations.ask(
            lambda: files.trial(actor, source, month),
            partial(self._ask_load, source, month),
            key="targets to read",
            opens=True,
        )

    def _ask_load(self, source: Path | str, month: int, read: TargetsRead) -> None:
        question = ConfirmDialog(
            _("Set these targets?"),
            Content("\n".join(_read_lines(read))),
            yes=_("Set"),
            no=_("Leave it"),
        )
        files, actor = self.session.crm.target_files, self.session.actor

        def answered(confirmed: bool | None) -> None:
            if confirmed:
                self.operations.perform(lambda: files.load(actor, source, month), self._tell_read)

        self.app.push_screen(question, answered)

    def _tell_read(self, read: TargetsRead) -> None:
        self.operations.tell(_read_lines(read)[0])

    def action_export_targets(self) -> None:
        """Ask where to, and write the month into a file."""
        if not self._may("target.export"):
            return
        name = _("targets-{month}.xlsx").format(month=month_text(self._month))
        path = PathField(_("Export to"), str(downloads() / name), id="path")
        self.app.push_screen(FormDialog(_("Export"), lambda: [path], _("Export")), self._write_file)

    def _write_file(self, values: Values | None) -> None:
        if values is None:
            return
        files, actor, month = self.session.crm.target_files, self.session.actor, self._month
        path, words = typed_path(values["path"]), target_file_words()
        said = _("Written: {file}").format(file=path)
        self.operations.perform(
            lambda: files.export(actor, path, month, words),
            lambda _count: self.operations.tell(said),
        )


class TargetField(TextField):
    """One target as it is typed: an amount such as 50万, or a count."""

    def __init__(
        self,
        kind: TargetKind,
        value: int | None,
        currency: str,
        *,
        id: str,  # noqa: A002 - the library's own name
    ) -> None:
        shown = "" if value is None else str(value)
        if value is not None and kind.is_money:
            shown = plain_amount(value, currency)
        super().__init__(target_words(kind), shown, id=id)
        self._kind = kind
        self._currency = currency

    def why_wrong(self) -> str | None:
        """Return what can be typed, for what can be no target."""
        if read_value(self._kind, self.value, self._currency) is None:
            if self._kind.is_money:
                return _("Type an amount, such as 200,000 or 1.5m.")
            return _("Type a whole number.")
        return super().why_wrong()


def _read_lines(read: TargetsRead) -> list[str]:
    first = _("Targets set {set}, as before {same}, rows left out {refused}.").format(
        set=read.set, same=read.same, refused=len(read.refused)
    )
    return [first, *(row_fault(each) for each in read.refused[:_LEFT_OUT_SHOWN])]
