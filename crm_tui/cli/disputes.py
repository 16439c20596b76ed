"""`crm dispute`: say that a customer is yours as well, and decide whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_choice, read_number
from crm_tui.cli.outcomes import undo_line
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.disputes import DisputeOutcome, DisputeRow, Evidence, SideEvidence
from crm_tui.domain.identifiers import CustomerId, DisputeId
from crm_tui.domain.text import clean
from crm_tui.errors import NotFoundError, RefusedError
from crm_tui.i18n import _, ngettext, pgettext
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.moments import exact_moment
from crm_tui.presentation.shapes import disputes as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence, optional_word, word

if TYPE_CHECKING:
    from crm_tui.domain.events import Changed

app = group(_("Report and decide when two people work on the same customer."))

Number = Annotated[str, typer.Argument(metavar="NUMBER", help=_("Number of the dispute."))]


@command(app, "file", _("Say that a customer is yours as well."))
def file(
    context: typer.Context,
    customer: Annotated[
        str,
        typer.Argument(
            metavar="CUSTOMER", help=_("Number or name; out of sight its exact name or phone.")
        ),
    ],
    *,
    note: Annotated[str, typer.Option("--note", help=_("What speaks for you."))],
    mine: Annotated[
        str | None,
        typer.Option("--mine", metavar="CUSTOMER", help=_("Your own entry of the same customer.")),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="LOGIN", help=_("The other side, unless who holds it.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """File a dispute about a customer in sight, or one found by its exact name or phone."""
    from crm_tui.services.disputes import Filing  # noqa: PLC0415 - SQL loads only now

    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id, found_by = _customer(session, customer)
        filing = Filing(
            customer_id,
            note,
            other_customer_id=None if mine is None else session.customer(mine),
            found_by=found_by,
            against_id=None if against is None else session.user(against),
        )
        changed, dispute_id = session.crm.disputes.file(session.actor, filing)
        shape = {"batch": changed.batch_id, **_shape(session, dispute_id)}
        output.record(shape, [_("Filed: dispute {number}.").format(number=dispute_id)])


def _customer(session: Session, reference: str) -> tuple[CustomerId, str]:
    """Return a customer in sight, else one with exactly this name or phone and what found it."""
    try:
        return session.customer(reference), ""
    except NotFoundError:
        exact = clean(reference)
        return session.crm.disputes.find_customer(session.actor, exact), exact


def _shape(session: Session, dispute_id: DisputeId) -> dict[str, object]:
    found = session.crm.disputes.show(session.actor, dispute_id)
    return shapes.dispute(found, session.logins(), session.iso)


@command(app, "list", _("List the disputes that concern you."))
def list_disputes(
    context: typer.Context,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help=_("Also those that are closed."), show_default=False)
    ] = False,
    limit: Limit = 200,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List disputes one is a side of or may decide, the newest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        rows = session.crm.disputes.list(session.actor, only_open=not everything, limit=limit)
        logins, column = session.logins(), TableColumn[DisputeRow]
        listing = Listing[DisputeRow](
            (
                column(_("No."), lambda row: str(row.id), align=Align.RIGHT),
                column(_("Customer"), lambda row: f"{row.customer_id} {row.customer}"),
                column(_("Filed by"), lambda row: row.filed_by),
                column(_("Against"), lambda row: row.against),
                column(
                    _("When"),
                    lambda row: happened_moment(row.filed_at, session.now, session.zone),
                    2,
                ),
                column(_("Status"), lambda row: word(row.status)),
                column(_("Decision"), lambda row: optional_word(row.outcome), 1),
            ),
            lambda row: shapes.dispute(row, logins, session.iso),
            shapes.KEYS,
        )
        output.rows(rows, listing, nothing=_("No disputes; --all lists those that are closed."))


@command(app, "show", _("Show a dispute, and its evidence to who decides it."))
def show(context: typer.Context, number: Number, *, as_json: AsJson = False) -> None:
    """Show both sides; who stands above both also reads what each can show."""
    output = output_of(context, as_json=as_json)
    dispute_id = DisputeId(read_number("dispute", number))
    with opened(context) as session:
        found = session.crm.disputes.show(session.actor, dispute_id)
        evidence: Evidence | None = None
        try:
            evidence = session.crm.disputes.evidence(session.actor, dispute_id)
        except RefusedError:
            # The sides read the dispute itself; only those above read what both can show.
            evidence = None
        shape = shapes.dispute(found, session.logins(), session.iso)
        weighed = (
            None if evidence is None else shapes.evidence(evidence, session.logins(), session.iso)
        )
        output.record({**shape, "evidence": weighed}, _lines(session, found, evidence))


def _lines(session: Session, found: DisputeRow, evidence: Evidence | None) -> Iterator[str]:
    yield _("Dispute {number} about {customer}: {status}.").format(
        number=found.id,
        customer=name_in_sentence(f"{found.customer_id} {found.customer}".strip()),
        status=word(found.status),
    )
    yield _("{person}, on {when}: {note}").format(
        person=found.filed_by, when=exact_moment(found.filed_at, session.zone), note=found.note
    )
    yield _("The other side: {person}.").format(person=found.against)
    if found.outcome is not None:
        yield _("Decided {outcome} by {person}: {reason}").format(
            outcome=word(found.outcome), person=found.decided_by, reason=found.reason
        )
    if found.filer_share is not None:
        yield _("Share of {person}: {share} %.").format(
            person=found.filed_by, share=found.filer_share
        )
    if evidence is None:
        return
    for side in (evidence.filer, evidence.other):
        yield from _side_lines(session, side)


def _side_lines(session: Session, side: SideEvidence) -> Iterator[str]:
    yield _("{person}: entered it: {entered}, first held it: {held}.").format(
        person=side.person,
        entered=_when(session, side.entered_at),
        held=_when(session, side.held_since),
    )
    count = side.effective_follow_ups
    yield ngettext(
        "{person}: {count} effective follow-up, the first: {first}, the last: {last}.",
        "{person}: {count} effective follow-ups, the first: {first}, the last: {last}.",
        count,
    ).format(
        person=side.person,
        count=count,
        first=_when(session, side.first_follow_up_at),
        last=_when(session, side.last_follow_up_at),
    )


def _when(session: Session, instant: datetime | None) -> str:
    if instant is None:
        return pgettext("time", "none")
    return exact_moment(instant, session.zone)


@command(app, "decide", _("Decide whose a disputed customer is."))
def decide(
    context: typer.Context,
    number: Number,
    *,
    outcome: Annotated[
        str, typer.Option("--to", metavar="filer|other|shared", help=_("Whose it is."))
    ],
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    share: Annotated[
        int | None, typer.Option("--share", help=_("Percent of who filed, if shared."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Give it to one side, or let both work on it with shares."""
    output = output_of(context, as_json=as_json)
    dispute_id = DisputeId(read_number("dispute", number))
    with opened(context) as session:
        chosen = read_choice("outcome", outcome, DisputeOutcome)
        changed = session.crm.disputes.decide(
            session.actor, dispute_id, chosen, clean(reason), share=share
        )
        sentence = _("Dispute {number} is decided: {outcome}.")
        line = sentence.format(number=dispute_id, outcome=word(chosen))
        output.record(_after(session, changed, dispute_id), [line, *undo_line(changed.batch_id)])


@command(app, "withdraw", _("Withdraw a dispute that you filed."))
def withdraw(context: typer.Context, number: Number, *, as_json: AsJson = False) -> None:
    """Let a dispute go before it is decided."""
    output = output_of(context, as_json=as_json)
    dispute_id = DisputeId(read_number("dispute", number))
    with opened(context) as session:
        changed = session.crm.disputes.withdraw(session.actor, dispute_id)
        line = _("Dispute {number} is withdrawn.").format(number=dispute_id)
        output.record(_after(session, changed, dispute_id), [line, *undo_line(changed.batch_id)])


def _after(session: Session, changed: Changed, dispute_id: DisputeId) -> dict[str, object]:
    return {"batch": changed.batch_id, **_shape(session, dispute_id)}
