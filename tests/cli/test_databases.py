"""Wrong databases: said in a sentence, never harmed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from crm_tui.bootstrap import open_crm
from crm_tui.settings import load_settings
from tests.cli.process import LIMIT_SECONDS, ROOT, Shell


def test_a_missing_database_says_how_to_make_one(new: Shell) -> None:
    answer = new.crm("today")
    assert answer.code == 6
    assert "crm init" in answer.err
    assert not new.database.exists()


def test_a_missing_folder_is_made_only_by_init(new: Shell) -> None:
    path = new.folder / "a" / "b" / "crm.db"
    new.environment["CRM_DB"] = str(path)
    assert new.crm("today").code == 6
    assert not path.parent.exists()
    new.done("init", "--admin", "wangwei", "--name", "王伟")
    assert path.exists()


@pytest.mark.parametrize("verb", [("today",), ("init", "--admin", "a", "--name", "b")])
def test_a_folder_is_no_database(new: Shell, verb: tuple[str, ...]) -> None:
    answer = new.crm("--db", str(new.folder), *verb, "--json")
    assert answer.code == 6
    assert answer.error["reason"] == "is_directory"


@pytest.mark.parametrize("verb", [("today",), ("init", "--admin", "a", "--name", "b")])
def test_another_programs_database_is_left_untouched(new: Shell, verb: tuple[str, ...]) -> None:
    with sqlite3.connect(new.database) as connection:
        connection.execute("CREATE TABLE notes (text)")
    connection.close()
    before = new.database.read_bytes()
    answer = new.crm(*verb, "--json")
    assert (answer.code, answer.error["reason"]) == (6, "foreign")
    assert new.database.read_bytes() == before


def test_a_file_of_another_kind_is_left_untouched(new: Shell) -> None:
    new.database.write_text("客户名称,电话\n" * 100, encoding="utf-8")
    before = new.database.read_bytes()
    answer = new.crm("today", "--json")
    assert (answer.code, answer.error["reason"]) == (6, "not_a_database")
    assert new.database.read_bytes() == before


def test_a_database_without_an_office_says_so(new: Shell) -> None:
    settings = load_settings({"CRM_CONFIG": str(new.folder / "none")}, database=str(new.database))
    open_crm(settings, create=True).close()
    answer = new.crm("today")
    assert answer.code == 6
    assert "no office yet" in answer.err


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("nope://x", "not_an_address"),
        ("://", "not_an_address"),
        ("mysql://a:secret@b/x", "not_an_address"),
        ("postgresql+psycopg://a:secret@localhost:port/x", "not_an_address"),
        ("postgresql+nope://a:secret@localhost:1/x", "no_driver"),
        ("~nobody-of-this-name/crm.db", "no_folder"),
        ("x" * 5000, "not_openable"),
    ],
)
def test_an_address_of_no_database_says_so_and_keeps_the_password(
    new: Shell, address: str, reason: str
) -> None:
    answer = new.crm("--db", address, "today", "--json")
    assert (answer.code, answer.error["reason"]) == (6, reason)
    assert "secret" not in answer.err


def test_a_server_that_cannot_be_used_is_said_in_a_sentence(new: Shell) -> None:
    answer = new.crm("--db", "postgresql+psycopg://a:secret@localhost:1/x", "today", "--json")
    assert answer.code == 6
    assert answer.error["reason"] in {"no_driver", "not_reachable"}
    assert "secret" not in answer.err


@pytest.mark.skipif(os.name != "posix", reason="pipes with names are a matter of POSIX")
def test_a_pipe_is_no_database_and_is_not_waited_for(new: Shell) -> None:
    os.mkfifo(new.database)
    answer = new.crm("today", "--json")
    assert (answer.code, answer.error["reason"]) == (6, "not_a_file")


@pytest.mark.skipif(os.name != "posix", reason="file modes are a matter of POSIX")
def test_a_database_that_may_not_be_read_says_so(office: Shell) -> None:
    office.database.chmod(0)
    if os.access(office.database, os.R_OK):
        answer = _as_nobody(office)
    else:
        ended = office.crm("today")
        answer = (ended.code, ended.err)
    office.database.chmod(0o600)
    assert answer[0] == 6, answer
    assert "may not read" in answer[1]


def _as_nobody(shell: Shell) -> tuple[int, str]:
    """Run as a user without rights, for an administrator may read everything."""
    for folder in (shell.folder, *shell.folder.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o755)
    try:
        ended = subprocess.run(
            shell.command("today"),
            cwd=ROOT,
            env=shell.variables(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LIMIT_SECONDS,
            check=False,
            user=65534,
        )
    except (PermissionError, FileNotFoundError):
        pytest.skip("no other user can run this Python")
    if ended.returncode == 1:
        pytest.skip("another user cannot import the program from here")
    return ended.returncode, ended.stderr.decode()


def test_two_faults_in_a_row_leave_no_half_made_office(new: Shell) -> None:
    assert new.crm("init", "--admin", "", "--name", "王伟").code == 2
    assert not new.database.exists()
    assert not Path(f"{new.database}-journal").exists()


@pytest.mark.long
def test_sample_data_is_made_without_a_terminal_to_show_it_in(new: Shell) -> None:
    made = new.done("demo", "--customers", "5")
    assert "you are" in made.out
    assert "the screens need a terminal" in made.err


def test_the_doctor_says_what_a_sound_database_is_like(sample: Shell) -> None:
    health = sample.done("doctor", "--json").json
    assert health["sound"] is True
    assert health["customer_rows"] == 300
    assert health["customer_search"] is health["follow_up_search"] is True
    assert health["faults"] == []


def test_the_doctor_of_a_damaged_database_ends_with_six(sample: Shell) -> None:
    with sample.database.open("r+b") as file:
        file.seek(4096 * 40)
        file.write(b"\xff" * 4096 * 8)
    assert sample.crm("doctor").code == 6


def test_the_doctor_makes_the_search_anew(sample: Shell) -> None:
    with sqlite3.connect(sample.database) as connection:
        connection.execute("INSERT INTO customer_search(customer_search) VALUES ('delete-all')")
    connection.close()
    assert sample.crm("doctor").code == 6
    assert sample.crm("doctor", "--rebuild-search").code == 0
