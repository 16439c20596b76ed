"""`crm approval`: what is done only after somebody granted it, and what the office says of that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_choice, read_money, read_number, read_settings
from crm_tui.cli.outcomes import undo_line
from crm_tui.cli.output import Listing, TableColumn, labelled
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.approvals.papers import APPROVAL_SETTINGS, written
from crm_tui.domain.approvals.records import (
    Approval,
    ApprovalAct,
    ApprovalRequest,
    ApprovalRow,
    ApprovalStatus,
    ApprovalWish,
    Decider,
)
from crm_tui.domain.identifiers import ApprovalId
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.presentation.approvals import answer_words, approval_word, asked_words, discount_words
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.moments import exact_moment
from crm_tui.presentation.money import amount
from crm_tui.presentation.shapes import approvals as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crm_tui.domain.events import Changed

app = group(_("Ask for approval, grant it, refuse it, say what needs it."))

Number = Annotated[str, typer.Argument(metavar="NUMBER", help=_("Number of the approval."))]
Changes = Annotated[
    list[str] | None,
    typer.Argument(metavar="SETTING=VALUE", help=_("Such as discount=15% or contract=off.")),
]


@command(app, "ask", _("Ask to send a quote, confirm an order, sign a contract, refund a receipt."))
def ask(
    context: typer.Context,
    act: Annotated[
        str, typer.Argument(metavar="quote|order|contract|refund", help=_("What is to be done."))
    ],
    paper: Annotated[
        str, typer.Argument(metavar="PAPER", help=_("Its number; of a refund the receipt's."))
    ],
    *,
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    amount_text: Annotated[
        str | None,
        typer.Option("--amount", metavar="AMOUNT", help=_("Of a refund: how much, if not all.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask for it as it now is and say who may answer."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        wish = _wish(session, read_choice("act", act, ApprovalAct), paper, amount_text)
        done = session.crm.approvals.ask(session.actor, wish, reason)
        found = session.crm.approvals.show(session.actor, done.approval_id)
        line = _("Asked as approval {id}; {people} may answer.").format(
            id=done.approval_id, people=_names(done.deciders)
        )
        shape = {"batch": done.changed.batch_id, **_shape(session, found)}
        output.record(shape, [line, *undo_line(done.changed.batch_id)])


def _wish(session: Session, act: ApprovalAct, paper: str, amount_text: str | None) -> ApprovalWish:
    crm, actor, reference = session.crm, session.actor, clean(paper)
    match act:
        case ApprovalAct.QUOTE:
            return ApprovalWish(act, crm.quotes.find(actor, reference))
        case ApprovalAct.ORDER:
            return ApprovalWish(act, crm.orders.find(actor, reference))
        case ApprovalAct.CONTRACT:
            return ApprovalWish(act, crm.contracts.find(actor, reference))
        case ApprovalAct.REFUND:
            payment_id = crm.payments.find(actor, reference)
            currency = crm.payments.payment(actor, payment_id).row.currency
            minor = None if amount_text is None else read_money("amount", amount_text, currency)
            return ApprovalWish(act, payment_id, minor)


def _names(deciders: Sequence[Decider]) -> str:
    return _(", ").join(name_in_sentence(each.name) for each in deciders)


def _shape(session: Session, found: Approval) -> dict[str, object]:
    return shapes.whole(found, session.logins(), session.iso)


@command(app, "list", _("List what waits for your answer and what you asked."))
def list_approvals(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    limit: Limit = 50,
    *,
    waiting: Annotated[
        bool,
        typer.Option("--waiting", help=_("Only what waits for your answer."), show_default=False),
    ] = False,
    mine: Annotated[
        bool, typer.Option("--mine", help=_("Only what you asked."), show_default=False)
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help=_("Also what was answered."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List approvals, the newest first; what was answered only when it is asked for."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        request = ApprovalRequest(waiting=waiting, mine=mine, only_open=not everything)
        rows = session.crm.approvals.list(session.actor, request, limit=limit)
        logins, column = session.logins(), TableColumn[ApprovalRow]
        listing = Listing[ApprovalRow](
            (
                column(_("No."), lambda row: str(row.id), align=Align.RIGHT),
                column(_("What is asked"), lambda row: approval_word(row.content.act)),
                column(field_label("number"), lambda row: row.content.number),
                column(_("Customer"), lambda row: row.customer),
                column(field_label("amount"), _money, align=Align.RIGHT),
                column(
                    field_label("line_discount"),
                    lambda row: discount_words(row.content.discount_share),
                ),
                column(_("Asked by"), lambda row: row.asked_by),
                column(
                    _("When"),
                    lambda row: happened_moment(row.asked_at, session.now, session.zone),
                    2,
                ),
                column(_("Status"), lambda row: approval_word(row.status)),
                column(field_label("reason"), lambda row: row.reason, 1),
            ),
            lambda row: shapes.approval(row, logins, session.iso),
            shapes.KEYS,
        )
        output.rows(rows, listing, nothing=_("No approvals; --all lists those answered, too."))


def _money(row: ApprovalRow) -> str:
    return amount(row.content.amount_minor, row.content.currency)


@command(app, "show", _("Show what was asked, and who may answer."))
def show(context: typer.Context, number: Number, *, as_json: AsJson = False) -> None:
    """Show what was asked, why, and how it was answered."""
    output = output_of(context, as_json=as_json)
    approval_id = _id(number)
    with opened(context) as session:
        found = session.crm.approvals.show(session.actor, approval_id)
        output.record(_shape(session, found), _lines(session, found))


def _lines(session: Session, found: Approval) -> Iterator[str]:
    row = found.row
    yield f"{row.id} {asked_words(row.content)}"
    yield labelled(_("Customer"), row.customer or _("(out of sight)"))
    yield _("{person}, on {when}: {note}").format(
        person=row.asked_by, when=exact_moment(row.asked_at, session.zone), note=row.reason
    )
    yield labelled(_("Status"), answer_words(row) or approval_word(row.status))
    if row.status is ApprovalStatus.OPEN:
        yield labelled(_("May answer"), _names(found.deciders))
    if row.status in {ApprovalStatus.OPEN, ApprovalStatus.GRANTED} and not found.is_current:
        yield _("The paper was changed since; it is asked anew.")


@command(app, "grant", _("Grant what was asked; it may be done once, as it is."))
def grant(
    context: typer.Context,
    number: Number,
    *,
    note: Annotated[str, typer.Option("--note", help=_("A word to who asked."))] = "",
    as_json: AsJson = False,
) -> None:
    """Grant it and answer with it."""
    with opened(context) as session:
        changed = session.crm.approvals.grant(session.actor, _id(number), note)
        _answer(context, session, changed, number, as_json=as_json)


@command(app, "refuse", _("Do not grant it, or take a grant back that was not used; say why."))
def refuse(
    context: typer.Context,
    number: Number,
    *,
    note: Annotated[str, typer.Option("--note", help=_("Why."))],
    as_json: AsJson = False,
) -> None:
    """Refuse it and answer with it."""
    with opened(context) as session:
        changed = session.crm.approvals.refuse(session.actor, _id(number), note)
        _answer(context, session, changed, number, as_json=as_json)


@command(app, "withdraw", _("Let go what you asked, as long as it was not done."))
def withdraw(context: typer.Context, number: Number, *, as_json: AsJson = False) -> None:
    """Withdraw it and answer with it."""
    with opened(context) as session:
        changed = session.crm.approvals.withdraw(session.actor, _id(number))
        _answer(context, session, changed, number, as_json=as_json)


def _answer(
    context: typer.Context, session: Session, changed: Changed, number: str, *, as_json: bool
) -> None:
    found = session.crm.approvals.show(session.actor, _id(number))
    line = f"{found.row.id} {asked_words(found.row.content)}: {approval_word(found.row.status)}"
    shape = {"batch": changed.batch_id, **_shape(session, found)}
    output_of(context, as_json=as_json).record(shape, [line, *undo_line(changed.batch_id)])


def _id(number: str) -> ApprovalId:
    return ApprovalId(read_number("approval", number))


@command(app, "settings", _("Show or change what needs approval: discounts, contracts, refunds."))
def settings(context: typer.Context, changes: Changes = None, *, as_json: AsJson = False) -> None:
    """Change what was named and answer with all of it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        if changes:
            read = read_settings(changes, APPROVAL_SETTINGS)
            session.crm.approvals.change_settings(session.actor, read)
        found = session.crm.approvals.settings(session.actor)
        currency = session.crm.offices.who(session.actor)[1].currency
        shown = {name: written(found, name, currency) for name in APPROVAL_SETTINGS}
        lines = [
            f"{name} = {text}  ({field_label(f'approval_{name}')})" for name, text in shown.items()
        ]
        output.record(shown, lines)
