"""What customers use: entered, changed, taken back; the largest gaps and sums by product."""

from __future__ import annotations

from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId, ProductId, UsageId
from crm_tui.domain.products import ProductFields
from crm_tui.domain.timelines import EntryKind
from crm_tui.domain.usages import UsageFields, UsagePer, UsageRequest
from crm_tui.domain.users import Actor
from crm_tui.errors import ConflictError, FieldError, NotFoundError, RefusedError
from tests import make


def used(
    crm: Crm, actor: Actor, customer: CustomerId, quantity: int = 100, ours: int = 0, **values: Any
) -> UsageId:
    """Enter that a customer uses so many in a month, unless other fields are named."""
    typed = {"name": "试剂", **values}
    entered = UsageFields(quantity_milli=quantity * 1000, ours_milli=ours * 1000, **typed)
    return UsageId(crm.usages.add(actor, customer, entered).record_id or 0)


def listed(crm: Crm, actor: Actor, **request: Any) -> list[tuple[str, int]]:
    rows = crm.usages.list(actor, UsageRequest(**request))
    return [(each.customer, each.gap_milli // 1000) for each in rows]


def test_the_largest_gap_of_a_year_comes_first(crm: Crm) -> None:
    lina = make.rep(crm)
    one, other = make.customer(crm, lina, "甲公司"), make.customer(crm, lina, "乙公司")
    used(crm, lina, one, 500, 400, per=UsagePer.YEAR)
    used(crm, lina, other, 100, 90)
    used(crm, lina, other, 30, name="耗材", competitor="对手")
    assert listed(crm, lina) == [("乙公司", 30), ("乙公司", 10), ("甲公司", 100)]
    assert listed(crm, lina, customer_id=one) == [("甲公司", 100)]
    assert listed(crm, lina, words="对手") == [("乙公司", 30)]


def test_sums_by_product_are_of_a_year(crm: Crm, admin: Actor) -> None:
    crm.products.add(admin, ProductFields(code="a", name="试剂盒", unit="盒"))
    one, other = make.customer(crm, admin, "甲公司"), make.customer(crm, admin, "乙公司")
    product = {"name": "", "product_id": ProductId(1)}
    used(crm, admin, one, 10, 4, **product)
    used(crm, admin, other, 80, 80, per=UsagePer.YEAR, **product)
    used(crm, admin, other, 1, unit="吨")
    sums = crm.usages.sums(admin, UsageRequest())
    assert [(e.name, e.unit, e.customers, e.year_milli // 1000) for e in sums] == [
        ("试剂盒", "盒", 2, 200), ("试剂", "吨", 1, 12),
    ]  # fmt: skip
    assert (sums[0].gap_year_milli // 1000, sums[0].share) == (72, 6400)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "usage_of"),
        ({"quantity": 0}, "usage"),
        ({"ours": 101}, "ours"),
    ],
)
def test_what_cannot_be_is_refused(crm: Crm, values: dict[str, Any], field: str) -> None:
    lina = make.rep(crm)
    with pytest.raises(FieldError) as caught:
        used(crm, lina, make.customer(crm, lina), **values)
    assert caught.value.field == field


def test_each_step_is_told_and_taken_back(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina, "甲公司")
    usage = used(crm, lina, customer, 100, 20)
    crm.usages.edit(lina, usage, {"per": UsagePer.YEAR, "ours_milli": 50_000})
    crm.usages.delete(lina, usage)
    assert listed(crm, lina) == []
    for left in ([("甲公司", 50)], [("甲公司", 80)], []):
        crm.history.undo(lina)
        assert listed(crm, lina) == left
    crm.usages.restore(lina, usage)
    assert crm.usages.usage(lina, usage).fields.per is UsagePer.MONTH
    page = crm.timelines.page(lina, customer)
    assert page.entries[0].kind is EntryKind.USAGE_RESTORED


def test_two_who_change_the_same_field_are_told_and_others_may_not(crm: Crm) -> None:
    lina, zhao = make.rep(crm, "lina"), make.rep(crm, "zhao")
    customer = make.customer(crm, lina)
    usage = used(crm, lina, customer)
    with pytest.raises(NotFoundError):
        crm.usages.usage(zhao, usage)
    seen = crm.usages.usage(lina, usage).fields
    crm.usages.edit(lina, usage, {"competitor": "甲"})
    with pytest.raises(ConflictError):
        crm.usages.edit(lina, usage, {"competitor": "乙"}, seen=seen)
    crm.teams.add(lina, [customer], zhao.user_id, make.seat())
    with pytest.raises(RefusedError):
        crm.usages.delete(zhao, usage)


def test_usage_follows_a_merge_and_goes_with_a_purge(crm: Crm, admin: Actor) -> None:
    kept, given = make.customer(crm, admin, "甲公司"), make.customer(crm, admin, "乙公司")
    used(crm, admin, given)
    crm.merging.merge(admin, kept, given)
    assert listed(crm, admin) == [("甲公司", 100)]
    crm.standings.delete(admin, [kept])
    crm.purges.purge(admin, [kept])
    assert make.query(crm, "SELECT count(*) FROM product_usage") == [(0,)]
