"""Signing in from the shell: passwords by the input, tokens by the environment."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.process import Answer, Shell
from tests.long_runs import only_long

RIGHT, TEMPORARY, OTHER = "right-horse-9", "temporary-7x", "another-horse-3"


def typed(shell: Shell, *arguments: str, lines: str) -> Answer:
    """Run one command whose input is these lines."""
    answer = shell.crm(*arguments, typed=lines)
    assert not any(each in answer.out + answer.err for each in lines.split()), answer
    return answer


def test_a_sign_in_is_remembered_until_one_signs_out(office: Shell) -> None:
    assert typed(office, "user", "passwd", "--stdin", lines=f"{RIGHT}\n").code == 0
    assert office.done("user", "list").out
    office.done("logout")
    refused = office.crm("user", "list", "--json")
    assert (refused.code, refused.error["error"]) == (4, "sign_in_needed")
    assert typed(office, "login", "--stdin", lines="wide-of-it\n").code == 4
    assert typed(office, "login", "--stdin", lines=f"{RIGHT}\n").code == 0
    assert office.done("user", "list").out
    if os.name == "posix":
        (file,) = (office.folder / "sessions").iterdir()
        assert file.stat().st_mode & 0o777 == 0o600


def test_scripts_show_a_password_or_a_token(office: Shell) -> None:
    typed(office, "user", "passwd", "--stdin", lines=f"{RIGHT}\n")
    made = office.done("user", "token", "new", "nightly", "--days", "7", "--json").json
    office.done("logout")
    by_password = replace(office, environment={"CRM_USER": "wangwei", "CRM_PASSWORD": RIGHT})
    assert by_password.done("user", "list", "--json").json
    by_token = replace(office, environment={"CRM_TOKEN": made["token"]})
    listed = by_token.done("user", "token", "list", "--json").json
    assert [(each["kind"], each["name"]) for each in listed] == [("script", "nightly")]
    assert "token" not in listed[0]
    by_token.done("user", "token", "revoke", str(made["id"]))
    assert by_token.crm("user", "list").code == 4


@pytest.mark.long
def test_an_administrator_gives_a_password_that_is_changed_first(office: Shell) -> None:
    given = typed(office, "user", "passwd", "lina", "--stdin", lines=f"{TEMPORARY}\n")
    assert given.code == 0, given
    accounts = {each["login"]: each for each in office.done("user", "accounts", "--json").json}
    assert (accounts["lina"]["has_password"], accounts["lina"]["must_change"]) == (True, True)
    lina = replace(office, environment={"CRM_USER": "lina"})
    assert typed(lina, "login", "--stdin", lines=f"{TEMPORARY}\n{TEMPORARY}\n").code == 2
    assert typed(lina, "login", "--stdin", lines=f"{TEMPORARY}\n{OTHER}\n").code == 0
    assert lina.done("today", "--json").json is not None
    (account,) = lina.done("user", "accounts", "lina", "--json").json
    assert account["sessions"] == 1
    assert account["last_sign_in_at"] is not None
    office.done("user", "sign-out", "lina")
    assert lina.crm("today").code == 4


def test_an_office_that_requires_passwords_tells_nothing_before(office: Shell) -> None:
    assert office.crm("office", "sign-in", "passwords-required=yes").code == 4
    typed(office, "user", "passwd", "--stdin", lines=f"{RIGHT}\n")
    required = office.done("office", "sign-in", "passwords-required=yes", "sign-in-tries=3")
    assert "lina" in required.err
    stranger = replace(office, environment={})
    office.done("logout")
    asked = (["user", "list"], ["--user", "x", "user", "list"], ["doctor"])
    told = [stranger.crm(*each) for each in asked]
    assert [(each.code, each.out) for each in told] == [(4, "")] * 3
    assert not any(name in each.err for each in told for name in ("lina", "wangwei", "王伟"))
    tries = {
        login: [
            typed(stranger, "login", login, "--stdin", lines="wide-of-it\n").err for _ in range(4)
        ]
        for login in ("lina", "nobody")
    }
    assert tries["lina"] == tries["nobody"]
    assert "locked" in tries["lina"][-1]
    assert typed(stranger, "login", "wangwei", "--stdin", lines=f"{RIGHT}\n").code == 0
    assert stranger.done("user", "unlock", "lina").out


def test_a_password_is_never_an_argument_and_never_asked_without_a_terminal(office: Shell) -> None:
    assert office.crm("user", "passwd", "lina", RIGHT).code == 2
    assert office.crm("user", "passwd").code == 2


@pytest.mark.parametrize("umask", only_long([0o000, 0o077]))
def test_what_commands_write_is_their_owners_alone(new: Shell, umask: int) -> None:
    if os.name != "posix":
        pytest.skip("rights as POSIX knows them")
    before = os.umask(umask)
    try:
        started = new.spawned("init", "--admin", "wangwei", "--name", "王伟")
        assert started.code == 0, started
        new.spawned("user", "passwd", "--stdin", typed=f"{RIGHT}\n")
    finally:
        os.umask(before)
    found = [each for each in new.folder.rglob("*") if each != Path(new.folder)]
    assert found
    for each in found:
        assert each.stat().st_mode & 0o077 == 0, each
