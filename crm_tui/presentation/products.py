"""Products in words: the headings of their columns, their periods, tiers and rates."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.decimals import decimal_text
from crm_tui.domain.product_rows import ProductColumn, RowFault
from crm_tui.domain.products import PeriodUnit, ProductFields
from crm_tui.errors import FieldError
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.errors import sentence
from crm_tui.presentation.money import amount
from crm_tui.presentation.words import name_in_sentence

_LABELS: Mapping[ProductColumn, str] = {
    ProductColumn.CODE: N_("Product code"),
    ProductColumn.NAME: N_("Product name"),
    ProductColumn.CATEGORY: N_("Category"),
    ProductColumn.UNIT: N_("Unit of sale"),
    ProductColumn.PRICE: N_("Unit price"),
    ProductColumn.COST: N_("Cost"),
    ProductColumn.TAX_RATE: N_("Tax rate"),
    ProductColumn.TIERS: N_("Price tiers"),
    ProductColumn.PERIOD: N_("Usage period"),
    ProductColumn.ACTIVE: N_("On sale"),
    ProductColumn.NOTE: N_("Note"),
}


def column_label(column: ProductColumn) -> str:
    """Return the heading of a column, on screen and in files."""
    return _(_LABELS[column])


def share_text(share: int) -> str:
    """Return hundredths of a percent as people read them: 13%."""
    return f"{decimal_text(share, 2)}%"


def quantity_text(quantity_milli: int) -> str:
    """Return thousandths as people read them: 2.5."""
    return decimal_text(quantity_milli, 3)


def quantity_words(milli: int, unit: str) -> str:
    """Return how many of which unit: 3台, 3 sets, as a unit is written after its number."""
    number = quantity_text(milli)
    return f"{number} {unit}" if unit[:1].isascii() and unit else f"{number}{unit}"


def period_words(fields: ProductFields) -> str:
    """Return how long a product lasts, nothing where that is not known: 12个月."""
    period = fields.period
    if period is None:
        return ""
    match period.unit:
        case PeriodUnit.DAYS:
            return ngettext("{count} day", "{count} days", period.count).format(count=period.count)
        case PeriodUnit.MONTHS:
            said = ngettext("{count} month", "{count} months", period.count)
            return said.format(count=period.count)


def tier_words(fields: ProductFields, currency: str) -> str:
    """Return what is paid from which quantity on, nothing for one price alone."""
    return _(", ").join(
        _("{price} from {quantity}").format(
            price=amount(each.price_minor, currency), quantity=quantity_text(each.from_milli)
        )
        for each in fields.tiers
    )


def row_fault(fault: RowFault) -> str:
    """Return why a row of a file was left out."""
    said = sentence(FieldError(fault.field, fault.reason, fault.value))
    if not fault.name:
        return _("Line {line}: {reason}").format(line=fault.line, reason=said)
    named = _("Line {line}, {name}: {reason}")
    return named.format(line=fault.line, name=name_in_sentence(fault.name), reason=said)
