"""Tasks for a lead and for an opportunity: made, seen, and what becomes of them with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.handovers import HandoverPlan, HandoverWay
from crm_tui.domain.identifiers import LeadId, OpportunityId
from crm_tui.domain.leads.refusals import LeadIsDiscarded
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.tasks import NotAssignable, TaskDraft, TaskRequest, TaskRow, TaskState
from crm_tui.domain.users import Actor
from crm_tui.errors import NotFoundError, RefusedError
from crm_tui.services.opportunities.writing import NewOpportunity
from tests import make


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def wang(crm: Crm) -> Actor:
    return make.rep(crm, "wang", "王伟")


def _task(
    crm: Crm,
    actor: Actor,
    lead: LeadId | None = None,
    *,
    opportunity: OpportunityId | None = None,
    to: Actor | None = None,
) -> TaskRow:
    draft = TaskDraft(
        "发资料",
        crm.database.clock.now(),
        lead_id=lead,
        opportunity_id=opportunity,
        assignee_id=None if to is None else to.user_id,
    )
    made = crm.tasks.make(actor, draft)
    return next(e for e in _all(crm, actor, lead, opportunity) if e.id == made.record_id)


def _all(
    crm: Crm, actor: Actor, lead: LeadId | None = None, opportunity: OpportunityId | None = None
) -> list[TaskRow]:
    request = TaskRequest(state=TaskState.ALL, lead_id=lead, opportunity_id=opportunity)
    return crm.tasks.find(actor, request)


def _today(crm: Crm, actor: Actor) -> list[str]:
    return [each.subject for each in crm.days.today(actor).tasks]


def test_a_task_for_a_lead_stands_on_its_page_and_in_the_day(crm: Crm, lina: Actor) -> None:
    lead = make.lead(crm, lina, company="青禾科技")
    task = _task(crm, lina, lead)
    assert (task.lead, task.subject, task.customer_id) == ("青禾科技", "青禾科技", None)
    assert crm.leads.detail(lina, lead).tasks == (task,)
    assert _today(crm, lina) == ["青禾科技"]
    crm.tasks.done(lina, task.id)
    assert crm.leads.detail(lina, lead).tasks == ()
    assert _today(crm, lina) == []


def test_a_task_for_an_opportunity_is_its_customers_as_well(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina, name="恒信")
    fields = OpportunityFields(name="二期")
    found = crm.opportunities.add(lina, customer, fields).opportunity_id
    task = _task(crm, lina, opportunity=found)
    assert (task.subject, task.customer_id) == ("恒信 · 二期", customer)
    assert _today(crm, lina) == ["恒信 · 二期"]
    assert crm.tasks.list(lina, customer_id=customer) == [task]
    with pytest.raises(NotFoundError):
        crm.tasks.make(
            lina,
            TaskDraft(
                "x",
                crm.database.clock.now(),
                customer_id=make.customer(crm, lina),
                opportunity_id=found,
            ),
        )


def test_whoever_sees_the_lead_sees_its_tasks_and_others_do_not(
    crm: Crm, lina: Actor, wang: Actor
) -> None:
    lead = make.lead(crm, lina)
    task = _task(crm, lina, lead)
    assert _all(crm, make.admin(crm), lead) == [task]
    with pytest.raises(NotFoundError):
        _all(crm, wang, lead)
    with pytest.raises(NotFoundError):
        crm.tasks.show(wang, task.id)


def test_the_holder_of_a_lead_may_be_given_its_tasks(crm: Crm, lina: Actor, wang: Actor) -> None:
    lead = make.lead(crm, lina)
    admin = make.admin(crm)
    assert _task(crm, admin, lead, to=lina).assignee_id == lina.user_id
    with pytest.raises(RefusedError) as caught:
        _task(crm, lina, lead, to=wang)
    assert isinstance(caught.value.refusal, NotAssignable)
    assert lina.user_id in {each.user_id for each in crm.tasks.assignable(admin, lead_id=lead)}


def test_tasks_go_to_the_customer_and_the_opportunity_and_back(crm: Crm, lina: Actor) -> None:
    lead = make.lead(crm, lina, name="张敏", company="青禾科技")
    task = _task(crm, lina, lead)
    new = NewOpportunity(OpportunityFields(name="一期"))
    made = crm.leads.convert(lina, lead, opportunity=new)
    (now,) = crm.tasks.list(lina, customer_id=made.customer_id)
    assert (now.id, now.subject, now.contact) == (task.id, "青禾科技 · 一期", "张敏")
    assert now.opportunity_id == made.opportunity_id
    crm.history.undo(lina)
    (back,) = _all(crm, lina, lead)
    assert (back.customer_id, back.opportunity_id, back.contact_id) == (None, None, None)
    assert back.is_open


def test_tasks_follow_the_lead_to_its_next_holder_and_back(
    crm: Crm, admin: Actor, lina: Actor, wang: Actor
) -> None:
    lead = make.lead(crm, lina)
    _task(crm, lina, lead)
    mine = _task(crm, admin, lead)
    crm.leads.assign(admin, [lead], wang.user_id)
    assert {each.assignee_id for each in _all(crm, admin, lead)} == {wang.user_id, mine.assignee_id}
    assert _today(crm, lina) == []
    crm.history.undo(admin)
    assert {each.assignee_id for each in _all(crm, admin, lead)} == {lina.user_id, mine.assignee_id}


def test_a_lead_that_is_let_go_or_discarded_has_nothing_to_do_any_more(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    reason = make.word(crm, DictionaryKind.DISCARD_REASON, "no_need")
    ends: dict[str, Callable[[LeadId], object]] = {
        "returned": lambda each: crm.leads.release(lina, [each]),
        "discarded": lambda each: crm.leads.discard(lina, [each], reason),
    }
    for closed, end in ends.items():
        lead = make.lead(crm, lina)
        _task(crm, lina, lead)
        end(lead)
        assert [each.closed_reason for each in _all(crm, admin, lead)] == [closed]
        crm.history.undo(lina)
        assert [each.is_open for each in _all(crm, lina, lead)] == [True]


def test_a_discarded_lead_is_given_no_task(crm: Crm, lina: Actor) -> None:
    lead = make.lead(crm, lina)
    crm.leads.discard(lina, [lead], make.word(crm, DictionaryKind.DISCARD_REASON, "no_need"))
    with pytest.raises(RefusedError) as caught:
        _task(crm, lina, lead)
    assert isinstance(caught.value.refusal, LeadIsDiscarded)


def test_a_deleted_lead_shows_no_task(crm: Crm, admin: Actor) -> None:
    lead = make.lead(crm, admin)
    _task(crm, admin, lead)
    crm.leads.delete(admin, [lead])
    assert _today(crm, admin) == []
    crm.history.undo(admin)
    assert len(_today(crm, admin)) == 1


def test_a_hand_over_passes_tasks_on_with_their_leads(
    crm: Crm, admin: Actor, lina: Actor, wang: Actor
) -> None:
    _task(crm, lina, make.lead(crm, lina))
    plan = HandoverPlan(HandoverWay.IN_TURN, (wang.user_id,))
    crm.handovers.hand_over(admin, lina.user_id, plan, "离职")
    assert len(_today(crm, wang)) == 1
    assert _today(crm, lina) == []
