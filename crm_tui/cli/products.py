"""`crm product`: what the office sells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from crm_tui.cli import product_files
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_amount, read_yes_or_no
from crm_tui.cli.output import Listing, TableColumn, labelled
from crm_tui.cli.paper_options import Query, SortField
from crm_tui.cli.record_requests import asked_text
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.decimals import parse_share
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import ProductId
from crm_tui.domain.product_rows import ProductColumn
from crm_tui.domain.product_texts import parse_period, parse_tiers
from crm_tui.domain.products import (
    PriceTier,
    Product,
    ProductFields,
    ProductRequest,
    UsagePeriod,
    category_path,
)
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.money import amount
from crm_tui.presentation.products import column_label, period_words, share_text, tier_words
from crm_tui.presentation.shapes import products as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence

app = group(_("Products: what is sold, in which unit, for how much."))

ProductArgument = Annotated[str, typer.Argument(metavar="PRODUCT", help=_("Code, number or name."))]
Category = Annotated[
    str | None,
    typer.Option("--category", metavar="PATH", help=_("Its category: Hardware/Servers.")),
]
UnitOption = Annotated[str | None, typer.Option("--unit", help=_("In what it is sold: set, year."))]
Price = Annotated[
    str | None, typer.Option("--price", metavar="AMOUNT", help=_("The price of one unit."))
]
Cost = Annotated[
    str | None,
    typer.Option("--cost", metavar="AMOUNT", help=_("What one unit costs us; none for unknown.")),
]
Tax = Annotated[str | None, typer.Option("--tax", metavar="PERCENT", help=_("Its tax rate: 13%."))]
Tiers = Annotated[
    str | None,
    typer.Option("--tiers", metavar="FROM:PRICE;…", help=_("Prices by quantity: 100:95; 500:90.")),
]
Period = Annotated[
    str | None,
    typer.Option(
        "--lasts", metavar="PERIOD", help=_("How long it lasts: 12 months, 90 days, 1 year; none.")
    ),
]
Active = Annotated[
    str | None, typer.Option("--on-sale", metavar="YES|NO", help=_("Whether it is sold."))
]
Note = Annotated[str | None, typer.Option("--note", help=_("What else there is to say of it."))]

_NONE = "none"


@command(app, "add", _("Enter a product."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Its code, like no other's."))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What it is called."))],
    *,
    category: Category = None,
    unit: UnitOption = None,
    price: Price = None,
    cost: Cost = None,
    tax: Tax = None,
    tiers: Tiers = None,
    lasts: Period = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Enter a product and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        typed = {"category": category, "unit": unit, "price": price, "cost": cost, "tax": tax}
        changes = _changes(session, {**typed, "tiers": tiers, "lasts": lasts, "note": note})
        changes.setdefault("tax_share", session.crm.papers.settings(session.actor).tax_share)
        fields = ProductFields(code=code, name=name, **changes)  # type: ignore[arg-type]  # read below
        changed = session.crm.products.add(session.actor, fields)
        row = session.crm.products.product(session.actor, ProductId(changed.record_id or 0))
        output.record(_shape(session, changed, row), [_said(session, row)])


@command(app, "list", _("List products, those on sale."))
def list_products(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    query: Query = None,
    limit: Limit = 200,
    *,
    sort: SortField = None,
    category: Category = None,
    every: Annotated[
        bool, typer.Option("--all", help=_("Also those no longer sold."), show_default=False)
    ] = False,
    deleted: Annotated[
        bool, typer.Option("--deleted", help=_("Only those deleted."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List products, by category and code unless another order is asked for."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        request = ProductRequest(
            query=asked_text(query, sort=sort),
            category=category_path(category or ""),
            active=None if every or deleted else True,
            deleted=deleted,
        )
        output.rows(
            session.crm.products.list(session.actor, request, limit=limit),
            _listing(session.currency),
            nothing=_("No such products; crm product add enters one."),
        )


def _listing(currency: str) -> Listing[Product]:
    right = Align.RIGHT
    return Listing[Product](
        (
            TableColumn[Product](column_label(ProductColumn.CODE), lambda row: row.fields.code),
            TableColumn[Product](column_label(ProductColumn.NAME), lambda row: row.fields.name),
            TableColumn[Product](
                column_label(ProductColumn.CATEGORY), lambda row: row.fields.category, 2
            ),
            TableColumn[Product](column_label(ProductColumn.UNIT), lambda row: row.fields.unit, 1),
            TableColumn[Product](
                column_label(ProductColumn.PRICE),
                lambda row: amount(row.fields.price_minor, currency),
                align=right,
            ),
            TableColumn[Product](
                column_label(ProductColumn.COST), lambda row: _cost(row, currency), 3, right
            ),
            TableColumn[Product](
                column_label(ProductColumn.TAX_RATE),
                lambda row: share_text(row.fields.tax_share),
                2,
                right,
            ),
            TableColumn[Product](_("Status"), _status, 3),
        ),
        lambda row: shapes.product(row, currency),
        shapes.KEYS,
    )


def _cost(row: Product, currency: str) -> str:
    cost = row.fields.cost_minor
    return "" if cost is None else amount(cost, currency)


def _status(row: Product) -> str:
    if row.is_deleted:
        return _("deleted")
    return "" if row.fields.is_active else _("not sold")


@command(app, "show", _("Show a product."))
def show(context: typer.Context, product: ProductArgument, *, as_json: AsJson = False) -> None:
    """Show all that is known of a product."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        row = session.crm.products.product(session.actor, _find(session, product))
        fields, currency = row.fields, session.currency
        said = [
            (column_label(ProductColumn.CATEGORY), fields.category),
            (column_label(ProductColumn.UNIT), fields.unit),
            (column_label(ProductColumn.PRICE), amount(fields.price_minor, currency)),
            (column_label(ProductColumn.COST), _cost(row, currency)),
            (column_label(ProductColumn.TAX_RATE), share_text(fields.tax_share)),
            (column_label(ProductColumn.TIERS), tier_words(fields, currency)),
            (column_label(ProductColumn.PERIOD), period_words(fields)),
            (_("Status"), _status(row)),
            (column_label(ProductColumn.NOTE), fields.note),
        ]
        lines = [labelled(label, words) for label, words in said if words]
        output.record(shapes.product(row, currency), [f"{fields.code}  {fields.name}", *lines])


@command(app, "edit", _("Change a product; quotes keep what they say of it."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    product: ProductArgument,
    *,
    code: Annotated[str | None, typer.Option("--code", help=_("Another code."))] = None,
    name: Annotated[str | None, typer.Option("--name", help=_("Another name."))] = None,
    category: Category = None,
    unit: UnitOption = None,
    price: Price = None,
    cost: Cost = None,
    tax: Tax = None,
    tiers: Tiers = None,
    lasts: Period = None,
    on_sale: Active = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with the product."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        typed = {"category": category, "unit": unit, "price": price, "cost": cost, "tax": tax}
        typed |= {"code": code, "name": name, "tiers": tiers, "lasts": lasts, "note": note}
        changes = _changes(session, {**typed, "on_sale": on_sale})
        product_id = _find(session, product)
        changed = session.crm.products.edit(session.actor, product_id, changes)
        row = session.crm.products.product(session.actor, product_id)
        output.record(_shape(session, changed, row), [_said(session, row)])


@command(app, "delete", _("Take a product out of all lists."))
def delete(context: typer.Context, product: ProductArgument, *, as_json: AsJson = False) -> None:
    """Delete a product; crm product restore brings it back."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        product_id = _find(session, product)
        changed = session.crm.products.delete(session.actor, product_id)
        row = session.crm.products.product(session.actor, product_id)
        said = _("Deleted: {code} {name}. crm product restore {number} brings it back.")
        line = said.format(
            code=row.fields.code, name=name_in_sentence(row.fields.name), number=row.id
        )
        output.record(_shape(session, changed, row), [line])


@command(app, "restore", _("Bring a deleted product back."))
def restore(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("Its number in the list."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Restore a product and answer with it."""
    from crm_tui.cli.inputs import read_number  # noqa: PLC0415 - only here

    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        product_id = ProductId(read_number("product", number))
        changed = session.crm.products.restore(session.actor, product_id)
        row = session.crm.products.product(session.actor, product_id)
        output.record(_shape(session, changed, row), [_said(session, row)])


@command(app, "categories", _("List the categories in use."))
def categories(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the categories in which there is a product."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        listing = Listing[str](
            (TableColumn[str](column_label(ProductColumn.CATEGORY), lambda each: each),),
            lambda each: {"category": each},
            ("category",),
        )
        found = session.crm.products.categories(session.actor)
        output.rows(found, listing, nothing=_("No categories yet."))


@command(app, "move-category", _("Call a category, with all below it, by another name."))
def move_category(
    context: typer.Context,
    before: Annotated[str, typer.Argument(metavar="CATEGORY", help=_("As it is called now."))],
    after: Annotated[str, typer.Argument(metavar="NEW", help=_("As it is to be called."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Move every product of a category into another."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        changed = session.crm.products.move_category(session.actor, before, after)
        shape = {"batch": changed.batch_id, "category": category_path(after)}
        line = _("Category: {before} → {after}.").format(
            before=name_in_sentence(category_path(before)),
            after=name_in_sentence(category_path(after)),
        )
        output.record(shape, [line])


product_files.add_to(app)


def _find(session: Session, reference: str) -> ProductId:
    return session.crm.products.find(session.actor, clean(reference))


def _shape(session: Session, changed: Changed, row: Product) -> Mapping[str, object]:
    return {"batch": changed.batch_id, **shapes.product(row, session.currency)}


def _said(session: Session, row: Product) -> str:
    return _("{code} {name}: {price}, tax {tax}.").format(
        code=row.fields.code,
        name=name_in_sentence(row.fields.name),
        price=amount(row.fields.price_minor, session.currency),
        tax=share_text(row.fields.tax_share),
    )


def _changes(session: Session, typed: Mapping[str, str | None]) -> dict[str, object]:
    """Return the fields that were typed, read; what was not is left out."""
    said = {name: text for name, text in typed.items() if text is not None}
    readers: Mapping[str, tuple[str, Callable[[str], object]]] = {
        "price": ("price_minor", lambda text: read_amount(session, "price", text)),
        "cost": ("cost_minor", lambda text: _cost_typed(session, text)),
        "tax": ("tax_share", _share),
        "tiers": ("tiers", lambda text: _tiers(text, session.currency)),
        "lasts": ("period", _period),
        "on_sale": ("is_active", lambda text: read_yes_or_no("on_sale", text)),
    }
    plain = {name: text for name, text in said.items() if name not in readers}
    read = {readers[name][0]: readers[name][1](text) for name, text in said.items() - plain.items()}
    return {**plain, **read}


def _cost_typed(session: Session, text: str) -> int | None:
    return None if clean(text) == _NONE else read_amount(session, "cost", text)


def _share(text: str) -> int:
    share = parse_share(clean(text))
    if share is None:
        raise FieldError("tax_rate", "no_percentage", clean(text)[:20])
    return share


def _tiers(text: str, currency: str) -> tuple[PriceTier, ...]:
    tiers = () if clean(text) == _NONE else parse_tiers(clean(text), currency)
    if tiers is None:
        raise FieldError("tiers", "price_tiers", clean(text)[:40])
    return tiers


def _period(text: str) -> UsagePeriod | None:
    if clean(text) == _NONE:
        return None
    period = parse_period(clean(text))
    if period is None:
        raise FieldError("usage_period", "usage_period", clean(text)[:20])
    return period
