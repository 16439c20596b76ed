"""Exports, forms, one change for many, and removal for good, from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.process import Shell


def test_an_export_answers_with_rows_and_columns_and_stands_in_the_history(
    sample: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "out.json"
    told = sample.done(
        "export", "customer", "--columns", "name,city", "-o", str(file), "--json"
    ).json
    rows = json.loads(file.read_text("utf-8"))
    assert (told["subject"], told["format"], told["columns"]) == (
        "customers",
        "json",
        ["name", "city"],
    )
    csv = str(tmp_path / "out.csv")
    by_heading = sample.done(
        "export", "customer", "--columns", "客户名称，城市", "-o", csv, "--json", "--lang", "zh"
    ).json
    assert by_heading["columns"] == ["name", "city"]
    assert told["rows"] == len(rows) > 0
    assert list(rows[0]) == ["name", "city"]
    again = sample.crm("export", "customers", "-o", str(file), "--lang", "zh")
    assert again.code == 2
    assert "已经存在" in again.err or "已存在" in again.err
    assert "导出" in sample.done("history", "--lang", "zh").out


def test_what_cannot_be_exported_is_said_in_one_line(sample: Shell, tmp_path: Path) -> None:
    for arguments, words in (
        (("salaries", "-o", "x.csv"), "customers"),
        (("customers", "-o", "x.doc"), "xlsx"),
        (("deals", "-o", "x.ics"), "ics"),
        (("customers", "--columns", "salary", "-o", "x.csv"), "Former names"),
        (("customers", "nosuch:1", "-o", "x.csv"), ""),
    ):
        refused = sample.crm("export", *arguments)
        assert refused.code == 2
        assert words in refused.err
    database = sample.crm("export", "customers", "--format", "csv", "--overwrite", "-o",
                          str(sample.database))  # fmt: skip
    assert database.code == 2
    assert sample.done("doctor", "--json").json["sound"] is True


def test_a_form_is_written_and_imported(office: Shell, tmp_path: Path) -> None:
    told = office.done("template", "contacts", "-o", str(tmp_path / "t.xlsx"), "--json").json
    assert (told["kind"], told["columns"] > 5) == ("contacts", True)
    assert office.crm("template", "deals", "-o", "x.xlsx").code == 2


@pytest.mark.long
def test_many_are_changed_only_with_yes_and_taken_back_as_one(sample: Shell) -> None:
    foretold = sample.done("customer", "bulk-edit", "--level", "C", "--json").json
    assert foretold["batch"] is None
    assert foretold["would_change"] > 1
    done = sample.done("customer", "bulk-edit", "--level", "C", "--yes", "--json").json
    assert len(done["changed"]) == foretold["would_change"]
    assert sample.done("customer", "bulk-edit", "--level", "C", "--json").json["would_change"] == 0
    sample.done("undo", str(done["batch"]))
    again = sample.done("customer", "bulk-edit", "--level", "C", "--json").json
    assert again["would_change"] == foretold["would_change"]
    assert sample.crm("customer", "bulk-edit", "level:A").code == 2


def test_what_was_deleted_is_listed_alone_and_removed_for_good(sample: Shell) -> None:
    sample.done("customer", "delete", "1", "2")
    sample.done("customer", "invalid", "3", "--reason", "空号")
    listed = sample.done("customer", "list", "--view", "deleted", "--json").json
    assert sorted(each["id"] for each in listed) == [1, 2]
    assert sample.done("customer", "purge", "1", "--json").json["purged"] == []
    gone = sample.crm("customer", "purge", "1", "3", "--yes", "--json")
    assert (gone.code, gone.json["purged"]) == (4, [1])
    assert [each["id"] for each in gone.json["refused"]] == [3]
    assert sample.crm("customer", "show", "1").code == 3
    refused = sample.crm("customer", "purge", "2", "--yes", "--user", "lina")
    assert refused.code == 4


def test_nothing_is_imported_when_its_result_could_not_be_written(
    office: Shell, tmp_path: Path
) -> None:
    file, there = tmp_path / "new.csv", tmp_path / "there.xlsx"
    file.write_text("客户名称,电话\n新来的公司,13711112222\n", "utf-8")
    there.touch()
    for name in (there, tmp_path / "result.txt", tmp_path / "nowhere" / "result.csv"):
        answer = office.crm("import", "customers", str(file), "--result", str(name), "--json")
        assert answer.code == 2
    assert office.done("customer", "list", "新来的公司", "--json").json == []


def test_rows_refused_for_one_reason_are_told_in_one_line(office: Shell, tmp_path: Path) -> None:
    file = tmp_path / "moved.csv"
    rows = [f"客户{number}有限公司,张敏{number},郑凯" for number in range(3)]
    file.write_text("\n".join(["客户名称,联系人,负责人", *rows, "坏公司,李强,吴浩"]), "utf-8")
    refused = office.crm("import", "customers", str(file), "--dry-run")
    said = [line for line in refused.err.splitlines() if line.startswith("line ")]
    assert len(said) == 2
    assert said[0].startswith("line 2")
    assert said[0].endswith("2 more rows likewise.")
