"""`crm office`: settings are shown, changed by an administrator only, and can be taken back."""

from __future__ import annotations

from tests.cli.process import Shell


def test_a_setting_is_changed_and_taken_back(sample: Shell) -> None:
    before = sample.done("office", "show", "--json").json
    changed = sample.done(
        "office", "set", "--holding-limit", "none", "--strict-contact", "--late-days", "0", "--json"
    ).json
    assert (changed["holding_limit"], changed["strict_contact"]) == (None, True)
    assert changed["late_entry_days"] == 0
    sample.done("undo")
    assert sample.done("office", "show", "--json").json == before


def test_only_an_administrator_changes_settings(sample: Shell) -> None:
    assert sample.crm("office", "set", "--reserve-days", "1", "--user", "lina").code == 4


def test_a_setting_that_cannot_be_is_refused(sample: Shell) -> None:
    for options in (("--holding-limit", "many"), ("--late-days", "none"), ("--name", " ")):
        assert sample.crm("office", "set", *options).code == 2


def test_nobody_is_connected_while_only_commands_run(office: Shell) -> None:
    assert office.done("office", "connected", "--json").json == []
    assert "Nobody" in office.done("office", "connected").err
