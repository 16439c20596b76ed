"""`crm date`, `crm greet`, `crm agenda` and `crm remind export`."""

from __future__ import annotations

from pathlib import Path

import icalendar
import pytest

from tests.cli.process import Shell


@pytest.fixture
def shell(office: Shell) -> Shell:
    office.done("customer", "add", "北京恒信科技", "--contact", "张敏")
    return office


def test_a_date_is_kept_listed_put_off_done_and_taken_back(shell: Shell) -> None:
    kept = shell.done(
        "date", "add", "1", "农历十月廿三", "--kind", "生日", "--contact", "张敏",
        "--lead", "30天 当天", "--json",
    )  # fmt: skip
    assert kept.json["lunar"] is True
    assert (kept.json["month"], kept.json["day"], kept.json["leads"]) == (10, 23, ["30d", "0d"])
    (due,) = shell.done("date", "list", "--due", "--json").json
    assert due["occurs_day"] == kept.json["next_day"]
    done = shell.done("date", "done", "1", "--greeting", "生日快乐", "--json")
    assert done.json["handling"] == "done"
    assert shell.done("date", "list", "--due", "--json").json == []
    shell.done("undo")
    assert len(shell.done("date", "list", "--due", "--json").json) == 1
    shell.done("date", "snooze", "1", "--until", "明天")
    shell.done("date", "edit", "1", "--title", "大寿", "--lead", "7d")
    assert "大寿" in shell.done("date", "list", "1").out
    shell.done("date", "delete", "1")
    assert shell.done("date", "list", "1", "--json").json == []


@pytest.mark.parametrize("phrase", ["+3d", "明天", "下周一", "next monday"])
def test_a_day_in_words_comes_each_year(shell: Shell, phrase: str) -> None:
    once = shell.done("date", "add", "1", phrase, "--repeat", "once", "--json").json
    kept = shell.done("date", "add", "1", phrase, "--kind", "renewal", "--json").json
    assert (kept["repeat"], kept["year"]) == ("yearly", None)
    assert kept["next_day"] == once["next_day"] == once["once_day"]


def test_what_is_no_day_is_refused(shell: Shell) -> None:
    assert shell.crm("date", "add", "1", "明天10点").code == 2
    assert shell.crm("date", "add", "1", "15").code == 2
    assert shell.crm("date", "add", "1", "02-30").code == 2
    assert shell.crm("date", "add", "1", "05-01", "--lead", "soon").code == 2
    assert shell.crm("date", "add", "1", "05-01", "--kind", "party").code == 2
    assert shell.crm("date", "add", "1", "05-01", "--contact", "nobody").code == 3
    assert shell.crm("date", "skip", "99").code == 3


def test_greetings_are_exported_without_formulas_and_written_down(
    shell: Shell, tmp_path: Path
) -> None:
    shell.done("customer", "add", "=HYPERLINK(1)", "--contact", "李总")
    shell.done("greet", "template", "add", "元旦", "{称呼}您好，祝{公司}{节日}快乐！")
    assert "{foo}" in shell.crm("greet", "template", "add", "x", "{foo}").err
    listed = shell.done("greet", "list", "元旦", "--template", "元旦", "--json").json
    assert [each["salutation"] for each in listed] == ["张敏", "李总"]
    file = tmp_path / "sms.csv"
    exported = shell.done(
        "greet", "export", "元旦", str(file), "--template", "元旦", "--done", "--json"
    )
    assert exported.json["greetings"] == 2
    assert '"\'=HYPERLINK(1)"' in file.read_text("utf-8-sig")
    assert shell.done("greet", "list", "元旦", "--json").json == []
    shell.done("undo")
    assert len(shell.done("greet", "list", "元旦", "--json").json) == 2
    assert shell.crm("greet", "list", "愚人节").code == 2


def test_the_agenda_and_the_calendar_file_tell_the_same(shell: Shell, tmp_path: Path) -> None:
    shell.done("remind", "add", "发方案", "--at", "明天10点", "--customer", "1")
    shell.done("date", "add", "1", "+3d", "--kind", "need", "--title", "招标")
    listed = shell.done("agenda", "--days", "7", "--json").json
    assert [(each["kind"], each["title"]) for each in listed] == [
        ("task", "发方案"), ("key_date", "招标"),
    ]  # fmt: skip
    assert "招标" in shell.done("agenda").out
    file = tmp_path / "crm.ics"
    assert shell.done("remind", "export", "-o", str(file), "--json").json["entries"] == 2
    assert shell.crm("remind", "export", "-o", str(file)).code != 0, "it is there already"
    found = icalendar.Calendar.from_ical(file.read_bytes())
    assert len(found.walk("VTODO")) == len(found.walk("VEVENT")) == 1
