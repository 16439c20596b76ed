"""`crm expense`: what was spent on customers, opportunities and campaigns, and what is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from crm_tui.cli import record_files
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_choice, read_day, read_money, read_word
from crm_tui.cli.output import Listing, Output, TableColumn, labelled, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.expenses import (
    ExpenseFields,
    ExpenseGrouping,
    ExpenseRequest,
    ExpenseRow,
    ExpenseSum,
)
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import ExpenseId, written_id
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.expenses import (
    profit_lines,
    purpose_words,
    whole_words,
)
from crm_tui.presentation.money import amount
from crm_tui.presentation.shapes import expenses as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, word

app = group(_("Enter what was spent, and see what is left."))
_NONE = "none"

Reference = Annotated[str, typer.Argument(metavar="EXPENSE", help=_("Its number."))]
Customer = Annotated[
    str | None, typer.Option("--customer", metavar="CUSTOMER", help=_("Number or name."))
]
Opportunity = Annotated[
    str | None,
    typer.Option("--opportunity", metavar="OPPORTUNITY", help=_("Its number, or its name.")),
]
Campaign = Annotated[str | None, typer.Option("--campaign", help=_("The campaign's name."))]
Kind = Annotated[
    str | None,
    typer.Option("--kind", metavar="KIND", help=_("Such as travel; a word of the list.")),
]
Person = Annotated[str | None, typer.Option("--person", metavar="LOGIN", help=_("Who spent it."))]
Day = Annotated[str | None, typer.Option("--day", metavar="DATE", help=_("If it was not today."))]
Currency = Annotated[
    str | None, typer.Option("--currency", metavar="CODE", help=_("If not the office's: USD."))
]
Note = Annotated[str | None, typer.Option("--note", help=_("What else is to be known."))]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help=_("Only from this day on."))
]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help=_("Only to this day."))]


@command(app, "add", _("Enter an expense of a customer, an opportunity or a campaign."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    amount_text: Annotated[str, typer.Argument(metavar="AMOUNT", help=_("How much: 1200, 1.2k."))],
    *,
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help=_("Such as travel; a word of the list."))
    ],
    customer: Customer = None,
    opportunity: Opportunity = None,
    campaign: Campaign = None,
    person: Person = None,
    day: Day = None,
    currency: Currency = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Enter an expense and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        typed = {"amount": amount_text, "kind": kind, "opportunity": opportunity, "day": day}
        typed |= {"campaign": campaign, "person": person, "currency": currency, "note": note}
        values: dict[str, Any] = {"day": session.at.today}
        values |= _changes(session, typed, currency or session.currency)
        if customer is not None:
            values["customer_id"] = session.customer(customer)
        changed = session.crm.expenses.add(session.actor, ExpenseFields(**values))
        _answer(session, output, ExpenseId(changed.record_id or 0), changed.batch_id)


@command(app, "list", _("List the expenses that you may see, the latest first."))
def list_expenses(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))
    ] = None,
    limit: Limit = 50,
    *,
    opportunity: Opportunity = None,
    campaign: Campaign = None,
    kind: Kind = None,
    person: Person = None,
    since: Since = None,
    until: Until = None,
    words: Annotated[
        str, typer.Option("--find", metavar="WORDS", help=_("In note, kind, campaign, customer."))
    ] = "",
    deleted: Annotated[
        bool, typer.Option("--deleted", help=_("Only those deleted."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List expenses, and say what all of them come to."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        typed = {"opportunity": opportunity, "campaign": campaign, "kind": kind, "person": person}
        typed |= {"since": since, "until": until, "customer": customer}
        request = _request(session, typed, words=words, deleted=deleted)
        rows = session.crm.expenses.list(session.actor, request, limit=limit)
        output.rows(rows, _listing(session), nothing=_("No expenses; crm expense add enters one."))
        if rows and not (as_json or as_csv):
            say(whole_words(session.crm.expenses.whole(session.actor, request), session.currency))


@command(app, "sums", _("Sum expenses up by kind, person, customer, opportunity or campaign."))
def sums(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    by: Annotated[
        str,
        typer.Argument(metavar="BY", help=_("kind, person, customer, opportunity or campaign.")),
    ] = "kind",
    limit: Limit = 50,
    *,
    customer: Customer = None,
    campaign: Campaign = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Sum expenses up, the most first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        grouping = read_choice("expense_for", by, ExpenseGrouping)
        typed = {"customer": customer, "campaign": campaign, "since": since, "until": until}
        request = _request(session, typed)
        currency = session.currency
        listing = Listing[ExpenseSum](
            (
                TableColumn[ExpenseSum](word(grouping), lambda each: each.name or "—"),
                TableColumn[ExpenseSum](
                    _("How many"), lambda each: f"{each.count:,}", align=Align.RIGHT
                ),
                TableColumn[ExpenseSum](
                    field_label("amount"),
                    lambda each: amount(each.amount_minor, currency),
                    align=Align.RIGHT,
                ),
            ),
            lambda each: shapes.summed(each, currency),
            shapes.SUM_KEYS,
        )
        found = session.crm.expenses.sums(session.actor, request, grouping, limit=limit)
        output.rows(found, listing, nothing=_("No expenses; crm expense add enters one."))


@command(app, "profit", _("What is left of what a customer, opportunity or campaign brought in."))
def profit(
    context: typer.Context,
    customer: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))
    ] = None,
    *,
    opportunity: Opportunity = None,
    campaign: Campaign = None,
    as_json: AsJson = False,
) -> None:
    """Print income, cost, gross profit, expenses and profit."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        typed = {"customer": customer, "opportunity": opportunity, "campaign": campaign}
        request = _request(session, typed)
        found = session.crm.expenses.profit(session.actor, request)
        lines = [labelled(label, said) for label, said in profit_lines(found, session.currency)]
        output.record(shapes.profit(found, session.currency), lines)


@command(app, "edit", _("Change an expense."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    expense: Reference,
    *,
    amount_text: Annotated[
        str | None, typer.Option("--amount", metavar="AMOUNT", help=_("How much: 1200, 1.2k."))
    ] = None,
    kind: Kind = None,
    opportunity: Opportunity = None,
    campaign: Campaign = None,
    person: Person = None,
    day: Day = None,
    currency: Currency = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with the expense."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        expense_id = _id(expense)
        fields = session.crm.expenses.expense(session.actor, expense_id).fields
        typed = {"amount": amount_text, "kind": kind, "opportunity": opportunity, "day": day}
        typed |= {"campaign": campaign, "person": person, "currency": currency, "note": note}
        changes = _changes(session, typed, currency or fields.currency)
        if not changes:
            raise FieldError("amount", "required")
        changed = session.crm.expenses.edit(session.actor, expense_id, changes)
        _answer(session, output, expense_id, changed.batch_id)


@command(app, "delete", _("Take an expense out of all lists and sums; it can be restored."))
def delete(context: typer.Context, expense: Reference, *, as_json: AsJson = False) -> None:
    """Delete an expense and answer with what it was."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        row = session.crm.expenses.expense(session.actor, _id(expense))
        changed = session.crm.expenses.delete(session.actor, row.id)
        shape = {"batch": changed.batch_id, **_shape(session, row)}
        output.record(shape, [_("Expense {number} is deleted.").format(number=row.id)])


@command(app, "restore", _("Bring a deleted expense back."))
def restore(context: typer.Context, expense: Reference, *, as_json: AsJson = False) -> None:
    """Restore an expense and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        changed = session.crm.expenses.restore(session.actor, _id(expense))
        _answer(session, output, _id(expense), changed.batch_id)


def _listing(session: Session) -> Listing[ExpenseRow]:
    right, logins = Align.RIGHT, session.logins()
    return Listing[ExpenseRow](
        (
            TableColumn[ExpenseRow](_("No."), lambda row: str(row.id), align=right),
            TableColumn[ExpenseRow](field_label("expense_day"), _day_of),
            TableColumn[ExpenseRow](field_label("expense_kind"), lambda row: row.kind),
            TableColumn[ExpenseRow](field_label("amount"), _amount_of, align=right),
            TableColumn[ExpenseRow](field_label("expense_for"), purpose_words),
            TableColumn[ExpenseRow](field_label("expense_person"), lambda row: row.person, 1),
            TableColumn[ExpenseRow](field_label("note"), lambda row: row.fields.note, 2),
        ),
        lambda row: shapes.row(row, logins, session.currency),
        shapes.KEYS,
    )


def _day_of(row: ExpenseRow) -> str:
    return iso_day(row.fields.day) or ""


def _amount_of(row: ExpenseRow) -> str:
    return amount(row.fields.amount_minor, row.fields.currency)


def _shape(session: Session, row: ExpenseRow) -> Mapping[str, object]:
    return shapes.row(row, session.logins(), session.currency)


def _answer(session: Session, output: Output, expense_id: ExpenseId, batch: int | None) -> None:
    row = session.crm.expenses.expense(session.actor, expense_id)
    output.record({"batch": batch, **_shape(session, row)}, _lines(row))


def _lines(row: ExpenseRow) -> Iterator[str]:
    said = _("Expense {number}: {kind}, {amount}, {day}, {purpose}.")
    yield said.format(
        number=row.id,
        kind=row.kind,
        amount=_amount_of(row),
        day=_day_of(row),
        purpose=purpose_words(row),
    )


def _id(text: str) -> ExpenseId:
    found = written_id(clean(text))
    if found is None:
        raise NotFoundError("expense", clean(text))
    return ExpenseId(found)


def _request(
    session: Session, typed: Mapping[str, str | None], *, words: str = "", deleted: bool = False
) -> ExpenseRequest:
    values: dict[str, Any] = {"words": clean(words), "deleted": deleted}
    for name, text in typed.items():
        if text is None:
            continue
        match name:
            case "customer":
                values["customer_id"] = session.customer(text)
            case "since" | "until":
                values[f"{name}_day"] = read_day(session, "expense_day", text)
            case _:
                values |= _read(session, name, text, session.currency)
    return ExpenseRequest(**values)


def _changes(session: Session, typed: Mapping[str, str | None], currency: str) -> dict[str, Any]:
    """Return the fields that were typed, read; what was not is left out."""
    values: dict[str, Any] = {}
    for name, text in typed.items():
        if text is not None:
            values |= _read(session, name, text, clean(currency).upper())
    return values


def _read(session: Session, name: str, text: str, currency: str) -> dict[str, Any]:
    match name:
        case "amount":
            return {"amount_minor": read_money("amount", text, currency)}
        case "kind":
            found = read_word(session, DictionaryKind.EXPENSE_KIND, "expense_kind", text)
            if found is None:
                raise FieldError("expense_kind", "required")
            return {"kind_id": found}
        case "opportunity":
            is_none = clean(text) == _NONE
            service = session.crm.opportunities
            found_id = None if is_none else service.find(session.actor, clean(text))
            return {"opportunity_id": found_id}
        case "person":
            return {"person_id": session.user(text)}
        case "day":
            return {"day": read_day(session, "expense_day", text)}
        case _:
            return {name: clean(text)}


record_files.add_to(app, Subject.EXPENSES)
