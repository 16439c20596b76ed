"""`crm today`, `crm level`, `crm customer lost`, `crm office work`: the day's work on the shell."""

from __future__ import annotations

from crm_tui.presentation.day_headings import Heading
from tests.cli.process import Shell


def test_the_evening_says_what_was_done(office: Shell) -> None:
    office.done("customer", "add", "恒信科技", "--contact", "张敏")
    office.done("follow", "add", "1", "--text", "预算已批", "--next", "明天")
    said = office.done("today", "--summary", "--lang", "zh").out
    assert "恒信科技" in said
    assert "预算已批" in said
    assert office.done("today", "--summary", "--json").json["planned_tomorrow"] == 1


def test_the_start_of_a_shell_says_only_a_few_lines(sample: Shell, office: Shell) -> None:
    assert 1 <= len(sample.done("today", "--brief").out.splitlines()) <= 6
    assert len(office.done("today", "--brief").out.splitlines()) == 1


def test_levels_are_reviewed_and_decided_on(office: Shell) -> None:
    for number, name in enumerate(("恒信科技", "浦江精密"), start=1):
        office.done("customer", "add", name, "--contact", "张敏", "--level", "A")
        office.done("deal", "add", str(number), "--amount", "1万")
    assert office.done("level", "review", "--dry-run", "--json").json["proposed"] == 2
    assert office.done("level", "list", "--json").json == []
    assert office.done("level", "review", "--json").json["proposed"] == 2
    first, second = office.done("level", "list", "--json").json
    office.done("level", "accept", str(first["id"]))
    office.done("level", "refuse", str(second["id"]))
    levels = {each["id"]: each["level"] for each in office.done("customer", "list", "--json").json}
    assert levels == {first["customer_id"]: "B", second["customer_id"]: "A"}
    assert office.done("level", "list", "--json").json == []
    assert office.crm("level", "accept", str(second["id"])).code == 4
    assert office.crm("level", "accept").code == 2


def test_a_customer_is_lost_with_a_reason_and_back(sample: Shell) -> None:
    assert sample.crm("customer", "lost", "1", "--reason", "天气").code == 2
    lost = sample.done("customer", "lost", "1", "--reason", "价格", "--note", "[/]", "--json").json
    assert lost["type"] == "lost"
    assert sample.crm("customer", "lost", "1", "--reason", "价格").code == 4
    assert sample.done("customer", "regain", "1", "--json").json["type"] != "lost"
    sample.done("undo")
    assert sample.done("customer", "show", "1", "--json").json["type"] == "lost"


def test_what_times_the_work_is_set_as_it_is_written(sample: Shell) -> None:
    changed = sample.done("office", "work", "rhythm-days=A=5 B=无 C=20", "--json").json
    assert changed["rhythm_days"] == "A=5 B=none C=20"
    for wrong in ("rhythm-days=soon", "tempo=3", "no-plan-days"):
        assert sample.crm("office", "work", wrong).code == 2
    assert sample.crm("office", "work", "no-plan-days=3", "--user", "lina").code == 4
    sample.done("undo")
    assert sample.done("office", "work", "--json").json["rhythm_days"] == "A=7 B=14 C=30"


def test_the_day_is_told_in_the_words_of_the_screen(office: Shell) -> None:
    for name in ("恒信科技", "浦江精密"):
        office.done("customer", "add", name, "--contact", "张敏")
    office.done("follow", "add", "1", "--text", "预算已批", "--next", "今天")
    office.done("follow", "add", "2", "--text", "预算已批", "--next", "明天")
    first, second = office.done("today").out.splitlines()[1:]
    assert first.startswith(Heading.CONTACT.value)
    assert second.startswith(Heading.UPCOMING.value)
