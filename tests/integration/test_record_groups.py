"""Groups of the lists of what is sold: the whole list, in their order, and what each comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.list_figures import ListGroup
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.queries.field_kinds import Subject
from crm_tui.domain.queries.fields import CONTRACTS, LEADS, OPPORTUNITIES, ORDERS, PAYMENTS, QUOTES
from crm_tui.domain.record_lists import RecordRequest, Whose
from crm_tui.domain.users import Actor
from crm_tui.presentation import contract_lists, order_lists, payment_lists, quote_lists
from crm_tui.presentation.lead_columns import LEAD_COLUMNS
from crm_tui.presentation.opportunities import opportunity_columns
from crm_tui.presentation.record_columns import RecordColumn
from crm_tui.services.record_windows import RecordWindow
from tests import make
from tests.sold_offices import LINE, sell

TODAY = make.NOW.toordinal()
Columns = Mapping[str, RecordColumn[Any]]
_COLUMNS: Mapping[str, Columns] = {
    "leads": {each.key: each for each in LEAD_COLUMNS},
    "opportunities": opportunity_columns("CNY"),
    "orders": order_lists.COLUMNS,
    "contracts": contract_lists.COLUMNS,
    "quotes": quote_lists.COLUMNS,
    "payments": payment_lists.COLUMNS,
}
_SUBJECTS = {
    "leads": LEADS,
    "opportunities": OPPORTUNITIES,
    "orders": ORDERS,
    "contracts": CONTRACTS,
    "quotes": QUOTES,
    "payments": PAYMENTS,
}
NOUNS = tuple(_SUBJECTS)


def windows(crm: Crm, actor: Actor, noun: str) -> Callable[[RecordRequest], RecordWindow[Any]]:
    """What opens a list of the noun."""
    service = getattr(crm, noun)
    return lambda request: service.window(actor, request)


def everything(noun: str) -> RecordRequest:
    subject: Subject = _SUBJECTS[noun]
    return RecordRequest(subject, Whose.ALL)


def grouped(crm: Crm, actor: Actor, noun: str, column: str, query: str = "") -> list[ListGroup]:
    request = replace(everything(noun), query=query)
    return windows(crm, actor, noun)(request).groups(column)


def counted(groups: list[ListGroup]) -> list[tuple[str, int]]:
    return [(each.name, each.count) for each in groups]


@pytest.fixture
def sold(crm: Crm, lina: Actor) -> None:
    """Lina sells, and a colleague whom she does not see sells as well."""
    customer = make.customer(crm, lina, "甲公司")
    sell(crm, lina, customer)
    blank = replace(crm.quotes.blank(lina, customer), valid_until_day=TODAY + 40)
    sent = crm.quotes.add(lina, customer, blank, [LINE]).quote_id
    crm.quotes.send(lina, sent)
    crm.quotes.new_version(lina, sent)
    crm.quotes.add(lina, customer, crm.quotes.blank(lina, customer))
    other = make.rep(crm, "zhaojun", "赵军")
    crm.opportunities.add(
        other,
        make.customer(crm, other, "乙公司"),
        OpportunityFields(name="别人的", amount_minor=7_00, expected_day=TODAY),
    )


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize("noun", NOUNS)
def test_the_groups_of_a_list_are_exactly_the_list(crm: Crm, lina: Actor, noun: str) -> None:
    opened = windows(crm, lina, noun)
    request = everything(noun)
    listed = list(opened(request).ids())
    assert listed
    for column in (key for key, each in _COLUMNS[noun].items() if each.group is not None):
        groups = opened(request).groups(column)
        parts = [list(opened(replace(request, group=each.value)).ids()) for each in groups]
        assert [each.count for each in groups] == [len(part) for part in parts]
        assert sorted(each for part in parts for each in part) == listed
        for group, part in zip(groups, parts, strict=True):
            assert {opened(request).group_of(column, each) for each in part} == {group.value}


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize("noun", ["opportunities", "orders", "contracts", "quotes", "payments"])
def test_what_the_groups_come_to_is_what_the_list_comes_to(
    crm: Crm, admin: Actor, noun: str
) -> None:
    sums = getattr(crm, noun).sums(admin, everything(noun))
    if noun == "opportunities":
        whole = Counter({"CNY": sums.amount_minor})
    else:
        whole = Counter({each.currency: each.amount_minor for each in sums})
    for column, each in _COLUMNS[noun].items():
        if each.group is not None:
            found = Counter[str]()
            for group in grouped(crm, admin, noun, column):
                found.update(dict(group.money))
            assert found == +whole


@pytest.mark.parametrize("noun", NOUNS)
def test_a_list_is_grouped_by_the_columns_that_say_so(crm: Crm, admin: Actor, noun: str) -> None:
    listed = windows(crm, admin, noun)(everything(noun))
    shown = {key for key, each in _COLUMNS[noun].items() if each.group is not None}
    assert set(listed.groupings) == shown


@pytest.mark.usefixtures("sold")
def test_groups_stand_in_the_order_of_their_months_stages_and_states(
    crm: Crm, lina: Actor, admin: Actor
) -> None:
    customer = make.customer(crm, lina, "丙公司")
    for name, day, minor in (("明年", 800, 3_00), ("本月", 0, 2_00)):
        fields = OpportunityFields(name=name, amount_minor=minor, expected_day=TODAY + day)
        crm.opportunities.add(lina, customer, fields)
    months = grouped(crm, admin, "opportunities", "expected")
    assert counted(months) == [("2026-11", 2), ("2029-01", 1), ("", 2)]
    assert [each.money for each in months] == [(("CNY", 9_00),), (("CNY", 3_00),), ()]
    assert counted(grouped(crm, admin, "opportunities", "state")) == [("open", 4), ("lost", 1)]
    assert counted(grouped(crm, admin, "opportunities", "owner")) == [("李娜", 4), ("赵军", 1)]
    # One does not see what others hold, nor is it counted.
    assert counted(grouped(crm, lina, "opportunities", "owner")) == [("李娜", 4)]
    assert counted(grouped(crm, lina, "opportunities", "state", "年")) == [("open", 1)]
