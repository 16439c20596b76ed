"""What is typed of quotes, orders and contracts alike: options, and the number of a line."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.domain.text import clean
from crm_tui.errors import FieldError
from crm_tui.i18n import _

_LONGEST_PLACE = 4

CustomerArgument = Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))]
Query = Annotated[
    list[str] | None,
    typer.Argument(metavar="QUERY", help=_("Words, and terms such as amount>10000 owner:me.")),
]
ByCustomer = Annotated[
    str | None,
    typer.Option("--customer", metavar="CUSTOMER", help=_("Only of this customer.")),
]
View = Annotated[
    str, typer.Option("--view", metavar="VIEW", help=_("A view by its name, number or key."))
]
SortBy = Annotated[
    str | None, typer.Option("--sort", help=_("Sort by this column; -column turns it round."))
]
SortField = Annotated[
    str | None,
    typer.Option(
        "--sort", metavar="FIELD", help=_("Sort by this field of the query; -field turns it round.")
    ),
]
Lines = Annotated[
    list[str] | None,
    typer.Argument(metavar="LINE", help=_("Such as “SV-100 3 @11500 10%”, one each.")),
]
Title = Annotated[str | None, typer.Option("--title", help=_("What it is for."))]
Contact = Annotated[
    str | None, typer.Option("--contact", metavar="NAME", help=_("Whom at the customer it is for."))
]
Owner = Annotated[str | None, typer.Option("--owner", metavar="LOGIN", help=_("Whose it is."))]
Day = Annotated[str | None, typer.Option("--day", metavar="DATE", help=_("Its day, if not today."))]
CurrencyOption = Annotated[
    str | None, typer.Option("--currency", metavar="CODE", help=_("If not the office's: USD."))
]
IncludesTax = Annotated[
    str | None,
    typer.Option("--with-tax", metavar="YES|NO", help=_("Whether its prices include tax.")),
]
DiscountOption = Annotated[
    str | None,
    typer.Option("--discount", help=_("Off the whole: 5%, an amount; none for nothing.")),
]
Terms = Annotated[str | None, typer.Option("--terms", help=_("What was agreed besides."))]
Note = Annotated[str | None, typer.Option("--note", help=_("For colleagues; not printed."))]
OnlyOwner = Annotated[
    str | None, typer.Option("--owner", metavar="LOGIN", help=_("Only of this colleague."))
]
Words = Annotated[
    str, typer.Option("--find", metavar="WORDS", help=_("In number, title or customer."))
]
Deleted = Annotated[
    bool, typer.Option("--deleted", help=_("Only those deleted."), show_default=False)
]


def read_place(text: str, lines: int | None = None, *, reason: str = "no_order_line") -> int:
    """Return the number of a line, from one on; raise FieldError for none that there is."""
    written = clean(text)
    is_number = written.isascii() and written.isdecimal() and len(written) <= _LONGEST_PLACE
    place = int(written) if is_number else 0
    if not place or (lines is not None and place > lines):
        raise FieldError("line", reason, written[:10])
    return place
