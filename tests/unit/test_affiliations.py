"""The rules of who belongs to which company, from when to when."""

from __future__ import annotations

import pytest

from crm_tui.domain.affiliations import (
    Affiliation,
    AfterToday,
    BeforeLast,
    BelongsThere,
    HomeIsNotLeft,
    NotThere,
    Ties,
    why_not_join,
    why_not_leave,
    why_not_move,
)
from crm_tui.domain.contacts import ContactFields, ContactRow, DecisionRole, Position
from crm_tui.domain.identifiers import ContactId, CustomerId

ZHANG = ContactId(7)
HOME, OTHER, THIRD = CustomerId(1), CustomerId(2), CustomerId(3)
TODAY = 100


def at(customer_id: CustomerId, since: int | None = None, until: int | None = None) -> Affiliation:
    return Affiliation(ZHANG, customer_id, since_day=since, until_day=until)


def home_until(customer_id: CustomerId, day: int) -> Affiliation:
    return Affiliation(ZHANG, customer_id, until_day=day, was_home=True)


def ties(*affiliations: Affiliation) -> Ties:
    return Ties("张敏", HOME, affiliations)


def test_the_home_company_is_it_since_the_last_one_was_left() -> None:
    assert ties().home_since is None
    assert ties(home_until(OTHER, 40), home_until(THIRD, 60), at(OTHER, 70, 90)).home_since == 60


@pytest.mark.parametrize(
    ("known", "to", "on", "refusal"),
    [
        (ties(), OTHER, TODAY, None),
        (ties(), OTHER, 1, None),
        (ties(), HOME, TODAY, BelongsThere("张敏", "甲")),
        (ties(), OTHER, TODAY + 1, AfterToday("张敏")),
        (ties(home_until(OTHER, 60)), THIRD, 59, BeforeLast("张敏", 60)),
        (ties(home_until(OTHER, 60)), THIRD, 60, None),
        (ties(home_until(OTHER, 60), at(THIRD, 61, 80)), THIRD, 79, BeforeLast("张敏", 80)),
        (ties(at(OTHER, 50)), OTHER, TODAY, None),
    ],
)
def test_a_contact_moves_forward_in_time_and_never_to_where_they_are(
    known: Ties, to: CustomerId, on: int, refusal: object
) -> None:
    assert why_not_move(known, to, "甲", on=on, today=TODAY) == refusal


@pytest.mark.parametrize(
    ("known", "to", "since", "refusal"),
    [
        (ties(), OTHER, None, None),
        (ties(), OTHER, TODAY, None),
        (ties(), OTHER, TODAY + 1, AfterToday("张敏")),
        (ties(), HOME, None, BelongsThere("张敏", "甲")),
        (ties(at(OTHER)), OTHER, None, BelongsThere("张敏", "甲")),
        (ties(at(OTHER, 10, 20)), OTHER, 19, BeforeLast("张敏", 20)),
        (ties(at(OTHER, 10, 20)), OTHER, 20, None),
        (ties(at(OTHER, 10, 20)), OTHER, None, None),
        (ties(at(OTHER, 10, 20)), THIRD, 15, None),
    ],
)
def test_a_contact_belongs_to_a_further_company_once_at_a_time(
    known: Ties, to: CustomerId, since: int | None, refusal: object
) -> None:
    assert why_not_join(known, to, "甲", since=since, today=TODAY) == refusal


@pytest.mark.parametrize(
    ("known", "customer_id", "on", "refusal"),
    [
        (ties(at(OTHER, 10)), OTHER, TODAY, None),
        (ties(at(OTHER, 10)), OTHER, 10, None),
        (ties(at(OTHER, 10)), OTHER, 9, BeforeLast("张敏", 10)),
        (ties(at(OTHER)), OTHER, 1, None),
        (ties(at(OTHER)), OTHER, TODAY + 1, AfterToday("张敏")),
        (ties(), HOME, TODAY, HomeIsNotLeft("张敏", "甲")),
        (ties(at(OTHER, 10, 20)), OTHER, TODAY, NotThere("张敏", "甲")),
    ],
)
def test_only_a_further_company_is_left(
    known: Ties, customer_id: CustomerId, on: int, refusal: object
) -> None:
    assert why_not_leave(known, customer_id, "甲", on=on, today=TODAY) == refusal


def test_what_is_said_of_a_contact_at_home_is_not_said_elsewhere() -> None:
    fields = ContactFields(
        "张敏", title="总监", is_key=True, decision_role=DecisionRole.DECIDER, email="z@x.cn"
    )
    shared = ContactRow(ZHANG, HOME, 1, fields, Position(OTHER, "顾问", ""))
    here = shared.fields_here
    assert (here.title, here.is_key, here.decision_role) == ("顾问", False, None)
    assert (here.email, shared.at_id) == ("z@x.cn", OTHER)
    assert ContactRow(ZHANG, HOME, 1, fields).fields_here == fields
