"""Views of leads, opportunities and papers are saved, shared and asked as others are."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.queries.fields import CUSTOMERS
from crm_tui.domain.record_lists import SUBJECTS, request_of
from crm_tui.domain.seeded_views import SEEDED
from crm_tui.domain.users import Actor
from crm_tui.domain.views import Audience, ListLayout, ListTab, key_of
from crm_tui.errors import FieldError, QuerySyntaxError
from tests import make
from tests.integration.views.saving import names, saved, stored

OF_RECORDS = tuple(each for each in ListTab if SUBJECTS[each] is not CUSTOMERS)
LARGE = ListLayout(("name", "amount"), {"name": 30}, "amount", descending=True)


def windowed(crm: Crm, actor: Actor, tab: ListTab, key: str) -> list[int]:
    """The records that a view shows."""
    request = request_of(crm.views.opened(actor, tab, key).view)
    return list(getattr(crm, tab.value).window(actor, request).ids())


@pytest.mark.parametrize("tab", OF_RECORDS)
def test_every_view_of_the_program_can_be_asked_and_saved_again(
    crm: Crm, lina: Actor, tab: ListTab
) -> None:
    for view in crm.views.views(lina, tab):
        assert windowed(crm, lina, tab, view.key) == []
        copied = saved(crm, lina, f"{view.key} 2", tab=tab, base=view.base, query=view.query)
        assert windowed(crm, lina, tab, key_of(copied)) == []


def test_a_saved_view_of_opportunities_asks_what_was_saved(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    ids = [
        crm.opportunities.add(
            lina, customer, OpportunityFields(name=name, amount_minor=minor)
        ).opportunity_id
        for name, minor in (("小单", 9_999_99), ("中单", 10_000_00), ("大单", 20_000_00))
    ]
    kept = saved(
        crm, lina, "大单", tab=ListTab.OPPORTUNITIES, base=CustomerView.MINE, query="金额:>=1万",
        layout=LARGE,
    )  # fmt: skip
    view = stored(crm, lina, kept)
    assert (view.tab, view.layout) == (ListTab.OPPORTUNITIES, LARGE)
    assert windowed(crm, lina, ListTab.OPPORTUNITIES, view.key) == [ids[2], ids[1]]
    assert names(crm, lina) == []


def test_a_query_is_read_as_that_of_its_list(crm: Crm, lina: Actor) -> None:
    saved(crm, lina, "合格", tab=ListTab.LEADS, query="stage:mql")
    with pytest.raises(QuerySyntaxError):
        saved(crm, lina, "合格", tab=ListTab.ORDERS, query="stage:mql")
    with pytest.raises(FieldError):
        saved(crm, lina, "公海", tab=ListTab.LEADS, base=CustomerView.CLAIMABLE)


def test_a_shared_view_is_its_readers_own_work(crm: Crm, admin: Actor, lina: Actor) -> None:
    kept = saved(crm, admin, "逾期订单", tab=ListTab.ORDERS, query="is:overdue")
    crm.views.share(admin, kept, Audience.EVERYBODY)
    assert names(crm, lina, ListTab.ORDERS) == ["逾期订单"]
    crm.views.remember_last(lina, ListTab.ORDERS, key_of(kept))
    assert crm.views.opened(lina, ListTab.ORDERS).view.name == "逾期订单"
    assert crm.views.opened(lina, ListTab.CONTRACTS).view.key == "contracts.mine"
    crm.views.delete(admin, kept)
    assert crm.views.opened(lina, ListTab.ORDERS).view.key == "orders.mine"
    crm.history.undo(admin)
    assert names(crm, lina, ListTab.ORDERS) == ["逾期订单"]


def test_the_views_of_each_list_are_about_its_subject() -> None:
    for view in SEEDED.values():
        if view.tab in OF_RECORDS:
            assert view.key.startswith(f"{SUBJECTS[view.tab].key}.")
