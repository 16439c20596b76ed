"""Quotes, money and products are asked for in the query language, as orders and contracts are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.payments.records import InvoiceFields, PaymentMethod, PlanFields, PlanKind
from crm_tui.domain.payments.requests import InvoiceRequest, PaymentRequest, PlanRequest
from crm_tui.domain.products import ProductFields, ProductRequest
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.users import Actor
from crm_tui.errors import QuerySyntaxError
from tests import make
from tests.exporting import exported, table_of


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def customer(crm: Crm, lina: Actor) -> CustomerId:
    return make.customer(crm, lina, "北京恒信")


def quote(crm: Crm, actor: Actor, customer: CustomerId, title: str, minor: int) -> None:
    line = QuoteLineFields(name="货", quantity_milli=1_000, unit_price_minor=minor)
    blank = replace(crm.quotes.blank(actor, customer), title=title)
    crm.quotes.add(actor, customer, blank, [line])


def paid(crm: Crm, actor: Actor, customer: CustomerId, minor: int, **fields: object) -> None:
    blank = crm.payments.blank(actor, customer)
    entered = replace(blank, amount_minor=minor, **fields)  # type: ignore[arg-type]  # its fields
    crm.payments.add(actor, customer, entered)


def test_quotes_are_asked_for_by_fields_and_words(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    for title, minor in (("一期", 100_00), ("二期", 900_00), ("备件", 300_00)):
        quote(crm, lina, customer, title, minor)
    first = crm.quotes.list(lina, QuoteRequest(query="一期"))[0].id
    crm.quotes.send(lina, first)

    def titles(query: str) -> list[str]:
        return [each.title for each in crm.quotes.list(lina, QuoteRequest(query=query))]

    assert titles("") == ["备件", "二期", "一期"]
    assert titles("状态:已发送") == titles("amount:<=100") == ["一期"]
    assert titles("恒信 -备件") == ["二期", "一期"]
    assert titles("bjhx 排序:-金额") == ["二期", "备件", "一期"]
    assert titles("status:draft day:today owner:me") == ["备件", "二期"]
    with pytest.raises(QuerySyntaxError):
        titles("stage:x")


def test_all_that_is_money_is_asked_for_alike(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    paid(crm, lina, customer, 500_00, payer="恒信集团", method=PaymentMethod.CASH)
    paid(crm, lina, customer, 70_00, payer="张三", reference="8812")
    blank = replace(crm.contracts.blank(lina, customer), title="年度", amount_minor=1_000_00)
    contract = crm.contracts.add(lina, customer, blank).contract_id
    document = crm.payments.document(lina, crm.contracts.contract(lina, contract).row.number)
    day = blank.start_day or crm.payments.blank(lina, customer).day
    plan = PlanFields(due_day=day, amount_minor=500_00, kind=PlanKind.RETENTION, note="一年后")
    crm.payment_plans.add(lina, document.target, [plan])
    invoice = InvoiceFields(number="2511", day=day, amount_minor=500_00, currency="CNY")
    crm.invoices.add(lina, customer, replace(invoice, title="恒信集团"))

    def found(query: str) -> tuple[int, int, int]:
        return (
            len(crm.payments.list(lina, PaymentRequest(query=query))),
            len(crm.payment_plans.list(lina, PlanRequest(query=query))),
            len(crm.invoices.list(lina, InvoiceRequest(query=query))),
        )

    assert found("") == (2, 1, 1)
    assert found("金额:500") == found("恒信 amount:>=500") == (1, 1, 1)
    assert found("恒信集团") == (1, 0, 1)
    assert found("类型:质保金") == found("note:一年") == (0, 1, 0)
    assert found("method:cash") == found("-流水号:8812 kind:receipt") == (1, 0, 0)
    assert found("客户:上海") == (0, 0, 0)
    rows = crm.payments.list(lina, PaymentRequest(query="sort:amount"))
    assert [each.amount_minor for each in rows] == [70_00, 500_00]


def test_products_are_asked_for_and_ordered(crm: Crm) -> None:
    admin = make.admin(crm)
    for code, name, price, is_active in (
        ("SV-1", "云服务器", 900_00, True),
        ("SW-1", "服务软件", 100_00, True),
        ("SV-0", "旧服务器", 50_00, False),
    ):
        fields = ProductFields(code=code, name=name, price_minor=price, is_active=is_active)
        crm.products.add(admin, fields)

    def codes(query: str) -> list[str]:
        return [each.fields.code for each in crm.products.list(admin, ProductRequest(query=query))]

    assert codes("fwq") == ["SV-1"]
    assert codes("is:停售") == ["SV-0"]
    assert codes("价格:<=100") == ["SW-1"]
    assert codes("服务 sort:price") == ["SW-1", "SV-1"]


def test_what_was_asked_for_goes_into_a_file_and_no_more(
    crm: Crm, lina: Actor, customer: CustomerId, tmp_path: Path
) -> None:
    paid(crm, lina, customer, 500_00)
    paid(crm, lina, customer, 70_00)
    for title in ("一期", "二期"):
        quote(crm, lina, customer, title, 100_00)
    for subject, asked, label, kept in (
        (Subject.PAYMENTS, PaymentRequest(query="金额:<=100").asked, "Amount", [70]),
        (Subject.QUOTES, QuoteRequest(query="名称:二期").asked, "Subject of the quote", ["二期"]),
    ):
        file = tmp_path / f"{subject.value}.xlsx"
        exported(crm, lina, file, subject, asked=asked)
        assert [row[label] for row in table_of(file)] == kept
