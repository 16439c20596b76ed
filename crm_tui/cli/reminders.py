"""`crm remind`: reminders and tasks."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli import calendar_files, deliveries
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_moment, read_number
from crm_tui.cli.listings import task_listing
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.identifiers import TaskId
from crm_tui.domain.tasks import TaskKind
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso
from crm_tui.presentation.moments import understood_moment
from crm_tui.presentation.words import name_in_sentence

app = group(_("Reminders and tasks."))
deliveries.register(app)


@command(app, "add", _("Set a reminder for yourself."))
def add(
    context: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TEXT", help=_("What to do."))],
    *,
    at: Annotated[str, typer.Option("--at", help=_("When: tomorrow 3pm, 11-25, +2w."))],
    customer: Annotated[
        str | None, typer.Option("--customer", help=_("For which customer: number or name."))
    ] = None,
    task: Annotated[
        bool, typer.Option("--task", help=_("It is work to do."), show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Set a reminder and answer with when it is due."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        due = read_moment(session, "due_at", at)
        customer_id = None if customer is None else session.customer(customer)
        changed = session.crm.tasks.add(
            session.actor,
            title,
            due.instant,
            customer_id=customer_id,
            kind=TaskKind.TASK if task else TaskKind.REMINDER,
            has_time=due.has_time,
        )
        shape = {
            "batch": changed.batch_id,
            "id": changed.record_id,
            "due_at": iso(due.instant, session.zone),
            "customer_id": customer_id,
        }
        sentence = _("Reminder set: {when} {title}.").format(
            when=understood_moment(due, session.zone), title=name_in_sentence(title)
        )
        output.record(shape, [sentence])


@command(app, "list", _("List your reminders and tasks, or those of a customer."))
def list_reminders(
    context: typer.Context,
    customer: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))
    ] = None,
    limit: Limit = 200,
    *,
    include_done: Annotated[
        bool, typer.Option("--done", help=_("Those that are done, too."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List reminders by due time."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        rows = session.crm.tasks.list(
            session.actor,
            customer_id=None if customer is None else session.customer(customer),
            include_done=include_done,
            limit=limit,
        )
        output.rows(
            rows, task_listing(session), nothing=_("No reminders; crm remind add sets one.")
        )


@command(app, "done", _("Mark a reminder as done."))
def done(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("Its number in the list."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Mark a reminder as done."""
    output = output_of(context, as_json=as_json)
    task_id = TaskId(read_number("task", number))
    with opened(context) as session:
        changed = session.crm.tasks.done(session.actor, task_id).changed
        was_open = bool(changed.kinds)
        sentence = _("Done: reminder {number}.") if was_open else _("It was done already.")
        output.record(
            {"batch": changed.batch_id if was_open else None, "id": task_id},
            [sentence.format(number=task_id)],
        )


calendar_files.declare(app)
