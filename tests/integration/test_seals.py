"""What was recorded cannot be changed past the program without the doctor naming the place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.health import CheckKind
from crm_tui.domain.users import Actor
from tests import make

MINUTE = timedelta(minutes=1)


def broken(crm: Crm) -> list[str]:
    checks = crm.doctor.examine(thoroughly=True).checks
    return [fault for check in checks if check.kind is CheckKind.SEALS for fault in check.faults]


@pytest.fixture
def sealed(crm: Crm, admin: Actor, clock: FakeClock) -> Crm:
    """An office whose history is under three seals."""
    for number in range(3):
        make.customer(crm, admin, name=f"客户{number}")
        assert crm.seals.seal() == 1
        clock.advance(MINUTE)
    return crm


def test_what_happened_is_sealed_once_a_minute(crm: Crm, admin: Actor, clock: FakeClock) -> None:
    make.customer(crm, admin)
    assert crm.seals.seal() == 1
    make.customer(crm, admin)
    assert crm.seals.seal() == 0
    clock.advance(MINUTE)
    assert crm.seals.seal() == 1
    clock.advance(MINUTE)
    assert crm.seals.seal() == 0, "nothing happened since"
    assert broken(crm) == []


def test_two_programs_seal_one_chain(crm: Crm, admin: Actor, clock: FakeClock) -> None:
    other = make.again(crm, clock)
    for each in (crm, other, crm, other):
        make.customer(each, admin)
        each.seals.seal()
        clock.advance(MINUTE)
    covered = make.query(crm, "SELECT from_id, to_id FROM event_seal ORDER BY id")
    assert [begin for begin, _end in covered[1:]] == [end + 1 for _begin, end in covered[:-1]]
    assert broken(other) == []
    other.close()


def test_a_long_history_is_sealed_piece_by_piece(
    crm: Crm, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_tui.db.queries.seals.EVENTS_AT_ONCE", 2)
    for number in range(5):
        make.customer(crm, admin, name=f"客户{number}")
    assert crm.seals.seal() == 3
    assert broken(crm) == []


FIRST = "(SELECT from_id FROM event_seal WHERE id = 2)"


@pytest.mark.parametrize(
    ("change", "seal"),
    [
        (f"UPDATE event SET after = '{{}}' WHERE id = {FIRST}", 2),
        (f"UPDATE event SET at = at + 1 WHERE id = {FIRST}", 2),
        (f"UPDATE event SET kind = 'customer_edited' WHERE id = {FIRST}", 2),
        (f"DELETE FROM event WHERE id = {FIRST}", 2),
        (f"UPDATE event SET customer_id = NULL WHERE id = {FIRST}", 2),
        ("UPDATE batch SET actor_id = 99 WHERE id = (SELECT max(id) FROM batch)", 3),
        ("UPDATE event_seal SET content = sha256 WHERE id = 1", 1),
        ("UPDATE event_seal SET to_id = to_id - 1 WHERE id = 2", 2),
        ("DELETE FROM event_seal WHERE id = 1", 2),
        ("UPDATE event_seal SET salt = NULL WHERE id = 2", 2),
        ("UPDATE event_seal SET salt = 'x' WHERE id = 3", 3),
    ],
)
def test_what_was_changed_afterwards_is_found_and_named(
    sealed: Crm, change: str, seal: int
) -> None:
    assert broken(sealed) == []
    make.meddle(sealed, change)
    assert f"(seal {seal})" in broken(sealed)[0]


def test_an_event_put_in_afterwards_is_found(sealed: Crm) -> None:
    names = "batch_id, at, kind, customer_id, record_id, before, after"
    gone = f"DELETE FROM event WHERE id = {FIRST}"
    make.meddle(sealed, f"UPDATE event SET id = 999 WHERE id = {FIRST}")
    assert broken(sealed)
    copied = f"SELECT {FIRST}, {names} FROM event WHERE id = 999"
    make.meddle(sealed, f"INSERT INTO event (id, {names}) {copied}")
    assert broken(sealed) == [], "the same again is the same"
    make.meddle(sealed, gone)
    assert broken(sealed)


def test_what_is_removed_for_good_leaves_the_history_whole(
    sealed: Crm, admin: Actor, clock: FakeClock
) -> None:
    customer = make.customer(sealed, admin, name="该删的")
    sealed.seals.seal()
    clock.advance(MINUTE)
    sealed.standings.delete(admin, [customer])
    sealed.purges.purge(admin, [customer])
    assert broken(sealed) == []
    clock.advance(MINUTE)
    sealed.seals.seal()
    assert broken(sealed) == []
    replaced = make.query(sealed, "SELECT salt FROM event_seal WHERE id = 4")
    assert replaced == [(None,)], "nothing can be guessed from the old one"
    make.meddle(sealed, "UPDATE event SET at = at + 1 WHERE kind = 'customer_purged'")
    assert broken(sealed), "who removed what is sealed like the rest"


def test_whoever_takes_a_seal_for_removed_must_have_removed_something(sealed: Crm) -> None:
    make.meddle(sealed, f"UPDATE event SET after = '{{}}' WHERE id = {FIRST}")
    make.meddle(sealed, "UPDATE event_seal SET salt = NULL WHERE id = 2")
    names = "from_id, to_id, at, salt, content, sha256"
    copied = f"SELECT {names}, 2 FROM event_seal WHERE id = 3"
    make.meddle(sealed, f"INSERT INTO event_seal ({names}, replaces_id) {copied}")
    assert broken(sealed)
