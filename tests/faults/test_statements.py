"""Every write fails at each of its statements in turn, and leaves nothing half done."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.migrations import SCHEMA_VERSION
from crm_tui.domain.customers import Level
from crm_tui.domain.days import DayUnit
from crm_tui.domain.follow_ups import CommentTask
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import SheetRow
from crm_tui.domain.imports.plans import ImportPlan, PastedRows
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.domain.users import Actor
from crm_tui.errors import DatabaseUnavailableError
from tests import make
from tests.long_runs import only_long

Act = Callable[[Crm, Actor, CustomerId], object]


class Failing:
    """Counts the statements of a write and fails at one of them, as a disk does."""

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.seen = 0

    def __call__(self, *_context: Any) -> None:
        self.seen += 1
        if self.seen == self.at:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorname = "SQLITE_IOERR_WRITE"
            raise error


@contextmanager
def failing(crm: Crm, at: int | None) -> Iterator[Failing]:
    """Let the n-th statement fail; a commit is one too."""
    engine, hook = crm.database.engine, Failing(at)
    commit = engine.dialect.do_commit

    def do_commit(connection: Any) -> None:
        hook()
        commit(connection)

    event.listen(engine, "before_cursor_execute", hook)
    engine.dialect.do_commit = do_commit  # type: ignore[method-assign,assignment]  # there is no event inside
    try:
        yield hook
    finally:
        event.remove(engine, "before_cursor_execute", hook)
        engine.dialect.do_commit = commit  # type: ignore[method-assign]  # as it was


def add(crm: Crm, actor: Actor, customer: CustomerId) -> object:
    return make.customer(crm, actor, name="上海浦江", phone="13911112222")


def edit(crm: Crm, actor: Actor, customer: CustomerId) -> object:
    return crm.customers.edit(actor, customer, {"name": "云图", "level": Level.A})


def edit_contact(crm: Crm, actor: Actor, customer: CustomerId) -> object:
    contact = crm.customers.detail(actor, customer).contacts[0]
    return crm.customers.edit_contact(actor, contact.id, make.contact("李强", "13911112222"))


def follow_up(crm: Crm, actor: Actor, customer: CustomerId) -> object:
    soon = crm.database.clock.now() + make.DAY
    return make.follow_up(crm, actor, customer, next_contact_at=soon)


def comment(crm: Crm, actor: Actor, customer: CustomerId) -> object:
    (written,) = crm.follow_ups.list(actor, customer)
    task = CommentTask("再打一次", crm.database.clock.now() + make.DAY)
    return crm.follow_ups.comment(make.admin(crm), written.id, "问清谁拍板", task=task)


def give_back(crm: Crm, actor: Actor, customer: CustomerId) -> object:
    return crm.pools.return_to_pool(actor, [customer], make.return_reason(crm))


def claim(crm: Crm, actor: Actor, customer: CustomerId) -> object:
    return crm.pools.claim(actor, [CustomerId(customer + 1), CustomerId(customer + 2)])


def undo(crm: Crm, actor: Actor, customer: CustomerId) -> object:
    return crm.history.undo(actor)


def late_sweep(crm: Crm, actor: Actor, customer: CustomerId) -> object:
    assert isinstance(crm.database.clock, FakeClock)
    if crm.database.clock.monotonic_seconds() == 0:
        crm.database.clock.advance(20 * make.DAY)
    return crm.sweeps.sweep(actor)


def bring_in(crm: Crm, actor: Actor, customer: CustomerId) -> object:
    header = ("客户名称", "地址", "联系人", "电话", "备注")
    rows = (
        ("北京恒信科技有限公司", "学院路1号", "李工", "13911112222", "2026.11.3寄样"),
        ("新公司", "", "王五", "13722223333", "2026.11.4来电"),
    )
    sheet = tuple(SheetRow(line, cells) for line, cells in enumerate((header, *rows), 1))
    filling = MatchPolicy(MatchAction.FILL, MatchAction.FILL)
    plan = ImportPlan(PastedRows(sheet), policy=filling, splits_notes=True)
    return crm.imports.run(actor, plan)


ACTS: dict[str, Act] = {
    "import": bring_in,
    "add": add,
    "edit": edit,
    "edit contact": edit_contact,
    "follow-up": follow_up,
    "mention": lambda crm, a, c: make.follow_up(crm, a, c, "@wangwei 看"),
    "comment": comment,
    "return": give_back,
    "claim": claim,
    "assign": lambda crm, a, c: crm.pools.assign(make.admin(crm), [CustomerId(c + 1)], a.user_id),
    "undo": undo,
    "sweep": late_sweep,
    "task": lambda crm, a, c: crm.tasks.add(a, "电话", make.NOW, customer_id=c),
    "user": lambda crm, a, c: make.rep(crm, "zhao", department="新部门"),
}

LONGEST = ("import",)
FURTHER = ("edit", "edit contact", "mention", "comment", "return", "assign", "user")
"""Of the kind of others that are in the short run."""
SOME = 9
"""Of what takes a hundred statements every ninth fails in the short run."""


def fails(crm: Crm, act: Callable[[], object], at: int) -> bool:
    """Do it with its n-th statement failing; False when it has fewer."""
    with failing(crm, at) as hook:
        try:
            act()
        except DatabaseUnavailableError as error:
            return error.reason == "io_error" and error.location == str(crm.location)
    assert hook.seen < at, "the failure was swallowed"
    return False


@contextmanager
def commits_of(file: Path) -> Iterator[Callable[[], int]]:
    """Tell by a number that differs whether anything was committed."""
    with closing(sqlite3.connect(file)) as connection:
        yield lambda: int(connection.execute("PRAGMA data_version").fetchone()[0])


@pytest.mark.parametrize("act", [only_long([act])[0] if act in FURTHER else act for act in ACTS])
def test_a_failure_at_a_statement_leaves_everything_as_it_was(
    crm: Crm, clock: FakeClock, act: str
) -> None:
    fail_at_each(crm, clock, act, SOME if act in LONGEST else 1)


@pytest.mark.long
@pytest.mark.parametrize("act", LONGEST)
def test_a_failure_at_any_statement_of_the_longest_does(
    crm: Crm, clock: FakeClock, act: str
) -> None:
    fail_at_each(crm, clock, act, 1)


def fail_at_each(crm: Crm, clock: FakeClock, act: str, step: int) -> None:
    """Let each of its statements fail in turn, or every n-th of them."""
    make.set_condition(crm, days=7, unit=DayUnit.ALL)
    lina = make.rep(crm, "lina", "李娜")
    customer = make.customer(crm, lina, phone="13800138000")
    for name in ("甲", "乙"):
        make.customer(crm, name=name, in_pool=True)
    crm.tasks.add(lina, "电话", clock.now() + make.DAY, customer_id=customer)
    follow_up(crm, lina, customer)
    file = crm.location.path
    assert file is not None
    before = make.dump(file)
    at = 1
    with commits_of(file) as commits:
        begun = commits()
        while fails(crm, lambda: ACTS[act](crm, lina, customer), at):
            # Without a commit nothing differs, and to read it all again takes longer than the act.
            assert commits() == begun or make.dump(file) == before
            at += step
    assert at > 5
    assert make.dump(file) != before


def test_a_program_left_open_writes_nothing_into_a_file_of_a_newer_one(crm: Crm) -> None:
    admin = make.admin(crm)
    make.meddle(crm, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = make.dump(crm)
    with pytest.raises(DatabaseUnavailableError) as caught:
        make.customer(crm, admin)
    assert (caught.value.reason, caught.value.detail) == ("newer", str(SCHEMA_VERSION + 1))
    assert make.dump(crm) == before
    assert len(crm.pools.pools(admin)) == 1, "what is there can still be read"


def test_the_program_goes_on_after_a_failure(crm: Crm) -> None:
    with failing(crm, 3), pytest.raises(DatabaseUnavailableError):
        make.customer(crm)
    assert make.customer(crm)


def test_a_dump_sees_what_it_should(crm: Crm, tmp_path: Path) -> None:
    before = make.dump(crm)
    make.customer(crm)
    after = set(make.dump(crm)) - set(before)
    tables = {line.partition(":")[0] for line in after}
    assert {"customer", "contact", "event", "batch", "duplicate_key", "ownership_period"} <= tables
