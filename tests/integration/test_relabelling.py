"""What relabelling does to the last day, and that a form tells it before it is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerType, Level
from crm_tui.domain.days import NEVER, DayUnit
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import IdleCondition, Relabelling, RuleFilter
from crm_tui.domain.pools.rule_books import RuleDraft
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, RefusedError
from tests import make

TODAY = make.NOW.toordinal()
GRACE = 7
USUAL = 30
CHANGES: dict[str, dict[str, object]] = {
    "a shorter rule": {"level": Level.C},
    "a rule shorter than grace": {"tags": ("展会",)},
    "a longer rule": {"level": Level.A},
    "an exempt level": {"level": Level.B},
    "an exempt tag": {"tags": ("VIP",)},
    "type": {"type": CustomerType.LOST},
    "region": {"province": "广东省"},
    "several at once": {"province": "广东省", "level": Level.C, "city": "深圳"},
}


def rule(days: int, name: str, **accepted: Any) -> RuleDraft:
    return RuleDraft((IdleCondition(days, DayUnit.ALL),), name=name, filter=RuleFilter(**accepted))


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def rules(crm: Crm) -> None:
    """Rules by every field, longer, shorter and exempt; what none of them names has 30 days."""
    software = make.word(crm, DictionaryKind.INDUSTRY, "software")
    expo = make.word(crm, DictionaryKind.SOURCE, "exhibition")
    save(
        crm,
        rule(60, "A级", levels=frozenset("A")),
        rule(10, "C级", levels=frozenset("C")),
        rule(3, "展会", tags=frozenset({"展会"})),
        rule(14, "软件", industry_ids=frozenset({software})),
        rule(45, "来源", source_ids=frozenset({expo})),
        rule(16, "流失", types=frozenset({"lost"})),
        rule(18, "广东", provinces=frozenset({"广东省"})),
        RuleDraft(
            (IdleCondition(USUAL, DayUnit.ALL),),
            name="其余",
            exempt_levels=frozenset("B"),
            exempt_tags=frozenset({"VIP"}),
        ),
    )


def save(crm: Crm, *drafts: RuleDraft, day: int = TODAY) -> None:
    crm.rules.save(make.admin(crm), make.pool_id(crm), drafts, effective_day=day, note="试试")


def last_day(crm: Crm, customer: CustomerId) -> int:
    return crm.customers.record(make.admin(crm), customer).row.last_day


def foretold(crm: Crm, actor: Actor, customer: CustomerId, **changes: object) -> Relabelling | None:
    """What is told of an edit, after it was made as told."""
    told = crm.customers.relabelling(actor, customer, changes)
    before = last_day(crm, customer)
    crm.customers.edit(actor, customer, changes)
    moved = (before, last_day(crm, customer))
    assert moved == ((told.before_day, told.after_day) if told else (before, before))
    return told


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("by", [make.admin, lambda crm: make.rep(crm, "lina", "李娜")])
@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_the_day_foretold_is_the_day_saved(
    crm: Crm, by: Callable[[Crm], Actor], changes: dict[str, object]
) -> None:
    editor = by(crm)
    owner = make.rep(crm, "zhao") if editor == make.admin(crm) else editor
    customer = make.customer(crm, owner)
    told = foretold(crm, editor, customer, **changes)
    assert told is not None
    assert told.before_day == TODAY + USUAL
    assert told.fields == tuple(
        name for name in ("type", "level", "province", "tags") if name in changes
    )


@pytest.mark.usefixtures("rules")
def test_industry_and_source_move_the_day_as_foretold(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    expo = make.word(crm, DictionaryKind.SOURCE, "exhibition")
    told = foretold(crm, make.admin(crm), customer, source_id=expo)
    assert told is not None
    assert (told.rule_before, told.rule_after, told.after_day) == ("其余", "来源", TODAY + 45)
    software = make.word(crm, DictionaryKind.INDUSTRY, "software")
    told = foretold(crm, lina, customer, industry_id=software)
    assert told is not None
    assert (told.rule_after, told.after_day) == ("软件", TODAY + 14)


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(
    ("level", "longer"), [(Level.A, TODAY + 60), (Level.B, NEVER)], ids=["longer", "exempt"]
)
def test_an_owner_is_told_that_a_longer_label_wins_nothing(
    crm: Crm, lina: Actor, level: Level, longer: int
) -> None:
    customer = make.customer(crm, lina)
    told = foretold(crm, lina, customer, level=level)
    assert told is not None
    assert told.is_not_lengthened
    assert (told.after_day, told.matched_day, told.rule_after) == (TODAY + USUAL, longer, "其余")
    told = foretold(crm, make.admin(crm), customer, level=None)
    assert told is not None
    told = foretold(crm, make.admin(crm), customer, level=level)
    assert told is not None
    assert (told.after_day, told.is_not_lengthened) == (longer, False)


@pytest.mark.usefixtures("rules")
def test_an_own_act_is_foretold_grace_once_in_a_period(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    told = foretold(crm, lina, customer, tags=("展会",))
    assert told is not None
    assert told.is_held_by_grace
    assert (told.after_day, told.matched_day) == (TODAY + GRACE, TODAY + 3)
    foretold(crm, make.admin(crm), customer, tags=())
    told = foretold(crm, lina, customer, tags=("展会",))
    assert told is not None
    assert (told.after_day, told.is_held_by_grace) == (TODAY + 3, False)


@pytest.mark.usefixtures("rules")
def test_nothing_is_foretold_of_an_edit_that_no_rule_reads(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina, tags=("展会",))
    assert foretold(crm, lina, customer, city="深圳", website="a.example.com") is None
    assert foretold(crm, lina, customer, tags=("展会", "老客户")) is None
    assert foretold(crm, lina, customer, level=Level.A) is not None
    assert foretold(crm, lina, customer, province="四川省") is None


@pytest.mark.usefixtures("rules")
def test_nothing_is_foretold_of_a_customer_in_the_pool(crm: Crm) -> None:
    customer = make.customer(crm, in_pool=True)
    assert foretold(crm, make.admin(crm), customer, level=Level.C) is None


@pytest.mark.usefixtures("rules")
def test_nothing_is_foretold_of_a_period_that_is_over(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    customer = make.customer(crm, lina)
    clock.advance((USUAL + 1) * make.DAY)
    assert crm.customers.relabelling(lina, customer, {"level": Level.C}) is None
    assert crm.customers.record(lina, customer).row.owner_id == lina.user_id


def test_rules_that_no_sweep_applied_yet_are_foretold(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    customer = make.customer(crm, lina)
    save(
        crm,
        rule(10, "C级", levels=frozenset("C")),
        rule(20, "其余"),
        day=TODAY + 1,
    )
    clock.advance(make.DAY)
    told = crm.customers.relabelling(lina, customer, {"level": Level.C})
    assert told is not None
    assert (told.before_day, told.after_day) == (TODAY + 20, TODAY + 10)
    crm.customers.edit(lina, customer, {"level": Level.C})
    assert last_day(crm, customer) == told.after_day


@pytest.mark.usefixtures("rules")
def test_what_may_not_be_saved_is_not_foretold(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    with pytest.raises(FieldError):
        crm.customers.relabelling(lina, customer, {"type": CustomerType.DEAL})
    in_pool = make.customer(crm, in_pool=True, name="乙")
    with pytest.raises(RefusedError):
        crm.customers.relabelling(lina, in_pool, {"level": Level.C})


# --- what it wins --------------------------------------------------------------------------------


@pytest.fixture
def rules_by_level(crm: Crm, lina: Actor) -> None:
    """A customers keep 60 days, all others 7; nobody of tag VIP is taken back."""
    make.set_condition(crm, days=7, unit=DayUnit.ALL)
    with crm.database.setting_up() as connection:
        connection.exec_driver_sql('UPDATE pool_rule SET exempt = \'{"tags": ["VIP"]}\'')
        connection.exec_driver_sql(
            "INSERT INTO pool_rule (version_id, name, priority, combine, filter, exempt,"
            " warning_leads) SELECT version_id, 'A', 0, 'any', '{\"levels\": [\"A\"]}', '{}',"
            " warning_leads FROM pool_rule"
        )
        connection.exec_driver_sql(
            "INSERT INTO pool_condition (rule_id, kind, days, unit, milestones)"
            " VALUES (2, 'idle', 60, 'all', '[]')"
        )


@pytest.mark.usefixtures("rules_by_level")
@pytest.mark.parametrize("label", [{"level": Level.A}, {"tags": ("VIP",)}])
def test_nobody_extends_by_relabelling(
    crm: Crm, lina: Actor, clock: FakeClock, label: dict[str, object]
) -> None:
    customer = make.customer(crm, lina)
    crm.customers.edit(lina, customer, label)
    assert crm.customers.record(lina, customer).row.last_day == TODAY + 7
    clock.advance(make.DAY)
    assert make.follow_up(crm, lina, customer).last_day == TODAY + 8
    assert crm.pools.why(lina, customer).protection.last_day == TODAY + 8


@pytest.mark.usefixtures("rules_by_level")
def test_a_manager_s_label_counts_at_once_and_its_undo_gives_grace(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    admin = make.admin(crm)
    customer = make.customer(crm, lina)
    batch_id = crm.customers.edit(admin, customer, {"level": Level.A}).batch_id
    assert crm.customers.record(lina, customer).row.last_day == TODAY + 60
    clock.advance(20 * make.DAY)
    crm.history.undo(admin, batch_id)
    record = crm.customers.record(lina, customer)
    assert (record.row.last_day, record.not_before_cause) == (TODAY + 27, "undo")


@pytest.mark.usefixtures("rules_by_level")
def test_the_owner_s_shorter_label_counts_and_its_undo_restores(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina, level=Level.A)
    assert crm.customers.record(lina, customer).row.last_day == TODAY + 60
    crm.customers.edit(lina, customer, {"level": Level.C})
    assert crm.customers.record(lina, customer).row.last_day == TODAY + 7
    crm.history.undo(lina)
    assert crm.customers.record(lina, customer).row.last_day == TODAY + 60


@pytest.mark.usefixtures("rules_by_level")
def test_an_undo_wins_nothing_that_relabelling_did_not(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina, level=Level.C)
    crm.customers.edit(lina, customer, {"level": Level.A})
    crm.customers.edit(lina, customer, {"level": Level.B})
    crm.history.undo(lina)
    record = crm.customers.record(lina, customer)
    assert (record.fields.level, record.row.last_day) == (Level.A, TODAY + 7)
    assert make.follow_up(crm, lina, customer).last_day == TODAY + 7
