"""A report of a day, week or month on a panel: its text can be copied, its numbers exported."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from crm_tui.domain.identifiers import DepartmentId, UserId
from crm_tui.domain.reports import Report, ReportRequest, ReportSpan, beside, days_of_report
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.reports import report_lines, report_words
from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.export_dialog import downloads
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.path_field import PathField, typed_path
from crm_tui.values import dataclass

_SPANS = tuple(ReportSpan)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose report it is: somebody's, a department's, or that of everybody one sees."""

    user_id: UserId | None = None
    department_id: DepartmentId | None = None


class ReportDialog(Dialog[bool]):
    """The text of a report; other days and spans a key away."""

    scope = Scope.REPORT
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.REPORT)]

    def __init__(self, session: Session, subject: Subject) -> None:
        buttons = (
            DialogButton("copy", _("Copy"), "report.copy"),
            DialogButton("span", _("Span"), "report.span"),
            DialogButton("before", _("Before"), "report.before"),
            DialogButton("after", _("After"), "report.after"),
            DialogButton("export", _("Export"), "report.export"),
            DialogButton("close", _("Close"), "dialog.cancel"),
        )
        super().__init__(_("Reports"), buttons)
        self._session = session
        self._subject = subject
        self._span = ReportSpan.DAY
        self._day = session.today
        self._text = ""

    def compose_body(self) -> ComposeResult:
        """Show the text; a long one scrolls."""
        with VerticalScroll(classes="dialog--body"):
            yield Static(markup=False, id="report--text")

    def on_mount(self) -> None:
        """Read the report of today."""
        self._read()

    def _request(self) -> ReportRequest:
        subject = self._subject
        return ReportRequest(self._span, self._day, subject.user_id, subject.department_id)

    def _read(self) -> None:
        reports, actor, request = self._session.crm.reports, self._session.actor, self._request()
        operations_of(self).ask(lambda: reports.show(actor, request), self._show, key="report")

    def _show(self, found: Report) -> None:
        self._text = "\n".join(report_lines(found, self._session.office.currency))
        self.query_one("#report--text", Static).update(Content(self._text))

    def pressed(self, answer: str) -> None:
        """Do what a button says."""
        match answer:
            case "copy":
                self.action_copy_report()
            case "span":
                self.action_turn_span()
            case "before":
                self.action_step(-1)
            case "after":
                self.action_step(1)
            case "export":
                self.action_export_report()
            case _:
                self.dismiss(None)

    def action_turn_span(self) -> None:
        """Report the week instead of the day, the month instead of the week."""
        self._span = _SPANS[(_SPANS.index(self._span) + 1) % len(_SPANS)]
        self._read()

    def action_step(self, by: int) -> None:
        """Report the span before or after, up to today."""
        day = beside(self._span, self._day, by)
        if days_of_report(self._span, day).first <= self._session.today:
            self._day = day
            self._read()

    def action_copy_report(self) -> None:
        """Copy the text, for the group chat."""
        self.app.copy_to_clipboard(self._text)
        operations_of(self).tell(_("Copied the report"))

    def action_export_report(self) -> None:
        """Ask where to, and write the numbers into a file."""
        first = iso_day(days_of_report(self._span, self._day).first)
        path = PathField(
            _("Export to"), str(downloads() / _("report-{day}.xlsx").format(day=first)), id="path"
        )
        self.app.push_screen(FormDialog(_("Export"), lambda: [path], _("Export")), self._write_file)

    def _write_file(self, values: Values | None) -> None:
        if values is None:
            return
        reports, actor, request = self._session.crm.reports, self._session.actor, self._request()
        path, words, host = typed_path(values["path"]), report_words(), operations_of(self)
        said = _("Written: {file}").format(file=path)
        host.perform(
            lambda: reports.export(actor, path, request, words), lambda _count: host.tell(said)
        )
