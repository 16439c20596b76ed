"""What the statement proposes for many customers is what the rules of a level say of each."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from crm_tui.bootstrap import Crm
from crm_tui.db.queries import level_scores
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.level_reviews import (
    Averages,
    Measure,
    Measured,
    ReviewFacts,
    proposed_level,
)
from crm_tui.domain.work_settings import Thresholds, Weights
from tests import make

CUSTOMERS = 30
TODAY = make.NOW.toordinal()
SINCE = TODAY - 365
HEADCOUNTS = ["", "", "不详", "0", "15人", "20-50人", "100-500人", "约1000人"]
EVERYBODY = range(1_000_000)
WHY = unscoped("a test reads what it wrote")


@pytest.fixture(scope="module")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crm]:
    """An office of which one of five customers lies in a pool."""
    opened = make.office(tmp_path_factory.mktemp("levels"))
    lina = make.rep(opened, "lina")
    for number in range(CUSTOMERS):
        make.customer(opened, None if number % 5 == 0 else lina, name=f"客户{number}")
    yield opened
    opened.close()


def _columns(dice: Random) -> dict[str, Any]:
    return {
        "level": dice.choice([None, "A", "B", "C"]),
        "budget_minor": dice.choice([None, None, 0, -5, dice.randint(1, 10_000_000_00)]),
        "needs": dice.choice(["", "扩产"]),
        "decision_chain": dice.choice(["", "", "总经理定"]),
        "headcount": dice.choice(HEADCOUNTS),
    }


def _deal(dice: Random, customer_id: int, owner_id: int) -> dict[str, Any]:
    return {
        "customer_id": customer_id,
        "owner_id": owner_id,
        "amount_minor": dice.randint(1, 5_000_000_00),
        "currency": "CNY",
        "deal_day": dice.choice([SINCE - 1, SINCE, TODAY]),
        "voided_day": dice.choice([None, None, TODAY]),
        "deleted_at": dice.choice([None, None, None, make.NOW]),
        "note": "",
        "void_reason": "",
        "created_at": make.NOW,
        "updated_at": make.NOW,
    }


def _shuffle(crm: Crm, dice: Random) -> None:
    with crm.database.setting_up() as connection:
        run = connection.execute
        run(delete(DEAL))
        for customer_id in run(select(CUSTOMER.c.id).where(WHY)).scalars().all():
            columns = _columns(dice)
            run(update(CUSTOMER).where(CUSTOMER.c.id == customer_id, WHY).values(**columns))
            for _ in range(dice.choice([0, 0, 1, 3])):
                run(insert(DEAL).values(_deal(dice, customer_id, make.admin(crm).user_id)))


def _facts(row: Any, deals: list[Any]) -> ReviewFacts:
    own = [each for each in deals if each.customer_id == row.id and each.deleted_at is None]
    late = [each for each in own if each.deal_day >= SINCE]
    standing = [each for each in late if each.voided_day is None]
    return ReviewFacts(
        amount_minor=sum(each.amount_minor for each in standing),
        deals=len(standing),
        voided=len(late) - len(standing),
        has_bought=any(each.voided_day is None for each in own),
        budget_minor=row.budget_minor,
        has_needs=bool(row.needs),
        has_decision_chain=bool(row.decision_chain),
        headcount=row.headcount,
    )


def _averages(facts: dict[int, ReviewFacts], held: set[int]) -> Averages:
    brought = [each.amount_minor for each in facts.values() if each.deals]
    planned = [each.budget_minor or 0 for key, each in facts.items() if key in held]
    plans = [each for each in planned if each > 0]
    return Averages(
        sum(brought) // len(brought) if brought else 0, sum(plans) // len(plans) if plans else 0
    )


def _measure(view: View, averages: Averages, dice: Random) -> Measure:
    # In two parts, as a large office is read in many.
    half = CUSTOMERS // 2
    found = level_scores.measured(view, SINCE, range(half)).joined(
        level_scores.measured(view, SINCE, range(half, EVERYBODY.stop))
    )
    assert found.averages == averages
    weights = dice.choice([Weights(50, 20, 30), Weights(1, 1, 0), Weights(0, 0, 7)])
    thresholds = dice.choice([Thresholds(70, 40), Thresholds(20, 10)])
    return Measure(SINCE, found.averages, found.headcounts, weights, thresholds)


@pytest.mark.parametrize("seed", range(4))
def test_many_customers_are_scored_as_each_of_them(crm: Crm, seed: int) -> None:
    dice = Random(seed)
    _shuffle(crm, dice)
    with crm.database.reading(make.admin(crm)) as view:
        in_order = select(CUSTOMER).where(WHY).order_by(CUSTOMER.c.id)
        rows = view.connection.execute(in_order).all()
        deals = list(view.connection.execute(select(DEAL)).all())
        facts = {row.id: _facts(row, deals) for row in rows}
        held = {row.id for row in rows if row.owner_id is not None}
        measure = _measure(view, _averages(facts, held), dice)
        expected = [
            (row.id, row.name, row.level, *found)
            for row in rows
            if row.id in held
            and (
                found := proposed_level(
                    row.level,
                    facts[row.id],
                    measure.averages,
                    weights=measure.weights,
                    thresholds=measure.thresholds,
                )
            )
        ]
        assert level_scores.some_proposed(view, measure, EVERYBODY, 1000) == expected
        assert level_scores.count_proposed(view, measure, EVERYBODY) == len(expected)


def test_parts_that_nobody_is_in_have_no_average() -> None:
    assert Measured().joined(Measured()).averages == Averages()
