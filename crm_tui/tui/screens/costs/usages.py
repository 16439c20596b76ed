"""用量表: what a customer uses of products, or where the largest gaps of all one may see are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, ClassVar

from textual.binding import BindingType

from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.products import Product, ProductRequest
from crm_tui.domain.usages import (
    UsageFields,
    UsagePer,
    UsageRequest,
    UsageRow,
    UsageSum,
    read_ours,
    read_use,
)
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.products import quantity_text, quantity_words, share_text
from crm_tui.presentation.usages import usage_words, use_words
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.part_files import PartFiles
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    needs_row,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import FormField, MultiLineField, TextField, ValueField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column

_LISTED = 500
_SUMMED = 12
_OFFERED = 2_000
_SHORT = 60
_NAME_LIMIT = 200
_NOTE_LIMIT = 2000


class UsagesScreen(PartFiles):
    """What a customer uses, or all customers that one may see."""

    scope = Scope.COSTS
    imports = ImportKind.USAGES
    exports = (Subject.USAGES,)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.COSTS)]

    def __init__(
        self, session: Session, customer_id: CustomerId | None = None, name: str = ""
    ) -> None:
        super().__init__(session, partial(UsageList, customer_id=customer_id, name=name))
        self._customer_id = customer_id

    @property
    def customer_id(self) -> CustomerId | None:
        """The customer whose usage it is, or None for all."""
        return self._customer_id


class UsageList(SettingsList[UsageRow]):
    """What is used, the largest gaps of a year first."""

    id = "usages"
    commands = frozenset({"settings.add", "settings.edit", "settings.delete"})

    def __init__(self, host: Host, customer_id: CustomerId | None, name: str) -> None:
        super().__init__(host)
        self._customer_id = customer_id
        self._name = name
        self._products: Sequence[Product] = ()
        self._sums: Sequence[UsageSum] = ()

    @property
    def title(self) -> str:
        """Whose usage it is."""
        return f"{_('Usage')} · {self._name}" if self._name else _("Largest gaps")

    def columns(self) -> Sequence[Column[UsageRow]]:
        """Return the product, how much of it, our part, the gap and who delivers that."""
        right = Align.RIGHT
        found = [
            text_column("product", field_label("usage_of"), 14, lambda row: row.product, widest=36)
        ]
        if self._customer_id is None:
            found.insert(
                0, text_column("customer", _("Customer"), 14, lambda row: row.customer, widest=36)
            )
        return [
            *found,
            text_column("use", field_label("usage"), 14, _use, align=right),
            text_column(
                "ours", field_label("ours"), 8, lambda row: share_text(row.share), align=right
            ),
            text_column("gap", field_label("gap"), 12, _gap, align=right),
            text_column(
                "competitor",
                field_label("competitor"),
                10,
                lambda row: row.fields.competitor,
                priority=1,
                widest=30,
            ),
        ]

    def read(self) -> Sequence[UsageRow]:
        """Read what is used, and by product."""
        crm, actor = self.session.crm, self.session.actor
        request = UsageRequest(customer_id=self._customer_id)
        self._products = crm.products.list(actor, ProductRequest(), limit=_OFFERED)
        self._sums = crm.usages.sums(actor, request, limit=_SUMMED)
        return crm.usages.list(actor, request, limit=_LISTED)

    def empty_words(self) -> str:
        """Return what to press."""
        if self._customer_id is None:
            return _("Nothing is known yet; \\ at a customer enters what they use.")
        return _("Nothing is known yet.\na enters what they use")

    def facts(self, row: UsageRow) -> Iterable[Section]:
        """Return what is used of it, and by product in a year."""
        said = [
            (_("Customer"), name_in_sentence(row.customer)),
            (field_label("owner_id"), row.owner),
            (field_label("usage"), _use(row)),
            (field_label("ours"), share_text(row.share)),
            (field_label("gap"), _gap(row)),
            (field_label("competitor"), row.fields.competitor),
        ]
        lines = [fact(label, text) for label, text in said if text]
        if row.fields.note:
            lines.append(words(row.fields.note))
        yield Section(name_in_sentence(row.product), tuple(lines))
        by_product = (
            fact(
                name_in_sentence(each.name),
                f"{use_words(each.year_milli, each.unit, UsagePer.YEAR)} · "
                + _("gap {quantity}").format(
                    quantity=quantity_words(each.gap_year_milli, each.unit)
                ),
            )
            for each in self._sums
        )
        yield Section(_("Used in a year"), tuple(by_product))

    def why_not(self, command_id: str, row: UsageRow | None) -> str | None:
        """Return why nothing may be changed, or None."""
        if command_id == "settings.add" and self._customer_id is None:
            return _("What is used is entered at its customer: \\ there.")
        refusal = why_not_may(self.session, Permission.EDIT_CUSTOMER)
        return refusal or (None if command_id == "settings.add" else needs_row(row))

    def act(self, command_id: str, row: UsageRow | None) -> None:
        """Ask what is used, or take it out."""
        match command_id:
            case "settings.add":
                self._ask(None)
            case "settings.edit" if row is not None:
                self._ask(row)
            case "settings.delete" if row is not None:
                self._delete(row)

    def _ask(self, row: UsageRow | None) -> None:
        name = self._name if row is None else name_in_sentence(row.customer)
        title = f"{_('Usage')}  {name}"
        dialog = FormDialog(title, lambda: _fields(self._products, row), _("Save"))

        def answered(values: Values | None) -> None:
            if values is not None:
                self._save(row, _typed(values))

        self.host.app.push_screen(dialog, answered)

    def _save(self, row: UsageRow | None, typed: dict[str, Any]) -> None:
        service, actor = self.session.crm.usages, self.session.actor
        operations, customer_id = self.host.operations, self._customer_id
        if row is not None:
            operations.perform(lambda: service.edit(actor, row.id, typed, seen=row.fields))
        elif customer_id is not None:
            entered = UsageFields(**typed)
            operations.perform(
                lambda: service.add(actor, customer_id, entered),
                lambda changed: self.host.move_to(changed.record_id or 0),
            )

    def _delete(self, row: UsageRow) -> None:
        service, actor = self.session.crm.usages, self.session.actor
        operations = self.host.operations
        said = _("{usage} is deleted · u takes it back").format(usage=usage_words(row))
        operations.perform(
            lambda: service.delete(actor, row.id), lambda _changed: operations.tell(said)
        )


def _fields(products: Sequence[Product], row: UsageRow | None) -> Sequence[FormField[Any]]:
    seen = None if row is None else row.fields
    choices = [
        Choice(each.id, name_in_sentence(each.fields.name), f"{each.fields.code}")
        for each in products
    ]
    use = "" if row is None else _use(row)
    return [
        ChoiceField(
            _("Product"), choices, None if seen is None else seen.product_id, id="product_id"
        ),
        TextField(
            _("Or what else"),
            "" if seen is None else seen.name,
            placeholder=_("where it is no product of ours"),
            limit=_NAME_LIMIT,
            id="name",
        ),
        ValueField(
            field_label("usage"),
            use,
            required=True,
            placeholder=_("500 boxes/month"),
            limit=_SHORT,
            why_wrong=lambda text: None if read_use(text) else _("Write it so: 500 boxes/month"),
            id="use",
        ),
        ValueField(
            field_label("ours"),
            "" if seen is None else quantity_text(seen.ours_milli),
            placeholder=_("30%, or how much of it"),
            limit=_SHORT,
            why_wrong=_ours_fault,
            id="ours",
        ),
        TextField(
            field_label("competitor"),
            "" if seen is None else seen.competitor,
            limit=_NAME_LIMIT,
            id="competitor",
        ),
        MultiLineField(
            field_label("note"), "" if seen is None else seen.note, limit=_NOTE_LIMIT, id="note"
        ),
    ]


def _ours_fault(text: str) -> str | None:
    return _("Write 30% or a quantity.") if read_ours(text, 1) is None else None


def _typed(values: Values) -> dict[str, Any]:
    """Return what stands in the fields, by what it is of a usage."""
    quantity_milli, unit, per = read_use(str(values["use"])) or (0, "", None)
    return {
        "product_id": values["product_id"],
        "name": "" if values["product_id"] is not None else str(values["name"]),
        "quantity_milli": quantity_milli,
        "unit": unit,
        "per": per or UsagePer.MONTH,
        "ours_milli": read_ours(str(values["ours"]) or "0", quantity_milli) or 0,
        "competitor": str(values["competitor"]),
        "note": str(values["note"]),
    }


def _use(row: UsageRow) -> str:
    return use_words(row.fields.quantity_milli, row.fields.unit, row.fields.per)


def _gap(row: UsageRow) -> str:
    return use_words(row.gap_milli, row.fields.unit, row.fields.per) if row.gap_milli else ""
