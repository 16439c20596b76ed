"""What has to be granted passes its gate with a grant of just that, and no other way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.approvals.records import ApprovalAct, ApprovalStatus, ApprovalWish
from crm_tui.domain.approvals.rules import ApprovalNotNeeded
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.orders.records import OrderLineFields, OrderStatus
from crm_tui.domain.quotes.pricing import Discount
from crm_tui.domain.quotes.records import QuoteLineFields, QuoteStatus
from crm_tui.domain.users import Actor
from crm_tui.errors import CrmError
from crm_tui.presentation import errors
from tests import make
from tests.answers import refusal_of
from tests.integration.approving import (
    ALL,
    PERCENT,
    TODAY,
    ask,
    asked_quote,
    contract,
    needed,
    product,
    quote,
    receipt,
    status,
    want,
)
from tests.integration.paying import give_back


@pytest.fixture
def boss(crm: Crm, lina: Actor) -> Actor:
    return make.manager(crm, department="销售部", staff=[lina])


def test_with_all_off_nothing_is_asked(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    crm.quotes.send(lina, quote(crm, lina, customer, discount=99_00))
    crm.contracts.sign(lina, contract(crm, lina, customer))
    give_back(crm, lina, receipt(crm, lina, customer), 500_00)
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


def test_all_that_a_line_says_but_its_note_is_granted_with_it(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    line = QuoteLineFields(name="服务器", unit="台", unit_price_minor=100_00)
    made = quote(crm, lina, customer, line, discount=20_00)
    approval = ask(crm, lina, ApprovalAct.QUOTE, made)

    def is_current(**said: object) -> bool:
        crm.quotes.edit(lina, made, {}, lines=[replace(line, **said)])  # type: ignore[arg-type]  # its fields
        return crm.approvals.show(boss, approval).is_current

    assert is_current(note="印在下面")
    assert not is_current(name="存储")
    assert not is_current(unit="箱")
    assert not is_current(quantity_milli=2_000)
    assert not is_current(unit_price_minor=99_00)
    assert not is_current(discount_share=1_00)
    assert not is_current(tax_share=6_00)


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
    agreed = crm.contracts.contract(lina, large).fields
    for name, other in {"end_day": TODAY + 90, "title": "补充", "their_party": "乙公司"}.items():
        crm.contracts.edit(lina, large, {name: other})
        needed(lambda: crm.contracts.sign(lina, large))
        crm.contracts.edit(lina, large, {name: getattr(agreed, name)})
    crm.contracts.edit(lina, large, {"note": "内部"})
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
    needed(lambda: give_back(crm, lina, paid, 100_01))
    give_back(crm, lina, paid, 100_00)
    assert needed(lambda: give_back(crm, lina, paid, 100_00)).status is None
    crm.history.undo(lina)
    assert status(crm, lina, approval) is ApprovalStatus.GRANTED
    give_back(crm, lina, paid, 100_00)


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
