"""`crm quote line`: the lines of a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command, group
from crm_tui.cli.paper_options import read_place
from crm_tui.cli.quote_inputs import (
    find_quote,
    read_line,
    read_line_discount,
    read_price,
    read_quantity,
    read_share,
)
from crm_tui.cli.quote_verbs import answer
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.text import clean
from crm_tui.i18n import _

QuoteArgument = Annotated[
    str, typer.Argument(metavar="QUOTE", help=_("Its number; -V2 for a version of it."))
]
Line = Annotated[str, typer.Argument(metavar="LINE", help=_("The number of the line."))]
Quantity = Annotated[
    str | None, typer.Option("--quantity", metavar="NUMBER", help=_("How many: 2 or 2.5."))
]
Price = Annotated[
    str | None, typer.Option("--price", metavar="AMOUNT", help=_("The price of one unit."))
]
LineDiscount = Annotated[
    str | None, typer.Option("--discount", metavar="PERCENT", help=_("Off this line: 10%."))
]
Tax = Annotated[str | None, typer.Option("--tax", metavar="PERCENT", help=_("Its tax rate: 13%."))]
UnitOption = Annotated[str | None, typer.Option("--unit", help=_("In what it is sold: set, year."))]
Name = Annotated[str | None, typer.Option("--name", help=_("What the line says."))]
Note = Annotated[str | None, typer.Option("--note", help=_("Printed below the line."))]


def add_to(app: typer.Typer) -> None:
    """Declare the group of lines in the group of quotes."""
    lines = group(_("The lines of a draft."))
    command(lines, "add", _("Add a line: a product, or words and a price."))(add)
    command(lines, "edit", _("Change a line."))(edit)
    command(lines, "remove", _("Take lines out."))(remove)
    app.add_typer(lines, name="line")


def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    quote: QuoteArgument,
    line: Annotated[str, typer.Argument(metavar="LINE", help=_("Such as “SV-100 3 @11500 10%”."))],
    *,
    quantity: Quantity = None,
    price: Price = None,
    discount: LineDiscount = None,
    tax: Tax = None,
    unit: UnitOption = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Add a line behind the others and answer with the quote."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.quotes.quote(session.actor, find_quote(session, quote))
        currency = found.fields.currency
        said = line if price is None else f"{line} @{clean(price)}"
        typed = {"quantity": quantity, "discount": discount, "tax": tax}
        typed |= {"unit": unit, "note": note}
        new = changed_line(read_line(session, said, currency), typed, currency)
        old = [each.fields for each in found.lines]
        changed = session.crm.quotes.edit(session.actor, found.row.id, {}, lines=[*old, new])
        answer(session, output, found.row.id, changed.batch_id)


def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    quote: QuoteArgument,
    line: Line,
    *,
    name: Name = None,
    quantity: Quantity = None,
    price: Price = None,
    discount: LineDiscount = None,
    tax: Tax = None,
    unit: UnitOption = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Change a line and answer with the quote."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.quotes.quote(session.actor, find_quote(session, quote))
        at = read_place(line, len(found.lines), reason="no_line") - 1
        lines = [each.fields for each in found.lines]
        typed = {"name": name, "quantity": quantity, "price": price, "discount": discount}
        typed |= {"tax": tax, "unit": unit, "note": note}
        lines[at] = changed_line(lines[at], typed, found.fields.currency)
        changed = session.crm.quotes.edit(session.actor, found.row.id, {}, lines=lines)
        answer(session, output, found.row.id, changed.batch_id)


def remove(
    context: typer.Context,
    quote: QuoteArgument,
    lines: Annotated[list[str], typer.Argument(metavar="LINE", help=_("Numbers of lines."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Take lines out and answer with the quote."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.quotes.quote(session.actor, find_quote(session, quote))
        count = len(found.lines)
        gone = {read_place(each, count, reason="no_line") for each in lines}
        kept = [each.fields for at, each in enumerate(found.lines, 1) if at not in gone]
        changed = session.crm.quotes.edit(session.actor, found.row.id, {}, lines=kept)
        answer(session, output, found.row.id, changed.batch_id)


def changed_line(
    line: QuoteLineFields, typed: dict[str, str | None], currency: str
) -> QuoteLineFields:
    """Return a line with what was typed."""
    readers = {
        "quantity": ("quantity_milli", read_quantity),
        "price": ("unit_price_minor", lambda text: read_price(text, currency)),
        "discount": ("discount_share", read_line_discount),
        "tax": ("tax_share", lambda text: read_share("tax_rate", text)),
    }
    said = {name: text for name, text in typed.items() if text is not None}
    values: dict[str, object] = {
        readers[name][0] if name in readers else name: (
            readers[name][1](text) if name in readers else text
        )
        for name, text in said.items()
    }
    return replace(line, **values)  # type: ignore[arg-type]  # each reader reads its field
