"""Orders, contracts and plans that were exported come back the same, into an empty office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.bootstrap import Crm
from crm_tui.domain.currencies import split
from crm_tui.domain.customers import ListRequest
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.imports import ImportKind
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.payments.records import PlanFields, PlanKind
from crm_tui.domain.products import ProductFields
from crm_tui.domain.queries.fields import CONTRACTS, ORDERS
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.i18n import use_language
from tests import make
from tests.exporting import EVERYBODY, exported
from tests.properties.test_round_trip import BUSY, WITHOUT_SHRINKING, texts, two_offices

Ordered = tuple[dict[str, Any], list[dict[str, Any]], str]
Signed = tuple[dict[str, Any], str]
Planned = tuple[int, PlanKind, str]
TODAY = make.NOW.toordinal()
CUSTOMERS = ("云启科技有限公司", "=恒信贸易(苏州)")
days = st.integers(TODAY - 400, TODAY - 1)
WAYS = st.sampled_from(["draft", "confirmed", "delivered", "returned", "closed", "void"])
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "name": texts(12).map(lambda text: f"货{text}".strip()),
            "unit": st.sampled_from(["", "台", "=箱"]),
            "quantity_milli": st.integers(1, 10**7),
            "unit_price_minor": st.integers(0, 10**8),
            "discount_share": st.sampled_from([0, 1000, 3333, 10_000]),
            "tax_share": st.sampled_from([0, 600, 1300]),
            "note": texts(20, lines=True),
        }
    ),
    min_size=1,
    max_size=3,
)
ORDERED = st.fixed_dictionaries(
    {
        "title": texts(12),
        "order_day": days,
        "currency": st.sampled_from(["CNY", "JPY", "USD"]),
        "includes_tax": st.booleans(),
        "discount": st.sampled_from(
            [Discount(), Discount(DiscountKind.PERCENT, 750), Discount(DiscountKind.AMOUNT, 0)]
        ),
        "terms": texts(30, lines=True),
        "note": texts(30, lines=True),
        "due": st.none() | st.integers(0, 60),
    }
)
SIGNED = st.fixed_dictionaries(
    {
        "title": texts(12).map(lambda text: f"合同{text}".strip()),
        "amount_minor": st.integers(0, 10**13),
        "start_day": st.none() | days,
        "end": st.none() | st.integers(401, 900),
        "our_party": texts(12).map(lambda text: f"我{text}".strip()),
        "their_signatory": texts(6),
        "note": texts(30, lines=True),
    }
)
LISTED: dict[ImportKind, RecordRequest | ListRequest] = {
    ImportKind.ORDERS: RecordRequest(ORDERS, sort="number"),
    ImportKind.CONTRACTS: RecordRequest(CONTRACTS, sort="number"),
    ImportKind.PAYMENT_PLANS: EVERYBODY,
}
CONTRACT_WAYS = st.sampled_from(["draft", "signed", "terminated", "void"])


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    use_language("zh")
    yield
    use_language("en")


def entered_order(
    crm: Crm, customer: CustomerId, said: dict[str, Any], lines: list[dict[str, Any]], way: str
) -> None:
    actor = make.admin(crm)
    due = said.pop("due")
    fields = replace(crm.orders.blank(actor, customer), **said)
    fields = replace(fields, due_day=None if due is None else fields.order_day + due)
    goods = [OrderLineFields(QuoteLineFields(**each)) for each in lines]
    goods[0] = replace(goods[0], due_day=fields.order_day + 3)
    order = crm.orders.add(actor, customer, fields, goods).order_id
    if way == "draft":
        return
    crm.orders.confirm(actor, order)
    if way in {"delivered", "returned"}:
        out = {1: max(1, lines[0]["quantity_milli"] // 2)}
        crm.order_goods.deliver(actor, order, out, day=fields.order_day)
        if way == "returned":
            crm.order_goods.take_back(actor, order, out, "坏了")
    if way == "closed":
        crm.orders.close(actor, order, "结清")
    if way == "void":
        crm.orders.void(actor, order, "客户取消")


def entered_contract(crm: Crm, customer: CustomerId, said: dict[str, Any], way: str) -> None:
    actor = make.admin(crm)
    end = said.pop("end")
    fields = replace(crm.contracts.blank(actor, customer), **said)
    fields = replace(fields, end_day=None if end is None else TODAY - 401 + end)
    contract = crm.contracts.add(actor, customer, fields).contract_id
    if way == "draft":
        return
    crm.contracts.sign(actor, contract, day=TODAY - 1 if end is None else TODAY - 401)
    if way == "terminated" and (end is None or end > 401):
        crm.contracts.terminate(actor, contract, "解约")
    if way == "void":
        crm.contracts.void(actor, contract, "误签")


def prepared(crm: Crm) -> list[CustomerId]:
    """The customers and products that an empty office brings in before its papers."""
    actor = make.admin(crm)
    crm.currencies.set_rate(actor, "JPY", "0.05")
    crm.currencies.set_rate(actor, "USD", "7")
    fields = ProductFields(code="X1", name="服务器", unit="台", price_minor=5_00, tax_share=1300)
    crm.products.add(actor, fields)
    return [make.customer(crm, actor, name) for name in CUSTOMERS]


def plan_everything(crm: Crm, customers: list[CustomerId], planned: list[Planned]) -> None:
    """Plan what every paper that stands comes to in as many parts, the last one so much late."""
    actor = make.admin(crm)
    for customer in customers:
        for document in crm.payments.documents(actor, customer):
            parts = split(document.total_minor, [1] * len(planned))
            lines = [
                PlanFields(due_day=TODAY + days, amount_minor=part, kind=kind, note=note)
                for part, (days, kind, note) in zip(parts, planned, strict=True)
                if part
            ]
            crm.payment_plans.add(actor, document.target, lines)


def out_and_in_and_out(
    first: Crm,
    second: Crm,
    folder: Path,
    kind: ImportKind,
    request: RecordRequest | ListRequest,
) -> None:
    subject = Subject(kind.value)
    out, back = folder / f"{kind.value}.csv", folder / f"back-{kind.value}.csv"
    exported(first, make.admin(first), out, subject, request=request)
    found = second.imports.run(make.admin(second), ImportPlan(out, kind))
    assert (found.refused, found.ignored) == ((), ())
    exported(second, make.admin(second), back, subject, request=request)
    assert back.read_text("utf-8-sig").split("\n") == out.read_text("utf-8-sig").split("\n")


def check_round_trip(ordered: list[Ordered], signed: list[Signed], planned: list[Planned]) -> None:
    with two_offices() as (first, second, folder):
        customers = prepared(first)
        prepared(second)
        product = first.products.find(make.admin(first), "X1")
        for at, (said, lines, way) in enumerate(ordered):
            if at % 2:
                lines[0] |= {"product_id": product, "code": "X1"}
            entered_order(first, customers[at % 2], dict(said), lines, way)
        for at, (said_of_it, way) in enumerate(signed):
            entered_contract(first, customers[at % 2], dict(said_of_it), way)
        plan_everything(first, customers, planned)
        for kind, listed in LISTED.items():
            out_and_in_and_out(first, second, folder, kind, listed)


ALL_PLANNED = st.lists(
    st.tuples(st.integers(-400, 900), st.sampled_from(PlanKind), texts(30)), min_size=1, max_size=3
)
ALL_ORDERED = st.lists(st.tuples(ORDERED, LINES, WAYS), min_size=3, max_size=8)
ALL_SIGNED = st.lists(st.tuples(SIGNED, CONTRACT_WAYS), min_size=2, max_size=6)


@pytest.mark.long
@settings(max_examples=4, deadline=None, suppress_health_check=BUSY, phases=WITHOUT_SHRINKING)
@given(ordered=ALL_ORDERED, signed=ALL_SIGNED, planned=ALL_PLANNED)
def test_papers_that_were_exported_come_back_the_same(
    ordered: list[Ordered], signed: list[Signed], planned: list[Planned]
) -> None:
    check_round_trip(ordered, signed, planned)


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(max_examples=60, deadline=None, suppress_health_check=BUSY, phases=WITHOUT_SHRINKING)
@given(ordered=ALL_ORDERED, signed=ALL_SIGNED, planned=ALL_PLANNED)
def test_the_papers_of_sixty_offices_come_back_the_same(
    ordered: list[Ordered], signed: list[Signed], planned: list[Planned]
) -> None:
    check_round_trip(ordered, signed, planned)
