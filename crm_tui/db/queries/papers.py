"""What an office says of its papers, their pages, and how far their numbers have come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, Table, bindparam, cast, insert, select, text, update

from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.schema.quotes import DOCUMENT_SETTING, NUMBER_COUNTER, QUOTE
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.contracts.papers import KIND as CONTRACTS
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.orders.papers import KIND as ORDERS
from crm_tui.domain.quotes.papers import KIND as QUOTES
from crm_tui.values import dataclass

_BEGIN = text(
    "INSERT INTO number_counter (span, last) VALUES (:span, 0) ON CONFLICT (span) DO NOTHING"
)

_COUNT_PAST = text(
    "INSERT INTO number_counter (span, last) VALUES (:span, :last) ON CONFLICT (span) DO UPDATE"
    " SET last = CASE WHEN excluded.last > number_counter.last THEN excluded.last"
    " ELSE number_counter.last END"
)
# Asked with most papers, so it is built once.
_SETTINGS = select(DOCUMENT_SETTING).where(DOCUMENT_SETTING.c.kind == bindparam("asked_kind"))
_TABLES = {ORDERS: SALES_ORDER, CONTRACTS: CONTRACT, QUOTES: QUOTE}


@dataclass(frozen=True, slots=True)
class NumberHolder:
    """The paper that has a number."""

    id: int
    customer_id: CustomerId
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class StoredPaper:
    """What differs from the usual settings of a kind of paper, and its page; None for the usual."""

    settings: Mapping[str, Any]
    template: str | None


def paper(view: View, kind: str) -> StoredPaper:
    """Return what is stored of a kind of paper."""
    row = view.connection.execute(_SETTINGS, {"asked_kind": kind}).one_or_none()
    return StoredPaper({}, None) if row is None else StoredPaper(row.settings, row.template)


def set_paper(unit: Unit, kind: str, values: Mapping[str, Any]) -> None:
    """Store settings or the page of a kind of paper."""
    which = DOCUMENT_SETTING.c.kind == kind
    found = unit.connection.execute(update(DOCUMENT_SETTING).where(which).values(**values))
    if not found.rowcount:
        whole = {"settings": {}, "template": None, **values}
        unit.connection.execute(insert(DOCUMENT_SETTING).values(kind=kind, **whole))


def next_number(unit: Unit, span: str) -> int:
    """Return the next number of a span, given to nobody else: one, two, three and so on.

    What was numbered and taken back leaves a gap.
    """
    which = NUMBER_COUNTER.c.span == span
    while True:
        counted = unit.connection.execute(
            update(NUMBER_COUNTER)
            .where(which)
            .values(last=NUMBER_COUNTER.c.last + 1)
            .returning(NUMBER_COUNTER.c.last)
        ).scalar_one_or_none()
        if counted is not None:
            return int(counted)
        _begin(unit, span)


def _begin(unit: Unit, span: str) -> None:
    """Let a span begin at zero, unless another began it at this very moment."""
    unit.connection.execute(_BEGIN, {"span": span})


def count_past(unit: Unit, span: str, last: int) -> None:
    """Let the numbers of a span go on behind one that came from elsewhere."""
    unit.connection.execute(_COUNT_PAST, {"span": span, "last": last})


def holder_of_number(
    view: View, kind: str, number: str, version_no: int | None = None
) -> NumberHolder | None:
    """Return the paper of a kind that has a number, whoever asks; a deleted one keeps its own.

    Of papers that have versions the number alone is not enough.
    """
    table = _TABLES[kind]
    statement = select(table.c.id, table.c.customer_id, table.c.deleted_at)
    found = statement.where(*_numbered(table, number, version_no)).limit(1)
    row = view.connection.execute(found).one_or_none()
    if row is None:
        return None
    return NumberHolder(row.id, CustomerId(row.customer_id), row.deleted_at is not None)


def give_up_number(unit: Unit, kind: str, number: str, version_no: int | None = None) -> None:
    """Let a deleted paper give its number to another; its own gets its id behind it."""
    table = _TABLES[kind]
    is_it = (*_numbered(table, number, version_no), table.c.deleted_at.is_not(None))
    aside = table.c.number + "~" + cast(table.c.id, String)
    unit.connection.execute(update(table).where(*is_it).values(number=aside))


def _numbered(table: Table, number: str, version_no: int | None) -> Iterator[ColumnElement[bool]]:
    yield table.c.number == number
    if version_no is not None:
        yield table.c.version_no == version_no
