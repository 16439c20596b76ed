"""`crm move-to`: the whole office into another database."""

from __future__ import annotations

import tomllib

import pytest

from tests.cli.process import Shell


def test_an_office_is_moved_and_opened_from_then_on(sample: Shell) -> None:
    target = sample.folder / "new.db"
    answer = sample.done("move-to", str(target), "--use", "--json").json
    rows = {each["table"]: each["rows"] for each in answer["tables"]}
    assert answer["database"] == str(target)
    assert rows["customer"] == 300
    assert answer["rows"] == sum(rows.values())
    settings = tomllib.loads((sample.folder / "settings.toml").read_text(encoding="utf-8"))
    assert settings["database"] == str(target)
    assert settings["people"] == {str(target): "wangwei"}
    before = sample.done("customer", "list", "--json").out
    assert sample.done("--db", str(target), "customer", "list", "--json").out == before


@pytest.mark.long
def test_it_says_how_to_open_the_new_one_and_writes_no_settings(office: Shell) -> None:
    target = office.folder / "new.db"
    answer = office.done("move-to", str(target))
    assert f"crm --db {target}" in answer.out
    assert not (office.folder / "settings.toml").exists()


def test_what_is_not_empty_is_refused_in_one_line(office: Shell) -> None:
    answer = office.crm("move-to", str(office.database), "--json")
    assert (answer.code, answer.error["reason"]) == (6, "target_not_empty")


def test_who_does_not_run_the_office_moves_nothing(office: Shell) -> None:
    office.environment["CRM_USER"] = "lina"
    target = office.folder / "new.db"
    assert office.crm("move-to", str(target)).code == 4
    assert not target.exists()
