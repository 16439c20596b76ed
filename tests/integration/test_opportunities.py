"""商机: what entering, moving, winning, losing and giving a customer away does to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.days import NEVER, DayUnit
from crm_tui.domain.identifiers import ContactId, CustomerId, OpportunityId, StageId
from crm_tui.domain.opportunities import (
    Concern,
    CustomerTotals,
    DecisionPerson,
    OpportunityClosed,
    OpportunityFields,
    OpportunityRow,
    OpportunityState,
    totals_of,
)
from crm_tui.domain.pools import Deciding, NoOpportunityCondition, NotYours
from crm_tui.domain.queries.fields import OPPORTUNITIES
from crm_tui.domain.record_lists import RecordRequest, Whose
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    ConflictError,
    FieldError,
    NotFoundError,
    RefusedError,
    UndoRefusedError,
)
from crm_tui.services.opportunities.ending import Ending
from tests import make

TODAY = make.NOW.toordinal()
LOST = Ending("价格太高", "早点见决策人")


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def wang(crm: Crm) -> Actor:
    return make.rep(crm, "wang", "王伟")


@pytest.fixture
def customer(crm: Crm, lina: Actor) -> CustomerId:
    return make.customer(crm, lina)


def entered(
    name: str = "二期扩容", amount_minor: int = 320_000_00, **values: Any
) -> OpportunityFields:
    return OpportunityFields(name=name, amount_minor=amount_minor, **values)


def add(crm: Crm, actor: Actor, customer: CustomerId, **values: Any) -> OpportunityId:
    return crm.opportunities.add(actor, customer, entered(**values)).opportunity_id


def row(crm: Crm, actor: Actor, opportunity_id: OpportunityId) -> OpportunityRow:
    return crm.opportunities.detail(actor, opportunity_id).row


def stages(crm: Crm, actor: Actor) -> list[StageId]:
    return [each.id for each in crm.pipelines.list(actor)[0].stages]


def facts(crm: Crm) -> list[tuple[object, ...]]:
    return make.query(
        crm,
        "SELECT day, until_day, voided_day FROM period_fact WHERE kind = 'opportunity' ORDER BY id",
    )


def names(crm: Crm, actor: Actor, query: str = "", whose: Whose = Whose.ALL) -> list[str]:
    request = RecordRequest(OPPORTUNITIES, whose, query)
    return [each.name for each in crm.opportunities.list(actor, request, limit=50)]


# --- entering and editing -----------------------------------------------------------------------


def test_an_opportunity_begins_in_the_first_stage_of_the_default_pipeline(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    found = crm.opportunities.detail(lina, add(crm, lina, customer))
    assert found.row.stage == crm.pipelines.list(lina)[0].stages[0].name
    assert found.row.owner == "李娜"
    assert found.row.fields.currency == "CNY"
    assert [each.until for each in found.stays] == [None]
    assert facts(crm) == [(TODAY, None, None)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 201}, "name"),
        ({"amount_minor": -1}, "amount"),
        ({"amount_minor": 10**15 + 1}, "amount"),
        ({"currency": "XYZ"}, "currency"),
        ({"currency": "USD"}, "currency"),
        ({"expected_day": 0}, "expected_day"),
    ],
)
def test_what_cannot_be_stored_is_named(
    crm: Crm, lina: Actor, customer: CustomerId, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldError) as caught:
        add(crm, lina, customer, **values)
    assert caught.value.field == field
    assert make.query(crm, "SELECT id FROM opportunity") == []


def test_a_colleague_neither_sees_nor_changes_it(
    crm: Crm, lina: Actor, wang: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer)
    assert names(crm, wang) == []
    with pytest.raises(NotFoundError):
        crm.opportunities.edit(wang, found, {"name": "别的"})
    with pytest.raises(NotFoundError):
        crm.opportunities.lose(wang, found, LOST)


def test_who_decides_is_a_contact_of_the_customer(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    elsewhere = make.customer(crm, lina, "上海浦江精密", contact_name="王芳")
    ((stranger,),) = make.query(crm, "SELECT id FROM contact WHERE customer_id = ?", elsewhere)
    people = (DecisionPerson(ContactId(int(str(stranger)))),)
    with pytest.raises((FieldError, NotFoundError)):
        add(crm, lina, customer, people=people)


def test_fields_that_two_people_changed_are_a_conflict_others_are_not(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer)
    seen = row(crm, lina, found).fields
    crm.opportunities.edit(make.admin(crm), found, {"amount_minor": 5_00, "note": "改过"})
    crm.opportunities.edit(lina, found, {"next_step": "发方案"}, seen=seen)
    with pytest.raises(ConflictError) as caught:
        crm.opportunities.edit(lina, found, {"amount_minor": 7_00}, seen=seen)
    assert caught.value.fields == {"amount_minor": (5_00, 7_00)}
    now = row(crm, lina, found).fields
    assert (now.amount_minor, now.next_step, now.note) == (5_00, "发方案", "改过")


# --- stages -------------------------------------------------------------------------------------


def test_a_move_keeps_how_long_it_stood_where(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    found = add(crm, lina, customer)
    clock.advance(timedelta(days=3))
    crm.opportunities.move(lina, found, stages(crm, lina)[2])
    first, second = crm.opportunities.detail(lina, found).stays
    assert first.until is not None
    assert first.until - first.since == timedelta(days=3)
    assert (second.since, second.until) == (clock.now(), None)


def test_whoever_moves_what_another_has_moved_is_told_both_stages(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer)
    one, two, three, *_rest = stages(crm, lina)
    crm.opportunities.move(lina, found, two, seen=one)
    with pytest.raises(ConflictError) as caught:
        crm.opportunities.move(make.admin(crm), found, three, seen=one)
    assert "stage" in caught.value.fields
    crm.opportunities.move(make.admin(crm), found, two, seen=one)
    assert row(crm, lina, found).stage_id == two


def test_a_stage_in_which_something_stands_is_not_removed(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    add(crm, lina, customer)
    first, second, *_rest = stages(crm, lina)
    with pytest.raises(RefusedError):
        crm.pipelines.remove_stage(make.admin(crm), first)
    crm.pipelines.remove_stage(make.admin(crm), second)
    assert second not in stages(crm, lina)


# --- how it ends --------------------------------------------------------------------------------


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


# --- undo ---------------------------------------------------------------------------------------


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


# --- what goes along with the customer ------------------------------------------------------------


def test_open_ones_lose_their_owner_with_the_customer_and_pass_to_the_next(
    crm: Crm, lina: Actor, wang: Actor, customer: CustomerId
) -> None:
    still_open = add(crm, lina, customer)
    won = add(crm, lina, customer, name="一期")
    crm.opportunities.win(lina, won, Ending())
    crm.opportunities.move(lina, still_open, stages(crm, lina)[1])
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    assert row(crm, make.admin(crm), still_open).owner_id is None
    crm.pools.claim(wang, [customer])
    passed = crm.opportunities.detail(wang, still_open)
    assert passed.row.owner == "王伟"
    assert passed.row.stage_id == stages(crm, wang)[1]
    assert len(passed.stays) == 2
    assert row(crm, wang, won).owner == "李娜"


def no_opportunity(crm: Crm, days: int = 10) -> None:
    make.set_conditions(crm, NoOpportunityCondition(days, DayUnit.ALL))


def protection(crm: Crm, customer: CustomerId) -> tuple[int, str]:
    ((last_day, deciding),) = make.query(
        crm, "SELECT last_day, deciding FROM customer WHERE id = ?", customer
    )
    return int(str(last_day)), str(deciding)


def test_without_an_opportunity_the_days_count_from_the_clock(crm: Crm, lina: Actor) -> None:
    no_opportunity(crm)
    assert protection(crm, make.customer(crm, lina)) == (
        TODAY + 10,
        Deciding.NO_OPPORTUNITY.value,
    )


def test_an_open_one_holds_the_customer(crm: Crm, lina: Actor) -> None:
    no_opportunity(crm)
    customer = make.customer(crm, lina)
    add(crm, lina, customer)
    assert protection(crm, customer)[0] == NEVER


def test_if_all_are_lost_the_days_count_from_the_last_loss(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    no_opportunity(crm)
    customer = make.customer(crm, lina)
    first, second = add(crm, lina, customer), add(crm, lina, customer, name="备件")
    clock.advance(timedelta(days=3))
    crm.opportunities.lose(lina, first, LOST)
    assert protection(crm, customer)[0] == NEVER
    clock.advance(timedelta(days=4))
    crm.opportunities.void(lina, second, LOST)
    assert protection(crm, customer)[0] == TODAY + 7 + 10


def test_one_won_since_the_clock_began_holds_the_customer(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    no_opportunity(crm)
    customer = make.customer(crm, lina)
    found = add(crm, lina, customer)
    clock.advance(timedelta(days=2))
    crm.opportunities.win(lina, found, Ending())
    assert protection(crm, customer)[0] == NEVER


def test_one_carried_over_counts_until_it_is_closed_and_a_won_one_does_not(
    crm: Crm, lina: Actor, wang: Actor, clock: FakeClock
) -> None:
    no_opportunity(crm)
    customer = make.customer(crm, lina)
    carried, won = add(crm, lina, customer), add(crm, lina, customer, name="一期")
    crm.opportunities.win(lina, won, Ending())
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    clock.advance(timedelta(days=5))
    crm.pools.claim(wang, [customer])
    assert protection(crm, customer)[0] == NEVER
    crm.opportunities.lose(wang, carried, LOST)
    assert protection(crm, customer) == (TODAY + 5 + 10, Deciding.NO_OPPORTUNITY.value)


def test_deleting_the_only_one_starts_the_days_and_undo_stops_them(crm: Crm, lina: Actor) -> None:
    no_opportunity(crm)
    customer = make.customer(crm, lina)
    found = add(crm, lina, customer)
    held = protection(crm, customer)
    crm.opportunities.delete(lina, found)
    assert protection(crm, customer) != held
    crm.history.undo(lina)
    assert protection(crm, customer) == held


# --- currencies -----------------------------------------------------------------------------------


def test_an_amount_in_another_currency_is_reported_at_the_newest_rate(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    admin = make.admin(crm)
    crm.currencies.set_rate(admin, "usd", "7.1234")
    found = add(crm, lina, customer, amount_minor=100_00, currency="USD")
    assert row(crm, lina, found).reported_minor == 712_34
    clock.advance(timedelta(days=1))
    crm.currencies.set_rate(admin, "USD", "7.2")
    assert row(crm, lina, found).reported_minor == 720_00
    crm.opportunities.lose(lina, found, LOST)
    crm.currencies.set_rate(admin, "USD", "8")
    assert row(crm, lina, found).reported_minor == 720_00
    crm.history.undo(admin)
    assert [each.rate for each in crm.currencies.list(admin)][:1] == [720_000_000]


@pytest.mark.parametrize(("currency", "rate"), [("CNY", "1"), ("XXX", "1"), ("USD", "七")])
def test_a_rate_that_cannot_be_is_refused(crm: Crm, currency: str, rate: str) -> None:
    with pytest.raises(FieldError):
        crm.currencies.set_rate(make.admin(crm), currency, rate)


# --- lists ----------------------------------------------------------------------------------------


def test_lists_filter_search_and_sum_what_they_show(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    add(crm, lina, customer, name="二期扩容", amount_minor=50_00, expected_day=TODAY - 1)
    late = add(crm, lina, customer, name="备件", amount_minor=7_00, next_day=TODAY + 3)
    won = add(crm, lina, customer, name="一期", amount_minor=900_00)
    crm.opportunities.move(lina, late, stages(crm, lina)[1])
    crm.opportunities.win(lina, won, Ending())
    assert names(crm, lina, "状态:赢单") == ["一期"]
    assert names(crm, lina, "is:overdue") == ["二期扩容"]
    assert names(crm, lina, "is:idle") == ["二期扩容"]
    assert names(crm, lina, "金额:>10 排序:-金额") == ["一期", "二期扩容"]
    assert names(crm, lina, "扩容") == ["二期扩容"]
    assert names(crm, lina, "恒信 -备件") == ["二期扩容", "一期"]
    assert names(crm, lina, "owner:me state:open", Whose.MINE) == ["二期扩容", "备件"]
    request = RecordRequest(OPPORTUNITIES, query="state:open")
    rows = crm.opportunities.list(lina, request, limit=50)
    sums = crm.opportunities.sums(lina, request)
    assert sums.count == len(rows)
    assert sums.amount_minor == sum(each.reported_minor for each in rows)
    assert sums.weighted_minor == sum(each.weighted_minor for each in rows) == 5_00 + 2_10
    clock.advance(timedelta(days=22))
    assert names(crm, lina, "is:rotting") == ["二期扩容", "备件"]
    assert Concern.ROTTING in crm.opportunities.concerns(lina, rows[0])


def test_what_was_deleted_is_listed_apart_and_comes_back(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer)
    crm.opportunities.delete(lina, found)
    assert names(crm, lina) == []
    assert names(crm, lina, whose=Whose.DELETED) == ["二期扩容"]
    crm.opportunities.restore(lina, found)
    assert names(crm, lina) == ["二期扩容"]


def test_a_customer_out_of_sight_takes_its_opportunities_along(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    add(crm, lina, customer)
    crm.standings.delete(lina, [customer])
    assert names(crm, lina) == []
    assert names(crm, make.admin(crm)) == []


def test_others_may_not_enter_one_for_a_customer_they_only_see(
    crm: Crm, lina: Actor, wang: Actor, customer: CustomerId
) -> None:
    crm.teams.add(lina, [customer], wang.user_id, make.seat())
    with pytest.raises(RefusedError) as caught:
        add(crm, wang, customer)
    assert isinstance(caught.value.refusal, NotYours)


def test_a_window_shows_any_stretch_and_stays_true(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    ids = [add(crm, lina, customer, name=f"第{n}期") for n in range(5)]
    request = RecordRequest(OPPORTUNITIES, sort="created_at")
    window = crm.opportunities.window(lina, request)
    assert window.open(10).count == 5
    crm.opportunities.delete(lina, ids[1])
    later = crm.opportunities.window(lina, request, window)
    found = later.open(10, record_id=ids[2], near=2)
    assert list(found.ids) == [ids[0], *ids[2:]]
    assert found.index == 1
    assert later.complete() == 4
    assert [each.name for each in later.fetch(1, 2)[1]] == ["第2期", "第3期"]


def test_states_are_counted_alike_in_sql_and_by_the_rule(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    for state in OpportunityState:
        found = add(crm, lina, customer, name=state.value, amount_minor=12_345_67)
        if state is not OpportunityState.OPEN:
            end = {"won": "win", "lost": "lose", "void": "void"}[state.value]
            getattr(crm.opportunities, end)(lina, found, LOST)
    rows = crm.opportunities.list(lina, RecordRequest(OPPORTUNITIES), limit=9)
    sums = crm.opportunities.sums(lina, RecordRequest(OPPORTUNITIES), [each.id for each in rows])
    assert sums.weighted_minor == sum(each.weighted_minor for each in rows)
