"""`crm file`: files kept with customers and follow-ups."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_number
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.attachments import AttachmentRow
from crm_tui.domain.identifiers import AttachmentId, FollowUpId
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.shapes import attachments as shapes
from crm_tui.presentation.sizes import file_size
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence

app = group(_("Files kept with customers."))

CustomerArgument = Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))]
NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help=_("The number of the file."))]
FollowUpOption = Annotated[
    str | None, typer.Option("--follow-up", metavar="N", help=_("Of this follow-up."))
]


@command(app, "add", _("Keep files with a customer; their bytes are copied."))
def add(
    context: typer.Context,
    customer: CustomerArgument,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help=_("The files."))],
    *,
    follow_up: FollowUpOption = None,
    as_json: AsJson = False,
) -> None:
    """Attach files and answer with how many."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        changed = session.crm.attachments.attach(
            session.actor, customer_id, paths, follow_up_id=_follow_up(follow_up)
        )
        shape = {"batch": changed.batch_id, "customer_id": customer_id, "files": len(paths)}
        output.record(shape, [attached(len(paths))])


def attached(count: int) -> str:
    """Return the sentence that says how many files are kept now."""
    words = ngettext("{count} file attached.", "{count} files attached.", count)
    return words.format(count=count)


@command(app, "list", _("List the files of a customer."))
def list_files(
    context: typer.Context,
    customer: CustomerArgument,
    limit: Limit = 200,
    *,
    follow_up: FollowUpOption = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List files, the newest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        rows = session.crm.attachments.list(
            session.actor,
            session.customer(customer),
            follow_up_id=_follow_up(follow_up),
            limit=limit,
        )
        output.rows(
            rows, listing(session), nothing=_("No files are kept here; crm file add keeps one.")
        )


def _follow_up(number: str | None) -> FollowUpId | None:
    return None if number is None else FollowUpId(read_number("follow_up", number))


def listing(session: Session) -> Listing[AttachmentRow]:
    """Return how files are listed."""
    at, logins = session.at, session.logins()
    return Listing[AttachmentRow](
        (
            TableColumn[AttachmentRow](_("No."), lambda row: str(row.id), align=Align.RIGHT),
            TableColumn[AttachmentRow](_("Name"), lambda row: row.name),
            TableColumn[AttachmentRow](
                _("Size"), lambda row: file_size(row.size_bytes), align=Align.RIGHT
            ),
            TableColumn[AttachmentRow](
                _("When"), lambda row: happened_moment(row.at, at.now, at.zone), 1
            ),
            TableColumn[AttachmentRow](_("By whom"), lambda row: row.author, 2),
            TableColumn[AttachmentRow](
                _("Follow-up"), lambda row: str(row.follow_up_id or ""), 3, Align.RIGHT
            ),
        ),
        lambda row: shapes.attachment(row, session.zone, logins),
        shapes.KEYS,
    )


@command(app, "save", _("Copy a file to a path or into a folder; nothing is written over."))
def save(
    context: typer.Context,
    number: NumberArgument,
    target: Annotated[
        Path, typer.Argument(metavar="PATH", help=_("Where to; a folder keeps its name."))
    ] = Path(),
    *,
    as_json: AsJson = False,
) -> None:
    """Save a file and answer with its path."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        path = session.crm.attachments.save(session.actor, _file(number), target)
        sentence = _("Saved: {path}").format(path=name_in_sentence(str(path)))
        output.record({"id": _file(number), "path": str(path)}, [sentence])


@command(app, "open", _("Open a file with the program of this machine."))
def open_(context: typer.Context, number: NumberArgument, *, as_json: AsJson = False) -> None:
    """Open a verified copy of a file."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        path = session.crm.attachments.open(session.actor, _file(number))
        sentence = _("Opened: {path}").format(path=name_in_sentence(str(path)))
        output.record({"id": _file(number), "path": str(path)}, [sentence])


@command(app, "remove", _("Keep a file no longer; crm undo takes that back for 30 days."))
def remove(context: typer.Context, number: NumberArgument, *, as_json: AsJson = False) -> None:
    """Remove a file and answer with its number."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        changed = session.crm.attachments.remove(session.actor, _file(number))
        output.record(
            {"batch": changed.batch_id, "id": _file(number)},
            [_("File {number} removed.").format(number=_file(number))],
        )


def _file(number: str) -> AttachmentId:
    return AttachmentId(read_number("file", number))
