"""`crm calendar`: shown by everybody, edited by an administrator, taken back by an undo."""

from __future__ import annotations

import pytest

from tests.cli.process import Shell


@pytest.mark.long
def test_a_day_is_edited_shown_and_taken_back(sample: Shell) -> None:
    sample.done("calendar", "set", "2026-12-24", "2026-12-25", "--holiday", "--name", "年会")
    shown = sample.done("calendar", "list", "2026", "--json").json
    assert {"day": "2026-12-25", "kind": "holiday", "name": "年会", "edited": True} in shown
    sample.done("undo")
    assert not any(each["edited"] for each in sample.done("calendar", "list", "--json").json)


def test_a_year_without_announced_holidays_says_so(sample: Shell) -> None:
    assert "2030" in sample.done("calendar", "list", "2030").err


def test_what_cannot_be_is_refused(sample: Shell) -> None:
    assert sample.crm("calendar", "set", "2026-12-24").code == 2
    assert sample.crm("calendar", "set", "2026-12-24", "--rest", "--holiday").code == 2
    assert sample.crm("calendar", "list", "1999").code == 2
    assert sample.crm("calendar", "set", "2026-12-24", "--rest", "--user", "lina").code == 4
