"""Who gets into a restored database: nobody who would not have got in just before."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.sign_ins import Claim
from crm_tui.domain.users import Actor, Road, UserStatus
from crm_tui.errors import NotFoundError, SignInFailedError, SignInLockedError, SignInNeededError
from crm_tui.services.backups import PLAIN, extract_file
from crm_tui.services.sign_ins import Credentials, Proof, Session
from tests import make

OLD, NEW = "right-horse-9", "another-horse-3"


@pytest.fixture
def lina(crm: Crm, admin: Actor) -> Actor:
    """A rep who has a password."""
    make.is_about_a_file()  # nothing is put in the place of a server's database
    actor = make.rep(crm, "lina", "李娜")
    crm.sign_ins.reset_password(admin, actor.user_id, OLD, must_change=False)
    return actor


def signed_in(crm: Crm, password: str = OLD) -> Session:
    return crm.sign_ins.sign_in(Proof("lina", password), Road.SHELL, machine="desk")


def is_let_in(crm: Crm, session: Session) -> bool:
    try:
        crm.sign_ins.who_acts(Credentials(Claim("lina"), session=session.token), Road.SHELL)
    except (SignInNeededError, NotFoundError):
        return False
    return True


def test_a_session_that_is_good_goes_on_and_one_that_ended_stays_so(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    good, ended = signed_in(crm), signed_in(crm)
    backup = crm.backups.make(admin).path
    crm.sign_ins.sign_out(ended.token, Road.SHELL)
    restored = crm.backups.restore(admin, backup)
    assert is_let_in(crm, good)
    assert not is_let_in(crm, ended)
    assert restored.doors.ended == 1


def test_a_password_that_was_changed_since_stays_the_one_that_opens(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    session = signed_in(crm)
    backup = crm.backups.make(admin).path
    crm.sign_ins.reset_password(admin, lina.user_id, NEW, must_change=False)
    crm.backups.restore(admin, backup)
    assert not is_let_in(crm, session)
    with pytest.raises(SignInFailedError):
        signed_in(crm, OLD)
    assert is_let_in(crm, signed_in(crm, NEW))


def test_who_was_disabled_since_stays_out_and_is_named(crm: Crm, admin: Actor, lina: Actor) -> None:
    session = signed_in(crm)
    backup = crm.backups.make(admin).path
    crm.people.disable_user(admin, lina.user_id)
    restored = crm.backups.restore(admin, backup)
    assert restored.doors.kept_out == ("李娜",)
    assert not is_let_in(crm, session)
    found = {each.login: each.status for each in crm.people.users(admin)}
    assert found["lina"] is UserStatus.DISABLED
    told = crm.history.batches(admin)[0]
    assert (told.operation, told.undone_by_id) == ("Backups.restore", None)


def test_what_is_asked_of_everybody_now_is_asked_after_a_restore(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    backup = crm.backups.make(admin).path
    crm.sign_ins.change_password(admin, Proof("wangwei", "", NEW), machine="desk")
    crm.offices.change(admin, {"passwords_required": True, "sign_in_tries": 3})
    for _each in range(3):
        with pytest.raises(SignInFailedError):
            signed_in(crm, "wide-of-it")
    crm.backups.restore(admin, backup)
    with pytest.raises(SignInNeededError):
        crm.sign_ins.who_acts(Credentials(Claim("wangwei")), Road.SHELL)
    with pytest.raises(SignInLockedError):
        signed_in(crm)


def test_a_backup_of_another_office_locks_nobody_out_and_lets_no_session_in(
    crm: Crm, admin: Actor, lina: Actor, tmp_path: Path
) -> None:
    other = make.opened(make.office_file(tmp_path / "other"))
    backup = other.backups.make(make.admin(other)).path
    other.close()
    crm.sign_ins.change_password(admin, Proof("wangwei", "", NEW), machine="desk")
    crm.offices.change(admin, {"passwords_required": True})
    crm.backups.restore(admin, backup)
    session = crm.sign_ins.sign_in(Proof("wangwei", NEW), Road.SHELL, machine="desk")
    assert session.login == "wangwei"


def test_a_copy_made_elsewhere_knows_of_no_session(crm: Crm, admin: Actor, lina: Actor) -> None:
    session = signed_in(crm)
    backup = crm.backups.make(admin).path
    target = backup.parent / "elsewhere.db"
    extract_file(backup, target, PLAIN)
    copy = make.opened(target)
    assert not is_let_in(copy, session)
    copy.close()
