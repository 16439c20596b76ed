"""Two customers become one: everything attached moves, and undo brings everything back."""

from __future__ import annotations

import re

import pytest
from sqlmodel import SQLModel

from crm_tui.bootstrap import Crm
from crm_tui.db import tables  # noqa: F401 - declares every table
from crm_tui.db.queries import merging
from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.customers import CustomerType, CustomerView, ListRequest
from crm_tui.domain.deals import DealFields
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.key_dates import KeyDateFields, KeyDateKind, KeyDay
from crm_tui.domain.merging import (
    ChildCannotFollow,
    MergedInto,
    Side,
)
from crm_tui.domain.tasks import TaskDraft
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    ConflictError,
    FieldError,
    MergedAwayError,
    NotFoundError,
    RefusedError,
    UndoRefusedError,
)
from crm_tui.services.disputes import Filing
from tests import invariants, make
from tests.integration.merges import differing, refusal, rows

TODAY = make.NOW.toordinal()


def fill(crm: Crm, actor: Actor, customer: CustomerId, mark: str) -> None:
    """Attach one of everything to a customer."""
    person = ContactFields(
        f"{mark}工", (Phone(f"1380013000{len(mark)}", ""),), birthday="06-18", wechat=f"{mark}-wx"
    )
    crm.customers.add_contact(actor, customer, person)
    written = make.follow_up(crm, actor, customer, f"{mark}聊了")
    assert written.changed.record_id is not None
    crm.tasks.make(actor, TaskDraft(f"{mark}发报价", make.NOW + make.DAY, customer_id=customer))
    crm.key_dates.add(actor, customer, KeyDateFields(KeyDateKind.OTHER, KeyDay(month=5, day=1)))
    crm.deals.record(actor, customer, DealFields(100_00, TODAY, mark))


def held_pair(crm: Crm, actor: Actor) -> tuple[CustomerId, CustomerId]:
    """Two customers of one person that are one."""
    kept = make.customer(crm, actor, "北京恒信科技有限公司", phone="13800132231", city="北京")
    given_up = make.customer(
        crm,
        actor,
        "恒信科技（北京）",
        phone="13800132231",
        address="学院路5号",
        tags=("展会",),
        founded_on=TODAY - 4000,
        short_name="恒信",
    )
    return kept, given_up


def test_everything_attached_moves_and_undo_brings_it_back(crm: Crm, lina: Actor) -> None:
    kept, given_up = held_pair(crm, lina)
    fill(crm, lina, kept, "甲")
    fill(crm, lina, given_up, "乙")
    before = rows(crm)
    merged = crm.merging.merge(lina, kept, given_up)
    assert invariants.broken(crm) == []
    detail = crm.customers.detail(lina, kept)
    assert [each.fields.name for each in detail.contacts] == ["张敏", "甲工", "乙工"]
    assert {each.title for each in detail.tasks} == {"甲发报价", "乙发报价"}
    assert len(crm.deals.list(lina, kept)) == 2
    fields = detail.record.fields
    assert (fields.address, fields.tags, fields.city) == ("学院路5号", ("展会",), "北京")
    assert fields.former_names == "恒信科技（北京）"
    assert fields.short_name == "恒信"
    assert (merged.contents.contacts, merged.contents.joined) == (1, 1)
    assert (merged.contents.follow_ups, merged.contents.tasks, merged.contents.deals) == (1, 1, 1)
    left = "SELECT customer_id FROM {} WHERE customer_id = ?"
    for table in ("follow_up", "task", "deal", "key_date_handling"):
        assert make.query(crm, left.format(table), given_up) == []
    crm.history.undo(lina)
    assert differing(before, rows(crm)) == {}
    assert invariants.broken(crm) == []


def test_every_column_that_names_a_customer_or_contact_is_dealt_with() -> None:
    known = {(each.table.name, each.name) for each, _which in merging.MOVED}
    known |= merging.HANDLED_APART | merging.GIVEN_UP_STAYS.keys()
    naming = {
        (table.name, column.name)
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "customer" for key in column.foreign_keys)
        or re.search("(^|_)customer_id$|merged_into_id", column.name)
    }
    assert naming == known
    people = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "contact"
    }
    assert people == {
        *("follow_up", "task", "key_date", "contact_phone", "contact_affiliation"),
        *("quote", "sales_order"),
    }


def test_the_other_is_found_no_more_and_says_where_it_went(
    crm: Crm, admin: Actor, lina: Actor, zhao: Actor
) -> None:
    kept, given_up = held_pair(crm, lina)
    crm.merging.merge(lina, kept, given_up)
    assert crm.customers.page(lina, ListRequest(CustomerView.MINE)).total == 1
    assert (
        crm.customers.page(lina, ListRequest(CustomerView.ALL, query="恒信科技（北京）")).total == 1
    )
    for ask in (
        lambda: crm.customers.record(lina, given_up),
        lambda: crm.customers.find(lina, str(given_up)),
    ):
        with pytest.raises(MergedAwayError) as gone:
            ask()
        assert (gone.value.into_id, gone.value.into) == (kept, "北京恒信科技有限公司")
    with pytest.raises(NotFoundError) as unseen:
        crm.customers.record(zhao, given_up)
    assert type(unseen.value) is NotFoundError
    (outcome,) = crm.standings.restore(admin, [given_up]).results
    assert outcome.error == RefusedError(
        MergedInto("恒信科技（北京）", kept, "北京恒信科技有限公司")
    )


def test_who_enters_the_old_name_is_told_of_the_kept_one(crm: Crm, lina: Actor) -> None:
    kept, given_up = held_pair(crm, lina)
    crm.merging.merge(lina, kept, given_up)
    found = crm.customers.duplicates(lina, name="恒信科技（北京）")
    assert [each.customer_id for each in found] == [kept]


def test_a_chosen_side_stands(crm: Crm, lina: Actor) -> None:
    kept, given_up = held_pair(crm, lina)
    crm.merging.merge(lina, kept, given_up, {"name": Side.GIVEN_UP, "city": Side.GIVEN_UP})
    fields = crm.customers.record(lina, kept).fields
    assert (fields.name, fields.former_names) == ("恒信科技（北京）", "北京恒信科技有限公司")
    assert fields.city == ""


def test_a_choice_that_there_is_not_is_refused(crm: Crm, lina: Actor) -> None:
    kept, given_up = held_pair(crm, lina)
    for name, side in (("colour", Side.KEPT), ("city", Side.BOTH)):
        with pytest.raises(FieldError):
            crm.merging.merge(lina, kept, given_up, {name: side})


def test_a_person_at_both_is_one_with_what_either_knew(crm: Crm, lina: Actor) -> None:
    kept, given_up = held_pair(crm, lina)
    (theirs,) = crm.customers.detail(lina, given_up).contacts
    more = ContactFields(
        "张敏",
        (Phone("13800132231", ""), Phone("13911112222", "")),
        title="采购总监",
        birthday="03-04",
        is_key=True,
    )
    crm.customers.edit_contact(lina, theirs.id, more)
    make.follow_up(crm, lina, given_up, contact_id=theirs.id)
    before = rows(crm)
    crm.merging.merge(lina, kept, given_up)
    (person,) = crm.customers.detail(lina, kept).contacts
    assert person.fields.title == "采购总监"
    assert [phone.digits for phone in person.fields.phones] == ["13800132231", "13911112222"]
    named = "SELECT DISTINCT contact_id FROM follow_up WHERE customer_id = ?"
    assert make.query(crm, named, kept) == [(person.id,)]
    birthdays = (
        "SELECT count(*) FROM key_date WHERE source = 'contact_birthday' AND customer_id = ?"
    )
    assert make.query(crm, birthdays, kept) == [(1,)]
    crm.history.undo(lina)
    assert differing(before, rows(crm)) == {}


# --- groups ---


def test_what_belonged_to_the_other_belongs_to_the_kept_one(crm: Crm, lina: Actor) -> None:
    kept, given_up = held_pair(crm, lina)
    child = make.customer(crm, lina, "恒信上海分公司", parent_id=given_up)
    before = rows(crm)
    crm.merging.merge(lina, kept, given_up)
    assert crm.customers.record(lina, child).fields.parent_id == kept
    crm.history.undo(lina)
    assert differing(before, rows(crm)) == {}


def test_who_belonged_to_the_other_belongs_to_its_parent(crm: Crm, lina: Actor) -> None:
    top = make.customer(crm, lina, "恒信集团")
    given_up = make.customer(crm, lina, "恒信科技", parent_id=top)
    kept = make.customer(crm, lina, "北京恒信科技有限公司", parent_id=given_up)
    crm.merging.merge(lina, kept, given_up)
    assert crm.customers.record(lina, kept).fields.parent_id == top


def test_a_circle_is_refused(crm: Crm, lina: Actor) -> None:
    given_up = make.customer(crm, lina, "恒信集团")
    child = make.customer(crm, lina, "恒信科技", parent_id=given_up)
    kept = make.customer(crm, lina, "北京恒信科技有限公司", parent_id=child)
    assert refusal(crm, lina, kept, given_up) == ChildCannotFollow(
        "恒信科技", "北京恒信科技有限公司"
    )


def test_a_chain_of_merges_names_the_last_one(crm: Crm, lina: Actor) -> None:
    first, second, third = (make.customer(crm, lina, name) for name in ("甲", "乙公司", "丙公司"))
    crm.merging.merge(lina, second, first)
    before = rows(crm)
    crm.merging.merge(lina, third, second)
    with pytest.raises(MergedAwayError) as gone:
        crm.customers.record(lina, first)
    assert gone.value.into_id == third
    assert len(crm.ownerships.of(lina, third)) == 3
    crm.history.undo(lina)
    assert differing(before, rows(crm)) == {}


# --- what belongs besides ---


def test_seats_disputes_and_dismissals_follow(
    crm: Crm, admin: Actor, lina: Actor, zhao: Actor
) -> None:
    kept, given_up = held_pair(crm, lina)
    third = make.customer(crm, admin, "恒信（上海）")
    crm.teams.add(lina, [kept], zhao.user_id, make.seat())
    crm.teams.add(lina, [given_up], zhao.user_id, make.seat(can_write=True))
    crm.teams.add(lina, [given_up], admin.user_id, make.seat())
    crm.disputes.file(zhao, Filing(given_up, "我先联系的"))
    pairs = [sorted((given_up, third)), sorted((kept, given_up))]
    make.meddle(
        crm,
        "INSERT INTO duplicate_dismissal (first_id, second_id, user_id, at) VALUES (?, ?, 1, 1)",
        *pairs,
    )
    before = rows(crm)
    crm.merging.merge(admin, kept, given_up)
    team = {each.login: each.member.can_write for each in crm.teams.of(lina, kept)}
    assert team == {"zhao": True, "wangwei": False}
    assert [each.customer_id for each in crm.disputes.list(zhao)] == [kept]
    assert tuple(sorted((kept, third))) in make.query(
        crm, "SELECT first_id, second_id FROM duplicate_dismissal"
    )
    crm.history.undo(admin)
    assert differing(before, rows(crm)) == {}


def test_who_belongs_to_both_belongs_once(crm: Crm, lina: Actor) -> None:
    kept, given_up = (
        make.customer(crm, lina, each, contact_name=each) for each in ("甲", "乙公司")
    )
    third = make.customer(crm, lina, "丙公司", contact_name="丙")
    of = {each: crm.customers.detail(lina, each).contacts[0].id for each in (kept, given_up, third)}
    crm.affiliations.join(lina, of[given_up], kept)
    crm.affiliations.join(lina, of[kept], given_up)
    crm.affiliations.join(lina, of[third], given_up)
    before = rows(crm)
    crm.merging.merge(lina, kept, given_up)
    people = crm.customers.detail(lina, kept).contacts
    assert sorted(each.fields.name for each in people) == sorted(("甲", "乙公司", "丙"))
    assert invariants.broken(crm) == []
    crm.history.undo(lina)
    assert differing(before, rows(crm)) == {}


def test_won_stays_won(crm: Crm, lina: Actor) -> None:
    kept, given_up = held_pair(crm, lina)
    crm.deals.record(lina, given_up, DealFields(100_00, TODAY, ""))
    crm.merging.merge(lina, kept, given_up)
    assert crm.customers.record(lina, kept).fields.type is CustomerType.DEAL


# --- undo ---


def test_undo_leaves_what_somebody_worked_on_since(crm: Crm, lina: Actor) -> None:
    kept, given_up = held_pair(crm, lina)
    merged = crm.merging.merge(lina, kept, given_up)
    make.follow_up(crm, lina, kept)
    for rest in (False, True):
        with pytest.raises(UndoRefusedError) as refused:
            crm.history.undo(lina, merged.changed.batch_id, rest=rest)
        assert kept in [number for number, _name in refused.value.changed]
    assert crm.customers.page(lina, ListRequest(CustomerView.MINE)).total == 1


def test_a_child_that_somebody_changed_stays_and_the_rest_parts(crm: Crm, lina: Actor) -> None:
    kept, given_up = held_pair(crm, lina)
    child = make.customer(crm, lina, "恒信上海分公司", parent_id=given_up)
    merged = crm.merging.merge(lina, kept, given_up)
    crm.customers.edit(lina, child, {"city": "上海"})
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, merged.changed.batch_id)
    undone = crm.history.undo(lina, merged.changed.batch_id, rest=True)
    assert undone.left == ((child, "恒信上海分公司"),)
    assert crm.customers.record(lina, child).fields.parent_id == kept
    assert crm.customers.record(lina, given_up).row.owner_id == lina.user_id


def test_what_was_merged_and_purged_comes_back_by_nothing(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    kept, given_up = held_pair(crm, lina)
    merged = crm.merging.merge(lina, kept, given_up)
    crm.purges.purge(admin, [given_up])
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, merged.changed.batch_id)
    said = make.query(crm, "SELECT before FROM event WHERE kind = 'customer_merged'")
    assert said == [("{}",)]


# --- others ---


def test_what_another_terminal_changed_meanwhile_is_a_conflict(crm: Crm, lina: Actor) -> None:
    kept, given_up = held_pair(crm, lina)
    preview = crm.merging.preview(lina, kept, given_up)
    other = make.again(crm)
    other.customers.edit(lina, given_up, {"website": "hengxin.cn"})
    with pytest.raises(ConflictError) as conflict:
        crm.merging.merge(lina, kept, given_up, seen=preview.seen)
    assert conflict.value.record_id == given_up
    assert conflict.value.fields == {"website": ("hengxin.cn", "")}
    other.close()


def test_a_look_changes_nothing(crm: Crm, lina: Actor) -> None:
    kept, given_up = held_pair(crm, lina)
    fill(crm, lina, given_up, "乙")
    before = rows(crm)
    preview = crm.merging.preview(lina, kept, given_up)
    assert preview.refusal is None
    assert preview.contents == crm.merging.merge(lina, kept, given_up).contents
    differing_fields = [pair.name for pair in preview.pairs if pair.differs]
    assert differing_fields[:2] == ["name", "short_name"]
    crm.history.undo(lina)
    assert differing(before, rows(crm)) == {}
