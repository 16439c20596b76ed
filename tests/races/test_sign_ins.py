"""Many at the door at once: right passwords all get in, and guesses are counted one by one."""

from __future__ import annotations

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.sign_ins import Claim
from crm_tui.domain.users import Actor, Road
from crm_tui.errors import SignInFailedError, SignInLockedError
from crm_tui.services.sign_ins import Credentials, Proof
from tests import make
from tests.races.racing import race

RIGHT = "right-horse-9"


def sign_in(crm: Crm, login: str, password: str) -> str:
    try:
        return crm.sign_ins.sign_in(Proof(login, password), Road.SHELL, machine="desk").token
    except SignInFailedError:
        return "wrong"
    except SignInLockedError:
        return "locked"


def test_two_who_sign_in_at_once_both_get_in(crm: Crm, admin: Actor, clock: FakeClock) -> None:
    crm.sign_ins.reset_password(admin, admin.user_id, RIGHT, must_change=False)
    tokens = race(crm, sign_in, [[("wangwei", RIGHT)]] * 2, clock)
    assert tokens[0] != tokens[1]
    for (token,) in tokens:
        shown = Credentials(Claim(), token=token)
        assert crm.sign_ins.who_acts(shown, Road.SHELL).user_id == admin.user_id


def test_guesses_at_once_are_no_more_than_one_after_the_other(
    crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    crm.sign_ins.reset_password(admin, admin.user_id, RIGHT, must_change=False)
    rounds = [("wangwei", f"guess-{number}") for number in range(4)]
    told = race(crm, sign_in, [rounds, rounds, rounds], clock)
    assert sorted(each for answers in told for each in answers) == ["locked"] * 7 + ["wrong"] * 5
    assert make.query(crm, "SELECT failures FROM sign_in_attempt") == [(5,)]
