"""Expenses: entered, changed, taken back; what they come to, and what is left of the income."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.expenses import (
    ExpenseFields,
    ExpenseGrouping,
    ExpenseOfOtherCustomer,
    ExpenseOfOthers,
    ExpenseRequest,
)
from crm_tui.domain.identifiers import CustomerId, ExpenseId, OpportunityId, ProductId
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.products import ProductFields
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.timelines import EntryFilter, EntryKind
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import (
    ConflictError,
    CrmError,
    FieldError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
)
from crm_tui.i18n import use_language
from crm_tui.presentation.timeline import shown_entry
from tests import make

TODAY = make.NOW.toordinal()


def fields(crm: Crm, kind: str = "travel", **values: Any) -> ExpenseFields:
    """What is typed of an expense of 100 today, unless other fields are named."""
    kind_id = make.word(crm, DictionaryKind.EXPENSE_KIND, kind)
    typed = {"day": TODAY, "kind_id": kind_id, "amount_minor": 100_00, **values}
    return ExpenseFields(**typed)


def spent(crm: Crm, actor: Actor, kind: str = "travel", **values: Any) -> ExpenseId:
    changed = crm.expenses.add(actor, fields(crm, kind, **values))
    return ExpenseId(changed.record_id or 0)


def whole(crm: Crm, actor: Actor, **request: object) -> int:
    asked = ExpenseRequest(**request)  # type: ignore[arg-type]  # its fields
    return crm.expenses.whole(actor, asked).amount_minor


def opportunity(crm: Crm, actor: Actor, customer: CustomerId) -> OpportunityId:
    written = crm.opportunities.add(actor, customer, OpportunityFields(name="二期"))
    return written.opportunity_id


# --- entering and changing -----------------------------------------------------------------------


def test_an_expense_of_an_opportunity_is_its_customers_too(crm: Crm) -> None:
    lina = make.rep(crm, name="李娜")
    customer = make.customer(crm, lina)
    found = opportunity(crm, lina, customer)
    spent(crm, lina, opportunity_id=found)
    spent(crm, lina, "gift", amount_minor=50_00, customer_id=customer)
    assert whole(crm, lina, opportunity_id=found) == 100_00
    assert whole(crm, lina, customer_id=customer) == 150_00
    sums = crm.expenses.sums(
        lina, ExpenseRequest(customer_id=customer), ExpenseGrouping.OPPORTUNITY
    )
    assert [(each.name, each.amount_minor) for each in sums] == [("二期", 100_00), ("", 50_00)]
    row = crm.expenses.list(lina, ExpenseRequest(opportunity_id=found))[0]
    assert (row.person, row.fields.customer_id, row.kind) == ("李娜", customer, "差旅费")


def test_a_foreign_amount_is_reported_at_the_rate_of_its_day(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    crm.currencies.set_rate(admin, "USD", "7", TODAY - 9)
    crm.currencies.set_rate(admin, "USD", "8", TODAY - 1)
    early = spent(crm, admin, customer_id=customer, currency="usd", day=TODAY - 5)
    assert whole(crm, admin, customer_id=customer) == 700_00
    crm.expenses.edit(admin, early, {"day": TODAY})
    assert whole(crm, admin, customer_id=customer) == 800_00
    crm.history.undo(admin)
    assert whole(crm, admin, customer_id=customer) == 700_00
    with pytest.raises(FieldError) as caught:
        spent(crm, admin, customer_id=customer, currency="USD", day=TODAY - 20)
    assert caught.value.reason == "no_rate"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount_minor": 0}, "amount"),
        ({"day": TODAY + 1}, "expense_day"),
        ({"kind_id": 99_999}, "expense_kind"),
        ({"currency": "XXX"}, "currency"),
        ({"customer_id": None}, "expense_for"),
    ],
)
def test_what_cannot_be_is_refused(crm: Crm, values: dict[str, Any], field: str) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    with pytest.raises(FieldError) as caught:
        spent(crm, lina, **{"customer_id": customer, **values})
    assert caught.value.field == field


def test_an_opportunity_of_another_customer_is_refused(crm: Crm) -> None:
    lina = make.rep(crm)
    one, other = make.customer(crm, lina, "甲公司"), make.customer(crm, lina, "乙公司")
    found = opportunity(crm, lina, other)
    with pytest.raises(RefusedError) as caught:
        spent(crm, lina, customer_id=one, opportunity_id=found)
    assert caught.value.refusal == ExpenseOfOtherCustomer("二期")
    expense = spent(crm, lina, customer_id=one)
    with pytest.raises(RefusedError):
        crm.expenses.edit(lina, expense, {"opportunity_id": found})


def test_what_others_spent_is_entered_by_who_stands_above_them(crm: Crm) -> None:
    lina = make.rep(crm, "lina", name="李娜", department="销售部")
    zhao = make.rep(crm, "zhao", name="赵军", department="销售部")
    boss = make.manager(crm, department="销售部", staff=[lina, zhao])
    customer = make.customer(crm, lina)
    with pytest.raises(RefusedError) as caught:
        spent(crm, lina, customer_id=customer, person_id=zhao.user_id)
    assert caught.value.refusal == ExpenseOfOthers("赵军")
    spent(crm, boss, customer_id=customer, person_id=zhao.user_id)
    sums = crm.expenses.sums(boss, ExpenseRequest(), ExpenseGrouping.PERSON)
    assert [each.name for each in sums] == ["赵军"]


def forbid(crm: Crm, actor: Actor, permission: Permission) -> None:
    """Take a permission out of the role of somebody."""
    who = crm.offices.who(actor)[0]
    kept = {"permissions": who.permissions - {permission}}
    crm.people.edit_role(make.admin(crm), who.role_id, kept)


def test_who_may_not_see_what_others_spent_sees_their_own(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    theirs = spent(crm, admin, customer_id=customer)
    mine = spent(crm, lina, customer_id=customer, amount_minor=30_00)
    about = EntryFilter.EXPENSES
    assert len(crm.timelines.page(lina, customer, only=about).entries) == 2
    assert whole(crm, lina, customer_id=customer) == 130_00
    forbid(crm, lina, Permission.VIEW_EXPENSE)
    assert [each.id for each in crm.expenses.list(lina, ExpenseRequest())] == [mine]
    assert whole(crm, lina, customer_id=customer) == 30_00
    with pytest.raises(NotFoundError):
        crm.expenses.edit(lina, theirs, {"note": "x"})
    crm.expenses.edit(lina, mine, {"note": "高铁"})
    assert [each.kind for each in crm.timelines.page(lina, customer, only=about).entries] == [
        EntryKind.EXPENSE_EDITED,
        EntryKind.EXPENSE_ADDED,
    ]
    told = crm.audits.rows(lina, crm.audits.ids(lina))
    assert {each.record_id for each in told if each.kind.startswith("expense")} == {mine}
    assert whole(crm, admin, customer_id=customer) == 130_00


def test_profit_is_seen_by_who_sees_costs_and_what_was_spent(crm: Crm) -> None:
    boss = make.manager(crm)
    request = ExpenseRequest(customer_id=make.customer(crm, boss))
    assert crm.expenses.profit(boss, request).profit_minor == 0
    forbid(crm, boss, Permission.VIEW_EXPENSE)
    with pytest.raises(NotPermittedError):
        crm.expenses.profit(boss, request)


def test_expenses_are_entered_by_who_may(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    forbid(crm, lina, Permission.EDIT_EXPENSE)
    with pytest.raises(NotPermittedError):
        spent(crm, lina, customer_id=customer)


def test_two_who_change_the_same_field_are_told(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    expense = spent(crm, lina, customer_id=customer)
    seen = crm.expenses.expense(lina, expense).fields
    crm.expenses.edit(lina, expense, {"note": "高铁"})
    with pytest.raises(ConflictError):
        crm.expenses.edit(lina, expense, {"note": "机票"}, seen=seen)
    crm.expenses.edit(lina, expense, {"amount_minor": 5_00}, seen=seen)
    assert crm.expenses.expense(lina, expense).fields.note == "高铁"


def test_each_step_is_told_and_taken_back(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    expense = spent(crm, lina, customer_id=customer)
    crm.expenses.edit(lina, expense, {"amount_minor": 30_00})
    crm.expenses.delete(lina, expense)
    assert whole(crm, lina, customer_id=customer) == 0
    for left in (30_00, 100_00, 0):
        crm.history.undo(lina)
        assert whole(crm, lina, customer_id=customer) == left
    with pytest.raises(NotFoundError):
        crm.expenses.expense(lina, expense)
    crm.expenses.restore(lina, expense)
    assert whole(crm, lina, customer_id=customer) == 100_00
    use_language("zh")
    page = crm.timelines.page(lina, customer, only=EntryFilter.EXPENSES)
    titles = [
        shown_entry(each, now=make.NOW, zone=make.SHANGHAI, currency="CNY").title
        for each in page.entries
    ]
    assert titles[0] == "恢复费用"


# --- who sees them -------------------------------------------------------------------------------


def test_of_a_campaign_one_sees_what_one_spent_oneself(crm: Crm) -> None:
    lina, zhao = make.rep(crm, "lina", department="销售部"), make.rep(crm, "zhao")
    boss = make.manager(crm, department="销售部", staff=[lina])
    expense = spent(crm, lina, "exhibition", campaign="秋季展会")
    assert whole(crm, lina, campaign="秋季展会") == whole(crm, boss) == 100_00
    assert whole(crm, zhao) == 0
    with pytest.raises(NotFoundError):
        crm.expenses.edit(zhao, expense, {"note": "x"})


def test_whoever_sees_a_customer_sees_its_expenses_and_others_do_not(crm: Crm) -> None:
    lina, zhao = make.rep(crm, "lina"), make.rep(crm, "zhao")
    customer = make.customer(crm, lina)
    expense = spent(crm, lina, customer_id=customer)
    assert crm.expenses.list(zhao, ExpenseRequest()) == []
    with pytest.raises(NotFoundError):
        spent(crm, zhao, customer_id=customer)
    crm.teams.add(lina, [customer], zhao.user_id, make.seat())
    assert whole(crm, zhao) == 100_00
    with pytest.raises(RefusedError):
        crm.expenses.delete(zhao, expense)


# --- what is left --------------------------------------------------------------------------------


def ordered(crm: Crm, actor: Actor, customer: CustomerId, *, minor: int = 1_000_00) -> None:
    """Two pieces of a product that costs 300, and one line nobody knows the cost of."""
    known = QuoteLineFields(
        name="仪器", quantity_milli=2_000, unit_price_minor=minor, product_id=ProductId(1)
    )
    bare = QuoteLineFields(name="安装", unit_price_minor=50_00)
    lines = [OrderLineFields(known), OrderLineFields(bare)]
    blank = crm.orders.blank(actor, customer)
    order = crm.orders.add(actor, customer, blank, lines).order_id
    crm.orders.confirm(actor, order)


def test_profit_is_what_orders_leave_after_cost_and_expenses(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    crm.products.add(admin, ProductFields(code="a", name="仪器", cost_minor=300_00))
    ordered(crm, lina, customer)
    spent(crm, lina, customer_id=customer)
    found = crm.expenses.profit(admin, ExpenseRequest(customer_id=customer))
    assert (found.income_minor, found.cost_minor) == (2_050_00, 600_00)
    assert (found.gross_minor, found.profit_minor, found.unknown_costs) == (1_450_00, 1_350_00, 1)
    crm.order_goods.deliver(lina, crm.orders.find(lina, "1"))
    crm.order_goods.take_back(lina, crm.orders.find(lina, "1"), {1: 1_000}, "坏了")
    found = crm.expenses.profit(admin, ExpenseRequest(customer_id=customer))
    assert (found.income_minor, found.cost_minor) == (1_050_00, 300_00)
    with pytest.raises(NotPermittedError):
        crm.expenses.profit(lina, ExpenseRequest(customer_id=customer))


def test_contracts_count_unless_an_order_does_in_their_place(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    crm.currencies.set_rate(admin, "USD", "7", TODAY - 1)
    for currency in ("CNY", "USD", "EUR"):
        blank = crm.contracts.blank(admin, customer)
        contract = crm.contracts.add(
            admin, customer, replace(blank, title="x", amount_minor=100_00, currency=currency)
        ).contract_id
        crm.contracts.sign(admin, contract)
    found = crm.expenses.profit(admin, ExpenseRequest(customer_id=customer))
    assert found.income_minor == 800_00
    assert (found.unknown_costs, found.unrated) == (3, 1)
    crm.products.add(admin, ProductFields(code="a", name="仪器", cost_minor=300_00))
    ordered(crm, admin, customer)
    order = crm.orders.find(admin, "1")
    paper = replace(crm.contracts.blank(admin, customer, order_id=order), title="x")
    crm.contracts.sign(admin, crm.contracts.add(admin, customer, paper).contract_id)
    found = crm.expenses.profit(admin, ExpenseRequest(customer_id=customer))
    money = crm.receivables.money(admin, customer)
    (total,) = [each for each in money.totals if each.currency == "CNY"]
    assert (found.income_minor, total.ordered_minor) == (2_850_00, 2_150_00)


def test_a_campaign_brings_in_what_its_leads_bought(crm: Crm, admin: Actor) -> None:
    lead = make.lead(crm, admin, campaign="展会", company="乙公司")
    crm.leads.convert(admin, lead)
    ((customer,),) = make.query(crm, "SELECT customer_id FROM lead")
    crm.products.add(admin, ProductFields(code="a", name="仪器", cost_minor=300_00))
    ordered(crm, admin, CustomerId(customer))
    spent(crm, admin, campaign="展会")
    found = crm.expenses.profit(admin, ExpenseRequest(campaign="展会"))
    assert (found.income_minor, found.expenses_minor) == (2_050_00, 100_00)
    none = crm.expenses.profit(admin, ExpenseRequest(campaign="别的"))
    assert (none.income_minor, none.expenses_minor) == (0, 0)


def test_expenses_follow_a_merge_and_go_with_a_purge(crm: Crm, admin: Actor) -> None:
    kept, given = make.customer(crm, admin, "甲公司"), make.customer(crm, admin, "乙公司")
    spent(crm, admin, customer_id=given)
    crm.merging.merge(admin, kept, given)
    assert whole(crm, admin, customer_id=kept) == 100_00
    crm.history.undo(admin)
    assert whole(crm, admin, customer_id=kept) == 0
    crm.standings.delete(admin, [given])
    assert whole(crm, admin) == 0
    crm.purges.purge(admin, [given])
    assert make.query(crm, "SELECT count(*) FROM expense") == [(0,)]


@pytest.mark.parametrize("seed", [1, 2])
def test_sums_are_the_sums_of_the_rows(crm: Crm, admin: Actor, seed: int) -> None:
    dice = random.Random(seed)
    crm.currencies.set_rate(admin, "USD", "7.1234", TODAY - 99)
    # Whoever entered the customer would undo that as well.
    customer = make.customer(crm, make.rep(crm))
    service, done = crm.expenses, 0

    def acts() -> list[Callable[[], object]]:
        known = [each.id for each in service.list(admin, ExpenseRequest())] or [ExpenseId(1)]
        expense, minor = dice.choice(known), dice.randint(1, 99_999)
        values: dict[str, Any] = {"amount_minor": minor, "currency": dice.choice(["CNY", "USD"])}
        return [
            lambda: service.add(admin, fields(crm, customer_id=customer, **values)),
            lambda: service.add(admin, fields(crm, "gift", campaign="展会", **values)),
            lambda: service.edit(admin, expense, values),
            lambda: service.delete(admin, expense),
            lambda: service.restore(admin, ExpenseId(dice.randint(1, 9))),
            lambda: crm.history.undo(admin),
        ]

    for _ in range(30):
        try:
            dice.choice(acts())()
            done += 1
        except CrmError:
            continue
        rows = service.list(admin, ExpenseRequest())
        total = sum(each.reported_minor for each in rows)
        assert whole(crm, admin) == total
        for by in ExpenseGrouping:
            sums = service.sums(admin, ExpenseRequest(), by)
            assert (sum(e.amount_minor for e in sums), sum(e.count for e in sums)) == (
                total, len(rows),
            )  # fmt: skip
    assert done > 10
