"""What rules make of many customers at once: the set-based twin of `protection` and `with_grace`.

Everything lands in a scratch table first; a dry run reads it, and applying a version stores it.
"""

from __future__ import annotations

from dataclasses import field
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, or_, select

from crm_tui.db.queries.pools.rule_outcomes import CHOSEN_IDS, OUTCOME, add_spans, portions
from crm_tui.db.queries.pools.rule_pipeline import Pipeline
from crm_tui.db.queries.pools.rule_terms import Spans
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, PERIOD_FACT
from crm_tui.db.schema.users import LEAVE
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import FactKind, Rule
from crm_tui.values import dataclass

NEAR_DAYS = 400
"""Days counted from within this time are counted before they are asked for."""
_OUT = OUTCOME.c
_NAMES = [column.name for column in OUTCOME.columns]


@dataclass(frozen=True, slots=True)
class Trial:
    """Which rules, from which day on, for which customers of a pool.

    `day` is that on which they take effect: grace is counted from it, and a period that had ended
    before stays ended. Tried are the customers chosen in a scratch table. A trial may be kept as
    long as the rules are: its statements are made once.
    """

    pool_id: PoolId
    rules: tuple[Rule, ...]
    day: int
    spans: Spans
    _statements: dict[tuple[bool, bool], Any] = field(default_factory=dict, compare=False)

    def statement(self, *, has_contracts: bool, only_changed: bool) -> Any:
        """Return the statement that fills the scratch table."""
        key = (has_contracts, only_changed)
        if key not in self._statements:
            pipeline = self.pipeline(has_contracts=has_contracts)
            statement = pipeline.outcomes(concerned(self), only_changed=only_changed)
            self._statements[key] = insert(OUTCOME).from_select(_NAMES, statement)
        return self._statements[key]

    def pipeline(self, *, has_contracts: bool) -> Pipeline:
        """Return what makes the statements."""
        return Pipeline(self.rules, day=self.day, spans=self.spans, has_contracts=has_contracts)


def concerned(trial: Trial) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the customers a trial is about."""
    customer = CUSTOMER.c
    return (
        customer.pool_id == trial.pool_id,
        customer.owner_id.is_not(None),
        customer.deleted_at.is_(None),
        customer.last_day >= trial.day - 1,
        customer.id.in_(CHOSEN_IDS),
    )


def fill_outcomes(view: View, trial: Trial, *, only_changed: bool) -> None:
    """Write what the rules make of every customer concerned into the scratch table.

    Days away are not counted off here; see `customers_with_leave`. `only_changed` leaves out those
    for whom everything stays as it is.
    """
    has_contracts = _has_contracts(view)
    statement = trial.statement(has_contracts=has_contracts, only_changed=only_changed)
    near = trial.spans.near(view.today - NEAR_DAYS, view.today + 1)
    add_spans(view, near)
    view.connection.execute(statement)
    pipeline = trial.pipeline(has_contracts=has_contracts)
    while missing := _missing_keys(view):
        add_spans(view, trial.spans.rows(missing))
        again = [row.id for row in view.connection.execute(_unknown(_OUT.id))]
        view.connection.execute(delete(OUTCOME).where(_OUT.missing.is_not(None)))
        for ids in portions(again):
            statement = pipeline.outcomes([CUSTOMER.c.id.in_(ids)], only_changed=only_changed)
            view.connection.execute(insert(OUTCOME).from_select(_NAMES, statement))


def _unknown(*columns: Any) -> Any:
    return select(*columns).where(_OUT.missing.is_not(None))


def _missing_keys(view: View) -> list[int]:
    rows = view.connection.execute(_unknown(_OUT.missing).distinct().order_by(_OUT.missing))
    return [row.missing for row in rows]


def _has_contracts(view: View) -> bool:
    found = select(PERIOD_FACT.c.id).where(PERIOD_FACT.c.kind == FactKind.CONTRACT).limit(1)
    return view.connection.execute(found).first() is not None


def customers_with_leave(view: View, trial: Trial) -> list[Any]:
    """Return the stored rows of customers whose days away may count: few, for the pure function."""
    period = OWNERSHIP_PERIOD.c
    away = (
        select(period.customer_id)
        .join(LEAVE, LEAVE.c.user_id == period.owner_id)
        .where(
            LEAVE.c.cancelled_at.is_(None),
            LEAVE.c.last_day >= period.start_day,
            or_(period.end_day.is_(None), LEAVE.c.first_day < period.end_day),
        )
    )
    if not _anybody_away(view):
        return []
    return list(
        view.connection.execute(
            select(CUSTOMER)
            .where(
                CUSTOMER.c.id.in_(away),
                *concerned(trial),
                unscoped("a trial brings its own scope"),
            )
            .order_by(CUSTOMER.c.id)
        )
    )


def _anybody_away(view: View) -> bool:
    found = select(LEAVE.c.id).where(LEAVE.c.cancelled_at.is_(None)).limit(1)
    return view.connection.execute(found).first() is not None
