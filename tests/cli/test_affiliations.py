"""Contacts that change company, from the shell."""

from __future__ import annotations

import pytest

from tests.cli.process import Shell


def two_companies(office: Shell) -> int:
    """Two customers, and the number of the contact of the first."""
    office.done("customer", "add", "甲公司", "--contact", "张敏", "--phone", "13800132231")
    office.done("customer", "add", "乙公司", "--contact", "钱伟")
    return int(office.done("contact", "list", "甲公司", "--json").json[0]["id"])


@pytest.mark.long
def test_a_contact_joins_moves_and_is_taken_back(office: Shell) -> None:
    zhang = str(two_companies(office))
    joined = office.done(
        "contact", "join", zhang, "乙公司", "--position", "顾问", "--since", "11-01", "--json"
    ).json
    assert joined["id"] == int(zhang)
    (other, shared) = office.done("contact", "list", "乙公司", "--json").json
    assert (shared["name"], shared["title"], shared["tie"]) == ("张敏", "顾问", "further")
    assert (shared["customer_id"], shared["also_at"]) == (other["customer_id"], ["甲公司"])
    moved = office.done(
        "contact", "move", zhang, "--to", "乙公司", "--on", "昨天", "--note", "跳槽", "--lang", "zh"
    )
    assert "张敏已换到“乙公司”" in moved.out
    now, before = office.done("contact", "companies", zhang, "--json").json
    assert (now["customer"], now["tie"], now["since"]) == ("乙公司", "home", "2026-11-21")
    assert (before["customer"], before["tie"], before["note"]) == ("甲公司", "former", "跳槽")
    told = office.crm("contact", "list", "甲公司", "--lang", "zh")
    assert "前任职联系人" in told.err
    assert "现在乙公司" in told.err
    shown = office.done("customer", "show", "甲公司", "--json").json
    assert [each["name"] for each in shown["former_people"]] == ["张敏"]
    assert "联系人换公司" in office.done("customer", "timeline", "甲公司", "--lang", "zh").out
    office.done("undo")
    office.done("contact", "leave", zhang, "乙公司")
    ties = office.done("contact", "companies", zhang, "--json").json
    assert [(each["tie"], each["until"]) for each in ties] == [
        ("home", None),
        ("former", "2026-11-22"),
    ]


def test_what_cannot_be_says_why_with_the_day(office: Shell) -> None:
    zhang = str(two_companies(office))
    for words, code, reason in (
        (("move", zhang, "--to", "甲公司"), 4, "belongs_there"),
        (("move", zhang, "--to", "乙公司", "--on", "2027-01-01"), 4, "after_today"),
        (("leave", zhang, "甲公司"), 4, "home_is_not_left"),
        (("leave", zhang, "乙公司"), 4, "not_there"),
        (("move", "999", "--to", "乙公司"), 3, "not_found"),
        (("move", zhang, "--to", "丙公司"), 3, "not_found"),
    ):
        answer = office.crm("contact", *words, "--json")
        assert (answer.code, answer.error["error"]) == (code, reason), words
    office.done("contact", "move", zhang, "--to", "乙公司", "--on", "11-10")
    late = office.crm("contact", "move", zhang, "--to", "甲公司", "--on", "11-09", "--lang", "zh")
    assert (late.code, "2026-11-10" in late.err) == (4, True)


def test_a_colleague_s_contact_is_not_found(office: Shell) -> None:
    zhang = str(two_companies(office))
    for words in (
        ("companies", zhang),
        ("move", zhang, "--to", "甲公司"),
        ("leave", zhang, "乙公司"),
    ):
        answer = office.crm("contact", *words, "--user", "lina", "--json")
        assert answer.code == 3, words
        assert "张敏" not in answer.out + answer.err
