"""审批: asked, granted, refused, used, taken back; and nothing passes its gate without one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.approvals.records import (
    ApprovalAct,
    ApprovalRequest,
    ApprovalRow,
    ApprovalStatus,
    ApprovalWish,
)
from crm_tui.domain.approvals.rules import (
    ApprovalAlreadyAsked,
    ApprovalNeeded,
    ApprovalNotNeeded,
    ApprovalNotOpen,
    ApprovalNotYours,
    ApprovalOutdated,
)
from crm_tui.domain.days import DayRange
from crm_tui.domain.identifiers import (
    ApprovalId,
    ContractId,
    CustomerId,
    PaymentId,
    ProductId,
    QuoteId,
)
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.orders.records import OrderLineFields, OrderStatus
from crm_tui.domain.products import ProductFields
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.quotes.records import QuoteLineFields, QuoteStatus
from crm_tui.domain.timelines import EntryKind
from crm_tui.domain.users import Actor, Permission, Scope
from crm_tui.errors import CrmError, FieldError, NotFoundError, NotPermittedError, UndoRefusedError
from crm_tui.presentation import errors
from crm_tui.presentation.timeline import shown_entry
from tests import make
from tests.answers import refusal_of

TODAY = make.NOW.toordinal()
PERCENT = DiscountKind.PERCENT
ALL = ApprovalRequest()


@pytest.fixture
def boss(crm: Crm, lina: Actor) -> Actor:
    return make.manager(crm, department="销售部", staff=[lina])


@pytest.fixture
def customer(crm: Crm, lina: Actor) -> CustomerId:
    return make.customer(crm, lina)


def want(crm: Crm, **settings: str) -> None:
    crm.approvals.change_settings(make.admin(crm), settings)


def product(crm: Crm, price: int = 100_00) -> ProductId:
    fields = ProductFields(code="SV-1", name="服务器", price_minor=price)
    return ProductId(crm.products.add(make.admin(crm), fields).record_id or 0)


def quote(
    crm: Crm, actor: Actor, customer: CustomerId, *lines: QuoteLineFields, discount: int = 0
) -> QuoteId:
    blank = crm.quotes.blank(actor, customer)
    fields = replace(blank, discount=Discount(PERCENT, discount) if discount else blank.discount)
    line = QuoteLineFields(name="安装", unit_price_minor=100_00)
    return crm.quotes.add(actor, customer, fields, lines or (line,)).quote_id


def contract(crm: Crm, actor: Actor, customer: CustomerId, minor: int = 500_00) -> ContractId:
    blank = replace(crm.contracts.blank(actor, customer), title="框架", amount_minor=minor)
    return crm.contracts.add(actor, customer, blank).contract_id


def receipt(crm: Crm, actor: Actor, customer: CustomerId, minor: int = 500_00) -> PaymentId:
    blank = replace(crm.payments.blank(actor, customer), amount_minor=minor)
    return crm.payments.add(actor, customer, blank).payment_id


def refund(crm: Crm, actor: Actor, payment: PaymentId, minor: int) -> PaymentId:
    fields = replace(crm.payments.payment(actor, payment).fields, amount_minor=minor)
    return crm.payments.refund(actor, payment, fields).payment_id


def ask(crm: Crm, actor: Actor, act: ApprovalAct, record_id: int, **more: int) -> ApprovalId:
    return crm.approvals.ask(actor, ApprovalWish(act, record_id, **more), "老客户").approval_id


def asked_quote(crm: Crm, actor: Actor, customer: CustomerId) -> tuple[QuoteId, ApprovalId]:
    made = quote(crm, actor, customer, discount=20_00)
    return made, ask(crm, actor, ApprovalAct.QUOTE, made)


def status(crm: Crm, actor: Actor, approval: ApprovalId) -> ApprovalStatus:
    return crm.approvals.show(actor, approval).row.status


def needed(call: Callable[[], object]) -> ApprovalNeeded:
    found = refusal_of(call)
    assert isinstance(found, ApprovalNeeded)
    return found


def only(rows: list[ApprovalRow]) -> ApprovalRow:
    (row,) = rows
    return row


# --- the gates -----------------------------------------------------------------------------------


def test_with_all_off_nothing_is_asked(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    crm.quotes.send(lina, quote(crm, lina, customer, discount=99_00))
    crm.contracts.sign(lina, contract(crm, lina, customer))
    refund(crm, lina, receipt(crm, lina, customer), 500_00)
    assert crm.approvals.list(lina, ALL) == []


def test_a_quote_beyond_the_discount_is_sent_once_it_is_granted(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    crm.quotes.send(lina, quote(crm, lina, customer, discount=15_00))
    made = quote(crm, lina, customer, discount=15_01)
    refusal = needed(lambda: crm.quotes.send(lina, made))
    assert (refusal.discount_share, refusal.amount_minor) == (15_01, 84_99)
    approval = ask(crm, lina, ApprovalAct.QUOTE, made)
    assert needed(lambda: crm.quotes.send(lina, made)).is_asked
    crm.approvals.grant(boss, approval, "可以")
    crm.quotes.send(lina, made)
    assert crm.quotes.quote(lina, made).row.status is QuoteStatus.SENT
    assert status(crm, lina, approval) is ApprovalStatus.USED


def test_a_price_typed_below_the_list_is_a_discount_too(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    listed = product(crm)
    cheap = QuoteLineFields(name="服务器", product_id=listed, unit_price_minor=80_00)
    made = quote(crm, lina, customer, cheap)
    assert needed(lambda: crm.quotes.send(lina, made)).discount_share == 20_00
    order = crm.orders.add(
        lina, customer, crm.orders.blank(lina, customer), [OrderLineFields(cheap)]
    ).order_id
    assert needed(lambda: crm.orders.confirm(lina, order)).act is ApprovalAct.ORDER
    crm.approvals.grant(boss, ask(crm, lina, ApprovalAct.ORDER, order))
    crm.orders.confirm(lina, order)
    assert crm.orders.order(lina, order).row.status is OrderStatus.CONFIRMED


def test_another_price_in_the_list_makes_a_grant_void(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    listed = product(crm)
    cheap = QuoteLineFields(name="服务器", product_id=listed, unit_price_minor=80_00)
    made = quote(crm, lina, customer, cheap)
    crm.approvals.grant(boss, ask(crm, lina, ApprovalAct.QUOTE, made))
    crm.products.edit(make.admin(crm), listed, {"price_minor": 160_00})
    refusal = needed(lambda: crm.quotes.send(lina, made))
    assert (refusal.discount_share, refusal.was_granted) == (50_00, True)


def test_a_list_in_another_currency_measures_nothing(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    cheap = QuoteLineFields(name="服务器", product_id=product(crm), unit_price_minor=12_00)
    fields = replace(crm.quotes.blank(lina, customer), currency="USD")
    crm.quotes.send(lina, crm.quotes.add(lina, customer, fields, [cheap]).quote_id)


def test_an_edit_after_the_grant_makes_it_void_and_taking_it_back_counts_again(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    made, approval = asked_quote(crm, lina, customer)
    crm.approvals.grant(boss, approval)
    crm.quotes.edit(lina, made, {"discount": Discount(PERCENT, 25_00)})
    assert not crm.approvals.show(boss, approval).is_current
    assert needed(lambda: crm.quotes.send(lina, made)).was_granted
    crm.quotes.edit(lina, made, {"discount": Discount(PERCENT, 20_00)})
    crm.quotes.edit(lina, made, {"note": "内部", "title": "一期"})
    crm.quotes.send(lina, made)


def test_what_was_granted_of_a_quote_is_not_asked_again_of_its_order(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    made, approval = asked_quote(crm, lina, customer)
    crm.approvals.grant(boss, approval)
    crm.quotes.send(lina, made)
    order = crm.orders.add_from_quote(lina, made).order_id
    wish = ApprovalWish(ApprovalAct.ORDER, order)
    assert refusal_of(lambda: crm.approvals.ask(lina, wish, "x")) == ApprovalNotNeeded(
        crm.orders.order(lina, order).row.number
    )
    crm.orders.edit(lina, order, {"discount": Discount(PERCENT, 30_00)})
    needed(lambda: crm.orders.confirm(lina, order))
    crm.orders.edit(lina, order, {"discount": Discount(PERCENT, 20_00)})
    crm.orders.confirm(lina, order)


def test_a_contract_above_the_amount_is_signed_once_it_is_granted_as_it_is(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, contract="500")
    crm.contracts.sign(lina, contract(crm, lina, customer, 500_00))
    large = contract(crm, lina, customer, 500_01)
    needed(lambda: crm.contracts.sign(lina, large))
    crm.approvals.grant(boss, ask(crm, lina, ApprovalAct.CONTRACT, large))
    crm.contracts.edit(lina, large, {"end_day": TODAY + 90})
    needed(lambda: crm.contracts.sign(lina, large))
    crm.contracts.edit(lina, large, {"end_day": None, "note": "内部"})
    crm.contracts.sign(lina, large, day=TODAY - 1)


def test_an_amount_without_a_rate_is_above_any(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    want(crm, contract="100万")
    blank = replace(crm.contracts.blank(lina, customer), title="海外", amount_minor=1)
    made = crm.contracts.add(lina, customer, replace(blank, currency="GBP")).contract_id
    needed(lambda: crm.contracts.sign(lina, made))
    crm.currencies.set_rate(make.admin(crm), "GBP", "9")
    crm.contracts.sign(lina, made)


def test_a_refund_is_granted_for_one_refund_of_that_amount(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, refund="always")
    paid = receipt(crm, lina, customer)
    approval = ask(crm, lina, ApprovalAct.REFUND, paid, amount_minor=100_00)
    crm.approvals.grant(boss, approval)
    needed(lambda: refund(crm, lina, paid, 100_01))
    refund(crm, lina, paid, 100_00)
    assert needed(lambda: refund(crm, lina, paid, 100_00)).status is None
    crm.history.undo(lina)
    assert status(crm, lina, approval) is ApprovalStatus.GRANTED
    refund(crm, lina, paid, 100_00)


def test_the_refusal_says_why_and_how_to_ask(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    want(crm, discount="15")
    made = quote(crm, lina, customer, discount=20_00)
    with pytest.raises(Exception, match="ApprovalNeeded") as caught:
        crm.quotes.send(lina, made)
    error = caught.value
    assert isinstance(error, CrmError)
    number = crm.quotes.quote(lina, made).row.number
    said = f"{number} is sent only after approval: 20% below the list, ¥80."
    assert errors.sentence(error) == said
    assert errors.hint(error) == f"Ask for it: crm approval ask quote {number} --reason …"
    assert errors.code(error) == "approval_needed"


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
