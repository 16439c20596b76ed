"""Who asks for what they may not is on record: who, what, of which record, and not too often."""

from __future__ import annotations

import pkgutil
import re
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

from crm_tui import domain
from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.audits import AuditRow
from crm_tui.domain.events import HistoryFilter
from crm_tui.domain.identifiers import BatchId, CustomerId
from crm_tui.domain.ownership_refusals import OF_OTHERS
from crm_tui.domain.refused_attempts import MOST, REFUSED, REST
from crm_tui.domain.users import Actor, Road
from crm_tui.errors import (
    CrmError,
    NotFoundError,
    NotPermittedError,
    SignInFailedError,
    TokenInvalidError,
)
from crm_tui.presentation.audits import audit_about
from crm_tui.services.sign_ins import Credentials, Proof
from tests import make

ONLY_REFUSED = HistoryFilter(operations=REFUSED)
_OF_OTHERS = re.compile(r"Not(Yours?|Your[A-Z]\w*|Above\w+|\w*Staff|AMember|PoolAdmin)$|OfOthers$")


@pytest.fixture
def lina(crm: Crm) -> Actor:
    """A rep."""
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def zhao(crm: Crm) -> Actor:
    """Another rep."""
    return make.rep(crm, "zhaojun", "赵军")


def refused(crm: Crm) -> list[AuditRow]:
    """What was refused, as the admin reads it, the oldest first."""
    boss = make.admin(crm)
    return crm.audits.rows(boss, crm.audits.ids(boss, ONLY_REFUSED))[::-1]


def tries(crm: Crm, actor: Actor, customer_id: int) -> None:
    with pytest.raises(NotFoundError):
        crm.customers.edit(actor, CustomerId(customer_id), {"city": "北京"})


def test_a_try_at_a_colleagues_record_is_on_record(crm: Crm, lina: Actor, zhao: Actor) -> None:
    theirs = make.customer(crm, zhao, name="云图")
    tries(crm, lina, theirs)
    (row,) = refused(crm)
    assert (row.login, row.at, row.record_id) == ("lina", crm.database.clock.now(), theirs)
    assert row.after == {
        "operation": "Customers.edit",
        "refused_because": "out_of_sight",
        "record": "customer",
    }
    assert audit_about(row) == f"Customer edited · customer #{theirs}"
    (batch,) = crm.history.batches(make.admin(crm), mine=False, asked=ONLY_REFUSED)
    assert (batch.login, batch.attempted) == ("lina", "Customers.edit")


def test_what_the_role_does_not_permit_and_what_is_anothers_is_on_record(
    crm: Crm, admin: Actor, lina: Actor, zhao: Actor
) -> None:
    theirs, pooled = make.customer(crm, zhao, name="云图"), make.customer(crm, zhao)
    with pytest.raises(NotPermittedError):
        crm.people.disable_user(lina, zhao.user_id)
    answer = crm.movements.transfer(lina, [theirs, pooled], lina.user_id)
    assert len(answer.refused) == 2
    found = [(row.after["operation"], row.record_id) for row in refused(crm)]
    assert found == [
        ("People.disable_user", zhao.user_id),
        ("Movements.transfer", theirs),
        ("Movements.transfer", pooled),
    ]
    assert refused(crm)[0].after["permission"] == "people.manage"


def test_the_same_is_noted_once_in_ten_minutes_and_so_much_at_most(
    crm: Crm, clock: FakeClock, lina: Actor, zhao: Actor
) -> None:
    theirs = make.customer(crm, zhao)
    for _time in range(3):
        tries(crm, lina, theirs)
    assert len(refused(crm)) == 1
    clock.advance(REST)
    for number in range(theirs, theirs + MOST + 5):
        tries(crm, lina, number)
    assert len(refused(crm)) == 1 + MOST
    tries(crm, make.rep(crm, "sun"), theirs)
    assert len(refused(crm)) == 2 + MOST


def test_who_tried_learns_nothing_of_what_exists(crm: Crm, lina: Actor, zhao: Actor) -> None:
    theirs = make.customer(crm, zhao, name="云图")
    for number in (theirs, theirs + 1000):
        tries(crm, lina, number)
    first, second = (
        replace(row, id=0, batch_id=BatchId(0), record_id=0)
        for row in crm.audits.rows(lina, crm.audits.ids(lina, ONLY_REFUSED))
    )
    assert first == second


def test_what_a_rule_refuses_or_nothing_is_called_is_no_attempt(crm: Crm, lina: Actor) -> None:
    mine = make.customer(crm, lina)
    with pytest.raises(CrmError):
        crm.pools.assign(lina, [mine], lina.user_id, all_or_nothing=True)
    crm.pools.claim(lina, [mine])
    with pytest.raises(CrmError):
        crm.customers.edit(lina, mine, {"name": ""})
    with pytest.raises(NotFoundError):
        crm.customers.find(lina, "不存在")
    assert {row.after["refused_because"] for row in refused(crm)} <= {"not_permitted"}
    assert "Pools.claim" not in {row.after["operation"] for row in refused(crm)}


def test_it_is_sealed_and_taken_back_by_nothing(crm: Crm, lina: Actor, zhao: Actor) -> None:
    mine, theirs = make.customer(crm, lina), make.customer(crm, zhao)
    crm.customers.edit(lina, mine, {"city": "上海"})
    tries(crm, lina, theirs)
    crm.seals.seal()
    assert crm.audits.sealed(make.admin(crm)).unsealed == 0
    assert crm.history.undo(lina).operation == "Customers.edit"


def test_wrong_sign_ins_are_on_record_and_fill_nothing(
    crm: Crm, admin: Actor, lina: Actor, clock: FakeClock
) -> None:
    def wrong(login: str) -> None:
        with pytest.raises(SignInFailedError):
            crm.sign_ins.sign_in(Proof(login, "wrong-horse-1"), Road.SHELL, machine="desk")

    wrong("lina")
    with pytest.raises(TokenInvalidError):
        crm.sign_ins.who_acts(Credentials(token="guessed"), Road.SHELL)
    for number in range(MOST + 3):
        wrong(f"guess{number}")
    wrong("zhaojun")
    wrong("lina")
    found = refused(crm)
    assert [row.record_id for row in found].count(lina.user_id) == 2
    assert len(found) == 2 + MOST
    assert "guess" not in str(found)
    clock.advance(REST + timedelta(seconds=1))
    wrong("nobody")
    assert len(refused(crm)) == 3 + MOST


def test_every_refusal_that_names_others_counts_as_an_attempt() -> None:
    names = set[str]()
    folder = Path(domain.__file__).parent
    for module in pkgutil.walk_packages([str(folder)], "crm_tui.domain."):
        names |= {
            name
            for name, value in vars(import_module(module.name)).items()
            if isinstance(value, type) and _OF_OTHERS.search(name)
        }
    assert names <= {each.__name__ for each in OF_OTHERS}
