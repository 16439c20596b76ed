"""Quotes, expenses and what is used that were exported come back the same into an empty office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.bootstrap import Crm
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.expenses import ExpenseFields
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import CustomerId, QuoteId
from crm_tui.domain.imports import ImportKind
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.usages import UsageFields, UsagePer
from crm_tui.i18n import use_language
from tests import make
from tests.exporting import exported
from tests.properties.test_paper_round_trip import LINES, ORDERED, prepared
from tests.properties.test_round_trip import BUSY, WITHOUT_SHRINKING, said, texts, two_offices

Quoted = tuple[dict[str, Any], list[dict[str, Any]], list[str]]
Spent = tuple[dict[str, Any], str]
TODAY = make.NOW.toordinal()
ENDS = st.lists(st.sampled_from(["sent", "refused", "void", "accepted"]), min_size=1, max_size=3)
SPENT = st.fixed_dictionaries(
    {
        "day": st.integers(TODAY - 400, TODAY),
        "amount_minor": st.integers(1, 10**12),
        "currency": st.sampled_from(["CNY", "JPY", "USD"]),
        "campaign": said(12),
        "note": texts(30, lines=True),
    }
)
KINDS = st.sampled_from(["travel", "gift", "exhibition"])
USED = st.fixed_dictionaries(
    {
        "name": texts(12).map(lambda text: f"货{text}".strip()),
        "unit": st.sampled_from(["", "台", "=箱"]),
        "per": st.sampled_from(UsagePer),
        "quantity_milli": st.integers(1, 10**9),
        "competitor": texts(12),
        "note": texts(30, lines=True),
    }
)


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    use_language("zh")
    yield
    use_language("en")


def quote_it(crm: Crm, customer: CustomerId, quoted: Quoted, opportunity: int | None) -> None:
    """Versions of a quote, each sent and answered before the next; a last one stays a draft."""
    actor = make.admin(crm)
    fields, lines, ends = (
        dict(quoted[0]),
        [QuoteLineFields(**each) for each in quoted[1]],
        quoted[2],
    )
    lasts = fields.pop("due") or 0
    day = fields.pop("order_day")
    blank = crm.quotes.blank(actor, customer)
    asked = replace(blank, **fields, quote_day=day, valid_until_day=TODAY + lasts)
    asked = replace(asked, opportunity_id=opportunity)  # type: ignore[arg-type]  # as it came
    quote: QuoteId = crm.quotes.add(actor, customer, asked, lines).quote_id
    for end in ends:
        crm.quotes.send(actor, quote)
        match end:
            case "refused":
                crm.quotes.refuse(actor, quote, "太贵")
            case "void":
                crm.quotes.void(actor, quote, "录错")
            case "accepted":
                crm.quotes.accept(actor, quote)
                return
        quote = crm.quotes.new_version(actor, quote).quote_id


def spend(crm: Crm, customer: CustomerId | None, spent: Spent, opportunity: int | None) -> None:
    said_of_it, kind = dict(spent[0]), spent[1]
    if customer is None:
        said_of_it["campaign"] = said_of_it["campaign"] or "展会"
    fields = ExpenseFields(
        **said_of_it,
        kind_id=make.word(crm, DictionaryKind.EXPENSE_KIND, kind),
        customer_id=customer,
        opportunity_id=opportunity,  # type: ignore[arg-type]  # as it came
    )
    crm.expenses.add(make.admin(crm), fields)


def use(crm: Crm, customer: CustomerId, used: dict[str, Any], ours: int, *, of_ours: bool) -> None:
    fields = UsageFields(**used, ours_milli=min(ours, used["quantity_milli"]))
    if of_ours:
        product = crm.products.find(make.admin(crm), "X1")
        fields = replace(fields, product_id=product, unit=fields.unit or "台")
    crm.usages.add(make.admin(crm), customer, fields)


def out_and_in_and_out(first: Crm, second: Crm, folder: Path, kind: ImportKind) -> None:
    subject = Subject(kind.value)
    out, back = folder / f"{kind.value}.csv", folder / f"back-{kind.value}.csv"
    exported(first, make.admin(first), out, subject)
    found = second.imports.run(make.admin(second), ImportPlan(out, kind))
    assert (found.refused, found.ignored) == ((), ())
    exported(second, make.admin(second), back, subject)
    assert back.read_text("utf-8-sig").split("\n") == out.read_text("utf-8-sig").split("\n")


def check_round_trip(
    quoted: list[Quoted], spent: list[Spent], used: list[tuple[dict[str, Any], int]]
) -> None:
    with two_offices() as (first, second, folder):
        customers = prepared(first)
        prepared(second)
        deal = OpportunityFields(name="二期 =扩容")
        opportunities = [
            crm.opportunities.add(make.admin(crm), customers[0], deal).opportunity_id
            for crm in (first, second)
        ]
        for crm in (first, second):
            crm.currencies.set_rate(make.admin(crm), "JPY", "0.05", day=TODAY - 500)
            crm.currencies.set_rate(make.admin(crm), "USD", "7", day=TODAY - 500)
        for at, quote in enumerate(quoted):
            quote_it(first, customers[at % 2], quote, None if at % 2 else opportunities[0])
        for at, expense in enumerate(spent):
            customer = None if at % 3 == 2 else customers[at % 3]
            spend(first, customer, expense, None if at % 3 else opportunities[0])
        for at, (use_of_it, ours) in enumerate(used):
            use(first, customers[at % 2], use_of_it, ours, of_ours=at % 3 == 0)
        for kind in (ImportKind.QUOTES, ImportKind.EXPENSES, ImportKind.USAGES):
            out_and_in_and_out(first, second, folder, kind)


ALL_QUOTED = st.lists(st.tuples(ORDERED, LINES, ENDS), min_size=2, max_size=5)
ALL_SPENT = st.lists(st.tuples(SPENT, KINDS), min_size=3, max_size=9)
ALL_USED = st.lists(st.tuples(USED, st.integers(0, 10**9)), min_size=2, max_size=6)


@pytest.mark.long
@settings(max_examples=4, deadline=None, suppress_health_check=BUSY, phases=WITHOUT_SHRINKING)
@given(quoted=ALL_QUOTED, spent=ALL_SPENT, used=ALL_USED)
def test_quotes_and_costs_that_were_exported_come_back_the_same(
    quoted: list[Quoted], spent: list[Spent], used: list[tuple[dict[str, Any], int]]
) -> None:
    check_round_trip(quoted, spent, used)


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(max_examples=60, deadline=None, suppress_health_check=BUSY, phases=WITHOUT_SHRINKING)
@given(quoted=ALL_QUOTED, spent=ALL_SPENT, used=ALL_USED)
def test_the_quotes_and_costs_of_sixty_offices_come_back_the_same(
    quoted: list[Quoted], spent: list[Spent], used: list[tuple[dict[str, Any], int]]
) -> None:
    check_round_trip(quoted, spent, used)
