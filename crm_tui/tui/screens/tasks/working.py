"""What is done with the task under the cursor, or with the one that is open."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Generic

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import Changed
from crm_tui.domain.finding import FindingKind
from crm_tui.domain.identifiers import CustomerId, TaskId
from crm_tui.domain.tasks import (
    ACTION_LIMIT,
    REVIEW_LIMIT,
    NoSeries,
    TaskIsDone,
    TaskIsOpen,
    TaskOutcome,
    TaskRefusal,
    TaskReview,
    TaskRow,
    why_not_reopen,
)
from crm_tui.i18n import _
from crm_tui.presentation.moments import exact_moment
from crm_tui.presentation.task_reasons import task_refusal
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.commands import ResultT, ScreenCommands
from crm_tui.tui.keys import KeyCommand
from crm_tui.tui.screens.form_choices import enum_choices, word_choices
from crm_tui.tui.screens.tasks.parts import TaskSubject, new_task_for, subject_of
from crm_tui.tui.screens.trails import Trail
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.services.tasks import Finished

_NEEDS_OPEN = frozenset({"task.finish", "task.log", "task.problem", "task.edit", "task.skip"})
_ABOUT_ONE = _NEEDS_OPEN | {"task.review", "task.reopen", "task.delete"}


class TaskCommands(ScreenCommands[ResultT], Generic[ResultT]):
    """A screen on which a task can be worked on."""

    _last_done: TaskRow | None = None

    @abstractmethod
    def current_task(self) -> TaskRow | None:
        """Return the task that the keys are about."""

    def customer_here(self) -> CustomerId | None:
        """Return the customer that the keys are about."""
        task = self.current_task()
        return None if task is None else task.customer_id

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing with the task here, or None."""
        if command.id == "task.customer" and self.customer_here() is None:
            task = self.current_task()
            if task is None or task.lead_id is None:
                return _("It is about no customer.")
            return None
        if command.id not in _ABOUT_ONE:
            return super().why_not(command)
        if command.id == "task.review" and self._reviewed() is not None:
            return None
        task = self.current_task()
        if task is None:
            return _("No task is under the cursor.")
        refusal = _refusal(command.id, task)
        return None if refusal is None else task_refusal(refusal)

    def _allowed(self, command_id: str) -> TaskRow | None:
        """Return the task here, or say why the key does nothing with it."""
        task = self.current_task()
        words = _("No task is under the cursor.")
        if task is not None:
            refusal = _refusal(command_id, task)
            if refusal is None:
                return task
            words = task_refusal(refusal)
        self.operations.tell(words, severity="warning")
        return None

    # Done and what follows ----------------------------------------------------------------------

    def action_finish_task(self) -> None:
        """Mark the task as done at once; a review is offered, not asked."""
        task = self._allowed("task.finish")
        if task is not None:
            tasks, actor, task_id = self.session.crm.tasks, self.session.actor, task.id
            self.operations.perform(
                lambda: tasks.done(actor, task_id), partial(self._tell_done, task)
            )

    def _tell_done(self, task: TaskRow, finished: Finished) -> None:
        self._last_done = task
        self.operations.tell(
            " · ".join(
                [
                    _("Done: {title}").format(title=name_in_sentence(task.title)),
                    *self._next_words(finished),
                    _("r reviews it, u takes it back"),
                ]
            )
        )

    def _next_words(self, finished: Finished) -> list[str]:
        if finished.next_due_at is None:
            return []
        when = exact_moment(finished.next_due_at, self.session.zone)
        return [_("the next one {when}").format(when=when)]

    def action_skip_task(self) -> None:
        """Leave this one of a series out."""
        task = self._allowed("task.skip")
        if task is not None:
            tasks, actor, task_id = self.session.crm.tasks, self.session.actor, task.id
            self.operations.perform(lambda: tasks.skip(actor, task_id), self._tell_skipped)

    def _tell_skipped(self, finished: Finished) -> None:
        self.operations.tell(" · ".join([_("Left out once"), *self._next_words(finished)]))

    def action_reopen_task(self) -> None:
        """Open the task again."""
        task = self._allowed("task.reopen")
        if task is not None:
            tasks, actor, task_id = self.session.crm.tasks, self.session.actor, task.id
            self.operations.perform(
                lambda: tasks.reopen(actor, task_id),
                lambda _changed: self.operations.tell(_("It is open again")),
            )

    def action_delete_task(self) -> None:
        """Delete the task."""
        task = self._allowed("task.delete")
        if task is not None:
            tasks, actor, task_id = self.session.crm.tasks, self.session.actor, task.id
            self.operations.perform(lambda: tasks.delete(actor, task_id), self.deleted)

    def deleted(self, _changed: Changed) -> None:
        """Say that the task is gone."""
        self.operations.tell(_("Deleted · u takes it back"))

    # Reviews ------------------------------------------------------------------------------------

    def _reviewed(self) -> TaskRow | None:
        """Return the task that a review would be about: the one here, or the last one done."""
        task = self.current_task()
        if task is not None and not task.is_open and not task.closed_reason:
            return task
        return self._last_done

    def action_review_task(self) -> None:
        """Ask how a task that is done turned out."""
        task = self._reviewed()
        if task is None:
            self._allowed("task.review")
            return
        reasons = word_choices(self.session, DictionaryKind.LOSS_REASON, task.loss_reason_id)
        dialog = FormDialog(
            _("How did it go?  {title}").format(title=name_in_sentence(task.title)),
            lambda: [
                ChoiceField(
                    field_label("outcome"),
                    enum_choices(TaskOutcome),
                    task.outcome or TaskOutcome.WORKED,
                    required=True,
                    id="outcome",
                ),
                TextField(
                    field_label("review"),
                    task.review,
                    limit=REVIEW_LIMIT,
                    placeholder=_("What worked, or why not"),
                    id="review",
                ),
                ChoiceField(
                    field_label("loss_reason"), reasons, task.loss_reason_id, id="loss_reason"
                ),
            ],
            _("Keep it"),
            begin_in="review",
        )
        self._ask(dialog, partial(self._review, task.id))

    def _review(self, task_id: TaskId, values: Values) -> None:
        tasks, actor = self.session.crm.tasks, self.session.actor
        review = TaskReview(values["outcome"], str(values["review"]), values["loss_reason"])
        self.operations.perform(
            lambda: tasks.review(actor, task_id, review),
            lambda _changed: self.operations.tell(_("Review kept")),
        )

    # Notes --------------------------------------------------------------------------------------

    def action_log_action(self) -> None:
        """Ask what was done."""
        task = self._allowed("task.log")
        if task is not None:
            self._ask_note(task, _("What did you do?  {title}"), is_problem=False)

    def action_log_problem(self) -> None:
        """Ask what came up."""
        task = self._allowed("task.problem")
        if task is not None:
            self._ask_note(task, _("What came up?  {title}"), is_problem=True)

    def _ask_note(self, task: TaskRow, title: str, *, is_problem: bool) -> None:
        dialog = FormDialog(
            title.format(title=name_in_sentence(task.title)),
            lambda: [TextField(_("Note"), required=True, limit=ACTION_LIMIT, id="note")],
            _("Note it"),
        )
        self._ask(dialog, partial(self._log, task.id, is_problem=is_problem))

    def _log(self, task_id: TaskId, values: Values, *, is_problem: bool) -> None:
        tasks, actor, note = self.session.crm.tasks, self.session.actor, str(values["note"])
        self.operations.perform(
            lambda: tasks.log(actor, task_id, note, is_problem=is_problem),
            lambda _changed: self.operations.tell(_("Noted · u takes it back")),
        )

    def _ask(self, dialog: FormDialog, then: Callable[[Values], None]) -> None:
        def answered(values: Values | None) -> None:
            if values is not None:
                then(values)

        dialog.keep_for(self.session)
        self.app.push_screen(dialog, answered)

    # Other screens ------------------------------------------------------------------------------

    def action_edit_task(self) -> None:
        """Change the task."""
        from crm_tui.tui.screens.tasks.form import open_task_form  # noqa: PLC0415

        task = self._allowed("task.edit")
        if task is not None:
            open_task_form(
                self,
                self.session,
                task.customer_id,
                task.subject,
                task=task,
                lead_id=task.lead_id,
            )

    def action_new_task(self) -> None:
        """Make a task about the same customer, opportunity or lead, or about none."""
        task = self.current_task()
        self.make_task(TaskSubject() if task is None else subject_of(task))

    def make_task(self, subject: TaskSubject) -> None:
        """Make a task about a customer, an opportunity or a lead, or about none."""
        new_task_for(self, self.session, subject)

    def action_open_customer(self) -> None:
        """Open the customer, or the lead."""
        from crm_tui.tui.screens.detail import DetailScreen  # noqa: PLC0415

        customer_id, task = self.customer_here(), self.current_task()
        if customer_id is None and task is not None and task.lead_id is not None:
            self.action_open_paper(FindingKind.LEAD.value, task.lead_id)
        elif customer_id is None:
            self.operations.tell(_("It is about no customer."), severity="warning")
        else:
            self.app.push_screen(DetailScreen(self.session, customer_id, Trail(_nowhere)))

    def current_row(self) -> CustomerRow | None:
        """Return no customer: the keys here are about a task."""
        return None


def _nowhere(_by: int) -> None:
    return None


def _refusal(command_id: str, task: TaskRow) -> TaskRefusal | None:
    if command_id in _NEEDS_OPEN and not task.is_open:
        return TaskIsDone(task.title)
    match command_id:
        case "task.skip" if task.recurrence is None:
            return NoSeries(task.title)
        case "task.reopen" | "task.review" if task.is_open:
            return TaskIsOpen(task.title)
        case "task.reopen":
            return why_not_reopen(task)
        case "task.review" if task.closed_reason:
            return TaskIsOpen(task.title)
        case _:
            return None
