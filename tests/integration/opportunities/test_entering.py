"""Entering, editing and moving an opportunity through its stages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.domain.opportunities import DecisionPerson
from crm_tui.domain.users import Actor
from crm_tui.errors import ConflictError, FieldError, NotFoundError, RefusedError
from tests import make
from tests.integration.opportunities.entering import LOST, TODAY, add, facts, names, row, stages


def test_an_opportunity_begins_in_the_first_stage_of_the_default_pipeline(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    found = crm.opportunities.detail(lina, add(crm, lina, customer))
    assert found.row.stage == crm.pipelines.list(lina)[0].stages[0].name
    assert found.row.owner == "李娜"
    assert found.row.fields.currency == "CNY"
    assert [each.until for each in found.stays] == [None]
    assert facts(crm) == [(TODAY, None, None)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 201}, "name"),
        ({"amount_minor": -1}, "amount"),
        ({"amount_minor": 10**15 + 1}, "amount"),
        ({"currency": "XYZ"}, "currency"),
        ({"currency": "USD"}, "currency"),
        ({"expected_day": 0}, "expected_day"),
    ],
)
def test_what_cannot_be_stored_is_named(
    crm: Crm, lina: Actor, customer: CustomerId, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldError) as caught:
        add(crm, lina, customer, **values)
    assert caught.value.field == field
    assert make.query(crm, "SELECT id FROM opportunity") == []


def test_a_colleague_neither_sees_nor_changes_it(
    crm: Crm, lina: Actor, wang: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer)
    assert names(crm, wang) == []
    with pytest.raises(NotFoundError):
        crm.opportunities.edit(wang, found, {"name": "别的"})
    with pytest.raises(NotFoundError):
        crm.opportunities.lose(wang, found, LOST)


def test_who_decides_is_a_contact_of_the_customer(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    elsewhere = make.customer(crm, lina, "上海浦江精密", contact_name="王芳")
    ((stranger,),) = make.query(crm, "SELECT id FROM contact WHERE customer_id = ?", elsewhere)
    people = (DecisionPerson(ContactId(int(str(stranger)))),)
    with pytest.raises((FieldError, NotFoundError)):
        add(crm, lina, customer, people=people)


def test_fields_that_two_people_changed_are_a_conflict_others_are_not(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer)
    seen = row(crm, lina, found).fields
    crm.opportunities.edit(make.admin(crm), found, {"amount_minor": 5_00, "note": "改过"})
    crm.opportunities.edit(lina, found, {"next_step": "发方案"}, seen=seen)
    with pytest.raises(ConflictError) as caught:
        crm.opportunities.edit(lina, found, {"amount_minor": 7_00}, seen=seen)
    assert caught.value.fields == {"amount_minor": (5_00, 7_00)}
    now = row(crm, lina, found).fields
    assert (now.amount_minor, now.next_step, now.note) == (5_00, "发方案", "改过")


def test_a_move_keeps_how_long_it_stood_where(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    found = add(crm, lina, customer)
    clock.advance(timedelta(days=3))
    crm.opportunities.move(lina, found, stages(crm, lina)[2])
    first, second = crm.opportunities.detail(lina, found).stays
    assert first.until is not None
    assert first.until - first.since == timedelta(days=3)
    assert (second.since, second.until) == (clock.now(), None)


def test_whoever_moves_what_another_has_moved_is_told_both_stages(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer)
    one, two, three, *_rest = stages(crm, lina)
    crm.opportunities.move(lina, found, two, seen=one)
    with pytest.raises(ConflictError) as caught:
        crm.opportunities.move(make.admin(crm), found, three, seen=one)
    assert "stage" in caught.value.fields
    crm.opportunities.move(make.admin(crm), found, two, seen=one)
    assert row(crm, lina, found).stage_id == two


def test_a_stage_in_which_something_stands_is_not_removed(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    add(crm, lina, customer)
    first, second, *_rest = stages(crm, lina)
    with pytest.raises(RefusedError):
        crm.pipelines.remove_stage(make.admin(crm), first)
    crm.pipelines.remove_stage(make.admin(crm), second)
    assert second not in stages(crm, lina)
