"""客户上限 on real files: every road asks one check, and only a recorded override passes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId, PoolId
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.pools import (
    DailyLimitReached,
    HoldingLimit,
    HoldingLimitReached,
    LimitKind,
    LimitLevel,
    NotPoolAdmin,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotPermittedError, RefusedError, UndoRefusedError
from tests import make
from tests.answers import refusal


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜", department="华东")


@pytest.fixture
def zhao(crm: Crm) -> Actor:
    return make.rep(crm, "zhao", "赵强")


def some(crm: Crm, number: int, pool: PoolId | None = None) -> list[CustomerId]:
    home = pool or make.pool_id(crm)
    return [make.customer(crm, name=f"客户{home}-{n}", pool=home) for n in range(number)]


def subjects(crm: Crm, lina: Actor) -> dict[LimitLevel, int | None]:
    admin = make.admin(crm)
    return {
        LimitLevel.OFFICE: None,
        LimitLevel.DEPARTMENT: crm.people.find_department(admin, "华东"),
        LimitLevel.ROLE: crm.people.find_role(admin, "rep"),
        LimitLevel.USER: lina.user_id,
    }


@pytest.mark.parametrize("level", list(LimitLevel))
def test_the_limit_set_nearest_to_the_person_binds(
    crm: Crm, lina: Actor, level: LimitLevel
) -> None:
    levels = list(LimitLevel)
    for each in levels[: levels.index(level) + 1]:
        make.limit(crm, 1 if each is level else 9, level=each, subject_id=subjects(crm, lina)[each])
    outcome = crm.pools.claim(lina, some(crm, 2))
    assert len(outcome.done) == 1
    assert refusal(outcome) == HoldingLimitReached("李娜", 1, 1, level=level)
    assert crm.days.quota(lina).holding_limit == 1
    row = next(row for row in crm.people.users(make.admin(crm)) if row.id == lina.user_id)
    assert (row.held, row.holding_limit) == (1, 1)


def test_of_several_roles_the_smallest_limit_binds(crm: Crm, lina: Actor) -> None:
    admin = make.admin(crm)
    role = crm.people.find_role(admin, "manager")
    crm.people.edit_user(admin, lina.user_id, {"further_role_ids": (role,)})
    make.limit(crm, 5, level=LimitLevel.ROLE, subject_id=crm.people.find_role(admin, "rep"))
    make.limit(crm, 1, level=LimitLevel.ROLE, subject_id=role)
    assert len(crm.pools.claim(lina, some(crm, 2)).done) == 1


def test_the_pool_s_own_holding_limit_counts_only_its_own(crm: Crm, lina: Actor) -> None:
    make.set_pool(crm, holding_limit=1)
    north = make.pool(crm, "华北")
    outcome = crm.pools.claim(lina, [*some(crm, 1, north), *some(crm, 2)])
    assert len(outcome.done) == 2
    assert refusal(outcome) == HoldingLimitReached("李娜", 1, 1, "公海")


def test_self_found_customers_count_under_their_own_limit(crm: Crm, lina: Actor) -> None:
    make.limit(crm, 1)
    make.limit(crm, 1, kind=LimitKind.SELF_FOUND)
    make.customer(crm, lina, name="自拓一")
    assert crm.pools.claim(lina, some(crm, 1)).done
    second = crm.customers.add(lina, make.new_customer("自拓二"))
    assert second.over_limit
    crm.pools.return_to_pool(lina, [CustomerId(1)], make.return_reason(crm))
    assert not crm.customers.add(lina, make.new_customer("自拓三")).over_limit


def test_deal_customers_need_not_count(crm: Crm, lina: Actor) -> None:
    make.limit(crm, 1, counts_deal=False)
    first, second, third = some(crm, 3)
    crm.pools.claim(lina, [first])
    crm.deals.mark_deal(make.admin(crm), first, is_deal=True, reason="老客户")
    assert crm.pools.claim(lina, [second]).done
    assert refusal(crm.pools.claim(lina, [third])) == HoldingLimitReached("李娜", 1, 1)
    assert crm.days.quota(lina).held == 1


def test_a_lowered_limit_takes_nothing_away_and_only_stops_adding(crm: Crm, lina: Actor) -> None:
    held = some(crm, 2)
    crm.pools.claim(lina, held)
    make.limit(crm, 1)
    assert crm.days.quota(lina).held == 2
    (more,) = [make.customer(crm, name="第三", in_pool=True)]
    assert refusal(crm.pools.claim(lina, [more])) == HoldingLimitReached("李娜", 2, 1)


def test_limit_zero_still_refuses_the_first_claim(crm: Crm, lina: Actor) -> None:
    (customer,) = some(crm, 1)
    make.limit(crm, 0)
    assert refusal(crm.pools.claim(lina, [customer])) == HoldingLimitReached("李娜", 0, 0)
    make.limit(crm, 9)
    make.set_pool(crm, daily_limit=0)
    assert isinstance(refusal(crm.pools.claim(lina, [customer])), DailyLimitReached)
    assert make.query(crm, "SELECT count(*) FROM claim_ledger") == [(0,)]


# --- every road ----------------------------------------------------------------------------------


def test_import_and_assignment_respect_the_limits(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    make.limit(crm, 2)
    (customer, *_others) = some(crm, 3)
    assert crm.pools.assign(make.admin(crm), [customer], lina.user_id).done
    file = tmp_path / "客户.csv"
    file.write_text("客户名称,联系人\n甲公司,张\n乙公司,李\n丙公司,王\n", encoding="utf-8")
    result = crm.imports.run(make.admin(crm), ImportPlan(file, owner_ids=(lina.user_id,)))
    assert [line.is_reserved for line in result.imported] == [False, True, True]
    assert crm.days.quota(lina).held == 2
    outcome = crm.pools.assign(make.admin(crm), _others, lina.user_id)
    assert len(outcome.refused) == 2
    assert make.query(crm, "SELECT count(*) FROM limit_override") == [(0,)]


def test_an_undone_return_gives_nothing_back_above_a_limit(crm: Crm, lina: Actor) -> None:
    first, second = some(crm, 2)
    crm.pools.claim(lina, [first])
    returned = crm.pools.return_to_pool(lina, [first], make.return_reason(crm))
    crm.pools.claim(lina, [second])
    make.limit(crm, 1)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, returned.changed.batch_id)


def test_an_admin_exceeds_a_limit_with_a_reason_that_is_kept(crm: Crm, lina: Actor) -> None:
    make.limit(crm, 1)
    admin, customers = make.admin(crm), some(crm, 3)
    outcome = crm.pools.assign(admin, customers, lina.user_id, override_reason="交接期间")
    assert len(outcome.done) == 3
    rows = make.query(crm, "SELECT user_id, held, maximum, reason, by_id FROM limit_override")
    assert rows == [
        (lina.user_id, 1, 1, "交接期间", admin.user_id),
        (lina.user_id, 2, 1, "交接期间", admin.user_id),
    ]
    crm.pools.claim(admin, [make.customer(crm, name="甲", in_pool=True)])
    (own,) = [make.customer(crm, name="乙", in_pool=True)]
    assert crm.pools.claim(admin, [own], override_reason="老板的客户").done


def test_a_rep_and_a_manager_override_nothing(crm: Crm, lina: Actor) -> None:
    boss = make.manager(crm, staff=[lina])
    customers = some(crm, 1)
    with pytest.raises(NotPermittedError):
        crm.pools.claim(lina, customers, override_reason="想要")
    with pytest.raises(NotPermittedError):
        crm.pools.assign(boss, customers, lina.user_id, override_reason="想要")


def test_an_override_does_not_lift_the_daily_limit(crm: Crm) -> None:
    make.set_pool(crm, daily_limit=0)
    outcome = crm.pools.claim(make.admin(crm), some(crm, 1), override_reason="急")
    assert isinstance(refusal(outcome), DailyLimitReached)


# --- setting them --------------------------------------------------------------------------------


def test_limits_are_set_replaced_taken_away_and_undone(crm: Crm, lina: Actor) -> None:
    admin = make.admin(crm)
    plain = HoldingLimit(LimitLevel.USER, lina.user_id, None, LimitKind.GENERAL, 5)
    limit_id = crm.pool_settings.set_limit(admin, plain)
    lower = HoldingLimit(LimitLevel.USER, lina.user_id, None, LimitKind.GENERAL, 3)
    assert crm.pool_settings.set_limit(admin, lower) == limit_id
    assert [row.limit for row in crm.pool_settings.limits(admin)] == [lower]
    crm.history.undo(admin)
    assert [row.limit for row in crm.pool_settings.limits(admin)] == [plain]
    crm.pool_settings.remove_limit(admin, limit_id)
    assert crm.pool_settings.limits(admin) == []
    crm.history.undo(admin)
    (row,) = crm.pool_settings.limits(admin)
    assert (row.limit, row.subject, row.subject_name) == (plain, "lina", "李娜")


def test_the_office_s_setting_is_one_of_the_limits(crm: Crm, lina: Actor) -> None:
    admin = make.admin(crm)
    crm.offices.change(admin, {"holding_limit": 7})
    (row,) = crm.pool_settings.limits(admin)
    assert (row.limit.level, row.limit.maximum) == (LimitLevel.OFFICE, 7)
    assert crm.offices.who(admin)[1].holding_limit == 7
    crm.history.undo(admin)
    assert crm.pool_settings.limits(admin) == []
    assert crm.days.quota(lina).holding_limit is None


def test_a_pool_admin_sets_limits_of_the_own_pool_only(crm: Crm, lina: Actor) -> None:
    own, other = make.pool(crm, "华北"), make.pool_id(crm)
    make.pool_admin(crm, own, lina)
    limit = HoldingLimit(LimitLevel.OFFICE, None, own, LimitKind.GENERAL, 5)
    crm.pool_settings.set_limit(lina, limit)
    elsewhere = HoldingLimit(LimitLevel.OFFICE, None, other, LimitKind.GENERAL, 5)
    with pytest.raises(RefusedError) as caught:
        crm.pool_settings.set_limit(lina, elsewhere)
    assert caught.value.refusal == NotPoolAdmin("公海")
    everywhere = HoldingLimit(LimitLevel.OFFICE, None, None, LimitKind.GENERAL, 5)
    with pytest.raises(NotPermittedError):
        crm.pool_settings.set_limit(lina, everywhere)


@pytest.mark.parametrize(
    ("level", "subject_id", "maximum"),
    [
        (LimitLevel.USER, 77, 5),
        (LimitLevel.USER, None, 5),
        (LimitLevel.OFFICE, 1, 5),
        (LimitLevel.OFFICE, None, -1),
        (LimitLevel.OFFICE, None, 10_000_000),
    ],
)
def test_a_limit_for_nobody_or_of_no_number_is_refused(
    crm: Crm, level: LimitLevel, subject_id: int | None, maximum: int
) -> None:
    limit = HoldingLimit(level, subject_id, None, LimitKind.GENERAL, maximum)
    with pytest.raises(FieldError):
        crm.pool_settings.set_limit(make.admin(crm), limit)


def test_undoing_a_move_exceeds_no_limit_of_the_pool_it_goes_back_to(crm: Crm) -> None:
    lina, boss = make.rep(crm, "lina"), make.admin(crm)
    make.limit(crm, 1, pool=make.pool_id(crm))
    moved = crm.movements.move(boss, [make.customer(crm, lina)], make.pool(crm, "华北公海"))
    make.customer(crm, lina, "另一家")
    assert moved.changed.batch_id is not None
    with pytest.raises(UndoRefusedError):
        crm.history.undo(boss, moved.changed.batch_id)


def test_undoing_a_transfer_exceeds_no_limit_for_what_one_found_oneself(crm: Crm) -> None:
    lina, zhao = make.rep(crm, "lina"), make.rep(crm, "zhao")
    make.limit(crm, 1, kind=LimitKind.SELF_FOUND)
    passed = crm.movements.transfer(lina, [make.customer(crm, lina)], zhao.user_id)
    make.customer(crm, lina, "另一家")
    assert passed.changed.batch_id is not None
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, passed.changed.batch_id)
