"""上级客户: who may belong to whom, and the tree as each person sees it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from crm_tui.bootstrap import Crm
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.domain.bulk_edits import BulkChange
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.customers import CustomerFields, NewCustomer
from crm_tui.domain.deals import DealFields
from crm_tui.domain.groups import MOST_LEVELS, MOST_MEMBERS, GroupMember
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError, UndoRefusedError
from crm_tui.formats.workbooks import write_csv
from tests import make


def under(crm: Crm, actor: Actor, customer_id: CustomerId, parent_id: CustomerId | None) -> None:
    crm.customers.edit(actor, customer_id, {"parent_id": parent_id})


def line(crm: Crm, actor: Actor, levels: int) -> list[CustomerId]:
    """Customers of which each belongs to the one before."""
    ids = [make.customer(crm, actor, f"第{level}级公司") for level in range(1, levels + 1)]
    for parent_id, each in pairwise(ids):
        under(crm, actor, each, parent_id)
    return ids


def refused(crm: Crm, actor: Actor, customer_id: CustomerId, parent_id: CustomerId) -> str:
    with pytest.raises(FieldError) as caught:
        under(crm, actor, customer_id, parent_id)
    assert caught.value.field == "parent_id"
    return caught.value.reason


def shown(crm: Crm, actor: Actor, customer_id: CustomerId) -> list[tuple[int, str]]:
    members = crm.groups.tree(actor, customer_id).members
    return [(each.depth, each.row.name) for each in members]


def member(crm: Crm, actor: Actor, customer_id: CustomerId) -> GroupMember:
    members = crm.groups.tree(actor, customer_id).members
    return next(each for each in members if each.id == customer_id)


# --- the rule ------------------------------------------------------------------------------------


def test_no_edit_makes_a_circle(crm: Crm, lina: Actor) -> None:
    top, middle, low = line(crm, lina, 3)
    assert refused(crm, lina, top, top) == "is_itself"
    assert refused(crm, lina, top, middle) == "stands_below"
    assert refused(crm, lina, top, low) == "stands_below"


def test_no_group_gets_too_deep(crm: Crm, lina: Actor) -> None:
    ids = line(crm, lina, MOST_LEVELS)
    other = make.customer(crm, lina, "再下一级公司")
    assert refused(crm, lina, other, ids[-1]) == "too_deep"
    assert refused(crm, lina, ids[0], other) == "too_deep"
    fields = CustomerFields(name="新公司", first_contact_day=1, parent_id=ids[-1])
    with pytest.raises(FieldError) as caught:
        crm.customers.add(lina, NewCustomer(fields, ContactFields(name="张敏")))
    assert caught.value.reason == "too_deep"


def test_a_circle_of_which_a_part_is_out_of_sight_is_refused_all_the_same(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    admin = make.admin(crm)
    top, low = make.customer(crm, lina, "上面"), make.customer(crm, lina, "下面")
    hidden = make.customer(crm, zhao, "别人的")
    under(crm, admin, hidden, top)
    under(crm, admin, low, hidden)
    assert refused(crm, lina, top, low) == "stands_below"


def test_who_edits_many_refuses_the_one_that_would_be_a_circle(crm: Crm, lina: Actor) -> None:
    top, low = line(crm, lina, 2)
    other = make.customer(crm, lina, "旁边")
    change = BulkChange(values={"parent_id": low})
    outcome = crm.bulk_edits.edit(lina, [top, other], change)
    assert [each.customer_id for each in outcome.refused] == [top]
    assert member(crm, lina, other).depth == 2


def test_an_undo_makes_no_circle(crm: Crm, lina: Actor) -> None:
    one, other = line(crm, lina, 2)
    freed = crm.customers.edit(lina, other, {"parent_id": None})
    under(crm, lina, one, other)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, freed.batch_id)
    assert shown(crm, lina, one) == [(0, "第2级公司"), (1, "第1级公司")]


def test_a_file_makes_neither_circles_nor_too_many_levels(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    numbers = range(MOST_LEVELS + 2)
    rows = [[f"第{each}级公司", "张敏", f"第{max(each - 1, 0)}级公司"] for each in numbers]
    rows += [["甲公司", "张敏", "乙公司"], ["乙公司", "张敏", "甲公司"]]
    file = tmp_path / "rows.csv"
    write_csv(file, ["客户名称", "联系人", "上级客户"], rows, overwrite=True)
    crm.imports.run(lina, ImportPlan(file))
    found = {
        name: shown(crm, lina, crm.customers.find(lina, name))
        for name in ("第0级公司", "第6级公司", "甲公司")
    }
    assert [depth for depth, _name in found["第0级公司"]] == list(range(MOST_LEVELS))
    assert found["第6级公司"] == [(0, "第6级公司"), (1, "第7级公司")]
    assert found["甲公司"] == [(0, "乙公司"), (1, "甲公司")]


# --- the tree ------------------------------------------------------------------------------------


def test_the_whole_group_is_shown_from_any_of_its_members(crm: Crm, lina: Actor) -> None:
    top, middle, low = line(crm, lina, 3)
    beside = make.customer(crm, lina, "第1级旁边")
    under(crm, lina, beside, top)
    whole = [(0, "第1级公司"), (1, "第1级旁边"), (1, "第2级公司"), (2, "第3级公司")]
    for each in (top, middle, low, beside):
        assert shown(crm, lina, each) == whole


def test_a_customer_of_no_group_stands_alone(crm: Crm, lina: Actor) -> None:
    alone = make.customer(crm, lina, "独家公司")
    assert shown(crm, lina, alone) == [(0, "独家公司")]
    assert crm.groups.belonging(lina, alone).below == 0


def test_sums_go_up_the_tree_by_currency(crm: Crm, lina: Actor) -> None:
    top, middle, low = line(crm, lina, 3)
    today = make.NOW.toordinal()
    for each, amount in ((top, 100), (middle, 20), (low, 3)):
        crm.deals.record(lina, each, DealFields(amount, today))
    crm.tasks.add(lina, "回访", make.NOW + make.DAY, customer_id=low)
    group = crm.groups.tree(lina, middle)
    sums = {each.id: each.whole for each in group.members}
    assert [sums[each].sold for each in (top, middle, low)] == [
        (("CNY", 123),),
        (("CNY", 23),),
        (("CNY", 3),),
    ]
    assert [sums[each].open_tasks for each in (top, middle, low)] == [1, 1, 1]
    assert [sums[each].customers for each in (top, middle, low)] == [3, 2, 1]
    assert group.totals == sums[top]


def test_what_one_may_not_see_is_not_found_and_nothing_below_it(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    admin = make.admin(crm)
    top = make.customer(crm, lina, "我的集团")
    hidden = make.customer(crm, zhao, "同事的公司")
    below_hidden = make.customer(crm, lina, "同事下面我的")
    under(crm, admin, hidden, top)
    under(crm, admin, below_hidden, hidden)
    crm.deals.record(admin, hidden, DealFields(500, make.NOW.toordinal()))
    group = crm.groups.tree(lina, top)
    assert [each.id for each in group.members] == [top]
    assert group.totals.sold == ()
    assert shown(crm, lina, below_hidden) == [(0, "同事下面我的")]
    assert crm.groups.belonging(lina, below_hidden).parent_id is None
    assert len(shown(crm, admin, top)) == 3
    with pytest.raises(NotFoundError):
        crm.groups.tree(lina, hidden)


def test_a_deleted_customer_leaves_its_group(crm: Crm, lina: Actor) -> None:
    top, middle, _low = line(crm, lina, 3)
    crm.standings.delete(make.admin(crm), [middle])
    assert shown(crm, lina, top) == [(0, "第1级公司")]
    assert crm.groups.belonging(lina, top).below == 0


def test_a_great_group_is_cut_and_says_so(crm: Crm, lina: Actor) -> None:
    top = make.customer(crm, lina, "大集团")
    with crm.database.setting_up() as connection:
        stored = connection.execute(select(CUSTOMER).where(CUSTOMER.c.id == top)).one()
        likes = [
            {**stored._mapping, "id": top + number, "parent_id": top}
            for number in range(1, MOST_MEMBERS + 2)
        ]
        connection.execute(insert(CUSTOMER), likes)
    group = crm.groups.tree(lina, top)
    assert (len(group.members), group.is_whole) == (MOST_MEMBERS, False)


def test_a_circle_that_stands_in_the_file_ends(crm: Crm, lina: Actor) -> None:
    one, other = line(crm, lina, 2)
    with crm.database.setting_up() as connection:
        connection.execute(update(CUSTOMER).where(CUSTOMER.c.id == one).values(parent_id=other))
    assert len(shown(crm, lina, one)) == 2


def test_a_customer_says_to_whom_it_belongs_and_how_many_belong_to_it(
    crm: Crm, lina: Actor
) -> None:
    top, middle, _low = line(crm, lina, 3)
    beside = make.customer(crm, lina, "旁边")
    under(crm, lina, beside, top)
    found = crm.groups.belonging(lina, middle)
    assert (found.parent_id, found.parent, found.siblings, found.below) == (top, "第1级公司", 2, 1)
