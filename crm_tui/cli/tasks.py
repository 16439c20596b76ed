"""`crm task`: what is to do for customers, by whom, how it goes and how it went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli import task_overviews
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_choice, read_moment, read_number, read_word
from crm_tui.cli.lead_work import lead_of
from crm_tui.cli.listings import task_listing
from crm_tui.cli.opportunity_options import opportunity_or_none
from crm_tui.cli.output import Output
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.cli.task_inputs import read_changes, read_contact, read_rule
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import TaskId
from crm_tui.domain.tasks import (
    TaskDetail,
    TaskDraft,
    TaskOutcome,
    TaskPriority,
    TaskRequest,
    TaskReview,
    TaskRow,
    TaskState,
    TaskWhose,
)
from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.day_entries import said_of
from crm_tui.presentation.moments import exact_moment
from crm_tui.presentation.shapes import tasks as shapes
from crm_tui.presentation.task_words import closed_words, due_words
from crm_tui.presentation.words import field_label, name_in_sentence, word

if TYPE_CHECKING:
    from crm_tui.services.tasks import Finished

app = group(_("What is to do, by whom, and how it went."))
task_overviews.add_to(app)

Number = Annotated[str, typer.Argument(metavar="NUMBER", help=_("Its number in the list."))]
Title = Annotated[str, typer.Argument(metavar="TEXT", help=_("What to do."))]
OfLead = Annotated[str | None, typer.Option("--lead", help=_("For a lead: number or name."))]
OfOpportunity = Annotated[
    str | None, typer.Option("--opportunity", help=_("For an opportunity: number or name."))
]
At = Annotated[str, typer.Option("--at", metavar="WHEN", help=_("When: tomorrow 3pm, 11-25, +2w."))]
Every = Annotated[
    str,
    typer.Option(
        "--every", metavar="RULE", help=_("Repeats: every Monday, every 2 weeks, monthly, none.")
    ),
]
Contact = Annotated[
    str, typer.Option("--contact", metavar="NAME", help=_("With whom at the customer."))
]
Assignee = Annotated[
    str | None, typer.Option("--to", metavar="LOGIN", help=_("For whom, if not for yourself."))
]
Priority = Annotated[str, typer.Option("--priority", metavar="HOW", help=_("high, normal or low."))]
Notes = Annotated[str | None, typer.Option("--notes", help=_("What else is to be known."))]
Outcome = Annotated[
    str, typer.Option("--outcome", metavar="HOW", help=_("How it went: worked, partly or lost."))
]
Review = Annotated[str, typer.Option("--review", help=_("What worked, or why it was lost."))]
LossReason = Annotated[
    str, typer.Option("--loss-reason", metavar="REASON", help=_("The office's word for why."))
]


@command(app, "add", _("Make a task, for yourself or for somebody you may give it to."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    title: Title,
    *,
    at: At = "",
    customer: Annotated[
        str | None, typer.Option("--customer", help=_("For which customer: number or name."))
    ] = None,
    lead: OfLead = None,
    opportunity: OfOpportunity = None,
    contact: Contact = "",
    to: Assignee = None,
    priority: Priority = "",
    notes: Notes = None,
    every: Every = "",
    as_json: AsJson = False,
) -> None:
    """Make a task and answer with when it is due."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = None if customer is None else session.customer(customer)
        rule = read_rule(session, every)
        due = None if rule is not None and not at else read_moment(session, "due_at", at)
        draft = TaskDraft(
            title,
            None if due is None else due.instant,
            has_time=due is not None and due.has_time,
            customer_id=customer_id,
            contact_id=read_contact(session, customer_id, contact),
            assignee_id=None if to is None else session.user(to),
            priority=read_choice("priority", priority, TaskPriority)
            if priority
            else TaskPriority.NORMAL,
            notes=notes or "",
            recurrence=rule,
            lead_id=None if lead is None else lead_of(session, lead),
            opportunity_id=opportunity_or_none(session, opportunity),
        )
        changed = session.crm.tasks.make(session.actor, draft)
        row = session.crm.tasks.show(session.actor, TaskId(changed.record_id or 0)).task
        said = _("Task {number}: {title}, {due}.").format(
            number=row.id, title=name_in_sentence(row.title), due=due_words(row, session.at)
        )
        output.record({"batch": changed.batch_id, **session.shapes().task(row)}, [said])


@command(app, "list", _("List tasks: yours, your staff's, a customer's; open, overdue or done."))
def list_tasks(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))
    ] = None,
    limit: Limit = 200,
    *,
    lead: OfLead = None,
    opportunity: OfOpportunity = None,
    state: Annotated[
        str, typer.Option("--state", metavar="STATE", help=_("open, overdue, done or all."))
    ] = "open",
    staff: Annotated[
        bool, typer.Option("--staff", help=_("Those of your staff."), show_default=False)
    ] = False,
    of: Annotated[
        str | None, typer.Option("--of", metavar="LOGIN", help=_("Those of this colleague."))
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List tasks by due time, or those that are done the last first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        request = TaskRequest(
            whose=TaskWhose.STAFF if staff else TaskWhose.MINE,
            state=read_choice("state", state, TaskState),
            customer_id=None if customer is None else session.customer(customer),
            lead_id=None if lead is None else lead_of(session, lead),
            opportunity_id=opportunity_or_none(session, opportunity),
            assignee_id=None if of is None else session.user(of),
            limit=limit,
        )
        rows = session.crm.tasks.find(session.actor, request)
        output.rows(
            rows,
            task_listing(session),
            nothing=_("No such tasks; crm task add makes one, --state all lists those done."),
        )


@command(app, "show", _("Show a task with what was noted of it."))
def show(context: typer.Context, number: Number, *, as_json: AsJson = False) -> None:
    """Show a task whole."""
    output = output_of(context, as_json=as_json)
    task_id = TaskId(read_number("task", number))
    with opened(context) as session:
        found = session.crm.tasks.show(session.actor, task_id)
        shape = {
            **session.shapes().task(found.task),
            "actions": [shapes.action(each, session.iso) for each in found.actions],
        }
        output.record(shape, _lines(session, found))


def _lines(session: Session, found: TaskDetail) -> Iterator[str]:
    row = found.task
    yield f"{row.id}  {name_in_sentence(row.title)}"
    for label, said in _facts(session, row):
        if said:
            yield f"  {said_of(label, said)}"
    for each in found.actions:
        mark = "!" if each.is_problem else "·"
        when = happened_moment(each.at, session.now, session.zone)
        who = name_in_sentence(each.author)
        yield f"  {mark} {when} {said_of(who, each.content)}"


def _facts(session: Session, row: TaskRow) -> Iterator[tuple[str, str]]:
    yield field_label("due_at"), due_words(row, session.at)
    about = _("Lead") if row.customer_id is None and row.lead else _("Customer")
    yield about, " · ".join(filter(None, (row.subject, row.contact)))
    yield field_label("assignee"), row.assignee
    yield field_label("priority"), word(row.priority)
    yield field_label("notes"), row.notes
    yield field_label("outcome"), closed_words(row)


@command(app, "edit", _("Change a task that is open."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    number: Number,
    *,
    title: Annotated[str | None, typer.Option("--title", help=_("What to do."))] = None,
    at: At = "",
    contact: Contact = "",
    to: Assignee = None,
    priority: Priority = "",
    notes: Notes = None,
    every: Every = "",
    as_json: AsJson = False,
) -> None:
    """Change what is said; what is not said stays."""
    output = output_of(context, as_json=as_json)
    task_id = TaskId(read_number("task", number))
    with opened(context) as session:
        row = session.crm.tasks.show(session.actor, task_id).task
        typed = {"title": title, "at": at, "contact": contact, "to": to}
        typed |= {"priority": priority, "notes": notes, "every": every}
        changed = session.crm.tasks.edit(session.actor, task_id, read_changes(session, row, typed))
        row = session.crm.tasks.show(session.actor, task_id).task
        said = _("Task {number} changed.") if changed.kinds else _("Nothing was changed.")
        batch = changed.batch_id if changed.kinds else None
        output.record({"batch": batch, **session.shapes().task(row)}, [said.format(number=task_id)])


@command(app, "log", _("Note what you did for a task, or a problem met."))
def log(
    context: typer.Context,
    number: Number,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_("What happened."))],
    *,
    problem: Annotated[
        bool, typer.Option("--problem", help=_("It is a problem."), show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Note an action, as of now."""
    output = output_of(context, as_json=as_json)
    task_id = TaskId(read_number("task", number))
    with opened(context) as session:
        changed = session.crm.tasks.log(session.actor, task_id, text, is_problem=problem)
        shape = {"batch": changed.batch_id, "id": task_id}
        output.record(shape, [_("Noted on task {number}.").format(number=task_id)])


@command(app, "done", _("Mark a task as done, with a review or without."))
def done(
    context: typer.Context,
    number: Number,
    *,
    outcome: Outcome = "",
    review: Review = "",
    loss_reason: LossReason = "",
    as_json: AsJson = False,
) -> None:
    """Finish a task; said again of one that is done, a review is added to it."""
    output = output_of(context, as_json=as_json)
    task_id = TaskId(read_number("task", number))
    with opened(context) as session:
        said = _read_review(session, outcome, review, loss_reason)
        tasks, actor = session.crm.tasks, session.actor
        if said is not None and not tasks.show(actor, task_id).task.is_open:
            changed = session.crm.tasks.review(actor, task_id, said)
            batch = changed.batch_id if changed.kinds else None
            output.record({"batch": batch, "id": task_id}, [_("Review kept.")])
            return
        finished = session.crm.tasks.done(actor, task_id, said)
        _tell_finished(session, output, finished, _("Done: task {number}."))


@command(app, "skip", _("Leave a task out this time that repeats."))
def skip(context: typer.Context, number: Number, *, as_json: AsJson = False) -> None:
    """Leave one of a series out; the next is made."""
    output = output_of(context, as_json=as_json)
    task_id = TaskId(read_number("task", number))
    with opened(context) as session:
        finished = session.crm.tasks.skip(session.actor, task_id)
        _tell_finished(session, output, finished, _("Left out once: task {number}."))


def _tell_finished(session: Session, output: Output, finished: Finished, sentence: str) -> None:
    was_open = bool(finished.changed.kinds)
    said = sentence if was_open else _("It was done already.")
    lines = [said.format(number=finished.task_id)]
    if finished.next_due_at is not None:
        when = exact_moment(finished.next_due_at, session.zone)
        lines.append(
            _("The next: task {number}, {when}.").format(number=finished.next_id, when=when)
        )
    shape = {
        "batch": finished.changed.batch_id if was_open else None,
        "id": finished.task_id,
        "next_id": finished.next_id,
        "next_due_at": session.iso(finished.next_due_at),
    }
    output.record(shape, lines)


def _read_review(
    session: Session, outcome: str, review: str, loss_reason: str
) -> TaskReview | None:
    if not (outcome or review or loss_reason):
        return None
    usual = TaskOutcome.LOST if loss_reason else TaskOutcome.WORKED
    return TaskReview(
        read_choice("outcome", outcome, TaskOutcome) if outcome else usual,
        review,
        read_word(session, DictionaryKind.LOSS_REASON, "loss_reason", loss_reason),
    )


@command(app, "reopen", _("Open a task again that is done."))
def reopen(context: typer.Context, number: Number, *, as_json: AsJson = False) -> None:
    """Open a task again; the next of its series goes."""
    output = output_of(context, as_json=as_json)
    task_id = TaskId(read_number("task", number))
    with opened(context) as session:
        changed = session.crm.tasks.reopen(session.actor, task_id)
        shape = {"batch": changed.batch_id, "id": task_id}
        output.record(shape, [_("Task {number} is open again.").format(number=task_id)])


@command(app, "delete", _("Delete a task; undo brings it back."))
def delete(context: typer.Context, number: Number, *, as_json: AsJson = False) -> None:
    """Delete a task."""
    output = output_of(context, as_json=as_json)
    task_id = TaskId(read_number("task", number))
    with opened(context) as session:
        changed = session.crm.tasks.delete(session.actor, task_id)
        shape = {"batch": changed.batch_id, "id": task_id}
        output.record(shape, [_("Task {number} deleted.").format(number=task_id)])
