"""Nobody sees, counts, searches or finds more than their scope allows, on no way the screens go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import insert

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.schema.teams import CUSTOMER_TEAM
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import MemberKind
from crm_tui.domain.teams import TeamRole
from crm_tui.domain.users import Actor, Scope
from crm_tui.errors import NotFoundError, RefusedError
from tests import make

NAME, PHONE = "华电重工股份有限公司", "13800138000"
TODAY = make.NOW.toordinal()
WORDS = ("华电", "huadian", "hdzg", "8000", PHONE, "刘洋")


@dataclass(frozen=True)
class Walk:
    """One customer of 李娜's, worked on, and somebody who looks for it."""

    crm: Crm
    customer: CustomerId
    actor: Actor


def seat(crm: Crm, customer: CustomerId, actor: Actor, until_day: int | None) -> None:
    with crm.database.setting_up() as connection:
        connection.execute(
            insert(CUSTOMER_TEAM).values(
                customer_id=customer,
                user_id=actor.user_id,
                role=TeamRole.PRESALES,
                can_write=False,
                until_day=until_day,
                created_at=make.NOW,
            )
        )


STRANGERS = ("rep", "manager of others", "member of another pool", "former team member")


@pytest.fixture
def owner(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def customer(crm: Crm, owner: Actor) -> CustomerId:
    found = make.customer(crm, owner, NAME, phone=PHONE, contact_name="刘洋")
    make.follow_up(crm, owner, found, "华电的预算批了")
    crm.tasks.add(owner, "给华电回电话", make.NOW + make.DAY, customer_id=found)
    return found


def stranger(crm: Crm, kind: str, customer: CustomerId) -> Actor:
    """Somebody who has no business with the customer."""
    other = make.rep(crm, "other")
    match kind:
        case "manager of others":
            return make.manager(crm, staff=[other], department="别的部门")
        case "member of another pool":
            make.pool(crm, "别的公海", members=[other])
        case "former team member":
            seat(crm, customer, other, TODAY - 1)
    return other


@pytest.fixture(params=STRANGERS)
def walk(crm: Crm, customer: CustomerId, request: pytest.FixtureRequest) -> Walk:
    return Walk(crm, customer, stranger(crm, request.param, customer))


def test_a_stranger_lists_counts_and_searches_in_vain(walk: Walk) -> None:
    customers = walk.crm.customers
    for view in CustomerView:
        for search in ("", *WORDS):
            request = ListRequest(view, query=search)
            assert list(customers.ids(walk.actor, request)) == []
            assert customers.page(walk.actor, request).total == 0
    assert customers.rows(walk.actor, [walk.customer]) == []


def test_a_stranger_opens_nothing_of_the_customer(walk: Walk) -> None:
    crm, actor, customer = walk.crm, walk.actor, walk.customer
    asks: tuple[Callable[[], object], ...] = (
        lambda: crm.customers.record(actor, customer),
        lambda: crm.customers.detail(actor, customer),
        lambda: crm.customers.find(actor, str(customer)),
        lambda: crm.customers.find(actor, NAME),
        lambda: crm.customers.find(actor, "华电"),
        lambda: crm.follow_ups.list(actor, customer),
        lambda: crm.pools.why(actor, customer),
        lambda: crm.pools.why_not_claim(actor, customer),
        lambda: crm.teams.of(actor, customer),
        lambda: make.follow_up(crm, actor, customer),
        lambda: crm.customers.edit(actor, customer, {"city": "北京"}),
        lambda: crm.tasks.add(actor, "x", make.NOW + make.DAY, customer_id=customer),
    )
    for ask in asks:
        with pytest.raises(NotFoundError):
            ask()


def test_a_stranger_s_lists_of_work_hold_nothing_of_it(walk: Walk) -> None:
    crm, actor = walk.crm, walk.actor
    assert crm.follow_ups.list(actor) == []
    assert crm.tasks.list(actor, mine=False) == []
    assert crm.tasks.list(actor, customer_id=walk.customer) == []
    assert crm.history.batches(actor) == []
    assert NAME not in repr(crm.days.today(actor))
    assert NAME not in repr(crm.sweeps.preview(actor, TODAY + 400))


def test_a_reminder_outlives_the_sight_of_its_customer_without_the_name(
    crm: Crm, customer: CustomerId
) -> None:
    other = make.rep(crm, "other")
    seat(crm, customer, other, TODAY)
    crm.tasks.add(other, "回电", make.NOW + 2 * make.DAY, customer_id=customer)
    assert [task.customer for task in crm.tasks.list(other)] == [NAME]
    clock = crm.database.clock
    assert isinstance(clock, FakeClock)
    clock.advance(make.DAY)
    assert [task.customer for task in crm.tasks.list(other)] == [""]


def test_the_duplicate_check_answers_a_stranger_for_exact_keys_only(walk: Walk) -> None:
    found = walk.crm.customers.duplicates(walk.actor, name=NAME, phones=[PHONE])
    assert {match.kind for match in found} == {"name", "mobile"}
    assert not any(match.visible or match.claimable for match in found)
    for name, phone in (("华电", "1380013800"), (NAME[:-1], "3800138000")):
        assert walk.crm.customers.duplicates(walk.actor, name=name, phones=[phone]) == []


def test_a_customer_of_another_pool_is_as_far_away(crm: Crm) -> None:
    member = make.rep(crm, "member")
    foreign = make.pool(crm, "别的公海", members=[member])
    customer = make.customer(crm, None, NAME, pool=foreign)
    outsider = make.rep(crm, "outsider")
    for view in CustomerView:
        assert list(crm.customers.ids(outsider, ListRequest(view))) == []
    assert list(crm.customers.ids(member, ListRequest(CustomerView.SUITABLE))) == [customer]
    with pytest.raises(NotFoundError):
        crm.customers.record(outsider, customer)
    refused = crm.pools.claim(outsider, [customer]).refused
    assert [type(result.error) for result in refused] == [NotFoundError]


def test_a_reader_in_the_team_sees_all_and_changes_nothing(
    crm: Crm, owner: Actor, customer: CustomerId
) -> None:
    reader = make.rep(crm, "reader")
    seat(crm, customer, reader, TODAY)
    for search in ("", *WORDS):
        request = ListRequest(CustomerView.ALL, query=search)
        assert list(crm.customers.ids(reader, request)) == [customer]
    assert crm.customers.detail(reader, customer).record.row.owner == "李娜"
    assert [row.content for row in crm.follow_ups.list(reader, customer)] == ["华电的预算批了"]
    assert crm.pools.why(reader, customer).owner == "李娜"
    with pytest.raises(RefusedError):
        crm.customers.edit(reader, customer, {"city": "北京"})
    assert [result.error for result in crm.pools.claim(reader, [customer]).done] == []


def test_the_manager_of_the_owner_sees_it_all(crm: Crm, owner: Actor, customer: CustomerId) -> None:
    boss = make.manager(crm, staff=[owner])
    crm.people.edit_role(
        make.admin(crm), crm.offices.who(boss)[0].role_id, {"scope": Scope.SUBORDINATES}
    )
    assert list(crm.customers.ids(boss, ListRequest(CustomerView.ALL))) == [customer]
    assert list(crm.customers.ids(boss, ListRequest(CustomerView.SUBORDINATES))) == [customer]
    assert len(crm.customers.detail(boss, customer).contacts) == 1


def test_a_manager_sees_and_claims_from_the_pools_of_their_staff(crm: Crm) -> None:
    lina, stranger = make.rep(crm, "lina", "李娜"), make.rep(crm, "sun")
    boss = make.manager(crm, staff=[lina])
    lead = make.rep(crm, "lead", role="rep")
    make.set_user(crm, stranger.user_id, manager_id=lead.user_id)
    east = make.pool(crm, "华东", members=[lina], daily_limit=1)
    west = make.pool(crm, "华西", members=[stranger])
    first, second = (make.customer(crm, name=name, pool=east) for name in ("甲", "乙"))
    other = make.customer(crm, name="丙", pool=west)
    request = ListRequest(CustomerView.CLAIMABLE)
    assert set(crm.customers.ids(boss, request)) == {first, second}
    assert list(crm.customers.ids(lead, request)) == [], "a rep who leads others is no manager"
    assert [each.name for each in crm.pools.pools(boss)] == ["公海", "华东"]
    outcome = crm.pools.claim(boss, [first, second, other])
    errors = [each.error for each in outcome.results]
    assert errors[0] is None
    assert isinstance(errors[1], RefusedError), "within the limits of everybody"
    assert isinstance(errors[2], NotFoundError)


def test_a_manager_whom_a_pool_keeps_out_stays_out_whoever_of_their_staff_is_in(crm: Crm) -> None:
    lina = make.rep(crm, "lina", "李娜")
    boss = make.manager(crm, staff=[lina])
    east = make.pool(crm, "华东", members=[lina])
    make.member(crm, east, MemberKind.USER, boss.user_id, is_excluded=True)
    customer = make.customer(crm, name="甲", pool=east)
    assert crm.customers.rows(boss, [customer]) == []
    crm.people.mark_left(make.admin(crm), lina.user_id)
    north = make.pool(crm, "华北", members=[lina])
    assert crm.customers.rows(boss, [make.customer(crm, name="乙", pool=north)]) == []


def test_a_pool_admin_gives_to_members_and_not_to_their_managers(crm: Crm) -> None:
    lina, keeper = make.rep(crm, "lina", "李娜"), make.rep(crm, "keeper")
    boss = make.manager(crm, staff=[lina])
    east = make.pool(crm, "华东", members=[lina])
    make.pool_admin(crm, east, keeper)
    customer = make.customer(crm, name="甲", pool=east)
    (refused,) = crm.pools.assign(keeper, [customer], boss.user_id).refused
    assert isinstance(refused.error, RefusedError)
    crm.pools.assign_in_turn(keeper, [customer])
    assert crm.customers.record(make.admin(crm), customer).row.owner == "李娜"
