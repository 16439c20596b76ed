"""Project files from the shell."""

from __future__ import annotations

import pytest

from tests.cli.process import Shell
from tests.cli.test_output import DOCUMENTED


@pytest.mark.long
def test_an_opportunity_is_shared_registered_and_planned(sample: Shell) -> None:
    sample.done("pool", "claim", "1", "2")
    sample.done("opportunity", "add", "1", "机房改造", "--amount", "1000.01")
    shared = sample.done("project", "share", "机房改造", "lina=33.33", "王伟=66.67", "--json").json
    assert shared["shares"] == [
        {"user": "lina", "percent": "33.33"},
        {"user": "wangwei", "percent": "66.67"},
    ]
    wrong = sample.crm("project", "share", "机房改造", "lina=50", "--json")
    assert (wrong.code, wrong.error["reason"]) == (2, "not_whole")
    registered = sample.done(
        "project", "register", "机房改造", "--end-customer", "2", "--until", "+30d", "--json"
    ).json
    assert list(registered)[1:] == DOCUMENTED["project"]
    assert registered["registered_until"] == "2026-12-22"
    listed = sample.done("project", "registrations", "--within", "30", "--json").json
    assert [each["opportunity"] for each in listed] == ["机房改造"]
    sample.done("project", "edit", "机房改造", "--investment", "500万", "--bid", "12-10")
    sample.done("project", "step", "add", "机房改造", "终验", "12-30")
    sample.done("project", "step", "add", "机房改造", "交方案", "12-01")
    planned = sample.done("project", "step", "done", "机房改造", "1", "--json").json
    assert [(each["name"], each["done"]) for each in planned["steps"]] == [
        ("交方案", True), ("终验", False),
    ]  # fmt: skip
    sample.done("project", "step", "remove", "机房改造", "2")
    assert sample.crm("project", "step", "done", "机房改造", "2", "--json").code == 2
    shown = sample.done("project", "show", "机房改造", "--json").json
    assert (shown["investment"], shown["bid"]) == ("5000000.00", "2026-12-10")
    sample.done("opportunity", "win", "机房改造")
    sums = sample.done("project", "shares", "--json").json
    amounts = {each["user"]: each["amount"] for each in sums}
    assert (amounts["lina"], amounts["wangwei"]) == ("333.30", "666.71")
    ordered = sample.done("project", "shares", "--of", "ordered", "--json").json
    assert "lina" not in {each["user"] for each in ordered}
    sample.done("project", "share", "机房改造", "none")
