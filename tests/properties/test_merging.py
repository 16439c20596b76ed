"""Whatever two customers are like: after a merge and its undo every row is as it was."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.bootstrap import Crm
from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.customers import CustomerKind, Level
from crm_tui.domain.deals import DealFields
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.merging import CHOOSABLE, Side
from crm_tui.domain.tasks import TaskDraft
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, RefusedError
from tests import invariants, make
from tests.integration.merges import differing, rows

WORDS = st.sampled_from(["", "甲", "乙"])
CUSTOMERS = st.fixed_dictionaries(
    {
        "in_pool": st.booleans(),
        "kind": st.sampled_from(CustomerKind),
        "level": st.sampled_from([None, *Level]),
        "province": WORDS,
        "city": WORDS,
        "short_name": WORDS,
        "former_names": WORDS,
        "website": st.sampled_from(["", "a.cn", "b.cn"]),
        "founded_on": st.sampled_from([None, 700_000, 710_000]),
        "tags": st.lists(st.sampled_from(["展会", "VIP"]), unique=True).map(tuple),
        "phone": st.sampled_from(["", "13800000001", "13800000002"]),
    }
)
ACTS = st.lists(
    st.tuples(
        st.integers(0, 1), st.sampled_from(["talk", "task", "deal", "person", "seat", "child"])
    ),
    max_size=8,
)
CHOICES = st.dictionaries(
    st.sampled_from([name for name in CHOOSABLE if name not in {"parent_id", "kind", "type"}]),
    st.sampled_from([Side.KEPT, Side.GIVEN_UP]),
    max_size=4,
)


def act(crm: Crm, admin: Actor, customer: CustomerId, what: str) -> None:
    """Attach something to a customer, as far as the rules let one."""
    try:
        match what:
            case "talk":
                make.follow_up(crm, admin, customer)
            case "task":
                due = make.NOW + make.DAY
                crm.tasks.make(admin, TaskDraft("发报价", due, customer_id=customer))
            case "deal":
                crm.deals.record(admin, customer, DealFields(100, make.NOW.toordinal()))
            case "person":
                person = ContactFields("李强", (Phone("13900000001", ""),), birthday="06-18")
                crm.customers.add_contact(admin, customer, person)
            case "seat":
                crm.teams.add(admin, [customer], crm.people.find(admin, "lina"), make.seat())
            case _:
                make.customer(crm, admin, "下级", parent_id=customer)
    except RefusedError:
        pass


@pytest.mark.long
@given(both=st.tuples(CUSTOMERS, CUSTOMERS), acts=ACTS, choices=CHOICES)
@settings(max_examples=6)
def test_a_merge_and_its_undo_leave_every_row_as_it_was(
    both: Any, acts: list[tuple[int, str]], choices: dict[str, Side]
) -> None:
    in_an_office(both, acts, choices)


@pytest.mark.long
@given(both=st.tuples(CUSTOMERS, CUSTOMERS), acts=ACTS, choices=CHOICES)
@settings(max_examples=400)
def test_hundreds_of_merges_and_their_undos_do(
    both: Any, acts: list[tuple[int, str]], choices: dict[str, Side]
) -> None:
    in_an_office(both, acts, choices)


def in_an_office(both: Any, acts: list[tuple[int, str]], choices: dict[str, Side]) -> None:
    """Do it in an office of its own."""
    with tempfile.TemporaryDirectory() as folder:
        crm = make.office(Path(folder))
        try:
            merge_and_part(crm, both, acts, choices)
        finally:
            make.close(crm)


def merge_and_part(
    crm: Crm, both: Any, acts: list[tuple[int, str]], choices: dict[str, Side]
) -> None:
    """Merge two such customers and take it back, comparing every row."""
    admin = make.admin(crm)
    make.rep(crm, "lina", "李娜")
    pair = [
        make.customer(crm, admin, name, **values)
        for name, values in zip(("甲公司", "乙公司"), both, strict=True)
    ]
    for which, what in acts:
        act(crm, admin, pair[which], what)
    before = rows(crm)
    try:
        crm.merging.merge(admin, pair[0], pair[1], choices)
    except (RefusedError, FieldError):
        assert differing(before, rows(crm)) == {}
    else:
        assert invariants.broken(crm) == []
        crm.history.undo(admin)
        assert differing(before, rows(crm)) == {}
        assert invariants.broken(crm) == []
