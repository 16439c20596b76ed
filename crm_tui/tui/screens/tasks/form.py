"""Make a task or a reminder, or change a task."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from textual.app import ComposeResult
from textual.dom import DOMNode

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.days import day_of
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import ContactId, CustomerId, LeadId, OpportunityId, UserId
from crm_tui.domain.moments import Moment
from crm_tui.domain.recurrences import Recurrence, RecurrenceFault, first_day, parse_recurrence
from crm_tui.domain.tasks import (
    NOTES_LIMIT,
    TITLE_LIMIT,
    Assignable,
    TaskDraft,
    TaskKind,
    TaskPriority,
    TaskRow,
)
from crm_tui.errors import ConflictError, CrmError
from crm_tui.i18n import _
from crm_tui.presentation.moments import exact_moment, understood_moment
from crm_tui.presentation.recurrences import (
    recurrence_fault,
    recurrence_preview,
    recurrence_words,
)
from crm_tui.presentation.words import field_label, name_in_sentence, word
from crm_tui.tui.operations import operations_of
from crm_tui.tui.record_commands.fields import person_words
from crm_tui.tui.screens.conflicts import Conflict, ConflictDialog, Side, changed_words
from crm_tui.tui.screens.form_choices import (
    contact_choices,
    enum_choices,
    moment_reader,
    read_moment,
)
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import MomentField, MultiLineField, TextField
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Around:
    """What a form offers to choose from, and the task as it is now."""

    people: Sequence[Assignable]
    contacts: Sequence[ContactRow]
    task: TaskRow | None = None
    due: str = ""
    """When a new one is due unless another time is typed."""
    lead_id: LeadId | None = None
    opportunity_id: OpportunityId | None = None
    """What else a new one is for."""


def open_task_form(  # noqa: PLR0913 - what a task may be for
    node: DOMNode,
    session: Session,
    customer_id: CustomerId | None,
    customer: str,
    *,
    task: TaskRow | None = None,
    due: str = "",
    lead_id: LeadId | None = None,
    opportunity_id: OpportunityId | None = None,
) -> None:
    """Open the form for a new task, or for one that is changed; say what it is for."""

    def read() -> Around:
        tasks, customers, actor = session.crm.tasks, session.crm.customers, session.actor
        contacts = () if customer_id is None else customers.detail(actor, customer_id).contacts
        now = None if task is None else tasks.show(actor, task.id).task
        people = tasks.assignable(actor, customer_id, lead_id)
        return Around(people, contacts, now, due, lead_id, opportunity_id)

    def show(around: Around) -> None:
        node.app.push_screen(TaskForm(session, customer_id, customer, around))

    operations_of(node).ask(read, show, key="form", opens=True)


class RecurrenceField(TextField):
    """How often it comes again, in free words; the line below says on which days."""

    def __init__(self, session: Session, rule: Recurrence | None) -> None:
        self._session = session
        self._rule = rule
        self._first = "" if rule is None else recurrence_words(rule)
        super().__init__(
            field_label("recurrence"),
            self._first,
            placeholder=_("every Monday, every 2 weeks, monthly"),
            limit=100,
            id="recurrence",
        )

    @property
    def rule(self) -> Recurrence | None:
        """The rule that was understood, the one before while nobody typed over it."""
        found = self._read()
        return None if isinstance(found, RecurrenceFault) else found

    def _read(self) -> Recurrence | RecurrenceFault | None:
        written = self.value.strip()
        if written == self._first.strip():
            return self._rule
        if not written:
            return None
        return parse_recurrence(written, now=self._session.now, zone=self._session.zone)

    def why_wrong(self) -> str | None:
        """Return why the rule was not understood."""
        found = self._read()
        return recurrence_fault(found) if isinstance(found, RecurrenceFault) else None

    def hint(self) -> str:
        """Return what was understood, and the days that follow."""
        found, session = self._read(), self._session
        if found is None or isinstance(found, RecurrenceFault):
            return ""
        first = first_day(found, session.today, session.calendar)
        if first is None:
            return recurrence_words(found)
        return recurrence_preview(found, first, session.calendar, session.today)


class TaskForm(FormScreen):
    """A task with all that may be said of it; what, and when, is enough."""

    def __init__(
        self, session: Session, customer_id: CustomerId | None, customer: str, around: Around
    ) -> None:
        task = around.task
        title = _("New task") if task is None else _("Change task")
        if customer:
            title = f"{title} · {name_in_sentence(customer)}"
        of = f"lead-{around.lead_id}" if around.lead_id else str(customer_id or 0)
        name = f"task-of-{of}" if task is None else f"task-{task.id}"
        super().__init__(session, title, draft_name=name)
        self._customer_id = customer_id
        self._around = around
        self._old = task
        self._sent: Mapping[str, Any] = {}

    def compose_fields(self) -> ComposeResult:
        """Yield what to do, when, how often, for whom, with whom."""
        task = self._old
        yield TextField(
            _("What to do"),
            "" if task is None else task.title,
            required=True,
            limit=TITLE_LIMIT,
            placeholder=_("send the plan in instalments"),
            id="title",
        )
        yield MomentField(
            field_label("due_at"),
            moment_reader(self.session),
            self._around.due if task is None else self._written_due(task),
            placeholder=_("tomorrow 3pm, 11-25, +2w"),
            id="due_at",
        )
        if task is None:
            yield ChoiceField(_("Kind"), enum_choices(TaskKind), TaskKind.TASK, id="kind")
        yield RecurrenceField(self.session, None if task is None else task.recurrence)
        yield ChoiceField(
            field_label("assignee"), self._people(), self._assignee(), required=True, id="assignee"
        )
        if self._around.contacts:
            yield ChoiceField(
                field_label("contact_name"),
                contact_choices(self._around.contacts),
                self._contact(),
                id="contact",
            )
        yield ChoiceField(
            field_label("priority"),
            enum_choices(TaskPriority),
            TaskPriority.NORMAL if task is None else task.priority,
            required=True,
            id="priority",
        )
        yield MultiLineField(
            field_label("notes"), "" if task is None else task.notes, limit=NOTES_LIMIT, id="notes"
        )

    def _written_due(self, task: TaskRow) -> str:
        if task.has_time:
            return exact_moment(task.due_at, self.session.zone)
        day = day_of(task.due_at, self.session.zone)
        return understood_moment(Moment(task.due_at, False, day), self.session.zone)

    def _people(self) -> list[Choice[UserId]]:
        return [
            Choice(
                each.user_id,
                " · ".join(filter(None, (each.name, each.department))),
                person_words(each.name, each.login),
            )
            for each in self._around.people
        ]

    def _assignee(self) -> UserId:
        return self.session.actor.user_id if self._old is None else self._old.assignee_id

    def _contact(self) -> ContactRow | None:
        wanted = None if self._old is None else self._old.contact_id
        return next((each for each in self._around.contacts if each.id == wanted), None)

    # Saving -------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save the task; what is due at no time needs a rule."""
        due = self.query_one("#due_at", MomentField)
        rule = self.query_one(RecurrenceField).rule
        if due.is_blank and rule is None:
            due.show_note(_("Type a date, such as tomorrow 3pm, 11-25 or +2w."), is_fault=True)
            due.query(".field--editor").first().focus()
            return
        values = self._values(due, rule)
        if self._old is None:
            self._add(values)
        else:
            self._edit(self._old, values)

    def _values(self, due: MomentField, rule: Recurrence | None) -> dict[str, Any]:
        moment = read_moment(self.session, due.text) if due.text else None
        contact = None
        if self._around.contacts:
            contact = self.query_one("#contact", ChoiceField).value
        values = {
            "title": self.query_one("#title", TextField).value,
            "assignee_id": self.query_one("#assignee", ChoiceField).value,
            "contact_id": None if contact is None else ContactId(contact.id),
            "priority": self.query_one("#priority", ChoiceField).value,
            "notes": self.query_one("#notes", MultiLineField).value,
            "recurrence": rule,
        }
        if isinstance(moment, Moment) and (self._old is None or due.is_dirty):
            values |= {"due_at": moment.instant, "has_time": moment.has_time}
        return values

    def _add(self, values: Mapping[str, Any]) -> None:
        session, kind = self.session, self.query_one("#kind", ChoiceField).value
        draft = TaskDraft(
            **{"due_at": None, **values},
            kind=kind or TaskKind.TASK,
            customer_id=self._customer_id,
            lead_id=self._around.lead_id,
            opportunity_id=self._around.opportunity_id,
        )
        self.store(lambda: session.crm.tasks.make(session.actor, draft), self._saved)

    def _edit(self, task: TaskRow, values: Mapping[str, Any]) -> None:
        session = self.session
        self._old, self._sent = task, values
        self.store(
            lambda: session.crm.tasks.edit(session.actor, task.id, values, seen=task), self._saved
        )

    def _saved(self, changed: Changed) -> None:
        if self._old is not None:
            operations_of(self).tell(_("Task changed · u takes it back"))
        else:
            operations_of(self).tell(self._made_words())
        self.leave(changed)

    def _made_words(self) -> str:
        title = name_in_sentence(self.query_one("#title", TextField).value)
        due: datetime | None = self.query_one("#due_at", MomentField).value
        if due is None:
            return _("Task made: {title}").format(title=title)
        when = exact_moment(due, self.session.zone)
        return _("Task made: {title}, {when}").format(title=title, when=when)

    # Two who changed it -------------------------------------------------------------------------

    def refused(self, error: CrmError) -> bool:
        """Ask whose values stand where another changed the same; all that was typed stays."""
        task = self._old
        if not isinstance(error, ConflictError) or task is None:
            return False
        theirs: dict[str, Any] = {name: stored for name, (stored, _mine) in error.fields.items()}
        seen = replace(task, **theirs)
        asked = {name: both for name, both in error.fields.items() if name in _LABELS}
        if not asked:
            self._edit(seen, self._sent)
            return True

        def decided(sides: Mapping[str, Side] | None) -> None:
            if sides is not None:
                self._edit(seen, _standing(self._sent, sides))

        conflicts = [
            Conflict(
                name,
                field_label(_LABELS[name]),
                self._shown(name, stored),
                self._shown(name, mine),
                changed_words(self.session, error, name),
            )
            for name, (stored, mine) in asked.items()
        ]
        self.app.push_screen(ConflictDialog(conflicts), decided)
        return True

    def _shown(self, name: str, value: Any) -> str:
        around, zone = self._around, self.session.zone
        people = {each.user_id: each.name for each in around.people}
        contacts = {each.id: each.fields.name for each in around.contacts}
        words: Mapping[str, Callable[[Any], str]] = {
            "due_at": lambda at: exact_moment(at, zone),
            "assignee_id": lambda key: people.get(key, str(key)),
            "contact_id": lambda key: contacts.get(key, str(key)),
            "recurrence": recurrence_words,
            "priority": word,
        }
        return "—" if value is None or value == "" else words.get(name, str)(value)


_LABELS: Mapping[str, str] = {
    "title": "task_title",
    "due_at": "due_at",
    "contact_id": "contact_name",
    "assignee_id": "assignee",
    "priority": "priority",
    "notes": "notes",
    "recurrence": "recurrence",
}
"""What is asked about, and how it is called; whether a time was named goes with the time."""


def _standing(sent: Mapping[str, Any], sides: Mapping[str, Side]) -> dict[str, Any]:
    """Return what was typed but for what is to stay as the other one made it."""
    theirs = {name for name, side in sides.items() if side is Side.THEIRS}
    if "due_at" in theirs:
        theirs.add("has_time")
    return {name: value for name, value in sent.items() if name not in theirs}
