"""`crm customer timeline`: what happened with a customer, as the screen shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, Limit, command
from crm_tui.cli.output import Form, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.text import clean
from crm_tui.domain.timelines import EntryFilter, TimelineEntry
from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.timeline import shown_entry
from crm_tui.presentation.timeline_entries import ShownEntry
from crm_tui.presentation.timeline_search import saying
from crm_tui.presentation.widths import plain


def add_to(app: typer.Typer) -> None:
    """Declare the command in the group of the customers."""
    command(app, "timeline", _("What happened with a customer, day by day."))(timeline)


def timeline(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))],
    limit: Limit = 50,
    *,
    only: Annotated[
        EntryFilter, typer.Option("--only", help=_("Only of this kind."))
    ] = EntryFilter.ALL,
    search: Annotated[str, typer.Option("--search", help=_("Only what says these words."))] = "",
    as_json: AsJson = False,
) -> None:
    """Print the newest entries."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        keeps = saying(clean(search), now=session.now, zone=session.zone, currency=session.currency)
        page = session.crm.timelines.page(
            session.actor, customer_id, only=only, keeps=keeps, limit=limit
        )
        shape = {
            "customer_id": customer_id,
            "entries": [_shape(session, each) for each in page.entries],
            "has_more": page.following is not None,
        }
        output.record(shape, _lines(session, page.entries))
        if not page.entries and output.form is Form.TABLE:
            say(_("Nothing of this kind happened; crm follow add writes a follow-up."))
        if page.following is not None:
            say(_("There is more: --limit {limit} shows it.").format(limit=limit * 2))


def _shown(session: Session, entry: TimelineEntry) -> ShownEntry:
    return shown_entry(entry, now=session.now, zone=session.zone, currency=session.currency)


def _shape(session: Session, entry: TimelineEntry) -> Shape:
    shown = _shown(session, entry)
    return {
        **session.shapes().timeline_entry(entry),
        "follow_up_id": None if entry.follow_up is None else entry.follow_up.id,
        "title": shown.title,
        "lines": list(shown.lines),
    }


def _lines(session: Session, entries: tuple[TimelineEntry, ...]) -> Iterator[str]:
    for entry in entries:
        shown = _shown(session, entry)
        when = happened_moment(entry.at, session.now, session.zone)
        yield plain(f"{when}  {shown.title}  {entry.author}")
        yield from (plain(f"    {line}") for line in shown.lines)
