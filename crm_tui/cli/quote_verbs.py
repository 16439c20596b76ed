"""What is done with a quote: sent, accepted, refused, made anew, compared, taken out."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.inputs import read_number
from crm_tui.cli.output import Output
from crm_tui.cli.quote_inputs import find_quote
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.identifiers import QuoteId
from crm_tui.i18n import _
from crm_tui.presentation.dates import days_left
from crm_tui.presentation.money import amount
from crm_tui.presentation.quotes import difference_lines, status_word
from crm_tui.presentation.shapes import quotes as shapes
from crm_tui.presentation.words import name_in_sentence

QuoteArgument = Annotated[
    str, typer.Argument(metavar="QUOTE", help=_("Its number; -V2 for a version of it."))
]
Reason = Annotated[str, typer.Option("--reason", help=_("Why."))]


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of quotes."""
    command(app, "send", _("Call a draft sent; from then on it stays as it is."))(send)
    command(app, "accept", _("Write down that the customer takes it."))(accept)
    command(app, "refuse", _("Write down that the customer does not take it, and why."))(refuse)
    command(app, "void", _("Call a sent quote void, with a reason."))(void)
    command(app, "new-version", _("Make a new draft of a quote that was sent."))(new_version)
    command(app, "compare", _("Say what differs between two versions."))(compare)
    command(app, "delete", _("Take a quote out of all lists."))(delete)
    command(app, "restore", _("Bring a deleted quote back."))(restore)


def answer(
    session: Session, output: Output, quote_id: QuoteId, batch_id: int | None, *more: str
) -> None:
    """Write a quote as it is now, and what it comes to."""
    quote = session.crm.quotes.quote(session.actor, quote_id)
    said = _("{number} {customer}: {total}, {status}.").format(
        number=quote.full_number,
        customer=name_in_sentence(quote.row.customer),
        total=amount(quote.price.total_minor, quote.fields.currency),
        status=status_word(quote.row.status),
    )
    shape = {"batch": batch_id, **shapes.whole(quote, session.logins())}
    output.record(shape, [said, *more])


def send(context: typer.Context, quote: QuoteArgument, *, as_json: AsJson = False) -> None:
    """Send a draft and answer with it, and with the last day that now holds."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        written = session.crm.quotes.send(session.actor, find_quote(session, quote))
        left = _("Until the pool takes the customer back: {left}.").format(
            left=days_left(written.last_day, session.at.today)
        )
        answer(session, output, written.quote_id, written.changed.batch_id, left)


def accept(context: typer.Context, quote: QuoteArgument, *, as_json: AsJson = False) -> None:
    """Accept a version and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        quote_id = find_quote(session, quote)
        changed = session.crm.quotes.accept(session.actor, quote_id)
        answer(session, output, quote_id, changed.batch_id)


def refuse(
    context: typer.Context, quote: QuoteArgument, *, reason: Reason, as_json: AsJson = False
) -> None:
    """Refuse a version and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        quote_id = find_quote(session, quote)
        changed = session.crm.quotes.refuse(session.actor, quote_id, reason)
        answer(session, output, quote_id, changed.batch_id)


def void(
    context: typer.Context, quote: QuoteArgument, *, reason: Reason, as_json: AsJson = False
) -> None:
    """Void a quote: it stays in the list and counts for nothing."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        quote_id = find_quote(session, quote)
        written = session.crm.quotes.void(session.actor, quote_id, reason)
        answer(session, output, quote_id, written.changed.batch_id)


def new_version(context: typer.Context, quote: QuoteArgument, *, as_json: AsJson = False) -> None:
    """Make a new version and answer with that draft."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        written = session.crm.quotes.new_version(session.actor, find_quote(session, quote))
        answer(session, output, written.quote_id, written.changed.batch_id)


def compare(
    context: typer.Context,
    before: QuoteArgument,
    after: Annotated[str, typer.Argument(metavar="OTHER", help=_("What it is compared with."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Say what differs: fields, lines, the total."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        quotes, actor = session.crm.quotes, session.actor
        ids = find_quote(session, before), find_quote(session, after)
        first, second = (quotes.quote(actor, each) for each in ids)
        found = session.crm.quotes.compare(actor, *ids)
        lines = list(difference_lines(first, second, found))
        logins = session.logins()
        shape = {
            "before": shapes.row(first.row, logins),
            "after": shapes.row(second.row, logins),
            "fields": list(found.fields),
            "lines": [
                {
                    "before": None if each.before is None else each.before.fields.name,
                    "after": None if each.after is None else each.after.fields.name,
                    "fields": list(each.fields),
                }
                for each in found.lines
            ],
        }
        output.record(shape, lines)


def delete(context: typer.Context, quote: QuoteArgument, *, as_json: AsJson = False) -> None:
    """Delete a quote; crm quote restore brings it back."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        quote_id = find_quote(session, quote)
        row = session.crm.quotes.quote(session.actor, quote_id).row
        changed = session.crm.quotes.delete(session.actor, quote_id)
        said = _("Deleted: {number}. crm quote restore {id} brings it back.").format(
            number=row.number, id=quote_id
        )
        shape = {"batch": changed.batch_id, **shapes.row(row, session.logins())}
        output.record(shape, [said])


def restore(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ID", help=_("Its id, as delete told it."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Restore a quote and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        quote_id = QuoteId(read_number("quote", number))
        changed = session.crm.quotes.restore(session.actor, quote_id)
        answer(session, output, quote_id, changed.batch_id)
