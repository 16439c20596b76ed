"""Whose a customer is that two became one of, who may merge them, and which clock runs on."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.merging import KeepTheHeldOne, NoRightToGive, NotOverBoth, SameCustomer
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.pools import CoolingOff, PeriodEnd
from crm_tui.domain.tasks import TaskDraft
from crm_tui.domain.users import Actor
from crm_tui.errors import NotFoundError
from tests import invariants, make
from tests.integration.merges import differing, refusal, rows

TODAY = make.NOW.toordinal()


def test_a_customer_is_not_merged_with_itself(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    assert isinstance(refusal(crm, lina, customer, customer), SameCustomer)


def test_of_one_owner_the_earlier_clock_runs_on_and_the_later_work_counts(
    crm: Crm, lina: Actor
) -> None:
    given_up = make.customer(crm, lina, "恒信科技")
    first_day = crm.customers.record(lina, given_up).clock_day
    crm.database.clock.advance(make.DAY * 5)  # type: ignore[attr-defined]  # a fake one
    kept = make.customer(crm, lina, "北京恒信科技有限公司")
    crm.database.clock.advance(make.DAY * 2)  # type: ignore[attr-defined]  # as above
    make.follow_up(crm, lina, kept)
    before = rows(crm)
    crm.merging.merge(lina, kept, given_up)
    found = crm.customers.record(lina, kept)
    assert (found.clock_day, found.last_effective_day) == (first_day, TODAY + 7)
    assert found.row.last_day == TODAY + 7 + 30
    (period,) = make.query(
        crm, "SELECT how_ended FROM ownership_period WHERE customer_id = ?", given_up
    )
    assert period == (PeriodEnd.MERGED.value,)
    assert [each.how_ended for each in crm.ownerships.of(lina, kept)] == [None, PeriodEnd.MERGED][
        :: 1 if kept > given_up else -1
    ]
    assert invariants.broken(crm) == []
    crm.history.undo(lina)
    assert differing(before, rows(crm)) == {}


def test_merging_wins_no_days(crm: Crm, lina: Actor) -> None:
    given_up = make.customer(crm, lina, "恒信科技")
    last_day = crm.customers.record(lina, given_up).row.last_day
    crm.database.clock.advance(make.DAY * 28)  # type: ignore[attr-defined]  # a fake one
    kept = make.customer(crm, lina, "北京恒信科技有限公司")
    crm.merging.merge(lina, kept, given_up)
    assert crm.customers.record(lina, kept).row.last_day == last_day


def test_parting_again_wins_no_days_either(crm: Crm, lina: Actor) -> None:
    given_up = make.customer(crm, lina, "恒信科技")
    kept = make.customer(crm, lina, "北京恒信科技有限公司")
    crm.merging.merge(lina, kept, given_up)
    crm.database.clock.advance(make.DAY * 20)  # type: ignore[attr-defined]  # a fake one
    # Nothing that stands in the history: the last day of the kept one moves by itself.
    make.meddle(crm, f"UPDATE customer SET last_day = {TODAY + 90} WHERE id = {kept}")
    crm.database.clock.advance(make.DAY * 20)  # type: ignore[attr-defined]  # as above
    crm.history.undo(lina)
    assert crm.customers.record(make.admin(crm), given_up).row.owner_id is None


def test_the_held_one_is_to_be_kept(crm: Crm, admin: Actor, lina: Actor) -> None:
    pooled, held = make.customer(crm, admin, in_pool=True), make.customer(crm, lina, "恒信科技")
    assert isinstance(refusal(crm, admin, pooled, held), KeepTheHeldOne)


def test_what_lies_in_the_pool_is_joined_by_who_may_assign_it(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    pooled, held = make.customer(crm, admin, in_pool=True), make.customer(crm, lina, "恒信科技")
    assert isinstance(refusal(crm, lina, held, pooled), NoRightToGive)
    boss = make.manager(crm, department="销售部", staff=[lina])
    before = rows(crm)
    crm.merging.merge(boss, held, pooled)
    assert crm.customers.record(lina, held).row.owner_id == lina.user_id
    crm.history.undo(boss)
    assert differing(before, rows(crm)) == {}


def test_who_gave_it_back_does_not_get_it_by_a_merge(crm: Crm, admin: Actor, lina: Actor) -> None:
    returned = make.customer(crm, lina, "北京恒信科技有限公司")
    crm.pools.return_to_pool(lina, [returned], make.return_reason(crm))
    held = make.customer(crm, lina, "浦江精密")
    assert isinstance(refusal(crm, admin, held, returned), CoolingOff)


def test_customers_of_two_people_need_a_manager_of_both(
    crm: Crm, admin: Actor, lina: Actor, zhao: Actor
) -> None:
    hers, his = make.customer(crm, lina), make.customer(crm, zhao, "恒信科技")
    crm.tasks.make(zhao, TaskDraft("发报价", make.NOW + make.DAY, customer_id=his))
    boss = make.manager(crm, department="销售部", staff=[lina])
    with pytest.raises(NotFoundError):
        crm.merging.merge(lina, hers, his)
    with pytest.raises(NotFoundError):
        crm.merging.preview(lina, hers, his)
    assert isinstance(refusal(crm, boss, hers, his), NotOverBoth)
    make.set_user(crm, zhao.user_id, manager_id=boss.user_id)
    before = rows(crm)
    crm.merging.merge(boss, hers, his)
    assert invariants.broken(crm) == []
    (notice,) = crm.notices.unseen(zhao)
    assert (notice.kind, notice.words) == (NoticeKind.CUSTOMER_MERGED, "恒信科技")
    assert [each.title for each in crm.tasks.list(lina)] == ["发报价"]
    crm.history.undo(boss)
    assert differing(before, rows(crm)) == {}


def test_who_manages_only_one_of_the_two_merges_nothing(crm: Crm, lina: Actor, zhao: Actor) -> None:
    hers, his = make.customer(crm, lina), make.customer(crm, zhao, "恒信科技")
    crm.teams.add(zhao, [his], lina.user_id, make.seat(can_write=True))
    assert refusal(crm, lina, hers, his) == NotOverBoth("李娜", "赵强")
