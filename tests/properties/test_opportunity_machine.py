"""Opportunities in any order of acts: sums are sums of rows, facts follow, undo leads back."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from crm_tui.domain.identifiers import OpportunityId
from crm_tui.domain.opportunities import OpportunityFields, totals_of
from crm_tui.domain.queries.fields import OPPORTUNITIES
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.errors import (
    FieldError,
    NotFoundError,
    NothingToUndoError,
    RefusedError,
    UndoRefusedError,
)
from crm_tui.services.opportunities.ending import Ending
from tests import make

REFUSALS = (RefusedError, NotFoundError, UndoRefusedError, NothingToUndoError, FieldError)
_ROWS = (
    "SELECT id, name, amount_minor, reported_minor, stage_id, state, owner_id, closed_day, deal_id,"
    " deleted_at IS NULL FROM opportunity ORDER BY id"
)
_FACTS = (
    "SELECT o.id, o.state, o.deleted_at IS NULL, f.until_day, f.voided_day, o.closed_day"
    " FROM opportunity o LEFT JOIN period_fact f ON f.kind = 'opportunity' AND f.subject_id = o.id"
)
ALL = RecordRequest(OPPORTUNITIES)
AMOUNTS = st.integers(0, 10**9)


class OpportunityMachine(RuleBasedStateMachine):
    """A rep with two customers, one of them in and out of the pool; days pass."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = make.clock()
        self.crm = make.office(Path(self.folder.name), clock=self.clock)

    @initialize()
    def somebody_has_customers(self) -> None:
        self.rep = make.rep(self.crm)
        names = ("北京恒信科技有限公司", "上海浦江精密")
        self.customers = [make.customer(self.crm, self.rep, name) for name in names]
        self.stages = [each.id for each in self.crm.pipelines.list(self.rep)[0].stages]
        self.crm.currencies.set_rate(make.admin(self.crm), "USD", "7.12345678")

    def teardown(self) -> None:
        make.close(self.crm)
        self.folder.cleanup()

    def _ids(self) -> list[OpportunityId]:
        return [OpportunityId(int(str(row[0]))) for row in make.query(self.crm, _ROWS)]

    @rule(which=st.integers(0, 1), amount=AMOUNTS, currency=st.sampled_from(["", "USD"]))
    def somebody_enters_one(self, which: int, amount: int, currency: str) -> None:
        fields = OpportunityFields(name="项目", amount_minor=amount, currency=currency)
        try:
            self.crm.opportunities.add(self.rep, self.customers[which], fields)
        except REFUSALS:
            return

    @rule(
        act=st.sampled_from(["edit", "move", "win", "lose", "void", "reopen", "delete", "restore"]),
        which=st.integers(0, 9),
        amount=AMOUNTS,
    )
    def somebody_acts_and_may_take_it_back(self, act: str, which: int, amount: int) -> None:
        ids = self._ids()
        if not ids:
            return
        opportunity_id, service = ids[which % len(ids)], self.crm.opportunities
        before = make.query(self.crm, _ROWS)
        try:
            match act:
                case "edit":
                    service.edit(self.rep, opportunity_id, {"amount_minor": amount})
                case "move":
                    service.move(self.rep, opportunity_id, self.stages[amount % len(self.stages)])
                case "win" | "lose" | "void":
                    getattr(service, act)(self.rep, opportunity_id, Ending("原因"))
                case _:
                    getattr(service, act)(self.rep, opportunity_id)
        except REFUSALS:
            assert make.query(self.crm, _ROWS) == before
            return
        if amount % 2 and make.query(self.crm, _ROWS) != before:
            self.crm.history.undo(self.rep)
            assert make.query(self.crm, _ROWS) == before

    @rule(days=st.integers(1, 20))
    def days_pass(self, days: int) -> None:
        self.clock.advance(days * make.DAY)

    @rule()
    def the_customer_goes_to_the_pool_or_comes_back(self) -> None:
        customer = self.customers[1]
        reason = make.return_reason(self.crm)
        try:
            self.crm.pools.return_to_pool(self.rep, [customer], reason)
            self.crm.pools.claim(make.admin(self.crm), [customer])
        except REFUSALS:
            return

    @invariant()
    def sums_are_those_of_the_rows(self) -> None:
        if not hasattr(self, "customers"):
            return
        admin, service = make.admin(self.crm), self.crm.opportunities
        rows = service.list(admin, ALL, limit=500)
        sums = service.sums(admin, ALL)
        assert sums.count == len(rows)
        assert sums.amount_minor == sum(each.reported_minor for each in rows)
        assert sums.weighted_minor == sum(each.weighted_minor for each in rows)
        for customer in self.customers:
            listed = service.of_customer(admin, customer)
            assert service.totals(admin, customer) == totals_of(listed)
        still_open = [each for each in rows if each.is_open]
        cells = service.forecast(admin, RecordRequest(OPPORTUNITIES, query="state:open"))
        assert sum(e.sums.weighted_minor for e in cells) == sum(
            each.weighted_minor for each in still_open
        )
        board = service.board(admin, ALL)
        assert sum(each.sums.weighted_minor for each in board.columns) == sum(
            each.weighted_minor for each in still_open
        )

    @invariant()
    def facts_say_how_each_stands(self) -> None:
        for _id, state, is_there, until_day, voided_day, closed in make.query(self.crm, _FACTS):
            if not is_there:
                assert (until_day, voided_day) == (None, None)
            elif state == "won":
                assert until_day in {None, closed}
                assert voided_day is None
            elif state in {"lost", "void"}:
                assert voided_day in {None, closed}
            else:
                assert (until_day, voided_day) == (None, None)


TestOpportunityMachine = OpportunityMachine.TestCase
TestOpportunityMachine.settings = settings(
    max_examples=max(settings().max_examples // 4, 3), stateful_step_count=12, deadline=None
)
