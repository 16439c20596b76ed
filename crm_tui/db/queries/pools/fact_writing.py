"""What the rules may count in a period: written by the nouns, corrected when a record changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from crm_tui.db.schema.pools import PERIOD_FACT
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import PeriodId
from crm_tui.domain.pools import FactKind

_KEPT = ("day", "until_day", "voided_day", "detail")


def add_fact(  # noqa: PLR0913 - the columns of a fact
    unit: Unit,
    period_id: PeriodId,
    kind: FactKind,
    subject_id: int,
    day: int,
    *,
    until_day: int | None = None,
    detail: str = "",
) -> None:
    """Write what the rules may count in this period; `detail` is the method of a contact."""
    values = {
        "period_id": period_id,
        "kind": kind,
        "subject_id": subject_id,
        "day": day,
        "until_day": until_day,
        "detail": detail,
    }
    unit.connection.execute(insert(PERIOD_FACT), values)


def void_fact(unit: Unit, kinds: Sequence[FactKind], subject_id: int) -> None:
    """Strike out today what a record had written for the rules, in every period that copied it."""
    unit.connection.execute(
        update(PERIOD_FACT)
        .where(
            PERIOD_FACT.c.kind.in_(kinds),
            PERIOD_FACT.c.subject_id == subject_id,
            PERIOD_FACT.c.voided_day.is_(None),
        )
        .values(voided_day=unit.today)
    )


def remove_facts(unit: Unit, kinds: Sequence[FactKind], subject_id: int) -> None:
    """Take away what a record had written for the rules, as if it had never been."""
    unit.connection.execute(
        delete(PERIOD_FACT).where(
            PERIOD_FACT.c.kind.in_(kinds), PERIOD_FACT.c.subject_id == subject_id
        )
    )


def unvoid_fact(unit: Unit, kinds: Sequence[FactKind], subject_id: int) -> None:
    """Let what a record had written for the rules count again."""
    unit.connection.execute(
        update(PERIOD_FACT)
        .where(PERIOD_FACT.c.kind.in_(kinds), PERIOD_FACT.c.subject_id == subject_id)
        .values(voided_day=None)
    )


def change_fact(
    unit: Unit, kind: FactKind, subject_id: int, *, day: int, detail: str | None = None
) -> None:
    """Move the day of what a record wrote, and its detail if one is given, in every copy."""
    values: dict[str, Any] = {"day": day}
    if detail is not None:
        values["detail"] = detail
    unit.connection.execute(
        update(PERIOD_FACT)
        .where(PERIOD_FACT.c.kind == kind, PERIOD_FACT.c.subject_id == subject_id)
        .values(**values)
    )


def facts_about(view: View, kinds: Sequence[FactKind], subject_id: int) -> list[dict[str, Any]]:
    """Return what a record wrote for the rules as it stands, for undo."""
    rows = view.connection.execute(
        select(PERIOD_FACT)
        .where(PERIOD_FACT.c.kind.in_(kinds), PERIOD_FACT.c.subject_id == subject_id)
        .order_by(PERIOD_FACT.c.id)
        .limit(1000)
    )
    return [{"id": row.id, **{name: getattr(row, name) for name in _KEPT}} for row in rows]


def put_facts_back(
    unit: Unit, kinds: Sequence[FactKind], subject_id: int, kept: Sequence[dict[str, Any]]
) -> None:
    """Let what a record wrote stand as `facts_about` had found it; what came since is void."""
    void_fact(unit, kinds, subject_id)
    for fact in kept:
        unit.connection.execute(
            update(PERIOD_FACT)
            .where(PERIOD_FACT.c.id == fact["id"])
            .values(**{name: fact[name] for name in _KEPT})
        )


def last_fact_day(view: View, period_id: PeriodId, kind: FactKind) -> int | None:
    """Return the latest day of a kind of fact that stands in a period, or None."""
    found: int | None = view.connection.execute(
        select(func.max(PERIOD_FACT.c.day)).where(
            PERIOD_FACT.c.period_id == period_id,
            PERIOD_FACT.c.kind == kind,
            PERIOD_FACT.c.voided_day.is_(None),
        )
    ).scalar_one()
    return found
