"""Nobody finds more from the shell than their scope allows; what is out of sight is not found."""

from __future__ import annotations

import pytest

from tests.cli.process import Shell

NAME, PHONE = "华电重工股份有限公司", "13800138000"
VIEWS = (
    "all", "mine", "participated", "subordinates", "pool", "suitable", "opening", "incomplete",
    "set-aside",
)  # fmt: skip
LISTS = (
    *(("customer", "list", "--view", view) for view in VIEWS),
    ("customer", "list", "华电"),
    ("customer", "list", PHONE, "--csv"),
    ("follow", "list"),
    ("remind", "list"),
    ("today",),
    ("history",),
    ("pool", "sweep", "--dry-run", "--as-of", "2028-01-01"),
)
QUESTIONS = (
    ("customer", "show", "1"),
    ("customer", "show", NAME),
    ("customer", "edit", "华电", "--city", "北京"),
    ("contact", "list", "1"),
    ("follow", "list", "1"),
    ("follow", "add", NAME, "--text", "x"),
    ("remind", "add", "x", "--at", "明天", "--customer", NAME),
    ("pool", "why", "1"),
    ("team", "list", "1"),
)


@pytest.fixture
def lina_s(office: Shell) -> Shell:
    """An office in which 李娜 works on a customer and a manager of others looks around."""
    office.done(
        "customer", "add", NAME, "--contact", "刘洋", "--phone", PHONE, "--user", "lina"
    )  # fmt: skip
    office.done("follow", "add", "1", "--text", "华电的预算批了", "--user", "lina")
    office.done(
        "remind", "add", "给华电回电话", "--at", "明天", "--customer", "1", "--user", "lina"
    )
    office.done("user", "add", "boss", "--name", "赵军", "--role", "manager")
    office.environment["CRM_USER"] = "boss"
    return office


def test_what_is_out_of_sight_is_in_no_list(lina_s: Shell) -> None:
    for arguments in LISTS:
        answer = lina_s.done(*arguments)
        assert "华电" not in answer.out + answer.err, arguments


def test_what_is_out_of_sight_is_not_found_by_number_nor_name(lina_s: Shell) -> None:
    for arguments in QUESTIONS:
        answer = lina_s.crm(*arguments)
        assert answer.code == 3, (arguments, answer)
        assert "刘洋" not in answer.out + answer.err
    report = lina_s.crm("report", "day", "--person", "lina")
    assert (report.code, "“lina”" in report.err) == (3, True)
    claimed = lina_s.crm("pool", "claim", "1", "--json")
    assert claimed.json["refused"][0]["reason"] == "not_found"
    assert claimed.code == 3


def test_the_duplicate_check_names_only_what_it_must(lina_s: Shell) -> None:
    refused = lina_s.crm("customer", "add", NAME, "--contact", "x", "--json")
    assert (refused.code, refused.error["error"]) == (4, "duplicate_customer")
    assert PHONE not in refused.out + refused.err
    assert lina_s.crm("customer", "add", "华电", "--contact", "x").code == 0


@pytest.mark.parametrize("act", ["--rebuild-search", "--drop-strays", "--repair"])
def test_only_who_runs_the_office_lets_the_doctor_act(lina_s: Shell, act: str) -> None:
    assert lina_s.crm("doctor", act).code == 4
    assert lina_s.crm("doctor", act, "--user", "wangwei").code == 0
    assert lina_s.crm("doctor").code == 0


def test_what_was_refused_is_listed_alone(lina_s: Shell) -> None:
    assert lina_s.crm("currency", "set", "USD", "7").code == 4
    as_admin = ("--user", "wangwei", "--json")
    for listed in (("history", "--all"), ("audit", "list")):
        refused = lina_s.done(*listed, "--refused", *as_admin).json
        everything = lina_s.done(*listed, *as_admin).json
        assert 0 < len(refused) < len(everything), listed
    none = lina_s.done("history", "--all", "--kind", "New customer", "--refused", *as_admin)
    assert none.json == []
