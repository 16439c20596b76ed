"""Forms to be filled in a spreadsheet program: their columns, with what may stand in them."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from crm_tui.domain.exported_columns import CONTRACT_COLUMNS as CONTRACT_PAPERS
from crm_tui.domain.exported_columns import (
    EXPENSE_COLUMNS,
    ORDER_COLUMNS,
    PAYMENT_PLAN_COLUMNS,
    QUOTE_COLUMNS,
    USAGE_COLUMNS,
)
from crm_tui.domain.exports import (
    BANK_RECEIPT_COLUMNS,
    CONTACT_COLUMNS,
    CUSTOMER_COLUMNS,
    FOLLOW_UP_COLUMNS,
    LEAD_COLUMNS,
    OPPORTUNITY_COLUMNS,
    ExportColumn,
    further_contacts,
    is_of_contact,
)
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.columns import OPENING_COLUMNS
from crm_tui.values import dataclass

_IN_FORM = {"name", "contact_name", "contact_title", "contact_phone"}
_OPENING = frozenset(column.value for column in OPENING_COLUMNS)
_NOT_ENTERED = frozenset({"mood", "opportunity_state"})
REQUIRED = {
    ImportKind.CUSTOMERS: frozenset({"name"}),
    ImportKind.CONTACTS: frozenset({"name", "contact_name"}),
    ImportKind.FOLLOW_UPS: frozenset({"name", "content"}),
    ImportKind.LEADS: frozenset(),
    ImportKind.OPPORTUNITIES: frozenset({"name", "opportunity"}),
    ImportKind.ORDERS: frozenset({"order_number", "name"}),
    ImportKind.CONTRACTS: frozenset({"contract_number", "name"}),
    ImportKind.QUOTES: frozenset({"quote_number", "name"}),
    ImportKind.EXPENSES: frozenset({"expense_day", "expense_kind", "amount"}),
    ImportKind.USAGES: frozenset({"name", "used"}),
    ImportKind.PAYMENT_PLANS: frozenset({"document", "plan_due_on", "amount"}),
    ImportKind.BANK_RECEIPTS: frozenset({"received_on", "received"}),
}
"""What a row cannot do without."""
_USUAL = {
    ImportKind.FOLLOW_UPS: FOLLOW_UP_COLUMNS,
    ImportKind.LEADS: LEAD_COLUMNS,
    ImportKind.OPPORTUNITIES: OPPORTUNITY_COLUMNS,
    ImportKind.ORDERS: ORDER_COLUMNS,
    ImportKind.CONTRACTS: CONTRACT_PAPERS,
    ImportKind.QUOTES: QUOTE_COLUMNS,
    ImportKind.EXPENSES: EXPENSE_COLUMNS,
    ImportKind.USAGES: USAGE_COLUMNS,
    ImportKind.PAYMENT_PLANS: PAYMENT_PLAN_COLUMNS,
    ImportKind.BANK_RECEIPTS: BANK_RECEIPT_COLUMNS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateColumn:
    """A column of a form: its heading, what is said about it, what can be chosen in it."""

    column: ExportColumn
    label: str
    note: str
    example: str
    choices: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateWords:
    """What a form says besides its columns, in the language in use."""

    label: Callable[[ExportColumn], str]
    note: Callable[[ExportColumn], str]
    example: Callable[[ExportColumn], str]
    word: Callable[[Enum], str]
    yes: str
    no: str
    sheet: str
    guide: str
    """The name of the sheet that explains the columns."""
    choices: str
    """The name of the sheet, hidden, that holds what can be chosen."""
    heads: tuple[str, str, str]
    """Over the columns of the guide: the column, how to fill it, an example."""
    required: str
    other_word: str
    """What is said of a word that is not in its list."""


def columns_of_form(
    kind: ImportKind, own: tuple[ExportColumn, ...], *, is_opening: bool
) -> list[ExportColumn]:
    """Return the columns of a form, the office's own behind the others of the same record."""
    match kind:
        case ImportKind.CUSTOMERS:
            usual = [each for each in CUSTOMER_COLUMNS if each.is_usual]
            people = [each for each in own if is_of_contact(each)]
            others = [each for each in own if not is_of_contact(each)]
            first = next(at for at, each in enumerate(usual) if is_of_contact(each))
            end = next(at for at, each in enumerate(usual) if each.key == "owner")
            columns = [*usual[:first], *others, *usual[first:end], *people, *usual[end:]]
            second = [each for each in further_contacts(columns, 2) if each.place]
            short = [each for each in second if _first_key(each) in _IN_FORM]
            end += len(own)
            columns = [*columns[:end], *short, *columns[end:]]
        case ImportKind.CONTACTS:
            usual = [each for each in CONTACT_COLUMNS if each.is_usual]
            columns = [*usual, *(each for each in own if is_of_contact(each))]
        case _:
            columns = [each for each in _USUAL[kind] if each.is_usual]
    left_out = _NOT_ENTERED if is_opening or kind is ImportKind.FOLLOW_UPS else _OPENING
    return [each for each in columns if each.key not in left_out | _NOT_ENTERED]


def _first_key(column: ExportColumn) -> str:
    return column.key.replace(f"contact{column.place + 1}_", "contact_", 1)
