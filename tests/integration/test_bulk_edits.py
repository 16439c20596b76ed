"""Many customers changed alike: foretold, in one batch, taken back in one."""

from __future__ import annotations

from threading import Thread

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.bulk_edits import BulkChange
from crm_tui.domain.custom_fields import CustomFieldFields, FieldHolder, FieldType
from crm_tui.domain.customers import CustomerType, Level
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    FieldError,
    NotFoundError,
    NothingToUndoError,
    RefusedError,
    UndoRefusedError,
)
from crm_tui.services.history import STEP
from crm_tui.services.outcomes import CHUNK, in_chunks
from tests import make
from tests.copies import alike


def fields_of(crm: Crm, actor: Actor, customer_id: CustomerId) -> tuple[Level | None, object]:
    fields = crm.customers.record(actor, customer_id).fields
    return fields.level, fields.tags


def test_a_preview_says_who_changes_who_has_it_already_and_who_is_refused(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    changing = make.customer(crm, lina, "甲公司", level=Level.A)
    same = make.customer(crm, lina, "乙公司", level=Level.B)
    other = make.customer(crm, zhao, "丙公司")
    change = BulkChange(values={"level": Level.B})
    found = crm.bulk_edits.preview(lina, [changing, same, other], change)
    assert (found.changing, found.unchanged) == ((changing,), 1)
    assert [each.customer_id for each in found.refused] == [other]
    (sample,) = found.samples
    assert (sample.customer, sample.changes[0].before) == ("甲公司", Level.A)
    assert fields_of(crm, lina, changing)[0] is Level.A


def test_an_edit_does_what_the_preview_said(crm: Crm, lina: Actor, zhao: Actor) -> None:
    mine = [make.customer(crm, lina, f"{each}公司", tags=("旧", each)) for each in "甲乙"]
    other = make.customer(crm, zhao, "丙公司")
    change = BulkChange(values={"level": Level.C}, added_tags=("展会",), removed_tags=("旧",))
    foretold = crm.bulk_edits.preview(lina, [*mine, other], change)
    outcome = crm.bulk_edits.edit(lina, [*mine, other], change)
    assert tuple(each.customer_id for each in outcome.done) == foretold.changing
    assert [type(each.error) for each in outcome.refused] == [
        type(each.error) for each in foretold.refused
    ]
    assert fields_of(crm, lina, mine[0]) == (Level.C, ("甲", "展会"))


def very_many(crm: Crm, actor: Actor) -> list[CustomerId]:
    """More than one step of an undo takes back."""
    ids = alike(crm, make.customer(crm, actor), STEP + 3)
    crm.doctor.rebuild_search()  # what is searched for by them, too
    return ids


@pytest.mark.long
def test_very_many_are_one_batch_that_one_undo_takes_back(crm: Crm, lina: Actor) -> None:
    ids = very_many(crm, lina)
    change = BulkChange(values={"level": Level.A})
    outcome = in_chunks(
        lambda part: crm.bulk_edits.edit(lina, part, change), ids, lambda _done, _total: True
    )
    assert len(outcome.done) == len(ids) > CHUNK
    edits = [each for each in crm.history.batches(lina) if each.operation == "BulkEdits.edit"]
    assert [each.id for each in edits] == [outcome.changed.batch_id]
    undone = crm.history.undo(lina)
    assert (undone.records, undone.left) == (len(ids), ())
    assert {fields_of(crm, lina, each)[0] for each in ids} == {None}
    undos = [each for each in crm.history.batches(lina) if each.operation == "History.undo"]
    assert len(undos) == 1
    with pytest.raises(NothingToUndoError):
        crm.history.undo(lina, edits[0].id)


@pytest.mark.long
def test_what_others_changed_meanwhile_is_not_taken_back(crm: Crm, admin: Actor) -> None:
    ids = very_many(crm, admin)
    change = BulkChange(values={"level": Level.A})

    def meanwhile(done: int, _total: int) -> bool:
        if done == CHUNK:
            # Somebody at another terminal, while the rest is still being changed.
            other = Thread(target=crm.customers.edit, args=(admin, ids[0], {"level": Level.C}))
            other.start()
            other.join()
        return True

    outcome = in_chunks(lambda part: crm.bulk_edits.edit(admin, part, change), ids, meanwhile)
    batch_id = outcome.changed.batch_id
    with pytest.raises(UndoRefusedError) as refused:
        crm.history.undo(admin, batch_id)
    assert [each for each, _name in refused.value.changed] == [ids[0]]
    assert crm.customers.record(admin, ids[1]).fields.level is Level.A
    undone = crm.history.undo(admin, batch_id, rest=True)
    assert (undone.records, [each for each, _name in undone.left]) == (len(ids) - 1, [ids[0]])
    levels = [crm.customers.record(admin, each).fields.level for each in ids]
    assert levels == [Level.C, *[None] * (len(ids) - 1)]


def test_one_that_cannot_be_changed_keeps_nobody_else_from_it(crm: Crm, lina: Actor) -> None:
    first, second = make.customer(crm, lina, "甲公司"), make.customer(crm, lina, "乙公司")
    change = BulkChange(values={"type": CustomerType.DEAL, "city": "苏州"})
    outcome = crm.bulk_edits.edit(lina, [first, second], change)
    assert [type(each.error) for each in outcome.refused] == [FieldError, FieldError]
    assert crm.customers.record(lina, first).fields.city == ""
    gone = crm.bulk_edits.edit(lina, [CustomerId(999), second], BulkChange(values={"city": "苏州"}))
    assert [type(each.error) for each in gone.results] == [NotFoundError, type(None)]


def test_fields_of_the_office_are_set_like_any_other(crm: Crm, admin: Actor) -> None:
    crm.custom_fields.add(
        admin, FieldHolder.CUSTOMER, CustomFieldFields(name="学段", type=FieldType.TEXT)
    )
    (field,) = crm.custom_fields.list(admin)
    customer = make.customer(crm, admin, "甲公司")
    change = BulkChange(values={field.key: "小学"})
    assert crm.bulk_edits.preview(admin, [customer], change).changing == (customer,)
    crm.bulk_edits.edit(admin, [customer], change)
    assert crm.customers.record(admin, customer).fields.custom == {field.code: "小学"}


@pytest.mark.parametrize("name", ["name", "credit_code", "owner_id", "version"])
def test_what_is_ones_own_is_not_changed_for_many(crm: Crm, admin: Actor, name: str) -> None:
    customer = make.customer(crm, admin, "甲公司")
    with pytest.raises(FieldError) as refused:
        crm.bulk_edits.edit(admin, [customer], BulkChange(values={name: "x"}))
    assert refused.value.value == name


def test_what_lies_in_a_pool_that_one_only_sees_is_refused(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    customer = make.customer(crm, admin, "甲公司", in_pool=True)
    change = BulkChange(values={"city": "苏州"})
    (foretold,) = crm.bulk_edits.preview(lina, [customer], change).refused
    (done,) = crm.bulk_edits.edit(lina, [customer], change).refused
    assert isinstance(done.error, RefusedError)
    assert str(foretold.error) == str(done.error)
