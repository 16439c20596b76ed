"""The sample sheets: what is good in them, what is wrong, and how they are made."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from crm_tui.domain.imports import CustomerRowParser, ParsedRow, RefusedRow, RowFault, split_header
from crm_tui.formats.sheets import read_sheet
from tests.unit.import_rows import context

DATA = Path(__file__).parents[2] / "data"


def outcome(name: str) -> tuple[list[ParsedRow], list[RowFault]]:
    good: list[ParsedRow] = []
    faults: list[RowFault] = []
    with read_sheet(DATA / name) as sheet:
        found = split_header(sheet.rows)
        assert found is not None
        header, rows = found
        assert not header.ignored
        assert not header.repeated
        parser = CustomerRowParser(header, context())
        for row in rows:
            parsed = parser.parse(row)
            if isinstance(parsed, RefusedRow):
                faults.extend(parsed.faults)
            else:
                good.append(parsed)
    return good, faults


def test_the_sample_has_300_good_customers_in_both_formats() -> None:
    workbook, faults = outcome("sample_customers.xlsx")
    text, faults_in_text = outcome("sample_customers.csv")
    assert faults == faults_in_text == []
    assert len(workbook) == len(text) == 300
    assert sum(row.is_incomplete for row in workbook) > 20
    assert [row.own_values for row in workbook] == [row.own_values for row in text]
    assert [row.contacts for row in workbook] == [row.contacts for row in text]


def test_the_dirty_sample_has_25_different_faults_and_all_are_found() -> None:
    good, faults = outcome("dirty_customers.xlsx")
    expected = json.loads((DATA / "dirty_customers.expected.json").read_bytes())
    # That a row repeats another is seen when all are read.
    alone = [each for each in expected if not each["code"].startswith("duplicate")]
    assert [(one.line, one.column_letter, one.column_label, one.code.value) for one in faults] == [
        (one["line"], one["column"], one["label"], one["code"]) for one in alone
    ]
    assert len(expected) == 25
    assert len({(one["column"], one["code"]) for one in expected}) == 25
    assert len(good) == 9 + len(expected) - len(alone)


def test_the_samples_are_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(DATA / "build_samples.py"), str(tmp_path)], check=True)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(built) == 4
    assert {name: (DATA / name).read_bytes() for name in built} == built
