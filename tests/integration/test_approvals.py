"""审批: asked, granted, refused, taken back, told; and by whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.approvals.records import ApprovalAct, ApprovalStatus, ApprovalWish
from crm_tui.domain.approvals.rules import (
    ApprovalAlreadyAsked,
    ApprovalNotOpen,
    ApprovalNotYours,
    ApprovalOutdated,
)
from crm_tui.domain.days import DayRange
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.quotes.pricing import Discount
from crm_tui.domain.timelines import EntryKind
from crm_tui.domain.users import Actor, Permission, Scope
from crm_tui.errors import FieldError, NotFoundError, NotPermittedError, UndoRefusedError
from crm_tui.i18n import use_language
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.deliveries import reminder_line
from crm_tui.presentation.timeline import shown_entry
from tests import make
from tests.answers import refusal_of
from tests.integration.approving import (
    PERCENT,
    TODAY,
    ask,
    asked_quote,
    needed,
    only,
    quote,
    status,
    want,
)


@pytest.fixture
def boss(crm: Crm, lina: Actor) -> Actor:
    return make.manager(crm, department="销售部", staff=[lina])


# --- who answers ---------------------------------------------------------------------------------


def test_the_line_above_answers_and_whoever_stands_in_for_it_today(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    _made, approval = asked_quote(crm, lina, customer)
    for stranger in (zhao, make.manager(crm, "other")):
        with pytest.raises(NotFoundError):
            crm.approvals.grant(stranger, approval)
    plan = LeavePlan(boss.user_id, DayRange(TODAY, TODAY), cover_id=zhao.user_id)
    crm.leaves.record(make.admin(crm), plan)
    assert [row.id for row in crm.days.waiting(zhao).approvals] == [approval]
    names = [each.name for each in crm.approvals.show(zhao, approval).deciders]
    assert names == ["boss", "赵强", "王伟"]
    crm.approvals.grant(zhao, approval)


def test_a_permission_of_its_own_answers_what_anybody_asks(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    _made, approval = asked_quote(crm, lina, customer)
    allow(crm, zhao)
    row = only(list(crm.days.waiting(zhao).approvals))
    assert (row.customer, row.content.amount_minor, row.content.discount_share) == (
        "", 80_00, 20_00,
    )  # fmt: skip
    crm.approvals.grant(zhao, approval)
    assert status(crm, lina, approval) is ApprovalStatus.GRANTED


def allow(crm: Crm, actor: Actor) -> None:
    """Give somebody a role that may grant what anybody asks."""
    admin = make.admin(crm)
    rep = next(each for each in crm.people.roles(admin) if each.code == "rep")
    permissions = rep.permissions | {Permission.APPROVE}
    crm.people.add_role(admin, "approver", name="审批人", scope=Scope.SELF, permissions=permissions)
    role = next(each.id for each in crm.people.roles(admin) if each.code == "approver")
    crm.people.edit_user(admin, actor.user_id, {"role_id": role})


def test_nobody_grants_their_own_and_the_only_one_of_an_office_does(crm: Crm, admin: Actor) -> None:
    want(crm, discount="15")
    customer = make.customer(crm, admin)
    made, approval = asked_quote(crm, admin, customer)
    assert crm.days.waiting(admin).approvals
    other = make.rep(crm, "chen", role="admin")
    assert not crm.days.waiting(admin).approvals
    refused = refusal_of(lambda: crm.approvals.grant(admin, approval))
    assert refused == ApprovalNotYours(approval, "王伟", is_own=True)
    crm.people.disable_user(admin, other.user_id)
    crm.approvals.grant(admin, approval)
    crm.quotes.send(admin, made)


def test_who_may_not_do_it_may_not_ask_for_it(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    made = quote(crm, lina, customer, discount=20_00)
    wish = ApprovalWish(ApprovalAct.QUOTE, made)
    with pytest.raises(NotFoundError):
        crm.approvals.ask(zhao, wish, "x")
    with pytest.raises(FieldError):
        crm.approvals.ask(lina, wish, " ")
    with pytest.raises(NotPermittedError):
        crm.approvals.change_settings(lina, {"discount": "off"})


def messages(crm: Crm, actor: Actor) -> set[str]:
    """What the screens and the channels say to somebody just now."""
    at = Moment(make.NOW, make.SHANGHAI, make.NOW.toordinal())
    found = crm.deliveries.became_due(actor, make.NOW - timedelta(days=1), make.NOW)
    return {reminder_line(each, at) for each in found}


# --- answers -------------------------------------------------------------------------------------


def test_the_approver_sees_it_in_the_day_and_who_asked_the_answer(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    _made, approval = asked_quote(crm, lina, customer)
    waiting = only(list(crm.days.waiting(boss).approvals))
    assert (waiting.asked_by, waiting.reason, bool(waiting.customer)) == ("李娜", "老客户", True)
    assert crm.days.waiting(lina).approvals == ()
    crm.approvals.grant(boss, approval, "可以")
    (told,) = crm.notices.unseen(lina)
    assert (told.kind, told.record_id) == (NoticeKind.APPROVAL_GRANTED, approval)
    assert told.words == f"{waiting.content.number} · 可以"
    said = f"{waiting.content.number} · 可以"
    words = f"Message: {waiting.customer} · boss granted what you asked for: {said}"
    assert messages(crm, lina) == {words}
    use_language("zh")
    assert messages(crm, lina) == {f"消息：{waiting.customer} · boss 通过了你的审批：{said}"}
    crm.history.undo(boss)
    assert crm.notices.unseen(lina) == []
    assert status(crm, lina, approval) is ApprovalStatus.OPEN


def test_a_refusal_needs_a_word_and_may_be_asked_anew(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    made, approval = asked_quote(crm, lina, customer)
    with pytest.raises(FieldError):
        crm.approvals.refuse(boss, approval, " ")
    crm.approvals.refuse(boss, approval, "太低")
    refusal = needed(lambda: crm.quotes.send(lina, made))
    assert (refusal.status, refusal.answer) == (ApprovalStatus.REFUSED, "太低")
    assert crm.notices.unseen(lina)[0].kind is NoticeKind.APPROVAL_REFUSED
    again = ask(crm, lina, ApprovalAct.QUOTE, made)
    crm.approvals.grant(boss, again)
    crm.quotes.send(lina, made)


def test_a_grant_is_taken_back_until_it_is_used(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    made, approval = asked_quote(crm, lina, customer)
    crm.approvals.grant(boss, approval)
    crm.approvals.refuse(boss, approval, "再想想")
    needed(lambda: crm.quotes.send(lina, made))
    assert [each.kind for each in crm.notices.unseen(lina)] == [NoticeKind.APPROVAL_REFUSED]
    crm.history.undo(boss)
    crm.quotes.send(lina, made)
    used = ApprovalNotOpen(approval, ApprovalStatus.USED)
    assert refusal_of(lambda: crm.approvals.refuse(boss, approval, "x")) == used
    assert refusal_of(lambda: crm.approvals.withdraw(lina, approval)) == used


def test_what_was_changed_is_not_granted_and_the_new_ask_lets_the_old_go(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    made, approval = asked_quote(crm, lina, customer)
    again = ApprovalAlreadyAsked(approval, ApprovalStatus.OPEN)
    assert refusal_of(lambda: ask(crm, lina, ApprovalAct.QUOTE, made)) == again
    crm.quotes.edit(lina, made, {"discount": Discount(PERCENT, 25_00)})
    number = crm.quotes.quote(lina, made).row.number
    outdated = ApprovalOutdated(approval, number)
    assert refusal_of(lambda: crm.approvals.grant(boss, approval)) == outdated
    newer = ask(crm, lina, ApprovalAct.QUOTE, made)
    assert status(crm, lina, approval) is ApprovalStatus.WITHDRAWN
    assert [row.id for row in crm.days.waiting(boss).approvals] == [newer]
    crm.history.undo(lina)
    assert status(crm, lina, newer) is ApprovalStatus.WITHDRAWN
    assert status(crm, lina, approval) is ApprovalStatus.OPEN


def test_what_is_out_of_sight_is_not_granted_either_once_it_changed_or_went(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    far = make.manager(crm, "far", staff=[lina])
    made, approval = asked_quote(crm, lina, customer)
    assert crm.approvals.show(far, approval).is_current
    assert crm.approvals.show(far, approval).row.customer == ""
    crm.quotes.edit(lina, made, {"discount": Discount(PERCENT, 25_00)})
    assert isinstance(refusal_of(lambda: crm.approvals.grant(far, approval)), ApprovalOutdated)
    newer = ask(crm, lina, ApprovalAct.QUOTE, made)
    crm.quotes.delete(lina, made)
    assert isinstance(refusal_of(lambda: crm.approvals.grant(far, newer)), ApprovalOutdated)
    crm.approvals.refuse(far, newer, "已删除")


def test_what_was_asked_is_withdrawn_and_back_again(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    made, approval = asked_quote(crm, lina, customer)
    crm.approvals.grant(boss, approval)
    crm.approvals.withdraw(lina, approval)
    needed(lambda: crm.quotes.send(lina, made))
    crm.history.undo(lina)
    assert status(crm, lina, approval) is ApprovalStatus.GRANTED


def test_undoing_what_was_done_lets_the_grant_stand_again(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    made, approval = asked_quote(crm, lina, customer)
    crm.approvals.grant(boss, approval)
    grant = crm.history.batches(boss)[0].id
    crm.quotes.send(lina, made)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(boss, grant)
    crm.history.undo(lina)
    assert status(crm, lina, approval) is ApprovalStatus.GRANTED
    crm.quotes.send(lina, made)


def test_settings_are_told_and_taken_back(crm: Crm, admin: Actor) -> None:
    want(crm, discount="15", contract="10万", refund="always")
    found = crm.approvals.settings(admin)
    assert (found.discount, found.contract, found.refund) == (15_00, 10_000_000, 0)
    crm.history.undo(admin)
    assert crm.approvals.settings(admin).discount is None
    with pytest.raises(FieldError):
        want(crm, other="1")
    with pytest.raises(FieldError):
        want(crm, discount="很多")


def test_the_timeline_tells_it(crm: Crm, lina: Actor, boss: Actor, customer: CustomerId) -> None:
    want(crm, discount="15")
    made, approval = asked_quote(crm, lina, customer)
    crm.approvals.grant(boss, approval, "可以")
    crm.quotes.send(lina, made)
    entries = crm.timelines.page(lina, customer).entries
    told = [each for each in entries if each.kind.value.startswith("approval")]
    assert [each.kind for each in told] == [
        EntryKind.APPROVAL_USED,
        EntryKind.APPROVAL_ANSWERED,
        EntryKind.APPROVAL_ASKED,
    ]
    _used, answered, asked = (
        shown_entry(each, now=make.NOW, zone=make.SHANGHAI, currency="CNY") for each in told
    )
    assert answered.title == "Approval granted"
    assert "可以" in answered.lines
    assert asked.lines[0].endswith("¥80 · 20% below the list")
