"""Winning, losing and giving up an opportunity, and taking it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.opportunities import CustomerTotals, OpportunityClosed, totals_of
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, RefusedError, UndoRefusedError
from crm_tui.services.opportunities.ending import Ending
from tests import make
from tests.integration.opportunities.entering import LOST, TODAY, add, facts, names, row, stages


def test_winning_records_a_deal_to_the_owners_credit(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer)
    crm.opportunities.win(lina, found, Ending())
    (deal,) = crm.deals.list(lina, customer)
    assert (deal.amount_minor, deal.owner, deal.note) == (320_000_00, "李娜", "二期扩容")
    assert crm.customers.record(lina, customer).row.type is CustomerType.DEAL
    assert facts(crm) == [(TODAY, TODAY, None)]


def test_an_office_may_leave_deals_to_be_recorded_by_hand(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    crm.offices.change(make.admin(crm), {"won_is_deal": "no"})
    crm.opportunities.win(lina, add(crm, lina, customer), Ending())
    assert crm.deals.list(lina, customer) == []


def test_losing_asks_for_a_reason_and_ends_all_editing(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer)
    with pytest.raises(FieldError):
        crm.opportunities.lose(lina, found, Ending(" "))
    crm.opportunities.lose(lina, found, LOST)
    now = row(crm, lina, found)
    assert (now.close_reason, now.review, now.closed_day) == (LOST.reason, LOST.review, TODAY)
    changes: tuple[Callable[[], object], ...] = (
        lambda: crm.opportunities.edit(lina, found, {"name": "再来"}),
        lambda: crm.opportunities.move(lina, found, stages(crm, lina)[1]),
        lambda: crm.opportunities.win(lina, found, Ending()),
    )
    for change in changes:
        with pytest.raises(RefusedError) as caught:
            change()
        assert isinstance(caught.value.refusal, OpportunityClosed)


def test_reopening_a_won_one_voids_its_deal(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    found = add(crm, lina, customer)
    crm.opportunities.win(lina, found, Ending())
    crm.opportunities.reopen(lina, found)
    (deal,) = crm.deals.list(lina, customer)
    assert deal.is_void
    assert row(crm, lina, found).is_open
    assert crm.customers.record(lina, customer).row.type is CustomerType.POTENTIAL
    assert facts(crm) == [(TODAY, None, None)]


def test_totals_leave_void_ones_out_and_tell_the_open_part(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    add(crm, lina, customer, amount_minor=1_00)
    won = add(crm, lina, customer, amount_minor=20_00)
    lost = add(crm, lina, customer, amount_minor=300_00)
    void = add(crm, lina, customer, amount_minor=4_000_00)
    crm.opportunities.win(lina, won, Ending())
    crm.opportunities.lose(lina, lost, LOST)
    crm.opportunities.void(lina, void, LOST)
    found = crm.opportunities.totals(lina, customer)
    assert found == CustomerTotals(3, 321_00, 1, 1_00)
    assert found == totals_of(crm.opportunities.of_customer(lina, customer))


def test_a_list_of_customers_shows_the_total_and_its_open_part(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    add(crm, lina, customer, amount_minor=1_00)
    crm.opportunities.win(lina, add(crm, lina, customer, amount_minor=20_00), Ending())
    shown = crm.figures.extras(lina, [customer])[customer]
    assert (shown.opportunities_minor, shown.open_minor) == (21_00, 1_00)


def dump(crm: Crm) -> list[tuple[object, ...]]:
    """All that an opportunity says, but for when and how often it was written."""
    return [
        *make.query(
            crm,
            "SELECT id, name, amount_minor, reported_minor, stage_id, stage_since, state, owner_id,"
            " closed_day, close_reason, review, deal_id, next_step, people, competitors,"
            " expected_day, deleted_at FROM opportunity ORDER BY id",
        ),
        *make.query(crm, "SELECT stage_id, since, until FROM opportunity_stay ORDER BY id"),
        *facts(crm),
        *make.query(crm, "SELECT is_deal, type, last_day, deciding FROM customer ORDER BY id"),
        *make.query(crm, "SELECT amount_minor, voided_day FROM deal WHERE deleted_at IS NULL"),
    ]


@pytest.mark.parametrize(
    "act", ["edit", "move", "win", "lose", "void", "delete", "reopen", "restore"]
)
def test_each_change_is_taken_back_whole(
    crm: Crm, lina: Actor, customer: CustomerId, act: str
) -> None:
    found, service = add(crm, lina, customer), crm.opportunities
    if act == "reopen":
        service.win(lina, found, Ending("价格合适"))
    if act == "restore":
        service.delete(lina, found)
    before = dump(crm)
    acts = {
        "edit": lambda: service.edit(
            lina, found, {"amount_minor": 1, "expected_day": TODAY + 9, "competitors": ("用友",)}
        ),
        "move": lambda: service.move(lina, found, stages(crm, lina)[3]),
        "win": lambda: service.win(lina, found, Ending("价格合适")),
        "lose": lambda: service.lose(lina, found, LOST),
        "void": lambda: service.void(lina, found, LOST),
        "delete": lambda: service.delete(lina, found),
        "reopen": lambda: service.reopen(lina, found),
        "restore": lambda: service.restore(lina, found),
    }
    acts[act]()
    assert dump(crm) != before
    crm.history.undo(lina)
    assert dump(crm) == before


def test_what_was_entered_by_mistake_is_gone_with_undo(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    add(crm, lina, customer)
    crm.history.undo(lina)
    assert names(crm, lina) == []
    assert facts(crm) == []


def test_an_edit_that_another_followed_is_not_undone(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer)
    batch = crm.opportunities.edit(lina, found, {"name": "三期"}).batch_id
    crm.opportunities.edit(make.admin(crm), found, {"name": "四期"})
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, batch)
