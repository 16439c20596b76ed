"""Quotes: drafted, priced, sent in versions, answered, taken back; and the milestone they reach."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.days import DayUnit
from crm_tui.domain.finding import FindingKind
from crm_tui.domain.identifiers import CustomerId, ProductId, QuoteId
from crm_tui.domain.pools import FactKind, Milestone, MilestoneCondition
from crm_tui.domain.products import ProductFields
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.quotes.records import QuoteLineFields, QuoteStatus
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.quotes.rules import (
    QuoteExpired,
    QuoteHasNoLines,
    QuoteInForce,
    QuoteNotDraft,
    QuoteNotSent,
    QuoteOwnerNotYours,
    QuoteSettled,
    QuoteSuperseded,
    QuoteVersionOpen,
)
from crm_tui.domain.timelines import EntryFilter
from crm_tui.domain.users import Actor
from crm_tui.errors import ConflictError, FieldError, NotFoundError, RefusedError
from crm_tui.i18n import use_language
from crm_tui.presentation.timeline import shown_entry
from tests import make

TODAY = make.NOW.toordinal()
LINE = QuoteLineFields(name="安装", quantity_milli=2_000, unit_price_minor=50_00, tax_share=600)


def draft(
    crm: Crm, actor: Actor, customer: CustomerId, *lines: QuoteLineFields, **fields: object
) -> QuoteId:
    """Draft a quote of one line unless others are named."""
    blank = replace(crm.quotes.blank(actor, customer), **fields)  # type: ignore[arg-type]  # its fields
    return crm.quotes.add(actor, customer, blank, lines or (LINE,)).quote_id


def sent(crm: Crm, actor: Actor, customer: CustomerId) -> QuoteId:
    """Draft a quote and send it."""
    quote = draft(crm, actor, customer)
    crm.quotes.send(actor, quote)
    return quote


def statuses(crm: Crm, actor: Actor, **request: object) -> list[QuoteStatus]:
    found = crm.quotes.list(actor, QuoteRequest(**request))  # type: ignore[arg-type]  # its fields
    return [each.status for each in found]


def refusal(caught: pytest.ExceptionInfo[RefusedError]) -> type:
    return type(caught.value.refusal)


# --- what is drafted -----------------------------------------------------------------------------


def test_a_quote_is_numbered_priced_and_kept(crm: Crm) -> None:
    lina = make.rep(crm, name="李娜")
    customer = make.customer(crm, lina)
    quote = crm.quotes.quote(
        lina, draft(crm, lina, customer, LINE, discount=Discount(DiscountKind.AMOUNT, 10_00))
    )
    assert quote.row.number == "BJ-202611-0001"
    assert (quote.row.owner, quote.row.status) == ("李娜", QuoteStatus.DRAFT)
    assert (quote.price.amount_minor, quote.price.total_minor) == (100_00, 90_00)
    assert quote.price.lines == (quote.lines[0].price,)
    assert quote.price.tax_minor == 5_09
    assert (quote.fields.quote_day, quote.fields.valid_until_day) == (TODAY, TODAY + 30)
    assert crm.quotes.quote(lina, draft(crm, lina, customer)).row.number == "BJ-202611-0002"


def test_numbers_follow_the_pattern_of_the_office(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    crm.papers.change(admin, {"number_pattern": "Q{yy}-{seq:3}", "valid_days": "7"})
    first = crm.quotes.quote(admin, draft(crm, admin, customer))
    assert (first.row.number, first.fields.valid_until_day) == ("Q26-001", TODAY + 7)
    crm.history.undo(admin)
    assert crm.quotes.quote(admin, draft(crm, admin, customer)).row.number == "Q26-002"
    with pytest.raises(FieldError, match="number_pattern"):
        crm.papers.change(admin, {"number_pattern": "Q{yyyy}"})
    crm.history.undo(admin)
    crm.history.undo(
        admin, next(b.id for b in crm.history.batches(admin) if "Papers" in b.operation)
    )
    assert crm.papers.settings(admin).valid_days == 30


def test_a_line_keeps_what_its_product_was_then(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    new = ProductFields(code="SV", name="服务器", price_minor=100_00, cost_minor=60_00)
    product = ProductId(crm.products.add(admin, new).record_id or 0)
    line = QuoteLineFields(name="服务器", unit_price_minor=100_00, product_id=product)
    quote = draft(crm, lina, customer, line)
    crm.products.edit(admin, product, {"name": "新", "price_minor": 1, "cost_minor": 2})
    found = crm.quotes.quote(lina, quote).lines[0].fields
    assert (found.name, found.unit_price_minor, found.cost_minor) == ("服务器", 100_00, None)
    crm.quotes.edit(lina, quote, {}, lines=[replace(found, quantity_milli=2_000)])
    assert crm.quotes.quote(admin, quote).lines[0].fields.cost_minor == 60_00
    with pytest.raises(NotFoundError):
        draft(crm, lina, customer, replace(line, product_id=ProductId(99)))


@pytest.mark.parametrize(
    ("fields", "line", "wrong"),
    [
        ({"valid_until_day": TODAY - 1}, LINE, "valid_until_day"),
        ({"currency": "?"}, LINE, "currency"),
        ({"discount": Discount(DiscountKind.AMOUNT, 100_01)}, LINE, "discount"),
        ({"discount": Discount(DiscountKind.PERCENT, 10_001)}, LINE, "discount"),
        ({"title": "x" * 201}, LINE, "quote_title"),
        ({}, replace(LINE, name=" "), "line_name"),
        ({}, replace(LINE, quantity_milli=0), "quantity"),
        ({}, replace(LINE, unit_price_minor=10**17, quantity_milli=10**9), "total"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_kept(
    crm: Crm, admin: Actor, fields: dict[str, object], line: QuoteLineFields, wrong: str
) -> None:
    customer = make.customer(crm, admin)
    with pytest.raises(FieldError) as caught:
        draft(crm, admin, customer, line, **fields)
    assert caught.value.field == wrong
    assert statuses(crm, admin) == []


# --- who may -------------------------------------------------------------------------------------


def test_a_quote_is_seen_with_its_customer_and_changed_by_who_changes_that(crm: Crm) -> None:
    make.department(crm, "销售部")
    lina, zhao = make.rep(crm, department="销售部"), make.rep(crm, "zhao", "赵强")
    boss = make.manager(crm, department="销售部", staff=[lina])
    customer = make.customer(crm, lina)
    quote = draft(crm, lina, customer)
    with pytest.raises(NotFoundError):
        crm.quotes.quote(zhao, quote)
    assert statuses(crm, zhao) == []
    crm.teams.add(lina, [customer], zhao.user_id, make.seat())
    assert statuses(crm, zhao) == [QuoteStatus.DRAFT]
    with pytest.raises(RefusedError):
        crm.quotes.send(zhao, quote)
    with pytest.raises(RefusedError) as caught:
        crm.quotes.edit(lina, quote, {"owner_id": zhao.user_id})
    assert refusal(caught) is QuoteOwnerNotYours
    crm.quotes.edit(boss, quote, {"owner_id": boss.user_id})
    assert crm.quotes.quote(lina, quote).row.owner_id == boss.user_id


# --- what is sent --------------------------------------------------------------------------------


def test_what_was_sent_stays_and_a_new_version_is_made(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    first = sent(crm, lina, customer)
    with pytest.raises(RefusedError) as caught:
        crm.quotes.edit(lina, first, {"title": "x"})
    assert refusal(caught) is QuoteNotDraft
    second = crm.quotes.new_version(lina, first).quote_id
    with pytest.raises(RefusedError) as caught:
        crm.quotes.new_version(lina, first)
    assert refusal(caught) is QuoteVersionOpen
    crm.quotes.edit(lina, second, {}, lines=[replace(LINE, quantity_milli=3_000), LINE])
    old, new = crm.quotes.quote(lina, first), crm.quotes.quote(lina, second)
    assert (old.price.total_minor, new.price.total_minor) == (100_00, 250_00)
    assert (old.full_number, new.full_number) == ("BJ-202611-0001", "BJ-202611-0001-V2")
    assert [each.id for each in crm.quotes.list(lina, QuoteRequest())] == [second]
    assert statuses(crm, lina, all_versions=True) == [QuoteStatus.DRAFT, QuoteStatus.SENT]
    found = crm.quotes.compare(lina, first, second)
    assert [(each.before is None, each.fields) for each in found.lines] == [
        (False, ("quantity_milli",)),
        (True, ()),
    ]
    assert crm.quotes.find(lina, "bj-202611-0001") == second
    assert crm.quotes.find(lina, "BJ-202611-0001-V1") == first
    crm.quotes.send(lina, second)
    with pytest.raises(RefusedError) as caught:
        crm.quotes.accept(lina, first)
    assert refusal(caught) is QuoteSuperseded
    crm.quotes.accept(lina, second)
    with pytest.raises(RefusedError) as caught:
        crm.quotes.refuse(lina, first, "价格")
    assert refusal(caught) is QuoteSettled
    with pytest.raises(RefusedError) as caught:
        crm.quotes.new_version(lina, second)
    assert refusal(caught) is QuoteSettled


def test_a_draft_is_answered_by_nobody(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    quote = draft(crm, lina, customer)
    for act in (
        lambda: crm.quotes.accept(lina, quote),
        lambda: crm.quotes.refuse(lina, quote, "x"),
        lambda: crm.quotes.void(lina, quote, "x"),
        lambda: crm.quotes.new_version(lina, quote),
    ):
        with pytest.raises(RefusedError) as caught:
            act()
        assert refusal(caught) is QuoteNotSent
    crm.quotes.edit(lina, quote, {}, lines=[])
    with pytest.raises(RefusedError) as caught:
        crm.quotes.send(lina, quote)
    assert refusal(caught) is QuoteHasNoLines


def test_a_quote_expires_behind_its_last_day(crm: Crm, clock: FakeClock) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    quote = draft(crm, lina, customer, valid_until_day=TODAY + 3)
    crm.quotes.send(lina, quote)
    late = draft(crm, lina, customer, valid_until_day=TODAY)
    clock.advance(make.DAY * 3)
    assert statuses(crm, lina, status=QuoteStatus.SENT) == [QuoteStatus.SENT]
    clock.advance(make.DAY)
    assert statuses(crm, lina, status=QuoteStatus.SENT) == []
    assert statuses(crm, lina, status=QuoteStatus.EXPIRED) == [QuoteStatus.EXPIRED]
    for act in (lambda: crm.quotes.accept(lina, quote), lambda: crm.quotes.send(lina, late)):
        with pytest.raises(RefusedError) as caught:
            act()
        assert refusal(caught) is QuoteExpired
    crm.quotes.refuse(lina, quote, "太贵")
    assert crm.quotes.quote(lina, quote).reason == "太贵"
    crm.history.undo(lina)
    assert crm.quotes.quote(lina, quote).row.status is QuoteStatus.EXPIRED


def test_only_what_both_changed_is_a_conflict(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    quote = draft(crm, lina, customer)
    seen = crm.quotes.quote(lina, quote)
    crm.quotes.edit(admin, quote, {"title": "甲"}, lines=[LINE, LINE], seen=seen)
    crm.quotes.edit(lina, quote, {"note": "乙", "title": ""}, lines=[LINE], seen=seen)
    found = crm.quotes.quote(lina, quote)
    assert (found.fields.title, found.fields.note, len(found.lines)) == ("甲", "乙", 2)
    with pytest.raises(ConflictError) as caught:
        crm.quotes.edit(lina, quote, {"title": "丙"}, lines=[LINE, LINE, LINE], seen=seen)
    assert set(caught.value.fields) == {"title", "lines"}


# --- taken back ----------------------------------------------------------------------------------


def test_every_act_is_taken_back(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    quote = draft(crm, lina, customer)
    before = crm.quotes.quote(lina, quote)
    crm.quotes.edit(
        lina,
        quote,
        {"discount": Discount(DiscountKind.PERCENT, 1000), "title": "x"},
        lines=[replace(LINE, quantity_milli=1_000)],
    )
    crm.history.undo(lina)
    assert _contents(crm, lina, quote) == (before.fields, before.lines, before.price)
    crm.quotes.send(lina, quote)
    crm.history.undo(lina)
    assert crm.quotes.quote(lina, quote).row.status is QuoteStatus.DRAFT
    crm.quotes.send(lina, quote)
    version = crm.quotes.new_version(lina, quote).quote_id
    crm.history.undo(lina)
    assert [each.id for each in crm.quotes.list(lina, QuoteRequest())] == [quote]
    with pytest.raises(NotFoundError):
        crm.quotes.quote(lina, version)
    for act in (
        lambda: crm.quotes.accept(lina, quote),
        lambda: crm.quotes.refuse(lina, quote, "x"),
        lambda: crm.quotes.void(lina, quote, "x"),
    ):
        act()
        crm.history.undo(lina)
        assert crm.quotes.quote(lina, quote).row.status is QuoteStatus.SENT
    with pytest.raises(RefusedError) as caught:
        crm.quotes.delete(lina, quote)
    assert refusal(caught) is QuoteInForce
    crm.quotes.void(lina, quote, "x")
    crm.quotes.delete(lina, quote)
    assert statuses(crm, lina) == []
    assert statuses(crm, lina, deleted=True) == [QuoteStatus.DRAFT, QuoteStatus.VOID]
    crm.history.undo(lina)
    crm.quotes.delete(lina, quote)
    crm.quotes.restore(lina, quote)
    assert statuses(crm, lina) == [QuoteStatus.VOID]


def _contents(crm: Crm, actor: Actor, quote: QuoteId) -> tuple[object, object, object]:
    found = crm.quotes.quote(actor, quote)
    return found.fields, found.lines, found.price


# --- what it means elsewhere ---------------------------------------------------------------------


def test_a_sent_quote_reaches_the_milestone_and_a_void_one_does_not(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    condition = MilestoneCondition((Milestone(FactKind.QUOTE, 15),), DayUnit.ALL)
    make.set_conditions(crm, condition)
    customer = make.customer(crm, lina)
    row = crm.customers.record(lina, customer).row
    assert row.last_day == TODAY + 15
    quote = draft(crm, lina, customer)
    assert _last_day(crm, lina, customer) == TODAY + 15
    written = crm.quotes.send(lina, quote)
    assert written.last_day > TODAY + 365
    assert _last_day(crm, lina, customer) == written.last_day
    voided = crm.quotes.void(lina, quote, "发错")
    assert voided.last_day == TODAY + 15
    crm.history.undo(lina)
    assert _last_day(crm, lina, customer) == written.last_day
    crm.quotes.void(lina, quote, "发错")
    crm.quotes.delete(lina, quote)
    crm.quotes.restore(lina, quote)
    assert _last_day(crm, lina, customer) == TODAY + 15


def _last_day(crm: Crm, actor: Actor, customer: CustomerId) -> int:
    return int(crm.customers.record(actor, customer).row.last_day)


def test_the_quotes_of_a_customer_go_with_it(crm: Crm, admin: Actor) -> None:
    kept, gone = make.customer(crm, admin, name="甲公司"), make.customer(crm, admin, name="乙公司")
    quote = sent(crm, admin, gone)
    crm.merging.merge(admin, kept, gone)
    assert crm.quotes.quote(admin, quote).row.customer_id == kept
    crm.history.undo(admin)
    assert crm.quotes.quote(admin, quote).row.customer_id == gone
    crm.standings.delete(admin, [gone])
    assert statuses(crm, admin) == []
    crm.purges.purge(admin, [gone])
    assert make.query(crm, "SELECT count(*) FROM quote") == [(0,)]
    assert make.query(crm, "SELECT count(*) FROM quote_line") == [(0,)]


def test_the_timeline_tells_of_quotes(crm: Crm) -> None:
    use_language("zh")
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    quote = sent(crm, lina, customer)
    crm.quotes.edit(lina, crm.quotes.new_version(lina, quote).quote_id, {"title": "二期"})
    crm.quotes.refuse(lina, quote, "太贵")
    page = crm.timelines.page(lina, customer, only=EntryFilter.QUOTES)
    shown = [
        shown_entry(each, now=make.NOW, zone=make.SHANGHAI, currency="CNY") for each in page.entries
    ]
    assert [(each.title, each.lines[0]) for each in shown] == [
        ("报价未接受", "BJ-202611-0001 · ¥100"),
        ("修改报价单", "BJ-202611-0001-V2 · 二期 · ¥100"),
        ("起草报价单", "BJ-202611-0001-V2 · ¥100"),
        ("发送报价单", "BJ-202611-0001 · ¥100"),
        ("起草报价单", "BJ-202611-0001 · ¥100"),
    ]


def test_a_quote_is_found_by_its_number_and_title_by_who_may_see_it(crm: Crm) -> None:
    lina, zhao = make.rep(crm), make.rep(crm, "zhao", "赵强")
    customer = make.customer(crm, lina)
    draft(crm, lina, customer, title="二期扩容")
    for words in ("bj-202611-0001", "0001", "扩容"):
        (found, *_others) = crm.finding.find(lina, words)
        assert (found.kind, found.title, found.customer_id) == (
            FindingKind.QUOTE,
            "BJ-202611-0001 二期扩容",
            customer,
        )
        assert crm.finding.find(zhao, words) == []
