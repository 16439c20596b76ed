"""All movements of the pool in any order: the laws hold after each, and no trick wins time."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Scope
from tests import invariants, make, moves

pytestmark = pytest.mark.long


class MovementMachine(RuleBasedStateMachine):
    """Three reps, their manager, an administrator, two pools, days that pass."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = make.clock()
        self.crm = make.office(Path(self.folder.name), clock=self.clock, idle_days=4)

    @initialize()
    def people_come_in(self) -> None:
        self.stage = moves.stage(self.crm)

    def teardown(self) -> None:
        make.close(self.crm)
        self.folder.cleanup()

    @rule(
        name=st.sampled_from(moves.OFTEN),
        who=st.integers(0, 8),
        which=st.integers(0, 5),
        choice=st.integers(0, 99),
    )
    def somebody_moves(self, name: str, who: int, which: int, choice: int) -> None:
        customer = self.stage.customers[which]
        turn = moves.Turn(moves.somebody(self.crm, self.stage, who, customer), customer, choice)
        before = self.held_until()
        moves.make_move(self.crm, self.stage, name, turn)
        if name in moves.WINS_NO_TIME and turn.actor in self.stage.reps:
            after = self.held_until()
            longer = [each for each in before.keys() & after.keys() if after[each] > before[each]]
            assert longer == [], name

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.clock.advance(days * make.DAY)
        self.stage = replace(self.stage, today=self.stage.today + days)

    def held_until(self) -> dict[CustomerId, int]:
        rows = make.query(self.crm, "SELECT id, last_day FROM customer WHERE owner_id IS NOT NULL")
        return {CustomerId(row[0]): int(row[1]) for row in rows}

    @rule()
    def whoever_searches_finds_what_they_see_now(self) -> None:
        everybody = [CustomerId(row[0]) for row in make.query(self.crm, "SELECT id FROM customer")]
        for actor in self.stage.everybody:
            # Those who were prepared before all these movements, not anew.
            self.crm.customers.prepare_search(actor)
            listed = self.crm.customers.ids(actor, ListRequest(CustomerView.ALL))
            with self.crm.database.reading(actor) as view:
                horizon = view.horizons.of(view.connection, view.person)
                assert (horizon is None) == (self.crm.location.path is None)
                if horizon is None:
                    return  # a server notes nothing
                among = horizon.among(CustomerView.ALL)
                if view.person.scope is Scope.ALL:
                    assert all(map(among.holds, listed))
                else:
                    assert sorted(filter(among.holds, everybody)) == sorted(listed)

    @invariant()
    def the_laws_hold(self) -> None:
        assert invariants.broken(self.crm) == []


TestMovementMachine = MovementMachine.TestCase
TestMovementMachine.settings = settings(
    max_examples=settings().max_examples // 3, stateful_step_count=25
)
