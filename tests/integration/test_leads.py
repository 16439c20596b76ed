"""Leads on real files: whose they are, what is said to them, how they become customers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.days import DayRange
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import LeadId
from crm_tui.domain.leads.records import LeadFollowUpDraft, LeadRow
from crm_tui.domain.leads.refusals import (
    LeadIsCustomer,
    LeadLimitReached,
    LeadNotYours,
    LeadReceiverNotStaff,
    LeadsNotClaimed,
    LeadTaken,
    NobodyForLead,
)
from crm_tui.domain.leads.scoring import ScoreRule
from crm_tui.domain.leads.values import LeadStage, ScoreCondition, ScoreField
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.pools import CoolingOff
from crm_tui.domain.queries.fields import LEADS
from crm_tui.domain.record_lists import RecordRequest, Whose
from crm_tui.domain.timelines import EntryKind
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    ConflictError,
    DuplicateCustomerError,
    DuplicateLeadError,
    FieldError,
    NotFoundError,
    RefusedError,
    UndoRefusedError,
)
from crm_tui.services.leads import LeadBatch
from tests import invariants, make

pytestmark = pytest.mark.usefixtures("usual_levels")
TOLD = "SELECT before, after FROM event WHERE kind LIKE 'lead_%'"


def row(crm: Crm, lead_id: LeadId) -> LeadRow:
    return crm.leads.detail(make.admin(crm), lead_id).row


def listed(crm: Crm, actor: Actor, query: str = "", whose: Whose = Whose.ALL) -> list[int]:
    request = RecordRequest(LEADS, whose, query)
    page = crm.leads.page(actor, request)
    assert page.total == len(page.rows)
    assert list(crm.leads.window(actor, request).ids()) == [each.id for each in page.rows]
    return [each.id for each in page.rows]


def refusal(batch: LeadBatch) -> object:
    (refused,) = batch.refused
    assert isinstance(refused.error, RefusedError)
    return refused.error.refusal


def said(crm: Crm, content: str = "预算已批") -> LeadFollowUpDraft:
    return LeadFollowUpDraft(content, crm.database.clock.now())


def reason(crm: Crm) -> int:
    return make.word(crm, DictionaryKind.DISCARD_REASON, "no_need")


# --- whose it is ---------------------------------------------------------------------------------


def test_a_rep_sees_their_own_and_what_nobody_holds(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    mine, other = make.lead(crm, lina), make.lead(crm, zhao)
    free = make.lead(crm, nobody=True)
    assert listed(crm, lina) == [mine, free]
    assert listed(crm, boss) == [mine, other, free]
    assert listed(crm, boss, whose=Whose.STAFF) == [mine, other]
    with pytest.raises(NotFoundError):
        crm.leads.detail(lina, other)
    crm.lead_rules.change(make.admin(crm), {"reps_claim": False})
    assert listed(crm, lina) == [mine]
    assert listed(crm, boss) == [mine, other, free]


def test_of_two_who_claim_the_first_has_it(crm: Crm, lina: Actor, zhao: Actor) -> None:
    free = make.lead(crm, nobody=True)
    assert crm.leads.claim(lina, [free]).done
    (refused,) = crm.leads.claim(zhao, [free]).refused
    assert isinstance(refused.error, NotFoundError), "it is out of sight by now"
    assert refusal(crm.leads.claim(make.admin(crm), [free])) == LeadTaken(
        "云启科技有限公司", "李娜"
    )


def test_nobodys_lead_is_claimed_before_it_is_worked_on(crm: Crm, lina: Actor) -> None:
    free = make.lead(crm, nobody=True)
    with pytest.raises(RefusedError) as caught:
        crm.leads.edit(lina, free, {"city": "杭州"})
    assert caught.value.refusal == LeadNotYours("云启科技有限公司", "")


def test_a_limit_holds_for_claims_and_gifts_and_not_for_ones_own(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    crm.lead_rules.change(make.admin(crm), {"open_limit": 1})
    make.lead(crm, lina)
    free = make.lead(crm, nobody=True)
    reached = LeadLimitReached("李娜", 1, 1)
    assert refusal(crm.leads.claim(lina, [free])) == reached
    assert refusal(crm.leads.assign(boss, [free], lina.user_id)) == reached
    own = make.lead(crm, lina)
    crm.leads.discard(lina, [own], reason(crm))
    make.lead(crm, lina)
    assert refusal(crm.leads.claim(lina, [free])) == LeadLimitReached("李娜", 2, 1)


def test_a_manager_gives_to_their_staff_alone(crm: Crm, lina: Actor, boss: Actor) -> None:
    free, stranger = make.lead(crm, nobody=True), make.rep(crm, "hu", "胡兰")
    given = crm.leads.assign(boss, [free], stranger.user_id)
    assert refusal(given) == LeadReceiverNotStaff("胡兰")
    assert crm.leads.assign(boss, [free], lina.user_id).done
    assert row(crm, free).owner == "李娜"


def test_turns_pass_over_who_is_away_or_full(crm: Crm, lina: Actor, zhao: Actor) -> None:
    make.lead_route(crm, lina, zhao)
    first, second, third = (make.sent(crm, name=name) for name in ("甲公司", "乙公司", "丙公司"))
    assert [row(crm, each).owner for each in (first, second, third)] == ["李娜", "赵强", "李娜"]
    today = make.NOW.toordinal()
    crm.leaves.record(make.admin(crm), LeavePlan(zhao.user_id, DayRange(today, today)))
    assert row(crm, make.sent(crm, name="丁公司")).owner == "李娜"
    crm.lead_rules.change(make.admin(crm), {"open_limit": 3})
    waiting = make.sent(crm, name="戊公司")
    assert row(crm, waiting).owner == ""
    assert refusal(crm.leads.assign_in_turn(make.admin(crm), [waiting])) == NobodyForLead(
        "戊公司", 2
    )


def test_an_office_that_gives_its_leads_out_lets_nobody_take_one(crm: Crm, lina: Actor) -> None:
    free = make.lead(crm, nobody=True)
    crm.lead_rules.change(make.admin(crm), {"reps_claim": False})
    (refused,) = crm.leads.claim(lina, [free]).refused
    assert isinstance(refused.error, NotFoundError)
    make.set_user(crm, lina.user_id, role_id=1)
    assert crm.leads.claim(lina, [free]).done
    assert LeadsNotClaimed("x").lead == "x"


# --- what is known already -----------------------------------------------------------------------


def test_a_lead_with_a_customers_phone_is_asked_about(crm: Crm, lina: Actor) -> None:
    make.customer(crm, lina, name="恒信", phone="13900001111")
    with pytest.raises(DuplicateLeadError):
        crm.leads.add(lina, make.lead_fields(phone="139-0000-1111"))
    made = crm.leads.add(lina, make.lead_fields(phone="13900001111"), allow_duplicate=True)
    (found,) = made.duplicates.customers
    assert (found.customer, found.key) == ("恒信", "13900001111")


def test_who_may_not_see_a_lead_is_told_that_there_is_one(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    make.lead(crm, lina)
    (twin,) = crm.leads.duplicates(zhao, make.lead_fields()).leads
    assert (twin.called, twin.owner) == ("", "")
    (twin,) = crm.leads.duplicates(lina, make.lead_fields()).leads
    assert (twin.called, twin.owner) == ("云启科技有限公司", "李娜")


# --- what a form sends ---------------------------------------------------------------------------


def test_the_same_record_is_one_lead_and_changes_nothing(crm: Crm) -> None:
    first = make.sent(crm, id="7", name="张敏", phone="13900001111")
    before = make.dump(crm)
    assert make.sent(crm, id="7", name="别人", phone="x") == first
    assert make.dump(crm) == before
    assert make.sent(crm, id="8", name="张敏") != first


def test_nothing_that_a_form_sends_is_lost(crm: Crm) -> None:
    found = row(
        crm,
        make.sent(
            crm, 姓名="李雷", 手机="不告诉你", 邮箱="x", 来源="某平台",
            所在地区="广东省深圳市南山区", 地址="科技园1号", 行业="软件", 爱好="钓鱼",
            留言="报\u202e价\x1b[31m",
        ),
    )  # fmt: skip
    fields = found.fields
    assert (fields.province, fields.city, found.industry) == ("广东省", "深圳市", "软件")
    assert (fields.need, fields.address) == ("报价", "南山区科技园1号")
    assert fields.note.splitlines() == [
        "phone: 不告诉你",
        "email: x",
        "source: 某平台",
        "爱好: 钓鱼",
    ]


def test_who_left_only_a_number_is_called_by_it(crm: Crm) -> None:
    assert row(crm, make.sent(crm, phone="13900001111")).called == "13900001111"
    with pytest.raises(FieldError):
        make.sent(crm, message="hello")


# --- the score -----------------------------------------------------------------------------------


def test_new_rules_score_every_lead_and_undo_takes_that_back(crm: Crm) -> None:
    admin = make.admin(crm)
    web = make.lead(crm, source="website", city="杭州")
    before = row(crm, web).score
    word = row(crm, web).source
    rules = (
        ScoreRule(ScoreField.SOURCE, ScoreCondition.IS, 30, word),
        ScoreRule(ScoreField.CITY, ScoreCondition.CONTAINS, 4, "杭"),
    )
    crm.lead_rules.set_score(admin, rules)
    assert row(crm, web).score == 34
    assert [part.points for part in crm.leads.detail(admin, web).parts] == [30, 4]
    crm.leads.edit(admin, web, {"city": ""})
    assert row(crm, web).score == 30
    crm.history.undo(admin)
    crm.history.undo(admin)
    assert row(crm, web).score == before


# --- work ----------------------------------------------------------------------------------------


def test_an_edit_of_what_another_changed_is_a_conflict(crm: Crm, lina: Actor) -> None:
    lead = make.lead(crm, lina)
    seen = row(crm, lead).fields
    crm.leads.edit(make.admin(crm), lead, {"city": "杭州"}, seen=seen)
    crm.leads.edit(lina, lead, {"title": "总监"}, seen=seen)
    with pytest.raises(ConflictError) as caught:
        crm.leads.edit(lina, lead, {"city": "宁波"}, seen=seen)
    assert caught.value.fields == {"city": ("杭州", "宁波")}
    assert row(crm, lead).fields == replace(seen, city="杭州", title="总监")


def test_a_follow_up_settles_what_was_due(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    lead = make.lead(crm, lina)
    crm.leads.set_next_contact(lina, lead, clock.now() + make.DAY, "打电话")
    clock.advance(2 * make.DAY)
    assert listed(crm, lina, "is:overdue") == [lead]
    crm.leads.follow_up(lina, lead, said(crm))
    found = crm.leads.detail(lina, lead)
    assert (found.row.next_contact_at, found.row.last_follow_up_at) == (None, clock.now())
    assert [each.content for each in found.follow_ups] == ["预算已批"]
    crm.history.undo(lina)
    assert crm.leads.detail(lina, lead).follow_ups == ()
    assert listed(crm, lina, "is:overdue") == [lead]


def test_a_lead_to_contact_stands_in_the_day_of_who_holds_it(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    due, later = make.lead(crm, lina), make.lead(crm, lina, company="别家")
    crm.leads.set_next_contact(lina, due, clock.now() + make.DAY / 4)
    crm.leads.set_next_contact(lina, later, clock.now() + 2 * make.DAY)
    assert [(each.why, each.record_id) for each in crm.days.waiting(lina).urgent] == [("lead", due)]
    assert crm.days.waiting(zhao).urgent == ()
    crm.leads.discard(lina, [due], reason(crm))
    assert crm.days.waiting(lina).urgent == ()


def test_a_discarded_lead_comes_back_in_the_stage_it_had(crm: Crm, lina: Actor) -> None:
    lead = make.lead(crm, lina)
    crm.leads.qualify(lina, [lead], LeadStage.SQL)
    crm.leads.discard(lina, [lead], reason(crm), "没预算")
    assert (row(crm, lead).stage, row(crm, lead).discard_note) == (LeadStage.DISCARDED, "没预算")
    with pytest.raises(RefusedError):
        crm.leads.follow_up(lina, lead, said(crm))
    crm.leads.restore(lina, [lead])
    assert (row(crm, lead).stage, row(crm, lead).discard_reason) == (LeadStage.SQL, "")


def test_a_deleted_lead_is_in_no_list_but_its_own(crm: Crm, lina: Actor) -> None:
    lead = make.lead(crm, lina)
    crm.leads.delete(lina, [lead])
    assert (listed(crm, lina), listed(crm, lina, whose=Whose.DELETED)) == ([], [lead])
    assert not crm.leads.duplicates(lina, make.lead_fields())
    crm.leads.restore(lina, [lead])
    assert listed(crm, lina) == [lead]


def test_what_was_built_on_is_not_taken_back(crm: Crm, lina: Actor) -> None:
    lead = make.lead(crm, lina)
    first = crm.leads.edit(lina, lead, {"city": "杭州"}).batch_id
    second = crm.leads.edit(lina, lead, {"title": "总监"}).batch_id
    with pytest.raises(UndoRefusedError) as caught:
        crm.history.undo(lina, first)
    assert caught.value.changed == ((lead, "云启科技有限公司"),)
    crm.history.undo(lina, second)
    crm.history.undo(lina, first)
    assert row(crm, lead).fields.city == ""


def test_a_query_asks_for_every_field(crm: Crm, lina: Actor) -> None:
    told: dict[str, Any] = {"province": "浙江", "city": "杭州", "need": "报价单", "note": "急"}
    named: dict[str, Any] = {"name": "张敏", "company": "云启", "phone": "13900001111"}
    lead = make.lead(crm, lina, campaign="春季", source="website", **named, **told)
    make.lead(crm, lina, company="别家")
    for asked in (
        "云启", "yunqi", "zhangmin", "13900001111", "phone:0000", "source:官网,Website",
        "province:浙江", "city:杭州", "need:报价", "campaign:春", "note:急", "score:>=45",
        "name:云启 stage:new owner:me is:open created:today",
    ):  # fmt: skip
        assert listed(crm, lina, asked) == [lead], asked
    assert listed(crm, lina, "next:none last:none") != []


# --- a customer ----------------------------------------------------------------------------------


def test_a_lead_becomes_a_customer_with_its_history(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    lead = make.lead(crm, lina, name="张敏", company="云启", phone="13900001111", need="报价")
    crm.leads.follow_up(lina, lead, said(crm))
    crm.leads.set_next_contact(lina, lead, clock.now() + make.DAY, "发方案")
    clock.advance(make.DAY / 2)
    made = crm.leads.convert(lina, lead)
    detail = crm.customers.detail(lina, made.customer_id)
    assert detail.record.row.owner_id == lina.user_id
    assert detail.record.fields.needs == "报价"
    assert detail.record.row.next_contact_note == "发方案"
    assert [each.fields.name for each in detail.contacts] == ["张敏"]
    kinds = [each.kind for each in detail.timeline]
    assert EntryKind.WAS_LEAD in kinds
    (talk,) = [each.follow_up for each in detail.timeline if each.follow_up is not None]
    assert (talk.content, talk.effective) == ("预算已批", False)
    assert (row(crm, lead).stage, row(crm, lead).customer) == (LeadStage.CONVERTED, "云启")
    assert not invariants.broken(crm)


def test_undo_of_a_conversion_gives_the_lead_back(crm: Crm, lina: Actor) -> None:
    lead = make.lead(crm, lina)
    crm.leads.follow_up(lina, lead, said(crm))
    before = row(crm, lead)
    crm.leads.convert(lina, lead)
    crm.history.undo(lina)
    assert replace(row(crm, lead), version=before.version) == before
    assert crm.customers.page(lina, ListRequest(CustomerView.ALL)).total == 0
    assert crm.leads.convert(lina, lead).is_new


def test_a_lead_goes_over_to_a_customer_that_is_there(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina, name="云启科技有限公司")
    lead = make.lead(crm, lina, name="李雷", company="云启科技有限公司", phone="13911112222")
    crm.leads.follow_up(lina, lead, said(crm))
    with pytest.raises(DuplicateCustomerError):
        crm.leads.convert(lina, lead)
    before = crm.customers.detail(lina, customer).contacts
    made = crm.leads.convert(lina, lead, to=customer)
    assert (made.customer_id, made.is_new) == (customer, False)
    people = crm.customers.detail(lina, customer).contacts
    assert "李雷" in [each.fields.name for each in people]
    crm.history.undo(lina)
    assert len(crm.customers.detail(lina, customer).contacts) == len(before)
    assert row(crm, lead).stage is LeadStage.NEW


def test_a_lead_is_no_way_round_the_cool_off(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina, name="恒信", phone="13900001111")
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    lead = make.lead(crm, lina, phone="13900001111")
    with pytest.raises(RefusedError) as caught:
        crm.leads.convert(lina, lead, allow_duplicate=True)
    assert isinstance(caught.value.refusal, CoolingOff)
    with pytest.raises(RefusedError):
        crm.leads.convert(lina, lead, to=customer)


def test_a_lead_is_no_way_round_a_limit(crm: Crm, lina: Actor) -> None:
    make.set_user(crm, lina.user_id, holding_limit=0)
    made = crm.leads.convert(lina, make.lead(crm, lina))
    record = crm.customers.record(lina, made.customer_id)
    assert made.over_limit
    assert (record.row.owner_id, record.reserved_for_id) == (None, lina.user_id)
    assert not invariants.broken(crm)


def test_a_managers_conversion_leaves_the_customer_with_the_leads_owner(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    made = crm.leads.convert(boss, make.lead(crm, lina))
    assert crm.customers.record(boss, made.customer_id).row.owner_id == lina.user_id


def test_what_is_said_to_a_converted_lead_is_said_to_the_customer(crm: Crm, lina: Actor) -> None:
    lead = make.lead(crm, lina)
    made = crm.leads.convert(lina, lead)
    written = crm.leads.follow_up(lina, lead, said(crm, "签了"))
    assert written.customer_id == made.customer_id
    (talk,) = crm.follow_ups.list(lina, made.customer_id)
    assert (talk.content, talk.effective) == ("签了", True)
    with pytest.raises(RefusedError) as caught:
        crm.leads.edit(lina, lead, {"city": "杭州"})
    assert isinstance(caught.value.refusal, LeadIsCustomer)


def test_a_merge_and_a_purge_take_the_lead_along(crm: Crm, lina: Actor) -> None:
    admin = make.admin(crm)
    lead = make.lead(crm, lina, name="张敏", company="云启")
    made = crm.leads.convert(lina, lead)
    kept = make.customer(crm, admin, name="恒信")
    crm.merging.merge(admin, kept, made.customer_id)
    assert row(crm, lead).customer_id == kept
    crm.standings.delete(admin, [kept])
    crm.purges.purge(admin, [kept])
    with pytest.raises(NotFoundError):
        row(crm, lead)
    told = make.query(crm, f"{TOLD} AND customer_id IS NULL")
    assert "云启" not in str(told)


# --- figures -------------------------------------------------------------------------------------


def test_the_conversion_by_source_adds_up_to_the_rows(crm: Crm, lina: Actor) -> None:
    web = [make.lead(crm, lina, company=f"甲{n}", source="website") for n in range(4)]
    make.lead(crm, lina, company="乙")
    crm.leads.convert(lina, web[0])
    crm.leads.discard(lina, web[1:3], reason(crm))
    crm.leads.delete(lina, web[3:])
    found = crm.leads.conversion(lina)
    assert sum(each.leads for each in found) == len(listed(crm, lina))
    (first, none) = found
    assert (first.leads, first.open, first.converted, first.discarded, first.percent) == (
        3, 0, 1, 2, 33,
    )  # fmt: skip
    assert (none.source_id, none.leads, none.open) == (None, 1, 1)
    for each, query in ((first, "source:官网,Website"), (none, "source:none")):
        assert len(listed(crm, lina, query)) == each.leads
