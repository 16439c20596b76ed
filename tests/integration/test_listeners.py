"""A server tells at once that somebody has saved something, and whether it does is proven."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import make_url

from crm_tui.bootstrap import Crm
from crm_tui.db import listeners
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.users import Actor, Road
from crm_tui.errors import CrmError
from crm_tui.services.sign_ins import Proof
from tests import make
from tests.ears import Ear, hang_up, sessions, until
from tests.wires import wired

pytestmark = pytest.mark.skipif("not config.getoption('--postgres')", reason="needs a server")


@pytest.fixture
def far(crm: Crm) -> Iterator[Crm]:
    """The same office in another program."""
    opened = make.opened(crm.location.url, crm.database.clock)
    yield opened
    opened.close()


def listening(far: Crm) -> Ear:
    """An ear of a program that has proven that it hears; what was said before is forgotten."""
    ear = Ear()
    far.listen(ear)
    until(lambda: far.hears and ear.hints > 0, "the proof")
    ear.hints = 0
    return ear


def test_what_others_save_is_told_once_and_only_when_it_is_saved(
    crm: Crm, admin: Actor, far: Crm
) -> None:
    ear = listening(far)
    with suppress(CrmError):
        make.customer(crm, admin, name="")
    make.customer(crm, admin)
    until(lambda: ear.hints > 0, "the hint")
    assert ear.hints == 1


def test_what_somebody_says_to_prove_that_they_hear_is_no_hint(
    crm: Crm, admin: Actor, far: Crm
) -> None:
    ear = listening(far)
    listening(crm)
    make.customer(crm, admin)
    until(lambda: ear.hints > 0, "the hint")
    assert ear.hints == 1


def test_that_somebody_did_not_get_in_is_told_too(crm: Crm, far: Crm) -> None:
    ear = listening(far)
    with suppress(CrmError):
        crm.sign_ins.sign_in(Proof("nobody", "x"), Road.SCREEN, machine="")
    until(lambda: ear.hints > 0, "the hint")


def test_a_connection_that_is_lost_is_made_anew(crm: Crm, admin: Actor, far: Crm) -> None:
    ear = listening(far)
    hang_up(crm)
    until(lambda: not far.hears, "the loss")
    until(lambda: far.hears and ear.hints > 0, "the proof of another connection")
    ear.hints = 0
    make.customer(crm, admin)
    until(lambda: ear.hints > 0, "the hint")


def test_a_pooler_that_passes_nothing_on_is_not_relied_upon(
    crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listeners, "_PROOF_SECONDS", 0.2)
    with wired(crm.location.url) as wire:
        wire.is_deaf = True
        far, ear = make.opened(wire.url, crm.database.clock), Ear()
        far.listen(ear)
        until(lambda: sessions(crm) != [], "a connection")
        until(lambda: sessions(crm) == [], "its end, for it proved nothing")
        assert (far.hears, ear.hints) == (False, 0)
        wire.is_deaf = False
        until(lambda: far.hears, "the proof, the next time")
        far.close()


def test_who_is_doubted_proves_it_again(crm: Crm, far: Crm) -> None:
    ear = listening(far)
    (before,) = sessions(crm)
    far.listen_anew()
    assert not far.hears
    until(lambda: far.hears and ear.hints > 0, "the proof")
    assert sessions(crm) != [before]


def test_who_may_only_read_hears_too(crm: Crm, admin: Actor) -> None:
    reading = {"options": "-c default_transaction_read_only=on"}
    url = make_url(crm.location.url).update_query_dict(reading)
    far = make.opened(url.render_as_string(hide_password=False), crm.database.clock)
    ear = listening(far)
    make.customer(crm, admin)
    until(lambda: ear.hints > 0, "the hint")
    far.close()


def test_nothing_is_left_of_who_listened(crm: Crm, far: Crm) -> None:
    listening(far)
    far.close()
    far.close()
    assert not [each for each in threading.enumerate() if each.name == "crm-listen"]
    until(lambda: sessions(crm) == [], "the end of the connection")


def test_a_server_that_is_away_keeps_nobody_from_leaving(far: Crm) -> None:
    away = make.opened("postgresql+psycopg://crm@/crm?host=/nowhere", far.database.clock)
    away.listen(Ear())
    assert not away.hears
    away.close()
    assert not [each for each in threading.enumerate() if each.name == "crm-listen"]


def test_who_reads_and_writes_without_screens_does_not_listen(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin)
    crm.customers.page(admin, ListRequest(CustomerView.ALL))
    crm.change_counter()
    assert sessions(crm) == []
