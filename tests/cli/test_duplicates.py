"""`crm customer duplicates` as a process: listed, written into a file, called different."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.process import Shell

PHONE = "13812342231"


@pytest.fixture
def alike(office: Shell) -> Shell:
    """An office with two customers that share a number, and one of nearly their name."""
    for name in ("恒信达科技有限公司", "北京恒信达科技有限公司"):
        office.done(
            "customer", "add", name, "--contact", "张敏", "--phone", PHONE, "--allow-duplicate"
        )
    office.done("customer", "add", "恒鑫达科技有限公司", "--contact", "王芳")
    return office


def test_what_two_share_is_listed_in_words(alike: Shell) -> None:
    answer = alike.done("customer", "duplicates")
    assert "1 恒信达科技有限公司" in answer.out
    assert f"the same mobile {PHONE}; the same but for" in answer.out
    assert "1 in all." in answer.err
    assert "恒鑫达" not in answer.out


def test_programs_get_the_same_as_flat_objects(alike: Shell) -> None:
    (each,) = json.loads(alike.done("customer", "duplicates", "--json").out)
    assert {
        name: each[name] for name in ("level", "kind", "key", "count", "first_id", "second_id")
    } == {
        "level": "warn",
        "kind": "mobile",
        "key": PHONE,
        "count": 2,
        "first_id": 1,
        "second_id": 2,
    }
    near = json.loads(alike.done("customer", "duplicates", "--near", "--json").out)
    assert {(each["kind"], each["sounds_same"], each["second_id"]) for each in near} == {
        ("near_name", True, 3)
    }


def test_kinds_and_queries_narrow_the_list(alike: Shell) -> None:
    for arguments, number in (
        (("--kind", "mobile"), 1),
        (("--kind", "email"), 0),
        (("--query", "北京"), 1),
        (("--near", "--query", "恒鑫达", "--limit", "1"), 1),
    ):
        found = alike.done("customer", "duplicates", "--json", *arguments).out
        assert len(json.loads(found)) == number, arguments
    answer = alike.crm("customer", "duplicates", "--kind", "face")
    assert answer.code == 2
    assert "credit_code" in answer.err


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_the_list_goes_into_a_file_and_that_is_written_down(
    alike: Shell, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"重复.{ending}"
    alike.done("customer", "duplicates", "-o", str(file))
    if ending == "csv":
        (row,) = csv.DictReader(file.read_text("utf-8-sig").splitlines())
        assert (row["first_id"], row["second_id"]) == ("1", "2")
    if ending == "json":
        assert json.loads(file.read_text("utf-8"))[0]["customer_ids"] == "1 2"
    again = alike.crm("customer", "duplicates", "-o", str(file))
    assert again.code == 2
    assert "Export" in alike.done("history").out


def test_a_file_of_another_kind_is_refused(alike: Shell, tmp_path: Path) -> None:
    answer = alike.crm("customer", "duplicates", "-o", str(tmp_path / "x.doc"))
    assert answer.code == 2
    assert not (tmp_path / "x.doc").exists()


def test_two_that_are_different_are_not_listed_again(alike: Shell) -> None:
    said = alike.done("customer", "duplicates", "dismiss", "2", "1")
    assert "They are different" in said.out
    assert not json.loads(alike.done("customer", "duplicates", "--json").out)
    assert "No two customers" in alike.done("customer", "duplicates").err
    (each,) = json.loads(alike.done("customer", "duplicates", "--dismissed", "--json").out)
    assert (each["first_id"], each["second_id"], each["by"]) == (1, 2, "wangwei")
    assert "said that before" in alike.done("customer", "duplicates", "dismiss", "1", "2").out
    alike.done("undo")
    assert json.loads(alike.done("customer", "duplicates", "--json").out)


def test_they_are_listed_again_when_somebody_says_so(alike: Shell) -> None:
    alike.done("customer", "duplicates", "dismiss", "1", "2")
    alike.done("customer", "duplicates", "reopen", "1", "2")
    assert json.loads(alike.done("customer", "duplicates", "--json").out)
    assert alike.crm("customer", "duplicates", "reopen", "1", "2").code == 3


def test_who_sees_but_one_of_them_is_told_nothing(alike: Shell) -> None:
    added = ("customer", "add", "恒信达", "--contact", "王", "--phone", PHONE)
    alike.done(*added, "--allow-duplicate", "--user", "lina")
    answer = alike.done("customer", "duplicates", "--user", "lina")
    assert not answer.out
    assert alike.crm("customer", "duplicates", "dismiss", "1", "4", "--user", "lina").code == 3
