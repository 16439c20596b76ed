"""Departments, users and roles: what is stored, what is refused, and what undo brings back."""

from __future__ import annotations

from functools import partial

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import DepartmentId, RoleId, UserId
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.people import (
    AboveThemselves,
    DepartmentInsideItself,
    DepartmentNotEmpty,
    LastAdmin,
    RoleInUse,
    RoleNeeded,
    StillHolds,
    StillNeeded,
)
from crm_tui.domain.pools import MemberKind
from crm_tui.domain.tasks import TaskDraft
from crm_tui.domain.users import (
    REP_PERMISSIONS,
    Actor,
    Permission,
    Scope,
    UserRow,
    UserStatus,
)
from crm_tui.errors import (
    AmbiguousReferenceError,
    FieldError,
    NotFoundError,
    NotPermittedError,
)
from tests import make
from tests.answers import refusal_of


@pytest.fixture
def wang(crm: Crm) -> Actor:
    return make.admin(crm)


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


def row(crm: Crm, user_id: UserId) -> UserRow:
    return next(each for each in crm.people.users(make.admin(crm)) if each.id == user_id)


def department(crm: Crm, name: str, parent: DepartmentId | None = None) -> DepartmentId:
    changed = crm.people.add_department(make.admin(crm), name, parent_id=parent)
    assert changed.record_id is not None
    return DepartmentId(changed.record_id)


def paths(crm: Crm) -> dict[str, str]:
    """Where each department stands, by name."""
    rows = crm.people.departments(make.admin(crm))
    names = {str(each.id): each.name for each in rows}
    return {
        each.name: "/".join(names[part] for part in each.path.split("/") if part) for each in rows
    }


def role_id(crm: Crm, code: str) -> RoleId:
    return crm.people.find_role(make.admin(crm), code)


# --- departments ---------------------------------------------------------------------------------


def test_a_department_moves_with_everything_below_it(crm: Crm, wang: Actor) -> None:
    south, east = department(crm, "南区"), department(crm, "东区")
    shanghai = department(crm, "上海", east)
    department(crm, "浦东", shanghai)
    crm.people.edit_department(wang, east, {"parent_id": south})
    assert paths(crm) == {
        "南区": "南区",
        "东区": "南区/东区",
        "上海": "南区/东区/上海",
        "浦东": "南区/东区/上海/浦东",
    }
    crm.people.edit_department(wang, shanghai, {"parent_id": None})
    assert paths(crm)["浦东"] == "上海/浦东"
    crm.history.undo(wang)
    assert paths(crm)["浦东"] == "南区/东区/上海/浦东"


def test_a_department_never_lies_in_itself(crm: Crm, wang: Actor) -> None:
    east = department(crm, "东区")
    shanghai = department(crm, "上海", east)
    into_child = refusal_of(lambda: crm.people.edit_department(wang, east, {"parent_id": shanghai}))
    assert into_child == DepartmentInsideItself("东区", "上海")
    assert paths(crm)["上海"] == "东区/上海"


def test_moving_a_department_moves_what_its_managers_see(crm: Crm, wang: Actor) -> None:
    head, east = department(crm, "总部"), department(crm, "东区")
    boss = make.rep(crm, "boss", role="manager")
    staff = make.rep(crm, "staff")
    crm.people.edit_user(wang, boss.user_id, {"department_id": head})
    crm.people.edit_user(wang, staff.user_id, {"department_id": east})
    customer = make.customer(crm, staff)
    with pytest.raises(NotFoundError):
        crm.customers.record(boss, customer)
    crm.people.edit_department(wang, east, {"parent_id": head})
    assert crm.customers.record(boss, customer).row.id == customer


def test_only_an_empty_department_is_deleted_and_undo_brings_it_back(
    crm: Crm, wang: Actor, lina: Actor
) -> None:
    east = department(crm, "东区")
    shanghai = department(crm, "上海", east)
    crm.people.edit_user(wang, lina.user_id, {"department_id": east})
    found = refusal_of(lambda: crm.people.delete_department(wang, east))
    assert found == DepartmentNotEmpty("东区", 1, 1)
    crm.people.delete_department(wang, shanghai)
    assert "上海" not in paths(crm)
    crm.history.undo(wang)
    assert paths(crm)["上海"] == "东区/上海"


def test_a_name_is_taken_only_beside_its_twin(crm: Crm, wang: Actor) -> None:
    east = department(crm, "东区")
    department(crm, "客服", east)
    department(crm, "客服")
    with pytest.raises(FieldError):
        department(crm, "客服")
    with pytest.raises(AmbiguousReferenceError):
        crm.people.find_department(wang, "客服")


def test_a_department_that_was_added_is_taken_back_only_while_it_is_empty(
    crm: Crm, wang: Actor, lina: Actor
) -> None:
    east = department(crm, "东区")
    crm.people.edit_user(wang, lina.user_id, {"department_id": east})
    batch = crm.history.batches(wang)[1].id
    assert refusal_of(lambda: crm.history.undo(wang, batch)) == DepartmentNotEmpty("东区", 1, 0)
    crm.history.undo(wang)
    crm.history.undo(wang, batch)
    assert paths(crm) == {}


# --- users ---------------------------------------------------------------------------------------


def test_a_colleague_is_added_with_everything_known_of_them(crm: Crm, wang: Actor) -> None:
    industry = make.word(crm, DictionaryKind.INDUSTRY, "software")
    more = {
        "further_role_ids": [role_id(crm, "manager")],
        "manager_id": wang.user_id,
        "regions": ["浙江", "上海 ", "浙江"],
        "industry_ids": [industry],
        "products": ["云主机"],
    }
    added = crm.people.add_user(wang, login="lina", name="李娜", department="东区", more=more)
    found = row(crm, added)
    assert (found.department, found.role, found.further_roles) == ("东区", "销售", ("部门经理",))
    assert (found.manager_id, found.regions, found.products) == (
        wang.user_id,
        ("浙江", "上海"),
        ("云主机",),
    )
    assert found.industries == ("软件",)
    person = crm.offices.who(Actor(added))[0]
    assert person.scope is Scope.DEPARTMENT_AND_BELOW
    assert person.may(Permission.ASSIGN)


def test_people_are_found_by_login_name_and_pinyin(crm: Crm, wang: Actor, lina: Actor) -> None:
    for reference in ("lina", "李娜", "li na", "LiNa", "ln", "娜"):
        assert crm.people.find(wang, reference) == lina.user_id
    make.rep(crm, "lina2", "李娜")
    assert crm.people.find(wang, "lina") == lina.user_id
    with pytest.raises(AmbiguousReferenceError):
        crm.people.find(wang, "李娜")
    with pytest.raises(NotFoundError):
        crm.people.find(wang, "赵")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"login": "x"},
        {"regions": ["长" * 41]},
        {"industry_ids": [10**6]},
        {"products": [str(each) for each in range(51)]},
    ],
)
def test_values_that_cannot_be_are_refused(
    crm: Crm, wang: Actor, lina: Actor, changes: dict[str, object]
) -> None:
    before = row(crm, lina.user_id)
    with pytest.raises(FieldError):
        crm.people.edit_user(wang, lina.user_id, changes)
    assert row(crm, lina.user_id) == before


def test_an_edit_is_taken_back_whole(crm: Crm, wang: Actor, lina: Actor) -> None:
    before = row(crm, lina.user_id)
    changes = {
        "name": "李丽",
        "department_id": department(crm, "东区"),
        "further_role_ids": [role_id(crm, "manager")],
        "regions": ["浙江"],
    }
    crm.people.edit_user(wang, lina.user_id, changes)
    assert row(crm, lina.user_id) != before
    assert crm.people.find(wang, "lili") == lina.user_id
    crm.history.undo(wang)
    assert row(crm, lina.user_id) == before
    assert crm.people.find(wang, "ln") == lina.user_id


def test_nobody_comes_to_stand_above_themselves(crm: Crm, wang: Actor, lina: Actor) -> None:
    zhang = make.rep(crm, "zhang", "张强")
    crm.people.edit_user(wang, zhang.user_id, {"manager_id": lina.user_id})
    crm.people.edit_user(wang, lina.user_id, {"manager_id": wang.user_id})
    found = refusal_of(
        lambda: crm.people.edit_user(wang, wang.user_id, {"manager_id": zhang.user_id})
    )
    assert found == AboveThemselves("王伟", "张强")
    found = refusal_of(
        lambda: crm.people.edit_user(wang, lina.user_id, {"manager_id": lina.user_id})
    )
    assert found == AboveThemselves("李娜", "李娜")


def test_a_department_s_manager_comes_not_to_stand_above_their_own_boss(
    crm: Crm, wang: Actor, lina: Actor
) -> None:
    zhang = make.rep(crm, "zhang", "张强")
    east = department(crm, "东区")
    crm.people.edit_user(wang, lina.user_id, {"department_id": east})
    crm.people.edit_user(wang, zhang.user_id, {"manager_id": lina.user_id})
    found = refusal_of(
        lambda: crm.people.edit_department(wang, east, {"manager_id": zhang.user_id})
    )
    assert found == AboveThemselves("李娜", "张强")
    crm.people.edit_department(wang, east, {"manager_id": lina.user_id})
    crm.people.edit_user(wang, zhang.user_id, {"manager_id": None, "department_id": east})


def test_who_holds_customers_is_neither_disabled_nor_gone_and_loses_none(
    crm: Crm, wang: Actor, lina: Actor
) -> None:
    customer = make.customer(crm, lina)
    for act in (crm.people.disable_user, crm.people.mark_left):
        assert refusal_of(partial(act, wang, lina.user_id)) == StillHolds("李娜", 1)
    assert row(crm, lina.user_id).status is UserStatus.ACTIVE
    assert crm.customers.record(lina, customer).row.owner_id == lina.user_id


def test_who_has_leads_or_tasks_is_not_disabled_until_they_are_handed_over(
    crm: Crm, wang: Actor, lina: Actor
) -> None:
    make.lead(crm, lina)
    crm.tasks.make(lina, TaskDraft("周报", make.NOW))
    crm.tasks.add(lina, "喝水", make.NOW)
    found = refusal_of(partial(crm.people.disable_user, wang, lina.user_id))
    assert found == StillHolds("李娜", 0, leads=1, tasks=1)
    make.hand_over(crm, wang, lina, wang)
    crm.people.disable_user(wang, lina.user_id)
    assert row(crm, lina.user_id).status is UserStatus.DISABLED


def test_the_refusal_counts_the_open_opportunities_of_customers_held(
    crm: Crm, wang: Actor, lina: Actor
) -> None:
    customer = make.customer(crm, lina)
    crm.opportunities.add(lina, customer, OpportunityFields(name="二期"))
    found = refusal_of(partial(crm.people.mark_left, wang, lina.user_id))
    assert found == StillHolds("李娜", 1, opportunities=1)


def test_who_left_works_here_no_more_until_enabled(crm: Crm, wang: Actor, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    crm.people.mark_left(wang, lina.user_id)
    left = row(crm, lina.user_id)
    assert (left.status, left.left_day) == (UserStatus.LEFT, make.NOW.toordinal())
    with pytest.raises(NotFoundError):
        crm.offices.who(lina)
    with pytest.raises(NotFoundError):
        crm.people.find(wang, "lina")
    assert crm.people.find_anybody(wang, "lina") == lina.user_id
    assert crm.customers.record(wang, customer).row.created_at is not None
    crm.people.enable_user(wang, lina.user_id)
    assert crm.offices.who(lina)[0].name == "李娜"
    assert row(crm, lina.user_id).left_day is None
    crm.history.undo(wang)
    crm.history.undo(wang)
    assert crm.offices.who(lina)[0].name == "李娜"


def test_undo_disables_nobody_who_came_to_hold_customers(
    crm: Crm, wang: Actor, lina: Actor
) -> None:
    crm.people.disable_user(wang, lina.user_id)
    enabled = crm.people.enable_user(wang, lina.user_id).batch_id
    make.customer(crm, lina)
    assert refusal_of(lambda: crm.history.undo(wang, enabled)) == StillHolds("李娜", 1)


def test_somebody_just_added_can_be_taken_back_and_nobody_who_worked(crm: Crm, wang: Actor) -> None:
    lina = make.rep(crm, "lina", "李娜")
    crm.history.undo(wang)
    assert [each.login for each in crm.people.users(wang)] == ["wangwei"]
    lina = make.rep(crm, "lina", "李娜")
    added = crm.history.batches(wang)[0].id
    make.customer(crm, lina)
    assert refusal_of(lambda: crm.history.undo(wang, added)) == StillNeeded("李娜")


def test_the_last_administrator_stays_one(crm: Crm, wang: Actor, lina: Actor) -> None:
    rep, admin = role_id(crm, "rep"), role_id(crm, "admin")
    last = LastAdmin("王伟")
    assert refusal_of(lambda: crm.people.edit_user(wang, wang.user_id, {"role_id": rep})) == last
    assert refusal_of(lambda: crm.people.disable_user(wang, wang.user_id)) == last
    assert refusal_of(lambda: crm.people.mark_left(wang, wang.user_id)) == last
    crm.people.edit_user(wang, lina.user_id, {"further_role_ids": [admin]})
    made = crm.history.batches(wang)[0].id
    crm.people.edit_user(lina, wang.user_id, {"role_id": rep})
    assert not crm.offices.who(wang)[0].is_admin
    assert crm.offices.who(lina)[0].is_admin
    assert refusal_of(lambda: crm.history.undo(lina, made)) == LastAdmin("李娜")


# --- roles ---------------------------------------------------------------------------------------


def clerk(crm: Crm, *permissions: Permission, scope: Scope = Scope.SELF) -> RoleId:
    changed = crm.people.add_role(
        make.admin(crm),
        "clerk",
        name="内勤",
        scope=scope,
        permissions=frozenset({Permission.VIEW, *permissions}),
    )
    assert changed.record_id is not None
    return RoleId(changed.record_id)


def test_a_role_of_one_s_own_allows_what_it_says(crm: Crm, wang: Actor, lina: Actor) -> None:
    own = clerk(crm, Permission.IMPORT, scope=Scope.ALL)
    crm.people.edit_user(wang, lina.user_id, {"role_id": own})
    person = crm.offices.who(lina)[0]
    assert (person.scope, person.permissions) == (
        Scope.ALL,
        frozenset({Permission.VIEW, Permission.IMPORT}),
    )
    crm.people.edit_role(wang, own, {"permissions": REP_PERMISSIONS, "scope": Scope.SELF})
    assert crm.offices.who(lina)[0].permissions == REP_PERMISSIONS
    crm.history.undo(wang)
    assert crm.offices.who(lina)[0].scope is Scope.ALL


def test_a_role_in_use_and_the_seeded_ones_stay(crm: Crm, wang: Actor, lina: Actor) -> None:
    own = clerk(crm)
    crm.people.edit_user(wang, lina.user_id, {"further_role_ids": [own]})
    assert refusal_of(lambda: crm.people.delete_role(wang, own)) == RoleInUse("内勤", 1, 0)
    crm.people.edit_user(wang, lina.user_id, {"further_role_ids": []})
    make.member(crm, make.pool_id(crm), MemberKind.ROLE, own)
    assert refusal_of(lambda: crm.people.delete_role(wang, own)) == RoleInUse("内勤", 0, 1)
    for code, name in (("admin", "管理员"), ("manager", "部门经理"), ("rep", "销售")):
        found = refusal_of(partial(crm.people.delete_role, wang, role_id(crm, code)))
        assert found == RoleNeeded(name)


def test_a_deleted_role_comes_back_as_it_was(crm: Crm, wang: Actor) -> None:
    own = clerk(crm, Permission.IMPORT)
    before = crm.people.roles(wang)
    crm.people.delete_role(wang, own)
    crm.history.undo(wang)
    assert crm.people.roles(wang) == before


def test_the_administrator_s_role_keeps_what_it_allows(crm: Crm, wang: Actor) -> None:
    changes = {"permissions": REP_PERMISSIONS}
    found = refusal_of(lambda: crm.people.edit_role(wang, role_id(crm, "admin"), changes))
    assert found == RoleNeeded("管理员")
    crm.people.edit_role(wang, role_id(crm, "admin"), {"name": "老板"})
    assert crm.people.roles(wang)[0].name == "老板"


def test_who_manages_people_gives_nobody_more_than_they_may_themselves(
    crm: Crm, wang: Actor, lina: Actor
) -> None:
    hr = clerk(crm, Permission.MANAGE_PEOPLE)
    crm.people.edit_user(wang, lina.user_id, {"role_id": hr})
    zhang = make.rep(crm, "zhang")
    admin = role_id(crm, "admin")
    for act in (
        lambda: crm.people.edit_user(lina, lina.user_id, {"further_role_ids": [admin]}),
        lambda: crm.people.add_user(lina, login="eve", name="伊芙", role="admin"),
        lambda: crm.people.edit_role(lina, hr, {"scope": Scope.ALL}),
        lambda: crm.people.disable_user(lina, wang.user_id),
        lambda: crm.people.edit_user(lina, zhang.user_id, {"name": "张"}),
    ):
        with pytest.raises(NotPermittedError):
            act()


def test_a_rep_changes_no_people(crm: Crm, wang: Actor, lina: Actor) -> None:
    with pytest.raises(NotPermittedError):
        crm.people.edit_user(lina, lina.user_id, {"role_id": role_id(crm, "admin")})
    with pytest.raises(NotPermittedError):
        crm.people.add_department(lina, "东区")


def test_who_lost_the_permission_takes_nothing_back(crm: Crm, wang: Actor, lina: Actor) -> None:
    crm.people.edit_user(wang, lina.user_id, {"role_id": role_id(crm, "admin")})
    crm.people.add_department(lina, "东区")
    crm.people.edit_user(wang, lina.user_id, {"role_id": role_id(crm, "rep")})
    with pytest.raises(NotPermittedError):
        crm.history.undo(lina)
