"""A task whole: what, when, for whom, what was noted of it, how it went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from crm_tui.domain.events import Changed
from crm_tui.domain.tasks import TaskDetail, TaskRow
from crm_tui.errors import CrmError, NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.moments import exact_moment
from crm_tui.presentation.task_words import closed_words, due_words, is_overdue
from crm_tui.presentation.words import field_label, word
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.tasks.working import TaskCommands
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.status_bar import StatusBar


class TaskScreen(TaskCommands[None]):
    """One task, worked on from here."""

    scope: ClassVar[Scope] = Scope.TASK
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.TASK)]

    def __init__(self, session: Session, task: TaskRow) -> None:
        super().__init__(session)
        self._detail = TaskDetail(task, ())

    def compose(self) -> ComposeResult:
        """Put the task over the keys."""
        yield StatusBar()
        with (
            Horizontal(classes="tab--body"),
            Vertical(classes="tab--list"),
            VerticalScroll(classes="task--whole"),
        ):
            yield Static(markup=False)
        yield KeyFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Show what is known, and read the rest."""
        self.query_one(VerticalScroll).focus()
        show_status = getattr(self.app, "show_status", None)
        if show_status is not None:
            show_status()
        self._show(self._detail)
        self._read()

    def _read(self) -> None:
        tasks, actor, task_id = self.session.crm.tasks, self.session.actor, self._detail.task.id
        self.operations.ask(
            lambda: tasks.show(actor, task_id), self._show, key="task", failed=self._gone
        )

    def _gone(self, error: CrmError) -> None:
        if isinstance(error, NotFoundError):
            self.dismiss(None)
        else:
            self.operations.show_error(error)

    def records_changed(self, _changed: Changed) -> None:
        """Read the task anew."""
        self._read()

    def _show(self, detail: TaskDetail) -> None:
        self._detail = detail
        pane = self.query_one(".tab--list")
        pane.border_title = Content(_("Task {number}").format(number=detail.task.id))
        body = Content("\n").join(_lines(self.session, detail))
        pane.query_one(Static).update(body)
        self.tell_place(detail.task.title)
        self.query_one(KeyFooter).refresh()

    def current_task(self) -> TaskRow | None:
        """Return the task that is shown."""
        return self._detail.task

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.dismiss(None)


def _lines(session: Session, detail: TaskDetail) -> Iterator[Content]:
    task, at = detail.task, Moment(session.now, session.zone, session.today)
    yield Content.styled(task.title, "bold")
    yield Content("")
    for label, said in _facts(session, task, at):
        if said:
            style = "$text-error" if label == field_label("due_at") and is_overdue(task, at) else ""
            yield Content.assemble((f"{label}  ", "$foreground-muted"), (said, style))
    yield Content("")
    if not detail.actions:
        yield Content.styled(_("Nothing noted yet: a notes what you did, b a problem."), "dim")
    for each in detail.actions:
        when = happened_moment(each.at, session.now, session.zone)
        mark = ("! ", "bold $text-warning") if each.is_problem else ("· ", "")
        yield Content.assemble(
            mark, (f"{when}  {each.author}  ", "$foreground-muted"), (each.content, "")
        )


def _facts(session: Session, task: TaskRow, at: Moment) -> Iterator[tuple[str, str]]:
    yield field_label("due_at"), due_words(task, at)
    about = _("Lead") if task.customer_id is None and task.lead else field_label("customer")
    yield about, " · ".join(filter(None, (task.subject, task.contact)))
    yield field_label("assignee"), task.assignee
    yield field_label("priority"), word(task.priority)
    yield field_label("notes"), task.notes
    if task.created_by and task.created_by_id != task.assignee_id:
        yield _("Given by"), task.created_by
    if task.escalated_at is not None:
        yield _("Reported to the manager"), exact_moment(task.escalated_at, session.zone)
    if task.done_at is not None:
        ended = exact_moment(task.done_at, session.zone)
        yield field_label("outcome"), f"{closed_words(task)} · {ended}"
