"""Signing in: passwords, lock-out, sessions and tokens, on a file and on a server."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.schema.batches import BATCH, EVENT
from crm_tui.db.schema.sign_ins import ACCESS_TOKEN, USER_PASSWORD
from crm_tui.db.schema.users import ROLE
from crm_tui.domain.sign_ins import Claim, OwnPasswordNeeded, PasswordsRequired, TokenKind
from crm_tui.domain.users import Actor, Road
from crm_tui.errors import (
    CrmError,
    FieldError,
    NotFoundError,
    NotPermittedError,
    PasswordChangeNeededError,
    RefusedError,
    SignInFailedError,
    SignInLockedError,
    SignInNeededError,
    TokenInvalidError,
    UserNotChosenError,
)
from crm_tui.services.entrances import hash_of
from crm_tui.services.sign_ins import Credentials, Proof, Session, SignIns
from crm_tui.services.sign_ins.hashing import USUAL_COST, HashCost, needs_rehash
from tests import make

RIGHT, TEMPORARY, OTHER = "right-horse-9", "temporary-7x", "another-horse-3"


@pytest.fixture
def lina(crm: Crm, admin: Actor) -> Actor:
    """A rep who has a password."""
    actor = make.rep(crm, "lina", "李娜")
    crm.sign_ins.reset_password(admin, actor.user_id, RIGHT, must_change=False)
    return actor


def signed_in(crm: Crm, password: str = RIGHT, login: str = "lina") -> Session:
    return crm.sign_ins.sign_in(Proof(login, password), Road.SHELL, machine="desk")


def acts(crm: Crm, shown: Credentials) -> Actor:
    return crm.sign_ins.who_acts(shown, Road.SHELL)


def require_passwords(crm: Crm, admin: Actor) -> None:
    crm.sign_ins.reset_password(admin, admin.user_id, OTHER, must_change=False)
    crm.offices.change(admin, {"passwords_required": True})


def wrong_tries(crm: Crm, login: str, count: int) -> list[CrmError]:
    found: list[CrmError] = []
    for _each in range(count):
        with pytest.raises((SignInFailedError, SignInLockedError)) as caught:
            signed_in(crm, "not it at all", login)
        found.append(caught.value)
    return found


def test_one_person_without_a_password_starts_at_once(crm: Crm, admin: Actor) -> None:
    assert acts(crm, Credentials()) == admin


def test_who_has_no_password_is_believed_and_who_has_one_proves_it(crm: Crm, lina: Actor) -> None:
    assert acts(crm, Credentials(Claim("wangwei"))).user_id != lina.user_id
    with pytest.raises(SignInNeededError):
        acts(crm, Credentials(Claim("lina")))
    with pytest.raises(UserNotChosenError):
        acts(crm, Credentials())
    session = signed_in(crm)
    assert acts(crm, Credentials(session=session.token)) == lina
    assert acts(crm, Credentials(Claim("lina", "wangwei"), session=session.token)) == lina


def test_a_session_speaks_for_nobody_else(crm: Crm, admin: Actor, lina: Actor) -> None:
    token = signed_in(crm).token
    crm.sign_ins.reset_password(admin, admin.user_id, OTHER)
    with pytest.raises(SignInNeededError):
        acts(crm, Credentials(Claim("wangwei"), session=token))


def test_where_passwords_are_required_nothing_is_told_of_who_works_here(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    make.rep(crm, "zhao")
    require_passwords(crm, admin)
    for login in ("lina", "zhao", "nobody", None):
        with pytest.raises(SignInNeededError) as caught:
            acts(crm, Credentials(Claim(login)))
        assert caught.value == SignInNeededError(login)
        assert crm.sign_ins.standing(Claim(login))[1] == ()


def test_failures_tell_nothing_about_whether_the_login_exists(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    make.rep(crm, "zhao")  # has no password
    require_passwords(crm, admin)
    told = [list(map(repr, wrong_tries(crm, login, 6))) for login in ("lina", "zhao", "nobody")]
    assert told[0] == told[1] == told[2]
    assert "SignInLockedError" in told[0][-1]


@pytest.mark.parametrize("cost", [USUAL_COST, make.CHEAP_HASHES], ids=["usual", "cheap"])
def test_a_hash_of_nobodys_takes_as_long_as_one_of_somebodys(cost: HashCost) -> None:
    assert not needs_rehash(cost.nobodys, cost)


def test_a_hash_costs_what_the_library_advises() -> None:
    assert not PasswordHasher().check_needs_rehash(USUAL_COST.nobodys)
    assert needs_rehash(make.CHEAP_HASHES.nobodys, USUAL_COST)


@pytest.mark.long
def test_a_hash_of_another_cost_is_made_anew_at_the_next_sign_in(crm: Crm, lina: Actor) -> None:
    dear = SignIns(crm.database)
    dear.sign_in(Proof("lina", RIGHT), Road.SHELL, machine="desk")
    with crm.database.glancing() as connection:
        (stored,) = connection.execute(select(USER_PASSWORD.c.hash)).scalars()
    assert not needs_rehash(stored, USUAL_COST)
    assert signed_in(crm).user_id == lina.user_id


def test_a_lock_survives_a_restart_holds_for_the_right_password_and_ends(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    wrong_tries(crm, "lina", 5)
    with pytest.raises(SignInLockedError) as caught:
        signed_in(make.again(crm, clock))
    assert caught.value.minutes == 15
    clock.advance(timedelta(minutes=14))
    with pytest.raises(SignInLockedError):
        signed_in(crm)
    clock.advance(timedelta(minutes=1))
    assert signed_in(crm).user_id == lina.user_id


def test_an_administrator_lifts_a_lock(crm: Crm, admin: Actor, lina: Actor) -> None:
    wrong_tries(crm, "lina", 5)
    locked = {each.login: each.locked_minutes for each in crm.sign_ins.accounts(admin)}
    assert locked == {"wangwei": 0, "lina": 15}
    crm.sign_ins.unlock(admin, lina.user_id)
    assert signed_in(crm).login == "lina"


def test_a_right_password_forgets_the_failures_before(crm: Crm, lina: Actor) -> None:
    wrong_tries(crm, "lina", 4)
    signed_in(crm)
    (first,) = wrong_tries(crm, "lina", 1)
    assert first == SignInFailedError(4, 15)


def test_a_session_ends_with_its_days(crm: Crm, clock: FakeClock, lina: Actor) -> None:
    token = signed_in(crm).token
    clock.advance(timedelta(days=30))
    with pytest.raises(SignInNeededError):
        acts(crm, Credentials(Claim("lina"), session=token))


@pytest.mark.parametrize("how", ["sign_out", "reset", "change", "force", "left", "disabled"])
def test_a_session_ends_when_it_should(crm: Crm, admin: Actor, lina: Actor, how: str) -> None:
    token = signed_in(crm).token
    match how:
        case "sign_out":
            crm.sign_ins.sign_out(token, Road.SHELL)
        case "reset":
            crm.sign_ins.reset_password(admin, lina.user_id, TEMPORARY)
        case "change":
            crm.sign_ins.change_password(lina, Proof("", RIGHT, OTHER), machine="home")
        case "force":
            crm.sign_ins.force_change(admin, lina.user_id)
        case "left":
            crm.people.mark_left(admin, lina.user_id)
        case "disabled":
            crm.people.disable_user(admin, lina.user_id)
            crm.people.enable_user(admin, lina.user_id)
    with pytest.raises((SignInNeededError, NotFoundError)):
        acts(crm, Credentials(Claim("lina"), session=token))
    with pytest.raises(TokenInvalidError):
        acts(crm, Credentials(token=token))


def test_a_given_password_is_changed_at_the_first_sign_in(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    crm.sign_ins.reset_password(admin, lina.user_id, TEMPORARY)
    with pytest.raises(PasswordChangeNeededError):
        signed_in(crm, TEMPORARY)
    proof = Proof("lina", TEMPORARY, TEMPORARY)
    with pytest.raises(FieldError) as caught:
        crm.sign_ins.sign_in(proof, Road.SHELL, machine="desk")
    assert (caught.value.reason, caught.value.value) == ("same_password", "")
    crm.sign_ins.sign_in(Proof("lina", TEMPORARY, OTHER), Road.SHELL, machine="desk")
    assert signed_in(crm, OTHER).user_id == lina.user_id


def test_ones_own_password_is_changed_only_by_who_knows_it(crm: Crm, lina: Actor) -> None:
    for _each in range(5):
        with pytest.raises(SignInFailedError):
            crm.sign_ins.change_password(lina, Proof("", "guessed it?", OTHER), machine="desk")
    with pytest.raises(SignInLockedError):
        crm.sign_ins.change_password(lina, Proof("", RIGHT, OTHER), machine="desk")


def test_a_script_signs_in_by_its_token_until_that_is_revoked_or_over(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    made = crm.sign_ins.new_token(lina, "nightly export", days=7)
    assert acts(crm, Credentials(token=made.secret)) == lina
    assert acts(crm, Credentials(Claim("lina"), token=made.secret)) == lina
    later = crm.sign_ins.new_token(lina, "other", days=1)
    clock.advance(timedelta(days=1))
    with pytest.raises(TokenInvalidError):
        acts(crm, Credentials(token=later.secret))
    crm.sign_ins.revoke_token(lina, made.row.id)
    with pytest.raises(TokenInvalidError):
        acts(crm, Credentials(token=made.secret))
    assert crm.sign_ins.tokens(lina) == []


def test_nobody_sees_or_ends_the_tokens_of_others_but_who_looks_after_people(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    zhao = make.rep(crm, "zhao")
    made = crm.sign_ins.new_token(lina, "mine", days=7)
    with pytest.raises(NotPermittedError):
        crm.sign_ins.tokens(zhao, lina.user_id)
    with pytest.raises(NotFoundError):
        crm.sign_ins.revoke_token(zhao, made.row.id)
    (row,) = crm.sign_ins.tokens(admin, lina.user_id)
    assert (row.kind, row.name) == (TokenKind.SCRIPT, "mine")
    crm.sign_ins.revoke_token(admin, row.id)


def test_who_looks_after_people_gives_no_password_to_who_may_do_more(
    crm: Crm, admin: Actor
) -> None:
    helper = make.rep(crm, "helper", role="manager")
    with crm.database.setting_up() as connection:
        codes = crm.people.roles(admin)
        allowed = next(each for each in codes if each.code == "manager").permissions
        connection.execute(
            update(ROLE)
            .where(ROLE.c.code == "manager")
            .values(permissions=[*(each.value for each in allowed), "people.manage"])
        )
    with pytest.raises(NotPermittedError):
        crm.sign_ins.reset_password(helper, admin.user_id, OTHER)
    acts_on = crm.sign_ins
    for act in (acts_on.force_change, acts_on.remove_password, acts_on.unlock):
        with pytest.raises(NotPermittedError):
            act(helper, admin.user_id)


def test_who_requires_passwords_has_one_and_nobody_loses_theirs(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    with pytest.raises(RefusedError) as caught:
        crm.offices.change(admin, {"passwords_required": True})
    assert caught.value.refusal == OwnPasswordNeeded("王伟")
    require_passwords(crm, admin)
    with pytest.raises(RefusedError) as caught:
        crm.sign_ins.remove_password(admin, lina.user_id)
    assert caught.value.refusal == PasswordsRequired("李娜")


@pytest.mark.parametrize(("name", "value"), [("sign_in_tries", 2), ("lock_minutes", 0)])
def test_what_is_asked_stays_within_bounds(crm: Crm, admin: Actor, name: str, value: int) -> None:
    with pytest.raises(FieldError):
        crm.offices.change(admin, {name: value})


def test_the_history_tells_each_act_and_no_secret_is_stored_anywhere(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    session = signed_in(crm)
    wrong_tries(crm, "lina", 1)
    wrong_tries(crm, "typed-my-password-here", 1)
    made = crm.sign_ins.new_token(lina, "export", days=1)
    crm.sign_ins.revoke_token(lina, made.row.id)
    crm.sign_ins.sign_out(session.token, Road.SHELL)
    with crm.database.glancing() as connection:
        kinds = connection.execute(select(EVENT.c.kind, EVENT.c.record_id)).all()
        actors = connection.execute(
            select(BATCH.c.actor_id)
            .select_from(BATCH.join(EVENT, EVENT.c.batch_id == BATCH.c.id))
            .where(EVENT.c.kind == "sign_in_failed")
        ).scalars()
        stored = connection.execute(select(ACCESS_TOKEN.c.token_hash)).scalars().all()
        hashes = connection.execute(select(USER_PASSWORD.c.hash)).scalars().all()
        assert set(actors) == {None}
    told = [(row.kind, row.record_id) for row in kinds]
    for each in ("password_set", "signed_in", "sign_in_failed", "signed_out"):
        assert (each, lina.user_id) in told
    assert ("sign_in_failed", None) in told
    assert {kind for kind, _id in told} >= {"token_made", "token_revoked"}
    assert hash_of(session.token) in stored
    assert all(each.startswith("$argon2id$") for each in hashes)
    everything = str(make.dump(crm))
    for secret in (RIGHT, session.token, made.secret, "typed-my-password-here"):
        assert secret not in everything


def test_tries_of_made_up_logins_do_not_pile_up(crm: Crm, clock: FakeClock) -> None:
    for number in range(3):
        wrong_tries(crm, f"nobody-{number}", 1)
    clock.advance(timedelta(hours=1))
    wrong_tries(crm, "nobody", 1)
    with crm.database.glancing() as connection:
        rows = connection.exec_driver_sql("SELECT count(*) FROM sign_in_attempt").scalar_one()
    assert rows == 1


def test_what_was_added_by_mistake_can_be_taken_back_with_its_password(
    crm: Crm, admin: Actor
) -> None:
    added = make.rep(crm, "mistake")
    crm.sign_ins.reset_password(admin, added.user_id, RIGHT)
    crm.history.undo(admin)
    assert [each.login for each in crm.people.users(admin)] == ["wangwei"]


def test_ones_own_new_password_lets_other_machines_go_on_where_that_is_wished(
    crm: Crm, lina: Actor
) -> None:
    desk, home = (
        crm.sign_ins.sign_in(Proof("lina", RIGHT), Road.SHELL, machine=each)
        for each in ("desk", "home")
    )
    proof = Proof("lina", RIGHT, OTHER)
    now = crm.sign_ins.change_password(lina, proof, machine="desk", keeps_others=True)
    for token in (home.token, now.token):
        assert acts(crm, Credentials(session=token)) == lina
    with pytest.raises(SignInNeededError):
        acts(crm, Credentials(Claim("lina"), session=desk.token))


def test_who_looks_after_people_ends_the_sessions_of_somebody_and_no_token(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    session, token = signed_in(crm), crm.sign_ins.new_token(lina, "nightly", days=1)
    other = make.rep(crm, "zhaojun")
    with pytest.raises(NotPermittedError):
        crm.sign_ins.end_sessions(other, lina.user_id)
    account = crm.sign_ins.account(admin, lina.user_id)
    assert (account.sessions, account.last_sign_in_at) == (1, crm.database.clock.now())
    crm.sign_ins.end_sessions(admin, lina.user_id)
    with pytest.raises(SignInNeededError):
        acts(crm, Credentials(Claim("lina"), session=session.token))
    assert acts(crm, Credentials(token=token.secret)) == lina
    assert crm.sign_ins.account(lina).sessions == 0
    with pytest.raises(NotPermittedError):
        crm.sign_ins.account(other, lina.user_id)
