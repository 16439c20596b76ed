"""Dated rates of currencies."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from crm_tui.db.schema.opportunities import CURRENCY_RATE
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.currencies import RateRow, converted
from crm_tui.domain.identifiers import RateId

_RATE = CURRENCY_RATE.c


def rates(view: View, currency: str | None = None, limit: int = 100) -> list[RateRow]:
    """Return the rates of a currency, or of all, the newest first."""
    statement = (
        select(CURRENCY_RATE, USER.c.name.label("person"))
        .outerjoin(USER, USER.c.id == _RATE.updated_by_id)
        .where(_RATE.deleted_at.is_(None))
        .order_by(_RATE.day.desc(), _RATE.currency, _RATE.id.desc())
        .limit(limit)
    )
    if currency is not None:
        statement = statement.where(_RATE.currency == currency)
    return [
        RateRow(RateId(row.id), row.currency, row.day, row.rate, row.person or "")
        for row in view.connection.execute(statement)
    ]


def rate_on(view: View, currency: str, day: int) -> int | None:
    """Return the rate of a currency that holds on a day, None before its first."""
    found: int | None = view.connection.execute(
        select(_RATE.rate)
        .where(_RATE.currency == currency, _RATE.day <= day, _RATE.deleted_at.is_(None))
        .order_by(_RATE.day.desc())
        .limit(1)
    ).scalar_one_or_none()
    return found


class Rates:
    """Amounts in the office's currency, each at the rate of its day; every rate is asked once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known: dict[tuple[str, int], int | None] = {}

    def in_own(self, minor: int, currency: str, day: int) -> int | None:
        """Return an amount in the office's currency; None where no rate held on its day."""
        own = self._view.office.currency
        if currency in {"", own}:
            return minor
        key = (currency, day)
        if key not in self._known:
            self._known[key] = rate_on(self._view, currency, day)
        rate = self._known[key]
        return None if rate is None else converted(minor, currency, rate, own)


def set_rate(unit: Unit, currency: str, day: int, rate: int | None) -> tuple[RateId, int | None]:
    """Set the rate of a currency from a day on, or take it away; return its id and the former."""
    row = unit.connection.execute(
        select(CURRENCY_RATE).where(_RATE.currency == currency, _RATE.day == day)
    ).one_or_none()
    stamps = {"updated_at": unit.now, "updated_by_id": unit.person.user_id}
    if row is None:
        result = unit.connection.execute(
            insert(CURRENCY_RATE).values(
                currency=currency,
                day=day,
                rate=rate,
                created_at=unit.now,
                created_by_id=unit.person.user_id,
                **stamps,
            )
        )
        (key,) = result.inserted_primary_key or (0,)
        return RateId(int(key)), None
    gone = {"deleted_at": unit.now} if rate is None else {"deleted_at": None, "rate": rate}
    unit.connection.execute(
        update(CURRENCY_RATE)
        .where(_RATE.id == row.id)
        .values(version=_RATE.version + 1, **gone, **stamps)
    )
    return RateId(row.id), row.rate if row.deleted_at is None else None
