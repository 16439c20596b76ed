"""`crm undo` and `crm history`: what was done, and how to take it back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, single
from crm_tui.cli.inputs import read_day, read_number
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.days import start_of_day
from crm_tui.domain.events import BatchRow, HistoryFilter
from crm_tui.domain.identifiers import BatchId
from crm_tui.domain.refused_attempts import REFUSED
from crm_tui.domain.text import clean
from crm_tui.domain.users import Road
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.json_shapes import KEYS, Shape
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import (
    attempted_word,
    name_in_sentence,
    operation_word,
    operations_called,
    road_word,
)

By = Annotated[str | None, typer.Option("--by", metavar="LOGIN", help=_("What this person did."))]
Kind = Annotated[
    str | None,
    typer.Option("--kind", metavar="WORDS", help=_("Of this kind, as the list calls it.")),
]
OfCustomer = Annotated[
    str | None, typer.Option("--customer", help=_("What was done to this customer."))
]
Refused = Annotated[
    bool,
    typer.Option(
        "--refused", help=_("What was refused: attempts and sign-ins."), show_default=False
    ),
]
Since = Annotated[str | None, typer.Option("--from", help=_("From this day on."))]
Until = Annotated[str | None, typer.Option("--to", help=_("Up to and with this day."))]

undo_app = single()
history_app = single()


@command(undo_app, "undo", _("Take back your last change, or a batch by its number."))
def undo(
    context: typer.Context,
    batch: Annotated[
        str | None, typer.Argument(metavar="BATCH", help=_("The number of the batch."))
    ] = None,
    *,
    rest: Annotated[
        bool,
        typer.Option(
            "--rest",
            help=_("Leave what was worked on since, take back the others."),
            show_default=False,
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take back a batch, whole or, with --rest, as far as nobody built on it."""
    output = output_of(context, as_json=as_json)
    batch_id = None if batch is None else BatchId(read_number("batch", batch))
    with opened(context) as session:
        undone = session.crm.history.undo(session.actor, batch_id, rest=rest)
        shape = {
            "batch": undone.changed.batch_id,
            "undoes": undone.batch_id,
            "operation": undone.operation,
            "changes": undone.records,
            "left": [{"id": number, "name": name} for number, name in undone.left],
        }
        lines = [
            ngettext(
                "Undone: {operation}, {count} change (batch {batch}).",
                "Undone: {operation}, {count} changes (batch {batch}).",
                undone.records,
            ).format(
                operation=operation_word(undone.operation),
                count=undone.records,
                batch=undone.batch_id,
            ),
            *(
                _("Left as it is: {number} {customer}.").format(
                    number=number, customer=name_in_sentence(name)
                )
                for number, name in undone.left
            ),
        ]
        output.record(shape, lines)


@command(history_app, "history", _("List what you did, the newest first."))
def history(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    limit: Limit = 50,
    *,
    everybody: Annotated[
        bool, typer.Option("--all", help=_("What everybody did."), show_default=False)
    ] = False,
    by: By = None,
    kind: Kind = None,
    customer: OfCustomer = None,
    since: Since = None,
    until: Until = None,
    refused: Refused = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List batches, the newest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        asked = asked_history(session, by, kind, customer, (since, until), refused=refused)
        is_of_all = everybody or by is not None
        rows = session.crm.history.batches(
            session.actor, mine=not is_of_all, limit=limit, asked=asked
        )
        shapes, at = session.shapes(), session.at

        def shape(row: BatchRow) -> Shape:
            return shapes.batch(row)

        columns = [
            TableColumn[BatchRow](_("Batch"), lambda row: str(row.id), align=Align.RIGHT),
            TableColumn[BatchRow](_("When"), lambda row: happened_moment(row.at, at.now, at.zone)),
            TableColumn[BatchRow](_("Operation"), _operation),
            TableColumn[BatchRow](_("Changes"), lambda row: str(row.events), align=Align.RIGHT),
            TableColumn[BatchRow](_("By"), lambda row: row.actor, 1),
            TableColumn[BatchRow](_("Road"), lambda row: road_word(row.road), 2),
            TableColumn[BatchRow](_("Undone"), _undone, 1),
        ]
        output.rows(
            rows,
            Listing[BatchRow](columns, shape, KEYS["batch"]),
            nothing=_("Nothing was done yet."),
        )


def asked_history(  # noqa: PLR0913 - as above
    session: Session,
    by: str | None,
    kind: str | None,
    customer: str | None,
    days: tuple[str | None, str | None],
    road: Road | None = None,
    *,
    refused: bool = False,
) -> HistoryFilter:
    """Return which part of the history the options ask for."""
    operations = None if kind is None else operations_called(clean(kind))
    if refused:
        operations = REFUSED if operations is None else operations & REFUSED
    return HistoryFilter(
        actor_id=None if by is None else session.user(by),
        operations=operations,
        customer_id=None if customer is None else session.customer(customer),
        since=_begin_of(session, "from", days[0], 0),
        until=_begin_of(session, "to", days[1], 1),
        road=road,
    )


def _operation(row: BatchRow) -> str:
    done = operation_word(row.operation)
    if not row.attempted:
        return done
    return _("{refused}: {operation}").format(refused=done, operation=attempted_word(row.attempted))


def _begin_of(session: Session, name: str, typed: str | None, after: int) -> datetime | None:
    """Return when a day begins, or one so many days after it; None where none was typed."""
    if typed is None:
        return None
    return start_of_day(read_day(session, name, typed) + after, session.zone)


def _undone(row: BatchRow) -> str:
    return _("by {batch}").format(batch=row.undone_by_id) if row.undone_by_id else ""
