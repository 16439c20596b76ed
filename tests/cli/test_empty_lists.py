"""A list with nothing in it says so in one line, and what to do; programs read as before."""

from __future__ import annotations

import pytest

from tests.cli.process import Shell

OF_AN_OFFICE = (
    ("today",),
    ("customer", "list"),
    ("customer", "at-risk"),
    ("find", "恒信"),
    ("deal", "list"),
    ("dispute", "list"),
    ("approval", "list"),
    ("follow", "list"),
    ("notice", "list"),
    ("remind", "list"),
    ("remind", "log"),
    ("remind", "log", "--failed"),
    ("remind", "send", "--dry-run"),
    ("remind", "channel", "list"),
    ("task", "list"),
    ("task", "missing"),
    ("date", "list"),
    ("greet", "due"),
    ("greet", "list", "中秋"),
    ("agenda",),
    ("level", "list"),
    ("leave", "list"),
    ("pool", "extensions"),
    ("pool", "route", "list"),
    ("pool", "route", "offer"),
    ("handover", "list"),
    ("handover", "mine"),
)
OF_A_CUSTOMER = (
    ("team", "list"),
    ("file", "list"),
    ("level", "history"),
    ("date", "list"),
    ("deal", "list"),
    ("remind", "list"),
    ("follow", "list"),
)


@pytest.mark.parametrize("arguments", OF_AN_OFFICE, ids=" ".join)
def test_an_empty_office_says_of_each_list_that_it_is_empty(
    office: Shell, arguments: tuple[str, ...]
) -> None:
    answer = office.done(*arguments)
    assert answer.out == ""
    assert answer.err.strip()
    assert office.done(*arguments, "--json").json == []


@pytest.mark.parametrize("arguments", OF_A_CUSTOMER, ids=" ".join)
def test_a_customer_without_any_says_so(office: Shell, arguments: tuple[str, ...]) -> None:
    office.done("customer", "add", "北京恒信科技", "--contact", "张敏")
    answer = office.done(*arguments, "1")
    assert answer.out == ""
    assert len(answer.err.splitlines()) == 1
    headings = office.done(*arguments, "1", "--csv")
    assert len(headings.out.splitlines()) == 1
    assert headings.err == ""
