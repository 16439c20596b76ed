"""Targets and reports from the shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.process import Shell
from tests.cli.test_output import DOCUMENTED


@pytest.mark.long
def test_a_month_is_set_listed_opened_and_reported(sample: Shell, tmp_path: Path) -> None:
    done = sample.done(
        *("target", "set", "lina", "--month", "2026-11"),
        *("--signed", "50w", "--customers", "20", "--json"),
    ).json
    assert [each["signed_target"] for each in done["targets"]] == ["500000.00"]
    listed = sample.done("target", "list", "--person", "lina", "--json").json
    assert [list(each) for each in listed] == [DOCUMENTED["target"]]
    assert (listed[0]["customers_target"], listed[0]["follow_ups_target"]) == (20, None)
    rows = sample.done("target", "rows", "跟进", "--person", "lina", "--json").json
    assert len(rows) == listed[0]["follow_ups"]
    assert all(list(each) == DOCUMENTED["credit"] for each in rows)
    sample.done("dept", "add", "华东")
    sample.done("user", "edit", "lina", "--department", "华东")
    (whole,) = sample.done("target", "list", "--departments", "--json").json
    assert (whole["kind"], whole["signed_target"]) == ("department", "500000.00")
    said = sample.done("report", "month", "--person", "lina", "--json").json
    assert said["sums"]["follow_ups"]["count"] == listed[0]["follow_ups"]
    assert said["text"].splitlines()[0].startswith("Monthly report 2026-11")
    file = tmp_path / "目标.xlsx"
    sample.done("target", "export", "-o", str(file))
    again = sample.crm("target", "import", str(file), "--dry-run", "--json")
    assert (again.code, again.json["set"]) == (0, 0)
    rows_file = tmp_path / "目标.csv"
    rows_file.write_text("login,signed\nlina,60w\nnobody,1\n", encoding="utf-8")
    read = sample.crm("target", "import", str(rows_file), "--json")
    assert (read.code, read.json["set"], read.json["refused"][0]["line"]) == (4, 1, 3)
    sample.done("undo")
    sample.done("report", "week", "-o", str(tmp_path / "周报.csv"))
    assert sample.done("target", "signed-by", "order", "--json").json == {"signed_by": "order"}
    assert sample.crm("target", "list", "--month", "13月").code == 2
    assert sample.crm("target", "set", "lina").code == 2
