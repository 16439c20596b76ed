"""`crm handover`: pass on everything somebody holds, and confirm what was received."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.exits import batch_exit_code
from crm_tui.cli.inputs import read_choice, read_number
from crm_tui.cli.outcomes import done_shapes, say_refused, undo_line
from crm_tui.cli.output import Form, Listing, TableColumn, labelled
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.customers import Level
from crm_tui.domain.handovers import (
    HandoverLineRow,
    HandoverPacket,
    HandoverPlan,
    HandoverPreview,
    HandoverRow,
    HandoverWay,
)
from crm_tui.domain.identifiers import CustomerId, HandoverId, UserId
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import happened_moment, relative_moment
from crm_tui.presentation.json_shapes import refused_shape
from crm_tui.presentation.shapes import handovers as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence, word

if TYPE_CHECKING:
    from crm_tui.services.handovers import HandedOver

app = group(_("Hand over what somebody holds, and confirm what you received."))

From = Annotated[str, typer.Argument(metavar="LOGIN", help=_("Whose customers are passed on."))]
Number = Annotated[str, typer.Argument(metavar="NUMBER", help=_("Number of the hand-over."))]
To = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="LOGIN", help=_("Who receives; several take turns.")),
]
Regions = Annotated[
    list[str] | None,
    typer.Option("--region", metavar="PROVINCE=LOGIN", help=_("Who receives a province.")),
]
Levels = Annotated[
    list[str] | None,
    typer.Option("--level", metavar="LEVEL=LOGIN", help=_("Who receives a level.")),
]
ToPool = Annotated[
    bool, typer.Option("--pool", help=_("All go back to their pools."), show_default=False)
]


def _plan(
    session: Session, to: list[str], regions: list[str], levels: list[str], *, to_pool: bool
) -> HandoverPlan:
    receivers = tuple(session.user(each) for each in to)
    if sum((bool(regions), bool(levels), to_pool)) > 1 or (to_pool and to):
        raise FieldError("plan", "not_one_of", " ".join([*to, *regions, *levels, "--pool"]))
    if to_pool:
        return HandoverPlan(HandoverWay.POOL)
    if regions:
        parts = tuple(_part(session, "province", each) for each in regions)
        return HandoverPlan(HandoverWay.REGION, receivers, parts)
    if levels:
        parts = tuple(_part(session, "level", each) for each in levels)
        named = tuple((read_choice("level", name, Level).value, who) for name, who in parts)
        return HandoverPlan(HandoverWay.LEVEL, receivers, named)
    way = HandoverWay.IN_TURN if len(receivers) > 1 else HandoverWay.PERSON
    return HandoverPlan(way, receivers)


def _part(session: Session, field: str, text: str) -> tuple[str, UserId]:
    name, is_joined, login = clean(text).partition("=")
    if not (name and is_joined and login):
        raise FieldError(field, "not_one_of", clean(text))
    return name, session.user(login)


@command(app, "preview", _("Say what a hand-over would do, without doing it."))
def preview(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    login: From,
    *,
    to: To = None,
    region: Regions = None,
    level: Levels = None,
    to_pool: ToPool = False,
    as_json: AsJson = False,
) -> None:
    """Show who would get how many, and what else needs a decision."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        plan = _plan(session, to or [], region or [], level or [], to_pool=to_pool)
        leaving = session.crm.people.find_anybody(session.actor, clean(login))
        found = session.crm.handovers.preview(session.actor, leaving, plan)
        output.record(shapes.preview(found, session.logins()), _preview_lines(found))


def _rest_lines(found: HandoverPreview) -> Iterator[str]:
    """Yield what goes along besides customers and their tasks, and what stays."""
    for said, count in (
        (_("Open leads that are passed on: {count}."), found.open_leads),
        (
            _("Reminders of their own, without a customer, that stay theirs: {count}."),
            found.own_reminders,
        ),
    ):
        if count:
            yield said.format(count=count)


def _preview_lines(found: HandoverPreview) -> Iterator[str]:
    yield ngettext(
        "{person} holds {count} customer.", "{person} holds {count} customers.", found.customers
    ).format(person=name_in_sentence(found.person), count=found.customers)
    for load in found.loads:
        if load.user_id is None:
            yield _("To their pools: {count}.").format(count=load.gets)
            continue
        sentence = _("{person} gets {count} and then holds {held} of {limit}.")
        if load.is_over:
            sentence = _("{person} gets {count} and then holds {held} of {limit}, over the limit.")
        yield sentence.format(
            person=name_in_sentence(load.name),
            count=load.gets,
            held=load.held + load.gets,
            limit="∞" if load.limit is None else load.limit,
        )
    if found.open_tasks:
        yield _("Open tasks that are closed and listed to the receivers: {count}.").format(
            count=found.open_tasks
        )
    yield from _rest_lines(found)
    for seat in found.seats:
        yield _("To be decided: a place in the team of {number} {customer} ({role}).").format(
            number=seat.customer_id,
            customer=name_in_sentence(seat.customer),
            role=word(seat.role),
        )
    for _user_id, name in found.reports:
        yield _("To be decided: {person} reports to them.").format(person=name_in_sentence(name))


@command(app, "make", _("Pass on everything somebody holds."))
def make(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    login: From,
    *,
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    to: To = None,
    region: Regions = None,
    level: Levels = None,
    to_pool: ToPool = False,
    as_json: AsJson = False,
) -> int:
    """Pass on all customers of somebody; each receiver confirms theirs."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        plan = _plan(session, to or [], region or [], level or [], to_pool=to_pool)
        leaving = session.crm.people.find_anybody(session.actor, clean(login))
        made = session.crm.handovers.hand_over(session.actor, leaving, plan, clean(reason))
        output.record(
            {
                "batch": made.batch_id,
                "handover": made.handover_id,
                "done": done_shapes(session, made.done),
                "refused": [
                    refused_shape(result.customer_id, result.customer, result.error)
                    for result in made.refused
                    if result.error is not None
                ],
            },
            _made_lines(made),
        )
        if output.form is Form.TABLE:
            say_refused(made.refused)
    return batch_exit_code([each.error for each in made.refused if each.error is not None])


def _made_lines(made: HandedOver) -> Iterator[str]:
    count = len(made.done)
    yield ngettext(
        "Hand-over {number}: {count} customer was passed on.",
        "Hand-over {number}: {count} customers were passed on.",
        count,
    ).format(number=made.handover_id, count=count)
    yield from undo_line(made.batch_id)


@command(app, "list", _("List the hand-overs that concern you."))
def list_handovers(
    context: typer.Context, *, limit: Limit = 200, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """List slips, the newest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        logins, column = session.logins(), TableColumn[HandoverRow]
        listing = Listing[HandoverRow](
            (
                column(_("No."), lambda row: str(row.id), align=Align.RIGHT),
                column(_("When"), lambda row: _when(session, row.created_at), 2),
                column(_("From"), lambda row: row.person),
                column(_("Customers"), lambda row: str(row.customers), align=Align.RIGHT),
                column(_("Confirmed"), lambda row: str(row.confirmed), align=Align.RIGHT),
                column(_("To pools"), lambda row: str(row.to_pool), 1, Align.RIGHT),
                column(_("Reason"), lambda row: row.reason, 3),
            ),
            lambda row: shapes.handover(row, logins, session.iso),
            shapes.KEYS,
        )
        output.rows(
            session.crm.handovers.list(session.actor, limit=limit),
            listing,
            nothing=_("No hand-over concerns you."),
        )


@command(app, "show", _("List the customers of a hand-over."))
def show(
    context: typer.Context,
    number: Number,
    *,
    limit: Limit = 1000,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the lines of a slip; who only receives reads their own."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    handover_id = HandoverId(read_number("handover", number))
    with opened(context) as session:
        _slip, lines = session.crm.handovers.show(session.actor, handover_id, limit=limit)
        output.rows(lines, _line_listing(session), nothing=_("Nothing of it concerns you."))


@command(app, "mine", _("List what was handed over to you and waits to be confirmed."))
def mine(
    context: typer.Context, *, limit: Limit = 1000, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """List one's own lines that wait, the oldest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        lines = session.crm.handovers.mine(session.actor, limit=limit)
        output.rows(lines, _line_listing(session), nothing=_("Nothing waits for you to confirm."))


def _line_listing(session: Session) -> Listing[HandoverLineRow]:
    logins, column = session.logins(), TableColumn[HandoverLineRow]
    return Listing[HandoverLineRow](
        (
            column(_("Hand-over"), lambda row: str(row.handover_id), 1, Align.RIGHT),
            column(_("Customer"), lambda row: f"{row.customer_id} {row.customer}"),
            column(_("From"), lambda row: row.from_user, 2),
            column(_("To"), lambda row: row.to_user or _("the pool")),
            column(_("Confirmed"), lambda row: _when(session, row.confirmed_at)),
        ),
        lambda row: shapes.line(row, logins, session.iso),
        shapes.LINE_KEYS,
    )


def _when(session: Session, instant: datetime | None) -> str:
    return "" if instant is None else happened_moment(instant, session.now, session.zone)


@command(app, "confirm", _("Confirm what you received in a hand-over, all or some."))
def confirm(
    context: typer.Context,
    number: Number,
    customers: Annotated[
        list[str] | None, typer.Argument(metavar="CUSTOMER", help=_("Numbers or names."))
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Confirm one's own lines of a slip."""
    output = output_of(context, as_json=as_json)
    handover_id = HandoverId(read_number("handover", number))
    with opened(context) as session:
        ids: list[CustomerId] | None = None
        if customers:
            ids = [session.customer_in_batch(each) for each in customers]
        changed, count = session.crm.handovers.confirm(session.actor, handover_id, ids)
        sentence = ngettext("Confirmed {count} customer.", "Confirmed {count} customers.", count)
        output.record(
            {"batch": changed.batch_id, "confirmed": count}, [sentence.format(count=count)]
        )


@command(app, "packet", _("Show what the next owner should know of a customer."))
def packet(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Show who held it, what was said, what was against it, and what was planned."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.handovers.packet(session.actor, session.customer(customer))
        shape = shapes.packet(found, session.logins(), session.iso, session.shapes().follow_up)
        output.record(shape, _packet_lines(session, found))


def _packet_lines(session: Session, found: HandoverPacket) -> Iterator[str]:
    yield _("“{customer}” was returned {returned} times and taken back {reclaimed} times.").format(
        customer=name_in_sentence(found.customer),
        returned=found.returned,
        reclaimed=found.reclaimed,
    )
    for held in found.held:
        ended = _when(session, held.ended_at) or _("now")
        how = "" if held.how_ended is None else word(held.how_ended)
        words = " · ".join(filter(None, (how, held.reason, held.note)))
        span = f"{_when(session, held.started_at)} → {ended} {words}".rstrip()
        yield labelled(held.owner, span)
    for title, rows in (
        (_("Last follow-ups"), found.follow_ups),
        (_("Objections"), found.objections),
    ):
        if rows:
            yield labelled(title, "").rstrip()
        for row in rows:
            yield f"  {_when(session, row.happened_at)} {labelled(row.author, row.content)}"
    if found.plans:
        yield _("Planned and not done:")
    for plan in found.plans:
        due = relative_moment(plan.due_at, session.now, session.zone)
        said = labelled(plan.assignee, plan.title) if plan.title else plan.assignee
        yield f"  {due} {said}"
