"""`crm init --reset` as one types it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.process import Shell


def test_it_tells_what_goes_and_clears_when_the_name_is_given(sample: Shell) -> None:
    name = sample.done("office", "show", "--json").json["name"]
    told = sample.done("init", "--reset", "--dry-run")
    assert "300" in told.out
    assert sample.done("init", "--reset", "--dry-run", "--json").json["rows"]["customer"] == 300
    assert len(sample.done("customer", "list", "--limit", "999", "--json").json) == 300
    done = sample.done("init", "--reset", "--office", name, "--json").json
    assert Path(done["backup"]).exists()
    assert sample.done("customer", "list", "--json").json == []
    assert len(sample.done("user", "list", "--json").json) > 1
    sample.done("restore", done["backup"], "--yes")
    assert len(sample.done("customer", "list", "--limit", "999", "--json").json) == 300


def test_a_wrong_name_or_nobody_to_ask_changes_nothing(office: Shell) -> None:
    answer = office.crm("init", "--reset", "--office", "别家", "--json")
    assert (answer.code, answer.error["reason"]) == (2, "not_its_name")
    asked = office.crm("init", "--reset")
    assert asked.code == 2
    assert "--office" in asked.err
    assert office.crm("init", "--reset", "--dry-run", "--user", "lina").code == 4
