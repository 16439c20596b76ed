"""What an office says of its papers, their pages, and how far their numbers have come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, text, update

from crm_tui.db.schema.quotes import DOCUMENT_SETTING, NUMBER_COUNTER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.values import dataclass

_BEGIN = text(
    "INSERT INTO number_counter (span, last) VALUES (:span, 0) ON CONFLICT (span) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class StoredPaper:
    """What differs from the usual settings of a kind of paper, and its page; None for the usual."""

    settings: Mapping[str, Any]
    template: str | None


def paper(view: View, kind: str) -> StoredPaper:
    """Return what is stored of a kind of paper."""
    statement = select(DOCUMENT_SETTING).where(DOCUMENT_SETTING.c.kind == kind)
    row = view.connection.execute(statement).one_or_none()
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
