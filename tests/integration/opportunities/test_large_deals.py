"""The manager is told of a large opportunity once, and once more when it is won."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.services.opportunities.ending import Ending
from tests import make
from tests.integration.opportunities.entering import add

LARGE, SMALL = 500_000_00, 499_999_99


@pytest.fixture
def boss(crm: Crm, admin: Actor, lina: Actor) -> Actor:
    """Who stands above the owner of the customer."""
    found = make.rep(crm, "zhao", "赵军", role="manager")
    crm.people.edit_user(admin, lina.user_id, {"manager_id": found.user_id})
    return found


def _told(crm: Crm, actor: Actor) -> list[tuple[str, str]]:
    return [(each.kind.value, each.words) for each in reversed(crm.notices.unseen(actor))]


def test_who_stands_above_is_told_when_the_amount_is_reached_and_when_it_is_won(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer, amount_minor=SMALL)
    assert _told(crm, boss) == []
    crm.opportunities.edit(lina, found, {"amount_minor": LARGE})
    assert _told(crm, boss) == [("large_deal", "二期扩容")]
    crm.opportunities.win(lina, found, Ending())
    assert _told(crm, boss) == [("large_deal", "二期扩容"), ("large_won", "二期扩容")]


def test_nothing_is_told_twice(crm: Crm, lina: Actor, boss: Actor, customer: CustomerId) -> None:
    found = add(crm, lina, customer, amount_minor=LARGE)
    for amount in (SMALL, LARGE):
        crm.opportunities.edit(lina, found, {"amount_minor": amount})
    for _ in range(2):
        crm.opportunities.win(lina, found, Ending())
        crm.opportunities.reopen(lina, found)
    assert [kind for kind, _words in _told(crm, boss)] == ["large_deal", "large_won"]


def test_nobody_is_told_below_the_amount_that_the_office_sets(
    crm: Crm, admin: Actor, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    crm.offices.change(admin, {"large_deal_minor": "1000000"})
    crm.opportunities.win(lina, add(crm, lina, customer, amount_minor=LARGE), Ending())
    assert _told(crm, boss) == []


def test_what_is_taken_back_is_told_no_more(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer, amount_minor=LARGE)
    crm.opportunities.win(lina, found, Ending())
    crm.history.undo(lina)
    assert [kind for kind, _words in _told(crm, boss)] == ["large_deal"]
    crm.history.undo(lina)
    assert _told(crm, boss) == []


def test_nobody_is_told_of_their_own_act(
    crm: Crm, admin: Actor, lina: Actor, customer: CustomerId
) -> None:
    crm.people.edit_user(admin, lina.user_id, {"manager_id": admin.user_id})
    add(crm, admin, customer, amount_minor=LARGE)
    assert _told(crm, admin) == []
