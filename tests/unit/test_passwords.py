"""What a password may be, who has to say one, and what a machine remembers."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.sign_ins import (
    Claim,
    Entrance,
    Outcome,
    PasswordFault,
    Seat,
    Standing,
    has_input_method_signs,
    normal_password,
    policy_from_json,
    who_sits,
    why_not_password,
)
from crm_tui.remembered import NotRememberedError, RememberedSessions, Store

WANG, LINA = Seat(UserId(1), "wangwei", "王伟", False), Seat(UserId(2), "lina", "李娜", True)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", PasswordFault.TOO_SHORT),
        ("short-1", PasswordFault.TOO_SHORT),
        ("x-y-" * 65, PasswordFault.TOO_LONG),
        ("12345678", PasswordFault.OBVIOUS),
        ("Password1!", PasswordFault.OBVIOUS),
        ("QWERTYUIOP", PasswordFault.OBVIOUS),
        ("88888888", PasswordFault.OBVIOUS),
        ("woaini1314", PasswordFault.OBVIOUS),
        ("abc123abc123", PasswordFault.OBVIOUS),
        ("wangwei2026", PasswordFault.PERSONAL),
        ("wangweiwangwei", PasswordFault.PERSONAL),
        ("right-horse-9", None),
        ("春眠不觉晓处处闻", None),
        ("wangwei likes tea", None),
    ],
)
def test_a_password_is_long_enough_and_not_obvious(
    password: str, fault: PasswordFault | None
) -> None:
    assert why_not_password(password, length=8, login="wangwei", name="王伟") is fault


def test_a_new_password_is_another_one_however_it_is_written() -> None:
    written, same = "re\u0301sume\u0301-tree", "r\u00e9sum\u00e9-tree"
    assert normal_password(written) == normal_password(same)
    fault = why_not_password(written, length=8, login="x", name="x", before=same)
    assert fault is PasswordFault.UNCHANGED


@pytest.mark.parametrize(
    ("text", "expected"), [("abc!", False), ("ａbc", True), ("密码", True), ("abc！", True)]
)
def test_signs_of_an_input_method_are_seen(text: str, expected: bool) -> None:
    assert has_input_method_signs(text) is expected


def trusting(*seats: Seat, shown: int | None = None) -> Entrance:
    return Entrance(seats, False, None if shown is None else UserId(shown))


def strict(*seats: Seat, shown: int | None = None) -> Entrance:
    return Entrance(seats, True, None if shown is None else UserId(shown))


@pytest.mark.parametrize(
    ("entrance", "claim", "standing"),
    [
        (trusting(WANG), Claim(), Standing(Outcome.KNOWN, UserId(1), "wangwei")),
        (trusting(LINA), Claim(), Standing(Outcome.PASSWORD_NEEDED, None, "lina")),
        (trusting(WANG, LINA), Claim(), Standing(Outcome.CHOICE_NEEDED)),
        (trusting(WANG, LINA), Claim(None, "gone"), Standing(Outcome.CHOICE_NEEDED)),
        (trusting(WANG, LINA), Claim("gone"), Standing(Outcome.NOBODY, None, "gone")),
        (trusting(WANG, LINA), Claim("lina"), Standing(Outcome.PASSWORD_NEEDED, None, "lina")),
        (trusting(WANG, LINA, shown=2), Claim(), Standing(Outcome.KNOWN, UserId(2), "lina")),
        (trusting(WANG, LINA, shown=9), Claim(), Standing(Outcome.CHOICE_NEEDED)),
        (
            trusting(WANG, LINA, shown=2),
            Claim("wangwei"),
            Standing(Outcome.KNOWN, UserId(1), "wangwei"),
        ),
        (strict(WANG), Claim(), Standing(Outcome.PASSWORD_NEEDED)),
        (strict(WANG, LINA), Claim("gone"), Standing(Outcome.PASSWORD_NEEDED, None, "gone")),
        (strict(WANG, LINA, shown=2), Claim(), Standing(Outcome.KNOWN, UserId(2), "lina")),
        (
            strict(WANG, LINA, shown=2),
            Claim("wangwei"),
            Standing(Outcome.PASSWORD_NEEDED, None, "wangwei"),
        ),
    ],
)
def test_who_sits_here(entrance: Entrance, claim: Claim, standing: Standing) -> None:
    assert who_sits(entrance, claim) == standing


@pytest.mark.parametrize("stored", [None, "x", {"lock_minutes": "5"}, {"sign_in_tries": True}])
def test_what_was_stored_wrong_has_its_usual_value(stored: object) -> None:
    assert policy_from_json(stored) == policy_from_json({})


def test_a_machine_remembers_in_a_file_of_its_owners_alone(tmp_path: Path) -> None:
    remembered = RememberedSessions(tmp_path / "sessions")
    assert remembered.read("a.db") is None
    remembered.keep("a.db", "crm_secret")
    assert remembered.read("a.db") == "crm_secret"
    assert remembered.read("b.db") is None
    (file,) = (tmp_path / "sessions").iterdir()
    if os.name == "posix":
        file.chmod(0o644)
        assert remembered.read("a.db") is None, "others could have put it there"
    remembered.forget("a.db")
    assert not file.exists()


def test_a_machine_that_cannot_remember_says_so(tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("a file is in the way")
    with pytest.raises(NotRememberedError):
        RememberedSessions(tmp_path / "sessions").keep("a.db", "x")
    RememberedSessions(tmp_path / "other", Store.NONE).keep("a.db", "x")
    assert not (tmp_path / "other").exists()


class _Keyring(ModuleType):
    """Stands in for the system's keyring, which no test may touch."""

    def __init__(self) -> None:
        super().__init__("keyring")
        self.errors = ModuleType("keyring.errors")
        self.errors.__dict__["KeyringError"] = RuntimeError
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, secret: str) -> None:
        if name == "locked.db":
            raise RuntimeError("the keyring is locked")
        self.kept[service, name] = secret

    def delete_password(self, service: str, name: str) -> None:
        self.kept.pop((service, name), None)


def test_a_keyring_remembers_instead_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = _Keyring()
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setitem(sys.modules, "keyring.errors", keyring.errors)
    remembered = RememberedSessions(tmp_path, Store.KEYRING)
    remembered.keep("a.db", "crm_secret")
    assert remembered.read("a.db") == "crm_secret"
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NotRememberedError):
        remembered.keep("locked.db", "crm_secret")
    remembered.forget("a.db")
    assert remembered.read("a.db") is None


def test_a_keyring_that_is_not_there_remembers_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    remembered = RememberedSessions(tmp_path, Store.KEYRING)
    assert remembered.read("a.db") is None
    with pytest.raises(NotRememberedError):
        remembered.keep("a.db", "x")
    remembered.forget("a.db")
