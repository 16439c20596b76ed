"""Exports for tests: which records into which file, and what stands in it then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.exports import Exported, ExportOrder, Subject, file_kind
from crm_tui.domain.users import Actor
from crm_tui.formats.sheets import read_sheet
from crm_tui.presentation.export_words import export_words

EVERYBODY = ListRequest(CustomerView.ALL, sort="id")


def exported(
    crm: Crm, actor: Actor, path: Path, subject: Subject = Subject.CUSTOMERS, **wishes: Any
) -> Exported:
    """Write a file of everybody, unless the test says of whom."""
    kind = file_kind(path)
    assert kind is not None
    order = ExportOrder(subject=subject, path=path, kind=kind, **{"request": EVERYBODY, **wishes})
    return crm.exports.run(actor, order, export_words(subject))


def table_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a sheet by the labels of its header."""
    with read_sheet(path) as sheet:
        header, *rows = [row.cells for row in sheet.rows]
    return [dict(zip(map(str, header), row, strict=False)) for row in rows]
