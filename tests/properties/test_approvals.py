"""No paper passes its gate without a live grant for exactly its content, in any order of acts.

What the office wants to be asked for, what a paper says and what was granted of it are worked out
here once more, from what the services show.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.approvals.records import (
    ApprovalAct,
    ApprovalRequest,
    ApprovalStatus,
    ApprovalWish,
)
from crm_tui.domain.approvals.rules import ApprovalNeeded
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.identifiers import (
    ApprovalId,
    ContractId,
    CustomerId,
    OrderId,
    PaymentId,
    QuoteId,
)
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.payments.records import PaymentKind
from crm_tui.domain.payments.requests import PaymentRequest
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.errors import CrmError
from tests import make
from tests.long_runs import only_long

SEEDS = (4, *only_long((1, 2, 3, *range(5, 14))))
STEPS = 120
GRANTED, USED, OPEN = ApprovalStatus.GRANTED, ApprovalStatus.USED, ApprovalStatus.OPEN
QUOTE, ORDER, CONTRACT, REFUND = ApprovalAct
AMOUNTS = (100_00, 300_00)
WANTED = {"discount": "15", "contract": "50", "refund": "always"}
TABLES = {QUOTE: "quote", ORDER: "sales_order", CONTRACT: "contract"}


@dataclass(frozen=True)
class Content:
    """What a grant is for: which paper, and all that it says."""

    act: ApprovalAct
    record_id: int
    said: tuple[object, ...]


@dataclass(frozen=True)
class Passed:
    """A paper that passed its gate while that was shut."""

    content: Content
    refund_id: PaymentId | None

    def is_about(self, content: Content, refund_id: PaymentId | None) -> bool:
        if refund_id is not None:
            return self.refund_id == refund_id
        mine = self.content
        return (mine.act, mine.record_id) == (content.act, content.record_id)


class Walk:
    """Somebody who sells, somebody who grants, and two customers who may become one."""

    def __init__(self, crm: Crm, dice: random.Random) -> None:
        self.crm, self.dice, self.boss = crm, dice, make.admin(crm)
        # An administrator as well: edits what lies in the pool, and undoes what they did.
        self.seller = make.rep(crm, "lina", role="admin")
        self.asked: dict[ApprovalId, Content] = {}
        self.passed: list[Passed] = []
        self.met: Counter[str] = Counter()
        """How often something went through, and was refused for want of a grant."""
        crm.approvals.change_settings(self.boss, WANTED)
        crm.currencies.set_rate(self.boss, "USD", "7")
        names = ("北京恒信科技有限公司", "上海浦江精密")
        self.customers = [make.customer(crm, self.boss, name) for name in names]
        for customer in self.customers:
            self.quote(customer)
            self.draft(customer)
            self.pay(customer)
        self.act, self.minor = QUOTE, 100_00
        self.record_id = 1

    # --- what there is ---------------------------------------------------------------------------

    def papers(self, act: ApprovalAct, *, gone: bool = False) -> list[int]:
        """The papers of a kind that a gate may be asked for."""
        crm, seller = self.crm, self.seller
        match act:
            case ApprovalAct.QUOTE:
                quotes = QuoteRequest(deleted=gone, all_versions=True)
                return [each.id for each in crm.quotes.list(seller, quotes)]
            case ApprovalAct.ORDER:
                return [each.id for each in crm.orders.list(seller, OrderRequest(deleted=gone))]
            case ApprovalAct.CONTRACT:
                contracts = ContractRequest(deleted=gone)
                return [each.id for each in crm.contracts.list(seller, contracts)]
            case ApprovalAct.REFUND:
                kind = PaymentKind.REFUND if gone else PaymentKind.RECEIPT
                payments = PaymentRequest(deleted=gone, kind=kind)
                return [each.id for each in crm.payments.list(seller, payments)]

    def look_elsewhere(self) -> None:
        """Go on with another paper, as often as not with a new one."""
        self.act, self.minor = self.dice.choice(list(ApprovalAct)), self.dice.choice(AMOUNTS)
        is_new = self.dice.randrange(2) and self.refusal_of(self.enter) is None
        known = self.papers(self.act) or [10**9]
        self.record_id = max(known) if is_new else self.dice.choice(known)

    def statuses(self) -> dict[ApprovalId, ApprovalStatus]:
        rows = self.crm.approvals.list(self.boss, ApprovalRequest())
        return {each.id: each.status for each in rows}

    def content(self, act: ApprovalAct, record_id: int, minor: int) -> Content:
        """What a grant for a paper as it is now is for."""
        crm, seller = self.crm, self.seller
        said: tuple[object, ...]
        match act:
            case ApprovalAct.QUOTE:
                quote = crm.quotes.quote(seller, QuoteId(record_id))
                sold = [_line(each.fields) for each in quote.lines]
                said = (*sold, quote.fields.discount, quote.price.total_minor)
            case ApprovalAct.ORDER:
                order = crm.orders.order(seller, OrderId(record_id))
                sold = [_line(each.fields.sale) for each in order.lines]
                said = (*sold, order.fields.discount, order.price.total_minor)
            case ApprovalAct.CONTRACT:
                agreed = crm.contracts.contract(seller, ContractId(record_id)).fields
                agreed = replace(agreed, note="", owner_id=None)
                said = tuple(getattr(agreed, each.name) for each in fields(agreed))
            case ApprovalAct.REFUND:
                row = crm.payments.payment(seller, PaymentId(record_id)).row
                said = (minor, row.currency)
        return Content(act, record_id, said)

    def is_needed(self, act: ApprovalAct, record_id: int, minor: int) -> bool:
        """Whether the office wants a paper as it is now to be granted."""
        crm, seller = self.crm, self.seller
        wanted = crm.approvals.settings(seller)
        match act:
            case ApprovalAct.QUOTE:
                found = crm.quotes.quote(seller, QuoteId(record_id)).fields.discount.value
                bound = wanted.discount
            case ApprovalAct.ORDER:
                found = crm.orders.order(seller, OrderId(record_id)).fields.discount.value
                bound = wanted.discount
            case ApprovalAct.CONTRACT:
                found = crm.contracts.contract(seller, ContractId(record_id)).row.amount_minor
                bound = wanted.contract
            case ApprovalAct.REFUND:
                currency = crm.payments.payment(seller, PaymentId(record_id)).row.currency
                found, bound = minor * (7 if currency == "USD" else 1), wanted.refund
        return bound is not None and found > bound

    def live(self, content: Content) -> set[ApprovalId]:
        """What was granted for exactly this, and is left."""
        standing = self.statuses()
        same = {each for each, asked in self.asked.items() if asked == content}
        return {each for each in same if standing[each] is GRANTED}

    def used(self, content: Content) -> int:
        standing = self.statuses()
        same = [each for each, asked in self.asked.items() if asked == content]
        return sum(standing[each] is USED for each in same)

    def is_granted_of_its_quote(self, content: Content) -> bool:
        if content.act is not ORDER:
            return False
        quote_id = self.crm.orders.order(self.seller, OrderId(content.record_id)).quote_id
        of_quote = Content(QUOTE, quote_id or 0, content.said)
        return bool(self.live(of_quote) or self.used(of_quote))

    def standing(self) -> list[Content]:
        """What passed a gate that was shut, and was not taken back since."""
        return [each.content for each in self.passed if self._stands(each)]

    def _stands(self, passed: Passed) -> bool:
        if passed.refund_id is not None:
            sql = "SELECT deleted_at IS NULL FROM payment WHERE id = ?"
            return bool(make.query(self.crm, sql, passed.refund_id)[0][0])
        content = passed.content
        sql = f"SELECT status <> 'draft' FROM {TABLES[content.act]} WHERE id = ?"
        return bool(make.query(self.crm, sql, content.record_id)[0][0])

    # --- the gates -------------------------------------------------------------------------------

    def do(self) -> None:
        """Send, confirm, sign or give back what one is about."""
        crm, seller, record_id = self.crm, self.seller, self.record_id
        if record_id not in self.papers(self.act):
            return
        match self.act:
            case ApprovalAct.QUOTE:
                self.go_through(
                    QUOTE, record_id, lambda: crm.quotes.send(seller, QuoteId(record_id))
                )
            case ApprovalAct.ORDER:
                self.go_through(
                    ORDER, record_id, lambda: crm.orders.confirm(seller, OrderId(record_id))
                )
            case ApprovalAct.CONTRACT:
                self.go_through(
                    CONTRACT, record_id, lambda: crm.contracts.sign(seller, ContractId(record_id))
                )
            case ApprovalAct.REFUND:
                receipt = crm.payments.payment(seller, PaymentId(record_id))
                back = replace(receipt.fields, amount_minor=self.minor)
                self.go_through(
                    REFUND, record_id, lambda: crm.payments.refund(seller, receipt.row.id, back)
                )

    def bring_a_refund_back(self) -> None:
        gone = self.papers(REFUND, gone=True)
        if not gone:
            return
        refund_id = PaymentId(self.dice.choice(gone))
        sql = "SELECT refund_of_id, -amount_minor FROM payment WHERE id = ?"
        ((receipt_id, minor),) = make.query(self.crm, sql, refund_id)
        if receipt_id not in self.papers(REFUND):
            return
        content, self.minor = self.content(REFUND, receipt_id, minor), minor
        restore = partial(self.crm.payments.restore, self.seller, refund_id)
        if self.used(content) > self.standing().count(content):
            # It was deleted, and its grant is used up for it still.
            assert not isinstance(self.refusal_of(restore), ApprovalNeeded)
        else:
            self.go_through(REFUND, receipt_id, restore)

    def go_through(self, act: ApprovalAct, record_id: int, do: Callable[[], Any]) -> None:
        """Do what a gate stands before: with a grant for just that, which is used up, or not."""
        content, live = self.content(act, record_id, self.minor), set[ApprovalId]()
        is_shut = self.is_needed(act, record_id, self.minor)
        if is_shut := is_shut and not self.is_granted_of_its_quote(content):
            live = self.live(content)
        before = self.statuses()
        try:
            done = do()
        except CrmError as error:
            refusal = getattr(error, "refusal", None)
            if isinstance(refusal, ApprovalNeeded):
                self.met[f"{act.name} refused"] += 1
                assert is_shut
                assert not live
            assert self.statuses() == before
            return
        after = self.statuses()
        changed = {each for each in after if after[each] is not before[each]}
        assert live or not is_shut, f"{content} passed without a grant"
        assert len(changed) == is_shut
        assert changed <= live
        assert all(after[each] is USED for each in changed)
        self._note(content, done.payment_id if act is REFUND else None, is_shut=is_shut)

    def _note(self, content: Content, refund_id: PaymentId | None, *, is_shut: bool) -> None:
        # What was taken back passes anew, as a refund does that is brought back.
        self.passed = [each for each in self.passed if not each.is_about(content, refund_id)]
        if is_shut:
            self.met[f"{content.act.name} granted"] += 1
            self.passed.append(Passed(content, refund_id))

    # --- what else people do ---------------------------------------------------------------------

    def refusal_of(self, call: Callable[[], object]) -> object:
        try:
            call()
        except CrmError as error:
            return getattr(error, "refusal", error)
        return None

    def ask(self) -> None:
        if self.record_id not in self.papers(self.act):
            return
        content = self.content(self.act, self.record_id, self.minor)
        wish = ApprovalWish(self.act, self.record_id, self.minor if self.act is REFUND else None)
        self.asked[self.crm.approvals.ask(self.seller, wish, "老客户").approval_id] = content

    def be_granted(self) -> None:
        """Ask, and have it granted before anything else happens."""
        self.ask()
        self.crm.approvals.grant(self.boss, max(self.asked, default=ApprovalId(0)))

    def answer(self) -> None:
        """Grant, refuse or withdraw one of the last that were asked."""
        known = self.statuses()
        approval_id = self.dice.choice(sorted(known)[-2:] or [ApprovalId(0)])
        act = self.dice.choice(["grant"] * 5 + ["refuse", "withdraw"])
        match act:
            case "grant":
                self.crm.approvals.grant(self.boss, approval_id)
                assert known[approval_id] is OPEN
            case "refuse":
                self.crm.approvals.refuse(self.boss, approval_id, "x")
                assert known[approval_id] in {OPEN, GRANTED}
            case _:
                self.crm.approvals.withdraw(self.seller, approval_id)
                assert known[approval_id] in {OPEN, GRANTED}

    def edit(self) -> None:
        """Change what counts of a paper, or only a word of it."""
        crm, seller, record_id, dice = self.crm, self.seller, self.record_id, self.dice
        percent = Discount(DiscountKind.PERCENT, dice.choice([10_00, 20_00, 30_00]))
        other: dict[ApprovalAct, dict[str, object]] = {
            QUOTE: {"discount": percent},
            ORDER: {"discount": percent},
            CONTRACT: {"amount_minor": dice.choice(AMOUNTS)},
            REFUND: {"currency": dice.choice(["CNY", "USD"])},
        }
        said: dict[str, object] = {"note": str(dice.randint(1, 99))}
        changes = other[self.act] if dice.randrange(2) else said
        match self.act:
            case ApprovalAct.QUOTE:
                crm.quotes.edit(seller, QuoteId(record_id), changes)
            case ApprovalAct.ORDER:
                crm.orders.edit(seller, OrderId(record_id), changes)
            case ApprovalAct.CONTRACT:
                crm.contracts.edit(seller, ContractId(record_id), changes)
            case ApprovalAct.REFUND:
                crm.payments.edit(seller, PaymentId(record_id), changes)

    def quote(self, customer: CustomerId) -> None:
        reduced = Discount(DiscountKind.PERCENT, 20_00)
        blank = replace(self.crm.quotes.blank(self.seller, customer), discount=reduced)
        line = QuoteLineFields(name="安装", unit_price_minor=100_00)
        self.crm.quotes.add(self.seller, customer, blank, [line])

    def draft(self, customer: CustomerId) -> None:
        blank = self.crm.contracts.blank(self.seller, customer)
        fields = replace(blank, title="框架", amount_minor=self.dice.choice(AMOUNTS))
        self.crm.contracts.add(self.seller, customer, fields)

    def pay(self, customer: CustomerId) -> None:
        blank = self.crm.payments.blank(self.seller, customer)
        self.crm.payments.add(self.seller, customer, replace(blank, amount_minor=900_00))

    def enter(self) -> None:
        """Enter a paper of the kind that one is about; an order comes from a quote."""
        enter = {QUOTE: self.quote, CONTRACT: self.draft, REFUND: self.pay}
        if self.act is ORDER:
            sent = QuoteId(max(self.papers(QUOTE), default=0))
            self.crm.orders.add_from_quote(self.seller, sent)
        else:
            enter[self.act](self.dice.choice(self.customers))

    def go_on_with_a_quote(self) -> None:
        quote_id = QuoteId(self.dice.choice(self.papers(QUOTE) or [0]))
        if self.dice.randrange(2):
            self.crm.orders.add_from_quote(self.seller, quote_id)
        else:
            self.crm.quotes.new_version(self.seller, quote_id)

    def take_out(self) -> None:
        """Call a paper void or delete it; of refunds, the last one."""
        if self.act is REFUND:
            asked = PaymentRequest(kind=PaymentKind.REFUND)
            refunds = [each.id for each in self.crm.payments.list(self.seller, asked)]
            self.crm.payments.delete(self.seller, max(refunds, default=PaymentId(0)), "x")
            return
        service = self._service(self.act)
        if self.dice.randrange(2):
            service.void(self.seller, self.record_id, "x")
        else:
            service.delete(self.seller, self.record_id)

    def bring_back(self) -> None:
        act = self.dice.choice([QUOTE, ORDER, CONTRACT])
        gone = self.papers(act, gone=True)
        self._service(act).restore(self.seller, self.dice.choice(gone or [0]))

    def _service(self, act: ApprovalAct) -> Any:
        crm = self.crm
        return {QUOTE: crm.quotes, ORDER: crm.orders, CONTRACT: crm.contracts}[act]

    def set(self) -> None:
        name, bound = self.dice.choice(list(WANTED.items()))
        bound = self.dice.choice([bound, bound, "off"])
        self.crm.approvals.change_settings(self.boss, {name: bound})

    def merge(self) -> None:
        kept, gone = self.customers
        self.crm.merging.merge(self.seller, kept, gone)
        if self.dice.randrange(3):
            self.crm.history.undo(self.seller)

    def set_aside(self) -> None:
        customer = self.dice.choice(self.customers)
        self.crm.standings.delete(self.seller, [customer])
        self.crm.standings.restore(self.seller, [customer])

    def undo(self) -> None:
        self.crm.history.undo(self.dice.choice([self.seller, self.seller, self.boss]))


def _line(line: QuoteLineFields) -> tuple[object, ...]:
    return line.name, line.quantity_milli, line.unit_price_minor, line.discount_share


@pytest.mark.parametrize("seed", SEEDS)
def test_no_paper_passes_without_a_live_grant_for_what_it_says(crm: Crm, seed: int) -> None:
    walk = Walk(crm, random.Random(seed))
    often = [
        *([walk.do] * 9 + [walk.ask] * 4 + [walk.answer] * 4),
        *([walk.be_granted] * 6 + [walk.edit] * 4 + [walk.undo] * 3),
    ]
    seldom = [
        *(walk.enter, walk.go_on_with_a_quote, walk.take_out),
        *(walk.bring_back, walk.bring_a_refund_back, walk.set, walk.merge, walk.set_aside),
    ]
    for _ in range(STEPS):
        if not walk.dice.randrange(9):
            walk.look_elsewhere()
        act = walk.dice.choice([*often, *seldom])
        walk.refusal_of(act)
        standing = walk.standing()
        for content in set(standing):
            assert standing.count(content) <= walk.used(content), act
    assert {"granted", "refused"} <= {each.split()[1] for each in walk.met}, walk.met
