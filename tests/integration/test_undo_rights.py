"""What one did once is taken back only with what one may do today."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.calendars import DayKind
from crm_tui.domain.custom_fields import CustomFieldFields, FieldHolder, FieldType
from crm_tui.domain.days import DayRange
from crm_tui.domain.identifiers import CustomerId, RoleId
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.pools import HoldingLimit, LimitKind, LimitLevel, MemberKind, PoolMember
from crm_tui.domain.products import ProductFields
from crm_tui.domain.teams import Seat, TeamRole
from crm_tui.domain.users import Actor
from crm_tui.errors import NotPermittedError, RefusedError, UndoRefusedError
from tests import make

TODAY = make.NOW.toordinal()
REP = RoleId(3)


def city(crm: Crm, customer: CustomerId) -> str:
    ((found,),) = make.query(crm, "SELECT city FROM customer WHERE id = ?", customer)
    return str(found)


def test_who_stood_in_takes_nothing_back_when_the_leave_is_over(
    crm: Crm, admin: Actor, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, zhao)
    away = LeavePlan(zhao.user_id, DayRange(TODAY, TODAY + 1), "年假", lina.user_id)
    crm.leaves.record(admin, away)
    make.follow_up(crm, lina, customer, "替他谈过了")
    clock.advance(5 * make.DAY)
    with pytest.raises(UndoRefusedError) as refused:
        crm.history.undo(lina)
    assert refused.value.changed == ((customer, ""),), "nor is told what it is called today"
    assert [row.content for row in crm.follow_ups.list(zhao, customer)] == ["替他谈过了"]


def test_whose_time_in_a_team_is_over_takes_nothing_back(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, zhao, city="北京")
    seat = Seat(TeamRole.COLLABORATION, can_write=True, until_day=TODAY + 1)
    crm.teams.add(zhao, [customer], lina.user_id, seat)
    crm.customers.edit(lina, customer, {"city": "上海"})
    clock.advance(5 * make.DAY)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina)
    assert city(crm, customer) == "上海"


def test_who_is_no_manager_any_more_takes_nothing_back(crm: Crm, boss: Actor, zhao: Actor) -> None:
    customer = make.customer(crm, zhao)
    make.follow_up(crm, boss, customer, "谈过了")
    make.set_user(crm, boss.user_id, role_id=REP)
    make.meddle(crm, "UPDATE user_role SET role_id = 3 WHERE user_id = ?", (boss.user_id,))
    make.meddle(crm, "UPDATE department SET manager_id = NULL")
    make.meddle(crm, "UPDATE app_user SET manager_id = NULL")
    with pytest.raises(UndoRefusedError):
        crm.history.undo(boss)
    assert [row.id for row in crm.follow_ups.list(zhao, customer)] == [1]


def test_who_is_no_manager_any_more_changes_no_lead_back(
    crm: Crm, boss: Actor, zhao: Actor
) -> None:
    lead = make.lead(crm, zhao)
    crm.leads.edit(boss, lead, {"city": "上海"})
    make.set_user(crm, boss.user_id, role_id=REP)
    make.meddle(crm, "UPDATE user_role SET role_id = 3 WHERE user_id = ?", (boss.user_id,))
    make.meddle(crm, "UPDATE department SET manager_id = NULL")
    make.meddle(crm, "UPDATE app_user SET manager_id = NULL")
    with pytest.raises(UndoRefusedError):
        crm.history.undo(boss)
    assert make.query(crm, "SELECT city FROM lead") == [("上海",)]


def test_what_left_ones_sight_by_what_is_taken_back_comes_back(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina)
    crm.movements.transfer(lina, [customer], zhao.user_id)
    crm.history.undo(lina)
    assert make.query(crm, "SELECT owner_id FROM customer") == [(lina.user_id,)]


def _field(crm: Crm, admin: Actor) -> object:
    fields = CustomFieldFields(name="年级", type=FieldType.TEXT)
    return crm.custom_fields.add(admin, FieldHolder.CUSTOMER, fields)


def _limit(crm: Crm, admin: Actor) -> object:
    limit = HoldingLimit(LimitLevel.OFFICE, None, None, LimitKind.GENERAL, 5)
    return crm.pool_settings.set_limit(admin, limit)


def _member(crm: Crm, admin: Actor) -> object:
    member = PoolMember(MemberKind.USER, admin.user_id, is_excluded=True)
    return crm.pool_settings.set_member(admin, make.pool_id(crm), member)


SETTINGS: dict[str, Callable[[Crm, Actor], object]] = {
    "office": lambda crm, admin: crm.offices.change(admin, {"reserve_days": 3}),
    "calendar": lambda crm, admin: crm.calendars.set_days(admin, TODAY, TODAY, DayKind.REST),
    "own field": _field,
    "limit": _limit,
    "member": _member,
    "product": lambda crm, admin: crm.products.add(
        admin, ProductFields(code="SV-100", name="服务器")
    ),
    "pool": lambda crm, admin: crm.pool_settings.add(admin, "华北公海"),
    "pool changed": lambda crm, admin: crm.pool_settings.edit(
        admin, make.pool_id(crm), {"daily_limit": 3}
    ),
}


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_who_ran_the_office_once_takes_no_setting_back(crm: Crm, admin: Actor, name: str) -> None:
    SETTINGS[name](crm, admin)
    make.meddle(crm, "UPDATE user_role SET role_id = 3 WHERE user_id = ?", (admin.user_id,))
    make.set_user(crm, admin.user_id, role_id=REP)
    before = make.done(crm)
    with pytest.raises((NotPermittedError, RefusedError)):
        crm.history.undo(admin)
    assert make.done(crm) == before
