"""Rates of currencies: set from a day on, and what is open follows the newest one."""

from __future__ import annotations

from crm_tui.db.queries import currencies, opportunities
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.currencies import CURRENCIES, RateRow, RateTrouble, converted, parse_rate
from crm_tui.domain.events import Changed, RateSet
from crm_tui.domain.identifiers import OpportunityId
from crm_tui.domain.opportunities import LARGEST_AMOUNT
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Currencies:
    """The rates at which amounts in other currencies are reported in the office's own."""

    database: Database

    def list(self, actor: Actor, currency: str = "", *, limit: int = 100) -> list[RateRow]:
        """Return the rates of a currency, or of all, the newest first."""
        with self.database.reading(actor) as view:
            wanted = checked_currency(view, currency) if currency else None
            return currencies.rates(view, wanted, limit)

    @operation(Permission.MANAGE_OFFICE)
    def set_rate(self, actor: Actor, currency: str, rate: str, day: int | None = None) -> Changed:
        """Set what one unit of a currency is worth from a day on, today unless named.

        What is open in that currency is reported at it at once, if no newer rate holds. Raises
        FieldError for a currency that is the office's own, a rate that is none, a day to come.
        """
        read = parse_rate(rate)
        if isinstance(read, RateTrouble):
            raise FieldError("rate", read.value, rate[:20])
        with self.database.writing(actor) as unit:
            _set(unit, checked_foreign(unit, currency), unit.today if day is None else day, read)
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def remove_rate(self, actor: Actor, currency: str, day: int) -> Changed:
        """Take a rate away that was set for a day; the one before it holds again."""
        with self.database.writing(actor) as unit:
            _set(unit, checked_foreign(unit, currency), day, None)
        return unit.changed


def _set(unit: Unit, currency: str, day: int, rate: int | None) -> None:
    if not 1 <= day <= unit.today:
        raise FieldError("rate_day", "out_of_range", str(day)[:20])
    if rate is None and all(each.day != day for each in currencies.rates(unit, currency, 1000)):
        raise FieldError("rate_day", "unknown", str(day)[:20])
    rate_id, before = currencies.set_rate(unit, currency, day, rate)
    report_anew(unit, currency)
    facts = {"currency": currency, "day": day}
    unit.record(
        RateSet(record_id=rate_id, before={**facts, "rate": before}, after={**facts, "rate": rate})
    )


def report_anew(unit: Unit, currency: str) -> None:
    """Report what is open in a currency at the rate that holds today."""
    rate = currencies.rate_on(unit, currency, unit.today)
    for row in opportunities.open_in_currency(unit, currency):
        found = None if rate is None else _converted(unit, row.amount_minor, currency, rate)
        if found is not None and found != row.reported_minor:
            values = {"reported_minor": found}
            key = OpportunityId(row.id)
            opportunities.update_opportunity(unit, key, values, is_edit=False)


def reported(view: View, minor: int, currency: str, day: int | None = None) -> int:
    """Return an amount in the office's currency at the rate of a day, of today unless named.

    Raises FieldError for a currency that has no rate yet, and for an amount beyond all measure.
    """
    if currency == view.office.currency:
        return minor
    rate = currencies.rate_on(view, currency, view.today if day is None else day)
    if rate is None:
        raise FieldError("currency", "no_rate", currency)
    found = _converted(view, minor, currency, rate)
    if found is None:
        raise FieldError("amount", "out_of_range")
    return found


def _converted(view: View, minor: int, currency: str, rate: int) -> int | None:
    found = converted(minor, currency, rate, view.office.currency)
    return None if found is None or found > LARGEST_AMOUNT else found


def checked_currency(view: View, currency: str) -> str:
    """Return the code of a currency, the office's own for nothing; raise FieldError for none."""
    code = currency.strip().upper() or view.office.currency
    if code not in {*CURRENCIES, view.office.currency}:
        raise FieldError("currency", "unknown", currency[:20])
    return code


def checked_foreign(view: View, currency: str) -> str:
    """Return the code of a currency that is not the office's own; raise FieldError otherwise."""
    code = checked_currency(view, currency)
    if code == view.office.currency:
        raise FieldError("currency", "own_currency", code)
    return code
