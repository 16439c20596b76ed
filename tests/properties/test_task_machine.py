"""Tasks of a series in any order of keys: one is open at a time, and undo leads back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from crm_tui.domain.identifiers import TaskId
from crm_tui.domain.recurrences import Recurrence, RecurrenceUnit
from crm_tui.domain.tasks import TaskDraft
from crm_tui.errors import NotFoundError, NothingToUndoError, RefusedError, UndoRefusedError
from tests import make

pytestmark = pytest.mark.long

REFUSALS = (RefusedError, NotFoundError, UndoRefusedError, NothingToUndoError)
_TASKS = "SELECT id, done_at, deleted_at, closed_reason, due_at FROM task ORDER BY id"


class TaskMachine(RuleBasedStateMachine):
    """A rep with a task that repeats and one that does not; days pass."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = make.clock()
        self.crm = make.office(Path(self.folder.name), clock=self.clock)

    @initialize(with_customer=st.booleans(), count=st.none() | st.integers(1, 4))
    def somebody_makes_tasks(self, with_customer: bool, count: int | None) -> None:
        self.rep = make.rep(self.crm)
        customer = make.customer(self.crm, self.rep) if with_customer else None
        rule_ = Recurrence(RecurrenceUnit.DAY, count=count)
        draft = TaskDraft("日报", make.NOW, customer_id=customer, recurrence=rule_)
        first = self.crm.tasks.make(self.rep, draft)
        self.series = TaskId(first.record_id or 0)
        self.crm.tasks.make(self.rep, TaskDraft("一次", make.NOW, customer_id=customer))

    def teardown(self) -> None:
        make.close(self.crm)
        self.folder.cleanup()

    @rule(
        name=st.sampled_from(["done", "skip", "reopen", "delete", "log"]), which=st.integers(0, 9)
    )
    def somebody_acts(self, name: str, which: int) -> None:
        ids = [row[0] for row in make.query(self.crm, _TASKS)]
        task_id = TaskId(ids[which % len(ids)])
        before = make.query(self.crm, _TASKS)
        try:
            if name == "log":
                self.crm.tasks.log(self.rep, task_id, "x")
            else:
                getattr(self.crm.tasks, name)(self.rep, task_id)
        except REFUSALS:
            assert make.query(self.crm, _TASKS) == before

    @rule()
    def somebody_takes_it_back(self) -> None:
        before = make.query(self.crm, _TASKS)
        try:
            self.crm.history.undo(self.rep)
        except REFUSALS:
            assert make.query(self.crm, _TASKS) == before

    @rule(which=st.integers(0, 9))
    def what_is_done_is_taken_back_at_once(self, which: int) -> None:
        rows = make.query(self.crm, _TASKS)
        still_open = [row for row in rows if row[1] is None and row[2] is None]
        if not still_open:
            return
        task_id = TaskId(still_open[which % len(still_open)][0])
        self.crm.tasks.done(self.rep, task_id)
        self.crm.history.undo(self.rep)
        after = make.query(self.crm, _TASKS)
        assert [row for row in after if row[0] <= rows[-1][0]] == rows
        assert all(row[2] is not None for row in after if row[0] > rows[-1][0])

    @rule(days=st.integers(1, 3))
    def days_pass(self, days: int) -> None:
        self.clock.advance(days * make.DAY)

    @invariant()
    def one_of_a_series_is_open_and_no_day_comes_twice(self) -> None:
        if not hasattr(self, "series"):
            return
        rows = make.query(
            self.crm,
            "SELECT done_at, due_at FROM task WHERE deleted_at IS NULL AND series_id = ?",
            self.series,
        )
        assert sum(done_at is None for done_at, _due_at in rows) <= 1
        days = [due_at for _done_at, due_at in rows]
        assert len(days) == len(set(days))


TestTaskMachine = TaskMachine.TestCase
TestTaskMachine.settings = settings(
    max_examples=settings().max_examples // 2, stateful_step_count=25, deadline=None
)
