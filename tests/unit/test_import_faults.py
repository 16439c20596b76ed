"""Every fault of a row, and of a file, has its sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.domain.imports import FaultCode, RowFault
from crm_tui.errors import FileFormatError
from crm_tui.formats.sheet_limits import SheetReason
from crm_tui.formats.sheets import sheet_error
from crm_tui.formats.workbooks import WorkbookError, WriteReason
from crm_tui.presentation.import_faults import fault_place, file_sentence
from crm_tui.presentation.import_results import refusal_sentence


@pytest.mark.parametrize("code", FaultCode)
def test_every_fault_has_a_sentence_with_its_place(code: FaultCode) -> None:
    sentence = refusal_sentence(
        RowFault(7, "手机\x1b[2J", "C", code, "值", ("甲", "乙"), limit=5, earlier_line=3)
    )
    assert sentence.startswith("line 7, column C (手机): ")
    assert "{" not in sentence
    assert "None" not in sentence


def test_a_fault_without_a_column_has_its_line() -> None:
    assert fault_place(RowFault(7, "", "", FaultCode.MISSING_CONTACT)) == "line 7"


@pytest.mark.parametrize("reason", [*SheetReason, *WriteReason])
def test_every_file_reason_has_a_sentence(reason: SheetReason | WriteReason) -> None:
    facts: dict[str, object] = {"limit": 9, "row": 3, "line": 4, "encoding": "x", "sheet": "甲"}
    facts |= {"sheets": ["乙"], "labels": ["丙", "丁"]}
    error: FileFormatError
    if isinstance(reason, SheetReason):
        error = sheet_error(Path("a.xlsx"), reason, **facts)
    else:
        error = WorkbookError(Path("a.xlsx"), reason, **facts)
    sentence = file_sentence(error)
    assert sentence.endswith(".")
    assert "{" not in sentence
