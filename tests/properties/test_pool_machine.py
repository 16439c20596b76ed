"""Any sequence of what people do with the pool, against a model that fits on a page."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
)

from crm_tui.domain.customers import Level
from crm_tui.domain.days import DayUnit
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    CrmError,
    NotFoundError,
    NothingToUndoError,
    RefusedError,
    UndoRefusedError,
)
from crm_tui.services.pools import BatchOutcome
from tests import make

IDLE, HOLDING, DAILY, COOL_RETURN, COOL_RECLAIM = 4, 3, 4, 2, 1


@dataclass
class Model:
    """One customer as the rules of the pool would have it."""

    owner: UserId | None = None
    anchor: int = 0
    last_day: int = 0
    holders: int = 0
    last_owner: UserId | None = None
    reserved_for: UserId | None = None
    reserved_until: int = 0
    free_again: dict[UserId, int] = field(default_factory=dict)
    started: int = 0
    ended: int = 0


class PoolMachine(RuleBasedStateMachine):
    """Two reps, an administrator, one pool, days that pass."""

    customers: Bundle[CustomerId] = Bundle("customers")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = make.clock()
        self.crm = make.office(Path(self.folder.name), clock=self.clock)
        make.set_condition(self.crm, days=IDLE, unit=DayUnit.ALL)
        make.set_pool(
            self.crm,
            daily_limit=DAILY,
            cool_off_return_days=COOL_RETURN,
            cool_off_reclaim_days=COOL_RECLAIM,
            reclaimed_opens_minute=None,
        )
        make.set_rule(self.crm, warning_leads=[0])
        self.admin = make.admin(self.crm)
        self.reps = [make.rep(self.crm, login, holding_limit=HOLDING) for login in ("lina", "zhao")]
        self.models: dict[CustomerId, Model] = {}
        self.gone: set[CustomerId] = set()
        self.claims: dict[tuple[UserId, int], int] = {}
        self.names = 0

    def teardown(self) -> None:
        make.close(self.crm)
        self.folder.cleanup()

    @property
    def today(self) -> int:
        return self.clock.now().astimezone(make.SHANGHAI).toordinal()

    def held(self, user_id: UserId) -> int:
        return sum(model.owner == user_id for model in self.models.values())

    # --- the model's own rules -------------------------------------------------------------------

    def give(self, model: Model, user_id: UserId, *, counts: bool) -> None:
        model.owner, model.anchor, model.reserved_for = user_id, self.today, None
        model.last_day = self.today + IDLE
        model.holders += counts and user_id != model.last_owner
        model.last_owner = user_id
        model.started += 1

    def free(self, model: Model, day: int, cool_off: int) -> None:
        assert model.owner is not None
        model.free_again[model.owner] = day + cool_off
        model.owner = None
        model.ended += 1

    def settle(self, model: Model) -> None:
        if model.owner is not None and model.last_day < self.today:
            self.free(model, model.last_day + 1, COOL_RECLAIM)

    def may_hold(self, model: Model, user_id: UserId) -> bool:
        cooled = self.today >= model.free_again.get(user_id, 0)
        return model.owner is None and cooled and self.held(user_id) < HOLDING

    def may_claim(self, model: Model, user_id: UserId) -> bool:
        kept = model.reserved_for not in {None, user_id} and self.today <= model.reserved_until
        claimed = self.claims.get((user_id, self.today), 0)
        return self.may_hold(model, user_id) and not kept and claimed < DAILY

    # --- what people do --------------------------------------------------------------------------

    @initialize(target=customers)
    def begin(self) -> CustomerId:
        return self.enter(0, in_pool=True)

    @rule(target=customers, rep=st.integers(0, 1), in_pool=st.booleans())
    def add(self, rep: int, in_pool: bool) -> CustomerId:
        return self.enter(rep, in_pool=in_pool)

    def enter(self, rep: int, *, in_pool: bool) -> CustomerId:
        self.names += 1
        actor = self.reps[rep]
        model = Model()
        has_room = self.held(actor.user_id) < HOLDING
        customer = make.customer(self.crm, actor, name=f"客户{self.names}", in_pool=in_pool)
        if not in_pool and has_room:
            self.give(model, actor.user_id, counts=False)
        elif not in_pool:
            model.reserved_for, model.reserved_until = actor.user_id, self.today + 7
        self.models[customer] = model
        return customer

    @rule(rep=st.integers(0, 1), customer=customers)
    def claim(self, rep: int, customer: CustomerId) -> None:
        actor, model = self.reps[rep], self.models.get(customer)
        if model is None:
            self.missing(actor, customer)
            return
        self.settle(model)
        allowed = self.may_claim(model, actor.user_id)
        grey = self.why_not_claim(actor, customer)
        outcome = self.crm.pools.claim(actor, [customer])
        assert self.was_done(outcome) is allowed
        if allowed:
            self.give(model, actor.user_id, counts=True)
            key = (actor.user_id, self.today)
            self.claims[key] = self.claims.get(key, 0) + 1
            assert grey is None or model.started > 1

    def why_not_claim(self, actor: Actor, customer: CustomerId) -> object:
        """What greys the key out; a colleague's own find was never anybody's to claim."""
        try:
            return self.crm.pools.why_not_claim(actor, customer)
        except NotFoundError as error:
            return error

    @rule(rep=st.integers(0, 1), customer=customers)
    def give_back(self, rep: int, customer: CustomerId) -> None:
        actor, model = self.reps[rep], self.models.get(customer)
        if model is None:
            self.missing(actor, customer)
            return
        self.settle(model)
        allowed = model.owner == actor.user_id
        reason = make.return_reason(self.crm)
        outcome = self.crm.pools.return_to_pool(actor, [customer], reason)
        assert self.was_done(outcome) is allowed
        if allowed:
            self.free(model, self.today, COOL_RETURN)

    @rule(rep=st.integers(0, 1), customer=customers)
    def assign(self, rep: int, customer: CustomerId) -> None:
        receiver, model = self.reps[rep].user_id, self.models.get(customer)
        if model is None:
            return
        self.settle(model)
        allowed = self.may_hold(model, receiver)
        outcome = self.crm.pools.assign(self.admin, [customer], receiver)
        assert self.was_done(outcome) is allowed
        if allowed:
            self.give(model, receiver, counts=True)

    @rule(rep=st.integers(0, 1), customer=customers, days_ago=st.integers(0, 2))
    def follow_up(self, rep: int, customer: CustomerId, days_ago: int) -> None:
        actor, model = self.reps[rep], self.models.get(customer)
        if model is None:
            self.missing(actor, customer)
            return
        at = self.clock.now() - days_ago * make.DAY
        if model.owner not in {None, actor.user_id}:
            self.refused(NotFoundError, lambda: make.follow_up(self.crm, actor, customer, at=at))
            return
        self.settle(model)
        mine = model.owner == actor.user_id
        started = self.started_day(customer)
        written = make.follow_up(self.crm, actor, customer, at=at)
        counts = mine and started <= self.today - days_ago
        assert (written.why_not_effective is None) is counts
        if counts:
            model.anchor = max(model.anchor, self.today - days_ago)
            model.last_day = max(model.anchor + IDLE, self.promise(customer))

    @rule(rep=st.integers(0, 1), customer=customers, level=st.sampled_from(list(Level)))
    def edit(self, rep: int, customer: CustomerId, level: Level) -> None:
        actor, model = self.reps[rep], self.models.get(customer)
        if model is None:
            self.missing(actor, customer)
            return

        def change() -> object:
            return self.crm.customers.edit(actor, customer, {"level": level})

        overdue = model.owner is not None and model.last_day < self.today
        if model.owner not in {None, actor.user_id}:
            self.refused(NotFoundError, change)
        elif (model.owner is None or overdue) and model.reserved_for != actor.user_id:
            self.refused(RefusedError, change)
        else:
            change()

    @rule(days=st.integers(1, 3))
    def days_pass(self, days: int) -> None:
        self.clock.advance(days * make.DAY)

    @rule()
    def sweep(self) -> None:
        due = {c for c, m in self.models.items() if m.owner is not None and m.last_day < self.today}
        report = self.crm.sweeps.sweep(self.reps[0])
        # A rep's report names only what they may see; the number is the office's.
        assert report.total == len(due)
        assert {each.customer_id for each in report.taken} <= due
        for customer in due:
            self.settle(self.models[customer])
        assert self.crm.sweeps.sweep(self.reps[1]).total == 0

    @rule(rep=st.integers(0, 1))
    def undo(self, rep: int) -> None:
        """What an undo does is tested by name elsewhere; here it may break no law."""
        try:
            undone = self.crm.history.undo(self.reps[rep])
        except (NothingToUndoError, UndoRefusedError):
            return
        for customer in undone.changed.customer_ids:
            self.resync(customer)

    @precondition(lambda self: len(self.models) > 1)
    @rule(customer=consumes(customers))
    def forget(self, customer: CustomerId) -> None:
        """Leave a customer alone from now on: only time and the sweep still reach it."""
        assert customer in self.models or customer in self.gone

    # --- what the model does not predict ---------------------------------------------------------

    def was_done(self, outcome: BatchOutcome) -> bool:
        assert len(outcome.results) == 1
        return bool(outcome.done)

    def refused(self, error: type[CrmError], act: Callable[[], object]) -> None:
        try:
            act()
        except error:
            return
        raise AssertionError(f"{error.__name__} was expected")

    def missing(self, actor: Actor, customer: CustomerId) -> None:
        """What an undo deleted is there for nobody."""
        assert customer in self.gone
        assert not self.was_done(self.crm.pools.claim(actor, [customer]))
        self.refused(NotFoundError, lambda: self.crm.customers.record(actor, customer))

    def started_day(self, customer: CustomerId) -> int:
        rows = make.query(
            self.crm,
            "SELECT start_day FROM ownership_period WHERE customer_id = ? AND ended_at IS NULL",
            customer,
        )
        return int(rows[0][0]) if rows else self.today + 1

    def promise(self, customer: CustomerId) -> int:
        ((promised,),) = make.query(
            self.crm, "SELECT coalesce(not_before_day, 0) FROM customer WHERE id = ?", customer
        )
        return int(promised)

    def resync(self, customer: CustomerId) -> None:
        row = make.query(
            self.crm,
            "SELECT owner_id, clock_day, last_effective_day, last_day, holder_count, deleted_at,"
            " reserved_for_id, reserved_until_day FROM customer WHERE id = ?",
            customer,
        )[0]
        if row[5] is not None:
            del self.models[customer]
            self.gone.add(customer)
            return
        model = self.models[customer]
        if row[0] is not None:
            assert row[3] >= max(row[1], row[2] or 0) + IDLE or row[3] >= self.today
        model.owner, model.last_day, model.holders = row[0], row[3], row[4]
        model.anchor = max(row[1] or 0, row[2] or 0)
        model.reserved_for, model.reserved_until = row[6], row[7] or 0
        model.started, model.ended = self.periods(customer)
        holders = make.query(
            self.crm,
            "SELECT owner_id FROM ownership_period WHERE customer_id = ?"
            " AND coalesce(how_ended, '') <> 'undone' ORDER BY id DESC LIMIT 1",
            customer,
        )
        model.last_owner = UserId(holders[0][0]) if holders else None
        model.free_again = {
            UserId(user): day + (COOL_RECLAIM if how == "reclaimed" else COOL_RETURN)
            for user, day, how in make.query(
                self.crm,
                "SELECT owner_id, end_day, how_ended FROM ownership_period"
                " WHERE customer_id = ? AND ended_at IS NOT NULL ORDER BY id",
                customer,
            )
        }

    def periods(self, customer: CustomerId) -> tuple[int, int]:
        ((started, ended),) = make.query(
            self.crm,
            "SELECT count(*), count(ended_at) FROM ownership_period WHERE customer_id = ?",
            customer,
        )
        return started, ended

    # --- what must always hold -------------------------------------------------------------------

    @invariant()
    def the_customer_row_says_what_the_model_says(self) -> None:
        for customer, model in self.models.items():
            ((owner, holders, last_day),) = make.query(
                self.crm,
                "SELECT owner_id, holder_count, last_day FROM customer WHERE id = ?",
                customer,
            )
            assert (owner, holders) == (model.owner, model.holders)
            assert owner is None or last_day == model.last_day

    @invariant()
    def an_owner_has_exactly_one_open_period(self) -> None:
        wrong = make.query(
            self.crm,
            "SELECT c.id FROM customer c LEFT JOIN ownership_period p"
            " ON p.customer_id = c.id AND p.ended_at IS NULL"
            " WHERE coalesce(c.owner_id, 0) != coalesce(p.owner_id, 0)"
            " OR coalesce(c.period_id, 0) != coalesce(p.id, 0)",
        )
        assert wrong == []

    @invariant()
    def periods_begin_and_end_as_often_as_people_made_them(self) -> None:
        for customer, model in self.models.items():
            assert self.periods(customer) == (model.started, model.ended)

    @invariant()
    def nobody_is_above_a_limit(self) -> None:
        people = make.query(
            self.crm,
            "SELECT u.held, count(c.id), (SELECT maximum FROM holding_limit"
            " WHERE level = 'user' AND subject_id = u.id) FROM app_user u"
            " LEFT JOIN customer c ON c.owner_id = u.id GROUP BY u.id",
        )
        assert all(held == counted for held, counted, _ in people)
        assert all(held <= limit for held, _, limit in people if limit is not None)
        ledger = make.query(self.crm, "SELECT user_id, day, claims FROM claim_ledger")
        assert {(user, day): claims for user, day, claims in ledger} == self.claims
        assert all(claims <= DAILY for _, _, claims in ledger)

    @invariant()
    def the_stored_last_day_follows_from_the_stored_facts(self) -> None:
        rows = make.query(
            self.crm,
            "SELECT clock_day, last_effective_day, last_day, not_before_day, deciding"
            " FROM customer WHERE owner_id IS NOT NULL",
        )
        for clock_day, effective_day, last_day, promised, deciding in rows:
            computed = max(clock_day, effective_day or clock_day) + IDLE
            expected = (computed, "idle") if promised is None else (promised, "grace")
            assert (last_day, deciding) == expected
            assert last_day >= computed

    @invariant()
    def nothing_a_pool_holds_keeps_a_clock(self) -> None:
        wrong = make.query(
            self.crm,
            "SELECT id FROM customer WHERE owner_id IS NULL AND (clock_day IS NOT NULL"
            " OR last_effective_day IS NOT NULL OR deciding != '' OR not_before_day IS NOT NULL)",
        )
        assert wrong == []


TestPoolMachine = PoolMachine.TestCase
TestPoolMachine.settings = settings(max_examples=max(settings().max_examples // 3, 3))
