"""产品 in the settings: what the office sells, entered, changed, taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from textual.app import ComposeResult
from textual.content import Content

from crm_tui.domain.decimals import parse_share
from crm_tui.domain.events import Changed
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.product_texts import parse_period, parse_tiers, tiers_text
from crm_tui.domain.products import Product, ProductFields, ProductRequest
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.money import amount, amount_fault, plain_amount
from crm_tui.presentation.products import period_words, share_text, tier_words
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import yes_or_no
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.searched_parts import SearchedList, nothing_found
from crm_tui.tui.screens.settings.sections import (
    Host,
    fact,
    needs_row,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.fields import MultiLineField, TextField, ValueField
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column

_MOST = 5_000
_SHORT = 60
_LIMITS = {"code": 60, "name": 200, "category": 200, "unit": 20, "note": 2000}
_TIERS_LIMIT = 500


class ProductList(SearchedList[Product]):
    """What is sold, by category and code; those no longer sold are dim."""

    id = "products"
    commands = frozenset({"settings.add", "settings.edit", "settings.delete", "settings.find"})

    @property
    def request(self) -> ProductRequest:
        """What is listed: also what is no longer sold."""
        return ProductRequest(query=self.query, active=None)

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Product list")

    def columns(self) -> Sequence[Column[Product]]:
        """Return code, name, category, unit, price and tax rate."""
        right = Align.RIGHT
        return (
            text_column("code", field_label("product_code"), 10, _code, widest=18, tone=_tone),
            text_column("name", field_label("product_name"), 14, _name, widest=36, tone=_tone),
            text_column("category", field_label("category"), 10, _category, priority=1, widest=24),
            text_column("unit", field_label("unit_of_sale"), 5, _unit, priority=1),
            text_column("price", field_label("price"), 12, self._price, align=right),
            text_column("tax", field_label("tax_rate"), 6, _tax, align=right, priority=2),
        )

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._usual_tax = 0

    def read(self) -> Sequence[Product]:
        """Read the products, also those no longer sold, and the tax rate of the office."""
        crm, actor = self.session.crm, self.session.actor
        self._usual_tax = crm.papers.settings(actor).tax_share
        return crm.products.list(actor, self.request, limit=_MOST)

    def count_found(self, query: str) -> int:
        """Return, in a worker, how many products a query finds."""
        request = replace(self.request, query=query)
        return len(self.session.crm.products.list(self.session.actor, request, limit=_MOST))

    def empty_words(self) -> str:
        """Return what to press."""
        if self.query:
            return nothing_found(self.query)
        return _("No products yet; crm product import reads a price list.\na enters one")

    def facts(self, row: Product) -> Iterable[Section]:
        """Return all that is known of the product."""
        fields, currency = row.fields, self.session.office.currency
        cost = fields.cost_minor
        said = [
            (field_label("category"), fields.category),
            (field_label("unit_of_sale"), fields.unit),
            (field_label("price"), amount(fields.price_minor, currency)),
            (field_label("cost"), "" if cost is None else amount(cost, currency)),
            (field_label("tax_rate"), share_text(fields.tax_share)),
            (field_label("tiers"), tier_words(fields, currency)),
            (field_label("usage_period"), period_words(fields)),
            (field_label("on_sale"), _("yes") if fields.is_active else _("no")),
        ]
        lines = [fact(label, text) for label, text in said if text]
        if fields.note:
            lines += [words(""), words(fields.note)]
        yield Section(f"{fields.code} {name_in_sentence(fields.name)}", tuple(lines))

    def why_not(self, command_id: str, row: Product | None) -> str | None:
        """Return why whoever sits here keeps no products, or None; everybody may look for one."""
        if command_id == "settings.find":
            return None
        refusal = why_not_may(self.session, Permission.EDIT_PRODUCT)
        return refusal or (None if command_id == "settings.add" else needs_row(row))

    def act(self, command_id: str, row: Product | None) -> None:
        """Open the form, or ask before a product is taken out."""
        match command_id:
            case "settings.add":
                self.host.app.push_screen(ProductForm(self.session, None, self._usual_tax))
            case "settings.edit" if row is not None:
                self.host.app.push_screen(ProductForm(self.session, row))
            case "settings.delete" if row is not None:
                self._ask_delete(row)
            case "settings.find":
                self._search()

    def _search(self) -> None:
        from crm_tui.tui.screens.products import ProductsScreen  # noqa: PLC0415 - it shows this

        self.host.app.push_screen(ProductsScreen(self.session, is_searched=True))

    def _ask_delete(self, row: Product) -> None:
        products, actor = self.session.crm.products, self.session.actor
        operations, name = self.host.operations, name_in_sentence(row.fields.name)

        def delete(confirmed: bool | None) -> None:
            if confirmed:
                operations.perform(
                    lambda: products.delete(actor, row.id),
                    lambda _changed: operations.tell(
                        _("“{name}” is deleted · u takes it back").format(name=name)
                    ),
                )

        question = ConfirmDialog(
            _("Delete the product “{name}”?").format(name=name),
            Content(_("Quotes that name it stay as they are.")),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, delete)

    def _price(self, row: Product) -> str:
        return amount(row.fields.price_minor, self.session.office.currency)


class ProductForm(FormScreen):
    """A new product, or one that is changed; the cost is there for whom it concerns."""

    def __init__(self, session: Session, row: Product | None, usual_tax: int = 0) -> None:
        title = _("New product")
        if row is not None:
            title = _("Product · {name}").format(name=name_in_sentence(row.fields.name))
        draft = "product" if row is None else f"product-{row.id}"
        super().__init__(session, title, draft_name=draft)
        self._row = row
        self._usual_tax = usual_tax

    def compose_fields(self) -> ComposeResult:
        """Yield what is asked of a product."""
        fields = self._row.fields if self._row else ProductFields(code="", name="")
        currency = self.session.office.currency
        yield self._text("product_code", "code", fields.code, required=True)
        yield self._text("product_name", "name", fields.name, required=True)
        yield self._text("category", "category", fields.category, _("a path: Hardware/Servers"))
        yield self._text("unit_of_sale", "unit", fields.unit, _("set, year, visit"))
        yield self._amount("price", "price_minor", fields.price_minor if self._row else None)
        if self.session.person.may(Permission.VIEW_COST):
            yield self._amount("cost", "cost_minor", fields.cost_minor)
        yield ValueField(
            field_label("tax_rate"),
            share_text(fields.tax_share if self._row else self._usual_tax),
            placeholder="13%",
            limit=_SHORT,
            why_wrong=_judged(parse_share, "13%"),
            id="tax_share",
        )
        yield TextField(
            field_label("tiers"),
            tiers_text(fields.tiers, currency),
            placeholder="100:95; 500:90",
            limit=_TIERS_LIMIT,
            why_wrong=_judged(lambda text: parse_tiers(text, currency), "100:95; 500:90"),
            id="tiers",
        )
        yield ValueField(
            field_label("usage_period"),
            period_words(fields),
            placeholder=_("12 months, 90 days, 1 year"),
            limit=_SHORT,
            why_wrong=_judged(parse_period, _("12 months")),
            id="period",
        )
        yield ChoiceField(
            field_label("on_sale"), yes_or_no(), fields.is_active, required=True, id="is_active"
        )
        yield MultiLineField(field_label("note"), fields.note, limit=_LIMITS["note"], id="note")

    def _text(
        self, label: str, name: str, value: str, example: str = "", *, required: bool = False
    ) -> TextField:
        return TextField(
            field_label(label),
            value,
            required=required,
            placeholder=example,
            limit=_LIMITS[name],
            id=name,
        )

    def _amount(self, label: str, name: str, minor: int | None) -> TextField:
        currency = self.session.office.currency

        def wrong(text: str) -> str | None:
            found = parse_amount(text, currency)
            return amount_fault(found) if isinstance(found, AmountFault) else None

        shown = "" if minor is None else plain_amount(minor, currency)
        return ValueField(field_label(label), shown, limit=_SHORT, why_wrong=wrong, id=name)

    def save(self) -> None:
        """Save the product."""
        products, actor, row = self.session.crm.products, self.session.actor, self._row
        values = self._values()
        if row is None:
            fields = ProductFields(**values)
            self.store(lambda: products.add(actor, fields), self._saved)
            return
        product_id, seen = row.id, row.fields
        self.store(lambda: products.edit(actor, product_id, values, seen=seen), self._saved)

    def _values(self) -> dict[str, Any]:
        currency = self.session.office.currency
        values: dict[str, Any] = {
            name: self.query_one(f"#{name}", TextField).value
            for name in ("code", "name", "category", "unit")
        }
        values["note"] = self.query_one("#note", MultiLineField).value
        price = self.query_one("#price_minor", TextField).value
        values["price_minor"] = parse_amount(price or "0", currency)
        if self.session.person.may(Permission.VIEW_COST):
            cost = self.query_one("#cost_minor", TextField).value
            values["cost_minor"] = parse_amount(cost, currency) if cost else None
        values["tax_share"] = parse_share(self.query_one("#tax_share", TextField).value or "0")
        values["tiers"] = parse_tiers(self.query_one("#tiers", TextField).value, currency)
        values["period"] = parse_period(self.query_one("#period", TextField).value)
        values["is_active"] = self.query_one("#is_active", ChoiceField).value is True
        return values

    def _saved(self, changed: Changed) -> None:
        name = name_in_sentence(self.query_one("#name", TextField).value)
        operations_of(self).tell(_("Saved the product “{name}”").format(name=name))
        self.leave(changed)


def _judged(read: Callable[[str], object], example: str) -> Callable[[str], str | None]:
    def wrong(text: str) -> str | None:
        said = _("Write it so: {example}").format(example=example)
        return said if read(text) is None else None

    return wrong


def _tone(row: Product) -> Tone:
    return Tone.NORMAL if row.fields.is_active else Tone.DIM


def _code(row: Product) -> str:
    return row.fields.code


def _name(row: Product) -> str:
    fields = row.fields
    return fields.name if fields.is_active else f"{fields.name} ({_('not sold')})"


def _category(row: Product) -> str:
    return row.fields.category


def _unit(row: Product) -> str:
    return row.fields.unit


def _tax(row: Product) -> str:
    return share_text(row.fields.tax_share)
