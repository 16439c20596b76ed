"""`crm receipt`: what came into the bank, claimed by reps and confirmed by finance."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_choice
from crm_tui.cli.output import Listing, Output, TableColumn, labelled
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import BankReceiptId
from crm_tui.domain.payments.bank_receipts import (
    AsideKind,
    BankReceiptRequest,
    BankReceiptRow,
    BankReceiptStatus,
)
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.presentation.bank_receipts import (
    receipt_facts,
    receipt_lines,
    received_words,
    status_words,
    whose_words,
)
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.shapes import bank_receipts as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label

app = group(_("What came into the bank: claimed by reps, confirmed by finance."))

ReceiptArgument = Annotated[
    str,
    typer.Argument(metavar="RECEIPT", help=_("Its number here, the bank's number, or the payer.")),
]
Reason = Annotated[str, typer.Option("--reason", help=_("Why."))]
_ASIDE = {"退回": AsideKind.RETURNED, "其他收入": AsideKind.OTHER_INCOME}


@command(app, "list", _("List what came: what is still to be claimed or confirmed."))
def list_receipts(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    limit: Limit = 50,
    *,
    status: Annotated[
        str | None,
        typer.Option("--status", help=_("open, claimed, confirmed, aside, or all of them: all.")),
    ] = None,
    mine: Annotated[
        bool, typer.Option("--mine", help=_("Only what you claim."), show_default=False)
    ] = False,
    words: Annotated[
        str, typer.Option("--find", metavar="WORDS", help=_("In payer, summary or bank's number."))
    ] = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List what came, the newest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        everything = status is not None and clean(status).lower() == "all"
        wanted = None
        if status is not None and not everything:
            wanted = read_choice("status", status, BankReceiptStatus)
        request = BankReceiptRequest(
            status=wanted, everything=everything, mine=mine, words=clean(words)
        )
        output.rows(
            session.crm.bank_receipts.list(session.actor, request, limit=limit),
            _listing(session),
            nothing=_(
                "Nothing is to be claimed; crm import bank-receipts FILE reads a bank's list."
            ),
        )


def _listing(session: Session) -> Listing[BankReceiptRow]:
    logins, zone = session.logins(), session.at.zone
    return Listing[BankReceiptRow](
        (
            TableColumn[BankReceiptRow](_("No."), lambda row: str(row.id), align=Align.RIGHT),
            TableColumn[BankReceiptRow](
                field_label("payment_day"), lambda row: iso_day(row.fields.day) or ""
            ),
            TableColumn[BankReceiptRow](field_label("payer"), lambda row: row.fields.payer),
            TableColumn[BankReceiptRow](field_label("amount"), received_words, align=Align.RIGHT),
            TableColumn[BankReceiptRow](_("Status"), status_words),
            TableColumn[BankReceiptRow](_("Customer, claimant"), whose_words, 1),
            TableColumn[BankReceiptRow](field_label("summary"), lambda row: row.fields.summary, 2),
            TableColumn[BankReceiptRow](
                field_label("payer_account"), lambda row: row.fields.account, 3
            ),
        ),
        lambda row: shapes.row(row, logins, zone),
        shapes.KEYS,
    )


@command(app, "show", _("Show what came whole, and whom its payer may have paid for."))
def show(context: typer.Context, receipt: ReceiptArgument, *, as_json: AsJson = False) -> None:
    """Show something that came."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        _answer(session, output, _find(session, receipt), None)


@command(app, "claim", _("Say for whom it came: a customer, or several with their parts."))
def claim(
    context: typer.Context,
    receipt: ReceiptArgument,
    parts: Annotated[
        list[str],
        typer.Argument(
            metavar="FOR[=AMOUNT]...",
            help=_(
                "A customer, an order, a contract, or #LINE of a plan; the last takes the rest."
            ),
        ),
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Claim what came for customers of one's own; without an amount a part takes what is left."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        receipt_id, lines = _find(session, receipt), [clean(each) for each in parts]
        meant = session.crm.bank_receipts.parts_meant(session.actor, receipt_id, lines)
        changed = session.crm.bank_receipts.claim(session.actor, receipt_id, meant)
        _answer(session, output, receipt_id, changed)


@command(app, "withdraw", _("Take your claim back."))
def withdraw(context: typer.Context, receipt: ReceiptArgument, *, as_json: AsJson = False) -> None:
    """Withdraw a claim before it is decided on."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        receipt_id = _find(session, receipt)
        changed = session.crm.bank_receipts.withdraw(session.actor, receipt_id)
        _answer(session, output, receipt_id, changed)


@command(app, "confirm", _("Confirm a claim: it becomes a receipt of each of its customers."))
def confirm(context: typer.Context, receipt: ReceiptArgument, *, as_json: AsJson = False) -> None:
    """Confirm a claim and answer with the receipts."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        receipt_id = _find(session, receipt)
        changed = session.crm.bank_receipts.confirm(session.actor, receipt_id)
        _answer(session, output, receipt_id, changed)


@command(app, "refuse", _("Refuse a claim, with a reason; others may claim it then."))
def refuse(
    context: typer.Context, receipt: ReceiptArgument, *, reason: Reason, as_json: AsJson = False
) -> None:
    """Refuse a claim; who made it is told why."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        receipt_id = _find(session, receipt)
        changed = session.crm.bank_receipts.refuse(session.actor, receipt_id, reason)
        _answer(session, output, receipt_id, changed)


@command(app, "aside", _("Call it no customer's payment: sent back, or other income."))
def aside(
    context: typer.Context,
    receipt: ReceiptArgument,
    *,
    reason: Reason,
    kind: Annotated[
        str, typer.Option("--kind", help=_("returned or other_income."))
    ] = AsideKind.OTHER_INCOME.value,
    as_json: AsJson = False,
) -> None:
    """Set something that came aside: nobody claims it any more."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        receipt_id = _find(session, receipt)
        written = clean(kind)
        meant = _ASIDE.get(written) or read_choice("aside_kind", written, AsideKind)
        changed = session.crm.bank_receipts.set_aside(session.actor, receipt_id, meant, reason)
        _answer(session, output, receipt_id, changed)


@command(app, "reopen", _("Let it be claimed again; receipts that it became are deleted."))
def reopen(
    context: typer.Context,
    receipt: ReceiptArgument,
    *,
    reason: Annotated[str, typer.Option("--reason", help=_("Why; needed once confirmed."))] = "",
    as_json: AsJson = False,
) -> None:
    """Open again what was confirmed or set aside."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        receipt_id = _find(session, receipt)
        changed = session.crm.bank_receipts.reopen(session.actor, receipt_id, reason)
        _answer(session, output, receipt_id, changed)


def _find(session: Session, reference: str) -> BankReceiptId:
    return session.crm.bank_receipts.find(session.actor, clean(reference))


def _answer(
    session: Session, output: Output, receipt_id: BankReceiptId, changed: Changed | None
) -> None:
    """Write something that came as it is now."""
    found = session.crm.bank_receipts.receipt(session.actor, receipt_id)
    batch = {} if changed is None else {"batch": changed.batch_id}
    shape = {**batch, **shapes.whole(found, session.logins(), session.at.zone)}
    lines = [labelled(label, text) for label, text in receipt_facts(found.row)]
    output.record(shape, [*lines, *(f"  {line}" for line in receipt_lines(found))])
